"""Which packages bring which modules, as far as that is well known; modules that are not here are not judged."""

from __future__ import annotations

from collections.abc import Iterable

_SAME = """
    accelerate aiohttp albumentations altair anthropic av bitsandbytes boto3 cohere datasets dask decord diffusers dill
    duckdb einops evaluate fastapi fastparquet fasttext flair flask fsspec gensim geopandas gradio h5py httpx
    huggingface_hub imageio jax jiwer jinja2 joblib jsonlines keras kornia langchain lerobot librosa lightgbm
    lightning lxml matplotlib mlcroissant mne monai networkx nibabel nltk numba numpy onnx onnxruntime openai
    openpyxl optimum pandas peft plotly polars psutil pyarrow pydantic pydicom pydub pyproj pytorch_lightning
    rasterio rdkit requests rich rouge_score sacrebleu safetensors scipy seaborn sentence_transformers sentencepiece
    seqeval setfit shapely soundfile spacy statsmodels streamlit sympy textblob tiktoken tifffile timm tokenizers
    torchaudio torchmetrics torchvision tqdm transformers trimesh trl ultralytics unsloth vllm wandb webdataset
    xarray xgboost xmltodict zarr zstandard
""".split()
_OTHER = {
    "Bio": "biopython",
    "Levenshtein": "levenshtein python-levenshtein",
    "PIL": "pillow",
    "bs4": "beautifulsoup4 bs4",
    "cv2": "opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless opencv",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "faiss": "faiss-cpu faiss-gpu faiss-gpu-cu11 faiss-gpu-cu12 faiss",
    "fitz": "pymupdf",
    "git": "gitpython",
    "llama_cpp": "llama-cpp-python",
    "open_clip": "open-clip-torch",
    "pptx": "python-pptx",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn sklearn",
    "tensorflow": "tensorflow tensorflow-cpu tensorflow-gpu tf-nightly",
    "tensorflow_datasets": "tensorflow-datasets tfds-nightly",
    "torch": "torch pytorch",
    "umap": "umap-learn",
    "whisper": "openai-whisper",
    "yaml": "pyyaml",
}
PACKAGES = {name: [name.replace("_", "-")] for name in _SAME} | {name: text.split() for name, text in _OTHER.items()}
"""The packages that bring a module by its import name; the first is the one to name."""
_MODULES = {package: module for module, packages in PACKAGES.items() for package in packages}
_TORCH = "torch numpy"
# The modules that come along with a module's package, directly; what may come along counts as if it did.
_BROUGHT = {
    "accelerate": f"{_TORCH} huggingface_hub safetensors psutil yaml",
    "albumentations": "numpy scipy cv2 yaml pydantic",
    "altair": "pandas numpy jinja2",
    "anthropic": "httpx pydantic",
    "bitsandbytes": _TORCH,
    "cohere": "httpx pydantic requests tokenizers",
    "dask": "fsspec yaml numpy pandas pyarrow",
    "datasets": "huggingface_hub numpy pandas pyarrow fsspec tqdm yaml requests dill aiohttp httpx dateutil",
    "diffusers": "huggingface_hub numpy PIL requests safetensors",
    "docx": "lxml",
    "evaluate": "datasets",
    "faiss": "numpy",
    "fastapi": "pydantic",
    "fastparquet": "numpy pandas fsspec",
    "flair": f"{_TORCH} transformers gensim matplotlib sklearn tqdm",
    "flask": "jinja2",
    "gensim": "numpy scipy",
    "geopandas": "shapely pandas numpy pyproj",
    "gradio": "fastapi httpx huggingface_hub jinja2 numpy pandas PIL pydantic pydub yaml",
    "h5py": "numpy",
    "huggingface_hub": "fsspec httpx requests tqdm yaml",
    "imageio": "numpy PIL",
    "jax": "numpy scipy",
    "keras": "numpy h5py rich",
    "kornia": _TORCH,
    "langchain": "numpy pydantic requests yaml",
    "lerobot": f"{_TORCH} torchvision datasets diffusers einops av cv2 imageio gradio transformers wandb",
    "librosa": "numpy scipy sklearn joblib numba soundfile",
    "lightgbm": "numpy scipy",
    "lightning": f"{_TORCH} torchmetrics tqdm yaml fsspec pytorch_lightning",
    "matplotlib": "numpy PIL dateutil",
    "mlcroissant": "pandas numpy requests tqdm networkx dateutil",
    "mne": "numpy scipy matplotlib tqdm jinja2",
    "monai": _TORCH,
    "nibabel": "numpy",
    "nltk": "joblib tqdm",
    "numba": "numpy",
    "onnx": "numpy",
    "onnxruntime": "numpy",
    "open_clip": f"{_TORCH} torchvision timm huggingface_hub safetensors tqdm",
    "openai": "httpx pydantic tqdm",
    "optimum": f"{_TORCH} transformers huggingface_hub",
    "pandas": "numpy dateutil",
    "peft": f"{_TORCH} transformers accelerate",
    "plotly": "numpy",
    "pptx": "lxml PIL",
    "pydicom": "numpy",
    "pytorch_lightning": f"{_TORCH} torchmetrics tqdm yaml fsspec",
    "rasterio": "numpy",
    "rdkit": "numpy PIL",
    "rouge_score": "numpy nltk",
    "sacrebleu": "numpy lxml",
    "scipy": "numpy",
    "seaborn": "matplotlib pandas",
    "sentence_transformers": "transformers torch sklearn scipy PIL",
    "seqeval": "numpy sklearn",
    "setfit": "sentence_transformers datasets evaluate sklearn",
    "shapely": "numpy",
    "skimage": "numpy scipy networkx PIL imageio tifffile",
    "sklearn": "numpy scipy joblib",
    "soundfile": "numpy",
    "spacy": "numpy pydantic requests tqdm jinja2",
    "statsmodels": "numpy pandas scipy",
    "streamlit": "altair numpy pandas PIL pyarrow requests git",
    "tensorflow": "numpy keras h5py requests",
    "tensorflow_datasets": "numpy pyarrow requests tqdm psutil",
    "textblob": "nltk",
    "tifffile": "numpy",
    "tiktoken": "requests",
    "timm": f"{_TORCH} torchvision huggingface_hub safetensors yaml",
    "tokenizers": "huggingface_hub",
    "torch": "networkx sympy jinja2 fsspec numpy",
    "torchaudio": "torch",
    "torchmetrics": _TORCH,
    "torchvision": "torch numpy PIL",
    "transformers": "huggingface_hub numpy yaml tqdm tokenizers safetensors requests",
    "trimesh": "numpy",
    "trl": "transformers accelerate datasets peft rich",
    "ultralytics": f"{_TORCH} torchvision cv2 matplotlib pandas PIL polars psutil requests scipy yaml seaborn tqdm",
    "umap": "numpy scipy sklearn numba tqdm",
    "unsloth": "trl peft bitsandbytes sentencepiece torchvision diffusers sentence_transformers",
    "vllm": "transformers torchvision torchaudio openai tiktoken fastapi einops PIL psutil cv2 sentencepiece numba",
    "wandb": "git pydantic requests yaml psutil",
    "webdataset": "numpy yaml",
    "whisper": f"{_TORCH} numba tiktoken tqdm",
    "xarray": "numpy pandas",
    "xgboost": "numpy scipy",
    "zarr": "numpy",
}


def modules_of(packages: Iterable[str]) -> set[str] | None:
    """The modules that come with the packages, `datasets` among them; None where one of them is not known."""
    found: set[str] = set()
    wanted = ["datasets", *(_MODULES.get(package, "") for package in packages)]
    if not all(wanted):
        return None
    while wanted:
        module = wanted.pop()
        if module not in found:
            found.add(module)
            wanted += _BROUGHT.get(module, "").split()
    return found

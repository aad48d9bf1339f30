"""Names that nearly all code imports in one way.

A name is listed only where readers of data-set cards would agree on its origin.  `Image`, `Dataset`,
`datetime` or `glob` have two, and are left out.
"""

from __future__ import annotations

_MODULES = (
    "base64",
    "collections",
    "csv",
    "gzip",
    "io",
    "itertools",
    "json",
    "math",
    "os",
    "pickle",
    "random",
    "re",
    "requests",
    "shutil",
    "sys",
)
_ALIASES = {
    "pd": "pandas",
    "np": "numpy",
    "plt": "matplotlib.pyplot",
    "sns": "seaborn",
    "tf": "tensorflow",
    "tfds": "tensorflow_datasets",
    "pl": "polars",
    "pq": "pyarrow.parquet",
    "pa": "pyarrow",
    "dd": "dask.dataframe",
    "wds": "webdataset",
    "jnp": "jax.numpy",
    "nn": "torch.nn",
    "gpd": "geopandas",
    "xr": "xarray",
    "nx": "networkx",
}
_PACKAGES = (
    "datasets",
    "duckdb",
    "evaluate",
    "h5py",
    "huggingface_hub",
    "librosa",
    "mlcroissant",
    "torch",
    "torchaudio",
    "transformers",
    "yaml",
)
_ORIGINS = {
    "collections": "Counter OrderedDict defaultdict",
    "datasets": "Audio DatasetDict Features concatenate_datasets get_dataset_config_names "
    "get_dataset_split_names interleave_datasets load_dataset load_dataset_builder load_from_disk",
    "huggingface_hub": "HfApi HfFileSystem hf_hub_download hf_hub_url list_repo_files login notebook_login "
    "snapshot_download",
    "pathlib": "Path",
    "sentence_transformers": "SentenceTransformer",
    "torch.utils.data": "DataLoader",
    "tqdm": "tqdm",
    "transformers": "AutoConfig AutoFeatureExtractor AutoImageProcessor AutoModel AutoModelForCausalLM "
    "AutoModelForMaskedLM AutoModelForQuestionAnswering AutoModelForSeq2SeqLM "
    "AutoModelForSequenceClassification AutoModelForTokenClassification AutoProcessor AutoTokenizer "
    "BitsAndBytesConfig Trainer TrainingArguments",
}

CONVENTIONAL_IMPORTS: dict[str, str] = (
    {name: f"import {name}" for name in (*_MODULES, *_PACKAGES)}
    | {alias: f"import {module} as {alias}" for alias, module in _ALIASES.items()}
    | {name: f"from {module} import {name}" for module, names in _ORIGINS.items() for name in names.split()}
)
"""The import line of each conventional name."""

CONVENTIONAL_ORIGINS: dict[str, str] = (
    {name: name for name in (*_MODULES, *_PACKAGES)}
    | dict(_ALIASES)
    | {name: f"{module}.{name}" for module, names in _ORIGINS.items() for name in names.split()}
)
"""The dotted path that each conventional name stands for."""

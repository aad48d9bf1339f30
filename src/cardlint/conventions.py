"""Names that nearly all code imports in one way.

A name is listed only where readers of data-set cards would agree on its origin.  `Image`, `Dataset`,
`datetime` or `glob` have two, and are left out.  Where the uses of a name speak for another origin than
its usual one, `import_for` says so.
"""

from __future__ import annotations

import ast

from cardlint.trees import walk

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

_RIVALS = {
    "pl": (
        "import pytorch_lightning as pl",
        "Callback LightningDataModule LightningModule Trainer callbacks loggers seed_everything strategies utilities",
    ),
    "pa": ("import pandera as pa", "Check Column DataFrameModel DataFrameSchema SchemaModel SeriesSchema"),
    "nn": (None, "Dense compact"),
    "io": (None, "imread imsave imshow loadmat read_image read_video"),
    "datasets": (
        None,
        "cast_column column_names filter items keys map num_rows push_to_hub remove_columns rename_column "
        "save_to_disk select set_format shuffle sort to_pandas train_test_split values with_format",
    ),
}
"""What else a name may stand for, by attributes that its usual module has not: its import, where there is one."""
_RIVAL_ATTRIBUTES = {name: frozenset(words.split()) for name, (_, words) in _RIVALS.items()}
_OF_PLAYER = frozenset({"autoplay", "data", "embed", "filename", "normalize", "rate", "url"})


def import_for(name: str, tree: ast.Module) -> str | None:
    """The import line that suits each use of a conventional name in `tree`.

    None where it is not conventional, or where a use suits none (`json` as a variable).
    """
    line = CONVENTIONAL_IMPORTS.get(name)
    if line is None or not (line.startswith("import ") or name in _RIVALS or name in ("Audio", "tqdm")):
        return line  # what is imported by its own name has no attributes that could tell
    uses = sum(isinstance(node, ast.Name) and node.id == name for node in walk(tree))
    if name == "Audio":
        return _import_for_audio(tree, uses)
    attributes = [
        node.attr for node in walk(tree) if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == name
    ]
    if not _RIVAL_ATTRIBUTES.get(name, frozenset()).isdisjoint(attributes):
        line = _RIVALS[name][0]
    elif name == "tqdm" and "tqdm" in attributes:
        line = "import tqdm"
    return None if line and line.startswith("import ") and len(attributes) < uses else line


def _import_for_audio(tree: ast.Module, uses: int) -> str | None:
    """`Audio` is the feature of `datasets`, or what plays sound in a notebook."""
    calls = [node for node in walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Audio"]
    plays = [
        any(not isinstance(argument, ast.Constant) for argument in call.args)
        or any(keyword.arg in _OF_PLAYER for keyword in call.keywords)
        for call in calls
    ]
    if any(plays):
        return "from IPython.display import Audio" if all(plays) and len(calls) == uses else None
    return CONVENTIONAL_IMPORTS["Audio"]

"""The signals that tell what a piece of a card is; each is one function that looks at one thing."""

from __future__ import annotations

import ast
import re

from cardlint.model import Context

PYTHON_LABELS = frozenset(
    ["python", "py", "python3", "py3", "python2", "pycon", "ipython", "ipython3", "python-repl", "pyi", "jupyter", "jupyter-python"]
)
OTHER_LABELS = frozenset(
    ["bash", "sh", "shell", "zsh", "console", "shell-session", "powershell", "cmd", "bat", "batch", "json", "jsonl", "json5", "jsonc", "yaml", "yml", "toml", "ini", "xml", "html", "css", "sql", "r", "js", "javascript", "ts", "typescript", "java", "c", "cpp", "c++", "cs", "csharp", "go", "rust", "ruby", "perl", "php", "scala", "kotlin", "swift", "julia", "lua", "latex", "tex", "bibtex", "bib", "markdown", "md", "diff", "csv", "tsv", "mermaid", "dockerfile", "makefile", "sparql", "graphql", "text/plain"]
)

_HUB_LOADING = re.compile(r"\bload_dataset\s*\(")
_LOADING = re.compile(
    r"\b(?:load_dataset(?:_builder)?|load_from_disk|snapshot_download|hf_hub_download|hf_hub_url|cached_download|"
    r"from_pretrained|get_dataset_config_names|HfFileSystem|WebDataset|LeRobotDataset|read_(?:csv|json|parquet|table|excel|ndjson|pickle|feather)|"
    r"scan_(?:csv|parquet|ndjson))\s*\(|hf://datasets/"
)


def loads_data(code: str) -> bool:
    """The code calls something that loads a data set or a file of one."""
    return _LOADING.search(code) is not None


def loads_from_hub(code: str) -> bool:
    """The code calls `load_dataset`."""
    return _HUB_LOADING.search(code) is not None


_PRINTED = re.compile(
    r"\s*(?:(?:datasets\.)?(?:DatasetDict|IterableDatasetDict|Dataset|IterableDataset|DatasetInfo|Features)\s*\(\s*[{\[]|"
    r"<class |<[\w.]+ (?:object )?at 0x|RangeIndex:|Traceback \(|(?:array|tensor|dict_keys|OrderedDict|Counter)\(|\d+it \[)"
)
_TYPE_NAMES = frozenset(
    ["Value", "ClassLabel", "Sequence", "Features", "Image", "Audio", "Translation", "TranslationVariableLanguages", "Array2D", "Array3D", "Array4D", "List", "LargeList", "Video", "Dataset", "DatasetDict", "IterableDataset", "IterableDatasetDict", "DatasetInfo", "SplitInfo", "array", "tensor", "dict_keys", "OrderedDict", "Timestamp", "datetime"]
)


def starts_like_printed(text: str) -> bool:
    """A line looks like the first line of a printed data set, array, table or error."""
    return _PRINTED.match(text) is not None


def is_literal(node: ast.AST) -> bool:
    """An expression of constants, containers and names of printed types alone."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return all(is_literal(item) or isinstance(item, ast.Name) for item in node.elts)
    if isinstance(node, ast.Dict):
        return all(
            value is None or is_literal(value) or _is_word(value) for value in [*node.keys, *node.values]
        )
    if isinstance(node, ast.UnaryOp):
        return is_literal(node.operand)
    if isinstance(node, (ast.BinOp,)):
        return is_literal(node.left) and is_literal(node.right)
    if isinstance(node, ast.Call):
        return _is_printed_call(node)
    return False


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute))


def _is_printed_call(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name not in _TYPE_NAMES:
        return False
    return all(
        is_literal(arg) or _is_word(arg)
        for arg in [*node.args, *(keyword.value for keyword in node.keywords)]
    )


def is_record_statement(node: ast.stmt) -> bool:
    """A statement that shows a value and does nothing: a literal, a printed object, a bare word, `name: type`."""
    if isinstance(node, ast.Expr):
        return (
            is_literal(node.value)
            or (isinstance(node.value, (ast.Name, ast.Compare, ast.BinOp))
            and not _has_call(node))
        )
    if isinstance(node, ast.AnnAssign):
        return not _has_call(node) and (node.value is None or is_literal(node.value))
    return isinstance(node, ast.Pass)


def is_literal_assignment(node: ast.stmt) -> bool:
    """A plain name is given a literal."""
    return isinstance(node, ast.Assign) and is_literal(node.value)


def _has_call(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Call) for part in ast.walk(node))


def has_import(tree: ast.Module) -> bool:
    """The code imports something."""
    return any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(tree))


def has_call(tree: ast.Module) -> bool:
    """The code calls something that is no printed type."""
    return any(isinstance(node, ast.Call) and not _is_printed_call(node) for node in ast.walk(tree))


def is_method_excerpt(tree: ast.Module) -> bool:
    """Only functions whose first parameter is `self`, with no class around: shown, not run."""
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    if not functions or any(
        not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in tree.body
    ):
        return False
    return all(node.args.args and node.args.args[0].arg in ("self", "cls") for node in functions)


_PUBLISHING = re.compile(
    r"\.push_to_hub\(|\bupload_(?:folder|file|large_folder)\(|\bcreate_repo\(|\.create_commit\("
)


def publishes(code: str) -> bool:
    """The code uploads a data set."""
    return _PUBLISHING.search(code) is not None


# Words of headings and sentences.  Several languages, since cards are written in many.
_USE_WORDS = re.compile(
    r"\b(?:us(?:age|e|ing)|load(?:ing)?|quick\s?-?start|getting started|how to|examples?|download(?:ing)?|access(?:ing)?|"
    r"read(?:ing)?|get the data|evaluat\w+|inference|train(?:ing)?|tutorial|verwendung|nutzung|laden|benutzung|beispiel|"
    r"utilisation|utiliser|charger|exemple|chargement|uso|usar|cargar|carga|ejemplo|c[oó]mo|como usar|carregar|exemplo|utilizzo|caricare|esempio|"
    r"gebruik|kullan[ıi]m\w*|y[uü]kle\w*|anv[aä]ndning|u[zż]ycie|pou[zž]it[ií])\b|"
    r"使用|用法|加载|載入|下载|示例|快速开始|使い方|利用|読み込み|使用方法|사용|불러오기|예제|로드|использован|загруз|пример|cách sử dụng|sử dụng|"
    r"استخدام|استفاده|उपयोग|การใช้",
    re.IGNORECASE,
)
_CREATION_HEADING = re.compile(
    r"\b(?:data\s?set\s+(?:creation|curation|construction|generation)|(?:creation|curation|construction|conversion)(?:\s+(?:process|script|code|"
    r"pipeline|procedure|details))?|how\s+(?:it|this|the\s+data(?:\s?set)?|we)\s+(?:was|were|is|has been|made|built|created)\b.*|"
    r"(?:code|script)s?\s+(?:used\s+)?(?:to|for)\s+(?:create|creat\w+|generat\w+|mak\w+|build\w*|convert\w*)\b.*|"
    r"(?:generation|processing|preprocessing|filtering|preparation|annotation|upload)\s+(?:script|code)|source\s+code|provenance|changelog|"
    r"erstellung|cr[ée]ation|creaci[oó]n|cria[cç][aã]o)\b|数据集?构建|数据集创建|作成方法|作り方|制作|生成方法|создани|데이터셋 생성",
    re.IGNORECASE,
)
_CREATION_CODE_LEAD = re.compile(
    r"\b(?:(?:code|script|snippet|program|function|notebook|command)s?\s+(?:\w+\s+){0,3}(?:used|that\s+(?:generated|created|made|produced))|"
    r"(?:code|script|program)s?\s+(?:\w+\s+){0,2}to\s+(?:create|generate|build|produce|make|upload|scrape)|(?:code|script)s?\s+(?:\w+\s+)?to\s+\w+\s+[\w ]+\bwas|"
    r"(?:code|script)s?\s+(?:i|we)\s+\w+|used\s+(?:the\s+)?(?:following|this|below)|(?:using|with|by)\s+(?:the\s+)?(?:code|script)s?\s+(?:similar|like|below|following|above)|"
    r"(?:using|with|by)\s+(?:the\s+|this\s+)?following\s+(?:code|script|procedure|function)|creation\s+(?:code|script)|generation\s+(?:code|script))\b",
    re.IGNORECASE,
)
_CREATION_LEAD = re.compile(
    r"\b(?:(?:was|were|has been|have been)\s+(?:\w+\s+)?(?:created|generated|built|made|produced|converted|filtered|obtained|uploaded|"
    r"constructed|collected|preprocessed|processed|prepared|derived|extracted|computed|pushed|cleaned|sampled|split|formatted|translated)|"
    r"(?:we|i)\s+(?:have\s+|then\s+|also\s+)?(?:used|created|made|generated|built|converted|filtered|produced|wrote|ran|processed|uploaded|did|pushed|prepared|"
    r"extracted|lower|removed|cleaned|applied|computed|calculated)|created\s+(?:by|using|with|via|from|through|as follows))\b",
    re.IGNORECASE,
)
_READER_LEAD = re.compile(
    r"\b(?:you\s+(?:can|could|may|need|should|will|have)|to\s+(?:load|use|access|download|read|get|reproduce|rebuild|run|evaluate|stream|decode|"
    r"view|convert|remove|iterate|filter|train|try|reconstruct|process|recreate|regenerate)|can\s+be\s+(?:loaded|used|accessed|downloaded|read|run|obtained)|"
    r"how\s+to|run\s+(?:this|the\s+following)|use\s+(?:this|the\s+following|it)|load\s+(?:it|the|this)|simply|just|please|your)\b",
    re.IGNORECASE,
)
_DATA_HEADING = re.compile(
    r"\b(?:data\s+instances?|instances?|data\s+(?:fields?|format|structure|example|sample|points?)|samples?|example\s+(?:record|row|data|entry|instance|item|prompt|problem|question|output|input|task)s?|"
    r"(?:record|row|schema|features?|prompt|prompts|template|input|output|response|solution|problem|completion|format|structure|columns?|fields?|tasks?))\b|"
    r"数据格式|数据样例|字段|データ形式|フォーマット|스키마|데이터 형식|формат",
    re.IGNORECASE,
)
_DATA_LEAD = re.compile(
    r"(?:^|[\s*_`\"'(])(?:prompt|problem|solution|canonical[_ ]solution|answer|response|completion|input|output|task|question|instruction|"
    r"(?:buggy|fixed|original|generated|reference|target|source|correct|incorrect)\s+(?:code|program|function|version)|"
    r"(?:example|sample)\s+(?:problem|task|prompt|solution|row|record|entry|item|code|program|function|data point|instance|of (?:a|the|an)\s+\w+)|test\s+cases?|unit\s+tests?|code\s+sample|"
    r"docstring|function\s+(?:body|signature)|content|text|assistant|user|system|before|after|chosen|rejected)s?\s*[*_`\"')]*\s*:?\s*[*_]*\s*$|"
    r"looks?\s+(?:as follows|like)|(?:an?|one)\s+(?:example|sample|instance|entry|row|record)\s+(?:of|from|in)\b|has\s+the\s+(?:following\s+)?(?:form|format|structure)",
    re.IGNORECASE,
)


def use_heading(context: Context) -> bool:
    """The nearest headings speak of using the data."""
    return any(_USE_WORDS.search(heading) for heading in context.headings[-2:])


def use_lead(context: Context) -> bool:
    """The words above speak of using the data, or to the reader."""
    return bool(_READER_LEAD.search(context.lead) or _USE_WORDS.search(context.lead))


def speaks_to_reader(context: Context) -> bool:
    """The words above address the reader or say what the code is good for."""
    return _READER_LEAD.search(context.lead) is not None


def creation_heading(context: Context) -> bool:
    """One of the nearest headings tells how the data came to be, and the last does not speak of use."""
    near = context.headings[-2:]
    if near and _USE_WORDS.search(near[-1]) and not _CREATION_HEADING.search(near[-1]):
        return False
    return any(_CREATION_HEADING.search(heading) for heading in near)


def creation_code_lead(context: Context) -> bool:
    """The words above call the code the one that the authors used."""
    return _CREATION_CODE_LEAD.search(context.lead) is not None


def creation_lead(context: Context) -> bool:
    """The words above tell how the authors made the data."""
    return _CREATION_LEAD.search(context.lead) is not None


def data_heading(context: Context) -> bool:
    """The nearest heading speaks of rows, fields or their format."""
    return bool(context.headings) and _DATA_HEADING.search(context.headings[-1]) is not None


def data_lead(context: Context) -> bool:
    """The words above name a field of a row, or say that an example of the data follows."""
    return _DATA_LEAD.search(context.lead) is not None

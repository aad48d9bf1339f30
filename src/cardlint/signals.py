"""The signals that tell what a piece of a card is; each is one function that looks at one thing."""

from __future__ import annotations

import ast
import re

from cardlint import phrases
from cardlint.model import Context
from cardlint.patterns import pattern
from cardlint.trees import walk

PYTHON_LABELS = frozenset(
    """
    python py python3 py3 python2 pycon ipython ipython3 python-repl pyi jupyter jupyter-python
    """.split()
)
PROGRAMMING_LABELS = frozenset(
    """
    r javascript ts typescript java c cpp c++ cs csharp go rust ruby perl php scala kotlin kt swift julia lua lean lean4
    coq agda isabelle haskell hs ocaml fsharp scheme lisp clojure elixir erlang groovy dart nim zig fortran matlab
    octave mathematica wolfram prolog solidity verilog vhdl asm assembly
    """.split()
)
"""Languages that nobody writes above Python by mistake."""

OTHER_LABELS = PROGRAMMING_LABELS | frozenset(
    """
    bash sh shell zsh console shell-session powershell cmd bat batch json jsonl json5 jsonc yaml yml
    toml ini xml html css sql js latex tex bibtex bib markdown md diff csv tsv mermaid dockerfile
    makefile sparql graphql text/plain protobuf proto http nginx
    """.split()
)

NO_PROSE = OTHER_LABELS - {"markdown", "md", "html", "text/plain"}
"""Labels of blocks in which no sentence tells the reader what to call."""

_HUB_LOADING = pattern(r"\bload_dataset\s*\(")
_LOADING = pattern(
    r"""\b(?:load_dataset(?:_builder)?|load_from_disk|snapshot_download|hf_hub_download|hf_hub_url|cached_download
    |from_pretrained|get_dataset_config_names|HfFileSystem|WebDataset|LeRobotDataset|scan_(?:csv|parquet|ndjson)
    |read_(?:csv|json|parquet|table|excel|ndjson|pickle|feather))\s*\(|hf://datasets/""",
    re.VERBOSE,
)

_LOADING_PARTS = (
    *("load_", "_download", "from_pretrained", "read_", "scan_", "hf://datasets/", "hf_hub_url"),
    *("get_dataset_config_names", "HfFileSystem", "WebDataset", "LeRobotDataset"),
)
"""What each of these calls has in it: plain search is many times faster than the pattern."""


def may_load_data(text: str) -> bool:
    """A quick look: whether anything in `text` may be such a call."""
    return any(map(text.__contains__, _LOADING_PARTS))


def loads_data(code: str) -> bool:
    """The code calls something that loads a data set or a file of one."""
    return may_load_data(code) and _LOADING.search(code) is not None


def loads_from_hub(code: str) -> bool:
    """The code calls `load_dataset`."""
    return _HUB_LOADING.search(code) is not None


_PRINTED = pattern(
    r"""\s*(?:(?:datasets\.)?(?:DatasetDict|IterableDatasetDict|Dataset|IterableDataset|DatasetInfo
    |Features)\s*\(\s*(?:[{\[]|features:)|\w+\(<class\b
    |<class\ |<[\w.]+\ (?:object\ )?at\ 0x|RangeIndex:|Traceback\ \(
    |(?:array|tensor|dict_keys|OrderedDict|Counter)\(
    |\d+it\ \[)""",
    re.VERBOSE,
)
_TYPE_NAMES = frozenset(
    """
    Value ClassLabel Sequence Features Image Audio Translation TranslationVariableLanguages Array2D
    Array3D Array4D List LargeList Video Dataset DatasetDict IterableDataset IterableDatasetDict
    DatasetInfo SplitInfo array tensor dict_keys dict_values dict_items OrderedDict Timestamp Timedelta datetime date
    time timedelta Size Index RangeIndex DatetimeIndex Decimal UUID Counter defaultdict deque range
    float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool_ str_
    """.split()
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
        return all(value is None or is_literal(value) or _is_word(value) for value in [*node.keys, *node.values])
    if isinstance(node, ast.UnaryOp):
        return is_literal(node.operand)
    if isinstance(node, ast.BinOp):
        return all(is_literal(side) or isinstance(side, ast.Name) for side in (node.left, node.right))
    if isinstance(node, ast.Call):
        return _is_printed_call(node)
    return False


def _is_word(node: ast.AST) -> bool:
    return isinstance(node, (ast.Name, ast.Attribute))


def _is_printed_call(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name not in _TYPE_NAMES:
        return False
    return all(is_literal(arg) or _is_word(arg) for arg in [*node.args, *(keyword.value for keyword in node.keywords)])


def is_record_statement(node: ast.stmt) -> bool:
    """A statement that shows a value: a literal, a printed object, a bare word, `name: type`."""
    if isinstance(node, ast.Expr):
        return is_literal(node.value) or (
            isinstance(node.value, (ast.Name, ast.Compare, ast.BinOp)) and not _has_call(node)
        )
    if isinstance(node, ast.AnnAssign):
        return not _has_call(node) and (node.value is None or is_literal(node.value))
    return isinstance(node, ast.Pass)


def is_shown_value(node: ast.stmt) -> bool:
    """A statement that can only be printed: a literal or printed object, `name: value`."""
    if isinstance(node, ast.Expr):
        value = node.value
        return is_literal(value) and not (isinstance(value, ast.BinOp) and isinstance(value.left, ast.Name))
    return isinstance(node, ast.AnnAssign) and node.value is None


def is_literal_assignment(node: ast.stmt) -> bool:
    """A plain name is given a literal."""
    return isinstance(node, ast.Assign) and is_literal(node.value)


def _has_call(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Call) for part in walk(node))


def has_import(tree: ast.Module) -> bool:
    """The code imports something."""
    return any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in walk(tree))


def has_call(tree: ast.Module) -> bool:
    """The code calls something that is no printed type."""
    return any(isinstance(node, ast.Call) and not _is_printed_call(node) for node in walk(tree))


def is_method_excerpt(tree: ast.Module) -> bool:
    """Only functions whose first parameter is `self`, with no class around: shown, not run."""
    functions = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    if not functions or any(not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in tree.body):
        return False
    return all(node.args.args and node.args.args[0].arg in ("self", "cls") for node in functions)


_PUBLISHING = pattern(r"\.push_to_hub\(|\bupload_(?:folder|file|large_folder)\(|\bcreate_repo\(|\.create_commit\(")


_PUBLISHING_PARTS = ("push_to_hub", "upload_", "create_repo", "create_commit")


def publishes(code: str) -> bool:
    """The code uploads a data set."""
    return any(map(code.__contains__, _PUBLISHING_PARTS)) and _PUBLISHING.search(code) is not None


def use_heading(context: Context) -> bool:
    """The nearest headings speak of using the data, or of examples."""
    return plain_use_heading(context) or example_heading(context)


def plain_use_heading(context: Context) -> bool:
    """The nearest heading speaks of using the data; or the one above it does, and the nearest not of rows."""
    near = len(context.headings) - 1
    return _speaks_of_use(context, near) or (not data_heading(context) and _speaks_of_use(context, near - 1))


def _speaks_of_use(context: Context, index: int) -> bool:
    """Whether that heading does; of a card's title the first word has to."""
    if index < 0:
        return False
    words = phrases.USE_AT_THE_START if context.titled and index == 0 else phrases.USE
    return phrases.speaks(words, context.headings[index])


def use_lead(context: Context) -> bool:
    """The words above speak of using the data, or to the reader."""
    return speaks_to_reader(context) or any(
        phrases.speaks(words, context.lead) for words in (phrases.USE, phrases.EXAMPLE)
    )


def speaks_to_reader(context: Context) -> bool:
    """The words above address the reader or say what the code is good for."""
    lead = context.lead
    return phrases.speaks(phrases.TO_READER, lead) or phrases.speaks(phrases.MAYBE_TO_READER, lead)


def creation_heading(context: Context) -> bool:
    """One of the nearest headings tells how the data came to be, and the last does not speak of use."""
    near = context.headings[-2:]
    if (
        near
        and _speaks_of_use(context, len(context.headings) - 1)
        and not phrases.speaks(phrases.CREATION_HEADING, near[-1])
    ):
        return False
    return any(phrases.speaks(phrases.CREATION_HEADING, heading) for heading in near)


def creation_lead(context: Context) -> bool:
    """The words above tell how the authors made the data."""
    return phrases.speaks(phrases.CREATION, context.lead)


def data_heading(context: Context) -> bool:
    """The nearest heading speaks of rows, fields or their format."""
    return bool(context.headings) and phrases.speaks(phrases.DATA_HEADING, context.headings[-1])


def example_heading(context: Context) -> bool:
    """The nearest heading speaks of an example, and is no title."""
    return any(phrases.speaks(phrases.EXAMPLE, heading) for heading in context.headings[context.titled :][-1:])


def field_lead(context: Context) -> bool:
    """The words above end with the name of a field of a row: "Solution:"."""
    lead = context.lead
    last = lead.rstrip(" *_`\"'):").rpartition(" ")[2].lower().strip("*_`\"'(").rstrip("s")
    return (last in phrases.FIELD_ENDS or " of " in lead) and phrases.speaks(phrases.FIELD_LEAD, lead)


def shown_lead(context: Context) -> bool:
    """The words above say that an example of the data follows."""
    return phrases.speaks(phrases.SHOWN_LEAD, context.lead)


_PROMPT_PARTS = (
    "###",
    "|>",
    "INST]",
    "ser:",
    "uman:",
    "ssistant:",
    "nswer:",
    "olution:",
    "esponse:",
    "SER:",
    "NSWER:",
    "OLUTION:",
)
_PROMPT_MARK = pattern(
    r"^\W*(?:instruction|response|user|assistant|system|human|gpt|answer|solution|completion)\W*:\W*(?:\n|\w)"
    r"|^<\|\w+\|>|\[/inst\]|^### (?:instruction|response|answer|solution)",
    re.MULTILINE,
)


def is_prompt(code: str) -> bool:
    """A line marks who speaks to a model, or its answer: `### Response:`, `User:`, `<|user|>`, `[INST]`."""
    return any(map(code.__contains__, _PROMPT_PARTS)) and _PROMPT_MARK.search(code.lower()) is not None


def _line(form: str) -> re.Pattern[str]:
    return pattern(rf"^ *{form}", re.MULTILINE)


_OTHER_LANGUAGES = {
    "R": (("<-", "library("), _line(r"[A-Za-z][\w.$]* *<- *\S|^ *library\(\w+\) *$")),
    "Julia": (("using ",), _line(r"using +[A-Z]\w*(?: *, *\w+)* *$")),
    "JavaScript": (("const ", "let ", "var "), _line(r"(?:const|let|var) +[\w{}, ]+= *\S")),
    "Ruby": (("require ",), _line(r"require +['\"]")),
}
"""The line that only this language has, and what is quickly looked for: it stands in each such line."""


def other_language(code: str) -> str | None:
    """The language that some line of the code can only be of, though other lines may pass for Python."""
    spaced = code.replace("\t", " ") if "\t" in code else code
    for name, (parts, line) in _OTHER_LANGUAGES.items():
        if any(map(spaced.__contains__, parts)) and line.search(spaced):
            return name
    return None

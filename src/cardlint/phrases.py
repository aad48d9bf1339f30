"""Phrases of headings and sentences that tell what the code near them is for.

Each pattern is built from short lists, so that a phrase or a language is added in one place.  All are in
lower case with single blanks, as `speaks` makes the text: patterns that allow for more take twice as long
to be compiled.
"""

from __future__ import annotations

from functools import lru_cache

from cardlint.patterns import pattern
from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    import re

_VERBS_OF_MAKING = (
    "created generated built made produced converted filtered obtained uploaded constructed collected "
    "preprocessed processed prepared derived extracted computed pushed cleaned sampled split formatted "
    "translated loaded read downloaded"
).split()
_VERBS_OF_AUTHORS = (
    "used created made generated built converted filtered produced wrote ran processed uploaded did pushed "
    "prepared extracted removed cleaned applied computed calculated loaded read downloaded"
).split()
_VERBS_OF_READERS = (
    "load use access read get reproduce rebuild run evaluate stream decode view iterate try reconstruct recreate "
    "regenerate"
).split()
_VERBS_OF_BOTH = "download convert remove filter train process".split()


def _phrases(words: list[str], anywhere: list[str] | None = None) -> re.Pattern[str]:
    """A pattern of whole words for the first list; scripts without blanks between words match anywhere."""
    parts = [rf"\b(?:{'|'.join(words)})\b"] if words else []
    return pattern("|".join([*parts, *(anywhere or [])]))


def speaks(phrases: re.Pattern[str], text: str) -> bool:
    """Whether one of the `phrases` stands in `text`, in whatever letter case and blanks."""
    return bool(text) and phrases.search(_plain(text)) is not None


@lru_cache(maxsize=16)
def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _any(words: list[str]) -> str:
    return f"(?:{'|'.join(words)})"


USE = _phrases(
    [
        r"us(?:age|e|ing)",
        r"(?:load|download|access|read|train)(?:ing)?",
        r"quick ?-?start|getting started|how to|get the data|tutorial",
        r"verwendung|nutzung|benutzung|laden",
        r"utilisation|utiliser|chargement|charger",
        r"uso|usar|cargar?|c[oó]mo",
        r"carregar",
        r"utilizzo|caricare",
        r"gebruik|anv[aä]ndning|u[zż]ycie|pou[zž]it[ií]",
        r"kullan[ıi]m\w*|y[uü]kle\w*",
    ],
    [
        "使用|用法|加载|載入|下载|快速开始",
        "使い方|利用|読み込み|使用方法",
        "사용|불러오기|로드",
        "использован|загруз",
        "cách sử dụng|sử dụng",
        "استخدام|استفاده",
        "उपयोग|การใช้",
    ],
)
"""Speaks of using the data."""

EXAMPLE = _phrases(
    [r"examples?|evaluat\w+|inference|beispiel|exemple|ejemplo|exemplo|esempio"],
    ["示例|예제|пример"],
)
"""Speaks of examples, of use or of the data itself."""

CREATION_HEADING = _phrases(
    [
        r"data ?set (?:creation|curation|construction|generation)",
        r"(?<!format )(?:creation|curation|construction|conversion)"
        r"(?: (?:process|script|code|pipeline|procedure|details)"
        r"| of (?:the |this )?(?:data|corpus|benchmark)|(?=\W*$))",
        r"how (?:it|this|the data(?: ?set)?|we) (?:was|were|is|has been|made|built|created)\b.*",
        r"(?:code|script)s? (?:used )?(?:to|for) (?:create|creat\w+|generat\w+|mak\w+|build\w*|convert\w*)\b.*",
        r"(?:generation|processing|preprocessing|filtering|preparation|annotation|upload) (?:script|code)",
        r"source code|provenance(?! and)|changelog",
        r"erstellung|création|creation d(?:es?|u)|creaci[oó]n|cria[cç][aã]o",
    ],
    ["数据集?构建|数据集创建", "作成方法|作り方|制作|生成方法", "создани", "데이터셋 생성"],
)
"""A heading over how the data was made."""

CREATION_CODE = _phrases(
    [
        r"(?:code|script|snippet|program|function|notebook|command)s? (?:\w+ ){0,3}"
        r"(?:used|that (?:generated|created|made|produced))",
        r"(?:code|script|program)s? (?:\w+ ){0,2}to (?:create|generate|build|produce|make|upload|scrape)",
        r"(?:code|script)s? (?:\w+ )?to \w+ [\w ]+\bwas",
        r"(?:code|script)s? (?:i|we) \w+",
        r"used (?:the )?(?:following|this|below)",
        r"(?:using|with|by) (?:the )?(?:code|script)s? (?:similar|like|below|following|above)",
        r"(?:using|with|by) (?:the |this )?following (?:code|script|procedure|function)",
        r"(?:creation|generation) (?:code|script)",
        r"(?:code|script|program)s? for (?:creating|generating|building|making|scraping)",
        r"how (?:we|i) (?:made|built|wrote|\w+ed)",
        r"how (?:it|they|the data ?set) (?:was|were) \w+",
        r"(?:was|were) .*(?:using|with|by) (?:the|this) (?:code|script)",
    ]
)
"""Calls the code the one by which the authors made the data."""

CREATION = _phrases(
    [
        rf"(?:was|were|has been|have been) (?:\w+ )?{_any(_VERBS_OF_MAKING)}",
        rf"(?:we|i) (?:have |then |also )?{_any(_VERBS_OF_AUTHORS)}",
        r"created (?:by|using|with|via|from|through|as follows)",
    ]
)
"""Tells how the authors made the data."""

TO_READER = _phrases(
    [
        r"you (?:can|could|may|need|should|will|have)",
        rf"to {_any(_VERBS_OF_READERS)}",
        r"can be (?:loaded|used|accessed|downloaded|read|run|obtained)",
        r"how to|simply|just|please|your",
        r"run (?:this|the following)|use (?:this|the following|it)|load (?:it|the|this)",
    ]
)
"""Addresses the reader, or says what the code is good for."""

MAYBE_TO_READER = _phrases([rf"to {_any(_VERBS_OF_BOTH)}"])
"""Says what the code is good for, if it is not that by which the authors did so."""

USE_AT_THE_START = _phrases([], [r"^\W*(?:us(?:age|e|ing)|how to|quick ?-?start|getting started|load(?:ing)?)\b"])
"""A title that speaks of nothing but using the data."""

DATA_HEADING = _phrases(
    [
        r"data (?:instances?|fields?|format|structure|example|sample|points?)|instances?|samples?",
        r"example (?:record|row|data|entry|instance|item|prompt|problem|question|output|input|task)s?",
        r"record|row|schema|features?|columns?|fields?|format|structure|template|tasks?",
        r"prompts?|input|output|response|solution|problem|completion",
    ],
    ["数据格式|数据样例|字段", "データ形式|フォーマット", "스키마|데이터 형식", "формат"],
)
"""A heading over rows, fields or their format."""

_FIELDS = (
    "prompt problem solution canonical[^a-z]solution answer response completion input output task question "
    "instruction docstring content text assistant user system before after chosen rejected"
).split()

FIELD_LEAD = _phrases(
    [],
    [
        rf"(?:^|[ *_`\"'(])(?:{'|'.join(_FIELDS)}"
        r"|(?:buggy|fixed|original|generated|reference|target|source|correct|incorrect) "
        r"(?:code|program|function|version)"
        r"|(?:example|sample) (?:problem|task|prompt|solution|row|record|entry|item|code|program|function|"
        r"data point|instance|of (?:a|the|an) \w+)"
        r"|test cases?|unit tests?|code sample|function (?:body|signature)"
        r")s? ?[*_`\"')]* ?:? ?[*_]* ?$",
    ],
)
"""Ends with the name of a field of a row."""

FIELD_ENDS = frozenset(
    """
    prompt problem solution canonical_solution answer response completion input output task question instruction
    docstring content text assistant user system before after chosen rejected code program function version row
    record entry item point instance case test sample body signature
    """.split()
)
"""The last words of these, without an s at their end."""

SHOWN_LEAD = _phrases(
    [],
    [
        r"looks? (?:as follows|like)",
        r"(?:an?|one) (?:example|sample|instance|entry|row|record) (?:of|from|in)\b",
        r"(?:examples?|samples?) of (?:an?|one|the) \w+",
        r"(?:each|every) (?:instance|row|example|entry|record|sample) (?:is|has)",
        r"has the (?:following )?(?:form|format|structure)",
    ],
)
"""Says that an example of the data follows."""

"""What the headings of a card say about it: their language, and where a usage section belongs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardlint.outline import BOLD_LEVEL, Heading
from cardlint.patterns import pattern
from cardlint.records import dataclass

USAGE = {
    "en": "Usage",
    "de": "Verwendung",
    "fr": "Utilisation",
    "es": "Uso",
    "pt": "Uso",
    "it": "Utilizzo",
    "zh": "使用方法",
    "ja": "使い方",
    "ko": "사용 방법",
    "ru": "Использование",
}
"""The heading of a usage section in each language that is known here."""

_SCRIPTS = (
    ("ja", "\u3040", "\u30ff"),
    ("ko", "\uac00", "\ud7af"),
    ("ru", "\u0400", "\u04ff"),
    ("zh", "\u4e00", "\u9fff"),
)
"""The first and last character of the script that tells a language."""
_WORDS = {
    "en": "the and of for with dataset data summary overview description introduction about usage structure "
    "license licence fields splits instances languages creation citation contents card how to use details",
    "de": "der die das und für von mit über datensatz daten zusammenfassung übersicht überblick beschreibung "
    "einleitung einführung struktur aufbau lizenz felder sprachen zitat zitieren inhalt herkunft quellen",
    "fr": "le la les du des et pour avec jeu données résumé aperçu présentation utilisation licence champs "
    "langues citer contenu propos création structure",
    "es": "el los las del y para con conjunto datos resumen descripción introducción estructura licencia "
    "campos idiomas cita contenido acerca creación",
    "pt": "o os as do da dos e para com conjunto dados resumo descrição introdução estrutura licença campos "
    "idiomas línguas citação conteúdo sobre criação visão",
    "it": "il lo gli i della del e per con insieme dati sommario riassunto panoramica descrizione "
    "introduzione struttura licenza campi lingue citazione contenuto informazioni creazione",
}
_SETS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SUMMARY = pattern(
    r"summary|abstract|tl;?dr|zusammenfassung|résumé|resumen|resumo|sommario|riassunto|摘要|概要|요약|аннотация",
    re.IGNORECASE,
)
_DESCRIPTION = pattern(
    r"description|overview|introduction|about\b|beschreibung|übersicht|überblick|einleitung|einführung|aperçu|"
    r"présentation|à propos|descripción|introducción|descrição|introdução|visão geral|descrizione|panoramica|"
    r"introduzione|简介|介绍|概述|描述|簡介|介紹|説明|はじめに|紹介|개요|소개|설명|описание|обзор|введение",
    re.IGNORECASE,
)
_OF_USE = pattern(
    r"""(?:(?:basic|code|data\ ?set|example|quick|sample)\ )?usage(?:\ (?:examples?|guide|instructions?|with\ .*))?
    |how\ to\ (?:access|get|load|use)(?:\ (?:it|the\ (?:corpus|data(?:\ ?set)?)|this\ (?:corpus|data(?:\ ?set)?)))?
    |(?:access|load|us)(?:e|ing)?\ (?:the\ |this\ )?(?:corpus|data(?:\ ?set)?)(?:\ (?:in|with)\ .*)?
    |gett?(?:ing)?\ started|quick[\ -]?start(?:\ guide)?
    |verwendung|nutzung|benutzung|utilisation|utilizzo|(?:modo\ de\ )?uso|c[oó]mo\ usar(?:lo)?
    |使用|用法|使用方法|使用说明|如何使用|使い方|利用方法|사용|사용법|사용\ ?방법|использование|как\ использовать""",
    re.VERBOSE,
)
"""The words of a heading below which usage code belongs; `use cases` or `terms of use` are none."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a section goes: before the 1-based `line` (None: at the end), with a heading of `level`."""

    line: int | None
    level: int


def heading_language(headings: Sequence[str], body: Sequence[str] = ()) -> str:
    """The language that most of `headings` are in; English where none is known.

    Without headings, the script of most lines of `body` decides: a few words tell too little.
    """
    languages = [_language(text) for text in headings] or [_script(line) for line in body if line.strip()]
    votes = {language: languages.count(language) for language in USAGE}
    best = max(votes, key=lambda language: votes[language])
    return best if headings or votes[best] * 2 > len(languages) else "en"


def _script(text: str) -> str | None:
    if text.isascii():
        return None
    return next((language for language, first, last in _SCRIPTS if any(first <= char <= last for char in text)), None)


def _language(text: str) -> str | None:
    if script := _script(text):
        return script
    words = re.findall(r"\w+", text.lower())
    scores = {language: sum(word in known for word in words) for language, known in _SETS.items()}
    best = max(scores.values())
    found = [language for language, score in scores.items() if score == best]
    return found[0] if best and len(found) == 1 else None


def usage_place(headings: Sequence[Heading]) -> Place:
    """The place of a usage section: after the summary, else after what stands below the title."""
    marked = [heading for heading in headings if heading.level != BOLD_LEVEL]
    if not marked:
        return Place(None, 2)
    for words in (_SUMMARY, _DESCRIPTION):
        for index, heading in enumerate(marked):
            if words.search(heading.text) and (heading.level > 1 or index > 0):
                rest = marked[index + 1 :]
                following = next((other for other in rest if other.level <= heading.level), None)
                return Place(following.line if following else None, heading.level)
    title, *rest = marked
    if not rest:
        return Place(None, min(title.level + 1, 6) if title.level == 1 else title.level)
    return Place(rest[0].line, rest[0].level)


def usage_heading(headings: Sequence[Heading]) -> Heading | None:
    """The first heading that already speaks of usage."""
    return next((heading for heading in headings if _OF_USE.fullmatch(_bare(heading.text))), None)


def _bare(text: str) -> str:
    """The words of a heading without numbers, marks and pictures around them."""
    words = " ".join(text.lower().split())
    first = next((at for at, char in enumerate(words) if char.isalpha()), len(words))
    last = next((at for at in range(len(words), 0, -1) if words[at - 1].isalpha()), 0)
    return words[first:last]

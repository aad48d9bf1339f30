"""JSON lines: one card's object a line, with no head and no counts."""

from __future__ import annotations

import json

from cardlint.engine import Result
from cardlint.reporters.base import Options, Summary
from cardlint.reporters.json import card_object


class JsonLinesReporter:
    """The format for streams of many cards."""

    def start(self) -> str:
        """Nothing."""
        return ""

    def card(self, result: Result) -> str:
        """The card's line."""
        return json.dumps(card_object(result), ensure_ascii=False) + "\n"

    def finish(self, summary: Summary) -> str:
        """Nothing."""
        return ""


def make(options: Options) -> JsonLinesReporter:
    """The reporter."""
    return JsonLinesReporter()

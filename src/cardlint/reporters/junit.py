"""JUnit XML, as Jenkins and GitLab read it: a suite for each card.

Source: the schema ``junit-10.xsd`` of Jenkins' xUnit plugin.  Errors are failures; warnings and notes
stand in the output of the passing test ``card``.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from cardlint.engine import Result
from cardlint.model import Diagnostic, Severity
from cardlint.patterns import pattern
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.places import located
from cardlint.source import printable

_FORBIDDEN = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class JunitReporter:
    """Writes one suite a card, so that no total must be known before."""

    def start(self) -> str:
        """The declaration and the root's start."""
        return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="cardlint">\n'

    def card(self, result: Result) -> str:
        """The suite of one card."""
        errors = [item for item in result.diagnostics if item.severity is Severity.ERROR]
        others = [item for item in result.diagnostics if item.severity is not Severity.ERROR]
        unread = int(result.unread)
        name = _attribute(result.card.path)
        counts = f'tests="{len(errors) + 1}" failures="{len(errors) - unread}" errors="{unread}" skipped="0"'
        notes = "\n".join(f"{item.severity.value}: {located(result, item)}" for item in others)
        output = f"<system-out>{_text(notes)}</system-out>" if notes else ""
        verdict = f'    <testcase name="card" classname={name}>{output}</testcase>\n'
        cases = "".join(_case(result, item) for item in errors)
        return f"  <testsuite name={name} {counts}>\n{verdict}{cases}  </testsuite>\n"

    def finish(self, summary: Summary) -> str:
        """The root's end."""
        return "</testsuites>\n"


def _case(result: Result, diagnostic: Diagnostic) -> str:
    line, _, _, _ = place(result, diagnostic)
    path = _attribute(result.card.path)
    element = "error" if result.unread else "failure"
    title = f"{diagnostic.code} {diagnostic.name} (line {line})"
    where = f"classname={path}"
    body = f"<{element} message={_attribute(diagnostic.message)} type={_attribute(diagnostic.name)}>"
    text = _text(located(result, diagnostic))
    return f"    <testcase name={_attribute(title)} {where}>{body}{text}</{element}></testcase>\n"


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", printable(text)))


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", printable(text)))


def make(options: Options) -> JunitReporter:
    """The reporter."""
    return JunitReporter()

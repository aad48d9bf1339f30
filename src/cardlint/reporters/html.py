"""A page of the check for a browser: one file, no script, light and dark."""

from __future__ import annotations

from html import escape

from cardlint.engine import Result
from cardlint.reporters.base import Options, Summary, place
from cardlint.reporters.markdown import masked_code
from cardlint.reporters.places import rule_address
from cardlint.reporters.words import summary_line
from cardlint.source import printable

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
section { border-top: 1px solid #8886; padding: .5rem 0 }
h2 { font-size: 1.1rem; overflow-wrap: anywhere }
pre { background: #8882; padding: .75rem; overflow-x: auto }
li { overflow-wrap: anywhere }
.error { color: #c62828 } .warning { color: #a15c00 } .info { color: #1565c0 }
@media (prefers-color-scheme: dark) {
  .error { color: #ff8a80 } .warning { color: #ffca6a } .info { color: #82b1ff } a { color: #9ec1ff }
}
"""


class HtmlReporter:
    """Writes a section for each card."""

    def start(self) -> str:
        """The page's head."""
        head = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>cardlint</title>\n'
        view = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        return f"{head}{view}<style>{_STYLE}</style>\n</head>\n<body>\n<h1>cardlint</h1>\n"

    def card(self, result: Result) -> str:
        """The section of one card."""
        items = "".join(_items(result))
        problems = f"<ul>\n{items}</ul>\n" if items else ""
        code = masked_code(result)
        folded = f"<details><summary>Usage code</summary><pre>{_text(code)}</pre></details>\n" if code else ""
        verdict = _text(result.facts.verdict.value)
        title = f"<h2>{_text(result.card.path)}: {verdict}</h2>"
        return f"<section>\n{title}\n{problems}{folded}</section>\n"

    def finish(self, summary: Summary) -> str:
        """The totals and the page's end."""
        return f"<footer><p>{_text(summary_line(summary))}.</p></footer>\n</body>\n</html>\n"


def _items(result: Result) -> list[str]:
    items = []
    for item in result.diagnostics:
        line, _, _, _ = place(result, item)
        address = escape(rule_address(item.code, item.name))
        rule = f'<a href="{address}">{_text(item.code)}</a> ({_text(item.name)})'
        kind = f'<span class="{item.severity.value}">{item.severity.value}</span>'
        items.append(f"<li>{kind}, line {line}: {_text(item.message)} {rule}</li>\n")
    return items


def _text(text: str) -> str:
    shown = "".join(char if char >= " " or char in "\t\n" else "\ufffd" for char in printable(text))
    return escape(shown)


def make(options: Options) -> HtmlReporter:
    """The reporter."""
    return HtmlReporter()

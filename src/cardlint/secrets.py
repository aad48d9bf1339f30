"""Finds tokens and keys in text, and masks them.

The forms are those that the issuers document: a fixed prefix and a run of random characters.  A token
of one repeated character, or with words such as ``your`` in it, is an example and not a secret; words
in lower case with dashes between them are a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cardlint.patterns import pattern
from cardlint.records import dataclass

_TRACES = tuple(
    pattern(form)
    for form in (
        r"_(?:(?<=hf_)|(?<=api_org_)|(?<=gh[posu]_)|(?<=github_pat_))[A-Za-z0-9_]{30}",
        r"-(?:(?<=sk-)|(?<=glpat-)|(?<=xox[abprs]-))[A-Za-z0-9_-]{20}",
        r"A(?:KIA|SIA)[A-Z0-9]{16}",
        r"AIza",
    )
)
"""What each of the forms has in it; a fixed first character is found many times faster than all the forms."""
_PARTS = (
    *("hf_", "api_org_", "ghp_", "gho_", "ghs_", "ghu_", "github_pat_"),
    *("sk-", "glpat-", "xox", "AKIA", "ASIA", "AIza"),
)
"""What each of the traces has in it."""
_FORMS = pattern(
    r"""(?<![A-Za-z0-9_-])(?:
      (?P<huggingface>(?:hf_|api_org_)[A-Za-z0-9]{30,})
    | (?P<openai>sk-(?:(?:proj|svcacct|admin|ant)-)?[A-Za-z0-9_-]{20,})
    | (?P<github>gh[posu]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})
    | (?P<aws>(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9]))
    | (?P<gitlab>glpat-[A-Za-z0-9_-]{20,})
    | (?P<slack>xox[abprs]-[A-Za-z0-9-]{20,})
    | (?P<google>AIza[A-Za-z0-9_-]{35})
    )""",
    re.VERBOSE,
)
_ISSUERS = {
    "huggingface": "a Hugging Face token",
    "openai": "an API key of the form sk-...",
    "github": "a GitHub token",
    "aws": "an AWS access key id",
    "gitlab": "a GitLab token",
    "slack": "a Slack token",
    "google": "a Google API key",
}
_RUN = pattern(r"[A-Za-z0-9]+")
_EXAMPLE = pattern(r"your|token|example|placeholder|dummy|secret|(.)\1{4,}|12345|abcdef")


@dataclass(frozen=True, slots=True)
class Secret:
    """What looks like a live token: 0-based offsets in the text that was searched, and whose it is."""

    start: int
    end: int
    issuer: str


def may_hold_secret(text: str) -> bool:
    """A quick look: whether anything in `text` may be a token."""
    return any(map(text.__contains__, _PARTS)) and any(trace.search(text) for trace in _TRACES)


def find_secrets(text: str) -> Iterator[Secret]:
    """The tokens in `text`, in reading order; made-up examples are left out."""
    if not may_hold_secret(text):
        return
    for found in _FORMS.finditer(text):
        token, form = found[0], str(found.lastgroup)
        body = token[3:]
        if _EXAMPLE.search(token.lower()) or len(set(body)) < 8 or not _is_random(body, form):
            continue
        yield Secret(found.start(), found.end(), _ISSUERS[form])


def _is_random(body: str, form: str) -> bool:
    """Whether the characters behind a token's prefix are no words."""
    if form == "openai":
        return any(map(_is_random_run, _RUN.findall(body)))
    # A Hugging Face token is mostly letters alone, about half of them capitals, as in no word or name.
    return _has_digit(body) or (form == "huggingface" and 4 * min(_cases(body)) >= len(body))


def _is_random_run(run: str) -> bool:
    """Whether a run of letters and digits is no word: digits in it, and mixed case or the length of a hash."""
    return _has_digit(run) and ((len(run) >= 16 and all(_cases(run))) or (len(run) >= 32 and any(_cases(run))))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _cases(text: str) -> tuple[int, int]:
    """How many capital and how many small letters `text` has."""
    return sum(map(str.isupper, text)), sum(map(str.islower, text))


def mask(text: str) -> str:
    """`text` with all but the first few characters of each token as asterisks; the length stays the same."""
    parts: list[str] = []
    end = 0
    for secret in find_secrets(text):
        shown = secret.start + 4
        parts += [text[end:shown], "*" * (secret.end - shown)]
        end = secret.end
    return "".join(parts) + text[end:] if parts else text

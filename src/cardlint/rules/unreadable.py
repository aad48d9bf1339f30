"""CL001 unreadable."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity, Span
from cardlint.rules import Finding, rule


@rule("CL001", "unreadable", Severity.ERROR)
def unreadable(facts: Facts) -> Iterator[Finding]:
    """The card cannot be read, or some of its bytes are no text.

    Why:
        A path that cannot be read is an error (exit code 2).  Bytes that are not UTF-8, a NUL or a
        UTF-16 file are a warning: the card is checked, but the Hub may show it wrongly or refuse it.

    Bad:
        # Pond caf\\xe9

        (the byte E9 of Latin-1)

    Good:
        # Pond café

        (saved as UTF-8)
    """
    source = facts.card.source
    if source.encoding != "utf-8":
        yield Finding(None, f"the file is {source.encoding.upper()}; save it as UTF-8", severity=Severity.WARNING)
    elif bad := source.bad_bytes:
        byte = ord(source.text[bad.start]) - 0xDC00
        message = f"the byte {byte:02X} is not UTF-8; save the file as UTF-8"
        yield Finding(bad, message, severity=Severity.WARNING)
    nul = source.text.find("\0")
    if nul >= 0:
        yield Finding(Span(nul, nul + 1), "a NUL character; delete it", severity=Severity.WARNING)

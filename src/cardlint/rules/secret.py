"""CL503 secret."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity, Span
from cardlint.rules import Finding, rule
from cardlint.secrets import find_secrets, mask, may_hold_secret


@rule("CL503", "secret", Severity.ERROR)
def secret(facts: Facts) -> Iterator[Finding]:
    """The code holds what looks like a live token or key.

    Why:
        Whoever reads the card can use it.  Revoke it where it was issued: deleting the line is not
        enough, the history keeps it.  The token is masked in every output of cardlint.

    Bad:
        ```python
        import boto3
        client = boto3.client("s3", aws_access_key_id="AKIAQ3EGP7WZLMX2R5TD")
        ```

    Good:
        ```python
        import boto3
        client = boto3.client("s3")
        ```
    """
    for snippet in facts.card.snippets:
        for line in snippet.lines if may_hold_secret(snippet.code) else ():
            for found in find_secrets(line.text):
                start = facts.card.source.offset(line.number, line.column + found.start)
                shown = mask(line.text[found.start : found.end]).rstrip("*")
                yield Finding(
                    Span(start, start + found.end - found.start),
                    f"{found.issuer} (`{shown}...`) stands in the code: revoke it, and read it from the environment",
                )

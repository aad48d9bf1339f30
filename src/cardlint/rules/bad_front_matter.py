"""CL310 bad-front-matter."""

from collections.abc import Iterator

from cardlint.facts import Facts
from cardlint.model import Severity
from cardlint.rules import Finding, rule


@rule("CL310", "bad-front-matter", Severity.ERROR)
def bad_front_matter(facts: Facts) -> Iterator[Finding]:
    """The front matter is not the YAML that the Hub reads.

    Why:
        With YAML that cannot be read, or a key that stands twice, the Hub refuses the card or drops its
        metadata, and `load_dataset` does not find the configs.  Numbers or dates that some readers cannot
        take are warnings.

    Bad:
        ---
        license: mit
        license: apache-2.0
        ---

        # Pond birds

    Good:
        ---
        license: mit
        ---

        # Pond birds
    """
    for problem in facts.metadata.problems:
        yield Finding(problem.span, f"front matter: {problem.message}", severity=problem.severity)

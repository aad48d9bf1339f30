"""Whether code tells how the authors made the data, and is not for the reader to run.

Words to the reader win over the rest; then what calls the code the one that made the data; code that loads
the data needs more than words about where the data came from.
"""

from __future__ import annotations

from cardlint import phrases, signals
from cardlint.model import Context
from cardlint.patterns import pattern

MAX_LOADING_CODE = 400
"""Characters up to which code that loads a data set under a heading on creation is still usage."""

_FOLLOWS = ("this script", "this code", "this is the ", "the script above", "the code above", "the above ", "above is ")
_WRITES = pattern(
    r"\.to_(?:csv|json|parquet|excel|pickle|feather)\(|\.(?:dump|save|savez|imsave|write|writerows?|writelines)\("
    r"|save_to_disk\(|open\([^)\n]*,\s*['\"][wax]"
)


def is_creation(context: Context, code: str) -> bool:
    """Whether the words around `code`, its first comment or what it does say that the authors made the data by it."""
    if phrases.speaks(phrases.TO_READER, context.lead):
        return False
    if _called_creation(context, code):
        return True
    if phrases.speaks(phrases.MAYBE_TO_READER, context.lead):
        return False
    publishes = signals.publishes(code)
    heading = signals.creation_heading(context)
    if publishes and (heading or not signals.use_heading(context)):
        return True
    if signals.loads_from_hub(code) and not publishes:
        return heading and not signals.use_lead(context) and len(code) > MAX_LOADING_CODE
    if heading and not signals.use_lead(context):
        return True
    reads_only = signals.loads_data(code) and _WRITES.search(code) is None
    return not reads_only and signals.creation_lead(context) and not signals.use_heading(context)


def _called_creation(context: Context, code: str) -> bool:
    """Whether the words above or right below, or a comment at the top, call the code that of the authors."""
    if phrases.speaks(phrases.CREATION_CODE, context.lead):
        return True
    if context.follow.lower().startswith(_FOLLOWS) and phrases.speaks(phrases.CREATION_CODE, context.follow):
        return True
    comment = code.partition("\n")[0]
    return comment.startswith("#") and phrases.speaks(phrases.CREATION_CODE, comment)

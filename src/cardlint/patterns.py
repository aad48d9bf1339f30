"""`pattern` makes a regular expression that is compiled when it is first used.

Most cards need few of the expressions, and to compile them all takes a fifth of the time in which a small
card is checked.  Type checkers see `re.compile`.
"""

from __future__ import annotations

import re

from cardlint.records import TYPE_CHECKING

if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:
        """Stands for the compiled pattern; a method that was asked for once is the pattern's own."""

        def __init__(self, text, flags=0):
            self._source = text, flags

        def __getattr__(self, name):
            found = getattr(re.compile(*self._source), name)
            setattr(self, name, found)
            return found


__all__ = ["pattern"]

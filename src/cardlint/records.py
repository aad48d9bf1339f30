"""`dataclass`, `field`, `replace` and `cached_property` as in the standard library, made in a tenth of the time.

Type checkers see the standard ones.  At run time a class gets what cardlint uses: positional and
keyword arguments, defaults, inheritance, equality, hash and a representation.  `slots` is for type checkers
alone, and so is `frozen`, but in Python's development mode (`-X dev`): to look at each assignment makes
objects take twice as long to be made.  The standard library takes most of a millisecond for each class,
and eight to be loaded: with sixty classes half the time in which a small card is checked.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
"""True for type checkers alone; `typing` takes five milliseconds to be loaded."""

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
    from functools import cached_property as cached_property
else:
    from functools import cache
    from types import FunctionType

    class cached_property:
        """As in `functools`, without the lock that it takes before Python 3.12."""

        def __init__(self, make):
            self.make = make
            self.__doc__ = make.__doc__

        def __set_name__(self, owner, name):
            self.name = name

        def __get__(self, record, owner=None):
            if record is None:
                return self
            made = record.__dict__[self.name] = self.make(record)
            return made

    class _Made:
        """A default that is made anew for each object."""

        def __init__(self, factory, shown):
            self.factory = factory
            self.shown = shown

    def field(*, default_factory, repr=True):
        return _Made(default_factory, repr)

    def dataclass(cls=None, *, frozen=False, slots=False, eq=True):
        if cls is None:
            return lambda decorated: dataclass(decorated, frozen=frozen, eq=eq)
        defaults = dict(getattr(cls, "_defaults", {}))
        for name in cls.__dict__.get("__annotations__", ()):  # noqa: RUF063
            defaults[name] = cls.__dict__.get(name, _Made)
        cls._defaults = defaults
        cls.__match_args__ = tuple(defaults)
        cls.__init__ = _init_when_used(cls, defaults)
        cls.__repr__ = _repr
        if eq:
            cls.__eq__ = _eq
            cls.__hash__ = _hash if frozen else None
        if frozen and sys.flags.dev_mode:
            cls.__setattr__ = _set_once
            cls.__delattr__ = _refuse
        return cls

    def replace(record, /, **changes):
        given = {name: getattr(record, name) for name in record._defaults}
        return type(record)(**{**given, **changes})

    def _init_when_used(cls, defaults):
        """A constructor that makes the real one at its first call: in a short run half of them are never called."""

        def first(self, *args, **kwargs):
            cls.__init__ = _make_init(defaults)
            cls.__init__(self, *args, **kwargs)

        return first

    def _make_init(defaults):
        """The constructor: that of all classes with as many fields, with other names; to compile each takes longer."""
        fields = tuple(defaults)
        made = tuple(isinstance(default, _Made) for default in defaults.values())
        code = _init_code(made)
        names = dict(zip((f"field{number}" for number in range(len(fields))), fields, strict=True))
        named = code.replace(
            co_varnames=("self", *fields), co_names=tuple(names.get(name, name) for name in code.co_names)
        )
        given = tuple(default for default in defaults.values() if default is not _Made)
        return FunctionType(named, {"_Made": _Made}, "__init__", given)

    @cache
    def _init_code(made):
        """A constructor's code, for fields of which some are made anew."""
        body = "pass"
        for number, anew in enumerate(made):
            name = f"field{number}"
            value = f"{name}.factory() if type({name}) is _Made else {name}" if anew else name
            body += f"\n self.{name} = {value}"
        names = {}
        exec(f"def __init__(self, {', '.join(f'field{number}' for number in range(len(made)))}):\n {body}", names)
        return names["__init__"].__code__

    def _values(record):
        return tuple(record.__dict__[name] for name in record._defaults)

    def _eq(self, other):
        return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented

    def _hash(self):
        return hash(_values(self))

    def _repr(self):
        hidden = [name for name, default in self._defaults.items() if isinstance(default, _Made) and not default.shown]
        shown = (f"{name}={self.__dict__[name]!r}" for name in self._defaults if name not in hidden)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _set_once(self, name, value):
        if name in self.__dict__ or name not in self._defaults:
            _refuse(self, name)
        self.__dict__[name] = value

    def _refuse(self, name):
        raise AttributeError(f"{type(self).__name__} is frozen: '{name}' cannot be changed")

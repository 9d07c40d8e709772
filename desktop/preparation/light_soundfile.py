"""soundfile without numpy, for the process that decodes.

soundfile names a few of numpy's types in its annotations; where samples are read into a buffer it needs nothing of it.
A stand-in with these names lets it load: the process starts in half the time, which is most of what a short call costs,
and has a large library less within its limits. A newer soundfile that wants more gets numpy itself.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_TYPES = ("ndarray", "dtype", "float32", "float64", "int32", "int16")


class _NamedInAnnotations:
    """A type that is only ever named."""

    def __class_getitem__(cls, _item: object) -> type[Any]:
        return cls


def load() -> ModuleType:
    """The module soundfile. Call it once, early, in a process that does nothing but decode."""
    if "numpy" in sys.modules:
        return _soundfile()
    stand_in = ModuleType("numpy")
    for name in _TYPES:
        setattr(stand_in, name, type(name, (_NamedInAnnotations,), {}))
    sys.modules["numpy"] = stand_in
    try:
        return _soundfile()
    except (AttributeError, ImportError, TypeError):
        sys.modules.pop("soundfile", None)
        del sys.modules["numpy"]
        return _soundfile()


def _soundfile() -> ModuleType:
    import soundfile

    module: ModuleType = soundfile
    return module

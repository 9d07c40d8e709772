"""soundfile without what it names and does not need, for the process that decodes.

soundfile names a few of numpy's types in its annotations; where samples are read into a buffer it needs nothing of it.
Of three other modules it needs one name each, and they load half of the standard library. Stand-ins with these names
let it load: the process starts in a third of the time, which is most of what a short call costs, and has a large
library less within its limits. A newer soundfile that wants more, and one whose library lies elsewhere, gets the
modules themselves.
"""

from __future__ import annotations

import os
import sys
import typing
from types import ModuleType
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import soundfile

_TYPES = ("ndarray", "dtype", "float32", "float64", "int32", "int16")


class _NamedInAnnotations:
    """A type that is only ever named."""

    def __class_getitem__(cls, _item: object) -> type[Any]:
        return cls


def load() -> ModuleType:
    """The module soundfile. Call it once, early, in a process that does nothing but decode."""
    if "numpy" in sys.modules:
        return _soundfile()
    stand_ins: dict[str, dict[str, Any]] = {
        "numpy": {name: type(name, (_NamedInAnnotations,), {}) for name in _TYPES},
        "typing_extensions": {"Self": typing.Self},
        "ctypes.util": {"find_library": lambda name: None},  # asked only where the packaged library is not there
    }
    if hasattr(os, "uname"):
        stand_ins["platform"] = {"machine": lambda: os.uname().machine}
    loaded = {name: _stand_in(name, names) for name, names in stand_ins.items() if name not in sys.modules}
    sys.modules.update(loaded)
    try:
        return _soundfile()
    except (AttributeError, ImportError, OSError, TypeError):
        for name in ("soundfile", *loaded):
            sys.modules.pop(name, None)
        return _soundfile()


def read_in_one_go(file: BinaryIO, **facts: Any) -> soundfile.SoundFile:
    """Open a file that is read from its beginning to its end. Raises soundfile's own errors.

    After each read soundfile seeks to where it is already, unless the file says that it cannot be sought in. libmpg123
    takes that for a jump and forgets the bits that earlier frames saved up, so each block of an MP3 began with noise.
    """
    import soundfile

    sound = soundfile.SoundFile(file, **facts)
    sound.seekable = lambda: False
    return sound


def _stand_in(name: str, names: dict[str, Any]) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(names)
    return module


def _soundfile() -> ModuleType:
    import soundfile

    module: ModuleType = soundfile
    return module

"""A window's reach into a desk: commands, facts and waveforms, and never the bytes of a recording."""

from __future__ import annotations

import ast
import inspect
import sys
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType

from desktop.application.copies.preparing import CopyPlan, Preparation
from desktop.application.copies.staff_listening import Hearing, Opening
from desktop.application.ports import desk as ports
from desktop.application.ports import sound as ports_sound
from desktop.application.ports.sound import PlayerStatus
from desktop.application.requests.views import RequestView
from desktop.application.reviews.reviewing import ReviewView
from desktop.application.sessions.views import CallView, ReceiptView, SessionView
from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey

SOUND = (ports.Player, ports.SoundDesk, ports_sound.Strongroom, ports_sound.WaveformLevels)
VIEWS = (
    *(SessionView, RequestView, ReviewView, CallView, ReceiptView, Preparation, Opening, Hearing, PlayerStatus),
    *(ports.Waveform, ports_sound.Proposed, ports_sound.WaveformDetail),
)
BYTES = (bytes, bytearray, memoryview)
KEYS = {"new_retention_key", "reseal"}
"""These return envelopes: a key that is wrapped, and no sound."""


def _methods(port: type) -> list[tuple[str, Callable[..., object]]]:
    return [(name, found) for name, found in inspect.getmembers(port, inspect.isfunction) if not name.startswith("_")]


@cache
def _for_types(module: ModuleType) -> dict[str, object]:
    """Return what the module imports for its annotations alone, under `if TYPE_CHECKING:`."""
    tree = ast.parse(inspect.getsource(module))
    guarded = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    imports = ast.Module([statement for node in guarded for statement in node.body], type_ignores=[])
    found: dict[str, object] = {}
    exec(compile(imports, str(module.__file__), "exec"), found)
    return found


def _hints(kind: type) -> dict[str, object]:
    known: dict[str, object] = {}
    for base in kind.__mro__[:-1]:
        known |= _for_types(sys.modules[base.__module__])
    return typing.get_type_hints(kind, localns=known)


def _leaves(kind: object) -> set[object]:
    """Return the types in an annotation."""
    inner = typing.get_args(kind)
    return {kind} if not inner else {leaf for each in inner for leaf in _leaves(each)} | {typing.get_origin(kind)}


def test_no_port_of_sound_gives_out_bytes() -> None:
    known = vars(ports) | vars(ports_sound) | _for_types(ports) | _for_types(ports_sound)
    methods = [(port.__name__, *each) for port in SOUND for each in _methods(port) if each[0] not in KEYS]
    returned = [(port, name, typing.get_type_hints(method, known)["return"]) for port, name, method in methods]
    assert [each for each in returned if _leaves(each[2]) & set(BYTES)] == []


def test_no_view_holds_bytes() -> None:
    """Deep down too; except the sealed keys of recordings and copies, which open at a desk's identity alone."""
    assert [(view.__name__, held) for view in VIEWS for held in _held(view, set())] == []


def test_what_is_sealed_is_all_that_a_recording_holds_in_bytes() -> None:
    for kind in (Recording, ApprovedCopy, CopyPlan):
        own = {field.name for field in fields(kind) if _leaves(_hints(kind)[field.name]) & set(BYTES)}
        assert own <= {"key_wrapped"}, kind.__name__


def _held(kind: type, seen: set[type]) -> list[str]:
    if kind in seen or kind is SealedKey or not is_dataclass(kind):
        return []
    seen.add(kind)
    found = []
    for name, hint in _hints(kind).items():
        leaves = _leaves(hint)
        found += [f"{kind.__name__}.{name}"] if leaves & set(BYTES) else []
        found += [inner for leaf in leaves if isinstance(leaf, type) for inner in _held(leaf, seen)]
    return found

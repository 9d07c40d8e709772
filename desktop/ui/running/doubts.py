"""Presses whose reply was lost: repeating the press repeats the same command.

Rules:
- A call that ended in doubt (InDoubtError) is kept, with its unit of work, which knows its command.
- The same press makes an equal call: the same use case and command, but a new unit of work. The kept call runs
  instead, so that it is looked up first, and nothing is saved twice.
- A call with a password is not kept: to sign in, unlock or allow something, the user does so again.
- Once its result is known, it is forgotten: the same press after that is a new command.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from desktop.errors import InDoubtError

_FRESH = "uow"
"""The argument that is new on each press."""
_SECRET = "passwords"
"""The argument of use cases that take a typed password."""

Call = Callable[[], Any]


class Doubts:
    """The calls not yet known to be saved or not."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def same_as(self, call: Call) -> Call:
        """Return the call in doubt that this one repeats; else this one."""
        return next((kept for kept in self._calls if _equal(kept, call)), call)

    def settle(self, call: Call, error: BaseException | None) -> None:
        """Record how a call ended: in doubt, or known one way or the other."""
        self._calls = [kept for kept in self._calls if kept is not call]
        secret = isinstance(call, partial) and _SECRET in call.keywords
        if isinstance(error, InDoubtError) and not secret:
            self._calls.append(call)


def _equal(one: Any, other: Any) -> bool:
    if not isinstance(one, partial) or not isinstance(other, partial):
        return one is other or (type(one) is type(other) and (one == other) is True)
    if len(one.args) != len(other.args) or one.keywords.keys() != other.keywords.keys():
        return False
    pairs = [(one.func, other.func), *zip(one.args, other.args, strict=True)]
    pairs += [(one.keywords[name], other.keywords[name]) for name in one.keywords if name != _FRESH]
    return all(_equal(*pair) for pair in pairs)

"""Handing calls to the database from long work to the thread it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class HandOver(Protocol):
    """A way to run a call where the database is used, and wait for its result or error. From any thread."""

    def __call__(self, call: Callable[[], T], /) -> T: ...


def directly(call: Callable[[], T]) -> T:
    """Call it here, where the database may be used from any thread."""
    return call()

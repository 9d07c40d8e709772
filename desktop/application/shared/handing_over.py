"""How long work hands what touches the database to where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")


class HandOver(Protocol):
    """Runs what touches the database where it belongs, and waits for what it returns or raises. From any thread."""

    def __call__(self, call: Callable[[], T], /) -> T: ...


def directly(call: Callable[[], T]) -> T:
    """Where the database may be used from any thread."""
    return call()

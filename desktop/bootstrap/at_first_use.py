"""A thing that is made when it is first asked for, so that opening an office does not wait for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any


class AtFirstUse:
    """Stands for what `make` returns, and has its attributes."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> object:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)

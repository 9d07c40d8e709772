"""The changes that other programs make in an office, as they happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Changes(Protocol):
    """Changes by other programs. There are none in an office on one PC."""

    def follow(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call `changed` after each, on any thread; return what ends that."""
        ...

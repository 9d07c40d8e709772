"""An office whose server tells of changes: a test says when it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Told:
    """In the place of the server: calls whoever follows. `ended`: how often someone stopped."""

    followers: list[Callable[[], None]] = field(default_factory=list)
    ended: int = 0

    def follow(self, changed: Callable[[], None]) -> Callable[[], None]:
        self.followers.append(changed)

        def end() -> None:
            self.ended += 1
            self.followers.remove(changed)

        return end

    def tell(self) -> None:
        for changed in tuple(self.followers):
            changed()

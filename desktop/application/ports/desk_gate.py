"""Whether a desk is locked, as the use cases of this program see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class DeskGate:
    """One for each open desk. `lock` shuts it; unlocking it and signing in open it."""

    locked: bool = False

"""The lock of a desk, as the use cases of this program see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class DeskGate:
    """The gate of one open desk. `lock` closes it; unlocking and signing in open it."""

    locked: bool = False

"""The lock of a desk, as the use cases of this program see it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class DeskGate:
    """The gate of one open desk. `lock` closes it; unlocking and signing in open it.

    `asked`, `answered`: when the directory was last asked about whoever is signed in, and when it last answered; in
    seconds since the PC was started.
    """

    locked: bool = False
    asked: float = 0.0
    answered: float = 0.0

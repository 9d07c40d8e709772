"""A recovery key that the program makes for someone to keep: its secret half is in memory alone until it is proved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class NewRecoveryKey:
    """A recovery key that was just made: its secret half is nowhere else."""

    secret: str = field(repr=False)
    recipient: str


class NewRecoveryKeys(Protocol):
    """Makes recovery keys, and writes one where someone wants it. Not for the GUI thread."""

    def new_recovery_key(self) -> NewRecoveryKey:
        """Make one. It is stored nowhere."""
        ...

    def save_recovery_key(self, key: NewRecoveryKey, file: Path) -> bool:
        """Write it into a new file, as age-keygen does; return whether that is on the office's own disk.

        Raises SurroundingsError: `recovery_file_exists`, `recovery_file_inside`, `recovery_file_not_written`.
        """
        ...

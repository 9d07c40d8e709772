"""Frozen settings: where an office's files are. Nothing here reads the environment or a clock."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
SOUND_CHECK = RESOURCES / "sounds" / "sound-check.wav"
"""The sound check before a session, for the listener to set the volume."""


class OfficePaths(NamedTuple):
    """The folder of one office. The witness file may be elsewhere, and for a real office should be.

    So may the vault, which the PCs of an office share.
    """

    folder: Path
    witness_file: Path | None = None
    vault_folder: Path | None = None

    @property
    def office_file(self) -> Path:
        """The file that identifies this office (identifier, kind, database): no secret in it."""
        return self.folder / "office.toml"

    @property
    def database(self) -> Path:
        return self.folder / "office.db"

    @property
    def vault(self) -> Path:
        return self.vault_folder or self.folder / "vault"

    @property
    def witness(self) -> Path:
        return self.witness_file or self.folder / "witness" / "checkpoints.txt"

    @property
    def joining(self) -> Path:
        """Is there from when this PC's folder is laid until it has joined; nothing is in it."""
        return self.folder / "joining"

    @property
    def moved(self) -> Path:
        """The note that this office has moved to a server, and where."""
        return self.folder / "office-moved.toml"

    def known_log(self, desk: str) -> Path:
        """The log as the PC of that desk has verified it."""
        return self.folder / f"known-log-{desk}.db"

    @property
    def lock(self) -> Path:
        return self.folder / "open.lock"

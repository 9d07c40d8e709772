"""Frozen settings: where an office's files lie. Nothing here reads the environment or a clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
SOUND_CHECK = RESOURCES / "sounds" / "sound-check.wav"
"""What is played before a session, so that the listener can set the volume."""


@dataclass(frozen=True)
class OfficePaths:
    """The folder of one office. The witness file may lie elsewhere, and for a real office should."""

    folder: Path
    witness_file: Path | None = None

    @property
    def office_file(self) -> Path:
        """Which office this is (identifier, kind, database): no secret in it."""
        return self.folder / "office.toml"

    @property
    def database(self) -> Path:
        return self.folder / "office.db"

    @property
    def vault(self) -> Path:
        return self.folder / "vault"

    @property
    def witness(self) -> Path:
        return self.witness_file or self.folder / "witness" / "checkpoints.txt"

    @property
    def lock(self) -> Path:
        return self.folder / "open.lock"

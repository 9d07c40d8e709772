"""Remains of a copy and of an office's keys, and how much of them is in the program's memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.bootstrap.keys import identity_of
from desktop.bootstrap.opening import Parts, open_parts
from desktop.domain.log.events import Event, EventKind, Subject
from desktop.domain.shared.ids import CopyId
from desktop.environment.office_file import DATABASE_KEY
from desktop.playback.source import HEADER_BYTES
from desktop.vault.blobs import BlobKind, Blobs
from desktop.vault.keys import open_key, unwrap_retention_key
from tests.faults.built.program import Outcome
from tests.playback.remains import windows_in, windows_of
from tests.support.offices.stored_log import events_in


@dataclass(frozen=True)
class Found:
    """How much was found: windows of the copy, and how often each key."""

    windows: int
    copys_keys: int
    identity: int
    database_key: int


@dataclass(frozen=True)
class Secrets:
    """The sound of a copy, and the keys that lead to it."""

    windows: list[bytes]
    copys_keys: tuple[bytes, ...]
    """The copy's own key, and the retention key that wraps it."""
    identity: tuple[bytes, ...]
    database_key: tuple[bytes, ...]

    def found_in(self, memory: list[bytes]) -> Found:
        """Return how much of it is in that memory."""
        kinds = (self.copys_keys, self.identity, self.database_key)
        counts = (sum(part.count(key) for part in memory for key in keys) for keys in kinds)
        return Found(windows_in(memory, self.windows), *counts)


def compared(
    what: str, secrets: Secrets, playing: list[bytes], after: list[bytes], *, sounded: bool
) -> Iterator[Outcome]:
    """Yield what was there while it played, and what is left. Keys that Python cannot wipe are told, not judged.

    `sounded`: some of the copy has to have been there. Where no card takes it, little or nothing of it is.
    """
    then, now, of = secrets.found_in(playing), secrets.found_in(after), len(secrets.windows)
    words = f"{what}: of {of} windows of the copy {then.windows} in memory while it played, {now.windows} after it"
    yield Outcome(now.windows == 0 and (then.windows > 0 or not sounded), words)
    gone = f"{what}: the copy's key and its retention key: {then.copys_keys} times, and {now.copys_keys} after it"
    works = then.identity > 0 and then.database_key > 0  # the search finds what is there
    yield Outcome(works and now.copys_keys == 0, gone)
    stays = f"{then.identity} and {now.identity} times; the open database's: {then.database_key} and {now.database_key}"
    yield Outcome(None, f"{what}: not wiped, as the threat model says: the desk's identity: {stays}")


class Watched:
    """An office that a built program has open, read beside it. The demo's keys are in a file of its own."""

    def __init__(self, office: Path) -> None:
        self.parts: Parts = open_parts(office)

    def close(self) -> None:
        """Let go of the office."""
        self.parts.engine.dispose()

    def events(self, *kinds: EventKind) -> list[Event]:
        """Return the events of these kinds, in order; of none named, all."""
        return [event for event in events_in(self.parts.engine) if not kinds or event.kind in kinds]

    def opened(self, kind: EventKind) -> CopyId | None:
        """Return the copy that was opened last, by an event of that kind."""
        events = self.events(kind)
        return CopyId(events[-1].subjects[Subject.COPY]) if events else None

    def secrets(self, id: CopyId) -> Secrets:
        """Unwrap a copy as its desk does."""
        parts = self.parts
        with parts.uow(parts.file.desk).read_only() as uow:
            copy = uow.recordings.copy(id)
        identity = identity_of(parts.store, parts.file.desk)
        key = open_key(copy.key, identity, id)
        reader = Blobs(parts.paths.vault).open(BlobKind.APPROVED, id, key)
        try:
            pcm = reader.read(HEADER_BYTES, reader.size - HEADER_BYTES)
        finally:
            reader.close()
        in_hex = parts.store.get(DATABASE_KEY) or ""
        retention_key = unwrap_retention_key(copy.key.retention_key_wrapped, identity)
        keys = (bytes.fromhex(in_hex), in_hex.encode(), in_hex.upper().encode())
        return Secrets(windows_of(pcm), (key, retention_key), (identity.encode(),), keys)

"""Folders of recordings as a FreePBX leaves them, importing them into an office, and a strongroom that is cheap."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from desktop.application.ports.recordings import Candidate
from desktop.application.ports.sound import Imported, Incoming, Watcher
from desktop.application.recordings.folder_import import Importing, ImportSteps
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.recordings.retention import KeepingPolicy
from desktop.domain.shared.ids import RecordingId
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.errors import MediaRefusedError
from desktop.media.telephony.folder import TelephonyFolders
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import KEEPING, ZONE, Office, a_call

FOLDERS = TelephonyFolders()
SOURCE = KEEPING.sources[0]
ESTATE = replace(KEEPING, estate_assessment="DPIA 2026/07")
CALL_AT = TUESDAY - timedelta(days=30)
"""The time of the call that `Office.a_request` asks for, from `ASKED`."""
ASKED, OTHER = "01632960733", "01632960001"


def name(number: str = ASKED, at: datetime = CALL_AT, *, unique: int = 1, outbound: bool = False) -> str:
    """Return a FreePBX's name for the recording of such a call; a number of "" is a withheld one."""
    local = at.astimezone(ZONE)
    kind = f"out-{number}-2001" if outbound else f"external-2001-{number or 'anonymous'}"
    return f"{kind}-{local:%Y%m%d-%H%M%S}-{int(at.timestamp())}.{unique}.wav"


def put(folder: Path, called: str, content: bytes | None = None) -> Path:
    """Write a recording of that name; a different one for each name."""
    path = folder / called
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(
        a_call(0.2, 200 + int(hashlib.sha256(called.encode()).hexdigest()[:4], 16)) if content is None else content
    )
    return path


@dataclass
class Strongroom:
    """The port `Strongroom` without keys and decoders: stored recordings are in `kept`.

    `refuses`: bytes, and why. `before` is called with the bytes of a file that is to be stored.
    """

    kept: dict[str, bytes] = field(default_factory=dict)
    refuses: dict[bytes, Exception] = field(default_factory=dict)
    before: Callable[[bytes], object] = lambda data: None
    keys: int = 0

    def new_retention_key(self, recipients: Sequence[str]) -> bytes:
        assert recipients
        self.keys += 1
        return b"key %d" % self.keys

    def digest(self, incoming: Incoming, watcher: Watcher | None = None) -> str:
        return hashlib.sha256(incoming.read(0, incoming.size)).hexdigest()

    def lock_away(
        self,
        id: RecordingId,
        incoming: Incoming,
        retention_key_wrapped: bytes,
        watcher: Watcher | None = None,
        digest: str | None = None,
    ) -> Imported:
        data = incoming.read(0, incoming.size)
        self.before(data)
        if data in self.refuses:
            raise self.refuses[data]
        self.kept[id] = data
        assert digest == hashlib.sha256(data).hexdigest()
        return Imported(id, "pcm_wav", 8000, 1, 8000, digest, b"under " + retention_key_wrapped)

    def has_original(self, id: RecordingId) -> bool:
        return id in self.kept

    def store_again(self, original: Recording, incoming: Incoming, watcher: Watcher | None = None) -> bool:
        gone = original.id not in self.kept
        self.kept[original.id] = incoming.read(0, incoming.size)
        return gone

    def reseal(self, sealed: SealedKey, id: str, retention_key_wrapped: bytes) -> bytes:
        return sealed.data_key_wrapped + b" then " + retention_key_wrapped

    def remove(self, kind: str, id: str) -> None:
        assert kind == "original"
        self.kept.pop(id, None)


@dataclass
class Imports:
    """Imports into one office by its information officer, and each file's outcome."""

    office: Office
    keeping: KeepingPolicy = KEEPING
    strongroom: Any = None
    lines: list[Line] = field(default_factory=list)
    who: str = "officer"

    def importing(self) -> Importing:
        back = self.office.back
        steps = ImportSteps(
            self.office.actor(self.who, back),
            self.keeping.sources[0],
            lambda: self.office.uow(back),
            self.office.clock,
            self.strongroom or self.office.strongroom,
        )
        return Importing(steps, TelephoneNumbers(), self.keeping)

    def run(self, path: Path, **more: Any) -> ImportReport:
        again = partial(FOLDERS.candidates, path, self.keeping.sources[0])
        return self.of(again(), seen_first=again, **more)

    def of(self, candidates: Iterable[Candidate], **more: Any) -> ImportReport:
        self.lines = []
        return self.importing().run(candidates, self.lines.append, **more)

    @property
    def outcomes(self) -> list[Outcome]:
        return [line.outcome for line in self.lines]

    def line(self, path: str) -> Line:
        [found] = [line for line in self.lines if line.path == path]
        return found


def recordings(office: Office) -> list[Any]:
    """Return the rows of all recordings except the one that every office begins with, by import time."""
    with office.parts.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM recording ORDER BY imported_at, call_at, id").all()
    return [row for row in rows if row.id != office.request(office.first_request).recording]


def held(office: Office) -> set[tuple[str, str]]:
    """Return recording and reference of each request whose hold holds it; the office's first recording apart."""
    query = (
        "SELECT r.recording, q.reference FROM held_recording r JOIN retention_hold h ON h.id = r.hold"
        " JOIN request q ON q.id = h.request WHERE h.released_by IS NULL"
    )
    first = office.request(office.first_request).recording
    with office.parts.engine.connect() as connection:
        return {(row[0], row[1]) for row in connection.exec_driver_sql(query) if row[0] != first}


def bad(code: str) -> MediaRefusedError:
    return MediaRefusedError(code)


def stored(office: Office) -> Iterator[Path]:
    """Yield every file of the vault."""
    return (path for path in office.parts.paths.vault.rglob("*") if path.is_file())

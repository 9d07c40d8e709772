"""The ports to the vault and the decoders, and a player's reports.

- Bytes of `Incoming` go into the vault and nowhere else: no view has one. Nothing in `WaveformLevels` can be played.
- Long work takes a `Watcher`, which may stop it (ListeningRoomError `stopped`); then nothing is left behind.
- A position is a whole number of frames of the approved copy, never a time in another's clock.
- `sounding` is true only while sound provably comes out; heard time counts at no other time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from numpy import int16
    from numpy.typing import NDArray

    from desktop.domain.copies.copy import Recording, SealedKey
    from desktop.domain.copies.marking import RemovedPart, Style
    from desktop.domain.copies.transcript import Cue, SealedTranscript, Transcript
    from desktop.domain.shared.ids import CopyId, RecordingId


class Watcher(Protocol):
    """The one who waits for long work: receives its progress, and may stop it. Safe from any thread."""

    @property
    def cancelled(self) -> bool: ...

    def report(self, done: int, total: int) -> None: ...


Rebuilt = Callable[[str, str], None]
"""Called with a damaged part of an original's derived audio (`working`, `loudness`, `waveform`), and with the code.

The part is rebuilt by then, and replaces the damaged one when this returns.
"""


class Incoming(Protocol):
    """A file from outside, read in ranges; `size` in bytes."""

    @property
    def size(self) -> int: ...

    def read(self, offset: int, length: int) -> bytes:
        """Return up to `length` bytes from `offset`; fewer at the end. Raises MediaRefusedError if it is unreadable."""


class WaveformLevels(Protocol):
    """The waveform of a recording of `frames` frames at `rate` Hz, at every width."""

    @property
    def frames(self) -> int: ...

    @property
    def rate(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def finest(self) -> int:
        """Frames for each (least, greatest) pair at the finest level: there is nothing closer to see."""

    def columns(self, start: int, end: int, width: int) -> NDArray[int16]:
        """Return frames `start` to `end` in `width` columns: shape (channels, 2, width), least, then greatest."""

    def pairs(self, first: int, after: int) -> NDArray[int16]:
        """Return the finest pairs from `first` to before `after`, as far as they exist: shape (channels, 2, pairs)."""


@dataclass(frozen=True, eq=False)
class WaveformDetail:
    """A closer waveform of a part of a recording: `waveform` is of its frames from `start` on."""

    start: int
    waveform: WaveformLevels

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.start + self.waveform.frames


@dataclass(frozen=True)
class Proposed:
    """A part of a recording that may need removing; `kind` is a code. Frames [start, end)."""

    kind: str
    start: int
    end: int
    channel: int | None
    confidence: float


@dataclass(frozen=True)
class Prepared:
    """An approved copy's facts after rendering, before it is stored (fields: `domain.copies.copy.ApprovedCopy`)."""

    id: CopyId
    rate: int
    channels: int
    frames: int
    digest: str
    data_key_wrapped: bytes
    gain_cdb: int = 0
    true_peak_cdb: int | None = None
    loudness_cdb: int | None = None
    transcript: SealedTranscript | None = None


@dataclass(frozen=True)
class Imported:
    """An original's facts after decoding and encryption, before it is stored."""

    id: RecordingId
    format: str
    rate: int
    channels: int
    frames: int
    digest: str
    data_key_wrapped: bytes


@dataclass(frozen=True, order=True)
class StoredFile:
    """A file of the vault, by its kind (`original`, `approved`, or derived audio) and its identifier.

    `since`: the day on which it was quarantined, where it is in quarantine.
    """

    kind: str
    id: str
    since: date | None = None

    @property
    def name(self) -> str:
        """Its name in the log and in the nightly run's report."""
        return f"{self.kind}-{self.id}"


@dataclass(frozen=True)
class StoredSound:
    """An original or an approved copy that has not been destroyed: its file, its key, its digest."""

    file: StoredFile
    key: SealedKey
    digest: str


class Strongroom(Protocol):
    """The store of sound in the vault, at a desk that may. Long work: touches no database."""

    def new_retention_key(self, recipients: Sequence[str]) -> bytes:
        """Return a new retention key, wrapped to these recipients."""

    def digest(self, incoming: Incoming, watcher: Watcher | None = None) -> str:
        """Return the SHA-256 of the bytes as they are, in hexadecimal."""

    def lock_away(
        self,
        id: RecordingId,
        incoming: Incoming,
        retention_key_wrapped: bytes,
        watcher: Watcher | None = None,
        digest: str | None = None,
    ) -> Imported:
        """Decode in the child process, and store the bytes encrypted, with the waveform. Raises MediaRefusedError.

        `digest`: the earlier result of `digest`; a file that has changed since is refused.
        """

    def make_working(self, original: Recording, watcher: Watcher | None = None, rebuilt: Rebuilt | None = None) -> None:
        """Decode it once into an encrypted working copy, for marking, playing and rendering. One that exists is kept.

        Damaged parts of it, its loudness and its waveform are rebuilt from the original, and `rebuilt` is called.
        Raises MediaRefusedError, VaultDamagedError.
        """

    def waveform(self, original: Recording) -> WaveformLevels:
        """Return its waveform, as stored at import. Raises VaultDamagedError."""

    def waveform_detail(self, original: Recording, start: int, end: int) -> WaveformDetail:
        """Return a closer waveform of its frames `start` to `end`, and perhaps a few more, from its working copy.

        Milliseconds of work for half a minute of sound. Raises VaultDamagedError.
        """

    def proposals(
        self, original: Recording, agent_channel: int | None, watcher: Watcher | None = None
    ) -> tuple[Proposed, ...]:
        """Return the proposals found in its working copy, in order. Raises VaultDamagedError."""

    def render(
        self,
        id: CopyId,
        original: Recording,
        removed: Sequence[RemovedPart],
        retention_key_wrapped: bytes,
        style: Style = "silence",
        watcher: Watcher | None = None,
        rebuilt: Rebuilt | None = None,
    ) -> Prepared:
        """Render the approved copy of an original: parts removed, encrypted under the copies' key.

        Damaged derived audio is rebuilt first, as by `make_working`.
        """

    def read_subtitles(self, file: Path) -> tuple[Cue, ...]:
        """Return the lines of a file from outside, in its order. Raises MediaRefusedError: it is refused whole."""

    def seal_transcript(self, key: SealedKey, id: str, transcript: Transcript, version: int) -> SealedTranscript:
        """Encrypt a transcript under the data key of the recording or copy `id`. Raises VaultDamagedError."""

    def read_transcript(self, original: Recording, sealed: SealedTranscript) -> Transcript:
        """Return the transcript of an original. Raises VaultDamagedError."""

    def flaw_of(self, sound: StoredSound) -> str | None:
        """Read it through; return what is wrong with it, as an error's code, or None where it is whole.

        Raises VaultDamagedError (`vault_key_not_ours`) where this desk does not open it; ExternalSystemError.
        """

    def remove(self, kind: str, id: str) -> None:
        """Delete what is stored of an `original` or an `approved` copy, if it is there.

        A file that someone has open stays where the system keeps it (Windows), and the next nightly run deletes it.
        """

    def has_original(self, id: RecordingId) -> bool:
        """Return whether its file is there, whole or not."""

    def store_again(self, original: Recording, incoming: Incoming, watcher: Watcher | None = None) -> bool:
        """Store an original again whose file is gone, under its own key; return whether it was gone.

        Raises MediaRefusedError where the file differs by now, VaultDamagedError where this desk does not hold its key.
        """

    def reseal(self, sealed: SealedKey, id: str, retention_key_wrapped: bytes) -> bytes:
        """Return the data key of `id` under another retention key. Raises VaultDamagedError if this desk cannot."""


class VaultPlace(StrEnum):
    """Where an office keeps its recordings, the same at each of its PCs; they can move into the database."""

    FOLDER = "folder"
    DATABASE = "database"


class NewVaultFile(Protocol):
    """A file being written. Until it is kept it is nothing to anybody else, and a lost connection leaves nothing."""

    def write(self, data: bytes, /) -> int:
        """Add these bytes; return how many. Raises ExternalSystemError."""

    def finish(self) -> None:
        """Add no more: from now on it can be read here. Raises ExternalSystemError."""

    def reading(self) -> io.RawIOBase:
        """Return what has been written, to be read and closed before it is kept or dropped."""

    def keep(self) -> None:
        """Keep it: it is there from now on, for everybody. Raises ExternalSystemError, FileExistsError."""

    def drop(self) -> None:
        """Leave nothing of it, unless it was kept. Raises nothing."""


class VaultRows(Protocol):
    """The files of a vault in the database. Each method raises ExternalSystemError where the database fails."""

    def has(self, kind: str, id: str) -> bool:
        """Return whether it is in its place, whole or not."""

    def begin(self, kind: str, id: str, *, over: bool = False) -> NewVaultFile:
        """Begin a file; `over`: once kept it replaces the existing one. Raises FileExistsError."""

    def open(self, kind: str, id: str) -> io.RawIOBase | None:
        """Open a file that can be read from any place; None where there is none.

        Reading raises OSError where the database does not answer, and VaultDamagedError (`vault_changed`) where a part
        is missing or is not as long as it was.
        """

    def older_than(self, seconds: float) -> Iterator[tuple[str, str]]:
        """Yield kind and identifier of each file that was kept so long ago by the database's clock; however many."""

    def in_quarantine(self) -> Sequence[tuple[str, str, str]]:
        """Return day (`2026-11-24`), kind and identifier of each file in quarantine, in no order."""

    def quarantine(self, kind: str, id: str, day: str) -> bool:
        """Move it into that day's quarantine; return whether it was. The database refuses what a living row names."""

    def put_back(self, kind: str, id: str, day: str) -> bool:
        """Restore it from that day's quarantine, unless its place is taken; return whether it was."""

    def destroy(self, kind: str, id: str, day: str | None) -> bool:
        """Delete it, in its place or in that day's quarantine; return whether it is gone.

        The database refuses to delete an original or a copy that a living row names.
        """


SLOWEST, FASTEST, FASTEST_FOR_STAFF = 0.5, 1.5, 3.0
"""Speeds, of 1.0 as recorded: the slowest, the fastest for a customer, and for staff who look through a recording."""
SPEEDS_FOR_STAFF = (SLOWEST, 0.75, 1.0, 1.5, 2.0, FASTEST_FOR_STAFF)
"""The speeds that staff go through, one by one."""
ESTIMATED_SECONDS = 0.15
"""How far the place may be estimated ahead of the player's last look, at natural speed."""


class PlayState(StrEnum):
    """The state of the player. LOADED is silent and ready, at `frame`; so is FAILED, after a failure."""

    EMPTY = "empty"
    LOADED = "loaded"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    FAILED = "failed"


class PlayFailure(StrEnum):
    """Why a player failed."""

    SOUND_NO_DEVICE = "sound_no_device"
    VAULT_DAMAGED = "vault_damaged"
    VAULT_AWAY = "vault_away"
    PLAYER_ERROR = "player_error"


class Halt(StrEnum):
    """Why the program stopped the sound by itself."""

    MINIMISED = "minimised"
    HIDDEN = "hidden"
    COVERED = "covered"
    KEYBOARD_ELSEWHERE = "keyboard_elsewhere"
    DISPLAY_GONE = "display_gone"
    FROZE = "froze"
    CLOCK_JUMPED = "clock_jumped"


class Ear(StrEnum):
    """The ear that listens. LEFT and RIGHT mix every voice of the copy into that one ear, MIXED into each of the two;
    BOTH leaves the copy as it is: where it has two channels, one voice in each ear."""

    LEFT = "left"
    BOTH = "both"
    RIGHT = "right"
    MIXED = "mixed"


class SoundEngine(StrEnum):
    """The library that puts sound out at a PC."""

    LIBVLC = "libvlc"
    PORTAUDIO = "portaudio"


@dataclass(frozen=True)
class SoundDevice:
    """An output device: `id` is the system's name for it, `name` is for people."""

    id: str
    name: str


class WayOut(NamedTuple):
    """How sound came out: the engine, and the system's id of the device; empty where nothing has been played yet."""

    engine: str = ""
    device: str = ""

    @property
    def facts(self) -> dict[str, str]:
        """The same as the log has it."""
        return self._asdict() if self.device else {}


NOT_PLAYED = WayOut()


@dataclass(frozen=True)
class PlayerStatus:
    """The player at one moment: `frame` of the copy, `rate` (1.0 is natural speed), `volume` (0 to 100).

    While it plays, `frame` is an estimate, up to `ESTIMATED_SECONDS` (at that speed) too far: the next may be lower.

    `failure` is a value of `PlayFailure`, and None unless the state is FAILED. `engine` is empty until one is open, and
    `device`, the id of the last device played to, until then.
    """

    state: PlayState = PlayState.EMPTY
    frame: int = 0
    sounding: bool = False
    failure: str | None = None
    rate: float = 1.0
    volume: int = 100
    ear: Ear = Ear.BOTH
    device: str = ""
    engine: str = ""

    @property
    def way_out(self) -> WayOut:
        """How sound came out last."""
        return WayOut(self.engine, self.device)

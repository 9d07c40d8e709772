"""What the use cases need from the outside but for the database (`storage`), and the bundle that a desk is made of.

Rule: nothing here returns the bytes of a recording. `SoundDesk.open` takes a copy whose key is sealed, and gives back
the shape of its waveform; `Player` moves and stops the sound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from desktop.application.playing import Ear, PlayerStatus, SoundDevice
from desktop.application.storage import OfficeFacts, UnitOfWork
from desktop.domain.copy import ApprovedCopy, Recording, SealedKey
from desktop.domain.identity import IdPolicy
from desktop.domain.ids import (
    CopyId,
    DeskId,
    RecordingId,
)
from desktop.domain.keeping import KeepingPolicy
from desktop.domain.policy import OfficePolicy
from desktop.domain.request import RemovedPart


class Clock(Protocol):
    """Time comes in by parameter."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never jump."""
        ...


class Passwords(Protocol):
    """Argon2id; a stored value of None (an unknown name) costs one verification too."""

    def hash(self, password: str) -> str: ...

    def verify(self, stored: str | None, password: str) -> bool: ...


class Player(Protocol):
    """Moves and stops the sound of what a SoundDesk has opened. Commands return at once; `status` never blocks."""

    def play(self) -> None: ...

    def pause(self) -> None: ...

    def stop(self) -> None: ...

    def fade_out(self, milliseconds: int = 200) -> None: ...

    def seek(self, frame: int) -> None: ...

    def set_rate(self, rate: float) -> None: ...

    def set_volume(self, volume: int) -> None: ...

    def set_ear(self, ear: Ear) -> None: ...

    def set_device(self, id: str) -> None: ...

    def devices(self) -> tuple[SoundDevice, ...]: ...

    def status(self) -> PlayerStatus: ...


@dataclass(frozen=True)
class Waveform:
    """The shape of an approved copy, for drawing: for each channel, buckets of (low, high), -1.0 to 1.0."""

    frames: int
    rate: int
    channels: tuple[tuple[tuple[float, float], ...], ...]


class SoundDesk(Protocol):
    """Opens an approved copy into the player, and shuts it. No key is unwrapped before `open`."""

    def open(self, copy: ApprovedCopy) -> Waveform:
        """Unwrap, check, load. Raises VaultDamagedError. Long work: not on the GUI thread."""
        ...

    def open_sound_check(self) -> None:
        """Load the neutral voice."""
        ...

    def shut(self) -> None:
        """Silence, unload, forget the key."""
        ...


@dataclass(frozen=True)
class Prepared:
    """An approved copy's facts after rendering, before it is kept."""

    id: CopyId
    rate: int
    channels: int
    frames: int
    digest: str
    data_key_wrapped: bytes


@dataclass(frozen=True)
class Imported:
    """An original's facts after decoding and locking it away, before it is kept."""

    id: RecordingId
    format: str
    rate: int
    channels: int
    frames: int
    digest: str
    data_key_wrapped: bytes


class Strongroom(Protocol):
    """Brings sound into the vault, at a desk that may. Long work: touches no database."""

    def new_retention_key(self, recipients: Sequence[str]) -> bytes:
        """A fresh retention key, wrapped to these recipients."""
        ...

    def lock_away(self, id: RecordingId, data: bytes, retention_key_wrapped: bytes) -> Imported:
        """Decode in the child process, store encrypted as it came. Raises MediaRefusedError."""
        ...

    def digest(self, data: bytes) -> str: ...

    def remove(self, kind: str, id: str) -> None:
        """Remove what is stored of an `original` or an `approved` copy; what is gone already is fine."""
        ...

    def remove_all_but(self, living: frozenset[str]) -> int:
        """Remove stored sound that nothing living names and that is older than a day. How many files."""
        ...

    def reseal(self, sealed: SealedKey, id: str, retention_key_wrapped: bytes) -> bytes:
        """The data key of `id` under another retention key. Raises VaultDamagedError where this desk cannot open it."""
        ...

    def render(
        self, id: CopyId, original: Recording, removed: Sequence[RemovedPart], retention_key_wrapped: bytes
    ) -> Prepared:
        """The approved copy of an original: parts removed, encrypted under the copies' key."""
        ...


class Lockdown(Protocol):
    """What the PC can be kept from doing during listening. Begins in order, ends in reverse."""

    def begin(self, window: int) -> tuple[str, ...]:
        """Apply to the window of that handle; codes of restrictions that this PC does not offer."""
        ...

    def end(self) -> None: ...


class Witness(Protocol):
    """The file outside the database."""

    def add(self, checkpoint: str) -> None: ...

    def text(self) -> str: ...


@dataclass(frozen=True)
class Proof:
    """What a verification of the log found. `unproved`: nothing but that no witness vouches for it."""

    whole: bool
    events: int
    anchored: int
    newest_anchor: datetime | None
    findings: tuple[str, ...] = ()
    unproved: bool = False


class Watcher(Protocol):
    """Who waits for long work: hears how far it has come, and may want it stopped. Safe from any thread."""

    @property
    def cancelled(self) -> bool: ...

    def report(self, done: int, total: int) -> None: ...


class LogVerifier(Protocol):
    """The independent verifier, over the office's database and witness. Long work."""

    def verify(self, watcher: Watcher | None = None) -> Proof:
        """Raises ListeningRoomError (`verifying_stopped`) soon after the watcher has cancelled."""
        ...


@dataclass(frozen=True)
class Desk:
    """Everything that the screens of one desk need, wired once (`bootstrap`)."""

    office: OfficeFacts
    id: DeskId
    name: str
    uow: Callable[[], UnitOfWork]
    clock: Clock
    passwords: Passwords
    policy: OfficePolicy
    id_policy: IdPolicy
    keeping: KeepingPolicy
    player: Player
    sound: SoundDesk
    lockdown: Lockdown
    witness: Witness
    verifier: LogVerifier
    is_holiday: Callable[[date], bool]
    close: Callable[[], None] = field(default=lambda: None)

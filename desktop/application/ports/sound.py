"""What bringing in, preparing and rendering need from the vault and the decoders.

Rules:
- `Incoming` is a file from outside: its bytes go into the vault and nowhere else. A view never has one.
- A `Pyramid` is the shape of a recording for drawing, and a `Detail` a part of it from nearer. Nothing in them could be
  played.
- Long work takes a `Watcher`: it is told how far it has come, and may be stopped (ListeningRoomError `stopped`); then
  nothing is left behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from desktop.domain.copies.copy import Recording, SealedKey
from desktop.domain.copies.removal import RemovedPart, Style
from desktop.domain.shared.ids import CopyId, RecordingId

if TYPE_CHECKING:
    from numpy import int16
    from numpy.typing import NDArray


class Watcher(Protocol):
    """Who waits for long work: hears how far it has come, and may want it stopped. Safe from any thread."""

    @property
    def cancelled(self) -> bool: ...

    def report(self, done: int, total: int) -> None: ...


class Remade(Protocol):
    """Is told that a `part` of what is made from an original (`working`, `loudness`, `peaks`) was damaged, and by which
    code that was `found`. It is made anew by then, and takes the place of the damaged one when this returns.
    """

    def __call__(self, part: str, found: str) -> None: ...


class Incoming(Protocol):
    """A file from outside, read in ranges; `size` in bytes."""

    @property
    def size(self) -> int: ...

    def read(self, offset: int, length: int) -> bytes:
        """Up to `length` bytes from `offset`; fewer at the end. Raises MediaRefusedError where it cannot be read."""
        ...


class Pyramid(Protocol):
    """The shape of a recording of `frames` frames at `rate` Hz, at every width."""

    @property
    def frames(self) -> int: ...

    @property
    def rate(self) -> int: ...

    @property
    def channels(self) -> int: ...

    @property
    def finest(self) -> int:
        """Frames to a (least, greatest) pair where it is finest: nearer than that there is no more to be seen."""
        ...

    def columns(self, start: int, end: int, width: int) -> NDArray[int16]:
        """Frames `start` to `end` in `width` columns: shape (channels, 2, width), least, then greatest sample."""
        ...

    def pairs(self, first: int, after: int) -> NDArray[int16]:
        """The finest pairs from one to before the other, as far as there are any: shape (channels, 2, pairs)."""
        ...


@dataclass(frozen=True, eq=False)
class Detail:
    """A finer shape of a part of a recording: `shape` is of its frames from `start` on."""

    start: int
    shape: Pyramid

    @property
    def end(self) -> int:
        """The frame after the last."""
        return self.start + self.shape.frames


@dataclass(frozen=True)
class Proposed:
    """Something that was found in a recording and may want removing; `kind` is a code. Frames [start, end)."""

    kind: str
    start: int
    end: int
    channel: int | None
    confidence: float


@dataclass(frozen=True)
class Prepared:
    """An approved copy's facts after rendering, before it is kept (fields: `domain.copies.copy.ApprovedCopy`)."""

    id: CopyId
    rate: int
    channels: int
    frames: int
    digest: str
    data_key_wrapped: bytes
    gain_cdb: int = 0
    true_peak_cdb: int | None = None
    loudness_cdb: int | None = None


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

    def digest(self, incoming: Incoming, watcher: Watcher | None = None) -> str:
        """SHA-256 of the bytes as they are, hexadecimal."""
        ...

    def lock_away(
        self,
        id: RecordingId,
        incoming: Incoming,
        retention_key_wrapped: bytes,
        watcher: Watcher | None = None,
        digest: str | None = None,
    ) -> Imported:
        """Decode in the child process, store encrypted as it came, with its shape. Raises MediaRefusedError.

        `digest`: what `digest` said before; a file that is another by now is refused.
        """
        ...

    def make_working(
        self, original: Recording, watcher: Watcher | None = None, remade: Remade | None = None
    ) -> Recording:
        """Decode it once into an encrypted working copy, to be marked, played and rendered from. There already: fine.

        What is there and damaged, of it, its loudness and its shape, is made anew from the original, and `remade` is
        told. Where an earlier decoder made it (`decoding.is_outdated`) all of it is made again. What is returned is the
        recording as it decodes now, and is to be kept where it is another (`LogRemade.decoded_again`): its length may
        have changed. Raises MediaRefusedError, VaultDamagedError.
        """
        ...

    def drop_working(self, id: RecordingId) -> None:
        """Remove the working copy; what is gone already is fine."""
        ...

    def pyramid(self, original: Recording) -> Pyramid:
        """Its shape, as it was stored when it came in. Raises VaultDamagedError."""
        ...

    def detail(self, original: Recording, start: int, end: int) -> Detail:
        """A finer shape of its frames `start` to `end`, and perhaps a few more, from its working copy.

        Milliseconds of work for half a minute of sound. Raises VaultDamagedError.
        """
        ...

    def proposals(
        self, original: Recording, agent_channel: int | None, watcher: Watcher | None = None
    ) -> tuple[Proposed, ...]:
        """What is found in its working copy, in order. Raises VaultDamagedError."""
        ...

    def render(
        self,
        id: CopyId,
        original: Recording,
        removed: Sequence[RemovedPart],
        retention_key_wrapped: bytes,
        style: Style = "silence",
        watcher: Watcher | None = None,
        remade: Remade | None = None,
    ) -> Prepared:
        """The approved copy of an original: parts removed, encrypted under the copies' key.

        What is damaged of what it is made from is made anew, as by `make_working`.
        """
        ...

    def remove(self, kind: str, id: str) -> None:
        """Remove what is stored of an `original` or an `approved` copy; what is gone already is fine.

        What somebody has open stays where the system keeps it (Windows), and goes with the next nightly run.
        """
        ...

    def has_original(self, id: RecordingId) -> bool:
        """Whether its file is there, whole or not."""
        ...

    def bring_back(self, original: Recording, incoming: Incoming, watcher: Watcher | None = None) -> bool:
        """Store an original again whose file is gone, under its own key. Whether it was gone.

        Raises MediaRefusedError where it is another by now, VaultDamagedError where this desk does not hold its key.
        """
        ...

    def reseal(self, sealed: SealedKey, id: str, retention_key_wrapped: bytes) -> bytes:
        """The data key of `id` under another retention key. Raises VaultDamagedError where this desk cannot open it."""
        ...

"""Opening an approved copy, or the working copy of an original, into the player: the only way from a key to sound.

Rules:
- Nothing is unwrapped before `open`; the key is not kept, and the player closes the reader when it unloads.
- The whole copy is read once before it may sound: its digest has to be the one the approver decided on, or it is
  refused.
- On any failure the player is empty afterwards.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from desktop.errors import VaultDamagedError
from desktop.lockdown.memory import wiped
from desktop.playback.layout import HEADER_BYTES, format_of
from desktop.vault.blobs import BlobKind

if TYPE_CHECKING:
    from desktop.application.ports.desk import Waveform
    from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey
    from desktop.domain.copies.transcript import SealedTranscript, Transcript
    from desktop.playback.player import Player
    from desktop.vault.container import RangeReader
    from desktop.vault.place import Vault

LEVELS_A_SECOND = 20
"""How finely the neutral voice's level is told."""
FULL_SCALE = 32_768
BLOCK = 1 << 18
"""Bytes read at a time: sixteen of the vault's chunks."""

WaveformOf = Callable[[Iterator[bytes], "ApprovedCopy"], "Waveform"]
"""From the copy's blocks of samples (16 bits, little-endian, interleaved) to its waveform."""


class _Memory:
    """The neutral voice, which is nobody's secret."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]

    def read_into(self, offset: int, target: memoryview) -> int:
        part = self._data[offset : offset + len(target)]
        target[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Do nothing: it holds nothing to close."""


class VaultSound:
    """The port `SoundDesk` over the vault and the player. `identity` returns the desk's when it is needed."""

    def __init__(
        self, player: Player, blobs: Vault, identity: Callable[[], str], waveform_of: WaveformOf, sound_check: bytes
    ) -> None:
        self._player = player
        self._blobs = blobs
        self._identity = identity
        self._waveform_of = waveform_of
        self._sound_check = sound_check

    def open(self, copy: ApprovedCopy) -> Waveform:
        """Unwrap, check, load. Raises VaultDamagedError."""
        reader = self._opened(BlobKind.APPROVED, copy.key, copy.id)
        try:
            waveform = self._checked(reader, copy)
        except BaseException:
            reader.close()
            raise
        self._player.load(reader, copy.rate, copy.frames)
        return waveform

    def open_original(self, original: Recording) -> None:
        """Load its working copy, each chunk of which is authenticated as it is read. Raises VaultDamagedError."""
        reader = self._opened(BlobKind.WORKING, original.key, original.id)
        try:
            layout = format_of(reader.read(0, HEADER_BYTES), original.rate, original.frames, reader.size)
            if layout.channels != original.channels:
                raise VaultDamagedError("vault_not_the_approved_copy")
        except BaseException:
            reader.close()
            raise
        self._player.load(reader, original.rate, original.frames)

    def read_transcript(self, copy: ApprovedCopy, sealed: SealedTranscript) -> Transcript:
        """Unwrap the key, decrypt. Raises VaultDamagedError."""
        from desktop.vault.keys import open_key
        from desktop.vault.sealed_words import unseal

        return unseal(sealed, open_key(copy.key, self._identity(), copy.id), copy.id)

    def open_sound_check(self) -> Waveform:
        """Load the neutral voice; return its waveform."""
        from desktop.application.ports.desk import Waveform

        rate = int.from_bytes(self._sound_check[24:28], "little")
        header = self._sound_check[:44]
        frames = (len(self._sound_check) - 44) // (2 * int.from_bytes(header[22:24], "little"))
        self._player.load(_Memory(self._sound_check), rate, frames)
        samples = memoryview(self._sound_check)[44 : 44 + 2 * frames].cast("h")
        step = rate // LEVELS_A_SECOND
        parts = (samples[start : start + step] for start in range(0, len(samples), step))
        levels = tuple((min(part) / FULL_SCALE, max(part) / FULL_SCALE) for part in parts)
        return Waveform(frames, rate, (levels,))

    def shut(self) -> None:
        """Silence, unload, release the reader and its key."""
        self._player.unload()

    def _opened(self, kind: BlobKind, sealed: SealedKey, id: str) -> RangeReader:
        from desktop.vault.keys import open_key  # at its first use: the windows do not wait for age

        return self._blobs.open(kind, id, open_key(sealed, self._identity(), id))

    def _checked(self, reader: RangeReader, copy: ApprovedCopy) -> Waveform:
        digest = hashlib.sha256()
        header = reader.read(0, HEADER_BYTES)
        digest.update(header)
        layout = format_of(header, copy.rate, copy.frames, reader.size)
        if layout.channels != copy.channels:
            raise VaultDamagedError("vault_not_the_approved_copy")
        waveform = self._waveform_of(_blocks(reader, digest.update), copy)
        if digest.hexdigest() != copy.digest:
            raise VaultDamagedError("vault_not_the_approved_copy")
        return waveform


def _blocks(reader: RangeReader, seen: Callable[[memoryview], None]) -> Iterator[bytes]:
    """Yield the samples. Blocks end where the vault's chunks do, so that each chunk is opened once and in its place."""
    at = HEADER_BYTES
    with wiped(BLOCK) as memory:
        while at < reader.size:
            block = memory[: reader.read_into(at, memory[: BLOCK - at % BLOCK])]
            at += len(block)
            seen(block)
            yield bytes(block)

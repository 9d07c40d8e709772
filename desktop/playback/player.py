"""The player: open an approved copy or a working copy, play, pause, seek, unload. None of it is available as bytes.

- Opening is the only way from a key to sound. Nothing is unwrapped before `open`; the key is not kept, and the player
  closes the reader when it unloads. The whole copy is read once before it may sound: its digest has to be the one the
  approver decided on, or it is refused. On any failure the player is empty afterwards.
- One thread of the player's own makes every call to libvlc and to the reader. Commands return at once and run in order;
  `status` returns the last look, extrapolated by the clock, and never waits.
- Seeking starts a new run from that frame (see source.py), so it is exact, also after the end, also while paused.
- Sound without proof is not counted: with no sound for `NO_DEVICE_SECONDS` the player stops and has failed.
- On any failure the player is silent at once and stays so until it is told to play again; a damaged copy is not played
  again. A bug in here ends its thread loudly, silent as well.
"""

from __future__ import annotations

import hashlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.application.ports.sound import (
    FASTEST_FOR_STAFF,
    SLOWEST,
    Ear,
    PlayerStatus,
    PlayFailure,
    SoundDevice,
    SoundEngine,
)
from desktop.errors import SoundError, VaultDamagedError
from desktop.lockdown.at_start import wiped
from desktop.playback.engine import Engine, Outlet
from desktop.playback.source import HEADER_BYTES, Ranges, format_of
from desktop.playback.transport import Transport
from desktop.vault.blobs import BlobKind

if TYPE_CHECKING:
    from desktop.application.ports.desk import Waveform
    from desktop.domain.copies.copy import ApprovedCopy, Recording, SealedKey
    from desktop.domain.copies.transcript import SealedTranscript, Transcript
    from desktop.vault.container import RangeReader
    from desktop.vault.place import Vault


def open_engine(chosen: SoundEngine | None, outlet: Outlet | None = None) -> Engine:
    """Open the engine of a PC whose settings name that one; None: libvlc where it is there. Raises SoundError.

    Importing a binding loads its library: late, on the player's thread, and not on every PC.
    """
    if chosen is not SoundEngine.PORTAUDIO:
        from desktop.playback.libvlc import LibVlc

        try:
            return LibVlc(outlet)
        except SoundError:
            if chosen is SoundEngine.LIBVLC:
                raise
    from desktop.playback.port_audio import PortAudio

    return PortAudio(outlet)


Command = Callable[[Transport], None]


@dataclass(frozen=True)
class _Look:
    """A status, when it was taken, and how it goes on from there."""

    status: PlayerStatus = PlayerStatus()  # noqa: RUF009 - frozen
    at: float = 0.0
    frames_a_second: float = 0.0
    ceiling: int = 0


class Player:
    """Plays one approved copy. Every command may be called from any thread."""

    def __init__(self, open_engine: Callable[[], Engine]) -> None:
        """`open_engine`: is called on the player's own thread. Raises SoundError where its library is not there."""
        self._look = _Look()
        self._devices: tuple[SoundDevice, ...] | None = None
        self._seeks = 0
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, args=(open_engine,), name="player", daemon=True)
        self._thread.start()

    def load(self, ranges: Ranges, rate_hz: int, frames: int) -> None:
        """Load a copy, at frame 0, and release the one before. The player closes `ranges` when it unloads."""
        self._commands.put(lambda transport: transport.load(ranges, rate_hz, frames))

    def play(self) -> None:
        """Play from the current position; after the end, from the start."""
        self._commands.put(Transport.play)

    def pause(self) -> None:
        """Pause; `play` goes on without losing a sample."""
        self._commands.put(Transport.pause)

    def seek(self, frame: int) -> None:
        """Seek to a frame (clipped to the copy): playing goes on from there, otherwise `play` begins there."""
        self._seeks += 1
        number = self._seeks
        self._commands.put(lambda transport: transport.seek(frame, newest=number == self._seeks))

    def set_rate(self, rate: float) -> None:
        """Set the speed, 0.5 to 3; voices keep their pitch. Raises ValueError outside."""
        if not SLOWEST <= rate <= FASTEST_FOR_STAFF:
            raise ValueError("speed is from 0.5 to 3")
        self._commands.put(lambda transport: transport.set_rate(rate))

    def set_volume(self, volume: int) -> None:
        """Set the volume, 0 to 100. Raises ValueError outside."""
        if not 0 <= volume <= 100:
            raise ValueError("volume is from 0 to 100")
        self._commands.put(lambda transport: transport.set_volume(volume))

    def set_ear(self, ear: Ear) -> None:
        """Set which ear hears; goes on from the same position."""
        self._commands.put(lambda transport: transport.set_ear(ear))

    def devices(self) -> tuple[SoundDevice, ...] | None:
        """Return the sound devices at the last look; this requests a new one, so ask again to see a change.

        None while the first look goes on: opening libvlc takes seconds on a busy PC.
        """
        self._commands.put(self._see_devices)
        return self._devices

    def set_device(self, id: str) -> None:
        """Play to the device of this id."""
        self._commands.put(lambda transport: transport.set_device(id))

    def stop(self) -> None:
        """Silence at once; the copy stays loaded, at the current position."""
        self._commands.put(Transport.stop)

    def fade_out(self, milliseconds: int = 200) -> None:
        """Silence after a fade; then as `stop`."""
        self._commands.put(lambda transport: transport.fade_out(milliseconds))

    def unload(self) -> None:
        """Silence, and close the copy's reader."""
        self._commands.put(Transport.unload)

    def status(self) -> PlayerStatus:
        """Return the player's current state. Never waits."""
        look = self._look
        gone = int((time.monotonic() - look.at) * look.frames_a_second)
        return replace(look.status, frame=max(look.status.frame, min(look.status.frame + gone, look.ceiling)))

    def settle(self, timeout: float) -> bool:
        """Wait until all commands given so far are done: False if that takes over `timeout` seconds."""
        done = threading.Event()
        self._commands.put(lambda transport: done.set())
        return done.wait(timeout)

    def close(self, timeout: float = 5.0) -> None:
        """Silence, release everything, end the thread. Raises SoundError when it does not end in time."""
        self._commands.put(None)
        self._thread.join(timeout)
        if self._thread.is_alive():
            raise SoundError("player_error")

    def _work(self, open_engine: Callable[[], Engine]) -> None:
        transport = Transport(open_engine)
        self._see_devices(transport)  # opens the engine ahead of the first play
        try:
            self._serve(transport)
        except BaseException:
            transport.fail(PlayFailure.PLAYER_ERROR)
            raise
        finally:
            self._publish(transport)
            transport.close()

    def _serve(self, transport: Transport) -> None:
        while True:
            command = self._next(transport)
            if command is None:
                transport.unload()
                return
            command(transport)
            transport.tick()
            self._publish(transport)

    def _next(self, transport: Transport) -> Command | None:
        """Return the next command; a tick when it is time for one; None to end."""
        try:
            return self._commands.get(timeout=transport.wait_seconds())
        except queue.Empty:
            return Transport.tick

    def _publish(self, transport: Transport) -> None:
        speed, ceiling = transport.outlook()
        self._look = _Look(transport.status(), time.monotonic(), speed, ceiling)

    def _see_devices(self, transport: Transport) -> None:
        self._devices = transport.devices()


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
        from desktop.vault.container import unseal_transcript
        from desktop.vault.keys import open_key

        return unseal_transcript(sealed, open_key(copy.key, self._identity(), copy.id), copy.id)

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

"""The player: load an approved copy, play, pause, seek in it, and unload it. None of it is available
as bytes.

Rules:
- One thread of the player's own makes every call to libvlc and to the reader. Commands return at once and
  run in order; `status` returns the last look, extrapolated by the clock, and never waits.
- Seeking starts a new run from that frame (see source.py), so it is exact, also after the end, also while
  paused.
- Sound without proof is not counted: with no sound for `NO_DEVICE_SECONDS` the player stops and has
  failed.
- On any failure the player is silent at once and stays so until it is told to play again; a damaged copy
  is not played again. A bug in here ends its thread loudly, silent as well.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.application.ports.playing import FASTEST_FOR_STAFF, SLOWEST, Ear, PlayerStatus, PlayFailure, SoundDevice
from desktop.errors import SoundError
from desktop.playback.engine import Engine
from desktop.playback.outlet import Outlet
from desktop.playback.source import Ranges
from desktop.playback.transport import Transport
from desktop.playback.ways_out import WaysOut
from desktop.playback.ways_out import ways_out as own_ways_out

Command = Callable[[Transport], None]


@dataclass(frozen=True)
class _Look:
    """A status, when it was taken, and how it goes on from there."""

    status: PlayerStatus = PlayerStatus()  # noqa: RUF009 - frozen
    at: float = 0.0
    frames_a_second: float = 0.0
    ceiling: int = 0


class Player:
    """Plays one approved copy. `outlet` takes its sound, in a device's place (demonstration and tests).

    `ways_out` is this system's except in tests. Every command may be called from any thread.
    """

    def __init__(self, *, outlet: Outlet | None = None, ways_out: WaysOut | None = None) -> None:
        self._look = _Look()
        self._devices: tuple[SoundDevice, ...] | None = None
        self._seeks = 0
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._work, args=(outlet, ways_out or own_ways_out()), name="player", daemon=True
        )
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

    def _work(self, outlet: Outlet | None, ways_out: WaysOut) -> None:
        transport = Transport(lambda: Engine(ways_out, outlet), outlet)
        self._see_devices(transport)  # opens libvlc ahead of the first play
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

"""The player: an approved copy is loaded, played, paused, sought in, and let go. Nothing of it can be had
as bytes.

Rules:
- One thread of the player's own makes every call to libvlc and to the reader. Commands return at once and
  are done in their order; `status` gives the last look, taken forward by the clock, and never waits.
- Going to a frame starts a new run from there (see source.py), so it is exact, also after the end, also in
  a pause.
- Sound that cannot be proved is not counted: with no sound for `NO_DEVICE_SECONDS` the player stops and has
  failed.
- Whatever fails, the player is silent at once and stays so until it is told to play again; a damaged copy
  is not played again. A bug in here ends its thread loudly, silent as well.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.application.ports.playing import FASTEST, SLOWEST, Ear, PlayerStatus, PlayFailure, SoundDevice
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
    """Plays one approved copy. `outlet` takes what is put out, in a device's place (demonstration and tests).

    `ways_out` is this system's but in tests. Every command may be called from any thread.
    """

    def __init__(self, *, outlet: Outlet | None = None, ways_out: WaysOut | None = None) -> None:
        self._look = _Look()
        self._devices: tuple[SoundDevice, ...] = ()
        self._seeks = 0
        self._commands: queue.SimpleQueue[Command | None] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._work, args=(outlet, ways_out or own_ways_out()), name="player", daemon=True
        )
        self._thread.start()

    def load(self, ranges: Ranges, rate_hz: int, frames: int) -> None:
        """Take a copy, at frame 0; what was loaded is let go. The player closes `ranges` when it unloads."""
        self._commands.put(lambda transport: transport.load(ranges, rate_hz, frames))

    def play(self) -> None:
        """Go on from where it stands; after the end, from the start."""
        self._commands.put(Transport.play)

    def pause(self) -> None:
        """Hold; `play` goes on without losing a sample."""
        self._commands.put(Transport.pause)

    def seek(self, frame: int) -> None:
        """Go to a frame (clipped to the copy): playing goes on from there, otherwise `play` begins there."""
        self._seeks += 1
        number = self._seeks
        self._commands.put(lambda transport: transport.seek(frame, newest=number == self._seeks))

    def set_rate(self, rate: float) -> None:
        """Speed, 0.5 to 1.5; voices keep their pitch. Raises ValueError outside."""
        if not SLOWEST <= rate <= FASTEST:
            raise ValueError("speed is from 0.5 to 1.5")
        self._commands.put(lambda transport: transport.set_rate(rate))

    def set_volume(self, volume: int) -> None:
        """Loudness, 0 to 100. Raises ValueError outside."""
        if not 0 <= volume <= 100:
            raise ValueError("volume is from 0 to 100")
        self._commands.put(lambda transport: transport.set_volume(volume))

    def set_ear(self, ear: Ear) -> None:
        """Which ear hears; goes on from the same place."""
        self._commands.put(lambda transport: transport.set_ear(ear))

    def devices(self) -> tuple[SoundDevice, ...]:
        """The sound devices at the last look; asks for a fresh one, so ask again to see a change."""
        self._commands.put(self._see_devices)
        return self._devices

    def set_device(self, id: str) -> None:
        """Put sound out at the device of this id."""
        self._commands.put(lambda transport: transport.set_device(id))

    def stop(self) -> None:
        """Silent at once; stays loaded, where it stopped."""
        self._commands.put(Transport.stop)

    def fade_out(self, milliseconds: int = 200) -> None:
        """Silent after a fade; then as `stop`."""
        self._commands.put(lambda transport: transport.fade_out(milliseconds))

    def unload(self) -> None:
        """Silent, and the copy's reader is closed."""
        self._commands.put(Transport.unload)

    def status(self) -> PlayerStatus:
        """Where the player is now. Never waits."""
        look = self._look
        gone = int((time.monotonic() - look.at) * look.frames_a_second)
        return replace(look.status, frame=max(look.status.frame, min(look.status.frame + gone, look.ceiling)))

    def settle(self, timeout: float) -> bool:
        """Wait until all commands given so far are done: False if that takes over `timeout` seconds."""
        done = threading.Event()
        self._commands.put(lambda transport: done.set())
        return done.wait(timeout)

    def close(self, timeout: float = 5.0) -> None:
        """Silent, let go of everything, end the thread. Raises SoundError when it does not end in time."""
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
        """The next command; a tick when it is time for one; None to end."""
        try:
            return self._commands.get(timeout=transport.wait_seconds())
        except queue.Empty:
            return Transport.tick

    def _publish(self, transport: Transport) -> None:
        speed, ceiling = transport.outlook()
        self._look = _Look(transport.status(), time.monotonic(), speed, ceiling)

    def _see_devices(self, transport: Transport) -> None:
        self._devices = transport.devices()

"""The player thread's state and actions: a copy, the run that plays it, and the settings. Not for other threads.

- A *run* is one stretch of playing from one frame on. A stop, a seek or another ear ends it; a pause holds it. `_at` is
  where the next run begins. While a run lives, its progress gives the position.
- A failed read takes precedence over libvlc's state: libvlc calls it the end. Playing without proof of sound for
  `NO_DEVICE_SECONDS`, or to the end without any: no usable sound device. At an end libvlc counts the last buffers a
  moment late (`COUNTED_LATE_SECONDS`). An end that is more than `SHORT_END_SECONDS` early is no end.
- libvlc is opened when it is first needed; where that fails, playing fails and nothing else does.
- Settings are kept here and given to each run, volume again once there is an output to apply it to.
- Paused is what libvlc says, not what it was asked: it pauses on a thread of its own, and plays until then.
- libvlc stops instead of pausing while it is still opening or has read to the end: then the run ends, and `play` begins
  another at that position. So it does where it has not paused within `PAUSING_SECONDS`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop.application.ports.sound import Ear, PlayerStatus, PlayFailure, PlayState, SoundDevice
from desktop.errors import SoundError, VaultDamagedError
from desktop.playback.engine import Engine, Progress, Reading
from desktop.playback.source import HEADER_BYTES, Ranges, Source, WavFormat, format_of

NO_DEVICE_SECONDS = 1.5
NO_START_SECONDS = 5.0
COUNTED_LATE_SECONDS = 0.5
SHORT_END_SECONDS = 1.5


@dataclass
class Run:
    """A source being played; `loud`: the volume was given to an output that exists."""

    source: Source
    progress: Progress
    paused: bool = False
    loud: bool = False
    ended_at: float | None = None

    def failure(self, reading: Reading, now: float) -> PlayFailure | None:
        """Return the failure, by a reading made at `now`; None when there is none."""
        if self.source.failure is not None:
            return self.source.failure
        if reading.broken:
            return PlayFailure.PLAYER_ERROR
        return None if self.paused else self._failure_of_sound(reading, now)

    def over(self, reading: Reading) -> bool:
        """Return whether it came to its end, sound is proved, and nothing is left to be heard."""
        return reading.ended and reading.played > 0 and self.progress.finished()

    def _failure_of_sound(self, reading: Reading, now: float) -> PlayFailure | None:
        silent = self.progress.silent_for(now)
        if reading.playing and silent > NO_DEVICE_SECONDS:
            return PlayFailure.SOUND_NO_DEVICE
        if reading.ended and not reading.played:
            self.ended_at = self.ended_at or now
            return PlayFailure.SOUND_NO_DEVICE if now - self.ended_at > COUNTED_LATE_SECONDS else None
        return PlayFailure.PLAYER_ERROR if silent > NO_START_SECONDS else None


TICK_SECONDS = 0.05
STARTING_TICK_SECONDS = 0.01
FADE_STEP_SECONDS = 0.02
PAUSING_SECONDS = 0.5
PAUSING_STEP_SECONDS = 0.001


class Transport:
    """The state of the player."""

    def __init__(self, open_engine: Callable[[], Engine]) -> None:
        self._open_engine = open_engine
        self._opened: Engine | None = None
        self._ranges: Ranges | None = None
        self._copy: WavFormat | None = None
        self._run: Run | None = None
        self._at = 0
        self._still = PlayState.EMPTY
        self._failure: PlayFailure | None = None
        self._rate, self._volume, self._ear = 1.0, 100, Ear.BOTH
        self._device: str | None = None

    # Commands

    def load(self, ranges: Ranges, rate_hz: int, frames: int) -> None:
        """Load this copy and release the one before."""
        self.unload()
        self._ranges, self._still = ranges, PlayState.LOADED
        try:
            self._copy = format_of(ranges.read(0, HEADER_BYTES), rate_hz, frames, ranges.size)
        except VaultDamagedError:
            self.fail(PlayFailure.VAULT_DAMAGED)

    def unload(self) -> None:
        """Silence, and close the reader."""
        self._halt(PlayState.EMPTY)
        ranges, self._ranges, self._copy = self._ranges, None, None
        self._at, self._failure = 0, None
        if ranges is not None:
            ranges.close()

    def play(self) -> None:
        """Resume, or begin; nothing without a copy that is whole."""
        if self._run is not None:
            self._resume(self._run)
        elif self._copy is not None and self._failure is not PlayFailure.VAULT_DAMAGED:
            self._start(self._at if self._at < self._copy.frames else 0)

    def pause(self) -> None:
        """Pause."""
        run = self._run
        if run is None or run.paused:
            return
        if self._look(run).playing and self._silenced(run):
            run.paused = True
        else:
            self._halt(PlayState.PAUSED)

    def seek(self, frame: int, *, newest: bool = True) -> None:
        """Seek to a frame; one that is not the newest is not worth a new run."""
        if self._copy is None:
            return
        frame = min(max(frame, 0), self._copy.frames)
        if self._run is None:
            self._at = frame
            self._still = PlayState.LOADED if self._still is PlayState.ENDED else self._still
        elif newest:
            self._go_on_from(frame)

    def set_rate(self, rate: float) -> None:
        """Set the speed from now on."""
        if self._run is not None:
            self._look(self._run)
            self._engine().set_rate(rate)
        self._rate = rate

    def set_volume(self, volume: int) -> None:
        """Set the volume from now on."""
        self._volume = volume
        if self._run is not None:
            self._engine().set_volume(volume)

    def set_ear(self, ear: Ear) -> None:
        """Set the ear that hears from now on."""
        changed, self._ear = ear is not self._ear, ear
        if changed and self._run is not None:
            self._look(self._run)
            self._go_on_from(self._run.progress.frame)

    def set_device(self, device_id: str) -> None:
        """Set the device from now on."""
        changed, self._device = device_id != self._device, device_id
        if self._opened is not None:
            self._opened.set_device(device_id)
        if changed and self._run is not None:
            self._look(self._run)
            self._go_on_from(self._run.progress.frame)

    def devices(self) -> tuple[SoundDevice, ...]:
        """Return the devices; none where there is no sound library."""
        try:
            return self._engine().devices()
        except SoundError:
            return ()

    def stop(self) -> None:
        """Silence at once."""
        if self._copy is not None and self._still is not PlayState.FAILED:
            self._halt(PlayState.LOADED)

    def fade_out(self, ms: int) -> None:
        """Silence after a fade."""
        steps = max(1, round(ms / 1000 / FADE_STEP_SECONDS))
        if self._run is not None and not self._run.paused:
            for left in range(steps - 1, -1, -1):
                self._engine().set_volume(self._volume * left // steps)
                time.sleep(FADE_STEP_SECONDS)
        self.stop()

    def fail(self, failure: PlayFailure) -> None:
        """Silence at once, and fail."""
        self._halt(PlayState.FAILED)
        self._failure = failure

    def close(self) -> None:
        """Release everything."""
        self.unload()
        if self._opened is not None:
            self._opened.close()
        self._opened = None

    # Looking

    def tick(self) -> None:
        """Check the run, and act on it."""
        if self._run is not None:
            self._act_on(self._run, self._look(self._run))

    def wait_seconds(self) -> float | None:
        """Return how long to wait for a command before the next tick; None for no limit."""
        if self._run is None:
            return None
        return TICK_SECONDS if self._run.loud else STARTING_TICK_SECONDS

    def status(self) -> PlayerStatus:
        """Return the status as at the last look."""
        run = self._run
        if run is None:
            return self._status(self._still, self._at, False)
        state = PlayState.PAUSED if run.paused else PlayState.PLAYING
        return self._status(state, run.progress.frame, run.progress.sounding and not run.paused)

    def outlook(self) -> tuple[float, int]:
        """Return the frames a second that the position gains until the next look, and the frame it cannot pass."""
        run = self._run
        if run is None or self._copy is None or run.paused or not run.progress.sounding:
            return 0.0, self._at
        return self._copy.rate_hz * self._rate, run.progress.ceiling

    # Runs

    def _start(self, frame: int) -> None:
        assert self._ranges is not None and self._copy is not None
        self._at, self._failure = frame, None
        source = Source(self._ranges, self._copy, frame, self._ear)
        try:
            self._engine().set_volume(self._volume)
            progress = self._engine().start(source, self._rate)
        except SoundError as error:
            self.fail(PlayFailure(error.code))
            return
        self._engine().set_volume(self._volume)
        self._still = PlayState.LOADED
        self._run = Run(source, progress)

    def _silenced(self, run: Run) -> bool:
        """Pause libvlc: True once nothing plays any more, False where it plays on."""
        self._engine().pause(True)
        last = time.monotonic() + PAUSING_SECONDS
        while playing := self._look(run).playing:
            if time.monotonic() > last:
                break
            time.sleep(PAUSING_STEP_SECONDS)
        return not playing

    def _resume(self, run: Run) -> None:
        if run.paused:
            run.progress.resume(time.monotonic())
            self._engine().pause(False)
        run.paused = False

    def _go_on_from(self, frame: int) -> None:
        """Replace the current run by one from there; when paused, or at the end, not yet."""
        assert self._run is not None and self._copy is not None
        if self._run.paused or frame >= self._copy.frames:
            self._halt(PlayState.PAUSED if self._run.paused else PlayState.ENDED)
            self._at = frame
        else:
            self._start(frame)

    def _halt(self, still: PlayState) -> None:
        """End the run, if there is one, where it is."""
        run, self._run = self._run, None
        if run is not None:
            self._look(run)
            self._at = run.progress.frame
            self._engine().stop()
        self._still = still

    def _look(self, run: Run) -> Reading:
        reading = self._engine().reading()
        run.progress.look(time.monotonic(), reading, self._rate)
        return reading

    def _act_on(self, run: Run, reading: Reading) -> None:
        failure = run.failure(reading, time.monotonic())
        if failure is not None:
            self.fail(failure)
        elif run.over(reading):
            self._end(run)
        elif reading.played and not run.loud:
            self._engine().set_volume(self._volume)
            run.loud = True

    def _end(self, run: Run) -> None:
        """Handle libvlc's end: the copy's end, or far from it, which is a failure."""
        assert self._copy is not None
        if self._copy.frames - run.progress.frame > SHORT_END_SECONDS * self._copy.rate_hz * self._rate:
            self.fail(PlayFailure.PLAYER_ERROR)
            return
        self._halt(PlayState.ENDED)
        self._at = self._copy.frames

    def _engine(self) -> Engine:
        """Return libvlc, opened when first needed; raises SoundError where it cannot be."""
        if self._opened is None:
            self._opened = self._open_engine()
            if self._device is not None:
                self._opened.set_device(self._device)
        return self._opened

    def _status(self, state: PlayState, frame: int, sounding: bool) -> PlayerStatus:
        failure = None if self._failure is None else self._failure.value
        engine, device = ("", "") if self._opened is None else (self._opened.name.value, self._opened.device)
        return PlayerStatus(state, frame, sounding, failure, self._rate, self._volume, self._ear, device, engine)

"""PortAudio: the system's own sound, for PCs without VLC. It writes and fetches nothing, and there is nothing to set.

- A thread reads the copy a little ahead, changes its speed, and keeps what is due. The device asks for it on a thread
  of its own, which waits for no reading: where the copy comes too late, it gets silence, and nothing is lost.
- A frame is heard when its moment has come: the one at which the device says that it puts out what it just took. A
  device that has gone asks for nothing more, whatever its library says; then nothing is heard and the place stands.
- Paused, it gets silence, and plays until what it had taken before has come out. At the end too: `TAIL_SECONDS` of it,
  since Windows drops the last moments of a stream that is closed.
- Devices are known by their names, since their numbers change when one is plugged in or out. PortAudio looks at them
  when it begins; so it begins anew whenever they are asked for and nothing plays. One that is gone is not replaced.
- Windows: the devices of WASAPI, which converts to their rate. Linux: the sound cards of the kernel (`ways_out`).
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from desktop.application.ports.sound import PlayFailure, SoundDevice, SoundEngine
from desktop.errors import SoundError
from desktop.playback.engine import Counted, Fill, Outlet, Reading, Stream
from desktop.playback.source import HEADER_BYTES, Source, WavFormat
from desktop.playback.ways_out import ways_out

if TYPE_CHECKING:
    from desktop.playback.speed import Piece, Samples

AHEAD_SECONDS = 0.3
"""How much is kept due: a new speed is heard after this and what the device has taken."""
LATENCY_SECONDS = 0.15
TAIL_SECONDS = 0.1
GAP_SECONDS = 0.1
"""How long nothing may be due to come out while it still sounds: a device tells the moments a little unevenly."""
LONGEST_DELAY_SECONDS = 5.0
LET_GO_SECONDS = 1.0


class _Moment(NamedTuple):
    """Sound that the device has taken: when it comes out (`time.monotonic`), how long it is, which frames it is."""

    at: float
    seconds: float
    first: float
    end: float


class _UnreadError(Exception):
    """The copy could not be read on."""


class Feed:
    """A source as a device takes it: what is due, and what of it has been heard. Safe from any thread."""

    def __init__(self, source: Source, speed: float, volume: int) -> None:
        from desktop.playback.speed import Stretcher  # numpy: no window waits for it

        self._source, self._form = source, source.format
        self._stretcher = Stretcher(self._read, self._form.rate_hz, self._form.frames)
        self._stretcher.speed = speed
        self._gain = self._gain_before = _gain(volume)
        self._changed = threading.Condition()
        self._pieces: deque[Piece] = deque()
        self._moments: deque[_Moment] = deque()
        self._heard, self._handed_over, self._sounded_at = 0.0, 0.0, 0.0
        self._paused = self._closed = self._is_read = False
        self.taken = 0
        """How often the device took sound."""
        source.seek(HEADER_BYTES)
        self._reader = threading.Thread(target=self._work, name="sound ahead", daemon=True)
        self._reader.start()

    # What the device takes

    def fill(self, out: memoryview, at: float) -> int:
        """See `Fill`."""
        width, rate_hz = self._form.frame_bytes, self._form.rate_hz
        done, room = 0, len(out) // width
        with self._changed:
            while not (self._paused or self._closed) and self._pieces and done < room:
                piece = self._pieces.popleft()
                fits = min(len(piece.samples), room - done)
                middle = piece.first + (piece.end - piece.first) * fits / len(piece.samples)
                self._put(piece.samples[:fits], out[done * width : (done + fits) * width])
                self._moments.append(_Moment(at + done / rate_hz, fits / rate_hz, piece.first, middle))
                self._handed_over = max(self._handed_over, middle)
                if fits < len(piece.samples):
                    self._pieces.appendleft(piece._replace(samples=piece.samples[fits:], first=middle))
                done += fits
            self.taken += done > 0
            self._changed.notify_all()
        out[done * width :] = bytes(len(out) - done * width)
        return done * width

    def _put(self, samples: Samples, out: memoryview) -> None:
        """Put samples out at the volume, which goes over to a new one without a click; overwrite them here."""
        if self._gain == self._gain_before == 1.0:
            out[:] = memoryview(samples.reshape(-1)).cast("B")
        else:
            import numpy as np

            gains = np.linspace(self._gain_before, self._gain, len(samples))[:, np.newaxis]
            louder = np.rint(samples * gains).astype("<i2")
            out[:] = memoryview(louder.reshape(-1)).cast("B")
            louder[:] = 0
            self._gain_before = self._gain
        samples[:] = 0

    # What the player says and asks

    def pause(self, paused: bool) -> None:
        """Hand over nothing from now on, or go on where that began."""
        with self._changed:
            self._paused = paused

    def set_speed(self, speed: float) -> None:
        """Change the speed of what is read from now on."""
        self._stretcher.speed = speed

    def set_volume(self, volume: int) -> None:
        """Change the volume of what is handed over from now on."""
        with self._changed:
            self._gain = _gain(volume)

    def heard(self, now: float) -> tuple[float, float, bool]:
        """Return how many frames have been heard, and handed over, and whether it sounds."""
        with self._changed:
            self._pass(now)
            return self._heard, self._handed_over, now - self._sounded_at < GAP_SECONDS

    def is_playing(self, now: float) -> bool:
        """Return whether anything is to come out: False in a pause, once what the device had taken before is out."""
        with self._changed:
            self._pass(now)
            return not self._paused or bool(self._moments)

    def is_over(self, now: float) -> bool:
        """Return whether all has been heard, and the tail after it has come out."""
        with self._changed:
            self._pass(now)
            is_out = self._is_read and not self._pieces and not self._moments
            return is_out and now - self._sounded_at > TAIL_SECONDS

    def close(self) -> None:
        """Read no more, hand over nothing more, overwrite what is left."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._reader.join(LET_GO_SECONDS)
        with self._changed:
            for piece in self._pieces:
                piece.samples[:] = 0
            self._pieces.clear()

    def _pass(self, now: float) -> None:
        """Let the moments pass until now."""
        while self._moments and (moment := self._moments[0]).at <= now:
            part = min(1.0, (now - moment.at) / moment.seconds)
            self._heard = max(self._heard, moment.first + part * (moment.end - moment.first))
            self._sounded_at = moment.at + part * moment.seconds
            if part < 1:
                return
            self._moments.popleft()

    # What is read ahead

    def _work(self) -> None:
        try:
            while (piece := self._next()) is not None:
                with self._changed:
                    self._pieces.append(piece)
        except _UnreadError:
            return  # the source says why
        except Exception:
            self._source.failure = PlayFailure.PLAYER_ERROR  # the player stops, and says that it failed
            raise
        finally:
            self._stretcher.close()
            with self._changed:
                self._is_read = True

    def _next(self) -> Piece | None:
        """Wait until something is wanted, and return it; None at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._is_wanted())
            if self._closed:
                return None
        return self._stretcher.piece()

    def _is_wanted(self) -> bool:
        return sum(len(piece.samples) for piece in self._pieces) < AHEAD_SECONDS * self._form.rate_hz

    def _read(self, frames: int) -> Samples:
        """Read so many frames of the copy. What cannot be read is nothing, and the source says why."""
        import numpy as np

        samples = np.zeros((frames, self._form.channels), "<i2")
        target = memoryview(samples.reshape(-1)).cast("B")
        done = 0
        while done < len(target) and (more := self._source.read(target[done:])) > 0:
            done += more
        if self._source.failure is not None:
            raise _UnreadError
        return samples[: done // self._form.frame_bytes]


def _gain(volume: int) -> float:
    """Return what samples are multiplied by: as loud as libvlc at that volume."""
    return (volume / 100) ** 3


class FedProgress(Counted):
    """The progress of a run, from the moments of what the device took."""

    def __init__(self, feed: Feed, base: int, frames: int, now: float) -> None:
        super().__init__(base, frames, now)
        self._feed = feed

    def counted(self, now: float) -> tuple[float, float, bool]:
        """See `Counted`."""
        return self._feed.heard(now)


class Devices(Protocol):
    """The devices that may be played to, as PortAudio numbers them now."""

    def prepare(self) -> None:
        """Prepare, before PortAudio is loaded."""
        ...

    def found(self, port_audio: Any) -> list[tuple[int, SoundDevice]]:
        """Return them with their numbers, the usual one first."""
        ...


class PortAudio:
    """The engine over PortAudio. Raises SoundError when it is not there or does not start."""

    def __init__(self, outlet: Outlet | None = None, found: Devices | None = None) -> None:
        """`found`: this system's devices except in tests."""
        self._outlet, self._devices = outlet, found or ways_out()
        self._numbers: dict[str, int] = {}
        self._listed: tuple[SoundDevice, ...] = ()
        self._wanted: str | None = None
        self.name, self.device = SoundEngine.PORTAUDIO, ""
        self._volume = 100
        self._feed: Feed | None = None
        self._stream: Stream | None = None
        self._devices.prepare()
        self._library = _port_audio()
        _, self.version = self._library.get_portaudio_version()

    def start(self, source: Source, rate: float) -> FedProgress:
        """See `Engine.start`."""
        self.stop()
        feed = Feed(source, rate, self._volume)
        try:
            self._stream = self._opened(source.format, feed.fill)
        except SoundError:
            feed.close()
            raise
        self._feed = feed
        return FedProgress(feed, source.start, source.copy.frames, time.monotonic())

    def stop(self) -> None:
        """See `Engine.stop`."""
        stream, self._stream = self._stream, None
        feed, self._feed = self._feed, None
        if stream is not None:
            stream.close()
        if feed is not None:
            feed.close()

    def pause(self, paused: bool) -> None:
        """See `Engine.pause`."""
        if self._feed is not None:
            self._feed.pause(paused)

    def set_rate(self, rate: float) -> None:
        """See `Engine.set_rate`."""
        if self._feed is not None:
            self._feed.set_speed(rate)

    def set_volume(self, volume: int) -> None:
        """See `Engine.set_volume`."""
        self._volume = volume
        if self._feed is not None:
            self._feed.set_volume(volume)

    def reading(self) -> Reading:
        """See `Engine.reading`."""
        feed, now = self._feed, time.monotonic()
        if feed is None:
            return Reading()
        is_over = feed.is_over(now)
        return Reading(playing=not is_over and feed.is_playing(now), ended=is_over, played=feed.taken)

    def devices(self) -> tuple[SoundDevice, ...]:
        """See `Engine.devices`. While one plays: those there were when it began."""
        if self._outlet is not None:
            return (self._outlet.device,)
        if self._stream is None:
            self._look()
        return self._listed

    def set_device(self, device_id: str) -> None:
        """See `Engine.set_device`."""
        self._wanted = device_id

    def close(self) -> None:
        """See `Engine.close`."""
        self.stop()

    def _look(self) -> None:
        """Begin PortAudio anew, which looks at the devices as they are now."""
        library = self._library
        try:
            library._terminate()
            library._initialize()
            found = self._devices.found(library)
        except library.PortAudioError as error:
            raise SoundError("player_error") from error
        self._numbers = {device.id: number for number, device in found}
        self._listed = tuple(device for _, device in found)

    def _opened(self, form: WavFormat, fill: Fill) -> Stream:
        if self._outlet is not None:
            self.device = self._outlet.device.id
            return self._outlet.stream(form, fill)
        self._look()
        wanted = next(iter(self._numbers), "") if self._wanted is None else self._wanted
        if wanted not in self._numbers:
            raise SoundError("sound_no_device")
        self.device = wanted
        return _DeviceStream(self._library, self._numbers[wanted], form, fill)


class _DeviceStream:
    """A way to a device that PortAudio has opened. Raises SoundError (`sound_no_device`)."""

    def __init__(self, library: Any, number: int, form: WavFormat, fill: Fill) -> None:
        self._fill = fill
        wasapi = library.WasapiSettings(auto_convert=True) if sys.platform == "win32" else None
        self._stream: Any = None
        try:
            self._stream = library.RawOutputStream(
                samplerate=form.rate_hz,
                channels=form.channels,
                dtype="int16",
                device=number,
                latency=LATENCY_SECONDS,
                extra_settings=wasapi,
                callback=lambda out, _frames, times, _status: self._take(out, times),
            )
            self._stream.start()
        except library.PortAudioError as error:
            self.close()
            raise SoundError("sound_no_device") from error

    def close(self) -> None:
        """See `Stream.close`."""
        if self._stream is not None:
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)

    def _take(self, out: Any, times: Any) -> None:
        """Fill what the device takes. A moment that it does not know is as far away as its buffer is long."""
        delay = times.outputBufferDacTime - times.currentTime
        if not 0 < delay < LONGEST_DELAY_SECONDS:
            delay = self._stream.latency
        self._fill(memoryview(out), time.monotonic() + delay)


def _port_audio() -> Any:
    """Return the binding. Importing it loads the library, and begins it."""
    try:
        import sounddevice
    except (ImportError, OSError) as error:
        raise SoundError("player_error") from error
    return sounddevice

"""libvlc, and the proof that it puts sound out: one instance, one media player, called on one thread, the player's.

- No video, no interface, no scripts, no configuration, no network look-ups: nothing is written, nothing is fetched. The
  prefetch is kept small, so that a copy is read as it is played and not whole.
- libvlc's events are not used; the player polls. So no code of ours runs inside libvlc except the callbacks for bytes,
  and the one that counts the output's complaints, both one-line forwards.
- Volume set before the output exists is lost, so `set_volume` is to be called again once sound comes out.
- Sound goes only to one of the ways out (`ways_out`); with an outlet all of it goes there. An outlet belongs to the
  demonstration or to a test: an office's build holds no module with one.
- libvlc says *playing* even where there is no sound device. Only its count of buffers that the output took proves
  sound, so while that count stands still nothing is heard and the position stands still too. It also counts buffers
  that a disconnected device did not take (measured with ALSA). Error messages of an audio output are the only sign of
  that, so for `DOUBTED_SECONDS` after one nothing is proof. Nothing of a message is kept.
- Between libvlc's coarse reports of time (about every 250 ms) the position goes on by the clock. It is never past the
  end, never beyond what can have come out since the first buffer was taken, and never goes back within a run.
"""

from __future__ import annotations

import ctypes
import time
from typing import Any

from desktop.application.ports.sound import ESTIMATED_SECONDS, SoundDevice, SoundEngine
from desktop.errors import SoundError
from desktop.playback.engine import Outlet, Progress, Reading
from desktop.playback.source import Source
from desktop.playback.ways_out import WaysOut, ways_out

STILL_SECONDS = 0.75
LONGEST_GUESS_SECONDS = 0.75
DOUBTED_SECONDS = 1.0
"""Longer than from one buffer of a device to the next, and than libvlc takes to count it."""


class DeviceProgress(Progress):
    """The progress of a run on a sound device. libvlc says *ended* when the device has played all."""

    def __init__(self, base: int, frames: int, rate_hz: int, now: float) -> None:
        super().__init__(base, frames, now)
        self._rate_hz = rate_hz
        self._looked_at = self._report_at = now
        self._played = self._time_ms = 0
        self._complaints: int | None = None
        self._doubted_until = now
        self._reported = self._possible = float(base)

    def look(self, now: float, reading: Reading, rate: float) -> None:
        """See `Progress.look`."""
        step, self._looked_at = now - self._looked_at, now
        speed = self._rate_hz * rate
        if self.sounding:
            self._possible = min(self._possible + step * speed, self._frames)
        self._take_in(now, reading)
        if self.sounding:
            guess = self._reported + min(now - self._report_at, LONGEST_GUESS_SECONDS) * speed
            self.frame = max(self.frame, int(min(guess, self._possible)))
        ahead = int(ESTIMATED_SECONDS * speed) if self.sounding else 0
        self.ceiling = min(self.frame + ahead, self._frames)

    def _take_in(self, now: float, reading: Reading) -> None:
        if reading.complaints > (reading.complaints if self._complaints is None else self._complaints):
            self._doubted_until = now + DOUBTED_SECONDS
        self._complaints = reading.complaints
        doubted = now < self._doubted_until
        if reading.played > self._played:
            self._played = reading.played
            self._sounded_at = self._sounded_at if doubted else now
        if reading.time_ms != self._time_ms:
            self._time_ms, self._report_at = reading.time_ms, now
            self._reported = self._base + reading.time_ms * self._rate_hz / 1000
        proved = self._played > 0 and now - self._sounded_at < STILL_SECONDS
        self.sounding = reading.playing and proved and not doubted

    def resume(self, now: float) -> None:
        """See `Progress.resume`."""
        super().resume(now)
        self._looked_at = self._report_at = now
        self._reported = float(self.frame)


ERROR = 4
"""libvlc's level of an error; below it are debug, notice and warning."""
SENDER = b"audio output"
HARMLESS = (b"cannot estimate delay",)


class Complaints:
    """Counts errors; `count` only ever grows. `listen` once for each instance, `leave` before it is released."""

    def __init__(self) -> None:
        self.count = 0
        self._callback: Any = None

    def listen(self, vlc: Any, instance: Any) -> None:
        """Subscribe to libvlc's log."""
        self._callback = vlc.CallbackDecorators.LogCb(
            lambda _data, level, context, words, _more: self.take(level, _sender(vlc, level, context), words)
        )
        instance.log_set(self._callback, None)

    def leave(self, instance: Any) -> None:
        """Unsubscribe; wait for a message in delivery."""
        instance.log_unset()
        self._callback = None

    def take(self, level: int, sender: bytes, words: bytes | None) -> None:
        """Count an error of the output. `words` is the message's form, without its values."""
        if level >= ERROR and sender == SENDER and not (words or b"").startswith(HARMLESS):
            self.count += 1


def _sender(vlc: Any, level: int, context: Any) -> bytes:
    """Return the kind of libvlc's object that speaks; only for errors, since there are many other messages."""
    if level < ERROR:
        return b""
    name, header, number = ctypes.c_char_p(), ctypes.c_char_p(), ctypes.c_uint()
    # The binding's own function of this name cannot be called: it cannot make its list types.
    vlc.dll.libvlc_log_get_object(context, ctypes.byref(name), ctypes.byref(header), ctypes.byref(number))
    return name.value or b""


ARGUMENTS = (
    "--quiet",
    "--ignore-config",
    "--intf=dummy",
    "--no-video",
    "--no-lua",
    "--no-spu",
    "--no-osd",
    "--no-metadata-network-access",
    "--no-auto-preparse",
    "--no-sub-autodetect-file",
    "--prefetch-read-size=65536",
    "--prefetch-buffer-size=256",
)
SYSTEM = "system"
"""Logged where the system itself chooses the device."""


class LibVlc:
    """The engine over a libvlc media player. Raises SoundError when libvlc is not there or does not start."""

    def __init__(self, outlet: Outlet | None = None, ways: WaysOut | None = None) -> None:
        """`ways`: this system's except in tests."""
        self._ways_out = ways or ways_out()
        self._wanted: str | None = None
        self.name, self.device = SoundEngine.LIBVLC, ""
        self._ways_out.prepare()
        self._vlc = _libvlc()
        self._instance = self._vlc.Instance(*ARGUMENTS, *self._ways_out.arguments)
        if self._instance is None:
            raise SoundError("player_error") from OSError("libvlc has no plugins")
        self.version = f"libvlc {self._vlc.libvlc_get_version().decode()}"
        self._complaints = Complaints()
        self._complaints.listen(self._vlc, self._instance)
        self._player = self._instance.media_player_new()
        self._outlet = outlet
        self._media: Any = None
        self._source: Source | None = None
        if outlet is not None:
            self._player.audio_set_callbacks(*outlet.callbacks(self._vlc), None)

    def start(self, source: Source, rate: float) -> Progress:
        """See `Engine.start`."""
        self.stop()
        self._choose_device()
        if self._outlet is not None:
            self._player.audio_set_format("S16N", source.format.rate_hz, source.format.channels)
            self._outlet.begin(source.format, rate)
        self._source = source
        self._media = self._instance.media_new_callbacks(*source.callbacks(self._vlc), None)
        self._player.set_media(self._media)
        self._player.set_rate(rate)
        self._player.play()
        copy, now = source.copy, time.monotonic()
        if self._outlet is not None:
            return self._outlet.progress(source.start, copy.frames, now)
        return DeviceProgress(source.start, copy.frames, copy.rate_hz, now)

    def stop(self) -> None:
        """See `Engine.stop`."""
        if self._outlet is not None:
            self._outlet.cut()
        if self._media is not None:
            self._player.stop()
            self._player.set_media(None)
            self._media.release()
        self._media = self._source = None

    def pause(self, paused: bool) -> None:
        """See `Engine.pause`."""
        self._player.set_pause(int(paused))

    def set_rate(self, rate: float) -> None:
        """See `Engine.set_rate`: libvlc's scaletempo."""
        if self._outlet is not None:
            self._outlet.set_speed(rate)
        self._player.set_rate(rate)

    def set_volume(self, volume: int) -> None:
        """See `Engine.set_volume`."""
        self._player.audio_set_volume(volume)

    def reading(self) -> Reading:
        """Return libvlc's current state."""
        if self._media is None:
            return Reading()
        states, state = self._vlc.State, self._player.get_state()
        stats = self._vlc.MediaStats()
        self._media.get_stats(stats)
        return Reading(
            playing=state == states.Playing,
            ended=state in (states.Ended, states.Stopped),
            broken=state == states.Error,
            time_ms=max(0, self._player.get_time()),
            played=stats.played_abuffers,
            complaints=self._complaints.count,
        )

    def devices(self) -> tuple[SoundDevice, ...]:
        """See `Engine.devices`."""
        return (self._outlet.device,) if self._outlet is not None else self._ways_out.devices(self._listed)

    def set_device(self, device_id: str) -> None:
        """See `Engine.set_device`."""
        self._wanted = device_id

    def _choose_device(self) -> None:
        """Choose the wanted device, or the first. Raises SoundError where it is not there."""
        wanted = self._wanted
        if self._outlet is not None:
            self.device = self._outlet.device.id
            return
        if wanted is None and not self._ways_out.named:
            self.device = SYSTEM
            return
        ids = [device.id for device in self.devices()]
        if not ids or (wanted is not None and wanted not in ids):
            raise SoundError("sound_no_device")
        self.device = ids[0] if wanted is None else wanted
        self._player.audio_output_device_set(None, self.device)

    def _listed(self) -> tuple[SoundDevice, ...]:
        """Return libvlc's list for the output that it has loaded."""
        first = node = self._player.audio_output_device_enum()
        found: list[SoundDevice] = []
        while node:
            found.append(SoundDevice(_text(node.contents.device), _text(node.contents.description)))
            node = node.contents.next
        if first:
            self._vlc.libvlc_audio_output_device_list_release(first)
        return tuple(found)

    def close(self) -> None:
        """See `Engine.close`."""
        self.stop()
        self._player.release()
        self._complaints.leave(self._instance)
        self._instance.release()


def _libvlc() -> Any:
    """Return the binding. Importing it loads the library."""
    try:
        import vlc
    except (ImportError, OSError, NotImplementedError) as error:
        raise SoundError("player_error") from error
    return vlc


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")

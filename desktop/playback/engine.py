"""libvlc, and nothing else: one instance, one media player. Every method is called on one thread, the
player's.

Rules:
- No video, no interface, no scripts, no configuration, no network look-ups: nothing is written, nothing is
  fetched.
- The prefetch is kept small, so that a copy is read as it is played and not whole.
- libvlc's events are not used; the player polls. So no code of ours runs inside libvlc except the callbacks for
  bytes, and the one that counts the output's complaints (see complaints.py).
- Volume set before the output exists is lost, so `set_volume` is to be called again once sound comes out.
- Sound goes only to one of the ways out (`ways_out`); with an outlet all of it goes there.
"""

from __future__ import annotations

from typing import Any

from desktop.application.ports.playing import SoundDevice
from desktop.errors import SoundError
from desktop.playback.complaints import Complaints
from desktop.playback.outlet import Outlet
from desktop.playback.progress import Reading
from desktop.playback.source import Source
from desktop.playback.ways_out import WaysOut

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


class Engine:
    """A libvlc media player. Raises SoundError when libvlc is not there or does not start."""

    def __init__(self, ways_out: WaysOut, outlet: Outlet | None = None) -> None:
        self._ways_out = ways_out
        self._wanted: str | None = None
        self.device = ""
        """The id of the device that sound goes to, once it has been played to."""
        ways_out.prepare()
        self._vlc = _libvlc()
        self._instance = self._vlc.Instance(*ARGUMENTS, *ways_out.arguments)
        if self._instance is None:
            raise SoundError("player_error")
        self._complaints = Complaints()
        self._complaints.listen(self._vlc, self._instance)
        self._player = self._instance.media_player_new()
        self._outlet = outlet
        self._media: Any = None
        self._source: Source | None = None
        if outlet is not None:
            self._player.audio_set_callbacks(*outlet.callbacks(self._vlc), None)

    def start(self, source: Source, rate: float) -> None:
        """Play `source` from its start at speed `rate`. Raises SoundError where there is no device to play to."""
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

    def stop(self) -> None:
        """Stop the sound and release the source. May block while libvlc waits for its threads."""
        if self._outlet is not None:
            self._outlet.cut()
        if self._media is not None:
            self._player.stop()
            self._player.set_media(None)
            self._media.release()
        self._media = self._source = None

    def pause(self, paused: bool) -> None:
        """Pause, or resume."""
        self._player.set_pause(int(paused))

    def set_rate(self, rate: float) -> None:
        """Change the speed; the pitch stays (libvlc's scaletempo)."""
        if self._outlet is not None:
            self._outlet.set_speed(rate)
        self._player.set_rate(rate)

    def set_volume(self, volume: int) -> None:
        """Set the volume, 0 to 100; 100 leaves samples as they are."""
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
        """Return the devices that may be played to; with an outlet that alone, since all sound goes there."""
        return (self._outlet.device,) if self._outlet is not None else self._ways_out.devices(self._listed)

    def set_device(self, device_id: str) -> None:
        """Play to that device from now on, if it is one of the devices."""
        self._wanted = device_id
        if self._media is not None:
            self._choose_device()

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
        """Stop and release libvlc."""
        self.stop()
        self._player.release()
        self._complaints.leave(self._instance)
        self._instance.release()


def _libvlc() -> Any:
    """Return the binding. Importing it loads the library: late, on the player's thread, and not on every PC."""
    try:
        import vlc
    except (ImportError, OSError, NotImplementedError) as error:
        raise SoundError("player_error") from error
    return vlc


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8", "replace")

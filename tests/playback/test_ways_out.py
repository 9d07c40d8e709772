"""Sound goes to a real device and nowhere else, whatever the account says: seen by the files and calls."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from desktop.application.ports.sound import PlayFailure, PlayState, SoundDevice
from desktop.playback.libvlc import LibVlc
from desktop.playback.player import Player
from desktop.playback.ways_out import OWN_CONFIGURATION, Cards, SystemDevices
from tests.playback.copies import a_copy, speech, until

linux = pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")
ROOT = Path(__file__).resolve().parents[2]
CARDS = """\
 0 [PCH            ]: HDA-Intel - HDA Intel PCH
                      HDA Intel PCH at 0xf7210000 irq 32
 1 [Loopback       ]: Loopback - Loopback
                      Loopback 1
 2 [Dummy          ]: Dummy - Dummy
                      Dummy 1
 3 [Headset        ]: USB-Audio - Office Headset
                      Maker Office Headset at usb-0000:00:14.0-3, full speed
"""
PCM = """\
00-00: ALC3232 Analog : ALC3232 Analog : playback 1 : capture 1
00-03: HDMI 0 : HDMI 0 : playback 1
00-06: DMIC : DMIC : capture 1
01-00: Loopback PCM : Loopback PCM : playback 8 : capture 8
02-00: Dummy PCM : Dummy PCM : playback 8 : capture 8
03-00: USB Audio : USB Audio : playback 1 : capture 1
"""
ASOUNDRC = """\
pcm.!default { type file slave.pcm { type null } file "PLACE" format raw }
pcm.!plughw { @args [ CARD DEV ] @args.CARD { type string } @args.DEV { type string }
  type file slave.pcm { type null } file "PLACE" format raw }
pcm.!hw { @args [ CARD DEV SUBDEV ] @args.CARD { type string } @args.DEV { type string } @args.SUBDEV { type string }
  type file slave.pcm { type null } file "PLACE" format raw }
"""
PLAY = """
import sys, time
from pathlib import Path
from desktop.application.ports.sound import PlayState
from desktop.playback import ways_out
from desktop.playback.libvlc import LibVlc
from desktop.playback.player import Player
from tests.playback.copies import a_copy, speech
player = Player(lambda: LibVlc(ways=ways_out.Cards(Path(sys.argv[1]))))
ranges, form = a_copy(speech(1), 8000, 1)
player.load(ranges, 8000, form.frames)
player.play()
until = time.monotonic() + 60
heard = 0
while player.status().state not in (PlayState.FAILED, PlayState.ENDED) and time.monotonic() < until:
    player.settle(1)
    heard = max(heard, player.status().frame)
print(player.status().state, player.status().failure, player.status().device, heard)
player.close()
"""


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    """Return Linux's list of its sound cards, on a PC that has some."""
    folder = tmp_path / "asound"
    folder.mkdir()
    (folder / "cards").write_text(CARDS)
    (folder / "pcm").write_text(PCM)
    return folder


def test_real_cards_are_offered_a_headset_first_and_a_screen_last(kernel: Path) -> None:
    found = Cards(kernel).devices(tuple)
    assert [(device.id, device.name) for device in found] == [
        ("plughw:CARD=Headset,DEV=0", "Office Headset, USB Audio"),
        ("plughw:CARD=PCH,DEV=0", "HDA Intel PCH, ALC3232 Analog"),
        ("plughw:CARD=PCH,DEV=3", "HDA Intel PCH, HDMI 0"),
    ]


def test_without_a_sound_card_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "cards").write_text("--- no soundcards ---\n")
    assert Cards(tmp_path).devices(tuple) == Cards(tmp_path / "gone").devices(tuple) == ()


@pytest.mark.against("adviser")
@linux
def test_what_the_account_tells_alsa_and_pulse_leads_to_no_file_and_no_server(kernel: Path, tmp_path: Path) -> None:
    """The account's own ALSA turns every device into a file, and its PULSE_SERVER is a server that waits for a call."""
    home, stolen = tmp_path / "home", tmp_path / "stolen.raw"
    home.mkdir()
    (home / ".asoundrc").write_text(ASOUNDRC.replace("PLACE", str(stolen)))
    with socket.socket(socket.AF_UNIX) as waiting:
        waiting.bind(str(tmp_path / "pulse"))
        waiting.listen()
        bent = {
            "HOME": str(home),
            "ALSA_CONFIG_PATH": str(home / ".asoundrc"),
            "ALSA_CONFIG_DIR": str(home),
            "ALSA_PLUGIN_DIR": str(home),
            "PULSE_SERVER": f"unix:{tmp_path / 'pulse'}",
        }
        command = [sys.executable, "-c", PLAY, str(kernel)]
        ran = subprocess.run(
            command, cwd=ROOT, env=os.environ | bent, capture_output=True, text=True, timeout=120, check=False
        )
        waiting.setblocking(False)
        with pytest.raises(BlockingIOError):
            waiting.accept()
    # The card is this test's invention, so nothing sounds; it was asked for by its name, and nothing else was.
    assert ran.stdout == "failed sound_no_device plughw:CARD=Headset,DEV=0 0\n", ran.stderr
    assert not stolen.exists()


@pytest.mark.against("adviser")
@linux
@pytest.mark.parametrize(
    "name", ["default", "null", "hw:0", "sysdefault", "dmix", "pulse", "file:PLACE", "tee:null,PLACE,raw"]
)
def test_alsa_knows_nothing_but_cards(name: str, tmp_path: Path) -> None:
    place = tmp_path / "stolen.raw"
    assert opened(name.replace("PLACE", str(place))) == -2 and not place.exists()  # ENOENT: no such definition


@linux
def test_alsa_knows_cards() -> None:
    """One that is not there: the definition is found, and the kernel says that it has no such device."""
    said = subprocess.run(
        [sys.executable, "-c", OPEN, "plughw:CARD=31,DEV=0"], capture_output=True, text=True, check=True
    )
    assert "Unknown PCM" not in said.stderr
    assert (
        "Unknown PCM"
        in subprocess.run([sys.executable, "-c", OPEN, "plug:31"], capture_output=True, text=True, check=True).stderr
    )


OPEN = textwrap.dedent(f"""
    import ctypes, os, sys
    os.environ["ALSA_CONFIG_PATH"] = {str(OWN_CONFIGURATION)!r}
    alsa, handle = ctypes.CDLL("libasound.so.2"), ctypes.c_void_p()
    print(alsa.snd_pcm_open(ctypes.byref(handle), sys.argv[1].encode(), 0, 0))
""")


def opened(name: str) -> int:
    """Return ALSA's answer to opening it under our configuration: 0, or the error."""
    ran = subprocess.run([sys.executable, "-c", OPEN, name], capture_output=True, text=True, check=True)
    return int(ran.stdout)


def test_a_device_that_is_gone_is_not_replaced_by_another(kernel: Path) -> None:
    player = Player(lambda: LibVlc(ways=Cards(kernel)))
    try:
        ranges, form = a_copy(speech(0.5), 8000, 1)
        player.load(ranges, 8000, form.frames)
        player.set_device("plughw:CARD=Headset,DEV=0")
        (kernel / "pcm").write_text(PCM.replace("03-00", "09-00"))
        player.play()
        until(lambda: player.status().state is PlayState.FAILED)
        assert (player.status().failure, player.status().device) == (PlayFailure.SOUND_NO_DEVICE, "")
    finally:
        player.close()


@pytest.mark.parametrize("name", ["default", "file:/tmp/x", "null", ""])
def test_what_is_no_device_of_the_pc_is_not_played_to_when_it_is_named(kernel: Path, name: str) -> None:
    player = Player(lambda: LibVlc(ways=Cards(kernel)))
    try:
        ranges, form = a_copy(speech(0.5), 8000, 1)
        player.load(ranges, 8000, form.frames)
        player.set_device(name)
        player.play()
        until(lambda: player.status().state is PlayState.FAILED)
        assert player.status().failure == PlayFailure.SOUND_NO_DEVICE
    finally:
        player.close()


def test_elsewhere_the_systems_own_list_is_offered_without_what_throws_sound_away() -> None:
    listed = (SoundDevice("", "Default"), SoundDevice("null", "Discard all samples"), SoundDevice("{1}", "Headset"))
    assert SystemDevices().devices(lambda: listed) == (SoundDevice("{1}", "Headset"),)


class Numbered:
    """PortAudio's own lists, as its binding gives them, on a PC with these devices."""

    def __init__(self, *names: str, api: str = "ALSA", usual: int = 0, deaf: int = -1) -> None:
        self._found = [
            {"name": name, "index": number, "max_output_channels": 0 if number == deaf else 2}
            for number, name in enumerate(names)
        ]
        self._apis = [
            {"name": "MME", "devices": [0], "default_output_device": 0},
            {"name": api, "devices": list(range(len(names))), "default_output_device": usual},
        ]

    def query_devices(self, number: int | None = None) -> object:
        return self._found if number is None else self._found[number]

    def query_hostapis(self) -> object:
        return self._apis


def test_portaudio_is_given_the_kernels_cards_by_their_numbers_and_nothing_else(kernel: Path) -> None:
    names = ("HDA Intel PCH: ALC3232 (plughw:0,0)", "Loopback: PCM (plughw:1,0)", "Ten: USB (plughw:10,0)", "dmix")
    listed = Numbered(*names, "Office Headset: USB Audio (plughw:3,0)")
    found = Cards(kernel).found(listed)
    assert [(number, device.id) for number, device in found] == [
        (4, "plughw:CARD=Headset,DEV=0"),
        (0, "plughw:CARD=PCH,DEV=0"),
    ]


def test_elsewhere_portaudio_offers_one_interfaces_devices_each_once_and_the_usual_one_first() -> None:
    listed = Numbered("Speakers", "Headset", "Headset", "Microphone", api="Windows WASAPI", usual=1, deaf=3)
    found = SystemDevices("Windows WASAPI").found(listed)
    assert found == [(1, SoundDevice("Headset", "Headset")), (0, SoundDevice("Speakers", "Speakers"))]

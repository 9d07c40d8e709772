"""An office's program plays to a card, while its account leads every way of ALSA and PulseAudio to a file or a server.

The kernel's list of cards is an invention, put in the place of `/proc/asound` for this program alone. So nothing
sounds: the card is looked for, it is not there, and the program says that nothing comes out.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop.domain.log.events import EventKind
from desktop.errors import SoundError
from desktop.showcase.demo_people import DEMO_PASSWORD
from desktop.words.errors import message_for
from tests.faults.built.program import Built, NotSoError, Outcome, is_quiet, mapped, running, until
from tests.faults.built.remains import Secrets, Watched, compared
from tests.faults.built.x11 import CONTROL, RETURN, ROOT, TAB, Screen
from tests.playback.remains import memory_of, windows_in
from tests.playback.test_ways_out import ASOUNDRC

CARD = "plughw:CARD=Headset,DEV=0"
WITH_A_CARD = """
set -e
PATH=/usr/sbin:/usr/bin:/sbin:/bin
folder=$1 && shift
mkdir "$folder/real" "$folder/proc"
mount --rbind /proc "$folder/real"
mount -t tmpfs none "$folder/proc"
for path in /proc/*; do
    case ${path##*/} in [0-9]* | asound) ;; *) ln -s "$folder/real/${path##*/}" "$folder/proc" ;; esac
done
mkdir "$folder/proc/asound"
printf ' 3 [Headset        ]: USB-Audio - Office Headset\\n' >"$folder/proc/asound/cards"
printf '03-00: USB Audio : USB Audio : playback 1\\n' >"$folder/proc/asound/pcm"
mount --rbind "$folder/proc" /proc
exec env PATH=/nonexistent "$@"
"""


def loop(built: Built) -> Iterator[Outcome]:
    """Hear a copy as its approver, by the keyboard; look for its samples in every file, and in memory."""
    office, trap = built.an_office("hearing"), built.scratch / "stolen.raw"
    with socket.socket(socket.AF_UNIX) as server, closing(Screen()) as screen, closing(Watched(office)) as watched:
        environment = _bent(built, trap, server)
        yield _trapped(environment, trap)
        folder = built.scratch / "card"
        folder.mkdir()
        command = [
            shutil.which("unshare"),
            "--mount",
            "/bin/bash",
            "-c",
            WITH_A_CARD,
            "-",
            folder,
            built.office,
            "--office",
            office,
        ]
        with running(command, environment) as process:
            _to_the_copy(process, screen, watched)
            copy = watched.opened(EventKind.COPY_OPENED)
            assert copy is not None
            secrets = watched.secrets(copy)
            playing = _played(process)
            yield Outcome(True, "the sound's way out: the card of the kernel was asked for, and the person was told")
            yield _stolen(built, trap, secrets)
            yield _called(server)
            yield _listed(watched)
            screen.press(ord("l"), CONTROL)
            until("the desk to be locked", lambda: watched.events(EventKind.DESK_LOCKED), process)
            until("quiet", lambda: is_quiet(process.pid), process)
            yield from compared("a hearing", secrets, playing, memory_of(process.pid), sounded=False)


def _bent(built: Built, trap: Path, server: socket.socket) -> dict[str, str]:
    """Return an environment of an account whose settings lead all sound astray."""
    place = built.scratch / "pulse"
    server.bind(str(place))
    server.listen()
    server.setblocking(False)
    environment = built.environment("hearing-home")
    home = Path(environment["HOME"])
    (home / ".asoundrc").write_text(ASOUNDRC.replace("PLACE", str(trap)))
    (home / ".config" / "pulse").mkdir(parents=True)
    (home / ".config" / "pulse" / "client.conf").write_text(f"default-server = unix:{place}\n")
    alsa = {"ALSA_CONFIG_PATH": str(home / ".asoundrc"), "ALSA_CONFIG_DIR": str(home), "ALSA_PLUGIN_DIR": str(home)}
    return environment | alsa | {"PULSE_SERVER": f"unix:{place}"}


def _trapped(environment: dict[str, str], trap: Path) -> Outcome:
    """Have a program without any defence play to the card: its sound has to be stolen."""
    command = [sys.executable, "-m", "tests.faults.built.victim", "play", CARD]
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=True)
    if not trap.exists() or not trap.read_bytes():
        raise NotSoError("the account's settings lead no sound astray, so nothing is proved")
    stolen = trap.stat().st_size
    trap.unlink()
    return Outcome(True, f"the sound's way out: of a program without defence {stolen} bytes are stolen")


def _to_the_copy(process: subprocess.Popen[str], screen: Screen, watched: Watched) -> None:
    """Sign in as the approver, open the first request that waits, and the copy. The log says how far it has come."""
    until("the keyboard", lambda: screen.active() in screen.windows(process.pid), process)
    until("quiet", lambda: is_quiet(process.pid), process)
    screen.type("approver")
    screen.press(TAB)
    screen.type(DEMO_PASSWORD)
    for kind in (EventKind.SIGNED_IN, EventKind.REQUEST_OPENED, EventKind.COPY_OPENED):
        screen.press(RETURN)  # the keyboard is where work begins: at the first request, and at "Hear the copy"
        until(f"the event {kind}", lambda kind=kind: watched.events(kind), process)  # type: ignore[misc]
        until("quiet", lambda: is_quiet(process.pid), process)


def _played(process: subprocess.Popen[str]) -> list[bytes]:
    """Return the memory once the card was asked for: an opened copy plays. Raises NotSoError where nobody is told."""
    until("ALSA", lambda: any("libalsa_plugin" in each for each in mapped(process.pid)), process)
    memory = memory_of(process.pid)
    told = message_for(SoundError("sound_no_device")).encode("utf-16-le")  # as Qt holds what it shows
    until("the person to be told", lambda: any(told in part for part in memory_of(process.pid)), process)
    return memory


def _stolen(built: Built, trap: Path, secrets: Secrets) -> Outcome:
    """Look for the copy in every file that this loop's programs could write."""
    files = [path for path in built.scratch.rglob("*") if path.is_file() and not path.is_symlink()]
    found = windows_in((path.read_bytes() for path in files), secrets.windows)
    held = not trap.exists() and found == 0
    return Outcome(held, f"the sound's way out: {found} windows of the copy in {len(files)} files of the account")


def _called(server: socket.socket) -> Outcome:
    try:
        server.accept()
    except BlockingIOError:
        return Outcome(True, "the sound's way out: nobody called the sound server that PULSE_SERVER names")
    return Outcome(False, "the sound's way out: the sound server that PULSE_SERVER names was called")


def _listed(watched: Watched) -> Outcome:
    """Nothing sounded, so the log names no device."""
    after = [event.kind for event in watched.events()]
    later = after[after.index(EventKind.COPY_OPENED) + 1 :]
    return Outcome(not later, f"the sound's way out: {len(later)} events after the opening: nothing counts as heard")

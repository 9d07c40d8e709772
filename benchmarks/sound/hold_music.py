"""False and missed detections of hold music: in voices and music that nobody here made.

`python -m benchmarks.sound.hold_music FOLDER...` reads every `.wav` and bare `.gsm` below each folder, one after the
other, and prints for each folder the share of its sound that would be proposed as hold music, by codec and
signal-to-noise ratio: of prompts (Debian's `asterisk-core-sounds-*` and `asterisk-prompt-*`) it should be none, of
music (`asterisk-moh-opsound-wav`) all of it. Where `espeak-ng` is installed it adds the voices of `VOICES`. `sox` is
needed.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.sound.made_up_calls import CODECS, RATE, VOICE_DB, Wave, pcm_of, through
from desktop.media.proposals.proposals import Kind, find_proposals

SNRS = (40, 20, 10, 5)
MOST_SECONDS = 180
VOICES = (
    *(("en-gb", 165, 45), ("en+f3", 150, 70), ("en+m5", 180, 20), ("en-029", 155, 50), ("en-gb-x-gbclan", 160, 40)),
    *(("en+croak", 150, 50), ("en-us+f1", 170, 40), ("fr", 150, 45), ("en+m2", 120, 0), ("en+f4", 130, 99)),
    *(("en+f2", 160, 90), ("en+f5", 150, 95), ("en-gb-scotland+f4", 156, 55), ("de+f4", 150, 85)),
)
"""Voice, words a minute, and pitch."""
TEXT = """The committee met on Thursday to discuss the planning application for the old library, and agreed that a
second survey was needed. Please remember that the garden waste collection does not run over the winter. I rang
three times last week and nobody called me back, because the water is coming through the ceiling. You can park on
single yellow lines for up to three hours, unless there is a loading ban, and you have to show the clock. No, I
never received the letter. Right. And how long have you been living there? Since two thousand and nine. You will
need your reference number, your date of birth, and the first line of the address where you used to live. We can
offer you an appointment on Monday the fourteenth at half past nine, or on Wednesday the sixteenth at twenty to
four."""
_NO_SOUND = ("beep", "2tone", "silence", "tone", "monkeys")
_BAND = "sinc 300-3400 compand 0.005,0.1 -60,-60,-30,-20,0,-10"


def read(path: Path) -> Wave:
    """Read it at 8,000 Hz, one channel."""
    command = ["sox", "-D", str(path), "-t", "f64", "-r", str(RATE), "-c", "1", "-"]
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f8")


def spoken(voice: str, speed: int, pitch: int) -> Wave:
    """Return the text in a synthetic voice, kept to the telephone's band."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "voice.wav"
        how = f"-D -v {voice} -s {speed} -p {pitch} -w".split()
        subprocess.run(["espeak-ng", *how, str(file), TEXT], check=True)
        command = ["sox", "-D", str(file), "-t", "f64", "-r", str(RATE), "-c", "1", "-", *_BAND.split()]
        return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<f8")


def below(folder: Path) -> Wave:
    """Return the folder's sound, in a fixed random order, with short pauses, up to `MOST_SECONDS`."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".wav", ".gsm"))
    paths = [path for path in paths if not any(word in path.name for word in _NO_SOUND)]
    random.Random(1).shuffle(paths)
    parts, length = list[Wave](), 0
    for path in paths:
        if length < MOST_SECONDS * RATE:
            parts += [read(path)[: MOST_SECONDS * RATE // 2], np.zeros(RATE // 3)]
            length += len(parts[-2])
    return np.concatenate(parts)


def shares(wave: Wave) -> Iterator[float]:
    """Return, for each codec at each ratio, the share of it that would be proposed as hold music."""
    loud = wave[np.abs(wave) > 0.02 * np.abs(wave).max()]
    wave = wave * 10 ** (VOICE_DB / 20) / np.sqrt(np.mean(loud**2))
    for codec in CODECS:
        for snr in SNRS:
            noise = 10 ** ((VOICE_DB - snr) / 20) * np.random.default_rng(snr).standard_normal(len(wave))
            found = find_proposals([pcm_of([through(wave + noise, codec)])], RATE, 1)
            yield sum(p.end - p.start for p in found if p.kind is Kind.HOLD_MUSIC) / len(wave)


def main(folders: list[str]) -> int:
    """Print a row for each voice and each folder."""
    print(f"{'':<36}" + "".join(f"{codec[:4]:>5}{snr:>3}" for codec in CODECS for snr in SNRS))
    voices = VOICES if shutil.which("espeak-ng") else ()
    rows = [(f"{how[0]}, pitch {how[2]}", partial(spoken, *how)) for how in voices]
    rows += [(folder, partial(below, Path(folder))) for folder in folders]
    for name, made in rows:
        print(f"{name[-35:]:<36}" + "".join(f"{share:8.2f}" for share in shares(made())), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Real telephone speech for tests: the prompts of Debian's Asterisk packages, and their transcoding."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

PROMPTS = Path("/usr/share/asterisk/sounds")
Kind = Literal["pcm", "a_law", "mu_law", "gsm", "mp3", "mp3_wav"]
KINDS: tuple[Kind, ...] = ("pcm", "a_law", "mu_law", "gsm", "mp3", "mp3_wav")

_SUFFIX = {"gsm": ".WAV", "mp3": ".mp3"}
_COMMANDS: dict[Kind, Callable[[Path, Path], list[str]]] = {
    "pcm": lambda source, target: _sox(source, target, "signed-integer"),
    "a_law": lambda source, target: _sox(source, target, "a-law"),
    "mu_law": lambda source, target: _sox(source, target, "mu-law"),
    "gsm": lambda source, target: _sox(source, target, "gsm-full-rate"),
    "mp3": lambda source, target: _ffmpeg(source, target),
    "mp3_wav": lambda source, target: _ffmpeg(source, target),
}


def _sox(source: Path, target: Path, encoding: str) -> list[str]:
    # Without dither: the same bytes each time.
    return ["sox", "-D", str(source), "-t", "wav", "-e", encoding, str(target)]


def _ffmpeg(source: Path, target: Path) -> list[str]:
    return ["ffmpeg", "-v", "error", "-nostdin", "-i", str(source), "-c:a", "libmp3lame", str(target)]


@cache
def _prompt(name: str) -> Path:
    found = sorted(PROMPTS.rglob(name))
    if not found:
        raise FileNotFoundError(f"{name}: install the packages that script/bootstrap names for tests")
    return found[0]


def prompt_wav(name: str = "demo-echotest") -> Path:
    """Return a spoken prompt as 16-bit PCM, mono, 8,000 Hz (the default: about 20 seconds)."""
    return _prompt(f"{name}.wav")


def prompt_gsm(name: str = "demo-echotest") -> Path:
    """Return the same prompt as bare GSM frames without a header, as Asterisk keeps them."""
    return _prompt(f"{name}.gsm")


def transcode(path: Path, kind: Kind, tmp_path: Path) -> Path:
    """Write the same speech in another format, in a new file under `tmp_path`."""
    target = tmp_path / f"{path.stem}-{kind}{_SUFFIX.get(kind, '.wav')}"
    subprocess.run(_COMMANDS[kind](path, target), check=True, capture_output=True)
    return target


def stereo(left: Path, right: Path, tmp_path: Path) -> Path:
    """Return two prompts as the two channels of one call: 16-bit PCM; the shorter is followed by silence."""
    target = tmp_path / f"{left.stem}-{right.stem}-stereo.wav"
    subprocess.run(["sox", "-D", "-M", str(left), str(right), str(target)], check=True, capture_output=True)
    return target

from __future__ import annotations

import argparse
import gc
import io
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from desktop import __main__, __version__, commands
from desktop.media.sandbox.decode import child_command, decode

ROOT = Path(__file__).resolve().parents[1]


def tone() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(200)) * 80)
    return file.getvalue()


def door(*words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "desktop", *words], input=stdin, capture_output=True, cwd=ROOT, check=False
    )


def test_the_version_is_told() -> None:
    done = door("--version")
    assert (done.returncode, done.stdout.decode().split()) == (0, ["listening-room", __version__])


def test_an_unknown_verb_is_refused() -> None:
    done = door("no-such-verb")
    assert (done.returncode, done.stdout) == (2, b"")


def test_an_office_that_is_not_there_is_told_without_a_traceback(tmp_path: Path) -> None:
    done = door("--office", str(tmp_path / "nowhere"), "verify")
    assert done.returncode == 2
    assert done.stderr.startswith(b"listening-room: ")
    assert b"Traceback" not in done.stderr


def test_the_door_leads_to_the_decoding_child() -> None:
    decoded = decode(tone(), child_command=(sys.executable, "-m", "desktop", __main__.DECODE_CHILD))
    assert decoded.pcm == bytes(range(200)) * 80


def test_the_decoding_child_is_not_offered_to_people() -> None:
    assert __main__.DECODE_CHILD not in __main__.parser().format_help()


@pytest.mark.parametrize("words", [[], ["--office", "a folder"], ["--office", "folder", "verify"], ["--office=folder"]])
def test_the_everyday_command_line_is_read_as_the_parser_reads_it(words: list[str]) -> None:
    assert vars(__main__._read(words)) == vars(__main__.parser().parse_args(words))


def test_an_option_is_no_folder() -> None:
    done = door("--office", "--json")
    assert (done.returncode, done.stdout) == (2, b"")


def test_the_everyday_command_line_waits_for_no_verb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(__main__, "parser")
    assert __main__._read(["--office", "folder"]).office == Path("folder")


def test_a_built_program_starts_its_child_through_its_own_door(monkeypatch: pytest.MonkeyPatch) -> None:
    assert child_command()[0] == sys.executable
    assert child_command()[1] == "-c"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == (sys.executable, __main__.DECODE_CHILD)


@pytest.mark.parametrize(("words", "collects"), [([], False), (["verify"], True)])
def test_the_screens_start_without_collecting_and_other_verbs_collect(
    monkeypatch: pytest.MonkeyPatch, words: list[str], collects: bool
) -> None:
    seen: list[bool] = []

    def run(arguments: argparse.Namespace) -> int:
        seen.append(gc.isenabled())
        return 0

    monkeypatch.setattr(commands, "run", run)
    before = gc.isenabled()
    gc.enable()
    try:
        assert __main__.main(words) == 0
    finally:
        (gc.enable if before else gc.disable)()
    assert seen == [collects]

"""The searches of the loops find what is there, and a loop judges by what was found.

That planted things are loaded, and found, each loop tries on a program without defence (`victim`).
"""

from __future__ import annotations

import os
import random
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.built import bent, loops
from tests.faults.built.program import Built, NotSoError, Outcome, inside, mapped, ports
from tests.playback.remains import WIDE, WINDOWS, windows_in, windows_of

linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc, and the loader of Linux")


@linux
def test_a_port_that_is_open_and_a_file_that_is_mapped_are_found(tmp_path: Path) -> None:
    with socket.socket() as listening, socket.socket() as bound:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        bound.bind(("127.0.0.1", 0))
        assert ports(os.getpid()) == [listening.getsockname()[1]]
    assert ports(os.getpid()) == []
    paths = mapped(os.getpid())
    assert inside(paths, Path("/")) == sorted(paths) and any("libc.so" in path for path in paths)
    assert inside(paths, tmp_path) == []


def test_windows_are_found_at_any_sample_and_silence_has_none() -> None:
    pcm = random.Random(7).randbytes(40_000)
    windows = windows_of(pcm)
    assert len(set(windows)) == WINDOWS and all(len(window) == WIDE for window in windows)
    assert windows_in([bytes(1000), b"\xa5" * 1000, pcm, pcm], windows) == WINDOWS
    assert windows_in([bytes(2) + windows[0] + bytes(3), windows[1][:-1]], windows) == 1
    assert windows_in([bytes(100_000)], windows) == 0
    with pytest.raises(ValueError, match="only 0 windows"):
        windows_of(bytes(40_000))


def test_a_stereo_copy_with_one_voice_can_be_recognised() -> None:
    source = random.Random(8)
    frames = (source.randrange(-9000, 9000).to_bytes(2, "little", signed=True) + bytes(2) for _ in range(20_000))
    pcm = b"".join(frames)
    assert windows_in([pcm], windows_of(pcm)) == WINDOWS


def test_what_bends_the_program_is_named() -> None:
    assert bent.Seen(0, [], [], shown=True).bent == []
    seen = bent.Seen(2, ["/planted/libvlc.so.5"], [5900], shown=False)
    assert seen.bent == [
        "2 marks left", "libvlc.so.5 is in the program", "port 5900 is open", "its windows are elsewhere"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seen", "starts", "held"),
    [
        (bent.Seen(2, [], [], shown=True), True, True),
        (bent.Seen(2, [], [], shown=True), False, False),
        (bent.Seen(2, ["/planted/preloaded.so"], [], shown=True), True, False),
        (bent.Seen(0, [], [5900], shown=True), True, False),
    ],
)
def test_a_mark_is_excused_where_the_loader_comes_first_and_nothing_stays(
    seen: bent.Seen, starts: bool, held: bool
) -> None:
    assert bent.outcome("it", seen, starts=starts).held is held


def a_loop(built: Built) -> Iterator[Outcome]:
    yield Outcome(True, "this held")
    yield Outcome(None, "this is told")
    if built.office.name == "bad":
        yield Outcome(False, "this did not")
    if built.office.name == "stuck":
        raise NotSoError("it never came")


@pytest.mark.parametrize(
    ("program", "said"),
    [("good", []), ("bad", ["FAILED  this did not"]), ("stuck", ["FAILED  it never came"])],
)
def test_the_loops_say_each_outcome_and_fail_with_one(
    program: str, said: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(loops, "LOOPS", {"it": a_loop})
    monkeypatch.setattr(sys, "argv", ["loops", program, program])
    assert loops.main() == (1 if said else 0)
    assert capsys.readouterr().out.splitlines()[:-1] == ["ok      this held", "-       this is told", *said]

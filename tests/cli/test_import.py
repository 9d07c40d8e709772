"""`listening-room import`: who may, its output, and how it ends."""

from __future__ import annotations

import getpass
import os
import pty
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from desktop.application.recordings.folder_import import _Run
from desktop.domain.log.events import EventKind
from desktop.domain.office.pcs import DeskKind
from tests.support.offices.builders import PASSWORD, Office, an_office
from tests.support.offices.trees import ASKED, OTHER, name, put, recordings

ROOT = Path(__file__).resolve().parents[2]
IMPORTED = "1 file was imported.\n"
LEFT_OUT = "1 file was left out, because no request asks for it.\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    made.a_request()
    yield made
    made.parts.engine.dispose()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    put(tmp_path / "tree", f"2026/10/25/{name()}")
    put(tmp_path / "tree", f"2026/10/25/{name(OTHER, unique=2)}")
    return tmp_path / "tree"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)


def import_one(office: Office, tree: Path, *more: str, source: str = "telephony", who: str = "officer") -> int:
    return office.command("import", str(tree), "--source", source, "--sign-in", who, *more)


@pytest.mark.usefixtures("real_password_cost")
def test_all_that_is_asked_for_came_in_with_exit_0(
    office: Office, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_one(office, tree) == 0
    said = capsys.readouterr()
    assert said.out == IMPORTED + LEFT_OUT and "There are 2 files to look at." in said.err
    assert len(recordings(office)) == 1
    kinds = [event.kind for event in office.events()][-6:]
    assert kinds == [
        EventKind.SIGNED_IN,
        EventKind.PASSWORD_REHASHED,
        EventKind.IMPORT_STARTED,
        EventKind.RECORDING_IMPORTED,
        EventKind.IMPORT_FINISHED,
        EventKind.SIGNED_OUT,
    ]
    assert import_one(office, tree) == 0
    assert capsys.readouterr().out == "1 file was imported earlier.\n" + LEFT_OUT


def test_a_file_that_is_refused_gives_exit_1_and_its_reason_but_not_its_name(
    office: Office, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tree, name(unique=3), b"This is no sound.")
    assert import_one(office, tree) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[2:] == ["1 file was refused.", "- 1 file: This file is not a recording."]
    assert ASKED not in said.out + said.err


def test_the_report_is_written_where_it_is_asked_for_and_nowhere_else(
    office: Office, tree: Path, tmp_path: Path
) -> None:
    report = tmp_path / "report.csv"
    before = set(office.parts.paths.folder.rglob("*"))
    assert import_one(office, tree, "--report", str(report)) == 0
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    text = report.read_text("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert f'2026/10/25/{name()},Imported,"SAR-2026-0001, SAR-2026-0002",' in text.splitlines()
    after = set(office.parts.paths.folder.rglob("*")) - before
    assert not [path for path in after if ASKED in path.name or path.suffix == ".csv"]


def test_what_cannot_begin_gives_exit_2_and_the_reason(
    office: Office, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for who, code in (("nobody", "sign_in_refused"), ("adviser", "not_your_role")):
        assert import_one(office, tree, who=who) == 2
        assert f"[{code}]" in capsys.readouterr().err and recordings(office) == []


def test_what_is_wrong_is_said_before_a_password_is_asked_for(
    office: Office, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(getpass, "getpass", lambda prompt: pytest.fail("asked for a password"))
    report = tree.parent / "report.csv"
    report.write_text("somebody's")
    for folder, more, source, code in (
        (tree / "nothing", [], "telephony", "nothing_to_import"),
        (tree, ["--report", str(report)], "telephony", "report_exists"),
        (tree, [], "none", "no_such_source"),
    ):
        assert import_one(office, folder, *more, source=source) == 2
        assert f"[{code}]" in capsys.readouterr().err


def test_a_counter_says_where_recordings_are_brought_in(
    tmp_path: Path, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = an_office(tmp_path / "with a counter", DeskKind.COUNTER)
    assert import_one(office, tree) == 2
    said = capsys.readouterr().err
    assert "[not_a_back_office]" in said and "back-office desk" in said


def test_where_nobody_can_be_asked_it_says_so(
    office: Office, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO(""))
    assert office.command("import", str(tree), "--source", "telephony") == 2
    assert "[nobody_to_ask]" in capsys.readouterr().err


def test_ctrl_c_ends_it_with_exit_1_and_it_can_be_gone_on_with(
    office: Office, tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(3, 9):
        put(tree, f"2026/10/26/{name(OTHER, unique=number)}")
    settle = _Run._settle

    def interrupted(run: _Run, work: object) -> None:
        settle(run, work)  # type: ignore[arg-type]
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(_Run, "_settle", interrupted)
    assert import_one(office, tree) == 1
    assert "You stopped the import before the end. Run it again to continue." in capsys.readouterr().out
    finished = [event for event in office.events() if event.kind is EventKind.IMPORT_FINISHED]
    assert finished[-1].facts["whole"] is False
    monkeypatch.undo()
    monkeypatch.setattr(getpass, "getpass", lambda prompt: PASSWORD)
    assert import_one(office, tree) == 0 and len(recordings(office)) == 1


@pytest.mark.skipif(shutil.which("setsid") is None, reason="a terminal of one's own needs setsid")
def test_on_a_terminal_it_asks_who_it_is_and_shows_how_far_it_is(office: Office, tree: Path) -> None:
    office.parts.engine.dispose()
    command = ["setsid", "--ctty", "--wait", sys.executable, "-m", "desktop"]
    command += ["--office", str(office.parts.paths.folder), "import", str(tree), "--source", "telephony"]
    ours, terminal = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stdin=terminal, stdout=terminal, stderr=terminal) as ran:
        os.close(terminal)
        typed = [(b"sign-in name: ", b"officer\n"), (b"Password for officer: ", PASSWORD.encode() + b"\n")]
        said = answered(ours, typed)
    os.close(ours)
    assert ran.returncode == 0
    assert b"Looked at" in said and b"of 2 files." in said and b"1 file was imported." in said
    assert PASSWORD.encode() not in said


def answered(terminal: int, typed: list[tuple[bytes, bytes]]) -> bytes:
    """Return everything shown, with each prompt answered as it comes."""
    said = b""
    while True:
        try:
            said += os.read(terminal, 4096)
        except OSError:  # the other end is gone
            return said
        if typed and said.endswith(typed[0][0]):
            os.write(terminal, typed.pop(0)[1])

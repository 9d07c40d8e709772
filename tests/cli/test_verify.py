"""`listening-room verify`, with something to wait for, or no witness to verify against."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.bootstrap.opening import open_parts
from desktop.cli.terminal import TerminalProgress
from desktop.domain.log.checkpoint import key_name
from desktop.environment.witnesses import Witness
from desktop.errors import DatabaseError, VaultDamagedError
from desktop.vault.blobs import BlobKind, Blobs
from tests.support.builders import Office, an_office


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    yield made
    made.parts.engine.dispose()


def verify(office: Office, *more: str) -> int:
    office.parts.engine.dispose()
    return main(["--office", str(office.parts.paths.folder), "verify", *more])


def test_a_terminal_shows_how_far_it_is_and_is_left_clean(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal, count = Terminal(), len(office.bodies())
    monkeypatch.setattr(sys, "stderr", terminal)
    assert verify(office, "--json") == 0
    shown = terminal.getvalue().split("\r\x1b[K")
    assert re.match(rf"Checked \d+ of {count} events\.", shown[1]) and shown[-1] == ""
    assert capsys.readouterr().out.startswith("{")


@pytest.fixture
def _ctrl_c_is_heard() -> Iterator[None]:
    """A shell lets what it runs in the background ignore it, and so the tests where they are run like that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c_is_heard")
@pytest.mark.parametrize("more", [(), ("--json",)])
def test_ctrl_c_ends_it_with_exit_1_and_says_that_it_is_not_finished(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    count = len(office.bodies())
    reported = TerminalProgress.report

    def interrupted(progress: TerminalProgress, done: int, total: int) -> None:
        reported(progress, done, total)
        if done > 5:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("desktop.verify.log.FETCH", 5)
    monkeypatch.setattr(TerminalProgress, "report", interrupted)
    assert verify(office, *more) == 1
    said = capsys.readouterr()
    assert re.match(rf"Verifying was stopped after \d+ of {count} events\.", said.err)
    assert "Nothing is proven." in said.err
    assert said.out == "" and "Traceback" not in said.err
    monkeypatch.undo()
    assert verify(office) == 0


def test_without_its_witness_the_log_is_not_called_changed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.parts.paths.witness.unlink()
    assert verify(office) == 1
    assert capsys.readouterr().out.splitlines() == [
        "The log cannot be verified:",
        "- There is no witness file, so nothing outside the database vouches for the log.",
    ]


def test_the_witness_of_another_office_is_called_that(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    origin, desk = "listening-room/another", "d" * 32
    witness = office.parts.paths.witness
    witness.unlink()
    Witness(witness).begin(origin, key_name(origin, desk), bytes(32))
    assert verify(office) == 1
    assert capsys.readouterr().out.splitlines() == [
        "The log cannot be verified:",
        "- The witness file belongs to another office's log, so it vouches for nothing here.",
    ]


def lines(office: Office, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return its output with exit 1."""
    assert verify(office) == 1
    said = capsys.readouterr()
    assert said.err == ""
    return said.out.splitlines()


def a_folder(path: Path) -> None:
    path.mkdir()


def far_too_long(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


@pytest.mark.parametrize("instead", [a_folder, os.mkfifo, far_too_long], ids=["a folder", "a pipe", "a terabyte"])
def test_a_witness_that_cannot_be_read_is_a_finding_and_keeps_nobody_waiting(
    office: Office, capsys: pytest.CaptureFixture[str], instead: Callable[[Path], None]
) -> None:
    office.parts.paths.witness.unlink()
    instead(office.parts.paths.witness)
    assert lines(office, capsys) == [
        "The log cannot be verified:",
        "- The witness file cannot be read, so nothing outside the database vouches for the log.",
    ]


def test_a_pipe_in_the_vault_is_a_finding_and_its_recording_does_not_open(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    file = next((office.parts.paths.vault / "approved").iterdir())
    file.unlink()
    os.mkfifo(file)
    assert lines(office, capsys) == ["The log is NOT whole:", "- Something in the vault is not an ordinary file."]
    with pytest.raises(VaultDamagedError) as refused:
        Blobs(office.parts.paths.vault).open(BlobKind.APPROVED, file.name, bytes(32))
    assert refused.value.code == "vault_unreadable"


def test_a_witness_that_lacks_the_last_two_checkpoints_is_a_finding(
    office: Office, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.verify.witnesses.PATIENCE", 0.0)
    office.closed()
    witness = office.parts.paths.witness
    *blocks, _, _, _, _, rest = witness.read_bytes().split(b"\n\n")
    witness.write_bytes(b"\n\n".join([*blocks, rest]))
    newest = len(office.bodies())
    assert lines(office, capsys) == [
        "The log cannot be verified:",
        f"- At event number {newest}: The newest checkpoint in the database is missing from the witness file.",
    ]


def test_a_database_that_names_two_versions_is_a_finding_and_opens_for_nobody(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('9999')")
    said = lines(office, capsys)
    assert said[0] == "The database is not as it should be:" and "more than one version" in said[1]
    assert said[2:] == [
        "The log is NOT whole:",
        "- The database names more than one version of the program.",
    ]
    with pytest.raises(DatabaseError) as refused:
        open_parts(office.parts.paths.folder)
    assert refused.value.code == "database_version_unclear"


def test_a_body_that_is_nested_too_deep_is_a_finding(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(body, '\"facts\":{', ?) AS BLOB) WHERE kind = 'log_started'",
            ('"facts":{"a":' + 100_000 * "[",),
        )
    said = lines(office, capsys)
    assert "The log is NOT whole:" in said
    assert "- At event number 0: A day's signing key does not follow from the key before it." in said


def test_an_office_file_that_is_a_pipe_keeps_nobody_waiting(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.parts.paths.office_file.unlink()
    os.mkfifo(office.parts.paths.office_file)
    assert verify(office) == 2
    assert "There is no office in this folder yet." in capsys.readouterr().err

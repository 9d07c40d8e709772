"""The log is verified, a receipt too, and whatever is in the way is told."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.bootstrap.opening import open_parts
from desktop.cli.terminal import TerminalProgress
from desktop.domain.log.checkpoint import key_name
from desktop.domain.sessions.session import State
from desktop.environment.witnesses import Witness
from desktop.errors import DatabaseError, VaultDamagedError
from desktop.vault.blobs import BlobKind, Blobs
from desktop.verify import checkpoints
from desktop.words.command_line.log import RECEIPTS, whose_receipt
from tests.db.logs import of_kind
from tests.support.fixtures import made
from tests.support.offices.builders import Office
from tests.support.offices.places import embedded
from tests.support.refusals import error_of


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


office = made(embedded)


def test_a_terminal_shows_how_far_it_is_and_is_left_clean(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal, count = Terminal(), len(office.bodies())
    monkeypatch.setattr(sys, "stderr", terminal)
    assert office.command("verify", "--json") == 0
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
def test_ctrl_c_ends_it_with_exit_1_and_says_that_it_is_not_finished(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    count = len(office.bodies())
    reported = TerminalProgress.report

    def interrupted(progress: TerminalProgress, done: int, total: int) -> None:
        reported(progress, done, total)
        if done > 5:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("desktop.verify.log.FETCH", 5)
    monkeypatch.setattr(TerminalProgress, "report", interrupted)
    assert office.command("verify") == 1
    said = capsys.readouterr()
    assert re.match(rf"Verifying was stopped after \d+ of {count} events\.", said.err)
    assert "Nothing is proven." in said.err
    assert said.out == "" and "Traceback" not in said.err
    monkeypatch.undo()
    assert office.command("verify") == 0


def test_without_its_witness_the_log_is_not_called_changed(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.parts.paths.witness.unlink()
    assert office.command("verify") == 1
    assert capsys.readouterr().out.splitlines() == [
        "The log cannot be verified:",
        "- There is no witness file, so nothing outside the database vouches for the log.",
    ]


def test_the_witness_of_another_office_is_called_that(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    origin, desk = "listening-room/another", "d" * 32
    witness = office.parts.paths.witness
    witness.unlink()
    Witness(witness).begin(origin, key_name(origin, desk), bytes(32))
    assert office.command("verify") == 1
    assert capsys.readouterr().out.splitlines() == [
        "The log cannot be verified:",
        "- The witness file belongs to another office's log, so it vouches for nothing here.",
    ]


def lines(office: Office, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return its output with exit 1."""
    assert office.command("verify") == 1
    said = capsys.readouterr()
    assert said.err == ""
    return said.out.splitlines()


def far_too_long(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


@pytest.mark.against("database")
def test_a_witness_that_cannot_be_read_is_a_finding_and_keeps_nobody_waiting(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    witness = office.parts.paths.witness
    for instead in (far_too_long, os.mkfifo, Path.mkdir):
        witness.unlink()
        instead(witness)
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
    refused = error_of(VaultDamagedError, Blobs(office.parts.paths.vault).open, BlobKind.APPROVED, file.name, bytes(32))
    assert refused.code == "vault_unreadable"


def test_a_database_that_names_two_versions_is_a_finding_and_opens_for_nobody(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.sql("INSERT INTO alembic_version VALUES ('9999')")
    said = lines(office, capsys)
    assert said[0] == "The database is not as it should be:" and "more than one version" in said[1]
    assert said[2:] == [
        "The log is NOT whole:",
        "- The database names more than one version of the program.",
    ]
    assert error_of(DatabaseError, open_parts, office.parts.paths.folder).code == "database_version_unclear"


def test_a_body_that_is_nested_too_deep_is_a_finding(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.sql("DROP TRIGGER audit_event_no_update")
    office.sql(
        "UPDATE audit_event SET body = CAST(replace(body, '\"facts\":{', ?) AS BLOB) WHERE seq = 0",
        '"facts":{"a":' + 100_000 * "[",
    )
    said = lines(office, capsys)
    assert "The log is NOT whole:" in said
    assert "- At event number 0: A day's signing key does not follow from the key before it." in said


def test_an_office_file_that_is_a_pipe_keeps_nobody_waiting(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.parts.paths.office_file.unlink()
    os.mkfifo(office.parts.paths.office_file)
    assert office.command("verify") == 2
    assert "There is no office in this folder yet." in capsys.readouterr().err


@pytest.fixture
def held(office: Office) -> str:
    text = office.parts.witness.latest()
    assert text is not None
    return text


def said(outcome: str, size: str = "", events: str = "") -> str:
    return RECEIPTS[outcome].format(size=size, events=events)


def test_a_receipt_that_holds_is_told_with_the_log(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    office.in_state(State.CLOSED)
    held = office.parts.witness.latest()
    assert held is not None
    (tmp_path / "receipt.txt").write_text(held, "utf-8-sig")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(held.encode())))
    for given in (str(tmp_path / "receipt.txt"), held, "-"):
        assert office.command("verify", "--receipt", given) == 0
        first, _, third, *_ = capsys.readouterr().out.splitlines()
        assert first == said("held", held.split("\n")[1]) and third.startswith("The log is whole.")


@pytest.mark.against("customer")
def test_a_code_that_is_under_another_receipt_is_told_by_its_session(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """The paper above the code can say anything: it is not signed."""
    closed = office.in_state(State.CLOSED)
    receipt = office.parts.witness.latest()
    assert receipt is not None
    made_up = f"Receipt\nReference SAR-2026-9999\nRemoved nothing\n\n{receipt}"
    session = office.session(closed)
    reference = office.request(session.request).reference
    its = whose_receipt(reference, session.outcome)
    assert session.outcome is not None and "(heard in part)" in its and reference in its
    assert office.command("verify", "--receipt", made_up) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].startswith("The receipt holds") and told[1] == its
    assert office.command("verify", "--receipt", made_up, "--json") == 0
    told_of = json.loads(capsys.readouterr().out)
    assert (told_of["receipt_of"], told_of["receipt_outcome"]) == (reference, session.outcome)
    office.sql("UPDATE request SET reference = 'SAR-2026-9999'")
    assert office.command("verify", "--receipt", made_up) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[1] == its and "The database is NOT what the log says:" in told


@pytest.mark.against("customer")
def test_a_code_that_was_signed_when_no_session_was_closed_is_said_to_be_of_no_receipt(
    office: Office, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert office.command("verify", "--receipt", held) == 1
    assert capsys.readouterr().out.splitlines()[1] == whose_receipt("", None)


@pytest.mark.against("customer")
def test_of_two_codes_in_one_text_neither_is_taken_for_both(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    office.in_state(State.CLOSED)
    receipt = office.parts.witness.latest()
    assert receipt is not None
    altered = receipt.replace("time 2026", "time 2025")
    for text in (receipt + altered, altered + receipt):
        assert office.command("verify", "--receipt", text) == 1
        assert capsys.readouterr().out.startswith(RECEIPTS["several"])
    assert office.command("verify", "--receipt", receipt + receipt) == 0, "twice the same is one"


def test_one_that_does_not_exits_1_though_the_log_is_whole(
    office: Office, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    size = held.split("\n")[1]
    for text, outcome in (
        (held.replace("time 2026", "time 2025"), "not_signed"),
        (held.replace(f"\n{size}\n", "\n9999\n"), "log_shorter"),
        (held.replace("listening-room/", "listening-room/0")[:40] + "nothing", "unreadable"),
    ):
        assert office.command("verify", "--receipt", text) == 1
        out = capsys.readouterr().out
        number = "9,999" if outcome == "log_shorter" else size
        assert out.startswith(said(outcome, number, f"{len(office.bodies())}")) and "The log is whole." in out
        assert office.command("verify", "--receipt", text, "--json") == 1
        told = json.loads(capsys.readouterr().out)
        assert (told["ok"], told["receipt"]) == (True, outcome)


def test_it_says_that_the_log_was_changed_where_a_desk_signed_another(
    office: Office, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        changed = "UPDATE audit_event SET body = CAST(replace(body, 'adviser', 'approve') AS BLOB)"
        connection.exec_driver_sql(f"{changed} WHERE {of_kind('person_added')}")
    assert office.command("verify", "--receipt", held) == 1
    out = capsys.readouterr().out
    assert out.startswith(said("other_history", held.split("\n")[1])) and "The log is NOT whole:" in out


def test_a_log_that_is_not_whole_exits_1_though_the_receipt_holds(
    office: Office, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    office.sql("UPDATE audit_head SET root = x'00'")
    assert office.command("verify", "--receipt", held) == 1
    assert capsys.readouterr().out.startswith(said("held", held.split("\n")[1]))


def test_what_is_no_receipt_is_said_to_be_none_and_keeps_nobody_waiting(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pdf").write_bytes(b"%PDF-1.4 and so on")
    (tmp_path / "no text").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(tmp_path / "pipe")
    for name, code in (
        ("pdf", "receipt_is_pdf"),
        ("no text", "receipt_unreadable"),
        ("pipe", "receipt_unreadable"),
        ("nowhere.txt", "receipt_missing"),
    ):
        assert office.command("verify", "--receipt", str(tmp_path / name)) == 2
        assert f"[{code}]" in capsys.readouterr().err


def test_every_outcome_has_its_words() -> None:
    codes = {value for name, value in vars(checkpoints).items() if name[0].isupper() and isinstance(value, str)}
    assert codes | {""} == set(RECEIPTS)

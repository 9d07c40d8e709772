"""`listening-room verify --receipt`: a file, the text itself, or standard input."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.__main__ import main
from desktop.verify import checkpoints
from desktop.words.command_line.log import RECEIPTS
from tests.support.builders import Office, an_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = an_office(tmp_path)
    yield made
    made.parts.engine.dispose()


def verify(office: Office, receipt: str, *more: str) -> int:
    office.parts.engine.dispose()
    return main(["--office", str(office.parts.paths.folder), "verify", "--receipt", receipt, *more])


@pytest.fixture
def held(office: Office) -> str:
    text = office.parts.witness.latest()
    assert text is not None
    return text


def said(outcome: str, size: str = "", events: str = "") -> str:
    return RECEIPTS[outcome].format(size=size, events=events)


@pytest.mark.parametrize("way", ["file", "text", "input"])
def test_a_receipt_that_holds_is_told_with_the_log(
    office: Office,
    held: str,
    tmp_path: Path,
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "receipt.txt").write_text(held, "utf-8-sig")
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(held.encode())))
    given = {"file": str(tmp_path / "receipt.txt"), "text": held, "input": "-"}[way]
    assert verify(office, given) == 0
    size = held.split("\n")[1]
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first == said("held", size) and second.startswith("The log is whole.")


def test_one_that_does_not_exits_1_though_the_log_is_whole(
    office: Office, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    size = held.split("\n")[1]
    for text, outcome in (
        (held.replace("time 2026", "time 2025"), "not_signed"),
        (held.replace(f"\n{size}\n", "\n9999\n"), "log_shorter"),
        (held.replace("listening-room/", "listening-room/0")[:40] + "nothing", "unreadable"),
    ):
        assert verify(office, text) == 1
        out = capsys.readouterr().out
        number = "9,999" if outcome == "log_shorter" else size
        assert out.startswith(said(outcome, number, f"{len(office.bodies())}")) and "The log is whole." in out
        assert verify(office, text, "--json") == 1
        told = json.loads(capsys.readouterr().out)
        assert (told["ok"], told["receipt"]) == (True, outcome)


def test_it_says_that_the_log_was_changed_where_a_desk_signed_another(
    office: Office, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.exec_driver_sql(
            "UPDATE audit_event SET body = CAST(replace(body, 'adviser', 'approve') AS BLOB) WHERE kind LIKE 'person%'"
        )
    assert verify(office, held) == 1
    out = capsys.readouterr().out
    assert out.startswith(said("other_history", held.split("\n")[1])) and "The log is NOT whole:" in out


def test_a_log_that_is_not_whole_exits_1_though_the_receipt_holds(
    office: Office, held: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.parts.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_head SET day = '2001-01-01'")
    assert verify(office, held) == 1
    assert capsys.readouterr().out.startswith(said("held", held.split("\n")[1]))


@pytest.mark.parametrize(
    ("content", "code"), [(b"%PDF-1.4 and so on", "receipt_is_pdf"), (b"\xff\xfe\x00", "receipt_unreadable")]
)
def test_a_file_that_is_no_text_is_said_to_be_none(
    office: Office, tmp_path: Path, content: bytes, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "receipt").write_bytes(content)
    assert verify(office, str(tmp_path / "receipt")) == 2
    assert f"[{code}]" in capsys.readouterr().err


def test_what_is_neither_a_file_nor_a_receipt_is_said_to_be_neither(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(office, str(tmp_path / "nowhere.txt")) == 2
    assert "[receipt_missing]" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_keeps_nobody_waiting(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "receipt")
    assert verify(office, str(tmp_path / "receipt")) == 2
    assert "[receipt_unreadable]" in capsys.readouterr().err


def test_every_outcome_has_its_words() -> None:
    codes = {value for name, value in vars(checkpoints).items() if name[0].isupper() and isinstance(value, str)}
    assert codes | {""} == set(RECEIPTS)

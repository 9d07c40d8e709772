"""A report in a file: whole, this account's alone, and without formulas for whoever opens it."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pytest

from desktop.application.recordings.import_report import Line, Outcome, ReportFile, save_report
from desktop.errors import ExternalSystemError
from desktop.words.errors import message_for, sentence
from desktop.words.recordings import report_wording
from tests.support.refusals import error_of, refusal

LINES = (
    Line("2026/11/24/in.wav", Outcome.CAME_IN, ("SAR-2026-0042", "SAR-2026-0043")),
    Line("+441632960001.wav", Outcome.REFUSED, code="media_cut"),
    Line("=1+1.wav", Outcome.NOT_ASKED_FOR),
    Line("\udcff.wav", Outcome.WAS_THERE),
)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_it_has_a_row_for_each_file_and_none_of_them_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    save_report(path, LINES, report_wording())
    assert rows(path) == [
        ["File", "Result", "Held for", "Why"],
        ["2026/11/24/in.wav", "Imported", "SAR-2026-0042, SAR-2026-0043", ""],
        ["'+441632960001.wav", "Refused", "", sentence("media_cut")],
        ["'=1+1.wav", "Not asked for", "", ""],
        ["?.wav", "Already here", "", ""],
    ]


def test_no_part_of_a_cell_is_a_formula_however_the_table_is_divided(tmp_path: Path) -> None:
    for named, written in (
        ("a;=1+1.wav", "a;'=1+1.wav"),
        ("a; =1+1.wav", "a;' =1+1.wav"),
        ('a;"=1+1.wav', "a;'\"=1+1.wav"),
        ("a\n+1.wav", "a\n'+1.wav"),
        ("\uff1d1+1.wav", "'\uff1d1+1.wav"),
        ("\ufe661.wav", "'\ufe661.wav"),
        ("\u22121.wav", "'\u22121.wav"),
        ("\ufeff=1+1.wav", "'\ufeff=1+1.wav"),
        (" =1+1.wav", "' =1+1.wav"),
        ("\t1.wav", "'\t1.wav"),
        ("out-01632960001-2001;2.wav", "out-01632960001-2001;2.wav"),
    ):
        path = tmp_path / "report.csv"
        save_report(path, (Line(named, Outcome.NOT_ASKED_FOR),), report_wording())
        assert rows(path)[1][0] == written
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
        assert not [cell for cell in cells if cell.lstrip(' "\ufeff').startswith(("=", "@", "\uff1d"))]


def test_this_account_alone_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("older")
    path.chmod(0o644)
    save_report(path, (), report_wording())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and len(rows(path)) == 1


def test_what_is_known_is_there_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with ReportFile(path, report_wording()) as file:
        file.add(LINES[0])
        assert len(rows(path)) == 2


def test_a_report_does_not_go_over_another_file_unless_that_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text("somebody's")
    assert refusal(ReportFile, path, report_wording()) == "report_exists" and path.read_text() == "somebody's"


def test_it_is_not_written_through_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("somebody's")
    link.symlink_to(target)
    with pytest.raises(ExternalSystemError):
        save_report(link, LINES, report_wording())
    assert target.read_text() == "somebody's"


def test_where_it_cannot_be_written_it_says_so_without_naming_a_place(tmp_path: Path) -> None:
    refused = error_of(ExternalSystemError, ReportFile, tmp_path / "none" / "report.csv", report_wording())
    assert refused.code == "report_not_written" and refused.__cause__ is None
    assert str(tmp_path) not in message_for(refused)


class FullDisk(io.StringIO):
    def flush(self) -> None:
        raise OSError(28, "No space left on device")


def test_a_disk_that_is_full_is_said(tmp_path: Path) -> None:
    file = ReportFile(tmp_path / "report.csv", report_wording())
    file._file.close()
    file._file = FullDisk()  # type: ignore[assignment]
    assert refusal(file.add, LINES[0]) == "report_not_written"

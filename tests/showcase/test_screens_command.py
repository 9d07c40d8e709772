"""`listening-room screens`: each size is drawn by the program itself, started once more, of a demo office alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from desktop.__main__ import main
from desktop.arguments import parser
from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment.office_file import OfficeFile
from desktop.errors import SurroundingsError
from desktop.showcase import screens
from desktop.showcase.screens import SIZES, render_all


@pytest.mark.parametrize(("frozen", "before"), [(True, []), (False, ["-m", "desktop"])])
def test_each_size_is_drawn_by_the_program_itself(
    frozen: bool, before: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", started.append)
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    screens._started(SIZES[2], tmp_path / "office", tmp_path / "out")
    [[program, *words]] = started
    assert program == sys.executable and words[: len(before)] == before
    told = parser().parse_args(words[len(before) :])
    assert (told.verb, told.size) == ("screens", SIZES[2].name)
    assert (told.office, told.out) == (tmp_path / "office", tmp_path / "out")


def test_a_real_office_is_not_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    OfficeFile(OfficeId("0" * 32), "office", DeskId("d" * 32)).write(OfficePaths(tmp_path))
    assert main(["--office", str(tmp_path), "screens", str(tmp_path / "out"), "--size", SIZES[0].name]) == 2
    assert "[not_a_demo]" in capsys.readouterr().err and not (tmp_path / "out").exists()


@pytest.mark.parametrize("office", [[], ["--office", "a-demo"]])
def test_a_size_that_there_is_not_or_no_office_is_refused(
    office: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*office, "screens", "out", "--size", "1x1" if office else SIZES[0].name]) == 2
    assert "[no_such_size]" in capsys.readouterr().err


def test_it_says_so_where_a_size_could_not_be_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = iter(("0", "3", "0"))
    monkeypatch.setattr(
        screens, "_started", lambda *_: subprocess.Popen([sys.executable, "-c", f"raise SystemExit({next(ends)})"])
    )
    with pytest.raises(SurroundingsError) as raised:
        render_all(tmp_path / "out")
    assert raised.value.code == "screens_failed"

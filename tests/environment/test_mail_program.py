"""Handing a draft to the account's mail program: the desktop's own commands are stood in for by scripts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.environment.mail_program import hand_over
from desktop.errors import ExternalSystemError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the commands are a Linux desktop's")

ASKED = """#!/bin/sh
[ "$*" = "query default message/rfc822" ] && echo {answer}
"""
OPENED = """#!/bin/sh
{{ printf '%s\\n' "$1"; env; }} > '{out}.part'
mv '{out}.part' '{out}'
"""


def put(folder: Path, name: str, text: str) -> None:
    script = folder / name
    script.write_text(text)
    script.chmod(0o755)


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a desktop's commands, found before the machine's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def test_the_file_is_opened_without_the_variables_of_this_program(
    desktop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    out, draft = tmp_path / "opened", tmp_path / "Invitation SAR-2026-0001.eml"
    put(desktop, "xdg-mime", ASKED.format(answer="mail.desktop"))
    put(desktop, "xdg-open", OPENED.format(out=out))
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setenv("DISPLAY", ":77")
    hand_over(draft)
    qtbot.waitUntil(out.exists, timeout=10_000)
    opened, *variables = out.read_text().splitlines()
    assert opened == str(draft)
    names = {line.partition("=")[0] for line in variables}
    assert {"PATH", "DISPLAY"} <= names and not names & {"LD_LIBRARY_PATH", "QT_QPA_PLATFORM"}
    assert "DISPLAY=:77" in variables


@pytest.mark.parametrize("there", [(), ("xdg-mime",), ("xdg-open",)])
def test_where_nothing_is_set_to_open_e_mails_that_is_said(
    desktop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PATH", str(desktop))
    answers = {"xdg-mime": ASKED.format(answer=""), "xdg-open": OPENED.format(out=tmp_path / "opened")}
    for name in there:
        put(desktop, name, answers[name])
    with pytest.raises(ExternalSystemError, match="no_mail_program"):
        hand_over(tmp_path / "letter.eml")
    assert not (tmp_path / "opened").exists()


def test_a_desktop_that_fails_is_no_mail_program(desktop: Path, tmp_path: Path) -> None:
    put(desktop, "xdg-mime", "#!/bin/sh\nexit 3\n")
    with pytest.raises(ExternalSystemError, match="no_mail_program"):
        hand_over(tmp_path / "letter.eml")

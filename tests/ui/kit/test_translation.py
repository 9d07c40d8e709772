"""The words ask Qt for each text once the windows have bound them, and are English otherwise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from pytestqt.qtbot import QtBot

from desktop import words
from desktop.ui.shell.app import CONTEXT, application, translate_by_qt
from tests.words.sources import TOOL, let_go


class Welsh(QTranslator):
    """Translates one text, in the program's own context."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return "Cloi" if (context, source) == (CONTEXT, "Lock") else source


@pytest.fixture
def welsh(qtbot: QtBot) -> Iterator[None]:
    words.bind(None)
    translator = Welsh()
    assert QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)
    words.bind(None)


@pytest.mark.parametrize("bind", [translate_by_qt, application])
def test_words_are_english_until_they_are_bound_and_then_the_catalogues(
    welsh: None, bind: Callable[[], object]
) -> None:
    assert words.tr("Lock") == "Lock"
    bind()
    assert words.tr("Lock") == "Cloi"


def test_a_catalogue_of_qt_linguist_is_what_the_windows_say(qtbot: QtBot, tmp_path: Path) -> None:
    source, compiled = tmp_path / "cy.ts", tmp_path / "cy.qm"
    TOOL["write"](source)
    let_go()
    unfinished, finished = '<translation type="unfinished" />', "<translation>Cloi</translation>"
    text = source.read_text("utf-8")
    at = text.index(unfinished, text.index("<source>Lock</source>"))
    source.write_text(text[:at] + finished + text[at + len(unfinished) :], "utf-8")
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([lrelease, source, "-qm", compiled], check=True, capture_output=True)
    translator = QTranslator()
    assert translator.load(str(compiled)) and QCoreApplication.installTranslator(translator)
    translate_by_qt()
    try:
        assert (words.tr("Lock"), words.tr("Sign out")) == ("Cloi", "Sign out")
    finally:
        QCoreApplication.removeTranslator(translator)
        words.bind(None)

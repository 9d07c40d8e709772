"""Every screen in a made-up language: each vowel has an accent, and words are longer.

Text still in plain English did not come through `tr`, and could not be translated. Typed text, and an
office's own policy, stays as it is. The colours are those of high contrast, and all can be read as painted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from db.schema.tables import metadata
from desktop import words
from desktop.bootstrap.opening import open_parts
from desktop.config import RESOURCES
from desktop.showcase.demo import demo_calls, make_demo
from desktop.ui.kit import style
from desktop.ui.kit.rows import RowsView
from desktop.ui.kit.text import Words
from desktop.ui.office.keys_place import SHOWN
from desktop.ui.shell.app import CONTEXT
from tests.accessibility.as_painted import faint
from tests.gallery.camera import Camera
from tests.gallery.every_screen import SMALL, wider_than_the_window
from tests.gallery.posing import StillClock
from tests.gallery.screens import AT, render
from tests.gallery.states.first_start import made_up
from tests.words.test_catalogue import catalogue

_ACCENTS = str.maketrans({plain: accent * 2 for plain, accent in zip("aeiouAEIOU", "áéíóúÁÉÍÓÚ", strict=True)})
QUOTED = {"log-not-whole", "log-not-proved", "people-first-password", "first-start-request"}
"""They quote the independent verifier, which speaks English alone, and words out of a list of English ones."""
TYPED = (
    "listening keeping.toml db.example.gov.uk /mnt/listening-room/vault /mnt/backup "
    "arrow mango tulip wafer Demo Representative Demo Constabulary Listening Room support.zip "
    f"{made_up(1).recipient} {made_up(2).recipient} {made_up(1).recipient[-8:]}"
)
"""Words typed where nothing is saved, and the public halves of two keys, one of them by its end, too."""

SAID = "\n".join(line.words for call in demo_calls() for line in call.lines)
"""Words said in the demo's calls: those of a transcript are nobody's to translate."""

_PLAIN = re.compile(r"[^\W\d_]*[aeiouAEIOU][^\W\d_]*")
_ENGLISH = re.compile(r"(\{[^}]*\})")


def in_other_words(text: str) -> str:
    """Return the text in the made-up language; placeholders keep their names."""
    parts = _ENGLISH.split(text)
    return "".join(part if part.startswith("{") else part.translate(_ACCENTS) for part in parts)


class OtherLanguage(QTranslator):
    """Knows every text. `asked` are those of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        if context == CONTEXT:
            self.asked.add(source)
        return in_other_words(source)


@pytest.fixture
def in_high_contrast(qapp: QApplication) -> None:
    """Use the program's own type and style: the process of this test is its own."""
    style.apply(qapp, style.HIGH_CONTRAST)


@pytest.fixture
def other_language(qtbot: QtBot) -> Iterator[OtherLanguage]:
    translator = OtherLanguage()
    assert QCoreApplication.installTranslator(translator)
    yield translator  # `render` makes the application as the program does, which binds the words to Qt
    QCoreApplication.removeTranslator(translator)
    words.bind(None)


def shown(widget: QWidget) -> Iterator[str]:
    """Yield every visible text."""
    for shown in widget.findChildren(Words):
        if shown.isVisible():
            yield shown.words
    for button in widget.findChildren(QAbstractButton):
        if button.isVisible():
            yield button.text()
    for rows in widget.findChildren(RowsView):
        if rows.isVisible():
            for row in rows.rows_model.rows:
                yield from row.cells


def words_in(text: str) -> set[str]:
    """Return words with a plain vowel; one cut short by an ellipsis is not one."""
    return {word.casefold() for word in _PLAIN.findall(re.sub(r"\w+…", "", text))}


def typed_and_policy(office: Path) -> set[str]:
    """Return the office's own words: typed text, its policy files, and the ends by which its keys are told apart."""
    parts = open_parts(office)
    with parts.engine.connect() as connection:
        rows = [repr(row) for table in metadata.sorted_tables for row in connection.execute(table.select())]
    parts.engine.dispose()
    files = [file.read_text("utf-8") for file in (RESOURCES / "policies").glob("*.toml")]
    ends = [key[-SHOWN:] for row in rows for key in re.findall(r"age1[0-9a-z]{58}", row)]
    return words_in("\n".join([*rows, *files, *ends]))


def test_nothing_on_any_screen_is_plain_english_and_longer_words_fit_and_can_be_read(
    qtbot: QtBot, in_high_contrast: None, other_language: OtherLanguage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Camera, "draws", False)
    office = tmp_path / "office"
    make_demo(office, clock=StillClock(AT)).engine.dispose()
    plain: dict[str, str] = {}
    wrong: list[str] = []

    def look(name: str, widget: QWidget, camera: Camera) -> None:
        wrong.extend(f"{name}: {words}" for words in (*wider_than_the_window(name, widget), *faint(widget)))
        if name in QUOTED:
            return
        for text in shown(widget):
            for word in words_in(text):
                plain.setdefault(word, f"{name}: {text[:80]}")

    render(office, tmp_path / "out", SMALL, look)
    own = typed_and_policy(office) | words_in(TYPED) | words_in(SAID)
    left = {word: place for word, place in plain.items() if word not in own}
    assert not left, "\n".join(f"{word} in {place}" for word, place in sorted(left.items()))
    assert not wrong, "\n".join(wrong)
    assert len(other_language.asked) > 1000 and other_language.asked - set(catalogue()) - {""} == set()

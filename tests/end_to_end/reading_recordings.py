"""An information officer imports a folder of recordings, as a telephone system exported it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from desktop.domain.recordings.sources import Column
from desktop.showcase.demo import demo_calls
from desktop.showcase.from_intake import write_export
from desktop.ui.recordings.place import RecordingsPlace
from tests.end_to_end.reading import Reading


def brings_in(reading: Reading) -> None:
    """Walk from the place to the report."""
    hands = reading.hands
    with reading.station("recordings"):
        hands.shell.go("recordings")
        reading.hears("Import recordings[.] Say where they are[.]")
    place = hands.shell.places["recordings"]
    assert isinstance(place, RecordingsPlace) and hands.shell.desk is not None
    with tempfile.TemporaryDirectory(prefix="listening-room-export-") as folder:
        desk = hands.shell.desk
        export = write_export(Path(folder), demo_calls(), desk.today(), desk.office.zone)
        (export / "calls.csv").write_text("Start,Sound\n24/11/2026 14:30,a.wav\n", "utf-8")
        place.choose_page.path.set_value(export)
        with reading.station("looked through"):
            hands.press(place.choose_page.primary)
            reading.hears("files in ")
        hands.until("the second page", place.start_page.isVisible)
        _columns(reading, place)
        with reading.station("brought in"):
            hands.press(place.start_page.primary)
            reading.hears("Import report[.]")
            reading.hears("Some files were refused")


def _columns(reading: Reading, place: RecordingsPlace) -> None:
    """Say what the columns of a table are, hear how they are read, and go back."""
    page = place.columns.columns_page
    with reading.station("columns"):
        reading.hands.press(place.start_page.columns)
        reading.hears("What the columns are[.] calls.csv has the columns Start, Sound[.]")
        reading.hears("When the call began")
    with reading.station("another column"):
        page.columns[Column.STARTED].set_value("Start")
        page.columns[Column.STARTED].edited.emit()
        page.columns[Column.MEDIA].focus_target().setFocus()
        reading.hears("The recording’s file")
    with reading.station("column chosen"):
        started, media = (page.columns[each].focus_target() for each in (Column.STARTED, Column.MEDIA))
        reading.comes_back(started, media, "Read as: 24 November 2026, 14:30:00")
    page.back.emit()
    reading.hands.until("the second page", place.start_page.isVisible)

"""An information officer imports a folder of recordings, as a telephone system exported it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from desktop.showcase.demo import demo_calls
from desktop.showcase.demo_export import write_export
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
        place.choose_page.path.set_value(write_export(Path(folder), demo_calls(), desk.today(), desk.office.zone))
        with reading.station("looked through"):
            hands.press(place.choose_page.primary)
            reading.hears("files in ")
        hands.until("the second page", place.start_page.isVisible)
        with reading.station("brought in"):
            hands.press(place.start_page.primary)
            reading.hears("Import report[.]")
            reading.hears("Some files were refused")

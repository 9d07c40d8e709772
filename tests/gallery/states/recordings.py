"""The gallery's pictures of importing: a real small folder, and posed reports of a large one."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from desktop.application.office.policies import Preview
from desktop.application.ports.recordings import CallMetadata, PreviewRow, TablePreview, TableSample
from desktop.application.recordings.folder_import import ImportDone, Looked
from desktop.application.recordings.import_report import ImportReport, Line, Outcome
from desktop.domain.office.policies import Change, PolicyName
from desktop.domain.recordings.sources import Column
from desktop.errors import ExternalSystemError
from desktop.ui.kit.progress import Progress
from desktop.ui.recordings.columns import ANOTHER
from desktop.ui.recordings.place import RecordingsPlace
from tests.gallery.camera import Camera
from tests.gallery.states.door import PASSWORD

SHOWN = Path("/mnt/exports/2026-11")
COLUMNS = ("Call start", "File", "Outside number")
CALLS = (
    ("24/11/2026 14:30:05", "a17.wav", "01632 960733", ""),
    ("24/11/2026 14:41:52", "a18.wav", "", ""),
    ("24/11 14:52", "a19.wav", "07700 900461", "side_time_not_read"),
)
TABLE = TablePreview(
    "calls-november.csv",
    COLUMNS,
    tuple(PreviewRow(tuple(row), why) for *row, why in CALLS),
)
UNREAD = TableSample(
    "calls-november.csv",
    ("Call start", "File", "Outside number", "Direction", "Length", "Extension"),
    (
        ("03/11/2026 14:30:05", "a17.wav", "01632 960733", "Inbound", "125", "2001"),
        ("03/11/2026 14:41:52", "a18.wav", "", "Outbound", "61", "2002"),
        ("04/11/2026 09:12:40", "a19.wav", "07700 900461", "Other", "2:05", "2001"),
    ),
)
CHOSEN = (
    *((Column.STARTED, "Call start"), (Column.MEDIA, "File"), (Column.NUMBER, "Outside number")),
    *((Column.DIRECTION, "Direction"), (Column.LENGTH, "Length")),
)
METADATA = CallMetadata(datetime(2026, 11, 3, 14, 30, 5, tzinfo=UTC), "01632960733", False)
MANY = Counter(
    {
        Outcome.CAME_IN: 3,
        Outcome.WAS_THERE: 2,
        Outcome.NOT_ASKED_FOR: 10_405,
        Outcome.TIME_IS_UP: 0,
        Outcome.REFUSED: 2,
    }
)


def recordings(camera: Camera) -> None:
    """Show choosing, problems, the survey, one file, the import while it runs, and its outcome."""
    camera.sign_in("officer", PASSWORD)
    place = camera.go(RecordingsPlace)
    camera.picture("recordings")
    with tempfile.TemporaryDirectory() as folder:
        _choose(camera, place, Path(folder))
    _found(camera, place)
    _columns(camera, place)
    _reports(camera, place)
    camera.sign_out()


def recordings_elsewhere(camera: Camera) -> None:
    """Show a desk that opens no originals."""
    camera.sign_in("officer", PASSWORD)
    camera.shell.go("recordings")
    camera.picture("recordings-not-here")
    camera.sign_out()


def _choose(camera: Camera, place: RecordingsPlace, folder: Path) -> None:
    page = place.choose_page
    page.path.set_value(folder / "nothing")
    page.submitted.emit()
    camera.rest()
    page.path.set_value(SHOWN)
    camera.picture("recordings-nothing-there")
    export = folder / "2026-11"
    export.mkdir()
    for number in range(3):
        called = f"in-01632960000-0770090046{number}-20261103-14300{number}-179371980{number}.{number}.wav"
        (export / called).write_bytes(b"This was never a recording.\n")
    page.path.set_value(export)
    page.submitted.emit()
    camera.until("folder", lambda: place.stack.currentWidget() is place.start_page)
    camera.picture("recordings-found")
    place.start_page.submitted.emit()
    camera.until("report", lambda: place.stack.currentWidget() is place.report_page)
    camera.picture("recordings-not-asked-for")
    place.report_page.back.emit()


def _found(camera: Camera, place: RecordingsPlace) -> None:
    context = camera.shell.context
    assert context is not None, "somebody is signed in"
    page, source = place.start_page, context.desk.keeping.sources[0]
    place.stack.setCurrentWidget(page)
    page.show_looked(Looked(SHOWN, source, 10_412, False, TABLE))
    camera.picture("recordings-table")
    headings = TablePreview("calls-november.csv", (), (), "side_column_missing")
    page.show_looked(Looked(SHOWN, source, 10_412, False, headings))
    camera.picture("recordings-table-problem")
    progress = Progress()
    page.show_looked(Looked(SHOWN, source, 10_412, False))
    page.show_running(progress)
    progress.changed.emit(4_120, 10_412, 95.0)
    camera.until("notice_shown", lambda: page.working.isVisible())
    camera.picture("recordings-running")
    page.show_ended()
    page.show_looked(Looked(SHOWN / "in-01632960000-01632960733.wav", source, 1, True, None, METADATA))
    camera.picture("recordings-one-file")
    page.show_looked(Looked(SHOWN / "reception 3 November.wav", source, 1, True))
    page.by_hand.number.set_value("ext 12 or so")
    page.submitted.emit()
    camera.picture("recordings-one-file-problems")


def _columns(camera: Camera, place: RecordingsPlace) -> None:
    """Show a table that nobody knows, its columns as they are chosen, what is missing, and how it is saved."""
    context = camera.shell.context
    assert context is not None, "somebody is signed in"
    pages, source = place.columns, context.desk.keeping.sources[0]
    page, save = pages.columns_page, pages.save_page
    looked = Looked(SHOWN, source, 10_412, False, unread=UNREAD)
    place.stack.setCurrentWidget(place.start_page)
    place.start_page.show_looked(looked)
    camera.picture("recordings-table-not-known")
    pages.begin(looked)
    page.submitted.emit()
    camera.picture("recordings-columns-problems")
    pages.begin(looked)
    for column, heading in CHOSEN:
        camera.fill(page.columns[column], heading)
    page.whose.options[ANOTHER].click()
    page.named.set_value("reception")
    camera.picture("recordings-columns")
    place.stack.setCurrentWidget(save)
    change = Change("read_as", "any", "any calls-*.csv", False, source.name)
    save.show_preview(Preview(PolicyName.KEEPING, 1, "", (change,)))
    camera.picture("recordings-columns-save")
    added = Change("source", None, "reception", True, "reception")
    save.show_preview(Preview(PolicyName.KEEPING, 1, "", (added,)))
    camera.picture("recordings-columns-propose")


def _reports(camera: Camera, place: RecordingsPlace) -> None:
    page = place.report_page
    place.stack.setCurrentWidget(page)
    page.show_report(ImportDone(ImportReport("telephony", MANY), _lines()))
    camera.picture("recordings-report")
    full = ExternalSystemError("vault_not_written")
    came = Line(_name(1), Outcome.CAME_IN, ("SAR-2026-0004",))
    page.show_report(ImportDone(ImportReport("telephony", Counter({Outcome.CAME_IN: 1}), full), (came,)))
    camera.picture("recordings-report-stopped")


def _lines() -> tuple[Line, ...]:
    refused = (
        Line(_name(8), Outcome.REFUSED, code="media_not_audio"),
        Line(_name(9), Outcome.REFUSED, code="media_cut"),
    )
    came = tuple(Line(_name(n), Outcome.CAME_IN, ("SAR-2026-0004",)) for n in range(3))
    there = (Line(_name(3), Outcome.WAS_THERE, ("SAR-2026-0003", "INT-2026-0002")), Line(_name(4), Outcome.WAS_THERE))
    return (*refused, *came, *there, *(Line(_name(n), Outcome.NOT_ASKED_FOR) for n in range(10, 210)))


def _name(number: int) -> str:
    at = METADATA.call_at + timedelta(minutes=7 * number)
    return f"{at:%Y/%m/%d}/in-01632960000-07700900{number:03d}-{at:%Y%m%d-%H%M%S}-{int(at.timestamp())}.{number}.wav"

"""The gallery's pictures of preparing a copy."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.application.ports.sound import PlayFailure
from desktop.domain.copies.marking import RemovalReason
from desktop.ui.copies.preparing.page import BLEEP, EditorPage
from desktop.ui.copies.preparing.workbench import PreparingWindow, Workbench
from desktop.ui.kit.progress import Progress
from desktop.ui.requests.place import RequestsPlace
from desktop.words import tr
from desktop.words.errors import sentence
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD
from tests.gallery.listening import transcript

REFERENCE = "SAR-2026-0006"
"""The demo's request that has a recording and no copy."""


def preparing(camera: Camera) -> None:
    """Show the request, the empty editor, marks and proposals, a close-up selection, a problem, the copy being made."""
    camera.sign_in("officer", PASSWORD)
    place = _requests(camera)
    camera.picture("back-office-request")
    camera.press(place.request_page.primary, "back-office-open-original")
    place.in_person.page.own_password.input.setText(PASSWORD)
    camera.press(place.in_person.page.primary)
    preparing = camera.until("preparing_page", lambda: place.preparing)
    window = camera.until("editor", lambda: preparing.window if _is_open(preparing.window) else None)
    camera.rest()
    camera.among_others(window)
    page, bench = window.page, window.bench
    assert page is not None and bench is not None
    camera.picture("preparing-empty", window)
    _marked(camera, window, page, bench)
    _selected(camera, window, page, bench)
    _problems(camera, window, page, bench)
    transcript(camera, preparing)
    _working(camera, window)
    page.leave_wanted.emit()
    camera.until("window_closed", lambda: preparing.window is None)
    camera.rest()
    camera.sign_out()


def _is_open(window: PreparingWindow | None) -> bool:
    return window is not None and window.page is not None


def _requests(camera: Camera) -> RequestsPlace:
    place = camera.place(RequestsPlace)
    rows = place.list_page.table.view.rows_model.rows
    place.open(next(row.key for row in rows if REFERENCE in row.cells))  # type: ignore[arg-type]
    camera.until("request", lambda: place.stack.currentWidget() is place.request_page)
    camera.rest()
    return place


def _marked(camera: Camera, window: PreparingWindow, page: EditorPage, bench: Workbench) -> None:
    total = bench.editing.total_ms
    for start, end, voice, reason in (
        (0.17, 0.22, None, RemovalReason.ABOUT_ANOTHER_PERSON),
        (0.36, 0.39, 0, RemovalReason.CARD_DETAILS),
        (0.70, 0.71, None, RemovalReason.NOT_ABOUT_CUSTOMER),
    ):
        page.lanes.selected.emit(round(start * total), round(end * total))
        page.voice.chosen.emit("all" if voice is None else str(voice))
        camera.press(page.reason.options[reason.value])
    bench.sounding.pause()
    if bench.proposals:
        bench.next_proposal()
    _saved(camera, page)
    camera.picture("preparing-marks", window)
    page.instead.chosen.emit(BLEEP)
    camera.press(page.more.fold)
    page.more.letters.options["on"].setFocus()
    camera.picture("preparing-bleep-and-more", window)
    camera.press(page.more.fold)


def _saved(camera: Camera, page: EditorPage) -> None:
    camera.until("changes_saved", lambda: page.saved.words == tr("All changes are saved."))
    camera.rest()


def _selected(camera: Camera, window: PreparingWindow, page: EditorPage, bench: Workbench) -> None:
    bench.choose(bench.editing.marks[1])
    bench.zoom_part()
    camera.picture("preparing-mark-from-near", window)
    part = bench.editing.marks[0]
    page.lanes.selected.emit(part.end_ms + 800, part.end_ms + 2300)
    bench.zoom_part()
    page.lanes.setFocus(Qt.FocusReason.OtherFocusReason)
    camera.picture("preparing-selection", window)


def _problems(camera: Camera, window: PreparingWindow, page: EditorPage, bench: Workbench) -> None:
    bench.editing.reason = None
    bench.show()
    camera.press(page.remove)
    camera.picture("preparing-reason-missing", window)
    page.reason.set_problem("")
    bench.transport.toggle()
    camera.player.fail(PlayFailure.SOUND_NO_DEVICE)
    camera.until("fault_shown", lambda: page.problem.isVisible())
    camera.picture("preparing-no-sound", window)
    page.show_problem("")
    page.show_saved(sentence("draft_is_newer"), fine=False, conflict=True)
    camera.picture("preparing-somebody-else-saved", window)
    page.show_saved(tr("All changes are saved."), fine=True, conflict=False)


def _working(camera: Camera, window: PreparingWindow) -> None:
    progress = Progress()
    window.show_copying(progress)
    camera.until("notice_shown", lambda: window.waiting.working.isVisible())
    window.waiting.working._detail()  # as after five seconds
    progress.changed.emit(31, 100, 18.0)
    camera.picture("preparing-copy", window)
    window.show_editor_again()

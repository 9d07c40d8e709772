"""The gallery's pictures of preparing a copy, and of the approver's place: the queue, hearing a copy, each decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt

from desktop.application.ports.sound import PlayFailure
from desktop.application.requests import listing
from desktop.application.requests.views import CopyWords
from desktop.domain.copies.marking import RemovalReason
from desktop.domain.copies.transcript import Cue
from desktop.errors import FieldsError, MediaRefusedError
from desktop.showcase.demo import demo_calls
from desktop.ui.copies.hearing import HearingWindow
from desktop.ui.copies.preparing.page import BLEEP, EditorPage
from desktop.ui.copies.preparing.preparing import Preparing
from desktop.ui.copies.preparing.transcript import Transcribing
from desktop.ui.copies.preparing.workbench import PreparingWindow, Workbench
from desktop.ui.decisions.decision_page import DecisionPage
from desktop.ui.decisions.place import DecisionsPlace
from desktop.ui.kit.progress import Progress
from desktop.ui.requests.place import RequestsPlace
from desktop.ui.requests.request_page import RequestPage
from desktop.words import tr
from desktop.words.errors import sentence
from tests.gallery.camera import Camera
from tests.gallery.states.door import PASSWORD
from tests.gallery.states.sessions import demo_captions

REFERENCE = "SAR-2026-0006"
"""The demo's request that has a recording and no copy."""


def preparing(camera: Camera) -> None:
    """Show the request, the empty editor, marks and proposals, a close-up selection, a problem, the copy being made."""
    camera.sign_in("officer", PASSWORD)
    place = _requests(camera)
    camera.picture("back-office-request")
    camera.press(place.request_page.primary, "back-office-open-original")
    place.in_person.own_password.input.setText(PASSWORD)
    camera.press(place.in_person.primary)
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
    page.leave.click()
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


NOTE = "The name of a neighbour is left at 0:12. Please remove it on both channels."


def decisions(camera: Camera) -> None:
    """Show the queue, one request, hearing it, the possible decisions, and the outcome of each."""
    camera.sign_in("approver", PASSWORD)
    place = camera.go(DecisionsPlace)
    camera.picture("decisions")
    _sent_back_before(camera, place)
    _open_first(camera, place)
    camera.picture("decisions-one")
    _newer_marks(camera, place)
    _words(camera, place)
    _hearing(camera, place)
    _questions(camera, place)
    _send_back(camera, place)
    _approve(camera, place)
    _withdraw(camera)
    camera.sign_out()
    _officer(camera)


def decisions_at_the_back(camera: Camera) -> None:
    """Show hearing the original too, where originals can be opened."""
    camera.sign_in("approver", PASSWORD)
    place = camera.go(DecisionsPlace)
    _open_first(camera, place)
    camera.picture("back-office-decisions-one")
    camera.press(place.page.hearing.original, "decisions-open-original")
    camera.press(place.in_person.primary, "decisions-open-original-problem")
    place.in_person.own_password.input.setText(PASSWORD)
    camera.press(place.in_person.primary)
    window = _shown(camera, place)
    camera.picture("decisions-hear-original", window)
    place.hearings.close()
    camera.rest()
    camera.sign_out()


def _open_first(camera: Camera, place: DecisionsPlace) -> None:
    place.open(place.list_page.table.view.rows_model.rows[0].key)  # type: ignore[arg-type]
    camera.until("request", lambda: place.stack.currentWidget() is place.page)
    camera.rest()


def _shown(camera: Camera, place: DecisionsPlace) -> HearingWindow:
    """Show the hearing window, as large as the others instead of as the screen."""
    window = camera.until("hearing", lambda: place.hearings.window)
    camera.rest()
    camera.among_others(window)
    return window


def _sent_back_before(camera: Camera, place: DecisionsPlace) -> None:
    """Pose the list with the first sent back once."""
    context = place.page._context
    desk = context.desk
    now: dict[str, Any] = {"uow": desk.uow(), "clock": desk.clock, "rules": desk.deadline_rules}
    first, *others = listing.decisions_waiting(context.actor, zone=desk.office.zone, **now).rows
    place.list_page.show_waiting([replace(first, sent_back=1), *others], len(others) + 1)
    camera.picture("decisions-sent-back-before")
    place.list_page.show_waiting([first, *others], len(others) + 1)


def _newer_marks(camera: Camera, place: DecisionsPlace) -> None:
    """Pose the page with newer marks by someone, approved all the same."""
    page, view = place.page, place.page.view
    assert view is not None
    before = page.draft()
    page.show_request(replace(view, newer_marks=True), before, ())
    camera.picture("decisions-newer-marks")
    page.show_request(view, before, ())
    camera.rest()


def _words(camera: Camera, place: DecisionsPlace) -> None:
    """Pose the page of a copy with a transcript: read, and about to be approved."""
    page, view = place.page, place.page.view
    assert view is not None
    before = page.draft()
    page.show_request(replace(view, words=CopyWords(49, newer=True)), before, ())
    decide_on_words(camera, page)
    camera.picture("decisions-transcript")
    camera.press(page.choice.options["approve"])
    page.show_problems(FieldsError({"transcript": "transcript_choice_missing"}))
    camera.picture("decisions-transcript-problem")
    page.show_request(view, before, ())
    camera.rest()


def _hearing(camera: Camera, place: DecisionsPlace) -> None:
    view = place.page.view
    assert view is not None
    place.hearings.open_copy(view.row.id)
    window = _shown(camera, place)
    camera.picture("decisions-hear-before", window)
    control, rate = window.control, window.opening.sound.rate
    part = window.opening.removed[0]
    control.play_around(0)
    camera.sound_until(control, part.end, rate)
    camera.picture("decisions-hear-part", window)
    place.hearings.close()
    camera.picture("decisions-heard-in-part")


def _questions(camera: Camera, place: DecisionsPlace) -> None:
    page, fields = place.page, place.page.weighing.fields
    page.submitted.emit()
    camera.picture("decisions-problem")
    camera.press(fields["information"].options["private"])
    camera.press(page.choice.options["approve"])
    page.own_password.input.setText(PASSWORD)
    page.submitted.emit()
    camera.picture("decisions-unheard-problem")
    camera.press(page.unheard.known.options["known"])
    page.submitted.emit()
    camera.picture("decisions-weigh-problem")
    for name, answer in (("confidence", "expected"), ("asked", "asked"), ("capable", "yes"), ("consent", "refused")):
        camera.press(fields[name].options[answer])
    page.own_password.input.setText(PASSWORD)
    page.submitted.emit()
    camera.picture("decisions-against-their-will")


def _send_back(camera: Camera, place: DecisionsPlace) -> None:
    page = place.page
    camera.press(page.choice.options["send_back"])
    page.submitted.emit()
    camera.picture("decisions-send-back-problem")
    page.words.set_value(NOTE)
    page.submitted.emit()
    camera.picture("decisions-sent-back")


def _approve(camera: Camera, place: DecisionsPlace) -> None:
    _open_first(camera, place)
    page = place.page
    camera.press(page.choice.options["approve"], "decisions-approve")
    camera.press(page.until.chips.options["a_date"], "decisions-approve-until")
    camera.press(page.until.chips.options["months"])
    page.unheard.known.set_value(["known"])
    page.own_password.input.setText("not their password")
    page.submitted.emit()
    camera.picture("decisions-approve-not-your-password")
    page.own_password.input.setText(PASSWORD)
    page.submitted.emit()
    camera.picture("decisions-after")


def _request(camera: Camera, reference: str) -> RequestPage:
    """Open that request's own page."""
    place = camera.go(RequestsPlace)
    row = next(row for row in place.list_page.table.view.rows_model.rows if row.cells[0] == reference)
    place.open(row.key)  # type: ignore[arg-type]
    camera.until("request", lambda: place.stack.currentWidget() is place.request_page)
    camera.rest()
    return place.request_page


def _withdraw(camera: Camera) -> None:
    page = _request(camera, "INT-2026-0001")
    camera.picture("requests-one-approved")
    camera.press(page.withdrawing.save, "requests-withdraw-problem")
    page.why_withdrawn.set_value("The complaint was settled.")
    camera.press(page.withdrawing.save, "requests-one-withdrawn")


def _officer(camera: Camera) -> None:
    """Show the returned copy to the officer who prepares it again."""
    camera.sign_in("officer", PASSWORD)
    _request(camera, "SAR-2026-0007")
    camera.picture("requests-one-sent-back")
    camera.sign_out()


NAMES = {"office": "Council", "caller": "Demo Customer", "other": "Colleague"}


def transcript(camera: Camera, preparing: Preparing) -> None:
    """Show the page without a transcript, a file that is refused, its speakers, a line, and a line without words."""
    window = preparing.window
    assert window is not None and window.page is not None and preparing.transcribing is not None
    transcribing: Transcribing = preparing.transcribing
    camera.press(window.page.more.transcript)
    page = camera.until("transcript_page", lambda: transcribing.page)
    camera.picture("transcript-none", window)
    page.show_problem(MediaRefusedError("transcript_line_not_read", line=17))
    camera.picture("transcript-refused", window)
    lines = demo_calls()[1].lines
    page.show_cues(tuple(Cue(line.start_ms, line.end_ms, NAMES[line.speaker], line.words) for line in lines))
    camera.picture("transcript-speakers", window)
    page.names[1].set_value("caller")
    camera.press(page.primary)
    camera.until("transcript_saved", lambda: page.transcript.lines and not page.busy)
    page.lines.go_to(3)
    camera.picture("transcript-line", window)
    page.line_words.set_value("")
    camera.press(page.primary)
    camera.until("line_refused", lambda: not page.busy)
    camera.picture("transcript-line-missing", window)
    page.line_words.set_value(page.transcript.lines[3].words)
    camera.press(page.back_link)
    camera.until("editor_again", lambda: transcribing.page is None)
    camera.rest()
    words = window.page.words
    words.search.input.setText("bill")
    words.search.input.textEdited.emit("bill")
    camera.press(words.search.propose)
    words.text.picked.emit(*words.search.places[0][:1] * 2)
    camera.picture("preparing-words", window)


def decide_on_words(camera: Camera, page: DecisionPage) -> None:
    """Show the words beside the parts, as far as they are in the copy, and the question whether they are approved."""
    view = page.view
    assert view is not None and view.call is not None
    page.transcript.show_words(demo_captions(2, view.call.rate), view.call.rate)
    camera.rest()

"""The gallery's pictures of sessions: four customers, and everything that can come of a session."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from desktop.application.playing import PlayFailure
from desktop.domain.session import Outcome
from desktop.ui.gallery_camera import Camera
from desktop.ui.gallery_door import PASSWORD
from desktop.ui.session.break_page import BreakPage
from desktop.ui.session.brief_page import BriefPage
from desktop.ui.session.caller_page import CallerPage
from desktop.ui.session.check_in_page import CheckInPage
from desktop.ui.session.close_page import ClosePage
from desktop.ui.session.closed_page import ClosedPage
from desktop.ui.session.document_slot import DocumentSlot
from desktop.ui.session.id_page import IdPage
from desktop.ui.session.listening_window import ListeningWindow
from desktop.ui.session.note_panel import NotePanel
from desktop.ui.session.resume_page import ResumePage
from desktop.ui.today.place import TodayPlace

EXPIRES, RECENT, TOO_OLD = date(2029, 6, 1), date(2026, 10, 30), date(2026, 8, 14)
LICENCE = "CUSTO703111D99IJ"
"""As a licence of the first demo customer would have it; no licence has this number."""


def whole_session(camera: Camera) -> None:
    """The first customer: every page, every problem, part of the call heard, a fault at the end."""
    _open(camera, 0)
    _check_in_states(camera)
    _id_states(camera)
    _caller_states(camera)
    _brief_states(camera)
    window = _listen_states(camera)
    _over_states(camera, window)
    camera.press(window.panel.finish)
    _close_states(camera)
    closed = camera.page(ClosedPage)
    camera.picture("session-5-closed-receipt")
    camera.document("paper-receipt", closed.document)
    _back(camera, closed)


def not_enough(camera: Camera) -> None:
    """The second customer brings two of the same kind, and has nothing else."""
    _open(camera, 1)
    _check_in(camera)
    page = camera.page(IdPage)
    photo, address = page.slots
    _licence(camera, photo)
    _choose(camera, address, "driving_licence")
    camera.picture("session-2-id-same-kind-twice")
    page.not_enough.emit(page.assessment.missing)
    close = camera.page(ClosePage)
    camera.picture("session-5-close-nothing-heard")
    _answer(camera, close)
    closed = camera.page(ClosedPage)
    camera.picture("session-5-closed-slip")
    camera.document("paper-slip", closed.document)
    _back(camera, closed)


def two_voices(camera: Camera) -> None:
    """The third customer's call has each voice on a channel of its own; it is stopped in distress."""
    _open(camera, 2)
    _to_listening(camera)
    window = _window(camera)
    _play_until(camera, window, 88)
    camera.picture("session-4-listen-two-channels", window)
    camera.key(window, Qt.Key.Key_Escape)
    camera.key(window, Qt.Key.Key_Escape)
    camera.until("to be stopped", lambda: window.on_break)
    camera.rest()
    camera.picture("session-4-stopped-in-distress", window)
    window.finish_wanted.emit("asked")
    _answer(camera, camera.page(ClosePage))
    _back(camera, camera.page(ClosedPage))


ALL_STATIONS = (whole_session, not_enough, two_voices)


def interrupted_session(camera: Camera) -> None:
    """The fourth customer's session is cut off, as by a power cut: nothing is said to the database."""
    _open(camera, 3)
    _to_listening(camera)
    window = _window(camera)
    _play_until(camera, window, 31)
    window.control.pause()
    camera.rest()
    window.leave()
    session = camera.session()
    session.window_shown = None
    camera.rest()


def resumed_session(camera: Camera) -> None:
    """The fourth customer's session goes on, and everything is heard."""
    camera.sign_in("adviser", PASSWORD)
    camera.rest()
    camera.picture("today-interrupted-and-done")
    _open(camera, 3)
    page = camera.page(ResumePage)
    camera.picture("session-1-resume")
    camera.press(page.primary)
    camera.rest()
    camera.picture("session-1-resume-problem")
    camera.press(page.same.options["same"])
    camera.press(page.primary)
    paused = camera.page(BreakPage)
    camera.picture("session-1-resume-then-unlock")
    camera.type_into(paused.password, PASSWORD)
    camera.press(paused.primary)
    window = _window(camera)
    camera.picture("session-4-listen-resumed", window)
    _play_until(camera, window, window.panel.call.frames / window.panel.call.rate, ended=True)
    camera.until("the end", lambda: not window.control.playing)
    camera.rest()
    camera.picture("session-4-listen-heard", window)
    camera.press(window.panel.finish)
    close = camera.page(ClosePage)
    camera.picture("session-5-close-all-heard")
    _answer(camera, close)
    _back(camera, camera.page(ClosedPage))
    camera.sign_out()


def _open(camera: Camera, row: int) -> None:
    place = camera.shell.places["today"]
    assert isinstance(place, TodayPlace)
    view = place.table.view
    camera.rest()
    view.setFocus()
    view.selectRow(row)
    camera.key(view, Qt.Key.Key_Return)
    camera.until("the session", lambda: camera.shell.session)
    camera.rest()


def _back(camera: Camera, page: ClosedPage) -> None:
    page.done.emit()
    camera.until("today", lambda: camera.shell.session is None)
    camera.clock.pass_by(600)
    camera.shell.go("today")
    camera.rest()


def _check_in_states(camera: Camera) -> None:
    page = camera.page(CheckInPage)
    camera.picture("session-1-check-in")
    camera.press(page.primary)
    camera.rest()
    camera.picture("session-1-check-in-problems")
    _check_in(camera)


def _check_in(camera: Camera) -> None:
    page = camera.page(CheckInPage)
    page.parties.set_value(("customer", "interpreter"))
    page.copy_wanted.set_value("yes")
    page.submitted.emit()
    camera.page(IdPage)
    camera.clock.pass_by(95)


def _choose(camera: Camera, slot: DocumentSlot, kind: str) -> None:
    slot.kind.set_value(kind)
    slot.kind.edited.emit()
    camera.rest()


def _licence(camera: Camera, slot: DocumentSlot) -> None:
    _choose(camera, slot, "driving_licence")
    camera.type_date(slot.expiry, EXPIRES)
    camera.press(slot.name.options["match"])
    camera.press(slot.birth.options["match"])
    camera.press(slot.address.options["no"])
    camera.rest()


def _id_states(camera: Camera) -> None:
    page = camera.page(IdPage)
    photo, address = page.slots
    camera.picture("session-2-id-nothing-yet")
    _choose(camera, photo, "driving_licence")
    camera.picture("session-2-id-one-question")
    camera.type_date(photo.expiry, EXPIRES)
    camera.rest()
    camera.type_into(photo.number, LICENCE)
    camera.press(photo.check_number)
    camera.rest()
    camera.picture("session-2-id-number-checked")
    _licence(camera, photo)
    _choose(camera, address, "utility_bill")
    camera.type_date(address.issued, TOO_OLD)
    camera.rest()
    camera.picture("session-2-id-bill-too-old")
    _bill(camera, address)
    camera.picture("session-2-id-complete")
    page.submitted.emit()


def _bill(camera: Camera, slot: DocumentSlot) -> None:
    camera.type_date(slot.issued, RECENT)
    camera.press(slot.name.options["match"])
    camera.press(slot.address.options["yes"])
    camera.rest()


def _caller_states(camera: Camera) -> None:
    page = camera.page(CallerPage)
    camera.picture("session-2-about-the-call")
    camera.press(page.check.options["near_enough"])
    camera.press(page.primary)
    camera.rest()
    camera.picture("session-2-about-the-call-near-enough")
    camera.type_into(page.reason, "One digit of the number was different")
    page.submitted.emit()


def _brief_states(camera: Camera) -> None:
    page = camera.page(BriefPage)
    camera.picture("session-3-brief")
    page.submitted.emit()
    camera.rest()
    camera.picture("session-3-brief-problems")
    _briefed(page)


def _briefed(page: BriefPage) -> None:
    page.read.set_value(("read",))
    page.heard.set_value(("heard",))
    page.submitted.emit()


def _to_listening(camera: Camera) -> None:
    """Without a picture, from check-in to the listening window."""
    _check_in(camera)
    page = camera.page(IdPage)
    photo, address = page.slots
    _licence(camera, photo)
    _choose(camera, address, "utility_bill")
    _bill(camera, address)
    page.submitted.emit()
    caller = camera.page(CallerPage)
    caller.check.set_value("matches")
    caller.submitted.emit()
    _briefed(camera.page(BriefPage))


def _window(camera: Camera) -> ListeningWindow:
    """The listening window, as large as the others instead of as the screen."""
    session = camera.session()
    window = camera.until("the listening window", lambda: session.window_shown, 30)
    camera.rest()
    window.showNormal()
    window.resize(camera.shell.size())
    camera.rest()
    return window


def _play_until(camera: Camera, window: ListeningWindow, second: float, *, ended: bool = False) -> None:
    """Play from where it stands up to that second of the copy."""
    control, rate = window.control, window.panel.call.rate
    if not control.playing:
        control.play()
        camera.until("to play", lambda: control.playing)
    frame = round(second * rate)
    camera.clock.pass_by((frame - control.frame) / rate)
    camera.player.play_until(frame, ended=ended)
    camera.until("it to be heard", lambda: any(span.end >= frame for span in control.heard))
    camera.rest()


def _listen_states(camera: Camera) -> ListeningWindow:
    window = _window(camera)
    camera.picture("session-4-listen-before", window)
    removed = window.panel.call.removed[0]
    rate = window.panel.call.rate
    _play_until(camera, window, 6)
    window.control.seek(9 * rate)
    _play_until(camera, window, removed.start / rate - 4)
    camera.picture("session-4-listen-playing", window)
    _play_until(camera, window, removed.start / rate + 1)
    camera.picture("session-4-listen-removed-part", window)
    camera.player.fail(PlayFailure.SOUND_NO_DEVICE)
    camera.until("the fault to be said", lambda: window.panel.problem.isVisible())
    camera.rest()
    camera.picture("session-4-listen-fault", window)
    return window


def _over_states(camera: Camera, window: ListeningWindow) -> None:
    """What lies over the listening panel: a note, a break."""
    camera.key(window, Qt.Key.Key_N)
    note = camera.until("the note", lambda: window.findChild(NotePanel))
    camera.picture("session-4-note", window)
    camera.press(note.primary)
    camera.rest()
    camera.picture("session-4-note-problem", window)
    camera.type_into(note.note_words, "It was not put out by me but by the crew.")
    note.correction.set_value("yes")
    note.submitted.emit()
    camera.rest()
    camera.press(window.panel.rest)
    camera.until("the break", lambda: window.on_break)
    camera.rest()
    camera.picture("session-4-break", window)
    window.go_on_wanted.emit("not the password")
    camera.rest()
    camera.picture("session-4-break-refused", window)
    window.go_on_wanted.emit(PASSWORD)
    camera.until("to go on", lambda: not window.on_break)
    camera.rest()


def _close_states(camera: Camera) -> None:
    page = camera.page(ClosePage)
    camera.picture("session-5-close-part-heard")
    camera.press(page.primary)
    camera.rest()
    camera.picture("session-5-close-problems")
    page.outcome.set_value(Outcome.TECHNICAL_FAULT.value)
    page.outcome.edited.emit()
    page.outcome_words.set_value("The headphones stopped.")
    camera.picture("session-5-close-technical-fault")
    _answer(camera, page)


def _answer(camera: Camera, page: ClosePage) -> None:
    page.complaint.set_value("no")
    page.acknowledged.set_value("yes")
    page.submitted.emit()
    camera.rest()

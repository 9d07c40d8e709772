"""The gallery's pictures of sessions: each step of one, four customers, every outcome, and the listening window.

Sessions of others than a customer are posed on a customer's pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.ports.sound import PlayFailure
from desktop.application.sessions.identifying import EarlierView
from desktop.application.sessions.views import ClosedView, SessionView
from desktop.domain.copies.marking import RemovalReason, RemovedPart
from desktop.domain.copies.transcript import Captions, Transcript, captions_of, left_of
from desktop.domain.requests.request import Asker, Authority, Representative
from desktop.domain.sessions.identity import CallKind
from desktop.domain.sessions.session import Outcome, Party
from desktop.domain.shared.kinds import Kind
from desktop.showcase.demo import demo_calls
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import BreakPage, NobodyPage, ResumePage
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage, receipt_document
from desktop.ui.sessions.identity.document_slot import DocumentSlot
from desktop.ui.sessions.identity.id_page import CallerPage, IdPage
from desktop.ui.sessions.listening.listening_panel import CaptionedPanel
from desktop.ui.sessions.listening.listening_window import ListeningWindow
from desktop.ui.sessions.listening.overlay import NotePanel, StaffStrip
from desktop.ui.sessions.session_page import SessionPage
from desktop.ui.sessions.sound_check import LOOKS
from desktop.ui.sessions.today import TodayPlace
from desktop.words.errors import sentence
from tests.gallery.camera import Camera
from tests.gallery.posing import NoLockdown
from tests.gallery.states.door import PASSWORD

EXPIRES, RECENT, TOO_OLD = date(2029, 6, 1), date(2026, 10, 30), date(2026, 8, 14)
LICENCE = "CUSTO703111D99IJ"
"""The first demo customer's licence number; no real licence has it."""


def open_row(camera: Camera, row: int) -> None:
    """Open today's appointment of that number."""
    place = camera.place(TodayPlace)
    view = place.table.view
    camera.rest()
    view.setFocus()
    view.selectRow(row)
    camera.key(view, Qt.Key.Key_Return)
    camera.until("session", lambda: camera.shell.session)
    camera.rest()


def back(camera: Camera, page: ClosedPage) -> None:
    """Leave this session, and go on with the day."""
    page.back.emit()
    camera.until("today_list", lambda: camera.shell.session is None)
    camera.clock.pass_by(600)
    camera.shell.go("today")
    camera.rest()


def check_in_states(camera: Camera) -> None:
    """Show it on a PC that is used from another one; nothing chosen, and the problem."""
    camera.page(CheckInPage).back.emit()
    camera.until("today_list", lambda: camera.shell.session is None)
    NoLockdown.remote = True
    open_row(camera, 0)
    NoLockdown.remote = False
    camera.picture("session-1-check-in-remote")
    camera.page(CheckInPage).back.emit()
    camera.until("today_list", lambda: camera.shell.session is None)
    open_row(camera, 0)
    page = camera.page(CheckInPage)
    camera.picture("session-1-check-in")
    camera.press(page.primary, "session-1-check-in-problems")
    check_in(camera)


def check_in(camera: Camera) -> None:
    """Check in the customer and an interpreter."""
    page = camera.page(CheckInPage)
    page.parties.set_value(("customer", "interpreter"))
    page.submitted.emit()
    camera.page(IdPage)
    camera.clock.pass_by(95)


def choose(camera: Camera, slot: DocumentSlot, kind: str) -> None:
    """Choose the kind of document shown."""
    camera.fill(slot.kind, kind)


def licence(camera: Camera, slot: DocumentSlot) -> None:
    """Show a driving licence, with an address that is not the current one."""
    choose(camera, slot, "driving_licence")
    camera.type_date(slot.expiry, EXPIRES)
    camera.press(slot.some_differ)
    camera.press(slot.name.options["match"])
    camera.press(slot.birth.options["match"])
    camera.press(slot.address.options["no"])


def id_states(camera: Camera) -> None:
    """Show from no document to two that are enough."""
    page = camera.page(IdPage)
    photo, address = page.slots
    camera.picture("session-2-id-nothing-yet")
    lesser_check_states(camera, page)
    came_back(camera, page)
    choose(camera, photo, "driving_licence")
    camera.picture("session-2-id-one-question")
    camera.type_date(photo.expiry, EXPIRES)
    camera.rest()
    camera.press(photo.number.unfold)
    camera.type_into(photo.number.field, LICENCE)
    camera.press(photo.number.check, "session-2-id-number-checked")
    camera.press(photo.some_differ, "session-2-id-something-differs")
    somebody_leaves(camera, page)
    licence(camera, photo)
    choose(camera, address, "utility_bill")
    camera.type_date(address.issued, TOO_OLD)
    camera.picture("session-2-id-bill-too-old")
    bill(camera, address)
    camera.picture("session-2-id-complete")
    page.submitted.emit()


def lesser_check_states(camera: Camera, page: IdPage) -> None:
    """Request a lesser check that is not allowed: the adviser typed their own name. Then ask elsewhere, and give up."""
    page.lesser_link.click()
    camera.picture("session-2-id-lesser-check")
    page.lesser.reason.set_value("Here last week with all papers")
    camera.type_into(page.lesser.name, "adviser")
    camera.type_into(page.lesser.password, PASSWORD)
    camera.press(page.lesser.allow, "session-2-id-lesser-check-not-allowed")
    camera.press(page.lesser.ask, "session-2-id-lesser-check-waiting")
    camera.press(page.lesser.wait.give_up)
    page.lesser.fold()


def came_back(camera: Camera, page: IdPage) -> None:
    """Pose that they were identified earlier today: the short check, and what it says untick."""
    view = camera.session().view
    assert view is not None
    page.earlier.offer(EarlierView(view.id, camera.clock.now().date(), ("passport", "council_tax_bill")))
    page.earlier_link.click()
    camera.rest()
    camera.press(page.earlier.confirm, "session-2-id-short-check")
    page.set_problems([])
    page.earlier.fold()
    page.earlier_link.hide()


def somebody_leaves(camera: Camera, page: IdPage) -> None:
    """Show the question whether the interpreter has left, answered no. Then pose that nobody is left."""
    present = page.card.present
    assert present is not None
    present.links[Party.INTERPRETER].click()
    camera.picture("session-2-id-somebody-leaves")
    assert present.no is not None
    present.no.click()
    session = camera.session()
    view = session.view
    assert view is not None
    alone = NobodyPage(replace(view, parties=frozenset({Party.INTERPRETER})), session.context)
    session._stack.addWidget(alone)
    session._stack.setCurrentWidget(alone)
    alone.focus_first()
    camera.picture("session-2-nobody-to-listen")
    session._stack.setCurrentWidget(page)
    session._stack.removeWidget(alone)
    alone.deleteLater()
    camera.rest()


def bill(camera: Camera, slot: DocumentSlot) -> None:
    """Answer the questions about a bill."""
    camera.type_date(slot.issued, RECENT)
    camera.press(slot.all_match)


def caller_states(camera: Camera) -> None:
    """Show the questions, the answers while the key is held, then near enough without a reason."""
    page = camera.page(CallerPage)
    camera.picture("session-2-about-the-call")
    assert page.card.answers is not None
    page.card.answers.button.hold(True)
    camera.until("answers_seen", lambda: page.card.answers is not None and page.card.answers.shown)
    camera.picture("session-2-about-the-call-held")
    page.card.answers.button.hold(False)
    camera.press(page.some_differ)
    camera.press(page.check.options["near_enough"])
    camera.press(page.primary, "session-2-about-the-call-near-enough")
    camera.type_into(page.reason, "One digit of the number was different")
    page.submitted.emit()


def brief_states(camera: Camera) -> None:
    """Show it before the voice has come out, with what is folded, without headphones, and heard."""
    page = camera.page(BriefPage)
    camera.picture("session-3-brief")
    page.sound.more.click()
    camera.picture("session-3-brief-ears-and-output")
    page.sound.more.click()
    turned(camera, page)
    no_headphones(camera, page)
    heard(page)
    camera.picture("session-3-brief-heard")
    session = camera.session()
    session.flow = replace(session.flow, starts=True)
    session._opening()
    camera.picture("session-3-brief-opening")
    page.set_busy("")
    briefed(page)


def turned(camera: Camera, page: BriefPage) -> None:
    """Show what the customer reads, as large as the other windows."""
    camera.press(page.turned)
    window = page.customer
    assert window is not None
    window.showNormal()
    window.resize(camera.shell.size())
    camera.picture("session-3-customer-reads", window)
    window.leave()
    camera.rest()


def no_headphones(camera: Camera, page: BriefPage) -> None:
    """Show nothing to listen with, until headphones are plugged in."""
    there, camera.player.found = camera.player.found, ()
    for _ in range(LOOKS):
        page.sound._headphones.look()
    camera.picture("session-3-brief-no-headphones")
    camera.player.found = there
    page.sound._headphones.look()
    camera.rest()


def briefed(page: BriefPage) -> None:
    """Read and hear everything."""
    heard(page)
    page.submitted.emit()


def heard(page: BriefPage) -> None:
    """Pose that the voice has come out: the gallery's player is silent."""
    page.sound.came_out = True
    page.sound.meter.show_level(0.7)
    page.sound.tell()


def to_listening(camera: Camera) -> None:
    """Go from check-in to the listening window without a picture."""
    check_in(camera)
    page = camera.page(IdPage)
    photo, address = page.slots
    licence(camera, photo)
    choose(camera, address, "utility_bill")
    bill(camera, address)
    page.submitted.emit()
    caller = camera.page(CallerPage)
    caller.submitted.emit()
    briefed(camera.page(BriefPage))


def close_states(camera: Camera) -> None:
    """Close after part was heard; nothing is answered; then a fault in words."""
    page = camera.page(ClosePage)
    camera.picture("session-5-close-part-heard")
    camera.press(page.primary, "session-5-close-problems")
    camera.press(page.other_outcome)
    camera.fill(page.outcome, Outcome.TECHNICAL_FAULT.value)
    page.outcome_words.set_value("The headphones stopped.")
    camera.picture("session-5-close-technical-fault")
    answer(camera, page)


def answer(camera: Camera, page: ClosePage) -> None:
    """Answer: no complaint; acknowledged."""
    page.complaint.set_value("no")
    page.acknowledged.set_value("yes")
    page.submitted.emit()
    camera.rest()


def shown_window(camera: Camera) -> ListeningWindow:
    """Show the listening window, as large as the others instead of as the screen; the sound that starts by itself is
    paused."""
    session = camera.session()
    window = camera.until("listening_window", lambda: session.window_shown)
    camera.rest()
    if window.control.playing:
        window.control.pause()
        window.control.seek(window.control.frame)
    camera.among_others(window)
    return window


def more(camera: Camera, window: ListeningWindow) -> None:
    """Open what is behind More."""
    camera.press(window.panel.more.button)


def unlock(camera: Camera, window: ListeningWindow, password: str) -> None:
    """Type the adviser's password on the page of a break."""
    page = window.overlay.page
    assert isinstance(page, BreakPage)
    page.password.input.setText(password)
    camera.press(page.primary)


def finish(camera: Camera, window: ListeningWindow) -> None:
    """Finish before the end of the call, or at it."""
    if not window.panel.finish.isVisible():
        more(camera, window)
    camera.press(window.panel.finish)


def play_until(camera: Camera, window: ListeningWindow, second: float, *, ended: bool = False) -> None:
    """Play from the current position up to that second of the copy."""
    control, rate = window.control, window.panel.call.rate
    if not control.playing:
        control.play()
        camera.until("sound_playing", lambda: control.playing)
    camera.sound_until(control, round(second * rate), rate, ended=ended)
    camera.rest()


def listen_states(camera: Camera) -> ListeningWindow:
    """Show it before, playing, within a removed part, and after a fault."""
    window = shown_window(camera)
    camera.picture("session-4-listen-before", window)
    removed = window.panel.call.removed[0]
    rate = window.panel.call.rate
    play_until(camera, window, 6)
    window.control.seek(9 * rate)
    play_until(camera, window, removed.start / rate - 4)
    camera.picture("session-4-listen-playing", window)
    staff_strip(camera, window)
    pieces(camera, window)
    play_until(camera, window, removed.start / rate + 1)
    camera.picture("session-4-listen-removed-part", window)
    captions(camera, window)
    camera.player.fail(PlayFailure.SOUND_NO_DEVICE)
    camera.until("fault_shown", lambda: window.panel.problem.isVisible())
    camera.picture("session-4-listen-fault", window)
    return window


def staff_strip(camera: Camera, window: ListeningWindow) -> None:
    """Show the staff's own display while the customer listens on another; then with a problem."""
    view, call = camera.session().view, window.panel.call
    assert view is not None
    problem = sentence("sound_no_device")
    for name, words in (("session-4-staff-strip", ""), ("session-4-staff-strip-problem", problem)):
        # one each: on X, the place of the first could come after the size of the second
        strip = StaffStrip(view.reference, call.frames / call.rate, lambda event: None, demo=True)
        strip.show_frame(window.control.frame / call.rate)
        strip.show_playing(True)
        strip.show_problem(words)
        strip.resize(camera.shell.width(), strip.needed(camera.shell.width()))
        strip.show()
        camera.picture(name, strip)
        strip.go()
        camera.rest()


def pieces(camera: Camera, window: ListeningWindow) -> None:
    """Show it stopped by itself after a short piece. Letter keys are off."""
    control, panel = window.control, window.panel
    stood = control.frame
    control.pause()
    control.seek(0)
    more(camera, window)
    camera.picture("session-4-listen-more", window)
    for switch, key in ((panel.pieces, "on"), (panel.letters, "off")):
        camera.press(switch.options[key])
    panel.more.fold()
    ends = control._piece_ends
    assert ends is not None
    play_until(camera, window, ends / panel.call.rate)
    camera.until("piece_ended", lambda: not control.playing)
    camera.picture("session-4-listen-piece-over", window)
    more(camera, window)
    for switch, key in ((panel.pieces, "off"), (panel.letters, "on")):
        camera.press(switch.options[key])
    panel.more.fold()
    control.seek(stood)


def over_states(camera: Camera, window: ListeningWindow) -> None:
    """Show the overlays of the listening panel: a note, a break."""
    camera.key(window, Qt.Key.Key_N)
    note = camera.until("note", lambda: window.findChild(NotePanel))
    camera.picture("session-4-note", window)
    camera.press(note.primary)
    camera.picture("session-4-note-problem", window)
    camera.type_into(note.note_words, "It was not put out by me but by the crew.")
    note.correction.set_value("yes")
    note.submitted.emit()
    camera.rest()
    more(camera, window)
    camera.press(window.panel.rest)
    camera.until("break", lambda: window.on_break)
    camera.picture("session-4-break", window)
    unlock(camera, window, "not the password")
    camera.picture("session-4-break-refused", window)
    unlock(camera, window, PASSWORD)
    camera.until("session_goes_on", lambda: not window.on_break)
    camera.rest()


def captions(camera: Camera, window: ListeningWindow) -> None:
    """Show the words of the call: before the first, while someone speaks, and in the place of a removed part."""
    view = camera.session().view
    assert view is not None
    rate = view.call.rate
    words = demo_captions(0, rate)
    panel = CaptionedPanel(view, window._opened.waveform, window._context, words)
    panel.show_volume(window.control.volume)
    with in_front(camera, window.stack, panel):
        removed = view.call.removed[0]
        for name, frame in (
            ("before", 0),
            ("playing", removed.end + 2 * rate),
            ("removed-part", removed.start + rate),
        ):
            panel.show_frame(frame)
            panel.show_playing(name == "playing")
            camera.picture(f"session-4-listen-words-{name}", window)


def demo_captions(call: int, rate: int) -> Captions:
    """Return the captions of a demo call, without what was removed from it."""
    found = demo_calls()[call]
    gone = tuple(
        RemovedPart((part.start_ms - 150) * rate // 1000, (part.end_ms + 150) * rate // 1000, part.channel, part.reason)
        for part in found.removals
    )
    assert all(isinstance(part.reason, RemovalReason) for part in gone)
    return captions_of(left_of(Transcript(found.lines), gone, rate), gone, rate)


REFERENCE, LEADER = "INT-2026-0001", Asker("Demo", "Team Leader", None, "")


def check_in_of_representative(camera: Camera, row: int) -> None:
    """Show what is asked where someone acts for the customer."""
    place = camera.place(TodayPlace)
    named = Representative("Demo Representative", Authority.POWER_OF_ATTORNEY, "Money and post")
    page = CheckInPage(replace(list(place._rows.values())[row].row, representative=named), _context(camera))
    page.parties.options[Party.REPRESENTATIVE.value].click()
    _pose(camera, page, "session-1-check-in-of-representative")


def id_of_staff(camera: Camera) -> SessionView:
    """Show the page to be worked, and give the customer's view back: `as_it_was` takes it."""
    theirs, customers = _theirs(camera), camera.session().view
    assert customers is not None
    _show(camera, theirs)
    return customers


def as_it_was(camera: Camera, customers: SessionView) -> None:
    """Show the customer's own page."""
    _show(camera, customers)
    camera.rest()


def _show(camera: Camera, view: SessionView) -> None:
    camera.session().take_view(view)


def caller_of_anothers_call(camera: Camera) -> None:
    """Show what is asked about a call that someone else made about the customer."""
    view = camera.session().view
    assert view is not None
    theirs = replace(view, call=replace(view.call, kind=CallKind.BY_SOMEBODY_ELSE))
    page = CallerPage(theirs, _context(camera))
    _pose(camera, page, "session-2-about-somebody-elses-call")


def closed_of_staff(camera: Camera, closed: ClosedView) -> None:
    """Show their receipt, without the rights of the person in the call."""
    receipt = replace(closed.receipt, kind=Kind.INTERNAL, own_call=False, reference=REFERENCE)
    page = ClosedPage(replace(closed, session=_of_staff(closed.session), receipt=receipt), _context(camera))
    _pose(camera, page, "session-5-closed-of-staff")
    desk = _context(camera).desk
    camera.document("paper-receipt-of-staff", receipt_document(receipt, desk.office.zone, desk.policy.regulator))


def _context(camera: Camera) -> Context:
    return camera.session().context


def _of_staff(view: SessionView) -> SessionView:
    """Pose their one document, with nothing in it about the listener."""
    view = replace(view, kind=Kind.INTERNAL, reference=REFERENCE)
    return replace(view, asker=LEADER, adjustments=(), documents=view.documents[:1], notes=())


def _theirs(camera: Camera) -> SessionView:
    view = camera.session().view
    assert view is not None
    return _of_staff(view)


@contextmanager
def in_front(camera: Camera, stack: StackOfPages, page: QWidget) -> Iterator[None]:
    """Bring the worked page to the front while pictures are taken. Then the keyboard is where it was."""
    worked, had_focus = stack.currentWidget(), QApplication.focusWidget()
    assert worked is not None
    stack.addWidget(page)
    stack.setCurrentWidget(page)
    yield
    stack.setCurrentWidget(worked)
    stack.removeWidget(page)
    page.deleteLater()
    if had_focus is not None:
        had_focus.setFocus()
    camera.rest()


def _pose(camera: Camera, page: SessionPage, name: str) -> None:
    with in_front(camera, camera.session()._stack, page):
        page.focus_first()
        camera.picture(name)


def whole_session(camera: Camera) -> None:
    """Show the first customer: every page, every problem, part of the call heard, a fault at the end."""
    open_row(camera, 0)
    check_in_states(camera)
    id_states(camera)
    camera.page(CallerPage)
    caller_of_anothers_call(camera)
    caller_states(camera)
    brief_states(camera)
    window = listen_states(camera)
    over_states(camera, window)
    finish(camera, window)
    close_states(camera)
    closed = camera.page(ClosedPage)
    camera.picture("session-5-closed-receipt")
    camera.document("paper-receipt", closed.document)
    view = camera.session().closed_view
    assert view is not None
    closed_of_staff(camera, view)
    back(camera, closed)


def not_enough(camera: Camera) -> None:
    """Show the second customer, who brings one document, and has no other."""
    open_row(camera, 1)
    check_in_of_representative(camera, 1)
    check_in(camera)
    _somebody_of_the_office(camera)
    page = camera.page(IdPage)
    photo, address = page.slots
    licence(camera, photo)
    camera.press(address.action, "session-2-id-why-not-these")
    assert page.ending.link is not None
    camera.press(page.ending.link, "session-2-id-end")
    page.ending.evidence.click()
    close = camera.page(ClosePage)
    camera.picture("session-5-close-nothing-heard")
    answer(camera, close)
    closed = camera.page(ClosedPage)
    camera.picture("session-5-closed-slip")
    camera.document("paper-slip", closed.document)
    back(camera, closed)


def _somebody_of_the_office(camera: Camera) -> None:
    """Pose the page for internal access."""
    customers = id_of_staff(camera)
    page = camera.page(IdPage)
    camera.picture("session-2-id-of-staff")
    choose(camera, page.slots[0], "staff_pass")
    camera.press(page.slots[0].all_match, "session-2-id-of-staff-enough")
    as_it_was(camera, customers)


def two_voices(camera: Camera) -> None:
    """Show the third customer's call, each voice on a channel of its own; it is stopped in distress."""
    open_row(camera, 2)
    to_listening(camera)
    window = shown_window(camera)
    window.set_pieces(False)  # an interpreter comes along: it would pause by itself before the place of the picture
    play_until(camera, window, 88)
    camera.picture("session-4-listen-two-channels", window)
    camera.key(window, Qt.Key.Key_Escape)
    camera.key(window, Qt.Key.Key_Escape)
    camera.until("sound_stopped", lambda: window.on_break)
    camera.picture("session-4-stopped-in-distress", window)
    stopped = window.findChild(BreakPage)
    assert stopped is not None
    stopped.present.links[Party.CUSTOMER].click()
    camera.picture("session-4-break-somebody-leaves", window)
    assert stopped.present.yes is not None
    stopped.present.yes.click()
    camera.picture("session-4-break-nobody-to-listen", window)
    camera.press(stopped.primary)
    close = camera.page(ClosePage)
    answer(camera, close)
    back(camera, camera.page(ClosedPage))


ALL_STATIONS = (whole_session, not_enough, two_voices)


def interrupted_session(camera: Camera) -> None:
    """Cut off the fourth customer's session, as by a power cut: the database is told nothing."""
    open_row(camera, 3)
    to_listening(camera)
    window = shown_window(camera)
    play_until(camera, window, 31)
    window.control.pause()
    camera.rest()
    window.leave()
    session = camera.session()
    session.window_shown, session.view = None, None
    camera.rest()


def resumed_session(camera: Camera) -> None:
    """Resume the fourth customer's session, and hear everything."""
    camera.sign_in("adviser", PASSWORD)
    camera.picture("today-interrupted-and-done")
    open_row(camera, 3)
    page = camera.page(ResumePage)
    camera.picture("session-1-resume")
    camera.press(page.primary, "session-1-resume-problem")
    camera.press(page.same.options["same"])
    camera.press(page.primary)
    paused = camera.page(BreakPage)
    camera.picture("session-1-resume-then-unlock")
    camera.type_into(paused.password, PASSWORD)
    camera.press(paused.primary)
    window = shown_window(camera)
    camera.picture("session-4-listen-resumed", window)
    play_until(camera, window, window.panel.call.frames / window.panel.call.rate, ended=True)
    camera.until("recording_ended", lambda: not window.control.playing)
    camera.picture("session-4-listen-heard", window)
    finish(camera, window)
    close = camera.page(ClosePage)
    answer(camera, close)
    back(camera, camera.page(ClosedPage))
    camera.sign_out()

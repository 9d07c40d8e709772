"""The gallery's pictures of the listening window, its overlays and its words, and of sessions of others than a
customer, posed on a customer's pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from desktop.application.ports.sound import PlayFailure
from desktop.application.sessions.views import ClosedView, SessionView
from desktop.domain.copies.marking import RemovalReason, RemovedPart
from desktop.domain.copies.transcript import Captions, Cue, Transcript, captions_of, left_of
from desktop.domain.requests.request import Asker, Authority, Purpose, Representative
from desktop.domain.sessions.identity import CallKind
from desktop.domain.sessions.session import Party
from desktop.domain.shared.kinds import Kind
from desktop.errors import MediaRefusedError
from desktop.showcase.demo import demo_calls
from desktop.ui.copies.preparing.preparing import Preparing
from desktop.ui.copies.preparing.transcript import Transcribing
from desktop.ui.decisions.decision_page import DecisionPage
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.running.context import Context
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.closed_page import ClosedPage, receipt_document
from desktop.ui.sessions.id_page import CallerPage
from desktop.ui.sessions.listening_panel import CaptionedPanel
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.overlay import NotePanel, StaffStrip
from desktop.ui.sessions.session_page import SessionPage
from desktop.ui.sessions.today import TodayPlace
from desktop.words.errors import sentence
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD


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


def decide_on_words(camera: Camera, page: DecisionPage) -> None:
    """Show the words beside the parts, as far as they are in the copy, and the question whether they are approved."""
    view = page.view
    assert view is not None and view.call is not None
    page.transcript.show_words(_captions_of(2, view.call.rate), view.call.rate)
    camera.rest()


def captions(camera: Camera, window: ListeningWindow) -> None:
    """Show the words of the call: before the first, while someone speaks, and in the place of a removed part."""
    view = camera.session().view
    assert view is not None
    rate = view.call.rate
    words = _captions_of(0, rate)
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


def _captions_of(call: int, rate: int) -> Captions:
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
    view = replace(view, kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reference=REFERENCE)
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

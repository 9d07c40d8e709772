"""The gallery's pictures of sessions: four customers, and every outcome of a session."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.domain.sessions.session import Party
from desktop.ui.sessions.break_page import BreakPage, ResumePage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.id_page import CallerPage, IdPage
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD
from tests.gallery.listening import (
    as_it_was,
    caller_of_anothers_call,
    check_in_of_representative,
    closed_of_staff,
    finish,
    id_of_staff,
    listen_states,
    over_states,
    play_until,
    shown_window,
)
from tests.gallery.steps import (
    answer,
    back,
    brief_states,
    caller_states,
    check_in,
    check_in_states,
    choose,
    close_states,
    id_states,
    licence,
    open_row,
    to_listening,
)


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

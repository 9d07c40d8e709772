"""The gallery's pictures of the listening window and of its overlays."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.application.ports.sound import PlayFailure
from desktop.ui.sessions.break_page import BreakPage
from desktop.ui.sessions.listening_window import ListeningWindow
from desktop.ui.sessions.overlay import NotePanel, StaffStrip
from desktop.words.errors import sentence
from tests.gallery.camera import Camera
from tests.gallery.door import PASSWORD
from tests.gallery.of_words import captions


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

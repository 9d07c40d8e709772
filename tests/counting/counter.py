"""At the counter: from someone's arrival to the first sound, and on to the receipt.

The customer shows a UK driving licence and a gas bill, both with the request's name and address, and matches on the
call. Everything is chosen and typed as it stands on the pages; nothing is set from behind them.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from desktop.showcase.hands import Hands
from desktop.ui.sessions.brief_page import BriefPage
from desktop.ui.sessions.check_in_page import CheckInPage
from desktop.ui.sessions.close_page import ClosePage
from desktop.ui.sessions.closed_page import ClosedPage
from desktop.ui.sessions.document_slot import DocumentSlot
from desktop.ui.sessions.id_page import CallerPage, IdPage
from desktop.ui.sessions.today import TodayPlace
from tests.counting.fingers import Fingers, Way

PATIENCE = 120.0


def arrival_to_sound(fingers: Fingers, hands: Hands, today: date) -> None:
    """Work from Today's list to the first sound of the call."""
    place = hands.shell.places["today"]
    assert isinstance(place, TodayPlace)
    fingers.open_first("today", place.list_page, place.table.view)
    hands.until("session", lambda: hands.shell.session)
    check_in = hands.page(CheckInPage)
    fingers.screen("check in", check_in)
    fingers.tick(check_in.parties.options["customer"])
    fingers.press(check_in.primary, primary=True)
    _identify(fingers, hands, today)
    caller = hands.page(CallerPage)
    fingers.screen("about the call", caller)
    answers = caller.card.answers
    assert answers is not None
    fingers.hold(answers.button, Qt.Key.Key_F8, lambda: answers.shown)
    fingers.press(caller.primary, primary=True)
    brief = hands.page(BriefPage)
    fingers.screen("brief", brief)
    fingers.press(brief.sound.play)
    hands.until("sound_check_playing", brief.primary.isEnabled)
    fingers.look("brief, heard", brief)
    fingers.press(brief.primary, primary=True)
    window = hands.until("listening_window", lambda: hands.session().window_shown)
    hands.until("sound", lambda: window.control.heard)
    fingers.screen("listen", window)


def to_the_receipt(fingers: Fingers, hands: Hands) -> None:
    """Let the call play to its end, then close the session."""
    window = hands.session().window_shown
    assert window is not None
    control, frames = window.control, window.panel.call.frames
    hands.until("recording_ended", lambda: not control.playing and control.frame >= frames, PATIENCE)
    hands.until("everything_saved", lambda: not control.unsaved())
    fingers.press(window.panel.finish)
    close = hands.page(ClosePage)
    fingers.screen("close", close)
    fingers.choose(close.complaint.options["no"], close.complaint)
    fingers.choose(close.acknowledged.options["yes"], close.acknowledged)
    fingers.look("close, answered", close)
    fingers.press(close.primary, primary=True)
    fingers.screen("receipt", hands.page(ClosedPage))


def _identify(fingers: Fingers, hands: Hands, today: date) -> None:
    page = hands.page(IdPage)
    fingers.screen("ID", page)
    photo, address = page.slots
    _document(fingers, hands, photo, "driving_licence", date(today.year + 4, 8, 12))
    _document(fingers, hands, address, "utility_bill", today.replace(day=1))
    hands.until("documents_enough", lambda: page.assessment.complete)
    fingers.press(page.primary, primary=True)


def _document(fingers: Fingers, hands: Hands, slot: DocumentSlot, kind: str, when: date) -> None:
    """Choose its kind, type the date on it (digits go on by themselves), and say that all details match."""
    fingers.choose(slot.kind.options[kind], slot.kind)
    fingers.think()
    field = slot.expiry if slot.kind.value() == "driving_licence" else slot.issued
    if fingers.way is Way.MOUSE:
        fingers.click(field.boxes[0])
    fingers.digits(f"{when:%d}" if when.day < 4 else str(when.day))
    fingers.digits(f"{when:%m}" if when.month < 2 else str(when.month))
    fingers.digits(f"{when:%y}")
    fingers.look(f"ID, {kind}", hands.page(IdPage))
    fingers.press(slot.all_match)

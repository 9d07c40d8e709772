"""A supervisor: reviews the session, signs it off, verifies the log."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from desktop.ui.log import LogPlace
from desktop.ui.reviews.place import ReviewsPlace
from desktop.ui.sessions.lesser_check_answer import AskedPanel
from tests.lab.hands import LabHands


def allow_lesser_check(hands: LabHands, password: str, seconds: float) -> str:
    """Wait, without pressing anything, until someone asks for a lesser check; allow it; return its words."""
    hands.shell.go("log")
    hands.at_rest()

    def panel() -> AskedPanel | None:
        shown = hands.shell.asked.panel if hands.shell.asked is not None else None
        return shown if shown is not None and shown.isVisible() and shown.check is not None else None

    asked = hands.until("words", panel, seconds)
    hands.picture("lesser-check")
    hands.key(hands.shell, Qt.Key.Key_F8)
    hands.until("page", lambda: asked.details.isVisible())
    hands.at_rest()
    hands.until("page", lambda: asked.takes_presses)
    hands.type_into(asked.own_password, password)
    hands.picture("lesser-check-answered")
    said = f"{asked.head.words} {asked.about.words}"
    hands.press(asked.allow)
    hands.reads("Allowed.", seconds=30)
    return said


def sign_off(hands: LabHands, reference: str, receipt: str) -> str:
    """Review and sign off that session, and save its receipt; return what the list says afterwards."""
    hands.shell.go("reviews")
    place = hands.shell.places["reviews"]
    assert isinstance(place, ReviewsPlace)
    hands.at_rest()
    hands.open_row(place.list_page.table.view, reference)
    page = place.session_page
    hands.until("session_page", lambda: place.stack.currentWidget() is page)
    hands.at_rest()
    hands.picture("review")
    with hands.in_dialog(Path(receipt)):
        hands.press(page.save_link)
    hands.until("receipt", Path(receipt).exists)
    hands.type_into(page.comment, "Conducted in the lab: two desks, one session.")
    hands.picture("review-comment")
    hands.press(page.primary)
    hands.until("sign_off", lambda: place.stack.currentWidget() is place.list_page)
    hands.at_rest()
    hands.picture("signed-off")
    return place.list_page.banner.words


def verify(hands: LabHands) -> str:
    """Verify the log in the window; return its result."""
    hands.shell.go("log")
    log = hands.shell.places["log"]
    assert isinstance(log, LogPlace)
    hands.at_rest()
    hands.press(log.page.primary)
    hands.until("verification_finished", lambda: log.page.result.words or log.page.grave.words)
    hands.at_rest()
    hands.picture("log-verified")
    return log.page.result.words or log.page.grave.words

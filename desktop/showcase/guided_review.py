"""The supervisor's part of the guided demonstration: the list, the session, the receipt, the sign-off, the log."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from desktop.showcase.hands import Hands
from desktop.ui.log.log_place import LogPlace
from desktop.ui.reviews.place import ReviewsPlace


def review_session(hands: Hands, name: str, password: str, receipt: Path) -> None:
    """Review and sign off the waiting session, save its receipt, verify the log."""
    hands.sign_in(name, password)
    place = hands.shell.places["reviews"]
    assert isinstance(place, ReviewsPlace)
    table = place.list_page.table
    hands.until("sessions_that_wait", lambda: table.view.model().rowCount() > 0)
    hands.picture("reviews")
    table.view.setFocus()
    table.view.selectRow(0)
    hands.key(table.view, Qt.Key.Key_Return)
    hands.until("session_page", lambda: place.stack.currentWidget() is place.session_page)
    page = place.session_page
    hands.picture("review")
    # The system's own dialogue for files cannot be driven; the rest is the same.
    place.presenter.receipt(receipt)
    hands.until("receipt", receipt.exists)
    hands.type_into(page.comment, "Conducted by the guided demonstration, faster than a person would.")
    hands.picture("review-comment")
    hands.press(page.primary)
    hands.until("sign_off", lambda: place.stack.currentWidget() is place.list_page)
    hands.until("list_read", lambda: not hands.screens.tasks.busy)
    hands.picture("reviews-nothing-left")
    hands.shell.go("log")
    _verify(hands)
    hands.sign_out()


def _verify(hands: Hands) -> None:
    log = hands.shell.places["log"]
    assert isinstance(log, LogPlace)
    hands.until("log_size", lambda: not hands.screens.tasks.busy)
    hands.press(log.page.primary)
    hands.until("verification_finished", lambda: log.page.result.words)
    hands.until("result_noted", lambda: not hands.screens.tasks.busy)
    hands.picture("log-verified")

"""Nothing is shown before it has a place, nor before it is known."""

from __future__ import annotations

import threading
from functools import wraps
from typing import Any

import pytest

from desktop.application.requests import listing
from tests.support.patience import PATIENCE
from tests.ui.shell.office import Office


def test_the_pages_of_a_session_map_no_window_but_the_one(office: Office, windows: list[str]) -> None:
    office.sign_in("adviser")
    office.open_appointment()
    office.check_in()
    assert windows == []


def test_that_nothing_waits_is_not_said_before_it_is_known(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, real = threading.Event(), listing.decisions_waiting

    @wraps(real)
    def slowly(*arguments: Any, **more: Any) -> Any:
        assert reads.wait(PATIENCE)
        return real(*arguments, **more)

    monkeypatch.setattr(listing, "decisions_waiting", slowly)
    shell, page = office.shell, office.shell.sign_in
    page.name.set_value("approver")
    page.password.input.setText("demo listening room")
    page.submitted.emit()
    office.qtbot.waitUntil(lambda: "decisions" in shell.places and shell.places["decisions"].isVisible())
    assert "Decisions" in office.read() and "Nothing is waiting" not in office.read()
    reads.set()
    office.settle()
    assert "2 requests are waiting for your decision." in office.read() and "Nothing is waiting" not in office.read()

"""The page that asks for the password of one act: what comes of that act, and of others meanwhile."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from pytestqt.qtbot import QtBot

from desktop.application.office.signing_in import InPerson
from desktop.errors import FieldsError, SignInRefusedError, WrongStateError
from desktop.ui.kit.accessible import StackOfPages
from desktop.ui.kit.forms.page import Page
from desktop.ui.running.in_person import InPersonPage, InPersonWords

REFUSED = SignInRefusedError("sign_in_refused")


def test_only_what_comes_of_the_password_leaves_its_page_or_shows_there(qtbot: QtBot) -> None:
    """Another act's error once took the page away from whoever was typing."""
    stack, beneath, context = StackOfPages(), Page("Request", primary="Release"), SimpleNamespace(actor="actor")
    qtbot.addWidget(stack)
    stack.addWidget(beneath)
    stack.show()
    asked, acts = InPersonPage(context, stack), list[InPerson]()  # type: ignore[arg-type]
    page: Any = asked
    asked.ask(InPersonWords("Release it", "It goes.", "Release", "Releasing."), acts.append)
    page.own_password.input.setText("half typed")
    for others in (WrongStateError("request_changed"), FieldsError({"words": "words_missing"}), REFUSED):
        assert not asked.takes(others)
        assert page.isVisible() and page.own_password.value() == "half typed" and not page.own_password.problem
    page.submitted.emit()
    assert [act.password for act in acts] == ["half typed"] and page.busy
    assert asked.takes(REFUSED) and page.own_password.problem and not page.busy
    page.submitted.emit()
    assert not asked.takes(WrongStateError("request_changed")) and stack.currentWidget() is beneath

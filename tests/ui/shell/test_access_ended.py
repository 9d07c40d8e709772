"""An administrator has withdrawn this PC: its window closes everything, and lets nobody in."""

from __future__ import annotations

from functools import partial

import pytest

from desktop.application.office.signing_in import SignIn
from desktop.errors import DatabaseError, ListeningRoomError, NotAllowedError
from desktop.ui.shell.window import Shell
from desktop.words.errors import message_for
from tests.ui.sessions.counter import words_on
from tests.ui.shell.office import PASSWORD, Office

WITHDRAWN = pytest.mark.parametrize(
    "error", [NotAllowedError("desk_withdrawn"), DatabaseError("desk_login_ended")], ids=lambda error: error.code
)


def refuse(error: ListeningRoomError) -> None:
    raise error


def in_vain(office: Office, error: ListeningRoomError) -> None:
    """Let something be asked of the database, which is refused so."""
    office.shell.tasks.run(partial(refuse, error), owner=office.shell)
    office.qtbot.waitUntil(lambda: bool(office.shell.sign_in.refusal.words))
    office.settle()


@WITHDRAWN
def test_nothing_of_whoever_was_signed_in_stays_in_the_window(office: Office, error: ListeningRoomError) -> None:
    office.sign_in("adviser")
    shell = office.shell
    assert "Demo Customer One" in words_on(shell) or "today" in shell.places
    in_vain(office, error)
    assert shell.context is None and not shell.places and shell.frame.page is shell.sign_in
    assert shell.sign_in.refusal.words == message_for(error)


@WITHDRAWN
def test_whoever_tries_to_sign_in_there_reads_why_they_are_not_let_in(
    office: Office, error: ListeningRoomError, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SignIn, "use_case", staticmethod(lambda command: refuse(error)))
    shell: Shell = office.shell
    page = shell.sign_in
    page.name.set_value("adviser")
    page.password.input.setText(PASSWORD)
    page.submitted.emit()
    office.qtbot.waitUntil(lambda: page.refusal.words == message_for(error))
    assert page.primary.isEnabled() and page.password.value() == "" and shell.context is None
    office.settle()

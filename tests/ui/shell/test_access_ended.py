"""An administrator has withdrawn this PC: its window closes everything, and lets nobody in."""

from __future__ import annotations

from functools import partial

import pytest

from desktop.application.office.signing_in import SignIn
from desktop.errors import DatabaseError, ListeningRoomError, NotAllowedError
from desktop.words.errors import message_for
from tests.ui.shell.office import PASSWORD, Office


def refuse(error: ListeningRoomError) -> None:
    raise error


@pytest.mark.parametrize(
    "error", [NotAllowedError("desk_withdrawn"), DatabaseError("desk_login_ended")], ids=lambda error: error.code
)
def test_nothing_of_whoever_was_signed_in_stays_and_whoever_tries_to_sign_in_reads_why(
    office: Office, error: ListeningRoomError, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.sign_in("adviser")
    shell, page = office.shell, office.shell.sign_in
    shell.tasks.run(partial(refuse, error), owner=shell)
    office.qtbot.waitUntil(lambda: page.refusal.words == message_for(error))
    office.settle()
    assert shell.context is None and not shell.places and shell.frame.page is page
    monkeypatch.setattr(SignIn, "use_case", staticmethod(lambda command: refuse(error)))
    page.refusal.set_parts()
    page.name.set_value("adviser")
    page.password.input.setText(PASSWORD)
    page.submitted.emit()
    office.qtbot.waitUntil(lambda: page.refusal.words == message_for(error))
    assert page.primary.isEnabled() and page.password.value() == "" and shell.context is None
    office.settle()

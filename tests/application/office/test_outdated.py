"""An older program, after a newer one has upgraded the database: it finishes what it is in, and begins nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from desktop.application.office.directory import Presence, still_here
from desktop.application.office.signing_in import SignIn
from desktop.domain.sessions.session import State
from desktop.errors import WrongStateError
from desktop.words.errors import message_for
from tests.support.builders import PASSWORD, Office
from tests.support.places import EVERYWHERE, owners
from tests.support.refusals import refusal

pytestmark = EVERYWHERE


def upgraded(office: Office) -> None:
    """Let a newer program upgrade the database."""
    with owners(office) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def seen(office: Office) -> Presence:
    return still_here(office.actor(), uow=office.uow(), clock=office.clock, passwords=office.passwords)


def test_the_session_that_is_under_way_is_heard_to_the_end(office: Office) -> None:
    id = office.listening()
    upgraded(office)
    office.close_after_listening(id)
    assert office.session(id).state is State.CLOSED and seen(office) is Presence.OUTDATED


def test_no_session_begins_and_nobody_signs_in(office: Office) -> None:
    appointment = office.booked()
    assert seen(office) is Presence.HERE
    upgraded(office)
    before = len(office.events())
    with pytest.raises(WrongStateError, match="program_outdated") as told:
        office.check_in(appointment.id)
    assert "have this PC updated" in message_for(told.value)
    assert refusal(office.do, SignIn(office.front, "adviser", PASSWORD)) == "program_outdated"
    assert len(office.events()) == before

"""A lesser check that no supervisor allowed: rows and events of whoever can write to the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.application.sessions.lesser_check import read_answer
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import RowRefusedError
from tests.application.sessions.test_lesser_check import allow_asked, ask, ask_about_the_call, waiting
from tests.attacks.test_events import SEALS, findings, forge
from tests.attacks.test_rows import edit, refused
from tests.support.builders import Office


def asked(place: Office) -> tuple[SessionId, NoteId]:
    session = place.checked_in()
    return session, ask(place, session).id


def rows_of_an_allowing(place: Office, session: SessionId, check: NoteId) -> None:
    """Say in every row what an allowing says in it."""
    edit(
        place,
        "UPDATE asked_check SET standing = 'allowed', ended_by = {by}, ended_at = asked_at WHERE id = {id}",
        by=place.people["supervisor"],
        id=check,
    )
    edit(
        place,
        "UPDATE session SET exceptions = {codes}, exceptional = '1' WHERE id = {id}",
        codes='["lesser_check"]',
        id=session,
    )


def go_on(place: Office, session: SessionId) -> Callable[[], object]:
    return lambda: ask_about_the_call(place, session)


def look(place: Office, session: SessionId, check: NoteId) -> Callable[[], object]:
    """Look at the answer, at the counter."""
    return lambda: read_answer(place.who(session), session, check, uow=place.uow())


def event(place: Office, session: SessionId, check: NoteId) -> tuple[dict[Subject, str], Facts]:
    """Return what the event of an allowing would say."""
    [said] = [event for event in place.events(session) if event.kind is EventKind.LESSER_CHECK_ASKED]
    facts = {name: value for name, value in said.facts.items() if name != "asked_at"}
    return dict(said.subjects), {**facts, "asked_check": check}


def test_one_allowed_by_rows_alone(place: Office) -> None:
    session, check = asked(place)
    rows_of_an_allowing(place, session, check)
    refused(place, look(place, session, check), "session", "exceptions")
    refused(place, go_on(place, session), "session", "exceptions")


def test_one_allowed_in_its_own_row_alone(place: Office) -> None:
    session, check = asked(place)
    edit(place, "UPDATE asked_check SET standing = 'allowed' WHERE id = {id}", id=check)
    refused(place, look(place, session, check), "asked_check", "standing")


@pytest.mark.parametrize("seal", SEALS)
def test_one_allowed_by_an_event_that_no_desk_signed(place: Office, seal: str) -> None:
    """All its rows, and the event, well-formed, of a supervisor at the back office."""
    session, check = asked(place)
    subjects, facts = event(place, session, check)
    forge(place, EventKind.LESSER_CHECK_ALLOWED, seal, subjects, facts, "supervisor")
    rows_of_an_allowing(place, session, check)
    for act in (look(place, session, check), go_on(place, session)):
        with pytest.raises(RowRefusedError) as found:
            act()
        assert (found.value.table, found.value.column) == ("session", "exceptions")
    assert "lesser_check_allowed) is not signed by a desk of this office" in findings(place)


@pytest.mark.parametrize("name", ["other-adviser", "administrator", "approver"])
def test_one_that_a_desk_signed_for_somebody_who_may_not_allow_it(place: Office, name: str) -> None:
    """A desk of the office in an attacker's hands writes what its program would not."""
    session, check = asked(place)
    subjects, facts = event(place, session, check)
    with place.uow(place.back) as uow:
        made = place.actor(name, place.back).session_event(
            EventKind.LESSER_CHECK_ALLOWED, place.clock, uow.sessions.get(session)
        )
        uow.commit(replace(made, subjects=subjects, facts=facts))
    edit(place, "UPDATE asked_check SET ended_by = {by} WHERE id = {id}", by=place.people[name], id=check)
    edit(place, "UPDATE asked_check SET standing = 'allowed' WHERE id = {id}", id=check)
    edit(place, "UPDATE asked_check SET ended_at = asked_at WHERE id = {id}", id=check)
    edit(place, "UPDATE session SET exceptions = {codes} WHERE id = {id}", codes='["lesser_check"]', id=session)
    edit(place, "UPDATE session SET exceptional = '1' WHERE id = {id}", id=session)
    refused(place, go_on(place, session), "session", "exceptions")


def test_one_that_nobody_asked_for_is_not_answered(place: Office) -> None:
    """By its rows it waits in a session, and a supervisor is shown it."""
    session = place.checked_in()
    note = "f" * 32
    edit(place, "INSERT INTO note (id, salt, words) SELECT {id}, salt, 'Known to me.' FROM asker LIMIT 1", id=note)
    edit(
        place,
        "INSERT INTO asked_check (id, session, asked_by, desk, asked_at, documents, missing, standing) VALUES "
        "({id}, {session}, {by}, {desk}, {at}, '[]', '[]', 'waiting')",
        id=note,
        session=session,
        by=place.people["adviser"],
        desk=place.front,
        at=place.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    )
    assert waiting(place) == ()


@pytest.mark.parametrize("seal", SEALS)
def test_one_asked_for_by_an_event_that_the_counter_did_not_sign_is_not_answered(place: Office, seal: str) -> None:
    """Another PC cannot ask in the adviser's name for what they did not see."""
    session, check = asked(place)
    subjects, facts = event(place, session, check)
    forged = {**subjects, Subject.NOTE: "f" * 32}
    edit(place, "INSERT INTO note (id, salt, words) SELECT {id}, salt, words FROM note LIMIT 1", id="f" * 32)
    at = place.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    asked_facts = {name: value for name, value in facts.items() if name != "asked_check"}
    more: Facts = {**asked_facts, "asked_at": at}
    forge(place, EventKind.LESSER_CHECK_ASKED, seal, forged, more, "adviser", place.front)
    edit(
        place,
        "INSERT INTO asked_check (id, session, asked_by, desk, asked_at, documents, missing, standing) "
        "SELECT {id}, session, asked_by, desk, {at}, documents, missing, standing FROM asked_check WHERE id = {of}",
        id="f" * 32,
        at=at,
        of=check,
    )
    edit(
        place,
        "INSERT INTO session_note (session, note, kind, correction_wanted, taken_at) "
        "SELECT session, {id}, kind, correction_wanted, taken_at FROM session_note WHERE note = {of}",
        id="f" * 32,
        of=check,
    )
    with pytest.raises(RowRefusedError):
        allow_asked(place, NoteId("f" * 32))
    assert not place.exceptions(session)


@pytest.mark.parametrize("column", ["documents", "missing", "asked_at"])
def test_one_whose_row_asks_for_something_else_is_not_answered(place: Office, column: str) -> None:
    session, check = asked(place)
    at = place.clock.now().replace(microsecond=1).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    value = {"documents": '[[0, "passport", "A", true, -1, []]]', "missing": '["photo"]', "asked_at": at}[column]
    edit(place, f"UPDATE asked_check SET {column} = {{value}} WHERE id = {{id}}", value=value, id=check)
    refused(place, lambda: allow_asked(place, check), "asked_check", column)
    assert not place.exceptions(session)


def test_one_whose_reason_is_another(place: Office) -> None:
    """The supervisor would allow what they read: words of someone else."""
    _, check = asked(place)
    edit(place, "UPDATE note SET words = 'Known well to me.' WHERE id = {id}", id=check)
    refused(place, lambda: allow_asked(place, check), "note", "salt")

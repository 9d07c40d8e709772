"""A lesser check: a supervisor allows it at the desk of the session, with a reason, and does not review it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from desktop.application.office.signing_in import SignIn
from desktop.application.ports.office import DirectoryAccount
from desktop.application.ports.reading import ReviewFilter
from desktop.application.reviews import reviewing
from desktop.application.reviews.reviewing import SignOff
from desktop.application.sessions import identifying
from desktop.application.sessions.day_list import mark_interrupted
from desktop.application.sessions.lesser_check import AllowLesserCheck
from desktop.application.sessions.views import SessionView
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import BirthComparison, CallerCheck, NameComparison, Shown
from desktop.domain.sessions.session import NoteKind, Outcome, State
from desktop.domain.shared.ids import SessionId
from desktop.errors import SignInRefusedError, WrongStateError
from tests.support.builders import PASSWORD, PEOPLE, Office
from tests.support.fakes import FakeDirectory
from tests.support.refusals import field_problems, refusal

if TYPE_CHECKING:
    from desktop.application.ports.office import Groups

WHY = "Known to both of us: here last week with all papers."
NOTHING = (None, None)


def a_passport(office: Office) -> tuple[Shown | None, ...]:
    expires = office.clock.now().date() + timedelta(days=900)
    return Shown("passport", expiry=expires, name=NameComparison.MATCH, birth=BirthComparison.MATCH), None


def allow(office: Office, id: SessionId, name: str = "supervisor", **more: Any) -> SessionView:
    typed: dict[str, Any] = {"shown": NOTHING, "reason": WHY, "password": PASSWORD, "actor": office.who(id)}
    view: SessionView = office.do(AllowLesserCheck(session=id, supervisor=name, **typed | more))
    return view


def ask_about_the_call(office: Office, id: SessionId, check: CallerCheck = CallerCheck.MATCHES) -> None:
    office.looked(id)
    office.do(identifying.CheckCaller(office.who(id), id, check))


def the_event(office: Office, id: SessionId) -> Event:
    [event] = [event for event in office.events(id) if event.kind is EventKind.LESSER_CHECK_ALLOWED]
    return event


def test_with_it_the_questions_about_the_call_are_enough_and_without_it_they_are_not(office: Office) -> None:
    id = office.checked_in()
    assert refusal(ask_about_the_call, office, id) == "documents_first"
    view = allow(office, id)
    assert view.lesser_check and view.state is State.CHECKED_IN and view.documents == ()
    ask_about_the_call(office, id)
    assert office.session(id).state is State.IDENTIFIED


def test_the_log_tells_who_allowed_it_what_was_seen_and_what_was_still_asked_for(office: Office) -> None:
    id = office.checked_in()
    view = allow(office, id, shown=a_passport(office))
    event = the_event(office, id)
    assert (event.actor, event.desk) == (office.people["supervisor"], office.front)
    assert event.facts["kinds"] == ["passport"] and "current_address" in list(event.facts["missing"])  # type: ignore[arg-type]
    assert [found.kind for found in view.documents] == ["passport"]
    assert Exceptional.LESSER_CHECK in office.exceptions(id)


def test_the_reason_is_kept_as_a_note_and_only_its_digest_in_the_log(office: Office) -> None:
    id = office.checked_in()
    allow(office, id, reason=f"  {WHY} ")
    with office.uow().read_only() as uow:
        [note] = uow.sessions.notes(id)
    assert (note.kind, note.note.words) == (NoteKind.LESSER_CHECK, WHY)
    assert the_event(office, id).facts["digest"] == note.note.digest
    assert WHY.encode() not in b"".join(office.bodies())


def test_what_was_not_typed_is_said_beside_its_field_and_tries_no_password(office: Office) -> None:
    id = office.checked_in()
    before = office.bodies()
    assert field_problems(allow, office, id, " ", reason=" ", password="") == {
        "reason": "lesser_check_reason_missing",
        "name": "name_missing",
        "password": "password_missing",
    }
    assert (office.bodies(), office.passwords.verified) == (before, [])


@pytest.mark.parametrize("name", sorted(set(PEOPLE) - {"supervisor", "other-supervisor"}))
def test_nobody_but_a_supervisor_allows_it(office: Office, name: str) -> None:
    id = office.checked_in()
    before = office.bodies()
    assert refusal(allow, office, id, name) == "not_a_supervisor"
    assert (office.bodies(), office.exceptions(id)) == (before, ())


def test_guessing_a_supervisors_password_here_is_delayed_in_the_same_count_as_signing_in(office: Office) -> None:
    from tests.application.office.test_signing_in import fail

    id = office.checked_in()
    fail(office, 3, "supervisor")
    waits = []
    for _ in range(3):
        with pytest.raises(SignInRefusedError) as refused:
            allow(office, id, password="not the password at all")
        waits.append(refused.value.wait_seconds)
    assert waits[0] == 0 and waits[1] > 0 and waits[2] > 0
    verified = len(office.passwords.verified)
    with pytest.raises(SignInRefusedError):
        allow(office, id)  # the right one, too soon
    assert len(office.passwords.verified) == verified and not office.exceptions(id)
    assert [event.kind for event in office.events()].count(EventKind.SIGN_IN_REFUSED) == 5
    office.clock.pass_by(seconds=waits[2])
    assert allow(office, id).lesser_check


def test_it_is_allowed_once_and_only_in_ones_own_session(office: Office) -> None:
    id = office.checked_in()
    assert refusal(allow, office, id, actor=office.actor("other-adviser")) == "not_your_session"
    allow(office, id)
    assert refusal(allow, office, id, "other-supervisor") == "lesser_check_already"
    assert refusal(allow, office, id, reason="Another reason.") == "lesser_check_already"


def test_the_same_once_more_after_its_answer_was_lost_is_neither_an_error_nor_a_second_event(office: Office) -> None:
    id = office.checked_in()
    view = allow(office, id)
    before = office.all_rows()
    assert allow(office, id) == view
    assert office.all_rows() == before
    with pytest.raises(SignInRefusedError):
        allow(office, id, password="not the password at all")


def test_who_allowed_it_does_not_review_it_and_somebody_else_looks_at_it_first(office: Office) -> None:
    id = office.checked_in()
    allow(office, id)
    office.do(identifying.NotEnough(office.who(id), id, ()))
    office.close(id, Outcome.NOT_ENOUGH_EVIDENCE)
    assert refusal(office.do, SignOff(office.actor("supervisor"), id, "Looked at.")) == "needs_another_person"
    assert office.do(reviewing.next_waiting, office.actor("supervisor"), ReviewFilter()) is None
    assert not office.do(reviewing.open_review, office.actor("supervisor"), id).may_sign_off
    view = office.do(reviewing.open_review, office.actor("other-supervisor"), id)
    assert view.may_sign_off and Exceptional.LESSER_CHECK in view.exceptions
    office.do(SignOff(office.actor("other-supervisor"), id, "Looked at."))


@pytest.fixture
def directory(office: Office) -> FakeDirectory:
    """Give the office a directory, of which a supervisor has signed in."""
    office.passwords.directory = found = FakeDirectory()
    found.add("warden", Role.SUPERVISOR, password=PASSWORD)
    office.do(SignIn(office.front, "warden", PASSWORD))
    return found


def test_a_supervisor_of_the_directory_allows_it_too(office: Office, directory: FakeDirectory) -> None:
    id = office.checked_in()
    assert allow(office, id, "warden").lesser_check
    with office.uow().read_only() as uow:
        found = uow.people.find("warden")
    assert found is not None and the_event(office, id).actor == found[0].id


def test_they_allow_it_for_the_session_as_it_is_once_the_directory_has_answered(
    office: Office, directory: FakeDirectory
) -> None:
    id, answer = office.checked_in(), directory.sign_in

    def slowly(name: str, password: str, groups: Groups, *, stays: bool = False) -> DirectoryAccount | None:
        office.do(mark_interrupted, office.front)
        return answer(name, password, groups, stays=stays)

    with patch.object(directory, "sign_in", slowly), pytest.raises(WrongStateError):
        allow(office, id, "warden")
    assert office.session(id).state is State.INTERRUPTED

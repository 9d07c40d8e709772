"""A lesser check asked for at the counter, and answered by a supervisor at their own PC."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from desktop.application.office.signing_in import lock
from desktop.application.reviews.reviewing import open_review
from desktop.application.sessions import identifying
from desktop.application.sessions.day_list import Resume, interrupt
from desktop.application.sessions.lesser_check import what_became
from desktop.application.shared.quicker import refused_for_another, who_was_quicker
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import CallerCheck, Missing
from desktop.domain.sessions.lesser_check import Standing, Withdrawn
from desktop.domain.sessions.session import NoteKind, Outcome, State
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import SignInRefusedError, WrongStateError
from tests.application.sessions import test_lesser_check as counter
from tests.application.sessions.asked import WHY_NOT, allow, answer, ask, decline, waiting, withdraw
from tests.support.builders import Office, documents
from tests.support.refusals import field_problems, refusal

WHY = counter.WHY


@pytest.fixture
def id(office: Office) -> SessionId:
    return office.checked_in()


def the_event(office: Office, id: SessionId, kind: EventKind) -> Event:
    [event] = [event for event in office.events(id) if event.kind is kind]
    return event


def test_a_supervisor_sees_who_asks_where_why_and_what_is_there_and_nothing_of_the_customer(
    office: Office, id: SessionId
) -> None:
    ask(office, id, shown=counter.a_passport(office))
    [found] = waiting(office)
    assert (found.adviser, found.desk, found.reason) == ("Test adviser", "Desk 2", WHY)
    assert found.documents == ("passport",) and Missing.CURRENT_ADDRESS in found.missing
    assert "Testperson" not in repr(found) and "Quillon" not in repr(found)


def test_allowed_it_is_what_it_would_be_at_the_counter_and_the_log_says_where(office: Office, id: SessionId) -> None:
    asked = ask(office, id, shown=counter.a_passport(office)).id
    allow(office, asked)
    view = answer(office, id, asked)
    assert view.standing is Standing.ALLOWED and view.session.lesser_check
    assert [found.kind for found in view.session.documents] == ["passport"]
    event = the_event(office, id, EventKind.LESSER_CHECK_ALLOWED)
    assert (event.actor, event.desk) == (office.people["supervisor"], office.back)
    assert (event.facts["asked_check"], event.facts["kinds"]) == (asked, ["passport"])
    assert Exceptional.LESSER_CHECK in office.exceptions(id)
    counter.ask_about_the_call(office, id)
    assert office.session(id).state is State.IDENTIFIED and office.verify().whole


def test_what_was_typed_is_in_notes_and_only_its_digest_in_the_log(office: Office, id: SessionId) -> None:
    decline(office, ask(office, id).id)
    with office.uow().read_only() as uow:
        notes = {note.kind: note.note for note in uow.sessions.notes(id)}
    assert notes[NoteKind.LESSER_CHECK].words == WHY and notes[NoteKind.LESSER_CHECK_DECLINED].words == WHY_NOT
    written = b"".join(office.bodies())
    assert WHY.encode() not in written and WHY_NOT.encode() not in written
    declined = the_event(office, id, EventKind.LESSER_CHECK_DECLINED)
    assert declined.facts["digest"] == notes[NoteKind.LESSER_CHECK_DECLINED].digest


def test_declined_the_adviser_reads_why_and_can_ask_again(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    decline(office, asked)
    view = answer(office, id, asked)
    assert (view.standing, view.why) == (Standing.DECLINED, WHY_NOT) and not view.session.lesser_check
    again = ask(office, id, reason="With the bill that is here now.").id
    allow(office, again, "other-supervisor")
    assert answer(office, id, again).session.lesser_check and office.verify().whole


def test_of_two_supervisors_the_first_decides_and_the_other_is_told(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    decline(office, asked)
    assert refusal(allow, office, asked, "other-supervisor") == "lesser_check_answered"
    assert waiting(office, "other-supervisor") == () and not office.exceptions(id)


def test_the_same_answer_once_more_after_its_answer_was_lost_is_neither_an_error_nor_a_second_event(
    office: Office, id: SessionId
) -> None:
    declined = ask(office, id).id
    decline(office, declined)
    before = office.all_rows()
    decline(office, declined)
    assert office.all_rows() == before
    assert refusal(decline, office, declined, reason="For another reason.") == "lesser_check_answered"
    allowed = ask(office, id).id
    allow(office, allowed)
    before = office.all_rows()
    allow(office, allowed)
    assert office.all_rows() == before


def test_withdrawn_it_is_gone_from_the_supervisors_and_cannot_be_allowed(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    assert withdraw(office, id, asked).standing is Standing.WITHDRAWN
    assert waiting(office) == ()
    assert refusal(allow, office, asked) == "lesser_check_withdrawn"
    assert withdraw(office, id, asked).standing is Standing.WITHDRAWN
    the_event(office, id, EventKind.LESSER_CHECK_WITHDRAWN)


def test_a_desk_that_was_locked_meanwhile_can_still_withdraw_it(office: Office, id: SessionId) -> None:
    asked, uow = ask(office, id).id, office.uow()
    lock(office.actor(), uow=uow, clock=office.clock)
    assert withdraw(office, id, asked, Withdrawn.AWAY).standing is Standing.WITHDRAWN


def _sighted(office: Office, id: SessionId) -> None:
    office.sighted(id)


def _not_enough(office: Office, id: SessionId) -> None:
    office.do(identifying.NotEnough(office.who(id), id, ()))


def _interrupted(office: Office, id: SessionId) -> None:
    office.do(interrupt, office.who(id), id, 0)


def _come_back(office: Office, id: SessionId) -> None:
    _interrupted(office, id)
    office.do(Resume(office.actor(), id, same_person=True))


def _at_the_counter(office: Office, id: SessionId) -> None:
    counter.allow(office, id, "other-supervisor")


@pytest.mark.parametrize("moved", [_sighted, _not_enough, _interrupted, _come_back, _at_the_counter])
def test_a_session_that_moved_on_or_whose_documents_changed_is_allowed_nothing(
    office: Office, id: SessionId, moved: Callable[[Office, SessionId], None]
) -> None:
    asked = ask(office, id, shown=counter.a_passport(office)).id
    moved(office, id)
    before = office.bodies()
    assert waiting(office) == ()
    assert refusal(allow, office, asked) == "lesser_check_moved_on"
    assert office.bodies() == before


@pytest.fixture
def both(office: Office) -> Office:
    """The other supervisor conducts sessions as well."""
    from desktop.application.office import accounts
    from tests.application.office.test_accounts import by

    with office.uow().read_only() as uow:
        person = uow.people.get(office.people["other-supervisor"])
    roles = frozenset({Role.ADVISER, Role.SUPERVISOR})
    office.do(accounts.ChangeRoles(by(office), person, roles))
    return office


def test_a_supervisor_neither_sees_nor_allows_that_of_their_own_session(both: Office) -> None:
    id = both.checked_in("other-supervisor")
    asked = ask(both, id).id
    assert waiting(both, "other-supervisor") == () and len(waiting(both)) == 1
    assert refusal(allow, both, asked, "other-supervisor") == "needs_another_person"


def test_at_the_desk_of_the_session_it_is_allowed_on_its_page(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    assert waiting(office, desk=office.front) == ()
    assert refusal(allow, office, asked, desk=office.front) == "needs_another_pc"


def test_an_answer_takes_the_supervisors_own_password(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    assert field_problems(allow, office, asked, password="") == {"own_password": "password_missing"}
    with pytest.raises(SignInRefusedError):
        allow(office, asked, password="not the password at all")
    assert field_problems(decline, office, asked, reason=" ", password="") == {
        "own_password": "password_missing",
        "reason": "lesser_check_declined_why",
    }
    assert len(waiting(office)) == 1 and not office.exceptions(id)


def test_a_reason_is_typed_and_enough_documents_ask_for_nothing(office: Office, id: SessionId) -> None:
    assert field_problems(ask, office, id, reason=" ") == {"reason": "lesser_check_reason_missing"}
    assert refusal(ask, office, id, shown=documents(office.clock.now().date())) == "identity_complete"
    counter.allow(office, id)
    assert refusal(ask, office, id) == "lesser_check_already"


def test_one_waits_at_a_time_and_only_in_ones_own_session(office: Office, id: SessionId) -> None:
    assert refusal(ask, office, id, actor=office.actor("other-adviser")) == "not_your_session"
    asked = ask(office, id).id
    assert refusal(withdraw, office, id, asked, who="other-adviser") == "not_your_session"
    again = ask(office, id).id
    assert [found.id for found in waiting(office)] == [again], "asking again takes its place"
    assert refusal(allow, office, asked) == "lesser_check_moved_on"
    allow(office, again)
    assert office.verify().whole


def test_after_one_that_was_declined_a_supervisor_at_the_counter_can_allow_it(office: Office, id: SessionId) -> None:
    decline(office, ask(office, id).id)
    view = counter.allow(office, id)
    assert counter.allow(office, id) == view, "the answer was lost"
    counter.ask_about_the_call(office, id, CallerCheck.MATCHES)
    assert office.verify().whole


def test_the_review_says_at_which_pc_and_whoever_allowed_it_does_not_review_it(office: Office, id: SessionId) -> None:
    allow(office, ask(office, id).id)
    _not_enough(office, id)
    office.close(id, Outcome.NOT_ENOUGH_EVIDENCE)
    view = office.do(open_review, office.actor("other-supervisor"), id)
    assert view.may_sign_off and Exceptional.LESSER_CHECK in view.exceptions
    [row] = [row for row in view.timeline if row.event.kind is EventKind.LESSER_CHECK_ALLOWED]
    assert (row.elsewhere, row.actor_name) == ("Back office", "Test supervisor")
    assert {row.elsewhere for row in view.timeline if row.event.kind is EventKind.LESSER_CHECK_ASKED} == {""}
    assert not office.do(open_review, office.actor("supervisor"), id).may_sign_off


def test_whoever_was_answering_can_read_why_it_is_over(office: Office, id: SessionId) -> None:
    asked, at = ask(office, id).id, office.actor("supervisor", office.back)
    assert what_became(at, asked, uow=office.uow(office.back)) is None
    decline(office, asked, "other-supervisor")
    found = what_became(at, asked, uow=office.uow(office.back))
    assert found is not None and found.code == "lesser_check_answered" and found.quicker is not None
    assert (found.quicker.by_name, found.quicker.did) == ("Test other-supervisor", EventKind.LESSER_CHECK_DECLINED)
    assert (found.quicker.desk_name, found.quicker.oneself) == ("Back office", False)


@pytest.mark.parametrize("answered", [allow, decline])
def test_who_answered_first_is_named_and_of_this_asking_alone(
    office: Office, id: SessionId, answered: Callable[..., None]
) -> None:
    decline(office, ask(office, id).id, "supervisor")
    asked = ask(office, id).id
    answered(office, asked, "other-supervisor")
    with pytest.raises(WrongStateError, match="lesser_check_answered") as refused:
        allow(office, asked, "supervisor")
    found = refused_for_another(refused.value)
    assert found is not None
    quicker = who_was_quicker(office.actor("supervisor", office.back), found, uow=office.uow(office.back))
    assert quicker is not None and quicker.by_name == "Test other-supervisor"
    did = EventKind.LESSER_CHECK_ALLOWED if answered is allow else EventKind.LESSER_CHECK_DECLINED
    assert quicker.did is did


def test_one_that_nobody_asked_for_is_not_there(office: Office, id: SessionId) -> None:
    from sqlalchemy.exc import NoResultFound

    with pytest.raises(NoResultFound):
        allow(office, NoteId("f" * 32))

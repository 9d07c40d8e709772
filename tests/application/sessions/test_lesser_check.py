"""A lesser check: allowed by a supervisor at the desk of the session, or asked for and answered at their own PC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest

from desktop.application.office.signing_in import SignIn, lock
from desktop.application.ports.office import DirectoryAccount
from desktop.application.ports.reading import ReviewFilter
from desktop.application.reviews import reviewing
from desktop.application.reviews.reviewing import SignOff, open_review
from desktop.application.sessions import identifying, lesser_check
from desktop.application.sessions.day_list import Resume, interrupt, mark_interrupted
from desktop.application.sessions.views import SessionView
from desktop.application.shared.quicker import refused_for_another, who_was_quicker
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.people import Role
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.identity import BirthComparison, CallerCheck, Missing, NameComparison, Shown
from desktop.domain.sessions.lesser_check import Standing, Withdrawn
from desktop.domain.sessions.session import NoteKind, Outcome, State
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import SignInRefusedError, WrongStateError
from tests.support.fakes import FakeDirectory
from tests.support.offices.builders import PASSWORD, Office, documents
from tests.support.refusals import error_of, field_problems, refusal

WHY = "Known to both of us: here last week with all papers."


NOTHING = (None, None)


def a_passport(office: Office) -> tuple[Shown | None, ...]:
    expires = office.clock.now().date() + timedelta(days=900)
    return Shown("passport", expiry=expires, name=NameComparison.MATCH, birth=BirthComparison.MATCH), None


def allow(office: Office, id: SessionId, name: str = "supervisor", **more: Any) -> SessionView:
    typed: dict[str, Any] = {"shown": NOTHING, "reason": WHY, "password": PASSWORD, "actor": office.who(id)}
    return office.do(lesser_check.AllowLesserCheck(session=id, supervisor=name, **typed | more))


def ask_about_the_call(office: Office, id: SessionId) -> None:
    office.looked(id)
    office.do(identifying.CheckCaller(office.who(id), id, CallerCheck.MATCHES))


def the_one(office: Office, id: SessionId, kind: EventKind = EventKind.LESSER_CHECK_ALLOWED) -> Event:
    [event] = [event for event in office.events(id) if event.kind is kind]
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
    event = the_one(office, id)
    assert (event.actor, event.desk) == (office.people["supervisor"], office.front)
    assert event.facts["kinds"] == ["passport"] and "current_address" in list(event.facts["missing"])  # type: ignore[arg-type]
    assert [found.kind for found in view.documents] == ["passport"]
    assert Exceptional.LESSER_CHECK in office.exceptions(id)


def test_what_was_not_typed_is_said_beside_its_field_and_tries_no_password(office: Office) -> None:
    id = office.checked_in()
    before = office.bodies()
    assert field_problems(allow, office, id, " ", reason=" ", password="") == {
        "reason": "lesser_check_reason_missing",
        "name": "name_missing",
        "password": "password_missing",
    }
    assert (office.bodies(), office.passwords.verified) == (before, [])


@pytest.mark.against("colluding")
def test_nobody_but_a_supervisor_allows_it(office: Office) -> None:
    id = office.checked_in()
    before = office.bodies()
    for name in ("approver", "administrator"):
        assert refusal(allow, office, id, name) == "not_a_supervisor"
        assert (office.bodies(), office.exceptions(id)) == (before, ())


def test_guessing_a_supervisors_password_here_is_delayed_in_the_same_count_as_signing_in(office: Office) -> None:
    from tests.application.office.test_signing_in import fail

    id = office.checked_in()
    fail(office, 3, "supervisor")
    waits = []
    for _ in range(3):
        refused = error_of(SignInRefusedError, allow, office, id, password="not the password at all")
        waits.append(refused.wait_seconds)
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


@pytest.mark.against("colluding")
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


def test_they_allow_it_for_the_session_as_it_is_once_the_directory_has_answered(
    office: Office, directory: FakeDirectory
) -> None:
    id, answer = office.checked_in(), directory.sign_in

    def slowly(name: str, password: str, groups: Any, *, stays: bool = False) -> DirectoryAccount | None:
        office.do(mark_interrupted, office.front)
        return answer(name, password, groups, stays=stays)

    with patch.object(directory, "sign_in", slowly), pytest.raises(WrongStateError):
        allow(office, id, "warden")
    assert office.session(id).state is State.INTERRUPTED


WHY_NOT = "Please ask for a bill first."


def ask(office: Office, id: SessionId, **more: Any) -> lesser_check.AskedView:
    typed: dict[str, Any] = {"actor": office.who(id), "shown": NOTHING, "reason": WHY} | more
    return office.do(lesser_check.AskForLesserCheck(session=id, **typed))


def allow_asked(office: Office, asked: NoteId, name: str = "supervisor", password: str = PASSWORD, **more: Any) -> None:
    desk = more.get("desk", office.back)
    office.do(lesser_check.AllowAsked(office.in_person(name, desk, password), asked), desk=desk)


def decline(office: Office, asked: NoteId, name: str = "supervisor", **more: Any) -> None:
    by = office.in_person(name, more.get("desk", office.back), more.get("password", PASSWORD))
    office.do(lesser_check.DeclineAsked(by, asked, more.get("reason", WHY_NOT)), desk=office.back)


def withdraw(
    office: Office, id: SessionId, asked: NoteId, because: Withdrawn = Withdrawn.GIVEN_UP, who: str = ""
) -> lesser_check.AskedView:
    actor = office.actor(who) if who else office.who(id)
    return office.do(lesser_check.WithdrawAsked(actor, id, asked, because))


def answer(office: Office, id: SessionId, asked: NoteId) -> lesser_check.AskedView:
    return lesser_check.read_answer(office.who(id), id, asked, uow=office.uow())


def waiting(office: Office, name: str = "supervisor", **more: Any) -> tuple[lesser_check.WaitingCheck, ...]:
    at = office.actor(name, more.get("desk", office.back))
    return lesser_check.waiting_checks(at, uow=office.uow(at.desk))


@pytest.fixture
def id(office: Office) -> SessionId:
    return office.checked_in()


def test_a_supervisor_sees_who_asks_where_why_and_what_is_there_and_nothing_of_the_customer(
    office: Office, id: SessionId
) -> None:
    ask(office, id, shown=a_passport(office))
    [found] = waiting(office)
    assert (found.adviser, found.desk, found.reason) == ("Test adviser", "Desk 2", WHY)
    assert found.documents == ("passport",) and Missing.CURRENT_ADDRESS in found.missing
    assert "Testperson" not in repr(found) and "Quillon" not in repr(found)


def test_allowed_it_is_what_it_would_be_at_the_counter_and_the_log_says_where(office: Office, id: SessionId) -> None:
    asked = ask(office, id, shown=a_passport(office)).id
    allow_asked(office, asked)
    view = answer(office, id, asked)
    assert view.standing is Standing.ALLOWED and view.session.lesser_check
    assert [found.kind for found in view.session.documents] == ["passport"]
    event = the_one(office, id)
    assert (event.actor, event.desk) == (office.people["supervisor"], office.back)
    assert (event.facts["asked_check"], event.facts["kinds"]) == (asked, ["passport"])
    assert Exceptional.LESSER_CHECK in office.exceptions(id)
    ask_about_the_call(office, id)
    assert office.session(id).state is State.IDENTIFIED and office.verify().whole


def test_what_was_typed_is_in_notes_and_only_its_digest_in_the_log(office: Office, id: SessionId) -> None:
    decline(office, ask(office, id).id)
    with office.uow().read_only() as uow:
        notes = {note.kind: note.note for note in uow.sessions.notes(id)}
    assert notes[NoteKind.LESSER_CHECK].words == WHY and notes[NoteKind.LESSER_CHECK_DECLINED].words == WHY_NOT
    written = b"".join(office.bodies())
    assert WHY.encode() not in written and WHY_NOT.encode() not in written
    declined = the_one(office, id, EventKind.LESSER_CHECK_DECLINED)
    assert declined.facts["digest"] == notes[NoteKind.LESSER_CHECK_DECLINED].digest


def test_declined_the_adviser_reads_why_and_can_ask_again(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    decline(office, asked)
    view = answer(office, id, asked)
    assert (view.standing, view.why) == (Standing.DECLINED, WHY_NOT) and not view.session.lesser_check
    again = ask(office, id, reason="With the bill that is here now.").id
    allow_asked(office, again, "other-supervisor")
    assert answer(office, id, again).session.lesser_check and office.verify().whole


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
    allow_asked(office, allowed)
    before = office.all_rows()
    allow_asked(office, allowed)
    assert office.all_rows() == before


def test_withdrawn_it_is_gone_from_the_supervisors_and_cannot_be_allowed(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    assert withdraw(office, id, asked).standing is Standing.WITHDRAWN
    assert waiting(office) == ()
    assert refusal(allow_asked, office, asked) == "lesser_check_withdrawn"
    assert withdraw(office, id, asked).standing is Standing.WITHDRAWN
    the_one(office, id, EventKind.LESSER_CHECK_WITHDRAWN)


def test_a_desk_that_was_locked_meanwhile_can_still_withdraw_it(office: Office, id: SessionId) -> None:
    asked, uow = ask(office, id).id, office.uow()
    lock(office.actor(), uow=uow, clock=office.clock)
    assert withdraw(office, id, asked, Withdrawn.AWAY).standing is Standing.WITHDRAWN


def _not_enough(office: Office, id: SessionId) -> None:
    office.do(identifying.NotEnough(office.who(id), id, ()))


def _interrupted(office: Office, id: SessionId) -> None:
    office.do(interrupt, office.who(id), id, 0)


def _come_back(office: Office, id: SessionId) -> None:
    _interrupted(office, id)
    office.do(Resume(office.actor(), id, same_person=True))


def _at_the_counter(office: Office, id: SessionId) -> None:
    allow(office, id, "other-supervisor")


@pytest.mark.parametrize("moved", [Office.sighted, _not_enough, _interrupted, _come_back, _at_the_counter])
def test_a_session_that_moved_on_or_whose_documents_changed_is_allowed_nothing(
    office: Office, id: SessionId, moved: Callable[[Office, SessionId], object]
) -> None:
    asked = ask(office, id, shown=a_passport(office)).id
    moved(office, id)
    before = office.bodies()
    assert waiting(office) == ()
    assert refusal(allow_asked, office, asked) == "lesser_check_moved_on"
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
    assert refusal(allow_asked, both, asked, "other-supervisor") == "needs_another_person"


def test_at_the_desk_of_the_session_it_is_allowed_on_its_page(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    assert waiting(office, desk=office.front) == ()
    assert refusal(allow_asked, office, asked, desk=office.front) == "needs_another_pc"


def test_an_answer_takes_the_supervisors_own_password(office: Office, id: SessionId) -> None:
    asked = ask(office, id).id
    assert field_problems(allow_asked, office, asked, password="") == {"own_password": "password_missing"}
    with pytest.raises(SignInRefusedError):
        allow_asked(office, asked, password="not the password at all")
    assert field_problems(decline, office, asked, reason=" ", password="") == {
        "own_password": "password_missing",
        "reason": "lesser_check_declined_why",
    }
    assert len(waiting(office)) == 1 and not office.exceptions(id)


def test_a_reason_is_typed_and_enough_documents_ask_for_nothing(office: Office, id: SessionId) -> None:
    assert field_problems(ask, office, id, reason=" ") == {"reason": "lesser_check_reason_missing"}
    assert refusal(ask, office, id, shown=documents(office.clock.now().date())) == "identity_complete"
    allow(office, id)
    assert refusal(ask, office, id) == "lesser_check_already"


def test_one_waits_at_a_time_and_only_in_ones_own_session(office: Office, id: SessionId) -> None:
    assert refusal(ask, office, id, actor=office.actor("other-adviser")) == "not_your_session"
    asked = ask(office, id).id
    assert refusal(withdraw, office, id, asked, who="other-adviser") == "not_your_session"
    again = ask(office, id).id
    assert [found.id for found in waiting(office)] == [again], "asking again takes its place"
    assert refusal(allow_asked, office, asked) == "lesser_check_moved_on"
    allow_asked(office, again)
    assert office.verify().whole


def test_after_one_that_was_declined_a_supervisor_at_the_counter_can_allow_it(office: Office, id: SessionId) -> None:
    decline(office, ask(office, id).id)
    view = allow(office, id)
    assert allow(office, id) == view, "the answer was lost"
    ask_about_the_call(office, id)
    assert office.verify().whole


def test_one_allowed_from_elsewhere_is_not_taken_for_the_answer_at_the_counter(office: Office, id: SessionId) -> None:
    allow_asked(office, ask(office, id).id)
    assert refusal(allow, office, id) == "lesser_check_already"


def test_the_review_says_at_which_pc_and_whoever_allowed_it_does_not_review_it(office: Office, id: SessionId) -> None:
    allow_asked(office, ask(office, id).id)
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
    assert lesser_check.what_became(at, asked, uow=office.uow(office.back)) is None
    decline(office, asked, "other-supervisor")
    found = lesser_check.what_became(at, asked, uow=office.uow(office.back))
    assert found is not None and found.code == "lesser_check_answered" and found.quicker is not None
    assert (found.quicker.by_name, found.quicker.did) == ("Test other-supervisor", EventKind.LESSER_CHECK_DECLINED)
    assert (found.quicker.desk_name, found.quicker.oneself) == ("Back office", False)


@pytest.mark.parametrize("answered", [allow_asked, decline])
def test_who_answered_first_is_named_and_of_this_asking_alone(
    office: Office, id: SessionId, answered: Callable[..., None]
) -> None:
    decline(office, ask(office, id).id, "supervisor")
    asked = ask(office, id).id
    answered(office, asked, "other-supervisor")
    assert waiting(office, "supervisor") == ()
    found = refused_for_another(error_of(WrongStateError, allow_asked, office, asked, "supervisor"))
    assert found is not None
    quicker = who_was_quicker(office.actor("supervisor", office.back), found, uow=office.uow(office.back))
    assert quicker is not None and quicker.by_name == "Test other-supervisor"
    did = EventKind.LESSER_CHECK_ALLOWED if answered is allow_asked else EventKind.LESSER_CHECK_DECLINED
    assert quicker.did is did

"""A customer who comes back after a closed session is checked briefly, where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop.application.ports.sound import Ear
from desktop.application.reviews.reviewing import open_review
from desktop.application.sessions import identifying, listening
from desktop.application.sessions.identifying import EarlierView, MakeShortCheck, earlier_session
from desktop.application.sessions.views import SessionView
from desktop.domain.log.events import EventKind
from desktop.domain.sessions.identity import CallerCheck
from desktop.domain.sessions.session import Outcome, State
from desktop.domain.shared.ids import SessionId
from desktop.errors import WrongStateError
from tests.application.sessions.test_lesser_check import allow, ask_about_the_call
from tests.support.builders import Office
from tests.support.refusals import field_problems, refusal


def earlier(office: Office, id: SessionId, **more: Any) -> EarlierView | None:
    rules: dict[str, Any] = {"policy": office.policy, "id_policy": office.id_policy} | more
    found: EarlierView | None = office.do(earlier_session, office.who(id), id, **rules)
    return found


def short_check(office: Office, id: SessionId, of: SessionId, **more: Any) -> SessionView:
    typed: dict[str, Any] = {"actor": office.who(id), "same_person": True} | more
    rules: dict[str, Any] = {"policy": office.policy, "id_policy": typed.pop("id_policy", office.id_policy)}
    view: SessionView = office.do(MakeShortCheck(session=id, earlier=of, **typed), **rules)
    return view


@pytest.fixture
def then(office: Office) -> SessionId:
    return office.closed()


def again(office: Office) -> SessionId:
    office.clock.pass_by(hours=1)
    return office.checked_in()


def test_it_confirms_the_identity_and_the_brief_comes_next(office: Office, then: SessionId) -> None:
    now = again(office)
    found = earlier(office, now)
    assert found is not None and (found.session, found.on) == (then, office.clock.now().date())
    assert found.kinds == ("passport", "council_tax_bill")
    view = short_check(office, now, then)
    assert (view.state, view.documents) == (State.IDENTIFIED, ())
    assert view.shown_before == ("passport", "council_tax_bill")
    event = office.events(now)[-1]
    assert (event.kind, event.actor) == (EventKind.SHORT_CHECK_MADE, office.people["adviser"])
    assert (event.facts["earlier"], event.facts["kinds"]) == (then, ["passport", "council_tax_bill"])
    office.do(listening.Brief(office.who(now), now, True, True, 70, Ear.BOTH))
    office.do(listening.OpenRecording(office.who(now), now))
    assert office.session(now).state is State.LISTENING and office.verify().whole


def test_without_it_nothing_is_confirmed(office: Office, then: SessionId) -> None:
    now = again(office)
    assert field_problems(short_check, office, now, then, same_person=False) == {"same_person": "short_check_missing"}
    assert office.session(now).state is State.CHECKED_IN


@pytest.mark.parametrize(("days", "enough"), [(0, True), (2, True), (3, False)])
def test_it_is_enough_for_as_many_days_as_the_identity_policy_says(office: Office, days: int, enough: bool) -> None:
    then = office.closed()
    office.clock.pass_by(days=days)
    now, ours = again(office), replace(office.id_policy, resume_days=2)
    assert (earlier(office, now, id_policy=ours) is not None) is enough
    if not enough:
        assert refusal(short_check, office, now, then, id_policy=ours) == "short_check_not_enough"


def lesser(office: Office) -> SessionId:
    id = office.checked_in()
    allow(office, id)
    ask_about_the_call(office, id)
    return finished(office, id)


def near_enough(office: Office) -> SessionId:
    id = office.sighted(office.checked_in())
    office.looked(id)
    office.do(identifying.CheckCaller(office.who(id), id, CallerCheck.NEAR_ENOUGH, "They knew the day."))
    return finished(office, id)


def without_looking_at_the_answers(office: Office) -> SessionId:
    id = office.sighted(office.checked_in())
    office.do(identifying.CheckCaller(office.who(id), id, CallerCheck.MATCHES))
    return finished(office, id)


def not_identified(office: Office) -> SessionId:
    return finished(office, office.checked_in())


def stopped(office: Office) -> SessionId:
    return office.closed(outcome=Outcome.STOPPED_BY_STAFF)


def of_another_request(office: Office) -> SessionId:
    return office.closed(request=office.approved())


def short_itself(office: Office) -> SessionId:
    office.clock.pass_by(days=-1)
    first = office.closed()
    office.clock.pass_by(days=1)
    id = office.checked_in()
    short_check(office, id, first)
    finished(office, id)
    office.clock.pass_by(days=office.id_policy.resume_days)
    return id


def finished(office: Office, id: SessionId) -> SessionId:
    office.do(office.at(listening.Finish, id))
    office.close(id, Outcome.CUSTOMER_LEFT)
    return id


@pytest.mark.parametrize(
    "kind",
    [
        lesser,
        near_enough,
        without_looking_at_the_answers,
        not_identified,
        stopped,
        of_another_request,
        short_itself,
    ],
)
def test_after_anything_less_the_whole_check_is_made(office: Office, kind: Callable[[Office], SessionId]) -> None:
    then = kind(office)
    now = again(office)
    assert earlier(office, now) is None
    assert refusal(short_check, office, now, then) == "short_check_not_enough"
    assert office.session(now).state is State.CHECKED_IN


@pytest.mark.parametrize("begun", [Office.sighted, allow])
def test_once_another_check_has_begun_that_one_goes_on(
    office: Office, then: SessionId, begun: Callable[[Office, SessionId], object]
) -> None:
    now = again(office)
    begun(office, now)
    assert refusal(short_check, office, now, then) == "short_check_not_enough"


def test_only_the_one_that_was_shown_counts_and_only_once(office: Office, then: SessionId) -> None:
    office.clock.pass_by(hours=1)
    other = office.closed(request=office.approved())
    now = again(office)
    assert refusal(short_check, office, now, other) == "short_check_not_enough"
    short_check(office, now, then)
    with pytest.raises(WrongStateError):
        short_check(office, now, then)


def test_the_review_says_by_what_they_were_identified_and_on_which_documents_that_rests(
    office: Office, then: SessionId
) -> None:
    now = again(office)
    short_check(office, now, then)
    finished(office, now)
    view = office.do(open_review, office.actor("supervisor"), now)
    assert view.session.shown_before == ("passport", "council_tax_bill") and view.documents == ()
    assert view.may_sign_off and office.exceptions(now) == ()

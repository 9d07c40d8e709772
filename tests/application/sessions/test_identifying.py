"""Who is identified and how: someone who comes back, who acts for another, and someone of the office."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.log.comparing import compare
from desktop.application.ports.sound import Ear
from desktop.application.requests.intake import CorrectCall
from desktop.application.reviews.reviewing import open_review
from desktop.application.sessions import checking_in, identifying, listening
from desktop.application.sessions.checking_in import CheckIn, CheckInVisitor
from desktop.application.sessions.identifying import CheckCaller, EarlierView, MakeShortCheck, earlier_session
from desktop.application.sessions.lesser_check import AllowLesserCheck
from desktop.application.sessions.views import SessionView
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Asker, Authority, Call, Purpose, Representative
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import CallerCheck, NameComparison, Shown
from desktop.domain.sessions.session import Outcome, Party, State, WhyUnbooked
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError
from desktop.words.events import Timeline
from tests.application.sessions.test_lesser_check import allow, ask_about_the_call
from tests.db.logs import facts_in
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import NORMAL, NUMBER, PASSWORD, Office
from tests.support.refusals import field_problems, refusal


def earlier(office: Office, id: SessionId, **more: Any) -> EarlierView | None:
    rules: dict[str, Any] = {"policy": office.policy, "id_policy": office.id_policy} | more
    return office.do(earlier_session, office.who(id), id, **rules)


def short_check(office: Office, id: SessionId, of: SessionId, **more: Any) -> SessionView:
    typed: dict[str, Any] = {"actor": office.who(id), "same_person": True} | more
    rules: dict[str, Any] = {"policy": office.policy, "id_policy": typed.pop("id_policy", office.id_policy)}
    return office.do(MakeShortCheck(session=id, earlier=of, **typed), **rules)


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


def test_it_is_enough_for_as_many_days_as_the_identity_policy_says(office: Office, then: SessionId) -> None:
    office.clock.pass_by(days=3)
    now, ours = again(office), replace(office.id_policy, resume_days=2)
    assert earlier(office, now, id_policy=ours) is None and earlier(office, now) is not None
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


@pytest.mark.against("colluding")
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


ACTS = Representative("Demo Friend", Authority.COURT_DEPUTY, "Money and post", address="2 Example Street")


ALONE = frozenset({Party.REPRESENTATIVE})


def represented(office: Office) -> RequestId:
    return office.decided(office.prepared(office.imported(office.a_request(representative=ACTS))))


def come(office: Office, request: RequestId, **more: Any) -> SessionView:
    return office.do(replace(CheckIn(office.actor(), office.booked(request).id, ALONE), **more))


SEEN = {"authority_seen": True, "both_seen": True}


def test_authority_and_who_both_are_have_to_be_seen_with_and_without_an_appointment(office: Office) -> None:
    request = represented(office)
    visitor = CheckInVisitor(office.actor(), request, ALONE, WhyUnbooked.CAME_BY)
    for coming in (visitor, CheckIn(office.actor(), office.booked(request).id, ALONE)):
        assert field_problems(office.do, replace(coming, authority_seen=True)) == {"proof": "both_not_seen"}
        assert field_problems(office.do, replace(coming, both_seen=True)) == {"proof": "authority_not_seen"}


def test_the_log_says_by_what_authority_and_the_review_reads_it(office: Office) -> None:
    view = come(office, represented(office), **SEEN)
    event = office.events(view.id)[0]
    assert event.facts["acts_by"] == "court_deputy" and "Friend" not in repr(event)
    said = Timeline(8000, office.id_policy).words(event)
    assert said == "Checked in: representative. Seen: Court-appointed deputy, and who both of them are"
    assert (view.compared.name, view.compared.born, view.compared.address) == ("Demo Friend", None, "2 Example Street")
    assert not view.own_call


def test_a_representative_who_came_with_the_person_hears_nothing_without_them(office: Office) -> None:
    view = come(office, represented(office), parties=ALONE | {Party.CUSTOMER, Party.COMPANION}, **SEEN)
    left = office.do(checking_in.PartyLeft(office.actor(), view.id, Party.CUSTOMER))
    assert left.parties == {Party.COMPANION} and office.verify().whole
    event = office.events(view.id)[-1]
    assert event.facts == {"party": "customer", "with_them": ["representative"]}
    said = Timeline(8000, office.id_policy).words(event)
    assert said == "Customer left: without them nothing is played to the representative"


OWN = Call(TUESDAY - timedelta(days=30), NUMBER)


THEIRS = replace(OWN, by_somebody_else=True)


def sighted(office: Office, call: Call) -> SessionId:
    request = office.decided(office.prepared(office.imported(office.a_request(call=call))))
    return office.sighted(office.check_in(office.booked(request).id))


@pytest.mark.parametrize(
    ("call", "reason", "said"),
    [
        (THEIRS, "", "Identity confirmed, account of someone else’s call matched"),
        (THEIRS, "They knew the week.", "Identity confirmed, account of someone else’s call near enough"),
        (OWN, "", "Identity confirmed, call matched"),
        (OWN, "One digit.", "Identity confirmed, call near enough"),
    ],
)
def test_the_review_reads_about_which_call_they_were_asked(office: Office, call: Call, reason: str, said: str) -> None:
    id = sighted(office, call)
    office.looked(id)
    check = CallerCheck.NEAR_ENOUGH if reason else CallerCheck.MATCHES
    office.do(CheckCaller(office.actor(), id, check, reason))
    (event,) = (event for event in office.events(id) if event.kind is EventKind.IDENTITY_CONFIRMED)
    assert event.facts["call"] == call.kind.value
    assert Timeline(8000, office.id_policy).words(event) == said


def test_a_correction_says_that_it_was_somebody_elses_and_its_digest_covers_it(office: Office) -> None:
    id = office.a_request(call=OWN)
    office.do(CorrectCall(office.actor("officer"), id, THEIRS))
    assert office.request(id).call == Call(THEIRS.at, NORMAL, by_somebody_else=True)
    facts = office.events()[-1].facts
    assert (facts["by_somebody_else"], facts["direction"], facts["number"]) == (True, False, False)
    assert not differences(office)


def differences(office: Office) -> set[tuple[str, str]]:
    with office.parts.engine.connect() as connection:
        return {(each.table, each.key) for each in compare(connection, facts_in(connection))}


PASS = Shown("staff_pass", name=NameComparison.MATCH)


LISTENER = Asker("Demo", "Colleague", None, "Team leader, housing repairs")


def internal(office: Office) -> RequestId:
    """Return an approved request for internal access."""
    more: dict[str, Any] = {
        "kind": Kind.INTERNAL,
        "purpose": Purpose.COMPLAINT,
        "reason": "A complaint.",
        "asker": LISTENER,
    }
    return office.decided(office.prepared(office.imported(office.a_request(**more))))


def sight(office: Office, id: SessionId, *shown: Shown, id_policy: IdPolicy | None = None) -> SessionView:
    command = identifying.SightDocuments(office.who(id), id, shown)
    more: dict[str, Any] = {"policy": office.policy, "id_policy": id_policy or office.id_policy}
    return office.do(command, **more)


def confirm(office: Office, id: SessionId, id_policy: IdPolicy | None = None) -> None:
    more: dict[str, Any] = {"policy": office.policy, "id_policy": id_policy or office.id_policy}
    office.do(identifying.ConfirmStaff(office.who(id), id), **more)


def passport(office: Office) -> Shown:
    return Shown("passport", office.clock.now().date() + timedelta(days=900), name=NameComparison.MATCH)


def test_a_staff_pass_that_names_them_is_enough_and_nobody_asks_about_the_call(office: Office) -> None:
    id = office.checked_in(request=internal(office))
    assert [found.kind for found in sight(office, id, PASS).documents] == ["staff_pass"]
    assert office.session(id).state is State.CHECKED_IN, "seen, and not confirmed yet"
    confirm(office, id)
    assert office.session(id).state is State.IDENTIFIED
    seen, confirmed = office.events(id)[-2:]
    assert (seen.kind, seen.facts["kinds"]) == (EventKind.DOCUMENTS_SIGHTED, ["staff_pass"])
    assert (confirmed.kind, confirmed.facts["caller"]) == (EventKind.IDENTITY_CONFIRMED, "not_asked")


def test_a_customer_is_never_let_in_by_the_rule_for_staff(office: Office) -> None:
    id = office.checked_in()
    for shown in (PASS, passport(office)):
        assert refusal(sight, office, id, shown) == "identity_incomplete"
    office.sighted(id)
    assert refusal(confirm, office, id) == "caller_check_missing" and office.session(id).state is State.CHECKED_IN


def test_where_the_office_has_no_rule_for_staff_they_show_what_everybody_shows(office: Office) -> None:
    id, plain = office.checked_in(request=internal(office)), replace(office.id_policy, internal=None)
    with pytest.raises(WrongStateError):
        sight(office, id, passport(office), id_policy=plain)
    assert refusal(confirm, office, id, plain) == "caller_check_missing"


def test_a_supervisor_can_vouch_for_somebody_without_their_pass(office: Office) -> None:
    id = office.checked_in(request=internal(office))
    office.do(AllowLesserCheck(office.who(id), id, (), "I have known them for years.", "supervisor", PASSWORD))
    confirm(office, id)
    assert office.session(id).state is State.IDENTIFIED
    allowed = next(event for event in office.events(id) if event.kind is EventKind.LESSER_CHECK_ALLOWED)
    assert allowed.facts["missing"] == ["first_document", "photo"]


@pytest.mark.parametrize("parties", [{Party.REPRESENTATIVE}, set()])
def test_nobody_comes_in_the_place_of_whom_the_request_names(office: Office, parties: set[Party]) -> None:
    appointment = office.booked(internal(office)).id
    before = office.bodies()
    arriving = CheckIn(office.actor(), appointment, frozenset(parties), False)
    assert field_problems(office.do, arriving) == {"parties": "listener_not_here"} and office.bodies() == before

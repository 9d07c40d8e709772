"""Internal access at the counter: a member of staff shows one document that names them, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from desktop.application.sessions import identifying
from desktop.application.sessions.checking_in import CheckIn
from desktop.application.sessions.lesser_check import AllowLesserCheck
from desktop.application.sessions.views import SessionView
from desktop.domain.log.events import EventKind
from desktop.domain.requests.request import Asker, Purpose
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import NameComparison, Shown
from desktop.domain.sessions.session import Party, State
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError
from tests.support.builders import PASSWORD, Office
from tests.support.refusals import field_problems, refusal

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
    view: SessionView = office.do(command, **more)
    return view


def confirm(office: Office, id: SessionId, id_policy: IdPolicy | None = None) -> None:
    more: dict[str, Any] = {"policy": office.policy, "id_policy": id_policy or office.id_policy}
    office.do(identifying.confirm_staff, office.who(id), id, **more)


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


def test_nobody_is_confirmed_before_they_have_shown_something(office: Office) -> None:
    id = office.checked_in(request=internal(office))
    assert refusal(confirm, office, id) == "documents_first" and office.session(id).state is State.CHECKED_IN


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


@pytest.mark.parametrize("parties", [{Party.REPRESENTATIVE}, {Party.REPRESENTATIVE, Party.COMPANION}, set()])
def test_nobody_comes_in_the_place_of_whom_the_request_names(office: Office, parties: set[Party]) -> None:
    appointment = office.booked(internal(office)).id
    before = office.bodies()
    arriving = CheckIn(office.actor(), appointment, frozenset(parties), False)
    assert field_problems(office.do, arriving) == {"parties": "listener_not_here"} and office.bodies() == before

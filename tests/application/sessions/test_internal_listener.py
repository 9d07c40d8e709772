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
from desktop.errors import FieldsError, NotAllowedError, WrongStateError
from tests.support.builders import PASSWORD, Office

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


def test_one_document_with_a_photo_is_enough_and_its_address_is_not_asked(office: Office) -> None:
    id = office.checked_in(request=internal(office))
    sight(office, id, passport(office))
    confirm(office, id)
    assert office.session(id).state is State.IDENTIFIED


@pytest.mark.parametrize(
    "shown",
    [
        Shown("council_tax_bill", name=NameComparison.MATCH, shows_current_address=True),
        replace(PASS, name=NameComparison.DIFFERS),
        replace(PASS, name=None),
        Shown("passport", name=NameComparison.MATCH),
    ],
    ids=["no photo", "another name", "name not looked at", "expiry not looked at"],
)
def test_what_does_not_name_them_with_a_photo_is_not_enough(office: Office, shown: Shown) -> None:
    id = office.checked_in(request=internal(office))
    before = office.bodies()
    with pytest.raises(WrongStateError) as refused:
        sight(office, id, shown)
    assert refused.value.code == "identity_incomplete" and office.bodies() == before


def test_nobody_is_confirmed_before_they_have_shown_something(office: Office) -> None:
    id = office.checked_in(request=internal(office))
    with pytest.raises(WrongStateError) as refused:
        confirm(office, id)
    assert refused.value.code == "documents_first" and office.session(id).state is State.CHECKED_IN


def test_another_adviser_does_not_confirm(office: Office) -> None:
    id = office.checked_in(request=internal(office))
    sight(office, id, PASS)
    more: dict[str, Any] = {"policy": office.policy, "id_policy": office.id_policy}
    with pytest.raises(NotAllowedError):
        office.do(identifying.ConfirmStaff(office.actor("other-adviser"), id), **more)


def test_a_customer_is_never_let_in_by_the_rule_for_staff(office: Office) -> None:
    id = office.checked_in()
    for shown in (PASS, passport(office)):
        with pytest.raises(WrongStateError) as refused:
            sight(office, id, shown)
        assert refused.value.code == "identity_incomplete"
    office.sighted(id)
    with pytest.raises(WrongStateError) as refused:
        confirm(office, id)
    assert refused.value.code == "caller_check_missing" and office.session(id).state is State.CHECKED_IN


def test_where_the_office_has_no_rule_for_staff_they_show_what_everybody_shows(office: Office) -> None:
    id, plain = office.checked_in(request=internal(office)), replace(office.id_policy, internal=None)
    with pytest.raises(WrongStateError):
        sight(office, id, passport(office), id_policy=plain)
    with pytest.raises(WrongStateError) as refused:
        confirm(office, id, plain)
    assert refused.value.code == "caller_check_missing"


def test_a_supervisor_can_vouch_for_somebody_without_their_pass(office: Office) -> None:
    id = office.checked_in(request=internal(office))
    command = AllowLesserCheck(office.who(id), id, (), "I have known them for years.", "supervisor", PASSWORD)
    more: dict[str, Any] = {"passwords": office.passwords, "policy": office.policy, "id_policy": office.id_policy}
    office.do(command, **more)
    confirm(office, id)
    assert office.session(id).state is State.IDENTIFIED
    allowed = next(event for event in office.events(id) if event.kind is EventKind.LESSER_CHECK_ALLOWED)
    assert allowed.facts["missing"] == ["first_document", "photo"]


@pytest.mark.parametrize("parties", [{Party.REPRESENTATIVE}, {Party.REPRESENTATIVE, Party.COMPANION}, set()])
def test_nobody_comes_in_the_place_of_whom_the_request_names(office: Office, parties: set[Party]) -> None:
    appointment = office.booked(internal(office)).id
    before = office.bodies()
    arriving = CheckIn(office.actor(), appointment, frozenset(parties), False)
    with pytest.raises(FieldsError) as refused:
        office.do(arriving, policy=office.policy, anchored=office.anchored)
    assert refused.value.problems == {"parties": "listener_not_here"} and office.bodies() == before

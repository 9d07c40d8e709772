"""Acts that ask for the password again: by every role, with it, without it, and with a wrong one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from desktop.application.copies.deciding import Decide
from desktop.application.copies.preparing import open_preparation
from desktop.application.copies.staff_listening import open_original
from desktop.application.office import signing_in
from desktop.application.office.accounts import ChangeRoles
from desktop.application.office.signing_in import InPerson, SignIn
from desktop.application.ports.database import UnitOfWork
from desktop.application.recordings.holding import AskRelease, ReleaseHold
from desktop.application.shared.commands import Actor
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Person, Role
from desktop.domain.requests.request import RefusalReason, Status
from desktop.domain.shared.ids import HoldId, RequestId
from desktop.errors import FieldsError, SignInRefusedError
from tests.support.offices.builders import PASSWORD, Office
from tests.support.refusals import field_problems, refusal

WRONG = "not their password at all"
WEIGHED = Weighing(Information.NOBODY_ELSE)


@dataclass(frozen=True)
class Act:
    """One act: who may, what it is done to, doing it, and its event."""

    allowed: frozenset[str]
    made: Callable[[Office], Any]
    do: Callable[[Office, InPerson, Any], Any]
    event: EventKind


def hold_of(office: Office) -> HoldId:
    with office.uow().read_only() as uow:
        return uow.keeping.holds_of(office.a_request())[0].id


def asked(office: Office) -> HoldId:
    """Return a hold whose release an officer has asked for."""
    hold = hold_of(office)
    office.do(AskRelease(office.in_person("officer"), hold))
    return hold


def linked(office: Office) -> RequestId:
    return office.imported(office.a_request())


def prepared(office: Office) -> RequestId:
    return office.prepared(linked(office))


def approving(office: Office, by: InPerson, id: RequestId, **more: Any) -> Any:
    command = Decide(by, id, Ruling.APPROVE, office.request(id).copy, weighing=WEIGHED, unheard_known=True, **more)
    return office.do(command, desk=office.back)


def hearing(office: Office, by: InPerson, id: RequestId) -> Any:
    return office.do(open_original, by, id, desk=office.back)


OFFICER, APPROVER = frozenset({"officer"}), frozenset({"approver"})
ACTS = {
    "approve": Act(APPROVER, prepared, approving, EventKind.REQUEST_APPROVED),
    "prepare": Act(
        OFFICER, linked, lambda o, by, id: o.do(open_preparation, by, id, desk=o.back), EventKind.ORIGINAL_OPENED
    ),
    "hear": Act(APPROVER, prepared, hearing, EventKind.ORIGINAL_OPENED),
    "ask": Act(
        OFFICER | APPROVER,
        hold_of,
        lambda o, by, id: o.do(AskRelease(by, id), desk=o.back),
        EventKind.HOLD_RELEASE_ASKED,
    ),
    "release": Act(APPROVER, asked, lambda o, by, id: o.do(ReleaseHold(by, id), desk=o.back), EventKind.HOLD_RELEASED),
}
every_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


def a_person(act: Act) -> str:
    return sorted(act.allowed)[0]


@pytest.mark.against("officer")
@every_act
def test_each_is_done_with_their_password_and_of_others_no_attempt_is_counted(office: Office, act: Act) -> None:
    about = act.made(office)
    before = office.bodies()
    assert refusal(act.do, office, office.in_person("adviser", office.back, WRONG), about) == "not_your_role"
    assert office.bodies() == before
    act.do(office, office.in_person(a_person(act), office.back), about)
    assert office.events()[-1].kind is act.event


@pytest.mark.against("approver")
@every_act
def test_without_the_password_nothing_is_done_and_no_attempt_counted(office: Office, act: Act) -> None:
    about = act.made(office)
    before = office.bodies()
    found = field_problems(act.do, office, office.in_person(a_person(act), office.back, ""), about)
    assert found == {"own_password": "password_missing"}
    assert office.bodies() == before


@pytest.mark.against("approver")
def test_a_wrong_one_does_nothing_and_counts_as_an_attempt_to_sign_in(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    act = ACTS["approve"]
    about, who = act.made(office), a_person(act)
    with caplog.at_level(logging.DEBUG), pytest.raises(SignInRefusedError) as refused:
        act.do(office, office.in_person(who, office.back, WRONG), about)
    [*_, event] = office.events()
    assert event.kind is EventKind.SIGN_IN_REFUSED and event.facts["account_failures"] == 1
    assert WRONG not in f"{refused.value!r} {refused.value} {caplog.text}"
    assert all(WRONG.encode() not in body for body in office.bodies())
    act.do(office, office.in_person(who, office.back), about)  # nothing was changed by the attempt
    assert office.events()[-1].kind is act.event
    with office.uow().read_only() as uow:
        assert uow.people.tries("account", office.people[who]).failures == 0


def test_after_several_wrong_ones_even_the_right_one_waits_as_at_the_door(office: Office) -> None:
    act = ACTS["release"]
    about, who = act.made(office), a_person(act)
    for _ in range(office.policy.sign_in_account.free + 1):
        with pytest.raises(SignInRefusedError) as refused:
            act.do(office, office.in_person(who, office.back, WRONG), about)
    assert refused.value.wait_seconds > 0
    before = office.bodies()
    with pytest.raises(SignInRefusedError):
        act.do(office, office.in_person(who, office.back), about)
    door = SignIn(office.front, who, PASSWORD)
    with pytest.raises(SignInRefusedError):
        office.do(door)
    assert office.bodies() == before


def test_what_else_is_wrong_is_said_before_a_password_is_tried(office: Office) -> None:
    id = prepared(office)
    wrong = office.in_person("approver", office.back, WRONG)
    before = office.bodies()
    with pytest.raises(FieldsError) as refused:
        office.do(Decide(wrong, id, Ruling.APPROVE, office.request(id).copy), desk=office.back)
    assert "information" in refused.value.problems and office.bodies() == before


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let another desk do something while a directory is asked for the password: the transaction is paused."""

    def asked(actor: Actor, password: str, *, uow: UnitOfWork, **ports: Any) -> Person:
        monkeypatch.undo()
        person = uow.people.get(actor.by)
        with uow.pause():
            act()
        return person

    monkeypatch.setattr(signing_in, "confirmed_again", asked)


@every_act
def test_who_loses_the_role_while_a_directory_is_asked_does_nothing(
    office: Office, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    about, who = act.made(office), a_person(act)
    with office.uow().read_only() as uow:
        seen = uow.people.get(office.people[who])
    other = ChangeRoles(office.in_person("administrator"), seen, frozenset({Role.ADVISER}))
    meanwhile(monkeypatch, lambda: office.do(other))
    assert refusal(act.do, office, office.in_person(who, office.back), about) == "not_your_role"
    assert office.events()[-1].kind is EventKind.ROLES_CHANGED


@pytest.mark.against("approver")
def test_a_copy_that_is_made_again_while_a_directory_is_asked_is_not_approved(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = prepared(office)
    meanwhile(monkeypatch, lambda: office.prepared(id, ()))
    assert refusal(approving, office, office.in_person("approver", office.back), id) == "copy_changed"
    assert office.request(id).status is Status.PREPARED and office.verify().whole


@pytest.mark.parametrize(
    ("ruling", "more"),
    [
        (Ruling.SEND_BACK, {"words": "Listen to the end again."}),
        (Ruling.REFUSE, {"refusal": RefusalReason.THIRD_PARTY}),
    ],
)
def test_sending_back_and_refusing_open_nothing_and_ask_for_none(
    office: Office, ruling: Ruling, more: dict[str, Any]
) -> None:
    id = prepared(office)
    by = office.in_person("approver", office.back, "")
    office.do(Decide(by, id, ruling, office.request(id).copy, unheard_known=True, **more), desk=office.back)
    assert office.request(id).status in (Status.LINKED, Status.REFUSED)

"""Who asks is corrected: in every call of the number, without a word of it in the log; the approver is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.log.comparing import compare, facts_of
from db.schema.request_tables import asker_word
from desktop.application.copies.deciding import may_withdraw
from desktop.application.office.accounts import ChangeRoles
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.intake import CorrectAsker
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.requests.request import Answered, Asker, Call, Purpose, Status
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from tests.support.builders import NUMBER, Office
from tests.support.fakes import TUESDAY
from tests.support.refusals import field_problems, refusal

TWO = tuple(Call(TUESDAY - timedelta(days=days), NUMBER) for days in (30, 31))
BORN = date(1971, 2, 3)
ELSEWHERE: dict[str, Any] = {"address": "9 Example Row", "contact": "By letter only."}


def correct(office: Office, id: RequestId, by: str = "officer", shown: Asker | None = None, **changed: Any) -> None:
    before = office.request(id).asker
    office.do(CorrectAsker(office.actor(by), id, shown or before, replace(before, **changed)))


def whole(office: Office) -> bool:
    with office.parts.engine.connect() as connection:
        return not list(compare(connection, facts_of(connection))) and office.verify().whole


def test_every_fact_can_be_corrected_and_the_log_says_which_without_a_word(office: Office) -> None:
    id = office.a_request()
    correct(office, id, given_names="Testa", surname="Testperson-Smith", born=BORN, **ELSEWHERE)
    assert office.request(id).asker == Asker("Testa", "Testperson-Smith", BORN, *ELSEWHERE.values())
    event = office.events()[-1]
    assert event.kind is EventKind.ASKER_CORRECTED
    assert event.facts["changed"] == ["given_names", "surname", "born", "address", "contact"]
    assert not any(said in office.bodies()[-1] for said in (b"Testa", b"Smith", b"1971", b"Example Row", b"letter"))
    with office.parts.engine.connect() as connection:
        found = select(asker_word.c.request).where(asker_word.c.word == "testa")
        assert connection.execute(found).scalars().all() == [id]
    assert whole(office)


def test_they_are_the_same_person_in_every_call_of_the_number(office: Office) -> None:
    first = office.a_request(calls=TWO)
    with office.uow().read_only() as uow:
        _, second = (each.id for each in uow.requests.of_number(office.request(first).number))
    office.do(CloseRequest(office.actor("officer"), first, Answered.WITHDRAWN))
    correct(office, second, surname="Other")
    assert {office.request(id).asker.surname for id in (first, second)} == {"Other"}
    assert office.request(first).status is Status.CLOSED
    with office.uow().read_only() as uow:
        for id in (first, second):
            uow.proven.request(id)  # each by the few events about it
    assert whole(office)


@pytest.mark.parametrize("changed", [{"given_names": "Testa"}, {"surname": "Other"}, {"born": BORN}])
def test_another_name_or_date_of_birth_ends_the_approval_and_asks_the_approver_again(
    office: Office, changed: dict[str, Any]
) -> None:
    id = office.approved()
    correct(office, id, **changed)
    request = office.request(id)
    assert (request.status, request.approved_until) == (Status.PREPARED, None)
    assert office.events()[-1].facts["approvals_ended"] == [id]
    assert whole(office)
    office.decided(id)
    assert office.request(id).status is Status.APPROVED
    assert whole(office)


def test_another_address_or_contact_ends_no_approval(office: Office) -> None:
    id = office.approved()
    correct(office, id, **ELSEWHERE)
    assert office.request(id).status is Status.APPROVED
    assert office.events()[-1].facts["approvals_ended"] == []
    assert whole(office)


def test_whoever_corrected_who_asks_decides_nothing_about_it(office: Office) -> None:
    both = frozenset({Role.APPROVER, Role.INFORMATION_OFFICER})
    administrator = office.in_person("administrator", office.back)
    with office.uow().read_only() as uow:
        seen = uow.people.get(office.people["approver"])
    office.do(ChangeRoles(administrator, seen, both), desk=office.back)
    id = office.approved()
    correct(office, id, "approver", **ELSEWHERE)
    with office.uow().read_only() as uow:
        approver = uow.people.get(office.people["approver"])
        assert may_withdraw(approver, uow.requests.get(id), uow)
    correct(office, id, "approver", surname="Other")
    assert refusal(office.decided, id) == "needs_another_person"


def test_the_approver_decides_for_the_person_they_saw(office: Office) -> None:
    id = office.prepared(office.imported(office.a_request()))
    shown = office.request(id).asker
    correct(office, id, surname="Other")
    assert refusal(office.decided, id, asker=shown) == "asker_changed"
    office.decided(id, asker=office.request(id).asker)
    assert office.request(id).status is Status.APPROVED


def test_once_identity_is_confirmed_name_and_date_of_birth_stay_in_every_call(office: Office) -> None:
    office.identified()
    id = office.first_request
    found = field_problems(correct, office, id, surname="Other", born=BORN, **ELSEWHERE)
    assert found == {"name": "identity_confirmed", "born": "identity_confirmed"}
    correct(office, id, **ELSEWHERE)
    assert office.request(id).asker.address == ELSEWHERE["address"]
    assert office.request(id).status is Status.APPROVED
    assert whole(office)


@pytest.mark.parametrize(
    ("changed", "problems"),
    [
        ({"given_names": " ", "surname": ""}, {"name": "name_missing"}),
        ({"surname": "Test\u202eperson"}, {"name": "hidden_character"}),
        ({"born": TUESDAY.date() + timedelta(days=1)}, {"born": "born_in_future"}),
        ({"address": " "}, {"address": "address_missing"}),
        ({"address": "a\n" * 9}, {"address": "address_too_long"}),
        ({"contact": "By\u202eletter"}, {"contact": "hidden_character"}),
    ],
)
def test_it_is_held_to_what_intake_holds_it_to(
    office: Office, changed: dict[str, Any], problems: dict[str, str]
) -> None:
    id = office.a_request()
    before, events = office.request(id), office.bodies()
    assert field_problems(correct, office, id, **changed) == problems
    assert (office.request(id), office.bodies()) == (before, events)


def test_a_colleague_who_listens_is_corrected_with_their_job(office: Office) -> None:
    id = office.a_request(kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="For quality.")
    correct(office, id, surname="Other", address="Team leader, housing repairs")
    assert office.request(id).asker.address == "Team leader, housing repairs"
    assert field_problems(correct, office, id, address="") == {"address": "job_missing"}


def test_what_is_the_same_is_not_logged(office: Office) -> None:
    id = office.a_request()
    events = office.bodies()
    correct(office, id)
    assert office.bodies() == events


def test_the_slower_of_two_writes_over_nothing(office: Office) -> None:
    id = office.a_request()
    shown = office.request(id).asker
    correct(office, id, contact="By letter only.")
    found = refusal(correct, office, id, shown=shown, surname="Other")
    assert found == "asker_changed" and office.request(id).asker.contact == "By letter only."

"""Taking a request for one call or several; who asks, the call and who acts for them are corrected afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.log.comparing import compare
from db.schema.request_tables import asker_word
from desktop.application.copies.deciding import may_withdraw
from desktop.application.office.accounts import ChangeRoles
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.intake import CorrectAsker, CorrectCall, NameRepresentative, TakeRequest
from desktop.application.sessions.checking_in import CheckIn
from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.domain.requests.request import (
    WITHHELD,
    Answered,
    Asker,
    Authority,
    Call,
    Channel,
    Purpose,
    Representative,
    Request,
    Status,
)
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import FieldsError, WrongStateError
from tests.db.logs import facts_in
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import ASKER, NORMAL, NUMBER, Office
from tests.support.refusals import error_of, field_problems, refusal

CALL = Call(TUESDAY - timedelta(days=30), NUMBER)


THREE = tuple(replace(CALL, at=CALL.at + timedelta(hours=hours), outbound=hours == 1) for hours in range(3))


def take(office: Office, *calls: Call, **more: Any) -> tuple[Request, ...]:
    command: dict[str, Any] = {"kind": Kind.SUBJECT_ACCESS, "asker": ASKER, "received_on": TUESDAY.date()}
    command |= {"came_by": Channel.LETTER}
    actor = office.actor("officer", office.back)
    return office.do(TakeRequest(actor=actor, calls=calls, **command | more), desk=office.back)


def refused(office: Office, *calls: Call, **more: Any) -> dict[str, str]:
    return error_of(FieldsError, take, office, *calls, **more).problems


def test_each_call_is_a_request_under_one_number_with_its_own_hold_and_tasks(office: Office) -> None:
    taken = take(office, *THREE, reason="To hear what was said.")
    assert [request.reference for request in taken] == ["SAR-2026-0002", "SAR-2026-0002/2", "SAR-2026-0002/3"]
    assert [request.call.outbound for request in taken] == [False, True, False]
    with office.uow().read_only() as uow:
        assert list(uow.requests.of_number("SAR-2026-0002")) == list(taken)
        assert {uow.requests.reason(request.id) for request in taken} == {"To hear what was said."}
        holds = [hold for request in taken for hold in uow.keeping.holds_of(request.id)]
        tasks = [task.deletes_on for request in taken for task in uow.keeping.tasks_of(request.id)]
    assert len(holds) == 3 and tasks == [date(2027, 1, 23)] * 3
    *_, before, event = [event for event in office.events() if event.kind is EventKind.REQUEST_TAKEN]
    assert before.facts["reference"] == "SAR-2026-0001" and event.facts["reference"] == "SAR-2026-0002"
    assert event.facts["requests"] == [request.id for request in taken]
    assert event.facts["holds"] == [hold.id for hold in holds]
    assert take(office, CALL)[0].reference == "SAR-2026-0003"


def test_a_number_is_kept_in_one_form_however_it_was_typed(office: Office) -> None:
    for typed in (NUMBER, "+44 1632 960733", " 01632960733 "):
        assert take(office, replace(CALL, number=typed))[0].call.number == NORMAL
    assert take(office, replace(CALL, number=" Withheld "))[0].call.number == WITHHELD
    assert take(office, replace(CALL, number="  "))[0].call.number == ""


def test_what_is_no_number_is_said_at_its_call_beside_everything_else_and_nothing_is_taken(office: Office) -> None:
    before = office.bodies()
    bad = replace(THREE[1], number="ring me back")
    assert refused(office, CALL, bad, asker=replace(ASKER, address="")) == {
        "call_2_number": "number_unreadable",
        "address": "address_missing",
    }
    assert refused(office, CALL, replace(CALL, number="+441632960733")) == {"call_2_day": "call_twice"}
    assert office.bodies() == before


def test_who_acts_for_the_person_and_how_it_is_safe_to_reach_them_is_kept_and_not_in_the_log(office: Office) -> None:
    seen = date(2026, 11, 24)
    friend = Representative("Test Friend", Authority.WRITTEN_CONSENT, "This call alone", seen, "2 Nowhere Lane")
    asker = replace(ASKER, contact="By letter. Never ring.")
    (request,) = take(office, CALL, asker=asker, representative=friend)
    kept = office.request(request.id)
    assert (kept.asker, kept.representative) == (asker, friend)
    assert office.events()[-1].facts["represented"] is True
    log = b"".join(office.bodies())
    assert (
        b"Friend" not in log and b"2 Nowhere" not in log and b"Never ring" not in log and b"This call alone" not in log
    )


TWO = tuple(Call(TUESDAY - timedelta(days=days), NUMBER) for days in (30, 31))


BORN = date(1971, 2, 3)


ELSEWHERE: dict[str, Any] = {"address": "9 Example Row", "contact": "By letter only."}


def correct(office: Office, id: RequestId, by: str = "officer", shown: Asker | None = None, **changed: Any) -> None:
    before = office.request(id).asker
    office.do(CorrectAsker(office.actor(by), id, shown or before, replace(before, **changed)))


def whole(office: Office) -> bool:
    with office.parts.engine.connect() as connection:
        return not list(compare(connection, facts_in(connection))) and office.verify().whole


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


def test_another_name_or_date_of_birth_ends_the_approval_and_asks_the_approver_again(office: Office) -> None:
    for changed in ({"given_names": "Testa"}, {"surname": "Other"}, {"born": BORN}):
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


def test_it_is_held_to_what_intake_holds_it_to(office: Office) -> None:
    for changed, problems in (
        ({"given_names": " ", "surname": ""}, {"name": "name_missing"}),
        ({"contact": "By\u202eletter"}, {"contact": "hidden_character"}),
    ):
        id = office.a_request()
        before, events = office.request(id), office.bodies()
        assert field_problems(correct, office, id, **changed) == problems
        assert (office.request(id), office.bodies()) == (before, events)


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


DAY = timedelta(days=1)


def corrected(office: Office, id: RequestId, call: Call, by: str = "officer") -> Any:
    return office.do(CorrectCall(office.actor(by), id, call))


def test_the_call_is_another_from_now_on_and_the_log_tells_in_what_alone(office: Office) -> None:
    id = office.a_request()
    before = office.request(id)
    corrected(office, id, Call(before.call.at - DAY, "01632 960701"))
    assert office.request(id).call == Call(before.call.at - DAY, "+441632960701")
    event = office.events()[-1]
    assert event.kind is EventKind.CALL_CORRECTED
    assert {**event.facts, "stops": [], "asked": ""} == {
        "time": True,
        "number": True,
        "direction": False,
        "by_somebody_else": False,
        "held": 0,
        "recordings": [],
        "stops": [],
        "asked": "",
    }
    assert b"960701" not in office.bodies()[-1]
    with office.uow().read_only() as uow:
        (task,) = uow.keeping.tasks_of(id)
    assert task.deletes_on == (before.call.at - DAY).date() + timedelta(days=90)
    assert event.facts["stops"] == [[id, "switchboard", task.deletes_on.isoformat()]]


def test_what_could_be_the_call_now_is_held_too(office: Office) -> None:
    here = office.request(office.first_request)
    assert here.recording is not None
    with office.uow().read_only() as uow:
        original = uow.recordings.get(here.recording)
    id = office.a_request(call=Call(original.call_at - 60 * DAY, "01632 960702"))
    corrected(office, id, Call(original.call_at, WITHHELD if original.number is None else original.number))
    with office.uow().read_only() as uow:
        (hold,) = uow.keeping.holds_of(id)
        assert original.id in uow.keeping.held_by(hold.id)
    assert office.events()[-1].facts["held"] == 1


def test_what_cannot_be_is_said_and_changes_nothing(office: Office) -> None:
    for call, problem in (
        (Call(TUESDAY, "01632 960701"), {"call_1_day": "call_after_receipt"}),
        (Call(TUESDAY - 20 * DAY, "my sister's"), {"call_1_number": "number_unreadable"}),
    ):
        id = office.a_request()
        before, events = office.request(id), office.bodies()
        assert field_problems(corrected, office, id, call) == problem
        assert (office.request(id), office.bodies()) == (before, events)


def test_once_it_is_found_it_is_not_another_call_any_more(office: Office) -> None:
    with pytest.raises(WrongStateError, match="request_moved_on"):
        corrected(office, office.imported(office.a_request()), Call(TUESDAY - DAY, ""))


ACTS = Representative("Demo Friend", Authority.WRITTEN_CONSENT, "This request", address="2 Example Street")


ALONE = frozenset({Party.REPRESENTATIVE})


def name(office: Office, request: RequestId, acts: Representative = ACTS, by: str = "officer") -> Any:
    return office.do(NameRepresentative(office.actor(by), request, acts))


def test_the_counter_checks_in_who_was_named_and_asks_for_the_proof(office: Office) -> None:
    name(office, office.first_request)
    command = CheckIn(office.actor(), office.booked().id, ALONE)
    assert field_problems(office.do, command) == {"proof": "authority_not_seen"}
    seen = replace(command, authority_seen=True, both_seen=True)
    view = office.do(seen)
    assert view.compared.name == "Demo Friend"
    assert office.events(view.id)[0].facts["acts_by"] == "written_consent"


@pytest.mark.parametrize("seen", [True, False])
def test_the_log_says_by_what_authority_and_no_name(office: Office, seen: bool) -> None:
    day = TUESDAY.date() if seen else None
    name(office, office.first_request, replace(ACTS, seen_on=day))
    assert office.request(office.first_request).representative == replace(ACTS, seen_on=day)
    event = office.events()[-1]
    assert event.kind is EventKind.REPRESENTATIVE_NAMED
    assert (event.facts["acts_by"], event.facts["authority_seen"]) == ("written_consent", seen)
    assert event.facts["requests"] == [office.first_request]
    assert not any(said in office.bodies()[-1] for said in (b"Friend", b"Example Street", b"This request"))
    assert whole(office)


def test_they_act_in_every_open_call_of_the_number_that_names_nobody(office: Office) -> None:
    first = office.a_request(calls=(*TWO, Call(TUESDAY - timedelta(days=32), NUMBER)))
    with office.uow().read_only() as uow:
        _, second, closed = (each.id for each in uow.requests.of_number(office.request(first).number))
    office.do(CloseRequest(office.actor("officer"), closed, Answered.WITHDRAWN))
    name(office, second)
    assert [office.request(id).representative for id in (first, second, closed)] == [ACTS, ACTS, None]
    assert office.events()[-1].facts["requests"] == [first, second]
    assert whole(office)
    with office.uow().read_only() as uow:
        for id in (first, second, closed):
            uow.proven.request(id)  # each by the few events about it


def test_a_representative_is_held_to_what_intake_holds_them_to(office: Office) -> None:
    for acts, problems in (
        (replace(ACTS, name=" "), {"representative": "representative_missing"}),
        (replace(ACTS, seen_on=TUESDAY.date() + timedelta(days=1)), {"seen_on": "day_in_future"}),
    ):
        assert field_problems(name, office, office.first_request, acts) == problems
        assert office.request(office.first_request).representative is None


def test_who_is_named_stays_and_the_slower_of_two_is_told(office: Office) -> None:
    request = office.a_request(representative=ACTS)
    found = refusal(name, office, request, replace(ACTS, name="Demo Other"))
    assert found == "represented_already" and office.request(request).representative == ACTS


def test_nobody_acts_for_a_colleague_nor_on_a_closed_request(office: Office) -> None:
    internal = office.a_request(kind=Kind.INTERNAL, purpose=Purpose.QUALITY, reason="For quality.")
    assert refusal(name, office, internal) == "nobody_acts_for_colleagues"
    closed = office.a_request()
    office.do(CloseRequest(office.actor("officer"), closed, Answered.WITHDRAWN))
    assert refusal(name, office, closed) == "request_moved_on"

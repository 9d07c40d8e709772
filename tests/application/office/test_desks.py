"""PCs join, with the keys of their kind, and are withdrawn: then they hold none, and their word counts no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text

from desktop.application.appointments.calendar import calendar
from desktop.application.copies.deciding import Decide, decide
from desktop.application.copies.staff_listening import open_copy
from desktop.application.office import desks
from desktop.application.office.signing_in import InPerson, SignIn, sign_in
from desktop.application.sessions.checking_in import CheckIn, check_in
from desktop.application.shared.commands import Actor
from desktop.bootstrap.wiring import desk_keys_of
from desktop.domain.copies.copy import SealedKey
from desktop.domain.copies.decision import Information, Ruling, Weighing
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.pcs import HOLDS, DeskKind, EnrolledDesk
from desktop.domain.sessions.session import Party
from desktop.domain.shared.ids import DeskId
from desktop.errors import NotAllowedError, RowRefusedError, SignInRefusedError, WrongStateError
from tests.support.offices.builders import ANOTHER_DAY, PASSWORD, Office, a_call
from tests.support.offices.new_pc import NewPc
from tests.support.offices.places import WITH_COUNTERS, owners
from tests.support.refusals import field_problems, refusal

pytestmark = WITH_COUNTERS


def differences(office: Office) -> object:
    """Return in what the rows differ from the log, as the nightly run compares them."""
    with office.uow().read_only() as uow:
        return uow.proven.everything()


def grant(office: Office, pc: NewPc, kind: DeskKind | None = DeskKind.COUNTER, **more: Any) -> None:
    said: dict[str, Any] = {
        "name": pc.name,
        "words": pc.words,
        "by": by(office, desk=office.back),
        "keys_of": office.back,
    } | more
    command = desks.GrantDesk(said["by"], pc.request, said["words"], said["name"], kind)
    keys = desk_keys_of(office.parts, said["keys_of"])
    office.do(command, desk=office.back, desk_keys=keys)


def by(office: Office, name: str = "administrator", password: str = PASSWORD, desk: DeskId | None = None) -> InPerson:
    return office.in_person(name, desk, password)


def withdraw(office: Office, desk: EnrolledDesk, why: desks.Why | None = desks.Why.STOLEN, **more: Any) -> None:
    said: dict[str, Any] = {"by": by(office, desk=office.back)} | more
    office.do(desks.WithdrawDesk(said["by"], desk, why), desk=office.back)


def change(office: Office, desk: EnrolledDesk, kind: DeskKind | None, **more: Any) -> None:
    said: dict[str, Any] = {"by": by(office, desk=office.back), "keys_of": office.back} | more
    keys = desk_keys_of(office.parts, said["keys_of"])
    office.do(desks.ChangeDesk(said["by"], desk, kind), desk=office.back, desk_keys=keys)


def renewed(office: Office, desk: DeskId | None = None, pc: NewPc | None = None) -> int:
    """Renew all that can be at that desk, or at that PC; return how many steps that took."""
    at, steps = pc.desk if pc else desk or office.back, 0
    parts = pc.parts if pc else office.parts
    for key in desks.keys_to_renew(at, uow=parts.uow(at)):
        more = True
        while more:
            more = desks.renew_some(key, at, uow=parts.uow(at), clock=office.clock, desk_keys=desk_keys_of(parts, at))
            steps += 1
    return steps


def the_desk(office: Office, id: DeskId) -> EnrolledDesk:
    with office.uow().read_only() as uow:
        return uow.offices.desk(id)


def sealed(office: Office) -> tuple[tuple[SealedKey, str], tuple[SealedKey, str]]:
    """Return the keys of an original and of a copy, with what they are bound to."""
    request = office.request(office.first_request)
    assert request.recording is not None and request.copy is not None
    with office.uow().read_only() as uow:
        recording, copy = uow.recordings.get(request.recording), uow.recordings.copy(request.copy)
    assert recording.key is not None and copy.key is not None
    return (recording.key, recording.id), (copy.key, copy.id)


def kinds(office: Office) -> list[EventKind]:
    return [event.kind for event in office.events()]


@pytest.mark.against("carrier")
@pytest.mark.parametrize(
    ("kind", "originals", "copies"),
    [
        (DeskKind.COUNTER, False, True),
        (DeskKind.BACK_OFFICE, True, True),
        (DeskKind.DECISION, False, True),
        (DeskKind.REVIEW, False, False),
    ],
)
def test_a_pc_that_joins_later_opens_what_its_kind_may_also_of_earlier_months(
    office: Office, kind: DeskKind, originals: bool, copies: bool
) -> None:
    pc = NewPc(office)
    grant(office, pc, kind)
    original, copy = sealed(office)
    assert (pc.opens(*original), pc.opens(*copy)) == (originals, copies)
    pc.join()
    office.approved(a_call(3.0, 500))
    request = office.request(office.approved(a_call(3.0, 700)))
    with office.uow().read_only() as uow:
        assert request.recording is not None and request.copy is not None
        of_today = uow.recordings.get(request.recording), uow.recordings.copy(request.copy)
    found = tuple(each.key is not None and pc.opens(each.key, each.id) for each in of_today)
    assert found == (originals, copies)
    assert office.verify().whole and not differences(office)


def test_the_log_says_who_let_it_in_and_the_others_go_on_opening_what_they_did(office: Office) -> None:
    pc = NewPc(office)
    office.do(desks.open_join_request, Actor(office.people["administrator"], office.front), pc.request)
    grant(office, pc, DeskKind.BACK_OFFICE)
    joining = EventKind.DESK_ASKED, EventKind.DESK_ENROLLED
    asked, enrolled = [event for event in office.events() if event.kind in joining][-2:]
    assert asked.kind is EventKind.DESK_ASKED and asked.facts["recipient"] == pc.request.recipient
    assert (enrolled.kind, enrolled.actor) == (EventKind.DESK_ENROLLED, office.people["administrator"])
    assert enrolled.facts["kind"] == "back_office" and len(enrolled.facts["keys"]) == 2  # type: ignore[arg-type]
    for key, id in sealed(office):
        assert desk_keys_of(office.parts, office.back).reseal(key, id, key.retention_key_wrapped)


def test_what_was_not_typed_or_typed_wrongly_is_said_beside_its_field(office: Office) -> None:
    pc, other = NewPc(office), NewPc(office)
    assert field_problems(grant, office, pc, None, words=other.words, name=" ") == {
        "desk": "desk_name_missing",
        "words": "join_words_wrong",
        "kind": "desk_kind_missing",
    }
    assert field_problems(grant, office, pc, name="desk 2") == {"desk": "desk_name_taken"}
    assert field_problems(withdraw, office, the_desk(office, office.front), None) == {"why": "withdrawing_why_missing"}
    assert EventKind.DESK_WITHDRAWN not in kinds(office)


@pytest.mark.against("carrier")
def test_a_pc_joins_once(office: Office) -> None:
    pc = NewPc(office)
    grant(office, pc)
    assert refusal(grant, office, pc, name="Another name") == "desk_enrolled_already"
    with pytest.raises(WrongStateError):
        office.do(desks.open_join_request, office.actor("administrator"), pc.request)


def test_a_pc_that_holds_no_originals_lets_no_back_office_in(office: Office) -> None:
    pc = NewPc(office)
    before = len(office.events())
    found = refusal(grant, office, pc, DeskKind.BACK_OFFICE, keys_of=office.front)
    assert found == "desk_keys_not_here" and len(office.events()) == before
    grant(office, pc, DeskKind.COUNTER, keys_of=office.front)


@pytest.mark.against("thief")
def test_a_withdrawn_pc_opens_nothing_of_now_and_others_go_on(office: Office) -> None:
    pc = NewPc(office)
    grant(office, pc, DeskKind.BACK_OFFICE)
    pc.join()
    before = sealed(office)
    withdraw(office, the_desk(office, pc.desk))
    assert renewed(office) == 2 and desks.keys_to_renew(office.back, uow=office.uow(office.back)) == []
    for (key, id), (old, _) in zip(sealed(office), before, strict=True):
        assert not pc.opens(key, id) and key.retention_key != old.retention_key
        assert desk_keys_of(office.parts, office.back).reseal(key, id, key.retention_key_wrapped)
    request = office.request(office.approved(a_call(3.0, 500)))
    with office.uow().read_only() as uow:
        assert request.copy is not None
        fresh = uow.recordings.copy(request.copy)
    assert fresh.key is not None and not pc.opens(fresh.key, fresh.id)
    assert office.verify().whole and not differences(office)


def test_many_recordings_move_in_several_steps_and_every_step_is_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "MOST_MOVED", 1)
    office.approved(a_call(3.0, 500))
    office.approved(a_call(3.0, 700))
    pc = NewPc(office)
    grant(office, pc, DeskKind.BACK_OFFICE)
    pc.join()
    withdraw(office, the_desk(office, pc.desk))
    keys = desk_keys_of(office.parts, office.back)
    first = desks.keys_to_renew(office.back, uow=office.uow(office.back))[0]
    assert desks.renew_some(first, office.back, uow=office.uow(office.back), clock=office.clock, desk_keys=keys)
    assert not differences(office)
    office.approved(a_call(3.0, 900))  # new sound comes under the fresh key, which is there already or not
    assert renewed(office) > 2
    found = kinds(office)
    assert found.count(EventKind.RETENTION_KEY_DESTROYED) == 2 and EventKind.RETENTION_KEY_RENEWED in found
    assert not differences(office) and office.verify().whole


def test_what_nobody_opens_stays_and_keeps_nothing_else_from_moving(office: Office) -> None:
    damaged = office.request(office.first_request).recording
    office.imported(office.a_request(call=ANOTHER_DAY), a_call(3.0, 500))
    pc = NewPc(office)
    grant(office, pc, DeskKind.BACK_OFFICE)
    pc.join()
    before = keys_of_recordings(office)
    with owners(office) as engine, engine.begin() as connection:
        other = next(key for id, key in data_keys(connection).items() if id != damaged)
        connection.execute(text("UPDATE recording SET data_key = :key WHERE id = :id"), {"key": other, "id": damaged})
    withdraw(office, the_desk(office, pc.desk))
    keys = desk_keys_of(office.parts, office.back)
    done = desks.renew_all(office.back, lambda: office.uow(office.back), office.clock, keys)
    after = keys_of_recordings(office)
    assert {id for id, key in after.items() if key == before[id]} == {damaged}
    assert (done.keys, done.waiting) == (1, 1)
    assert not differences(office)


def keys_of_recordings(office: Office) -> dict[str, str]:
    with office.parts.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, retention_key FROM recording").all()
    return {row[0]: row[1] for row in rows}


def data_keys(connection: Connection) -> dict[str, bytes]:
    return {row[0]: row[1] for row in connection.exec_driver_sql("SELECT id, data_key FROM recording").all()}


def test_a_pc_for_decisions_renews_what_it_holds_and_leaves_the_rest_to_a_back_office(office: Office) -> None:
    pc, other = NewPc(office), NewPc(office, "Upstairs")
    grant(office, pc, DeskKind.BACK_OFFICE)
    grant(office, other, DeskKind.DECISION)
    pc.join()
    other.join()
    withdraw(office, the_desk(office, pc.desk))
    assert refusal(renewed, office, office.front) == "not_at_this_pc", "a counter renews none"
    assert renewed(office, pc=other) == 1
    original, copy = sealed(office)
    assert pc.opens(*original) and not pc.opens(*copy)
    assert renewed(office) == 1 and not pc.opens(*sealed(office)[0])


@pytest.mark.against("thief")
def test_what_it_writes_after_its_withdrawal_counts_for_nothing_and_is_named(office: Office) -> None:
    pc = NewPc(office)
    grant(office, pc, DeskKind.BACK_OFFICE)
    pc.join()
    withdraw(office, the_desk(office, pc.desk))
    thief = Actor(office.people["administrator"], pc.desk)
    with pc.uow() as uow:
        uow.offices.add_desk(EnrolledDesk(DeskId("f" * 32), "Spy", DeskKind.BACK_OFFICE, "age1spy", office.clock.now()))
        facts: Facts = {"recipient": "age1spy", "kind": "back_office", "key": ""}
        spy = {Subject.DESK: "f" * 32}
        now = office.clock.now()
        uow.commit(Event(EventKind.DESK_ENROLLED, now, thief.desk, thief.by, spy, facts), checkpoint=True)
    proof = office.verify()
    assert not proof.whole and any("had been withdrawn" in finding for finding in proof.findings)
    with pytest.raises(RowRefusedError):
        office.approved(a_call(3.0, 500))


@pytest.mark.against("administrator")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DeskKind.COUNTER, DeskKind.BACK_OFFICE),
        (DeskKind.BACK_OFFICE, DeskKind.DECISION),
        (DeskKind.REVIEW, DeskKind.COUNTER),
        (DeskKind.REVIEW, DeskKind.REVIEW),
    ],
)
def test_a_pc_of_another_kind_opens_what_that_kind_may_and_no_more(
    office: Office, before: DeskKind, after: DeskKind
) -> None:
    pc = NewPc(office)
    grant(office, pc, before)
    pc.join()
    if after is before:
        assert field_problems(change, office, the_desk(office, pc.desk), after) == {"kind": "desk_kind_same"}
        return
    change(office, the_desk(office, pc.desk), after)
    lost, steps = HOLDS[before] - HOLDS[after], renewed(office)
    assert steps == len(lost)
    assert the_desk(office, pc.desk).kind is after
    office.approved(a_call(3.0, 500))
    original, copy = sealed(office)
    assert (pc.opens(*original), pc.opens(*copy)) == ("original" in HOLDS[after], "approved" in HOLDS[after])
    for key, id in (original, copy):
        assert desk_keys_of(office.parts, office.back).reseal(key, id, key.retention_key_wrapped)
    assert office.verify().whole and not differences(office)


def test_the_log_says_what_a_pc_was_for_and_what_it_is_for_now(office: Office) -> None:
    change(office, the_desk(office, office.front), DeskKind.REVIEW)
    event = [event for event in office.events() if event.kind is EventKind.DESK_KIND_CHANGED][-1]
    assert (event.actor, event.subjects) == (office.people["administrator"], {Subject.DESK: office.front})
    assert event.facts == {"kind": "review", "was": "counter", "keys": [], "retired": ["approved"]}


def test_nobody_changes_their_own_pc_or_one_that_has_changed_or_left(office: Office) -> None:
    seen = the_desk(office, office.front)
    assert field_problems(change, office, seen, None) == {"kind": "desk_kind_missing"}
    assert refusal(change, office, the_desk(office, office.back), DeskKind.COUNTER) == "not_this_desk"
    with pytest.raises(SignInRefusedError):
        change(office, seen, DeskKind.DECISION, by=by(office, password="something else entirely", desk=office.back))
    change(office, seen, DeskKind.DECISION)
    assert refusal(change, office, seen, DeskKind.REVIEW) == "desk_changed"
    withdraw(office, the_desk(office, office.front))
    with pytest.raises(WrongStateError):
        change(office, the_desk(office, office.front), DeskKind.COUNTER)


def test_nobody_withdraws_the_pc_at_which_they_are_nor_one_that_somebody_else_has_just_withdrawn(
    office: Office,
) -> None:
    assert refusal(withdraw, office, the_desk(office, office.back)) == "not_this_desk"
    seen = the_desk(office, office.front)
    withdraw(office, seen)
    assert refusal(withdraw, office, seen) == "desk_changed"


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE desk SET withdrawn_at = NULL WHERE id = '{pc}'",
        "UPDATE desk SET kind = 'back_office' WHERE id = '{front}'",
        "UPDATE retention_key SET retired_at = NULL",
    ],
)
def test_a_row_that_says_otherwise_is_refused_at_use_or_named(office: Office, edit: str) -> None:
    pc = NewPc(office)
    grant(office, pc, DeskKind.BACK_OFFICE)
    pc.join()
    withdraw(office, the_desk(office, pc.desk))
    with owners(office) as engine, engine.begin() as connection:
        connection.exec_driver_sql(edit.format(pc=pc.desk, front=office.front))
    assert differences(office)
    if "retention_key" not in edit:
        with pytest.raises(RowRefusedError):
            office.approved(a_call(3.0, 500))


@pytest.mark.parametrize(
    ("kind", "refused"),
    [
        (DeskKind.COUNTER, ["decide"]),
        (DeskKind.DECISION, ["check in"]),
        (DeskKind.REVIEW, ["check in", "hear", "decide"]),
    ],
)
def test_what_a_pc_is_not_for_is_not_begun_there(office: Office, kind: DeskKind, refused: list[str]) -> None:
    pc = NewPc(office)
    grant(office, pc, kind)
    pc.join()
    appointment = office.booked()
    waiting = office.prepared(office.imported(office.a_request(call=ANOTHER_DAY), a_call(3.0, 500)))
    ruling: dict[str, Any] = {"copy": office.request(waiting).copy, "weighing": Weighing(Information.NOBODY_ELSE)}
    adviser, approver = (Actor(office.people[name], pc.desk) for name in ("adviser", "approver"))
    parties = frozenset({Party.CUSTOMER})
    acts: dict[str, Callable[[], object]] = {
        "check in": lambda: check_in(
            CheckIn(adviser, appointment.id, parties, False),
            uow=pc.uow(),
            clock=office.clock,
            policy=office.policy,
            anchored=lambda: None,
        ),
        "hear": lambda: open_copy(approver, waiting, uow=pc.uow(), clock=office.clock),
        "decide": lambda: decide(
            Decide(InPerson(approver, PASSWORD), waiting, Ruling.APPROVE, unheard_known=True, **ruling),
            uow=pc.uow(),
            **office.ports(decide),
        ),
    }
    found = []
    for name, act in acts.items():
        try:
            act()
        except NotAllowedError as error:
            assert error.code == "not_at_this_pc"
            found.append(name)
    assert found == refused


@pytest.mark.parametrize("kind", [DeskKind.COUNTER, DeskKind.REVIEW])
def test_somebody_signs_in_where_there_is_work_for_them(office: Office, kind: DeskKind) -> None:
    pc = NewPc(office)
    grant(office, pc, kind)
    pc.join()

    def signs_in(name: str) -> bool:
        command = SignIn(pc.desk, name, PASSWORD)
        try:
            sign_in(command, uow=pc.uow(), clock=office.clock, check=office.check)
        except NotAllowedError as error:
            assert error.code == "no_work_at_this_pc"
            return False
        return True

    names = "adviser", "officer", "approver", "supervisor", "administrator"
    nothing_for = {"adviser"} if kind in (DeskKind.DECISION, DeskKind.REVIEW) else set()
    assert {name for name in names if not signs_in(name)} == nothing_for


def test_customers_are_invited_to_counters_that_are_here(office: Office) -> None:
    made = {kind: NewPc(office, f"A {kind}") for kind in DeskKind}
    for kind, pc in made.items():
        grant(office, pc, kind)
    officer = Actor(office.people["officer"], office.back)

    def counters() -> list[str]:
        shown = office.do(calendar, officer, office.clock.now().date(), 1, 45)
        return [counter.name for counter in shown.counters]

    assert counters() == ["A counter", "Desk 2"]
    withdraw(office, the_desk(office, made[DeskKind.COUNTER].desk))
    withdraw(office, the_desk(office, office.front))
    assert counters() == ["A back_office", "Back office"]

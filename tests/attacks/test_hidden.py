"""An event hidden for a moment, all rows as they were before it: at a PC that runs, is started, or joins meanwhile.

Whoever owns the database takes an event out of it, puts back every row that it changed, lets somebody act, and puts
everything as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any, NamedTuple, cast

import pytest
from sqlalchemy import Connection, Table, select

from db.schema.audit_tables import AUDIT_TABLES, audit_event
from db.schema.known_events import known_event
from db.schema.tables import metadata
from db.unit_of_work import SqlUnitOfWork
from desktop.application.copies.deciding import WithdrawApproval
from desktop.application.copies.preparing import SaveDraft, save_draft
from desktop.application.office.accounts import EndAccess
from desktop.application.office.desks import Why, WithdrawDesk
from desktop.application.office.signing_in import InPerson, SignIn
from desktop.application.office.upkeep import Made, note_backup
from desktop.application.ports.lifecycle import BackedUp, Noted
from desktop.application.requests.closing import CloseRequest
from desktop.domain.copies.marking import Draft, Removal, RemovalReason
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.request import Answered
from desktop.domain.shared.ids import RequestId
from desktop.errors import ListeningRoomError, RowRefusedError
from tests.application.office.by_policies import begin, change, go_by_them, stricter
from tests.application.office.test_recovery import replace as replace_recovery_key
from tests.attacks.forging import OF_ANOTHER_MONTH, SEALS, findings, forge_in_every_way, signed_in, taken_out
from tests.attacks.test_counter_key import choose
from tests.attacks.test_cut_off import at_another_pc
from tests.support.offices.builders import PASSWORD, Office, a_call
from tests.support.offices.places import owners

Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]
NOT_MOVED = AUDIT_TABLES | {"command"}


class Attack(NamedTuple):
    """An act of the office that the attacker hides, and an act that somebody then tries, with an approved request.

    `goes`: it is done once nothing is hidden any more.
    """

    kind: EventKind
    does: Callable[[Office, RequestId], object]
    tries: Callable[[Office, RequestId], object]
    goes: bool = False


def mark_more(place: Office, request: RequestId) -> None:
    with place.uow().read_only() as uow:
        version = uow.drafts.get(request).version
    draft = Draft(version, (Removal(0, 500, None, RemovalReason.SAFETY),))
    place.do(save_draft, SaveDraft(place.actor("officer", place.back), request, draft), desk=place.back)


def imports(place: Office, _: RequestId) -> None:
    place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(2.0, 640))


def sight(place: Office, request: RequestId) -> None:
    """Look at somebody's documents under the policy that this PC now reads."""
    go_by_them(place)
    place.sighted(place.checked_in(request=request))


def leaves(place: Office, _: RequestId) -> None:
    by = InPerson(place.actor("administrator"), PASSWORD)
    with place.uow().read_only() as uow:
        command = EndAccess(by, uow.people.get(place.people["approver"]))
    place.do(command, passwords=place.passwords, policy=place.policy)


def withdraw(place: Office) -> None:
    with place.uow().read_only() as uow:
        front = uow.offices.desk(place.front)
    place.do(WithdrawDesk(place.in_person("administrator", place.back), front, Why.STOLEN), desk=place.back)


ATTACKS = {
    "an approval that was withdrawn": Attack(
        EventKind.APPROVAL_WITHDRAWN,
        lambda place, id: place.do(WithdrawApproval(place.actor("approver"), id, "The neighbour's name is heard.")),
        lambda place, id: place.checked_in(request=id),
    ),
    "a request that was closed": Attack(
        EventKind.REQUEST_CLOSED,
        lambda place, id: place.do(CloseRequest(place.actor("officer"), id, Answered.WITHDRAWN)),
        lambda place, id: place.checked_in(request=id),
    ),
    "a recovery key that was replaced": Attack(
        EventKind.RECOVERY_KEY_REPLACED, lambda place, _: replace_recovery_key(place), imports, goes=True
    ),
    "marks that were saved": Attack(EventKind.DRAFT_SAVED, mark_more, lambda place, id: place.decided(id)),
    "somebody who left": Attack(EventKind.PERSON_LEFT, leaves, lambda place, _: signed_in(place, "approver")),
    "a policy that was changed": Attack(
        EventKind.POLICY_CHANGED,
        lambda place, _: change(place, stricter(place)),
        sight,
        goes=True,
    ),
    "a PC that was withdrawn": Attack(
        EventKind.DESK_WITHDRAWN,
        lambda place, _: withdraw(place),
        lambda place, id: place.checked_in(request=id),
    ),
}


def rows(connection: Connection) -> Rows:
    """Return every row of the office, by table and key, but for the log."""
    return {
        table.name: {key(table, row): dict(row) for row in connection.execute(table.select()).mappings()}
        for table in metadata.sorted_tables
        if table.name not in NOT_MOVED
    }


def key(table: Table, row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def put(connection: Connection, wanted: Rows) -> None:
    """Let the office have these rows again."""
    now = rows(connection)
    for table in reversed(metadata.sorted_tables):
        for gone in now.get(table.name, {}).keys() - wanted.get(table.name, {}).keys():
            connection.execute(table.delete().where(*_is(table, gone)))
    for table in metadata.sorted_tables:
        there = now.get(table.name, {})
        for id, row in wanted.get(table.name, {}).items():
            if id not in there:
                connection.execute(table.insert(), row)
            elif there[id] != row:
                connection.execute(table.update().where(*_is(table, id)).values(row))


def _is(table: Table, id: tuple[Any, ...]) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key, id, strict=True)]


@contextmanager
def hidden(place: Office, kind: EventKind, before: Rows) -> Iterator[None]:
    """Hide the newest event of that kind, with what it changed; put everything back in the end."""
    with owners(place) as engine:
        with engine.begin() as connection:
            event, now = taken_out(connection, kind.value), rows(connection)
            assert now != before, "the attack did something"
            put(connection, before)
        yield
        with engine.begin() as connection:
            connection.execute(audit_event.insert(), event)
            put(connection, now)


@pytest.fixture(params=["runs", "is started", "joins"])
def at(request: pytest.FixtureRequest, place: Office) -> Callable[[], Office]:
    """Return the PC at which somebody then acts."""
    others = {
        "runs": lambda: place,
        "is started": lambda: Office(replace(place.parts), place.back, place.people, place.clock),
        "joins": lambda: at_another_pc(place),
    }
    return others[request.param]


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_is_done_by_what_was_true_before_it(place: Office, at: Callable[[], Office], name: str) -> None:
    attack = ATTACKS[name]
    request = place.prepared(place.imported(place.a_request(), a_call(2.0, 500)))
    if attack.kind is not EventKind.DRAFT_SAVED:
        place.decided(request)
    if attack.kind is EventKind.POLICY_CHANGED:
        begin(place)
    with owners(place) as engine, engine.connect() as connection:
        before = rows(connection)
    attack.does(place, request)
    with hidden(place, attack.kind, before):
        with pytest.raises(RowRefusedError):
            attack.tries(at(), request)
        assert place.fake_sound.opened is None
    with nullcontext() if attack.goes else pytest.raises(ListeningRoomError):
        attack.tries(place, request)


def test_without_an_attack_all_of_it_is_done(place: Office) -> None:
    request = place.prepared(place.imported(place.a_request(), a_call(2.0, 500)))
    place.decided(request)
    place.checked_in(request=request)
    imports(place, request)
    assert not findings(place)


def test_no_back_up_is_made_for_a_recovery_key_that_was_lost(place: Office, at: Callable[[], Office]) -> None:
    """A back-up asks for whom it is as it begins to write its keys, and once more as it is noted."""
    with owners(place) as engine, engine.connect() as connection:
        before = rows(connection)
    with place.uow().read_only() as uow:
        made = BackedUp(9, 2, recipients=tuple(uow.proven.recipients("recovery")))
    replace_recovery_key(place)
    with hidden(place, EventKind.RECOVERY_KEY_REPLACED, before):
        here = at()
        with pytest.raises(RowRefusedError), here.uow().read_only() as uow:
            uow.proven.recipients("recovery")
    noted = note_backup(made, Made(place.back), uow=place.uow(place.back), clock=place.clock)
    assert noted.noted is Noted.NOT_TAKEN, "the keys are others by now"


def test_a_password_of_before_lets_nobody_in(place: Office, at: Callable[[], Office]) -> None:
    with owners(place) as engine, engine.connect() as connection:
        before = rows(connection)
    choose(place, "adviser")
    with hidden(place, EventKind.PASSWORD_CHANGED, before), pytest.raises(RowRefusedError):
        at().do(SignIn(place.front, "adviser", PASSWORD))


def test_no_night_destroys_what_a_hidden_hold_keeps(place: Office, at: Callable[[], Office]) -> None:
    with owners(place) as engine, engine.connect() as connection:
        before = rows(connection)
    request = place.imported(place.a_request(), a_call(2.0, 500))
    place.clock.pass_by(days=400)
    with hidden(place, EventKind.REQUEST_TAKEN, before):
        report = at().retain()
        assert report.proof is not None and report.proof.changed and not report.destroyed
    recording = place.recording(request)
    with place.uow().read_only() as uow:
        assert uow.recordings.get(recording).key
    assert place.retain().held == 2, "the office has another"


MADE_UP = (
    EventKind.HEARD,
    EventKind.DRAFT_SAVED,
    EventKind.ORIGINAL_OPENED,
    EventKind.RECORDING_NOT_LEFT,
    EventKind.DOCUMENTS_SIGHTED,
)


def test_no_event_is_made_up_in_the_name_of_a_pc_that_is_off(place: Office, at: Callable[[], Office]) -> None:
    session = place.closing()
    about = {Subject.SESSION: session, Subject.REQUEST: place.first_request}
    forged = range(len(place.events()), len(place.events()) + len(MADE_UP) * len(SEALS))
    for kind in MADE_UP:
        forge_in_every_way(place, kind, about, {}, "adviser", place.front)
    with cast("SqlUnitOfWork", at().uow()).read_only() as uow:
        assert uow.known.refused == set(forged)
        there = set(uow.known.events.execute(select(known_event.c.seq)).scalars())
    assert there == set(range(forged.start))
    said = findings(place)
    assert [seq for seq in forged if f"vent {seq}" not in said and f"number {seq}" not in said] == []

"""A PC that was withdrawn, and gets keys all the same: its withdrawal is hidden, or comes at the wrong moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Table

from db.schema.office_tables import desk
from db.schema.recording_tables import retention_key
from desktop.application.copies.preparing import PrepareCopy, keep_copy, plan_copy, render_copy
from desktop.domain.office.pcs import DeskKind
from desktop.domain.shared.ids import RequestId
from tests.application.office.test_desks import change, grant, the_desk, withdraw
from tests.attacks.test_events import findings
from tests.attacks.test_hidden_events import out_of_sight
from tests.attacks.test_rows import OF_ANOTHER_MONTH
from tests.support.builders import REMOVALS, Office, a_call
from tests.support.new_pc import NewPc
from tests.support.places import owners

FOR_OTHERS = "gives a key to someone who was not, or no longer, to have it."
RETIRED = "puts sound under a key that was no longer in use."


@pytest.fixture
def pc(place: Office) -> NewPc:
    """A PC that joined the office as a back office."""
    made = NewPc(place)
    grant(place, made, DeskKind.BACK_OFFICE)
    return made


@contextmanager
def withdrawal_hidden(place: Office, pc: NewPc) -> Iterator[Office]:
    """Yield the office at a PC that is started while nothing says that this one was withdrawn, a day ago."""
    withdraw(place, the_desk(place, pc.desk))
    place.clock.pass_by(days=1)
    with out_of_sight(place, "desk_withdrawn") as meanwhile:
        before = _put(place, desk, "withdrawn_at", {}), _put(place, retention_key, "retired_at", {})
        yield meanwhile
        _put(place, desk, "withdrawn_at", before[0])
        _put(place, retention_key, "retired_at", before[1])


def _put(place: Office, table: Table, column: str, values: dict[str, object]) -> dict[str, object]:
    """Put these values in that column, of all rows or of the rows that had them; return what there was."""
    with owners(place) as engine, engine.begin() as connection:
        was = {row.id: getattr(row, column) for row in connection.execute(table.select())}
        for id in was:
            if not values or id in values:
                statement = table.update().where(table.c.id == id)
                connection.execute(statement.values({column: values.get(id)}))
    return was


def opens(place: Office, pc: NewPc, request: RequestId) -> tuple[bool, bool]:
    """Return whether that PC opens the recording, and whether it opens the copy."""
    found = place.request(request)
    assert found.recording is not None and found.copy is not None
    with place.uow().read_only() as uow:
        recording, copy = uow.recordings.get(found.recording), uow.recordings.copy(found.copy)
    assert recording.key is not None and copy.key is not None
    return pc.opens(recording.key, recording.id), pc.opens(copy.key, copy.id)


def test_the_first_recording_of_a_month_and_its_copy(place: Office, pc: NewPc) -> None:
    request = place.a_request(call=OF_ANOTHER_MONTH)
    with withdrawal_hidden(place, pc) as meanwhile:
        meanwhile.prepared(meanwhile.imported(request, a_call(20.0, 640)))
    assert opens(place, pc, request) == (True, True)
    importing, preparing = findings(place).splitlines()
    assert f"(recording_imported) {FOR_OTHERS}" in importing and f"(copy_prepared) {FOR_OTHERS}" in preparing


def test_a_recording_of_a_month_whose_key_the_pc_holds(place: Office, pc: NewPc) -> None:
    request = place.a_request()
    with withdrawal_hidden(place, pc) as meanwhile:
        meanwhile.prepared(meanwhile.imported(request, a_call(20.0, 640)))
    assert opens(place, pc, request) == (True, True)
    importing, preparing = findings(place).splitlines()
    assert f"(recording_imported) {RETIRED}" in importing and f"(copy_prepared) {RETIRED}" in preparing


def test_keys_that_are_wrapped_anew_for_a_pc_that_joins(place: Office, pc: NewPc) -> None:
    with withdrawal_hidden(place, pc) as meanwhile:
        grant(meanwhile, NewPc(meanwhile, "Desk 8"), DeskKind.COUNTER)
    assert FOR_OTHERS in findings(place)


def test_a_pc_that_is_withdrawn_while_a_recording_comes_in_or_a_copy_is_made(place: Office, pc: NewPc) -> None:
    """The keys had been made for it, too, and were not saved yet."""
    other = NewPc(place, "Desk 8")
    grant(place, other, DeskKind.BACK_OFFICE)
    request, room = place.a_request(call=OF_ANOTHER_MONTH), place.strongroom
    lock_away = room.lock_away

    def while_it_comes(*arguments: object, **more: object) -> object:
        withdraw(place, the_desk(place, pc.desk))
        return lock_away(*arguments, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "lock_away", while_it_comes)
        place.imported(request, a_call(20.0, 640))
    command = PrepareCopy(place.actor("officer", place.back), request, REMOVALS)
    plan = plan_copy(command, uow=place.uow(place.back), strongroom=room)
    withdraw(place, the_desk(place, other.desk))
    place.do(keep_copy, plan, render_copy(plan, strongroom=room), desk=place.back, strongroom=room)
    assert opens(place, pc, request) == (False, False)
    assert opens(place, other, request) == (True, False), "what came while it was here, until its key is renewed"
    assert not findings(place)


def test_without_an_attack_whoever_may_have_a_key_gets_it(place: Office, pc: NewPc) -> None:
    place.prepared(place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 640)))
    change(place, the_desk(place, pc.desk), DeskKind.COUNTER)
    place.clock.pass_by(days=1)
    change(place, the_desk(place, pc.desk), DeskKind.BACK_OFFICE)
    place.prepared(place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 880)))
    withdraw(place, the_desk(place, pc.desk))
    place.clock.pass_by(days=1)
    place.prepared(place.imported(place.a_request(), a_call(20.0, 990)))
    assert not findings(place)

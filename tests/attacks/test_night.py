"""Rows moved for the moment of the night: after all were compared with the log, and put back once it is over.

The run ends where a row is not what the log says. Nothing ends by that row, the log says which one it was, and by the
morning everything is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.shared.values import time_in
from desktop.application.recordings.retaining import Retaining
from desktop.application.recordings.vault_care import Quarantine
from desktop.domain.log.events import EventKind
from desktop.errors import RowRefusedError
from tests.application.office.test_desks import renewed, the_desk, withdraw
from tests.attacks.forging import edit, findings
from tests.support.offices.builders import Office, a_call, aged

LONG_AGO = datetime.fromisoformat("2019-01-01T09:00:00+00:00")
SOMEBODY = "+441632960777"
ENDS = {EventKind.RECORDING_DESTROYED, EventKind.RETENTION_KEY_DESTROYED}


@contextmanager
def moved_for(step: Callable[..., Any], now: Callable[[], None], back: Callable[[], None]) -> Iterator[None]:
    """Alter rows as the night begins that step, and put them back when it is over."""
    of: Any = Quarantine if step is Quarantine.run else Retaining

    def altered(self: Any, *given: Any) -> Any:
        now()
        return step(self, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(of, step.__name__, altered)
        yield
    back()


def refused_at_night(office: Office, table: str, key: str) -> set[EventKind]:
    """Let the night run: it ends at that row, and the log has it. Return the kinds of its events."""
    before = len(office.events())
    with pytest.raises(RowRefusedError) as refused:
        office.retain()
    assert (refused.value.table, refused.value.key) == (table, key)
    events = office.events()[before:]
    said = [event.facts for event in events if event.kind is EventKind.ROW_REFUSED]
    assert [(each["table"], each["key"]) for each in said] == [(table, key)]
    return {event.kind for event in events}


def setting(office: Office, table: str, id: str, **to: str | None) -> Callable[[], None]:
    """Return what sets these columns of that row."""
    values = ", ".join(f"{name} = NULL" if value is None else f"{name} = '{value}'" for name, value in to.items())
    return lambda: edit(office, f"UPDATE {table} SET {values} WHERE id = {{id}}", id=id)


def files_of(office: Office) -> set[str]:
    vault = office.parts.paths.vault
    return {str(path.relative_to(vault)) for path in vault.rglob("*") if path.is_file()}


def test_a_recording_is_not_destroyed_by_the_time_that_its_row_has_for_a_moment(place: Office) -> None:
    at = place.clock.now() - timedelta(days=3)
    recording = place.kept(at, SOMEBODY)
    place.clock.pass_by(days=20)
    now, back = (setting(place, "recording", recording, call_at=time_in(each)) for each in (LONG_AGO, at))
    with moved_for(Retaining._due, now, back):
        assert not ENDS & refused_at_night(place, "recording", recording)
    assert not findings(place) and place.retain().destroyed == 0


def test_nor_by_a_hold_that_its_row_calls_released_for_a_moment(place: Office) -> None:
    held = place.recording(place.first_request)
    place.clock.pass_by(days=400)
    now, back = (
        lambda by=by: edit(place, f"UPDATE retention_hold SET released_by = {by[0]}, released_at = {by[1]}")
        for by in (("owner", "placed_at"), ("NULL", "NULL"))
    )
    with moved_for(Retaining._due, now, back):
        assert not ENDS & refused_at_night(place, "recording", held)
    assert not findings(place)


def test_nor_without_a_copy_that_its_row_gives_to_another_for_a_moment(place: Office) -> None:
    """Its key would have been left, and the customer's voice with it."""
    recording = place.recording(place.released(place.first_request))
    other = place.kept(place.clock.now() + timedelta(days=390), SOMEBODY)
    place.clock.pass_by(days=400)
    with place.uow().read_only() as uow:
        [copy] = uow.keeping.copies_of(recording)
    now, back = (setting(place, "approved_copy", copy, recording=each) for each in (other, recording))
    with moved_for(Retaining._due, now, back):
        assert not ENDS & refused_at_night(place, "recording", recording)
    assert not findings(place)


def test_a_key_is_not_destroyed_while_the_log_has_something_under_it(place: Office) -> None:
    place.kept(place.clock.now() - timedelta(days=400), SOMEBODY)
    held = place.recording(place.first_request)
    with place.uow().read_only() as uow:
        key = uow.recordings.get(held).key.retention_key
        other = next(each.id for each in uow.keys.in_use() if each.id != key)
    now, back = (setting(place, "recording", held, retention_key=each) for each in (other, key))
    with moved_for(Retaining._destroy_keys, now, back):
        assert EventKind.RETENTION_KEY_DESTROYED not in refused_at_night(place, "recording", held)
    assert not findings(place)
    report = place.retain()
    assert (report.keys_destroyed, report.resealed) == (1, 1), "what is held moves under another"
    assert not findings(place)


@pytest.mark.parametrize("table", ["recording", "approved_copy"])
def test_no_file_is_deleted_because_its_row_says_for_a_moment_that_it_was_destroyed(place: Office, table: str) -> None:
    recording = place.recording(place.prepared(place.imported(place.a_request(), a_call(2.0, 500))))
    with place.uow().read_only() as uow:
        [copy] = uow.keeping.copies_of(recording)
    id: str = recording if table == "recording" else copy
    aged(place.parts.paths.vault)
    there = files_of(place)
    now, back = (setting(place, table, id, destroyed_at=each) for each in (time_in(LONG_AGO), None))
    with moved_for(Quarantine.run, now, back):
        refused_at_night(place, table, id)
    assert there == files_of(place) and not findings(place)


def test_a_renewed_key_is_not_destroyed_while_the_log_has_something_under_it(place: Office) -> None:
    """A PC is withdrawn; a copy is hidden while all that its key seals moves under another."""
    request = place.request(place.prepared(place.imported(place.a_request(), a_call(2.0, 500))))
    assert request.copy is not None
    withdraw(place, the_desk(place, place.front))
    hide, show = (
        setting(place, "approved_copy", request.copy, destroyed_at=each) for each in (time_in(LONG_AGO), None)
    )
    hide()
    with pytest.raises(RowRefusedError) as refused:
        renewed(place)
    assert (refused.value.table, refused.value.key) == ("approved_copy", request.copy)
    show()
    assert not findings(place) and renewed(place)
    assert not findings(place)

"""Retention keys that the database's administrator made, and wrapped to all who may open one: no sound comes under
them, and no new PC gets them.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest
from sqlalchemy import select

from db.schema.office_tables import desk, office
from db.schema.recording_tables import retention_key
from desktop.application.copies.preparing import open_preparation
from desktop.application.copies.staff_listening import open_original
from desktop.domain.office.pcs import DeskKind
from desktop.domain.recordings.retention import month_of
from desktop.lifecycle.backups import back_up
from desktop.vault.keys import new_identity, wrap_retention_key
from tests.application.office.test_desks import grant, renewed, the_desk, withdraw
from tests.attacks.test_rows import OF_ANOTHER_MONTH, edit, refused
from tests.support.builders import ZONE, Office, a_call
from tests.support.new_pc import NewPc
from tests.support.places import owners

SPYS = "f" * 32


def wrapped_by_a_spy(place: Office, key: bytes | None = None) -> bytes:
    """Return a key of the spy's, that one if it is named, which every desk that may open one opens."""
    with owners(place) as engine, engine.connect() as connection:
        desks = connection.execute(select(desk.c.recipient)).scalars().all()
        recovery = json.loads(connection.execute(select(office.c.recovery_recipients)).scalar_one())
    return wrap_retention_key(key or secrets.token_bytes(32), [*desks, *recovery])


def plant(place: Office, kind: str = "original") -> None:
    """Add a key for the calls of another month, before there is one."""
    month = month_of(OF_ANOTHER_MONTH.at, ZONE)
    row = {"id": SPYS, "source": "switchboard", "month": month, "kind": kind, "wrapped": wrapped_by_a_spy(place)}
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(retention_key.insert(), row)


def replace_all(place: Office) -> None:
    """Put a key of the spy's in the place of each."""
    wrapped = wrapped_by_a_spy(place)
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(retention_key.update().values(wrapped=wrapped))


def test_a_key_that_was_there_before_the_first_recording_of_its_month(place: Office) -> None:
    request = place.a_request(call=OF_ANOTHER_MONTH)
    plant(place)
    refused(place, lambda: place.imported(request, a_call(20.0, 640)), "retention_key")


def test_a_key_that_was_there_before_the_first_copy_of_its_month(place: Office) -> None:
    request = place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 640))
    plant(place, "approved")
    refused(place, lambda: place.prepared(request), "retention_key")


def test_a_key_in_the_place_of_one_in_use(place: Office) -> None:
    request = place.imported(place.a_request(), a_call(20.0, 640))
    other = place.a_request()
    replace_all(place)
    refused(place, lambda: place.imported(other, a_call(20.0, 880)), "retention_key", "wrapped")
    refused(place, lambda: place.prepared(request), "retention_key", "wrapped")


def test_an_original_that_was_put_under_a_key_of_the_spys(place: Office) -> None:
    """With its data key, and made-up sound in its place in the vault: a copy of it would have been approved."""
    request = place.imported(place.a_request(), a_call(20.0, 640))
    plant(place)
    edit(
        place,
        "UPDATE recording SET retention_key = {key} WHERE id = {id}",
        key=SPYS,
        id=place.request(request).recording,
    )
    officer = place.in_person("officer", place.back)
    opening = lambda: place.do(open_preparation, officer, request, desk=place.back)  # noqa: E731
    refused(place, lambda: place.prepared(request), "retention_key")
    refused(place, opening, "retention_key")


def test_an_original_under_a_key_of_the_spys_is_not_heard_before_the_decision(place: Office) -> None:
    request = place.prepared(place.imported(place.a_request(), a_call(20.0, 640)))
    with owners(place) as engine, engine.connect() as connection:
        copies = connection.execute(select(retention_key.c.id).where(retention_key.c.kind == "approved")).scalar_one()
    wrapped = wrapped_by_a_spy(place)
    with owners(place) as engine, engine.begin() as connection:
        connection.execute(retention_key.update().where(retention_key.c.id != copies).values(wrapped=wrapped))
    by, more = place.in_person("approver", place.back), {"strongroom": place.strongroom}
    hearing = lambda: place.do(open_original, by, request, desk=place.back, **more)  # noqa: E731
    refused(place, hearing, "retention_key", "wrapped")


@pytest.mark.parametrize(
    ("column", "statement"),
    [
        ("month", "UPDATE retention_key SET month = {month} WHERE kind = 'approved'"),
        ("kind", "UPDATE retention_key SET kind = 'approved' WHERE month = {month}"),
    ],
)
def test_a_key_of_something_else(place: Office, column: str, statement: str) -> None:
    request = place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 640))
    edit(place, statement, month=month_of(OF_ANOTHER_MONTH.at, ZONE))
    refused(place, lambda: place.prepared(request), "retention_key", column)


def test_a_key_that_no_event_names_is_wrapped_to_no_new_pc(place: Office) -> None:
    plant(place)
    refused(place, lambda: grant(place, NewPc(place), DeskKind.BACK_OFFICE), "retention_key")


def test_a_key_that_was_replaced_is_wrapped_to_no_new_pc(place: Office) -> None:
    replace_all(place)
    refused(place, lambda: grant(place, NewPc(place), DeskKind.BACK_OFFICE), "retention_key", "wrapped")


def test_a_key_that_a_withdrawn_pc_held_and_that_its_row_calls_in_use(place: Office) -> None:
    place.imported(place.a_request(), a_call(20.0, 640))
    pc, request = NewPc(place), place.a_request()
    grant(place, pc, DeskKind.BACK_OFFICE)
    withdraw(place, the_desk(place, pc.desk))
    edit(place, "UPDATE retention_key SET retired_at = NULL")
    refused(place, lambda: place.imported(request, a_call(20.0, 880)), "retention_key", "retired_at")


def test_no_back_up_is_made_for_recovery_keys_that_a_row_alone_names(place: Office, tmp_path: Path) -> None:
    _, spy = new_identity()
    edit(place, "UPDATE office SET recovery_recipients = {spies} WHERE one = 1", spies=json.dumps([spy, spy]))
    refused(place, lambda: back_up(place.parts.paths.folder, tmp_path / "backup"), "office", "recovery_recipients")
    assert not (tmp_path / "backup").exists(), "the database's key is in it"


def test_without_an_edit_sound_comes_under_the_keys_that_are_there(place: Office) -> None:
    """Before and after a PC joined, and was withdrawn."""
    place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 640))
    pc = NewPc(place)
    grant(place, pc, DeskKind.BACK_OFFICE)
    place.prepared(place.imported(place.a_request(call=OF_ANOTHER_MONTH), a_call(20.0, 880)))
    withdraw(place, the_desk(place, pc.desk))
    place.prepared(place.imported(place.a_request(), a_call(20.0, 990)))
    renewed(place)
    place.prepared(place.imported(place.a_request(), a_call(20.0, 1100)))
    with place.uow().read_only() as uow:
        assert not uow.proven.everything()

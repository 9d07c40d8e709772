"""An office whose recordings are in its database: the way of a recording, and its end, with no folder anywhere."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import cast

import pytest

from desktop.bootstrap.keys import identity_of
from desktop.errors import VaultDamagedError
from desktop.media.waveform import waveform_of
from desktop.playback.player import Player, VaultSound
from desktop.playback.source import WavFormat
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind
from tests.support.fixtures import made
from tests.support.offices.builders import RATE, Office, a_call
from tests.support.offices.places import in_database, owners

VOICE = WavFormat(RATE, 1, 800).header() + bytes(1600)


office = made(in_database)


def stored(office: Office) -> set[tuple[str, str]]:
    """Return kind and identifier of each file in its place."""
    return {(kind.value, id) for kind, id in office.parts.vault.older_than(-60)}


def run(office: Office, statement: str) -> None:
    with owners(office) as owner, owner.connect().execution_options(migrating=True) as connection, connection.begin():
        connection.exec_driver_sql(statement)


def pieces(office: Office) -> int:
    with owners(office) as owner, owner.connect().execution_options(migrating=True) as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM vault_piece").scalar_one())


def for_real(office: Office) -> None:
    """Open copies by the vault's real door, for a player that takes notes."""
    identity = partial(identity_of, office.parts.store, office.front)
    office.other_sound = VaultSound(cast(Player, office.player), office.parts.vault, identity, waveform_of, VOICE)


def test_a_recording_goes_its_whole_way_and_no_folder_is_made(office: Office) -> None:
    for_real(office)
    request = office.approved(a_call(1, 700))
    found = office.request(request)
    assert found.copy and found.recording
    derived = {(kind.value, found.recording) for kind in DERIVED_FROM_ORIGINALS}
    assert {("original", found.recording), ("approved", found.copy)} | derived <= stored(office)
    id = office.listening()
    copy = office.copy(office.session(id).copy)
    assert office.player.calls == [f"load {copy.frames} at {copy.rate}"]
    office.player.unload()
    assert not office.parts.paths.vault.exists()
    assert office.verify().whole


@pytest.mark.against("database")
@pytest.mark.parametrize(
    "content", ["substring(content FROM 1 FOR 500)", "set_byte(content, 99, 255 - get_byte(content, 99))", "''"]
)
def test_a_copy_that_was_changed_in_the_database_never_opens(office: Office, content: str) -> None:
    for_real(office)
    briefed = office.briefed()
    run(office, "ALTER TABLE vault_piece DISABLE TRIGGER USER")
    run(
        office,
        f"UPDATE vault_piece SET content = {content} FROM vault_file "
        "WHERE vault_piece.place = vault_file.place AND kind = 'approved'",
    )
    with pytest.raises(VaultDamagedError):
        office.sound.open(office.copy(office.session(briefed).copy))
    assert office.player.calls == []


def test_what_is_due_is_destroyed_with_all_that_is_stored_of_it(office: Office) -> None:
    request = office.approved(a_call(1, 700))
    found = office.request(request)
    assert found.recording and office.parts.vault.has(BlobKind.ORIGINAL, found.recording)
    for each in (office.first_request, request):
        office.released(each)
    office.clock.pass_by(days=800)
    assert office.retain().destroyed == 2
    assert stored(office) == set() and pieces(office) == 0
    assert office.verify().whole


def test_a_damaged_working_copy_is_rebuilt(office: Office) -> None:
    request = office.prepared(office.imported(office.a_request(), a_call(1, 700)))
    recording = office.request(request).recording
    with office.uow().read_only() as uow:
        original = uow.recordings.get(recording)  # type: ignore[arg-type]
    run(office, "ALTER TABLE vault_piece DISABLE TRIGGER USER")
    run(
        office,
        "UPDATE vault_piece SET content = set_byte(content, 200, 255 - get_byte(content, 200)) FROM vault_file "
        f"WHERE vault_piece.place = vault_file.place AND kind = 'working' AND id = '{recording}'",
    )
    told: list[str] = []
    office.strongroom.make_working(original, None, lambda kind, why: told.append(f"{kind} {why}"))
    assert told == ["working vault_changed"]
    office.clock.pass_by(seconds=timedelta(minutes=1).total_seconds())
    office.strongroom.make_working(original, None, lambda kind, why: told.append(kind))
    assert len(told) == 1, "it is whole again"

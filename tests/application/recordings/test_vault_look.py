"""The nightly look through the vault: what is damaged is found, named until it is whole, and never touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from desktop.application.ports.reading import VaultLooked
from desktop.application.ports.sound import StoredFile, StoredSound
from desktop.application.recordings import vault_care
from desktop.application.recordings.vault_care import Look, VaultLook
from desktop.bootstrap.wiring import strongroom_of
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.pcs import DeskKind
from desktop.domain.shared.ids import RequestId
from desktop.errors import ExternalSystemError
from desktop.vault.blobs import BlobKind
from desktop.words.command_line.recordings import look_words
from tests.support.offices.builders import Office, a_call
from tests.support.offices.places import WITH_A_COUNTER, in_database
from tests.support.servers import postgres

CALLS = 3


@pytest.fixture(params=[*WITH_A_COUNTER, "database"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with (WITH_A_COUNTER | {"database": partial(in_database, front=DeskKind.COUNTER)})[request.param](tmp_path) as made:
        for number in range(CALLS - 1):  # each with an original and a copy; the office has one
            made.prepared(made.imported(made.a_request(), a_call(1.0, 500 + 50 * number)))
        yield made


def look(office: Office) -> Look:
    found = VaultLook(office.back, lambda: office.uow(office.back), office.clock, office.strongroom).run()
    assert found is not None
    return found


def state(office: Office) -> VaultLooked:
    with office.uow().read_only() as uow:
        found = uow.reading.vault_looked()
    assert found is not None
    return found


def looks(office: Office) -> list[Event]:
    return [event for event in office.events() if event.kind is EventKind.VAULT_LOOKED_THROUGH]


def all_of(office: Office) -> list[StoredSound]:
    with office.uow().read_only() as uow:
        return list(uow.keeping.sounds_after("", 100))


def gone(office: Office, file: StoredFile) -> None:
    """Lose the file, as a disk does, or whoever owns the database."""
    if office.parts.vault_folder is not None:
        assert office.parts.vault.destroy(BlobKind(file.kind), file.id)
        return
    name = str(make_url(str(office.parts.file.database)).database)
    of = "kind = %s AND id = %s"
    with postgres.the_server().superuser(name) as connection:
        connection.execute("SET session_replication_role = replica")
        pieces = f"DELETE FROM vault_piece WHERE place IN (SELECT place FROM vault_file WHERE {of})"
        connection.execute(pieces, (file.kind, file.id))
        connection.execute(f"DELETE FROM vault_file WHERE {of}", (file.kind, file.id))


def test_everything_that_is_stored_is_read_and_the_log_says_how_much(office: Office) -> None:
    found = look(office)
    assert (found.whole, found.damaged, found.over, found.all_is_well) == (2 * CALLS, {}, True, True)
    (event,) = looks(office)
    assert event.actor is None and event.desk == office.back and event.facts["whole"] == 2 * CALLS
    now = state(office)
    assert (now.looked_at, now.of, now.up_to, now.damaged) == (2 * CALLS, 2 * CALLS, "", ()) and now.ended is not None
    assert office.verify().whole


@pytest.mark.against("pc")
def test_what_is_missing_is_named_until_it_is_there_again(office: Office) -> None:
    original = next(each for each in all_of(office) if each.file.kind == BlobKind.ORIGINAL)
    copy = next(each for each in all_of(office) if each.file.kind == BlobKind.APPROVED)
    gone(office, original.file)
    gone(office, copy.file)
    found = look(office)
    assert found.damaged == {original.file: "vault_missing", copy.file: "vault_missing"} and not found.all_is_well
    assert state(office).damaged == (copy.file, original.file)
    said = "\n".join(look_words(found))
    assert "LOOK" in said and original.file.name in said and copy.file.name in said
    again = look(office)
    assert again.damaged == found.damaged and again.whole == 2 * CALLS - 2, "it is named every night, and counted once"


@pytest.mark.against("pc")
def test_a_changed_digest_and_a_changed_byte_are_damage(office: Office) -> None:
    sound = all_of(office)[0]
    assert office.strongroom.flaw_of(sound) is None
    assert office.strongroom.flaw_of(replace(sound, digest="0" * 64)) == "vault_changed"
    folder = office.parts.paths.vault / sound.file.kind / sound.file.id
    if folder.exists():  # the database's chunks are guarded against being changed at all
        stored = bytearray(folder.read_bytes())
        stored[len(stored) // 2] ^= 1
        folder.write_bytes(stored)
        assert look(office).damaged == {sound.file: "vault_changed"}


def test_a_night_ends_in_time_and_the_next_goes_on_where_it_ended(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[StoredFile] = []
    flaw_of: Callable[[object, StoredSound], str | None] = type(office.strongroom).flaw_of

    def slow(self: object, sound: StoredSound) -> str | None:
        read.append(sound.file)
        office.clock.pass_by(seconds=vault_care.TONIGHT_S / 2)
        return flaw_of(office.strongroom, sound)

    monkeypatch.setattr(type(office.strongroom), "flaw_of", slow)
    monkeypatch.setattr(vault_care, "AT_ONCE", 1)
    began = office.clock.now()
    for night in range(1, CALLS):
        found = look(office)
        assert not found.over and found.whole == 2, "two halves of an hour"
        assert (state(office).looked_at, state(office).ended, state(office).began) == (2 * night, None, began)
    look(office)
    assert len(set(read[: 2 * CALLS])) == 2 * CALLS, "each once before any is read twice"
    assert [file.name for file in read[: 2 * CALLS]] == sorted(each.file.name for each in all_of(office))


def test_a_vault_that_goes_away_stops_the_look_and_nothing_is_called_damaged(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    flaw_of: Callable[[object, StoredSound], str | None] = type(office.strongroom).flaw_of
    away_after = [3]

    def going_away(self: object, sound: StoredSound) -> str | None:
        if not away_after[0]:
            raise ExternalSystemError("vault_away")
        away_after[0] -= 1
        return flaw_of(office.strongroom, sound)

    gone(office, all_of(office)[0].file)
    monkeypatch.setattr(type(office.strongroom), "flaw_of", going_away)
    found = look(office)
    assert (found.whole, len(found.damaged), found.stopped, found.over) == (2, 1, "vault_away", False)
    assert not found.all_is_well and "cannot be reached" in "\n".join(look_words(found))
    assert (state(office).looked_at, len(state(office).damaged)) == (3, 1)
    before = looks(office)
    assert look(office).stopped == "vault_away" and looks(office) == before, "what was damaged stays named"
    away_after[0] = 100
    found = look(office)
    assert (found.whole, len(found.damaged), found.stopped, found.over) == (2 * CALLS - 3, 1, None, True)


def test_the_front_desk_leaves_it_to_one_that_opens_originals(office: Office) -> None:
    front = VaultLook(office.front, office.uow, office.clock, strongroom_of(office.parts, office.front))
    assert front.run() is None and not looks(office)


def test_what_this_pc_holds_no_key_for_is_not_called_damaged(office: Office) -> None:
    """The front desk opens copies alone."""
    there = strongroom_of(office.parts, office.front)
    found = VaultLook(office.back, lambda: office.uow(office.back), office.clock, there).run()
    assert found is not None and (found.whole, found.unopened, found.damaged) == (CALLS, CALLS, {})


def test_what_was_destroyed_meanwhile_is_not_missing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    flaw_of: Callable[[object, StoredSound], str | None] = type(office.strongroom).flaw_of
    with office.uow().read_only() as uow:
        first = next(iter(uow.keeping.sounds_after("", 1)))
        request = RequestId(
            next(
                each
                for each in office.events()
                if each.kind is EventKind.COPY_PREPARED and first.file.id in each.subjects.values()
            ).subjects["request"]  # type: ignore[index]
        )

    def destroyed_first(self: object, sound: StoredSound) -> str | None:
        if sound.file == first.file:
            with office.uow(office.back) as uow:
                uow.keeping.destroy_copies(request, office.clock.now())
                uow.commit(replace(office.an_event(), desk=office.back))
            gone(office, first.file)
        return flaw_of(office.strongroom, sound)

    monkeypatch.setattr(type(office.strongroom), "flaw_of", destroyed_first)
    assert look(office).damaged == {}


def test_where_the_whole_vault_is_away_the_look_ends_soon(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault_care, "MOST_NAMED", 2)
    for sound in all_of(office):
        gone(office, sound.file)
    found = look(office)
    assert len(found.damaged) == 2 and not found.over

"""Derived audio damaged on the disk is rebuilt, once, once the damage is reported; the next piece is made ahead."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.domain.copies.copy import Recording
from desktop.domain.shared.ids import CopyId, new_id
from desktop.errors import DatabaseError
from desktop.media.formats.formats import MemoryBytes
from desktop.media.strongroom import prefetch
from desktop.vault.blobs import DERIVED_FROM_ORIGINALS, BlobKind
from tests.media.room import PART, Room, Watching, speech, workers
from tests.support.machine.patience import PATIENCE
from tests.support.refusals import refusal

Damage = Callable[[Path], None]


def flipped(at: float) -> Damage:
    """Flip one bit, at that part of the file."""

    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[int(at * (len(content) - 1))] ^= 1
        path.write_bytes(content)

    return damage


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES: tuple[tuple[Damage, str], ...] = (
    (flipped(0), "vault_not_ours"),
    (flipped(0.5), "vault_changed"),
    (flipped(1), "vault_changed"),
    (cut, "vault_changed"),
    (emptied, "vault_length"),
)
NAMES = ("first-byte", "middle", "last-byte", "cut", "emptied")


@pytest.fixture
def original(room: Room) -> Recording:
    """Return an original opened and read through before: all its derived audio is there."""
    made = room.lock_away(MemoryBytes(speech()))
    room.strongroom.make_working(made)
    room.strongroom.proposals(made, None)
    assert room.files() == sorted(f"{kind}/{made.id}" for kind in (BlobKind.ORIGINAL, *DERIVED_FROM_ORIGINALS))
    return made


@pytest.mark.parametrize("kind", DERIVED_FROM_ORIGINALS)
@pytest.mark.parametrize(("damage", "code"), DAMAGES, ids=NAMES)
def test_what_is_damaged_is_rebuilt_as_it_was_and_reported_while_the_damaged_one_is_still_there(
    room: Room, original: Recording, kind: BlobKind, damage: Damage, code: str
) -> None:
    before, files, path = room.content(kind, original), room.files(), room.path(kind, original)
    damage(path)
    damaged, told = path.read_bytes(), []

    def rebuilt(part: str, found: str) -> None:
        told.append((part, found, path.read_bytes() == damaged))

    room.strongroom.make_working(original, rebuilt=rebuilt)
    assert told == [(kind.value, code, True)]
    assert room.content(kind, original) == before and room.files() == files
    room.strongroom.make_working(original, rebuilt=rebuilt)
    assert len(told) == 1, "it is whole again"


def test_all_three_are_rebuilt_and_what_is_whole_is_left_as_it_is(room: Room, original: Recording) -> None:
    before = {kind: room.content(kind, original) for kind in DERIVED_FROM_ORIGINALS}
    for kind in DERIVED_FROM_ORIGINALS:
        flipped(0.5)(room.path(kind, original))
    told: list[str] = []
    room.strongroom.make_working(original, rebuilt=lambda part, found: told.append(part))
    assert told == ["working", "loudness", "waveform"]
    assert {kind: room.content(kind, original) for kind in DERIVED_FROM_ORIGINALS} == before
    stats = {file: (room.folder / file).stat().st_mtime_ns for file in room.files()}
    room.strongroom.make_working(original, rebuilt=lambda part, found: pytest.fail("nothing is damaged"))
    assert {file: (room.folder / file).stat().st_mtime_ns for file in room.files()} == stats


@pytest.mark.parametrize("kind", DERIVED_FROM_ORIGINALS)
def test_anything_else_in_its_place_is_damage_too(room: Room, original: Recording, kind: BlobKind) -> None:
    other = room.lock_away(MemoryBytes(speech("MP3", "MPEG_LAYER_III")))
    room.strongroom.make_working(other)
    room.strongroom.proposals(other, None)
    before = room.content(kind, original)
    room.path(kind, original).write_bytes(room.path(kind, other).read_bytes())
    room.strongroom.make_working(original)
    assert room.content(kind, original) == before
    room.blobs.destroy(kind, original.id)
    with room.strongroom._derived.open(BlobKind.ORIGINAL, original) as (_, key):
        room.blobs.store(kind, original.id, [b"nothing of it, under its key"], key)
    room.strongroom.make_working(original)
    assert room.content(kind, original) == before


def test_where_the_original_is_damaged_too_it_is_refused_and_what_there_is_stays(
    room: Room, original: Recording
) -> None:
    for kind in (BlobKind.ORIGINAL, BlobKind.WORKING):
        flipped(0.5)(room.path(kind, original))
    before = {file: (room.folder / file).read_bytes() for file in room.files()}
    for act in (
        lambda: room.strongroom.make_working(
            original, rebuilt=lambda part, found: pytest.fail("nothing was made anew")
        ),
        lambda: room.strongroom.render(CopyId(new_id()), original, [PART], room.wrapped),
    ):
        assert refusal(act) == "vault_changed"
        assert {file: (room.folder / file).read_bytes() for file in room.files()} == before


def test_where_nobody_could_be_told_or_somebody_stops_it_the_damaged_one_stays_and_nothing_else_does(
    room: Room, original: Recording
) -> None:
    path, files = room.path(BlobKind.WORKING, original), room.files()
    flipped(1)(path)
    damaged = path.read_bytes()

    def gone(part: str, found: str) -> None:
        raise DatabaseError("database_unavailable")

    for options, code in (({"rebuilt": gone}, "database_unavailable"), ({"watcher": Watching(1)}, "stopped")):
        assert refusal(lambda options=options: room.strongroom.make_working(original, **options)) == code
        assert path.read_bytes() == damaged and room.files() == files


@pytest.mark.parametrize("kind", DERIVED_FROM_ORIGINALS[:2])
def test_a_copy_is_rendered_though_what_it_is_made_from_was_damaged(
    room: Room, original: Recording, kind: BlobKind
) -> None:
    whole = room.strongroom.render(CopyId(new_id()), original, [PART], room.wrapped)
    flipped(0.5)(room.path(kind, original))
    told: list[tuple[str, str]] = []
    again = room.strongroom.render(
        CopyId(new_id()), original, [PART], room.wrapped, rebuilt=lambda part, found: told.append((part, found))
    )
    assert told == [(kind.value, "vault_changed")]
    assert (again.digest, again.gain_cdb) == (whole.digest, whole.gain_cdb)
    assert len([file for file in room.files() if file.startswith("approved/")]) == 2


def test_the_same_items_come_in_the_same_order_also_those_that_are_nothing() -> None:
    assert list(prefetch([3, 0, None, b"", 1])) == [3, 0, None, b"", 1]
    assert list(prefetch(())) == []
    assert not workers()


def test_the_next_is_made_while_this_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        made.set()
        yield 2

    coming = prefetch(items())
    assert next(coming) == 1
    assert made.wait(PATIENCE), "nobody makes the next"
    assert list(coming) == [2]


def test_an_error_comes_where_its_item_would_and_leaves_no_thread() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("no second")

    coming = prefetch(items())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="no second"):
        next(coming)
    assert not workers()


def test_who_stops_before_the_end_leaves_no_thread() -> None:
    coming = prefetch(iter(range(1000)))
    assert next(coming) == 0
    assert workers()
    coming.close()
    assert not workers()

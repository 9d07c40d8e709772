"""An office of one PC with a real keyring moves to a real server by the command line, and a second PC joins there."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.office.people import Role
from desktop.environment.office_file import read_office_file
from desktop.vault.blobs import BlobKind
from tests.end_to_end.test_joining import PASSWORD, Pc, Place, add, database, kinds, opened, pcs
from tests.lifecycle.test_create import stored
from tests.support.servers import postgres

__all__ = ["database", "pcs"]
TYPED = postgres.DESKS_PASSWORD, postgres.OWNER_PASSWORD, PASSWORD
ID = "a" * 32


@pytest.fixture
def place(pcs: tuple[Pc, Pc], database: postgres.Database, tmp_path: Path) -> Place:
    """Make an office on the first PC, embedded; with a recording, whose key nobody needs here."""
    one, two = pcs
    share, recovery = tmp_path / "share", tmp_path / "recovery.txt"
    share.mkdir()
    one.create(share / "witness.txt", recovery=recovery)
    with opened(one) as parts:
        add(parts, Role.ADVISER)
        parts.vault.store(BlobKind.APPROVED, ID, [b"a recording"], bytes(32))
    return Place(one, two, database, share, recovery)


@pytest.mark.parametrize("in_database", [True, False], ids=["in the database", "in a shared folder"])
def test_more_pcs_join_once_it_has_moved(place: Place, in_database: bool) -> None:
    one, two = place.one, place.two
    with opened(one) as parts:
        before = stored(parts)
    where = ("--vault-in", "database") if in_database else ("--vault", str(place.share / "vault"))
    (place.share / "vault").mkdir()
    server = "--to", place.database.address, "--database-owner", postgres.OWNER
    one.must("office", "move", *server, "--administrator", "administrator", *where, typed=TYPED)
    assert kinds(place)[-2:] == [EventKind.SIGNED_IN, EventKind.OFFICE_MOVED]
    with opened(one) as parts:
        after = stored(parts)
    assert after.pop("database-password") == postgres.DESKS_PASSWORD
    del before["database"]
    assert after.keys() == before.keys()
    assert after[f"identity/{parts.file.desk}"] == before[f"identity/{parts.file.desk}"]
    place.statements_run(place.granted(place.asked()))
    code, said = place.joined()
    assert code == 0, said
    with opened(two) as parts:
        with parts.vault.open(BlobKind.APPROVED, ID, bytes(32)) as reader:
            assert reader.read(0, 100) == b"a recording"
        assert read_office_file(two.office)[0].vault == (None if in_database else place.share / "vault")
    for pc in (one, two):
        pc.must("verify")
    code, said = one.run("office", "move", *server, "--administrator", "administrator", typed=TYPED)
    assert code == 2 and "office_on_server" in said

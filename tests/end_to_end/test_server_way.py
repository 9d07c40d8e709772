"""A PC's way to the office's server is changed: another address, another authority, another password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql.base import PGDialect

from db.engines import server_database
from db.engines.server_address import read_address
from desktop.bootstrap.keys import keystore_of
from desktop.bootstrap.wiring import opened_by
from desktop.domain.log.events import EventKind
from desktop.environment.office_file import DATABASE_PASSWORD, NEXT_DATABASE_PASSWORD, read_office_file
from desktop.errors import DatabaseError
from tests.end_to_end.test_joining import PASSWORD, Pc, Place, database, kinds, opened, pcs, place
from tests.support.offices.stored_log import bodies_in
from tests.support.servers import postgres
from tests.support.servers.proxy import a_proxy

__all__ = ["database", "pcs", "place"]
ADMINISTRATOR = "--administrator", "administrator"


@pytest.fixture
def joined(place: Place) -> Place:
    """Return the place once the second PC has joined, which has a role of its own."""
    place.statements_run(place.granted(place.asked()))
    assert place.joined()[0] == 0
    return place


def change(pc: Pc, *words: str) -> tuple[int, str]:
    return pc.run("server", "change", *words, *ADMINISTRATOR)


def way_of(pc: Pc) -> str:
    return read_office_file(pc.office)[0].database or ""


def secrets_of(pc: Pc) -> dict[str, str | None]:
    pc.sit_down()
    store = keystore_of(*read_office_file(pc.office))
    return {name: store.get(name) for name in (DATABASE_PASSWORD, NEXT_DATABASE_PASSWORD)}


def keep(pc: Pc, **secrets: str) -> None:
    pc.sit_down()
    store = keystore_of(*read_office_file(pc.office))
    for name, secret in secrets.items():
        store.set(name.replace("_", "-"), secret)


def is_let_in(pc: Pc, password: str | None) -> bool:
    """Return whether the server lets that PC's role in with this password."""
    engine = postgres.engine_of(way_of(pc), password or "")
    try:
        with engine.connect():
            return True
    except DatabaseError:
        return False
    finally:
        engine.dispose()


def test_what_is_refused_changes_nothing_and_what_is_right_is_in_force_and_in_the_log(
    joined: Place, tmp_path: Path
) -> None:
    two = joined.two
    before, way = secrets_of(two), way_of(two)
    _refused(joined, tmp_path)
    assert secrets_of(two) == before and way_of(two) == way and EventKind.SERVER_CHANGED not in kinds(joined)
    assert is_let_in(two, before[DATABASE_PASSWORD])
    _gets_in_where_it_was_stopped_in_between(joined)
    _has_another_password(joined)
    _has_another_authority(joined, tmp_path)
    with a_proxy(joined.database.server.port) as other:
        code, said = change(two, "--address", f"localhost:{other.port}")
        assert code == 0, said
        assert read_address(way_of(two)).port == other.port and two.run("verify")[0] == 0
        _another_log(joined, tmp_path)
    assert two.run("verify")[0] == 2, "it goes by the new address alone"
    assert kinds(joined).count(EventKind.SERVER_CHANGED) == 3 and kinds(joined)[-1] is EventKind.SERVER_CHANGED


def _refused(joined: Place, tmp_path: Path) -> None:
    two, server = joined.two, joined.database.server.folder
    code, said = two.run("server", "change", "--password", *ADMINISTRATOR, typed=("not the password at all",))
    assert code == 2 and "sign_in_refused" in said
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("no certificate", "ascii")
    for words, why in (
        ((), "Say what is to change"),
        (("--address", "localhost:1"), "database_not_there"),
        *((("--address", typed), "database_") for typed in ("a host", "user@db", "db:port", "db/office", "db:99999")),
        (("--authority", str(server / "other-ca.crt")), "database_certificate_authority"),
        (("--authority", str(nonsense)), "authority_unreadable"),
    ):
        code, said = change(two, *words)
        assert code == 2 and why in said, (words, said)


def _another_log(joined: Place, tmp_path: Path) -> None:
    """Nobody is led to the database of another office.

    The refusal was once written there, and `verify` missed it as this PC's last event from then on.
    """
    with postgres.a_database() as database:
        other = replace(joined.one, folder=tmp_path / "other")
        other.create(tmp_path / "other" / "w" / "w.txt", "--vault-in", "database", on=database)
        joined.two.sit_down()
        with database.engine.connect() as connection:
            count = text("SELECT count(*) FROM audit_event")
            before = connection.execute(count).scalar_one()
        with pytest.raises(DatabaseError) as refused:
            opened_by(joined.two.office, str(replace(read_address(way_of(joined.two)), database=database.name)))
        assert refused.value.code == "database_of_another_log"
        with database.engine.connect() as connection:
            assert connection.execute(count).scalar_one() == before
        database.engine.dispose()
    joined.two.must("verify")


def _gets_in_where_it_was_stopped_in_between(joined: Place) -> None:
    """A password was being changed: the server has the new one, or not yet."""
    two = joined.two
    for number, on_the_server in enumerate((False, True)):
        old, new = secrets_of(two)[DATABASE_PASSWORD], f"one that was being made {number}"
        keep(two, next_database_password=new)
        if on_the_server:
            joined.database.server.give(read_address(way_of(two)).user, new)
        two.must("verify")
        assert secrets_of(two)[DATABASE_PASSWORD] == (new if on_the_server else old)
        assert is_let_in(two, secrets_of(two)[DATABASE_PASSWORD])


def _has_another_password(joined: Place) -> None:
    two, before = joined.two, secrets_of(joined.two)[DATABASE_PASSWORD]
    code, said = change(two, "--password")
    assert code == 0, said
    now = secrets_of(two)
    assert now[NEXT_DATABASE_PASSWORD] is None and now[DATABASE_PASSWORD] != before
    assert is_let_in(two, now[DATABASE_PASSWORD]) and not is_let_in(two, before)
    assert kinds(joined)[-1] is EventKind.SERVER_CHANGED and str(now[DATABASE_PASSWORD]) not in said
    assert two.run("verify")[0] == 0 and joined.one.run("verify")[0] == 0
    bodies = bodies_in(joined.database.owner)
    assert not [body for body in bodies if str(now[DATABASE_PASSWORD]).encode() in body]


def _has_another_authority(joined: Place, tmp_path: Path) -> None:
    """It is kept in the office's folder, wherever the file was, and whatever had its name there."""
    two, server = joined.two, joined.database.server.folder
    both = tmp_path / "both.pem"
    both.write_bytes((server / "other-ca.crt").read_bytes() + (server / "ca.crt").read_bytes())
    planted = two.office / f"server-authority-{sha256(both.read_bytes()).hexdigest()[:12]}.pem"
    planted.write_bytes((server / "other-ca.crt").read_bytes())
    code, said = change(two, "--authority", str(both))
    assert code == 0 and planted.read_bytes() == both.read_bytes(), said
    both.unlink()
    kept = Path(read_address(way_of(two)).authority)
    assert kept.parent == two.office and two.run("verify")[0] == 0
    with opened(joined.one) as parts, parts.uow(parts.file.desk).read_only() as uow:
        *_, (_, said_so) = uow.proven.of_the_office({EventKind.SERVER_CHANGED}, 0)
    assert said_so.facts["changed"] == ["authority"] and said_so.facts["authority"]


def test_a_password_of_which_the_answer_was_lost_is_in_force_all_the_same(
    joined: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    two, old = joined.two, secrets_of(joined.two)[DATABASE_PASSWORD]
    with a_proxy(joined.database.server.port) as lossy:
        assert change(two, "--address", f"localhost:{lossy.port}")[0] == 0
        commit: Any = PGDialect.do_commit
        altered: list[bool] = []

        def lose(dialect: PGDialect, connection: Any) -> None:
            if altered and not lossy.dropped:
                lossy.drop_next_answer()
            commit(dialect, connection)

        change_own_password = server_database.change_own_password

        def note(*arguments: Any) -> None:
            change_own_password(*arguments)
            altered.append(True)

        monkeypatch.setattr(server_database, "change_own_password", note)
        monkeypatch.setattr(PGDialect, "do_commit", lose)
        code, said = change(two, "--password")
        assert code == 1 and lossy.dropped == 1, said  # the old password does not let it look up what became of it
        assert secrets_of(two)[DATABASE_PASSWORD] == old
        code, said = two.run("pc", "list", *ADMINISTRATOR)
        now = secrets_of(two)
        assert code == 0 and now[NEXT_DATABASE_PASSWORD] is None and now[DATABASE_PASSWORD] != old
        assert change(two, "--password")[0] == 0
        two.must("verify")
    assert kinds(joined).count(EventKind.SERVER_CHANGED) == 3


def test_a_database_that_lacks_events_is_gone_to_so_that_the_loss_can_be_stated(joined: Place) -> None:
    two, server, name = joined.two, joined.database.server, joined.database.name
    with copied(joined) as older:
        assert change(two, "--password")[0] == 0
        password = secrets_of(two)[DATABASE_PASSWORD]
        joined.database.engine.dispose()
        server.rename(name, f"{name}_lost")
        server.rename(older, name)
        try:
            with a_proxy(joined.database.server.port) as other:
                code, said = change(two, "--address", f"localhost:{other.port}", "--password")
                assert code == 1 and "LOOK" in said and "log lost" in said
                assert read_address(way_of(two)).port == other.port
                assert secrets_of(two) == {DATABASE_PASSWORD: password, NEXT_DATABASE_PASSWORD: None}
        finally:
            server.rename(name, older)
            server.rename(f"{name}_lost", name)


@contextmanager
def copied(joined: Place) -> Iterator[str]:
    """Yield the name of a copy of the office's database as it is now."""
    joined.database.engine.dispose()
    joined.database.owner.dispose()
    name = postgres.make_database(joined.database.name)
    try:
        yield name
    finally:
        postgres.drop(name)


def test_an_office_on_one_pc_has_no_server(pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    one = pcs[0]
    one.create(tmp_path / "w" / "w.txt")
    code, said = change(one, "--password")
    assert code == 2 and "office_on_one_pc" in said
    assert PASSWORD not in said

"""The small office of `builders` in each place where an office's data can be: one name, one maker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache, partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desktop.application.ports.sound import VaultPlace
from desktop.bootstrap.making import create_parts
from desktop.bootstrap.opening import open_parts
from desktop.domain.office.pcs import DeskKind
from desktop.domain.shared.ids import DeskId, PersonId, new_id
from desktop.environment.office_file import DEMO, read_office_file
from tests.support.machine.own_folder import kept_folder
from tests.support.offices.builders import Office, an_office, as_it_is_made, set_up
from tests.support.servers import postgres
from tests.support.servers.proxy import Proxy

Place = Callable[[Path], AbstractContextManager[Office]]


@contextmanager
def embedded(folder: Path, front: DeskKind = DeskKind.BACK_OFFICE) -> Iterator[Office]:
    """Use SQLCipher in a file."""
    office = an_office(folder, front)
    try:
        yield office
    finally:
        office.parts.engine.dispose()


@contextmanager
def in_database(folder: Path, front: DeskKind = DeskKind.BACK_OFFICE) -> Iterator[Office]:
    """Use a database of its own on that server, in which the recordings are, too."""
    with shared(folder, VaultPlace.DATABASE, front) as office:
        yield office


@contextmanager
def shared(
    folder: Path, vault_in: VaultPlace = VaultPlace.FOLDER, front: DeskKind = DeskKind.BACK_OFFICE
) -> Iterator[Office]:
    """Use a database of its own on the PostgreSQL server of this run."""
    template, prepared, back, people = _template(vault_in, front)
    name = postgres.make_database(prepared)
    office = Office(open_parts(postgres.moved(template, folder / "office", name)), back, dict(people))
    try:
        yield office
    finally:
        office.parts.engine.dispose()
        postgres.drop(name)


@contextmanager
def behind(proxy: Proxy, folder: Path) -> Iterator[Office]:
    """Use the same, whose desks reach the server through that proxy alone."""
    with shared(folder) as direct:
        file, paths = read_office_file(direct.parts.paths.folder)
        address = str(file.database).replace(f":{postgres.the_server().port}/", f":{proxy.port}/")
        file._replace(database=address).write(paths)
        office = Office(open_parts(paths.folder), direct.back, direct.people)
        try:
            yield office
        finally:
            office.parts.engine.dispose()


PLACES: dict[str, Place] = {"sqlcipher": embedded, "postgresql": shared}
WITH_A_COUNTER: dict[str, Place] = {
    "sqlcipher": partial(embedded, front=DeskKind.COUNTER),
    "postgresql": partial(shared, front=DeskKind.COUNTER),
}
"""The same, whose front desk is a counter: it leaves to the back office what is decided."""
EVERYWHERE = pytest.mark.parametrize("office", PLACES.values(), ids=PLACES, indirect=True)
"""As `pytestmark` of a module under `tests/application`: each test runs on both databases."""
WITH_COUNTERS = pytest.mark.parametrize("office", WITH_A_COUNTER.values(), ids=WITH_A_COUNTER, indirect=True)
"""The same, where the front desk is a counter."""


def elsewhere_is_slow(items: Iterable[pytest.Item], folder: Path) -> None:
    """Mark the tests of that folder as slow that repeat on a server what another does with SQLCipher.

    The statements of both are one text: `tests/contracts` compares what can differ.
    """
    for item in items:
        of = getattr(item, "callspec", None)
        if of is not None and "postgresql" in of.id.split("-") and folder in item.path.parents:
            item.add_marker(pytest.mark.slow)


@contextmanager
def owners(office: Office) -> Iterator[Engine]:
    """Yield the office's database as its administrator has it, with more rights than a desk."""
    address = office.parts.file.database
    if address is None:
        yield office.parts.engine
        return
    engine = postgres.engine_of(address, postgres.OWNER_PASSWORD, owner=True)
    try:
        yield engine
    finally:
        engine.dispose()


@cache
def _template(vault_in: VaultPlace, front: DeskKind) -> tuple[Path, str, DeskId, dict[str, PersonId]]:
    place, database = kept_folder(), postgres.make_database()
    server = postgres.for_a_new_office(database)
    parts = create_parts(place / "office", DEMO, None, server, None, vault_in)
    office = Office(parts, DeskId(new_id()), {})
    office.clock.pass_by(days=-1)
    with as_it_is_made():
        set_up(office, front)
        office.approved()
    office.parts.engine.dispose()
    return place / "office", database, office.back, office.people

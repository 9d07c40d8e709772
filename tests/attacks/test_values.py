"""A value that this program never writes, in one column: its row is refused by its name, or it counts for nothing; no
page ends in anything else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select, update

from db.log.comparing import key_columns
from db.schema.request_tables import appointment
from db.schema.tables import metadata
from desktop.application.office.signing_in import SignIn
from desktop.application.ports.desk import Desk
from desktop.application.ports.reading import ReviewFilter
from desktop.application.requests.listing import RequestFilter
from desktop.application.shared.commands import Bound
from desktop.domain.reviews.statistics import Quarter
from desktop.domain.shared.ids import AppointmentId
from desktop.errors import RowRefusedError
from tests.application.test_every_role import use_cases
from tests.db.log.test_comparing import lived_in
from tests.support.offices.builders import PASSWORD, RULES, ZONE, Office
from tests.support.offices.places import PLACES, owners


@pytest.fixture(params=PLACES, scope="module")
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("lived")
    with PLACES[request.param](folder) as made:
        lived_in(made, folder)
        yield made


@contextmanager
def said_otherwise(place: Office, table: str, column: str, value: object) -> Iterator[None]:
    """Let each row of the table have that value there, and its own again at the end."""
    rows, keys = metadata.tables[table], key_columns(table)
    with owners(place) as engine:
        with engine.begin() as connection:
            before = [dict(row._mapping) for row in connection.execute(select(rows))]
            connection.execute(update(rows).values({column: value}))
        assert before, "there is something to edit"
        try:
            yield
        finally:
            with engine.begin() as connection:
                for row in before:
                    here = [rows.c[key] == row[key] for key in keys]
                    connection.execute(update(rows).where(*here).values({column: row[column]}))


def opened(place: Office, page: str, who: str, *about: object) -> object:
    """Open that page as somebody, at the back office."""
    use_case = use_cases()[page]
    known: dict[str, Any] = {"zone": ZONE, "rules": RULES, "anchored": place.anchored}
    known |= {name: getattr(place, name) for name in ("clock", "policy", "is_holiday", "passwords")}
    needed = {name: known[name] for name in inspect.signature(use_case).parameters if name in known}
    call = Bound(use_case, place.actor(who, place.back), *about, uow=place.uow(place.back), **needed)
    call.desk = cast("Desk", SimpleNamespace(uow=lambda: place.uow(place.back)))
    return call()


def booked(place: Office) -> AppointmentId:
    with place.parts.engine.connect() as connection:
        return AppointmentId(connection.scalars(select(appointment.c.id)).first() or "")


PAGES: dict[str, Callable[[Office], object]] = {
    "today": lambda place: opened(place, "day_list.today", "adviser"),
    "calendar": lambda place: opened(
        place, "calendar.calendar", "officer", place.clock.now().date() - timedelta(days=30), 60, 60
    ),
    "an appointment": lambda place: opened(place, "calendar.open_appointment", "officer", booked(place)),
    "requests": lambda place: opened(place, "listing.requests", "officer", RequestFilter.ALL),
    "a request": lambda place: opened(place, "views.open_request", "officer", place.first_request),
    "decisions": lambda place: opened(place, "listing.decisions_waiting", "approver"),
    "reviews": lambda place: opened(place, "reviewing.reviews", "supervisor", ReviewFilter()),
    "statistics": lambda place: opened(place, "reviewing.statistics", "supervisor", Quarter(2026, 4)),
    "accounts": lambda place: opened(place, "accounts.accounts", "administrator"),
    "PCs": lambda place: opened(place, "desks.desks", "administrator"),
    "signing in": lambda place: place.do(use_cases()["signing_in.sign_in"], SignIn(place.front, "adviser", PASSWORD)),
}


@pytest.mark.parametrize(
    ("table", "column", "value", "page"),
    [
        ("desk", "kind", "nonsense", "PCs"),
        ("desk", "enrolled_at", "nonsense", "calendar"),
        ("desk", "kind", "nonsense", "signing in"),
        ("person", "roles", "nonsense", "accounts"),
        ("person", "lent", "nonsense", "signing in"),
        ("office", "zone", "nonsense", "a request"),
        ("request", "kind", "nonsense", "requests"),
        ("request", "due_on", "nonsense", "requests"),
        ("request", "copy", None, "decisions"),
        ("request", "language", "nonsense", "a request"),
        ("approved_copy", "prepared_at", "nonsense", "a request"),
        ("session", "exceptions", "nonsense", "reviews"),
        ("complaint_told", "step", "nonsense", "statistics"),
        ("appointment", "minutes", -(2**31), "an appointment"),
    ],
)
def test_a_row_is_refused_by_its_name(place: Office, table: str, column: str, value: object, page: str) -> None:
    with said_otherwise(place, table, column, value), pytest.raises(RowRefusedError) as refused:
        PAGES[page](place)
    assert (refused.value.table, refused.value.column) == (table, column) and refused.value.key
    assert place.events()[-1].facts["table"] == table
    PAGES[page](place)


@pytest.mark.parametrize("value", ["", "nonsense", "[1]", '["nonsense"]', '{"a": 1}'])
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("request", "needs"),
        ("request", "adjustments"),
        ("person", "last_sign_in"),
        ("sign_in_tries", "last_failure"),
    ],
)
def test_what_no_event_binds_counts_for_nothing(place: Office, table: str, column: str, value: str) -> None:
    with said_otherwise(place, table, column, value):
        for open_page in PAGES.values():
            open_page(place)


def test_an_error_of_ours_stays_what_it_is(place: Office) -> None:
    with pytest.raises(ValueError, match="a bug"), place.uow().read_only():
        raise ValueError("a bug")

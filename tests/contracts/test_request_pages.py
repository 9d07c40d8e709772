"""Pages of requests: together they are the whole list, each read by indexes; in every place (`tests.places`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.reading.read_models import ReadModels
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import Part, RequestKey, RequestRow, RequestsAsked, Which
from desktop.application.requests.acting_by import key_of
from desktop.domain.recordings.keeping import Hold, HoldReason
from desktop.domain.requests.clock_facts import DeadlineFacts
from desktop.domain.requests.deadline import Clarification
from desktop.domain.requests.request import Request, Status
from desktop.domain.shared.ids import HoldId, RequestId, new_id
from tests.builders import ZONE, Office
from tests.contracts import aggregates
from tests.contracts.test_searching import _plan, statements
from tests.fakes import TUESDAY
from tests.listing import ALL

TODAY = TUESDAY.date()
Units = Callable[[], UnitOfWork]
near = st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))
quick = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@st.composite
def requests(draw: st.DrawFn, office: Office) -> tuple[Request, date | None]:
    """Return a request of these days, and the day since when a hold of it is to be reviewed."""
    made = draw(aggregates.requests(office.people["officer"]))
    facts = DeadlineFacts(clarifications=(Clarification(TODAY, draw(st.none() | st.just(TODAY))),))
    made = replace(
        made,
        status=draw(st.sampled_from(Status)),
        received_on=draw(near),
        due_on=draw(st.none() | near),
        deadline_facts=draw(st.sampled_from([DeadlineFacts(), facts])),
        reference=f"SAR-2030-{draw(st.integers(0, 9999)):04}{draw(st.sampled_from(['', '/2', '/10']))}",
        copy=None,
    )
    return made, draw(st.none() | near)


def several(draw: st.DataObject, office: Office) -> list[tuple[Request, date | None]]:
    some = draw.draw(st.lists(requests(office), max_size=9, unique_by=lambda each: each[0].reference))
    return list({each[0].id: each for each in some}.values())


def put(uow: UnitOfWork, some: Sequence[tuple[Request, date | None]], office: Office) -> None:
    for request, review_on in some:
        uow.requests.add(request, None)
        if review_on is not None:
            hold = HoldId(new_id()), request.id, HoldReason.REQUEST, office.people["officer"], review_on, TUESDAY
            uow.keeping.add_hold(Hold(*hold))


def pages(
    uow: UnitOfWork, which: Which, size: int, meanwhile: Callable[[], None] = lambda: None
) -> Iterator[list[tuple[RequestKey, RequestRow]]]:
    """Yield the pages of a list, one after another."""
    after: RequestKey | None = None
    while rows := the_others(uow, which, after, size):
        yield rows
        after = rows[-1][0]
        meanwhile()


def the_others(
    uow: UnitOfWork, which: Which, after: RequestKey | None = None, size: int = ALL
) -> list[tuple[RequestKey, RequestRow]]:
    """Return a page of those that do not stand apart."""
    asked = RequestsAsked(which, TODAY, ZONE)
    apart = dict.fromkeys(row.id for row in uow.reading.requests_apart(asked, after))
    return list(uow.reading.requests(asked, after, size, apart))


@quick
@given(st.data(), st.sampled_from([Which.UNANSWERED, Which.ALL, Which.PREPARED]), st.integers(1, 4))
def test_the_pages_together_are_the_whole_list_in_its_order(
    place: Office, open_unit: Units, data: st.DataObject, which: Which, size: int
) -> None:
    with open_unit() as uow:
        put(uow, several(data, place), place)
        whole = the_others(uow, which)
        apart = uow.reading.requests_apart(RequestsAsked(which, TODAY, ZONE), None)
        paged = [each for page in pages(uow, which, size) for each in page]
    assert paged == whole
    assert [key.order for key, _ in paged] == sorted(key.order for key, _ in paged)
    if which is not Which.PREPARED:
        assert [key for key, _ in paged] == [key_of(row) for _, row in paged], "the place that the row itself has"
    assert not {row.id for _, row in paged} & {row.id for row in apart}


@quick
@given(st.data(), st.sampled_from([Which.UNANSWERED, Which.ALL]))
def test_who_is_listed_and_who_stands_apart(place: Office, open_unit: Units, data: st.DataObject, which: Which) -> None:
    with open_unit() as uow:
        some = several(data, place)
        put(uow, some, place)
        found = the_others(uow, which)
        beside = uow.reading.requests_apart(RequestsAsked(which, TODAY, ZONE), None)
    ours = {request.id for request, _ in some}
    listed = {row.id for _, row in found} & ours
    apart = {row.id for row in beside} & ours
    waits = {request.id for request, _ in some if _awaits(request)}
    expected = {request.id for request, hold in some if which is Which.ALL or _is_listed(request, hold)}
    assert apart == waits and listed == expected - waits
    for row in beside:
        if row.id in ours:
            assert row.deadline_facts.question_open


def _awaits(request: Request) -> bool:
    is_open = request.status not in (Status.REFUSED, Status.CLOSED)
    return is_open and request.due_on is not None and request.deadline_facts.question_open


def _is_listed(request: Request, hold: date | None) -> bool:
    return request.status is not Status.CLOSED or (hold is not None and hold <= TODAY)


@quick
@given(st.data(), st.integers(1, 3))
def test_what_is_inserted_meanwhile_neither_repeats_a_row_nor_hides_one(
    place: Office, open_unit: Units, data: st.DataObject, size: int
) -> None:
    with open_unit() as uow:
        put(uow, several(data, place), place)
        there = [row.id for _, row in the_others(uow, Which.ALL)]
        paged = [row.id for page in pages(uow, Which.ALL, size, lambda: _another(uow, place)) for _, row in page]
    assert len(paged) == len(set(paged)), "no row comes twice"
    assert [id for id in paged if id in there] == there, "and none that was there is missing"


_added = iter(range(10_000, 1_000_000))


def _another(uow: UnitOfWork, office: Office) -> None:
    pattern = uow.requests.get(office.first_request)
    new = replace(pattern, id=RequestId(new_id()), reference=f"SAR-2031-{next(_added)}", recording=None, copy=None)
    uow.requests.add(replace(new, status=Status.CLOSED, received_on=TODAY - timedelta(days=2)), None)


@pytest.mark.parametrize("part", Part)
def test_a_page_follows_its_indexes(place: Office, part: Part) -> None:
    after = RequestKey(part, TODAY, "SAR-2030-0001")
    engine = place.parts.engine
    with engine.connect() as connection:
        ReadModels(connection).requests(RequestsAsked(Which.ALL, TODAY, ZONE), after, 10)
        with statements(engine) as asked:
            ReadModels(connection).requests(RequestsAsked(Which.ALL, TODAY, ZONE), after, 10)
        shared = connection.dialect.name == "postgresql"
        if shared:  # its tables are small here: it would read them whole, and any index is as good to it as another
            for way in ("seqscan", "hashjoin", "mergejoin", "bitmapscan"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
        plan = _plan(connection, *next(each for each in asked if "listed" in each[0]))
    index = {Part.DATED: "ix_request_due", Part.UNDATED: "ix_request_open", Part.CLOSED: "ix_request_received"}[part]
    assert shared or index in plan, plan
    assert "SCAN request\n" not in plan and "Seq Scan on request " not in plan, plan


@pytest.mark.parametrize(
    ("which", "index", "times"),
    [(Which.MINE, "ix_request_mine", 2), (Which.FOR_OFFICERS, "ix_request_status_due", 6)],
)
def test_a_list_of_some_follows_an_index_of_its_own(place: Office, which: Which, index: str, times: int) -> None:
    engine, asked_for = place.parts.engine, RequestsAsked(which, TODAY, ZONE, place.people["officer"])
    with engine.connect() as connection, statements(engine) as asked:
        ReadModels(connection).requests(asked_for, None, 10)
        statement = next(each for each in asked if "listed" in each[0])
        if connection.dialect.name == "postgresql":
            return  # its tables are small here, and it would read them whole
        plan = _plan(connection, *statement)
    assert plan.count(f"INDEX {index}") == times and "SCAN request\n" not in plan, plan


def test_the_list_of_people_asks_as_much_of_few_as_of_many(place: Office) -> None:
    with statements(place.parts.engine) as asked, place.uow().look() as uow:
        accounts = uow.people.accounts()
    assert len(accounts) > 3 and len([each for each in asked if each[0].startswith("SELECT")]) == 2

"""A search in a list finds by reference, name, number and date, is an event without what was typed; in every place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from db.reading import request_rows
from db.reading.read_models import ReadModels
from db.schema import request_tables
from desktop.application.requests import listing
from desktop.application.shared import lists
from desktop.domain.log.events import EventKind
from desktop.domain.shared.ids import AppointmentId, RequestId
from desktop.domain.shared.search_term import read_term
from desktop.errors import FieldsError, NotAllowedError
from tests.contracts.test_searching import _plan, statements
from tests.support.builders import NUMBER, PEOPLE, ZONE, Office
from tests.support.fakes import TUESDAY
from tests.support.listing import RULES
from tests.support.places import PLACES


@pytest.fixture(params=PLACES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with PLACES[request.param](tmp_path) as made:
        yield made


def found(office: Office, typed: str, who: str = "officer") -> tuple[RequestId, ...]:
    ids: tuple[RequestId, ...] = office.do(lists.search_requests, office.actor(who), typed, zone=ZONE)
    return ids


def test_a_request_is_found_by_each_of_the_four(office: Office) -> None:
    first, other = office.first_request, office.a_request(received_on=TUESDAY.date() - timedelta(days=5))
    request = office.request(first)
    for typed in (request.reference, request.reference[:8], "quillon", "Testperson QUI", NUMBER):
        assert first in found(office, typed), typed
    assert found(office, office.request(other).reference) == (other,)
    assert found(office, f"{TUESDAY.date() - timedelta(days=5)}") == (other,)
    assert set(found(office, str(request.call.at.astimezone(ZONE).date()))) >= {first}
    assert found(office, "Quillon Nobody") == found(office, "SAR-1999-0001") == found(office, "01632 000000") == ()


@pytest.mark.parametrize("rare", [1, 2, 500])
def test_whichever_word_is_the_rarest_those_who_have_all_are_found_once(
    office: Office, rare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_rows, "RARE", rare)
    all_of_them = found(office, "quillon")
    assert office.first_request in all_of_them
    assert found(office, "quillon testperson") == found(office, "te quillon qu") == all_of_them
    assert found(office, "quillon testperson nobody") == found(office, "nobody quillon") == ()


def test_those_who_have_a_common_word_are_not_gone_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In SQLite's own steps. On a server a condition beside a range is looked at before it."""
    monkeypatch.setattr(request_rows, "RARE", 10)
    many = 4000
    with PLACES["sqlcipher"](tmp_path) as office, office.parts.engine.connect() as connection:
        words = [{"request": office.first_request, "word": f"smith{number}"} for number in range(many)]
        connection.execute(insert(request_tables.asker_word), words)
        taken: list[None] = []
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(lambda: taken.append(None), 1)
        found = ReadModels(connection).find_requests(read_term("smith quillon"), None, ZONE, 10)
        raw.set_progress_handler(None, 0)
    assert office.first_request in found
    assert 0 < len(taken) < many


def test_a_search_is_an_event_that_says_neither_what_was_typed_nor_what_was_found(office: Office) -> None:
    found(office, "Testperson")
    event = office.events()[-1]
    assert (event.kind, event.actor) == (EventKind.LIST_SEARCHED, office.people["officer"])
    assert dict(event.facts) == {"list": "requests", "by": "name"} and not event.subjects
    assert b"testperson" not in b"".join(office.bodies()).lower() and office.verify().whole


def search_people(*given: object, zone: ZoneInfo, **ports: object) -> object:
    """Search for people, for whom no zone matters."""
    return lists.search_people(*given, **ports)  # type: ignore[arg-type]


def people(office: Office, typed: str) -> set[str]:
    """Return the names of the accounts that are found."""
    ids = office.do(lists.search_people, office.actor("administrator"), typed)
    return {name for name, id in office.people.items() if id in ids}


def test_people_are_found_by_either_name_cut_short_or_not(office: Office) -> None:
    assert people(office, "superv") == {"supervisor", "other-supervisor"}
    assert people(office, "Other SUP") == {"other-supervisor"} and people(office, "nobody") == set()
    before = office.bodies()
    for typed in ("SAR-2026", "01632 960123", "24 November 2026", "x"):
        with pytest.raises(FieldsError):
            people(office, typed)
    assert office.bodies() == before


def appointments(office: Office, typed: str) -> list[AppointmentId]:
    rows = office.do(lists.search_appointments, office.actor("officer"), typed, zone=ZONE)
    return [row.id for row in rows]


def test_an_appointment_is_found_by_whose_it_is_and_by_its_day_the_newest_first(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = office.approved()
    first, later = office.booked(request), office.booked(request, minutes_from_now=90)
    reference = office.request(request).reference
    for typed in (reference, "quillon", NUMBER, str(first.starts_at.astimezone(ZONE).date())):
        assert appointments(office, typed) == [later.id, first.id], typed
    assert appointments(office, str(first.starts_at.astimezone(ZONE).date() + timedelta(days=1))) == []
    assert dict(office.events()[-1].facts) == {"list": "appointments", "by": "date"}
    monkeypatch.setattr(lists, "FEW", 1)
    with pytest.raises(FieldsError):
        appointments(office, reference)


def test_what_cannot_be_read_is_no_search(office: Office) -> None:
    before = office.bodies()
    with pytest.raises(FieldsError):
        found(office, "0042")
    assert office.bodies() == before


@pytest.mark.parametrize(
    ("search", "allowed"),
    [
        (lists.search_requests, {"officer", "approver"}),
        (lists.search_decisions, {"approver"}),
        (lists.search_reviews, {"supervisor", "other-supervisor"}),
        (lists.search_appointments, {"officer"}),
        (search_people, {"administrator"}),
    ],
)
def test_only_those_who_see_a_list_search_it(office: Office, search: object, allowed: set[str]) -> None:
    before = office.bodies()
    for person in set(PEOPLE) - allowed:
        with pytest.raises(NotAllowedError):
            office.do(search, office.actor(person), "Testperson", zone=ZONE)
    assert office.bodies() == before
    for person in allowed:
        office.do(search, office.actor(person), "Testperson", zone=ZONE)


def test_where_too_many_match_none_is_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.a_request()
    monkeypatch.setattr(lists, "MOST", 1)
    with pytest.raises(FieldsError) as refused:
        found(office, "Testperson")
    assert refused.value.problems == {"search_term": "term_too_many"}
    assert office.events()[-1].kind is EventKind.LIST_SEARCHED, "looking was an act all the same"


def test_what_was_found_is_read_by_its_identifiers_in_that_order(office: Office) -> None:
    first, other = office.first_request, office.a_request()
    before = office.bodies()
    for ids in ((first, other), (other, first)):
        rows = office.do(listing.requests_named, office.actor("officer"), ids, rules=RULES, zone=ZONE)
        assert [row.id for row in rows] == list(ids)
    assert office.bodies() == before


@pytest.mark.parametrize(
    ("typed", "index"),
    [("SAR-2026-0001", "reference"), ("Quillon Test", "asker_word"), (NUMBER, "asker_word"), ("1/11/2026", "ix_")],
)
def test_a_search_follows_an_index(office: Office, typed: str, index: str) -> None:
    engine = office.parts.engine
    with engine.connect() as connection:
        with statements(engine) as asked:
            ReadModels(connection).find_requests(read_term(typed), None, ZONE, 10)
        if connection.dialect.name == "postgresql":  # its tables are small here, and it would read them whole
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = _plan(connection, *next(each for each in asked if "FROM request" in each[0]))
    assert index in plan, plan
    assert "SCAN request" not in plan and "SCAN asker" not in plan and "Seq Scan" not in plan, plan

"""The lists of requests are what reading each request by itself comes to, and what a search finds; in every place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from db.reading import request_rows
from db.reading.read_models import ReadModels
from db.schema import request_tables
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import RequestRow
from desktop.application.requests import listing
from desktop.application.requests.deadlines import as_of
from desktop.application.requests.listing import (
    RequestFilter,
    RequestsPage,
    beside,
    is_overdue,
    officers_act,
    row_presses,
    urgency,
)
from desktop.application.shared import lists
from desktop.domain.log.events import EventKind
from desktop.domain.recordings.retention import Hold, HoldReason
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep, OpenComplaint, Told
from desktop.domain.requests.deadline import Clarification, DeadlineFacts, ProofAsked, ProofOf
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer, FollowUpKind
from desktop.domain.requests.request import Channel, Request, Status
from desktop.domain.sessions.session import Answers, NoteKind, Session, SessionNote, State
from desktop.domain.shared.ids import AppointmentId, ComplaintId, HoldId, NoteId, RequestId, SessionId, new_id
from desktop.domain.shared.search_term import read_term
from desktop.domain.shared.typed_text import Note
from desktop.errors import FieldsError, NotAllowedError
from tests.contracts import aggregates
from tests.contracts.test_indexes import statements
from tests.support.fakes import TUESDAY, FakeClock
from tests.support.listing import ALL, RULES
from tests.support.offices.builders import NUMBER, PEOPLE, ZONE, Office
from tests.support.offices.places import PLACES
from tests.support.refusals import error_of

TODAY = TUESDAY.date()
Units = Callable[[], UnitOfWork]
near = st.dates(TODAY - timedelta(days=40), TODAY)
thorough = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@dataclass(frozen=True)
class Said:
    """A correction or a complaint from a session of that day, and whether it was answered.

    `outside`: the complaint came by letter. `told`: how much the person was told of a complaint: nothing, that it was
    received, or its outcome too.
    """

    kind: FollowUpKind
    on: date
    over: bool
    answered: bool
    outside: bool
    told: int


@dataclass(frozen=True)
class Case:
    """A request with what can make it due: a hold's review, and follow-ups."""

    request: Request
    review_on: date | None
    said: tuple[Said, ...]


said = st.builds(
    Said, st.sampled_from(FollowUpKind), near, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 2)
)
STEPS = (ComplaintStep.ACKNOWLEDGED, ComplaintStep.OUTCOME)
proofs = st.lists(
    st.builds(ProofAsked, st.sampled_from(ProofOf), near, st.none() | st.just(TODAY), st.booleans()), max_size=2
)
questions = st.lists(st.builds(Clarification, near, st.none() | st.just(TODAY)), max_size=2)


@st.composite
def cases(draw: st.DrawFn, office: Office) -> Case:
    made = draw(aggregates.requests(office.people["officer"]))
    made = replace(
        made,
        status=draw(st.sampled_from(Status)),
        received_on=draw(near),
        due_on=draw(st.none() | near.map(lambda day: day + timedelta(days=30))),
        deadline_facts=replace(
            draw(st.just(DeadlineFacts()) | st.builds(DeadlineFacts, proofs.map(tuple), questions.map(tuple))),
            extension=made.deadline_facts.extension,
        ),
        reference=f"SAR-2030-{draw(st.integers(0, 9999)):04}{draw(st.sampled_from(['', '/2', '/10']))}",
        copy=None,
        taken_by=draw(st.sampled_from([office.people["officer"], office.people["approver"]])),
    )
    return Case(made, draw(st.none() | near), tuple(draw(st.lists(said, max_size=2))))


@pytest.fixture(scope="module")
def pattern(place: Office) -> Session:
    return place.session(place.closed())


class _Inside:
    """A unit of work that is entered already, for a use case that would look by itself."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def read_only(self) -> AbstractContextManager[None]:
        return nullcontext()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)


def put(uow: UnitOfWork, case: Case, pattern: Session, office: Office) -> None:
    request = case.request
    uow.requests.add(request, None)
    if case.review_on is not None:
        hold = HoldId(new_id()), request.id, HoldReason.REQUEST, office.people["officer"], case.review_on, TUESDAY
        uow.keeping.add_hold(Hold(*hold))
    for each in case.said:
        if each.outside and each.kind is FollowUpKind.COMPLAINT:
            about = Note(NoteId(new_id()), b"s" * 32, "about")
            uow.requests.keep_note(about)
            came = Complaint(ComplaintId(new_id()), request.id, each.on, Channel.LETTER, note=about.id)
            uow.complaints.add(came, office.people["officer"], TUESDAY)
            tell(uow, came, each, office)
            continue
        at = datetime.combine(each.on, time(12), UTC)
        complains = each.kind is FollowUpKind.COMPLAINT
        session = replace(
            pattern,
            id=SessionId(new_id()),
            request=request.id,
            appointment=None,
            state=State.CLOSED if each.over else State.INTERRUPTED,
            closed_at=at,
            answers=Answers(complaint=complains),
        )
        uow.sessions.add(session)
        if not complains:
            note = Note(NoteId(new_id()), b"s" * 32, "wrong")
            uow.sessions.add_note(session.id, SessionNote(note, NoteKind.DISPUTE, 0, True, at))
        if complains and each.over:
            made = Complaint(ComplaintId(session.id), request.id, each.on, Channel.IN_PERSON, session.id)
            tell(uow, made, each, office)
        elif each.answered and not complains:
            found = FollowUp(request.id, session.id, each.on, True, FollowUpAnswer.CORRECTED, TODAY)
            uow.sessions.answer_follow_up(found, office.people["officer"], TUESDAY)


def tell(uow: UnitOfWork, complaint: Complaint, said: Said, office: Office) -> None:
    for step in STEPS[: said.told]:
        outcome = ComplaintOutcome.UPHELD if step is ComplaintStep.OUTCOME else None
        complaint = replace(complaint, told=(*complaint.told, Told(step, TODAY, outcome)))
        uow.complaints.add_told(complaint, office.people["officer"], TUESDAY)


def plain(uow: UnitOfWork, id: RequestId) -> RequestRow:
    """Return the request as a list has it, from its own aggregates."""
    request, due = uow.requests.get(id), [hold for hold in uow.keeping.holds_of(id) if hold.is_due(TODAY)]
    row = RequestRow(
        id,
        request.reference,
        request.kind,
        request.status,
        request.received_on,
        request.due_on,
        request.asker.name,
        request.deadline_facts,
        follow_ups=tuple(each for each in uow.sessions.follow_ups(ZONE, id) if each.answer is None),
        complaints=tuple(
            sorted(
                (
                    OpenComplaint(id, each.on, each.acknowledged_on is not None)
                    for each in uow.complaints.of_request(id, ZONE)
                    if each.is_open
                ),
                key=lambda each: (each.on, each.acknowledged),
            )
        ),
        hold_review_on=min((hold.review_on for hold in due), default=None),
        taken_by=request.taken_by,
    )
    return as_of(row, RULES, TODAY)


def shown(row: RequestRow) -> tuple[object, ...]:
    """Return what a list shows of it: of facts that move no date any more it has none."""
    place = row.id, row.status, row.due_on, row.state, row.deadline_facts.extension
    beside = row.follow_ups, row.complaints, row.follow_up_due, row.complaint_open, row.hold_review_on
    return *place, row.shown_name, row.booked, *beside


def page(uow: UnitOfWork, office: Office, which: RequestFilter, shown: int) -> RequestsPage:
    inside, clock = cast("UnitOfWork", _Inside(uow)), FakeClock()
    return listing.requests(office.actor("officer"), which, shown, uow=inside, clock=clock, rules=RULES, zone=ZONE)


def _stays(row: RequestRow, _office: Office) -> bool:
    return row.status is not Status.CLOSED or bool(beside(row)) or row.complaint_open


HOLDS: dict[RequestFilter, Callable[[RequestRow, Office], bool]] = {
    RequestFilter.UNANSWERED: _stays,
    RequestFilter.ALL: lambda row, office: True,
    RequestFilter.OVERDUE: lambda row, office: is_overdue(row, TODAY),
    RequestFilter.MINE: lambda row, office: _stays(row, office) and row.taken_by == office.people["officer"],
    RequestFilter.FOR_OFFICERS: lambda row, office: officers_act(row),
    RequestFilter.FOR_APPROVERS: lambda row, office: row.status is Status.PREPARED,
}
"""Which requests are in a list, by the rules alone."""


@thorough
@given(st.data(), st.sampled_from(list(HOLDS)), st.integers(1, 12))
def test_lists_and_counts_are_what_each_request_by_itself_comes_to(
    place: Office, open_unit: Units, pattern: Session, data: st.DataObject, which: RequestFilter, size: int
) -> None:
    some = data.draw(st.lists(cases(place), max_size=8, unique_by=lambda case: case.request.reference))
    some = list({case.request.id: case for case in some}.values())
    with open_unit() as uow:
        before = page(uow, place, which, 1).counts
        for case in some:
            put(uow, case, pattern, place)
        whole, first = page(uow, place, which, ALL), page(uow, place, which, size)
        rows = [plain(uow, case.request.id) for case in some]
    listed = [row for row in whole.rows if row.id in {row.id for row in rows}]
    expected = [row for row in rows if HOLDS[which](row, place)]
    assert list(map(shown, listed)) == list(map(shown, _in_order(expected, place)))
    assert first.rows == whole.rows[:size] and first.more is (len(whole.rows) > size) and not whole.more
    after = whole.counts
    assert first.counts == after
    assert after.overdue - before.overdue == sum(is_overdue(row, TODAY) for row in rows)
    assert after.due_soon - before.due_soon == sum(row_presses(row, TODAY) for row in rows)
    assert after.for_officers - before.for_officers == sum(map(officers_act, rows))
    assert after.listed - before.listed == sum(_stays(row, place) for row in rows)
    assert after.mine - before.mine == sum(HOLDS[RequestFilter.MINE](row, place) for row in rows)
    assert after.for_approvers - before.for_approvers == sum(row.status is Status.PREPARED for row in rows)


def _in_order(rows: Sequence[RequestRow], office: Office) -> list[RequestRow]:
    """Return the open ones by their urgency, then the others, the newest first."""
    closed = sorted((row for row in rows if not _stays(row, office)), key=lambda row: row.reference, reverse=True)
    closed.sort(key=lambda row: row.received_on, reverse=True)
    return [*sorted((row for row in rows if _stays(row, office)), key=urgency), *closed]


@thorough
@given(st.data())
def test_a_search_shows_what_the_lists_show(
    place: Office, open_unit: Units, pattern: Session, data: st.DataObject
) -> None:
    case = data.draw(cases(place))
    with open_unit() as uow:
        put(uow, case, pattern, place)
        (found,) = uow.reading.requests_named([case.request.id], TODAY, ZONE)
        assert shown(as_of(found, RULES, TODAY)) == shown(plain(uow, case.request.id))


def test_what_is_open_is_one_statement_and_the_closed_ones_are_read_where_there_is_room(place: Office) -> None:
    def sent(shown: int) -> int:
        with place.uow().read_only() as uow, statements(place.parts.engine) as asked:
            page(uow, place, RequestFilter.ALL, shown)
        return sum("asker" in statement for statement, _ in asked)

    with place.uow().read_only() as uow:
        count = page(uow, place, RequestFilter.UNANSWERED, 1).counts.listed
    assert (sent(count - 1), sent(count)) == (1, 2)


def found(office: Office, typed: str, who: str = "officer") -> tuple[RequestId, ...]:
    ids: tuple[RequestId, ...] = office.do(lists.search_requests, office.actor(who), typed, zone=ZONE)
    return ids


def test_a_request_is_found_by_each_of_the_four_whichever_word_is_the_rarest(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = office.first_request, office.a_request(received_on=TUESDAY.date() - timedelta(days=5))
    request = office.request(first)
    for typed in (request.reference, request.reference[:8], "quillon", "Testperson QUI", NUMBER):
        assert first in found(office, typed), typed
    assert found(office, office.request(other).reference) == (other,)
    assert found(office, f"{TUESDAY.date() - timedelta(days=5)}") == (other,)
    assert set(found(office, str(request.call.at.astimezone(ZONE).date()))) >= {first}
    assert found(office, "Quillon Nobody") == found(office, "SAR-1999-0001") == found(office, "01632 000000") == ()
    for rare in (1, 2, 500):
        monkeypatch.setattr(request_rows, "RARE", rare)
        assert found(office, "quillon testperson") == found(office, "te quillon qu") == found(office, "quillon")
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


def search_people(*given: object, zone: ZoneInfo, **ports: object) -> object:
    """Search for people, for whom no zone matters."""
    return lists.search_people(*given, **ports)  # type: ignore[arg-type]


def people(office: Office, typed: str) -> set[str]:
    """Return the names of the accounts that are found."""
    ids = office.do(lists.search_people, office.actor("administrator"), typed)
    return {name for name, id in office.people.items() if id in ids}


def test_people_are_found_by_either_name_cut_short_or_not(place: Office) -> None:
    assert people(place, "superv") == {"supervisor", "other-supervisor"}
    assert people(place, "Other SUP") == {"other-supervisor"} and people(place, "nobody") == set()
    before = place.bodies()
    for typed in ("SAR-2026", "01632 960123", "24 November 2026", "x"):
        with pytest.raises(FieldsError):
            people(place, typed)
    assert place.bodies() == before


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


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Office]:
    """Yield an office in a file, for what is the same in every place."""
    with PLACES["sqlcipher"](tmp_path) as made:
        yield made


def test_a_search_is_an_event_that_says_neither_what_was_typed_nor_what_was_found(
    alone: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = alone.bodies()
    with pytest.raises(FieldsError):
        found(alone, "0042")  # it cannot be read, and is no search
    assert alone.bodies() == before
    found(alone, "Testperson")
    event = alone.events()[-1]
    assert (event.kind, event.actor) == (EventKind.LIST_SEARCHED, alone.people["officer"])
    assert dict(event.facts) == {"list": "requests", "by": "name"} and not event.subjects
    assert b"testperson" not in b"".join(alone.bodies()).lower() and alone.verify().whole
    searched = len(alone.bodies())
    monkeypatch.setattr(lists, "MOST", 0)
    assert error_of(FieldsError, found, alone, "Testperson").problems == {"search_term": "term_too_many"}
    assert len(alone.bodies()) == searched + 1, "looking was an act all the same"


def test_only_those_who_see_a_list_search_it(alone: Office) -> None:
    allowed: dict[Any, set[str]] = {
        lists.search_requests: {"officer", "approver"},
        lists.search_decisions: {"approver"},
        lists.search_reviews: {"supervisor", "other-supervisor"},
        lists.search_appointments: {"officer"},
        search_people: {"administrator"},
    }
    for search, people in allowed.items():
        before = alone.bodies()
        for person in set(PEOPLE) - people:
            with pytest.raises(NotAllowedError):
                alone.do(search, alone.actor(person), "Testperson", zone=ZONE)
        assert alone.bodies() == before
        for person in people:
            alone.do(search, alone.actor(person), "Testperson", zone=ZONE)


def test_what_was_found_is_read_by_its_identifiers_in_that_order(place: Office) -> None:
    first, other = place.first_request, place.a_request()
    before = place.bodies()
    for ids in ((first, other), (other, first)):
        rows = place.do(listing.requests_named, place.actor("officer"), ids, rules=RULES, zone=ZONE)
        assert [row.id for row in rows] == list(ids)
    assert place.bodies() == before

"""Every stored value is read back unchanged; in every place (`tests.support.offices.places`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.reading import ReviewFilter
from desktop.application.ports.requests import AskedCall
from desktop.domain.appointments import AppointmentStatus
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.marking import Draft
from desktop.domain.office.pcs import DeskKind
from desktop.domain.office.people import Person
from desktop.domain.office.throttle import Tries
from desktop.domain.requests.request import Status
from desktop.domain.reviews.review import SEVERITY, Exceptional, Severity, gravest_first
from desktop.domain.sessions.lesser_check import Standing
from desktop.domain.sessions.session import UNDER_WAY, NoteKind, Session, SessionNote, State
from desktop.domain.shared.ids import DeskId, PersonId, RetentionKeyId, SessionId, new_id
from desktop.domain.shared.typed_text import Note
from tests.contracts import aggregates
from tests.contracts.test_indexes import statements
from tests.db.logs import NOON
from tests.support.fakes import TUESDAY
from tests.support.fixtures import made_in_each
from tests.support.offices.builders import ZONE, Office
from tests.support.offices.places import WITH_A_COUNTER

quick = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
Units = Callable[[], UnitOfWork]


@pytest.fixture(scope="module")
def pattern(place: Office) -> Session:
    """Return an existing session, with request, copy, desk and appointment."""
    return place.session(place.closed())


@pytest.fixture(scope="module")
def approved(place: Office, pattern: Session) -> ApprovedCopy:
    return place.copy(pattern.copy)


@quick
@given(aggregates.people, st.text(max_size=40).filter(lambda text: "\x00" not in text))
def test_a_person(open_unit: Units, person: Person, hashed: str) -> None:
    with open_unit() as uow:
        uow.people.add(person, hashed, NOON)
        assert uow.people.get(person.id) == person
        assert uow.people.find(person.sign_in_name) == (person, hashed)
        assert uow.reading.people()[person.id] == person


@quick
@given(st.sampled_from(["account", "desk"]), aggregates.ids, aggregates.tries, aggregates.tries)
def test_tries(open_unit: Units, scope: str, key: str, first: Tries, then: Tries) -> None:
    with open_unit() as uow:
        assert uow.people.tries(scope, key) == Tries(0, None)
        for tries in (first, then):
            uow.people.save_tries(scope, key, tries)
            assert uow.people.tries(scope, key) == tries
        assert uow.people.tries("other", key) == Tries(0, None)


@quick
@given(st.data())
def test_a_request(place: Office, open_unit: Units, data: st.DataObject) -> None:
    by = place.people["officer"]
    request = data.draw(aggregates.requests(by))
    later = replace(data.draw(aggregates.requests(by)), id=request.id)
    reason = data.draw(st.none() | aggregates.notes)
    with open_unit() as uow:
        uow.requests.add(request, reason)
        assert uow.requests.get(request.id) == request
        assert uow.requests.reason(request.id) == (reason.words if reason else None)
        uow.requests.save(later)
        standing = ("status", "due_on", "recording", "copy", "approved_until", "copy_wanted", "adjustments", "needs")
        moving = (*standing, "received_on", "asker", "call", "representative", "deadline_facts")
        assert uow.requests.get(request.id) == replace(request, **{name: getattr(later, name) for name in moving})


@quick
@given(st.data())
def test_the_calls_that_are_asked_for_by_requests_that_are_not_closed(
    place: Office, open_unit: Units, data: st.DataObject
) -> None:
    request = data.draw(aggregates.requests(place.people["officer"]))
    with open_unit() as uow:
        before = uow.requests.open_calls()
        uow.requests.add(request, None)
        more = [asked for asked in uow.requests.open_calls() if asked not in before]
        open_one = AskedCall(request.id, request.reference, request.call)
        assert more == ([] if request.status is Status.CLOSED else [open_one])
        assert [asked.reference for asked in before] == sorted(asked.reference for asked in before)


@quick
@given(st.data())
def test_a_draft_and_that_of_two_who_save_the_second_is_told(
    place: Office, open_unit: Units, data: st.DataObject
) -> None:
    by, at = place.people["officer"], place.clock.now()
    request = data.draw(aggregates.requests(by))
    first, other = data.draw(aggregates.drafts), data.draw(aggregates.drafts)
    second = replace(other, version=2)
    with open_unit() as uow:
        uow.requests.add(request, None)
        assert uow.drafts.get(request.id) == Draft() and uow.drafts.savers(request.id) == frozenset()
        assert not uow.drafts.save(request.id, second, by, at)
        assert uow.drafts.get(request.id) == Draft()
        assert uow.drafts.save(request.id, first, by, at)
        assert uow.drafts.get(request.id) == first
        assert not uow.drafts.save(request.id, other, by, at)
        assert uow.drafts.get(request.id) == first
        assert uow.drafts.save(request.id, second, place.people["approver"], at)
        assert uow.drafts.get(request.id) == second
        assert uow.drafts.savers(request.id) == {by, place.people["approver"]}


@quick
@given(st.data())
def test_a_transcript_and_that_of_two_who_save_the_second_is_told(
    place: Office, open_unit: Units, data: st.DataObject
) -> None:
    by, at = place.people["officer"], place.clock.now()
    request = data.draw(aggregates.requests(by))
    first, other = data.draw(aggregates.sealed_transcripts), data.draw(aggregates.sealed_transcripts)
    second = replace(other, version=2)
    with open_unit() as uow:
        uow.requests.add(request, None)
        assert uow.transcripts.get(request.id) is None and uow.transcripts.version(request.id) == 0
        assert not uow.transcripts.save(request.id, second, by, at)
        assert uow.transcripts.save(request.id, first, by, at)
        assert uow.transcripts.get(request.id) == first
        assert not uow.transcripts.save(request.id, other, by, at)
        assert uow.transcripts.save(request.id, second, place.people["approver"], at)
        assert uow.transcripts.get(request.id) == second
        assert uow.transcripts.savers(request.id) == {by, place.people["approver"]}
        uow.transcripts.destroy(request.id)
        assert uow.transcripts.get(request.id) is None and uow.transcripts.version(request.id) == 2


@settings(quick, max_examples=5)
@given(st.data())
def test_requests_of_one_number_are_found_together_and_no_other(
    place: Office, open_unit: Units, data: st.DataObject
) -> None:
    made = data.draw(st.lists(aggregates.requests(place.people["officer"]), min_size=14, max_size=14))
    of_it = ["SAR-2030-0042", *(f"SAR-2030-0042/{part}" for part in range(2, 12))]
    references = [*of_it, "SAR-2030-0041", "SAR-2030-00420", "SAR-2030-0043"]
    requests = [replace(request, reference=each) for request, each in zip(made, references, strict=True)]
    with open_unit() as uow:
        for request in reversed(requests):
            uow.requests.add(request, None)
        assert list(uow.requests.of_number("SAR-2030-0042")) == requests[:11]
        assert list(uow.requests.of_number("SAR-2030-0043")) == requests[13:]
        assert list(uow.requests.of_number("SAR-2030-0044")) == []


@quick
@given(st.data())
def test_a_request_in_a_list_has_its_clock_and_whether_an_appointment_is_to_come(
    place: Office, open_unit: Units, data: st.DataObject
) -> None:
    request = data.draw(aggregates.requests(place.people["officer"]))
    appointments = data.draw(st.lists(aggregates.appointments(request.id, place.front), max_size=3))
    appointments = list({one.starts_at: one for one in appointments}.values())
    booked = any(appointment.status is AppointmentStatus.BOOKED for appointment in appointments)
    with open_unit() as uow:
        uow.requests.add(request, None)
        for appointment in appointments:
            uow.requests.add_appointment(appointment)
        rows = [*uow.reading.requests_named([request.id], TUESDAY.date(), ZONE)]
        if request.status is Status.APPROVED:
            approved = uow.reading.open_requests(TUESDAY.date(), ZONE, Status.APPROVED)
            [row] = [row for row in approved if row.id == request.id]
            rows.append(row)
    for row in rows:
        assert (row.deadline_facts.extension, row.due_on) == (request.deadline_facts.extension, request.due_on)
        assert (row.booked, row.heard, row.at_counter) == (booked, False, False)


@quick
@given(aggregates.notes)
def test_the_reason_for_doubt_is_kept_in_words(place: Office, open_unit: Units, note: Note) -> None:
    with open_unit() as uow:
        assert uow.requests.words(note.id) is None
        uow.requests.keep_note(note)
        assert uow.requests.words(note.id) == note.words


@quick
@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.integers(2030, 2031)), max_size=12))
def test_reference_numbers_have_no_gap(open_unit: Units, asked: list[tuple[str, int]]) -> None:
    for _ in range(2):  # what is not committed is given out again
        with open_unit() as uow:
            given_out = [(kind, year, uow.requests.next_reference(kind, year)) for kind, year in asked]
        for kind, year in set(asked):
            numbers = [number for k, y, number in given_out if (k, y) == (kind, year)]
            assert numbers == list(range(1, len(numbers) + 1))


@quick
@given(st.data())
def test_a_decision_and_that_the_last_one_counts(
    place: Office, open_unit: Units, approved: ApprovedCopy, data: st.DataObject
) -> None:
    request = data.draw(aggregates.requests(place.people["officer"]))
    found = data.draw(st.lists(aggregates.decisions(request.id, place.people["approver"], approved.id), max_size=4))
    with open_unit() as uow:
        uow.requests.add(request, None)
        assert uow.requests.decision(request.id) is None
        for decision in found:
            uow.requests.add_decision(decision)  # whatever the clock said
            assert uow.requests.decision(request.id) == decision


@quick
@given(st.data())
def test_an_appointment(place: Office, open_unit: Units, data: st.DataObject) -> None:
    request = data.draw(aggregates.requests(place.people["officer"]))
    made = st.lists(aggregates.appointments(request.id, place.front), min_size=1, max_size=4)
    found = data.draw(made.map(lambda some: list({one.starts_at: one for one in some}.values())))
    with open_unit() as uow:
        uow.requests.add(request, None)
        for appointment in found:
            uow.requests.add_appointment(appointment)
            assert uow.requests.appointment(appointment.id) == appointment
        found.sort(key=lambda appointment: appointment.starts_at)
        assert list(uow.requests.appointments_of(request.id)) == found
        later = data.draw(aggregates.appointments(request.id, place.back))
        moved = replace(
            found[0], desk=later.desk, starts_at=later.starts_at, minutes=later.minutes, status=later.status
        )
        uow.requests.save_appointment(moved)
        assert uow.requests.appointment(moved.id) == moved
        uow.requests.save_appointment(found[0])
        assert uow.requests.appointment(moved.id) == found[0]
        end = found[-1].starts_at + timedelta(microseconds=1)
        listed = [row.id for row in uow.reading.appointments(found[0].starts_at, end) if row.request == request.id]
        assert listed == [appointment.id for appointment in found]


@quick
@given(st.data())
def test_a_recording_and_its_copy(place: Office, open_unit: Units, data: st.DataObject) -> None:
    officer = place.people["officer"]
    key = RetentionKeyId(new_id()), data.draw(aggregates.keys)
    recording = data.draw(aggregates.recordings(key))
    request = data.draw(aggregates.requests(officer))
    copy = data.draw(aggregates.copies(request.id, recording.id, officer, key))
    with open_unit() as uow:
        assert uow.recordings.retention_key(key[0], "2026-11", "original") is None
        uow.recordings.add_retention_key(key[0], key[0], "2026-11", "original", key[1])
        assert uow.recordings.retention_key(key[0], "2026-11", "original") == key
        assert uow.recordings.retention_key(key[0], "2026-11", "approved") is None
        assert uow.recordings.by_digest(recording.digest) is None
        uow.recordings.add(recording)
        assert uow.recordings.get(recording.id) == uow.recordings.by_digest(recording.digest) == recording
        uow.requests.add(request, None)
        uow.recordings.add_copy(copy)
        assert uow.recordings.copy(copy.id) == copy


@quick
@given(st.data())
def test_a_session(place: Office, open_unit: Units, pattern: Session, data: st.DataObject) -> None:
    advisers = [place.people["adviser"], place.people["other-adviser"]]
    session = data.draw(aggregates.sessions(pattern, advisers))
    changing = data.draw(aggregates.sessions(pattern, advisers))
    later = replace(changing, id=session.id, opened_at=session.opened_at, appointment=session.appointment)
    with open_unit() as uow:
        uow.sessions.add(session)
        assert uow.sessions.get(session.id) == session
        uow.sessions.save(later)
        assert uow.sessions.get(session.id) == later
        here = {found.id for found in uow.sessions.open_at(later.desk)}
        assert (session.id in here) is (later.state in UNDER_WAY)
        assert session.id not in {found.id for found in uow.sessions.open_at(DeskId("0" * 32))}


@quick
@given(st.lists(st.lists(st.sampled_from(Exceptional), max_size=3), max_size=4))
def test_exceptions_are_added_once_and_never_lost(
    open_unit: Units, pattern: Session, marks: list[list[Exceptional]]
) -> None:
    session = replace(pattern, id=SessionId(new_id()))
    with open_unit() as uow:
        uow.sessions.add(session)
        for some in marks:
            uow.sessions.save(session, some)
        expected = tuple(dict.fromkeys(mark for some in marks for mark in some))
        assert uow.sessions.exceptions(session.id) == expected
        [row] = [row for row in uow.reading.reviews(ReviewFilter(waiting_only=False), 100) if row.id == session.id]
        groups = [*Severity, None]
        gravest = min((groups.index(SEVERITY[each]) for each in expected), default=groups.index(None))
        assert row.exceptions == gravest_first(expected) and row.key[0] == gravest


@quick
@given(st.data())
def test_documents_notes_and_the_sign_off_of_a_session(
    place: Office, open_unit: Units, pattern: Session, data: st.DataObject
) -> None:
    session = replace(pattern, id=SessionId(new_id()))
    by = PersonId(place.people["adviser"])
    documents = data.draw(st.lists(aggregates.documents(by), max_size=5))
    notes = data.draw(st.lists(aggregates.session_notes, max_size=4, unique_by=lambda note: note.taken_at))
    comment, at = data.draw(st.none() | aggregates.notes), data.draw(aggregates.times)
    with open_unit() as uow:
        uow.sessions.add(session)
        for document in documents:
            uow.sessions.put_document(session.id, document)
        last = {document.slot: document for document in documents}
        assert list(uow.sessions.documents(session.id)) == [last[slot] for slot in sorted(last)]
        for slot in last:
            uow.sessions.drop_document(session.id, slot)
        assert list(uow.sessions.documents(session.id)) == []
        for note in notes:
            uow.sessions.add_note(session.id, note)
        assert list(uow.sessions.notes(session.id)) == sorted(notes, key=lambda note: note.taken_at)
        assert uow.sessions.signed_off(session.id) is None
        uow.sessions.sign_off(session.id, by, at, comment)
        assert uow.sessions.signed_off(session.id) == (by, at, comment.words if comment else None)


@quick
@given(st.data())
def test_lesser_checks_asked_for(place: Office, open_unit: Units, pattern: Session, data: st.DataObject) -> None:
    session = replace(pattern, id=SessionId(new_id()))
    of = aggregates.asked_checks(session.id, PersonId(place.people["adviser"]), place.front)
    checks = data.draw(st.lists(of, max_size=4, unique_by=lambda check: check.asked_at))
    with open_unit() as uow:
        uow.sessions.add(session)
        for check in checks:
            note = replace(data.draw(aggregates.notes), id=check.id)
            uow.sessions.add_note(session.id, SessionNote(note, NoteKind.LESSER_CHECK, None, False, check.asked_at))
            uow.sessions.add_asked(check)
        assert [uow.sessions.asked(check.id) for check in checks] == checks
        waiting = sorted((c for c in checks if c.standing is Standing.WAITING), key=lambda check: check.asked_at)
        waiting = waiting if session.state is State.CHECKED_IN else []
        assert list(uow.sessions.asked_waiting()) == waiting
        for check in waiting[:1]:
            ended = check.become(Standing.DECLINED, PersonId(place.people["supervisor"]), check.asked_at)
            uow.sessions.save_asked(ended)
            assert uow.sessions.asked(check.id) == ended
            assert list(uow.sessions.asked_waiting()) == waiting[1:]


@quick
@given(st.data())
def test_questions_to_an_adviser(place: Office, open_unit: Units, pattern: Session, data: st.DataObject) -> None:
    adviser = PersonId(place.people["adviser"])
    session = replace(pattern, id=SessionId(new_id()), adviser=adviser, state=State.CLOSED)
    of = aggregates.review_questions(session.id, PersonId(place.people["supervisor"]), adviser)
    asked = data.draw(st.lists(of, min_size=1, max_size=3, unique_by=lambda each: each.asked_at))
    asked.sort(key=lambda each: each.asked_at)
    with open_unit() as uow:
        uow.sessions.add(session)
        uow.sessions.save(session)
        for each in asked:
            uow.sessions.add_question(each, replace(data.draw(aggregates.notes), id=each.id))
        assert list(uow.sessions.questions(session.id)) == list(uow.sessions.questions_to(adviser)) == asked
        note = data.draw(aggregates.notes)
        answered = asked[0].answered(adviser, note.id, asked[0].asked_at)
        uow.sessions.save_answer(answered, note)
        assert uow.sessions.question(answered.id) == answered
        assert list(uow.sessions.questions_to(adviser)) == asked[1:]
        uow.sessions.sign_off(session.id, adviser, asked[0].asked_at, None)
        assert list(uow.sessions.questions_to(adviser)) == []
        uow.sessions.take_sign_off_back(session.id)
        assert uow.sessions.signed_off(session.id) is None
        assert list(uow.sessions.questions_to(adviser)) == asked[1:]


with_a_counter = made_in_each(WITH_A_COUNTER)


def test_an_office_its_desks_and_to_whom_each_kind_of_key_is_wrapped(with_a_counter: Office) -> None:
    place = with_a_counter
    with place.uow() as uow:
        assert uow.offices.get() == place.facts
        front, back = uow.offices.desk(place.front), uow.offices.desk(place.back)
        assert (front.name, front.kind, back.name, back.kind) == (
            "Desk 2",
            DeskKind.COUNTER,
            "Back office",
            DeskKind.BACK_OFFICE,
        )
        assert uow.offices.desks() == [back, front]  # enrolled at one moment, so in the order of their names
        assert uow.reading.desks() == {place.front: "Desk 2", place.back: "Back office"}
        originals, copies = (uow.proven.recipients(kind) for kind in ("original", "approved"))
    assert len(originals) == 3 and len(copies) == 4
    assert set(originals) < set(copies), "fewer PCs open an original, and always recovery"


def test_the_list_of_people_asks_as_much_of_few_as_of_many(place: Office) -> None:
    with statements(place.parts.engine) as asked, place.uow().read_only() as uow:
        accounts = uow.people.accounts()
    assert len(accounts) > 3 and len([each for each in asked if each[0].startswith("SELECT")]) == 2

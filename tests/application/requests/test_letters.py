"""The facts of a letter, who may write one, and its event in the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from desktop.application.appointments.calendar import BookAppointment, MoveAppointment
from desktop.application.requests.letters import KeptFor, Letter, MakeLetter, Response, look_at_letter
from desktop.application.requests.views import open_request
from desktop.domain.copies.decision import UNWEIGHED
from desktop.domain.copies.marking import PublicReason, Removal, RemovalReason
from desktop.domain.log.events import EventKind
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod, Source
from desktop.domain.requests import deadline
from desktop.domain.requests import request as requests
from desktop.domain.requests.letters import LetterKind
from desktop.domain.sessions.session import Outcome
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.paper import Way
from tests.support.fakes import TUESDAY
from tests.support.offices.builders import ASKER, KEEPING, ZONE, Office
from tests.support.refusals import refusal

THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


def look(office: Office, request: RequestId, kind: LetterKind, who: str = "officer", **more: Any) -> Letter:
    policies: dict[str, Any] = {"policy": office.policy, "keeping": KEEPING} | more
    return office.do(look_at_letter, office.actor(who), request, kind, **policies)


def make(office: Office, request: RequestId, kind: LetterKind, way: Way = Way.PRINTED, who: str = "officer") -> Letter:
    return office.do(MakeLetter(office.actor(who), request, kind, way))


def invited(office: Office, starts_at: datetime = THURSDAY, minutes: int = 60) -> RequestId:
    request = office.decided(office.prepared(office.imported(office.a_request(adjustments=("Extra time",)))))
    office.book(BookAppointment(office.actor("officer"), request, office.front, starts_at, minutes))
    return request


def changed(office: Office, request: RequestId, **more: Any) -> RequestId:
    """Return the request changed as its use cases leave it."""
    with office.uow() as uow:
        found: requests.Request = replace(uow.requests.get(request), **more)
        uow.requests.save(found)
        uow.commit(office.an_event())
    return request


def test_an_invitation_has_when_and_where_and_what_was_asked_for(office: Office) -> None:
    letter = look(office, invited(office), LetterKind.INVITATION)
    assert (letter.starts_at, letter.ends_at) == (THURSDAY, THURSDAY + timedelta(hours=1))
    assert letter.to == ("Quillon Testperson", "17 Nowhere Lane", "Exampleton")
    assert letter.adjustments == ("Extra time",) and letter.written_on == date(2026, 11, 24)
    assert (letter.sender.office, letter.sender.place, letter.sender.demo) == ("Test Council", "Test House", True)
    assert letter.about == "" and letter.reference == "SAR-2026-0002"


def test_looking_at_it_is_opening_the_request_and_making_it_says_which_letter_and_how(office: Office) -> None:
    request = invited(office)
    look(office, request, LetterKind.INVITATION)
    event = office.events()[-1]
    assert (event.kind, event.subjects) == (EventKind.REQUEST_OPENED, {"request": request})
    make(office, request, LetterKind.INVITATION, Way.SAVED)
    event = office.events()[-1]
    with office.uow().read_only() as uow:
        (booked,) = uow.requests.appointments_of(request)
    assert (event.kind, dict(event.facts)) == (EventKind.LETTER_MADE, {"letter": "invitation", "way": "saved"})
    assert event.subjects == {"request": request, "appointment": booked.id}
    assert not any(word in body for body in office.bodies() for word in (b"Quillon", b"Nowhere", b"Extra time"))


def test_a_refusal_has_its_reason_and_speaks_of_no_appointment(office: Office) -> None:
    for reason, kind in (
        (requests.RefusalReason.THIRD_PARTY, LetterKind.REFUSAL),
        (requests.RefusalReason.NO_LONGER_AVAILABLE, LetterKind.NO_LONGER_AVAILABLE),
    ):
        request = office.decided(office.a_request(), False, refusal=reason, words="What must not be told.")
        letter = make(office, request, kind)
        assert letter.refusal is reason and letter.starts_at is None and letter.adjustments == ()
        assert "What must not be told." not in repr(letter)
        assert office.events()[-1].subjects == {"request": request}


def test_where_nothing_is_left_each_period_is_told_once(office: Office) -> None:
    request = office.decided(office.a_request(), False, refusal=requests.RefusalReason.NO_LONGER_AVAILABLE)
    half_a_year, a_year = RetentionPeriod(months=6), RetentionPeriod(months=12)
    letter = look(office, request, LetterKind.NO_LONGER_AVAILABLE)
    called = office.request(request).call.at.date()
    assert letter.kept_for == (KeptFor(half_a_year, date(2027, 4, 25)),) and called == date(2026, 10, 25)
    sources = (Source("a", ZONE, half_a_year), Source("b", ZONE, a_year), Source("c", ZONE, half_a_year))
    letter = look(office, request, LetterKind.NO_LONGER_AVAILABLE, keeping=KeepingPolicy(sources, 3, 14))
    assert [each.period for each in letter.kept_for] == [half_a_year, a_year]


ACTS = requests.Representative("Demo Representative", requests.Authority.WRITTEN_CONSENT)


@pytest.mark.planted
@pytest.mark.parametrize(
    ("address", "to", "about", "acted_for_by"),
    [
        ("2 Nowhere Lane\nExampleton", ("Demo Representative", "2 Nowhere Lane", "Exampleton"), ASKER.name, ""),
        ("", (ASKER.name, "17 Nowhere Lane", "Exampleton"), "", "Demo Representative"),
        (None, ("Demo Representative",), ASKER.name, ""),
    ],
    ids=["to who acts for them", "to the person", "nobody asked"],
)
def test_letters_go_to_who_acts_with_their_own_address_or_to_the_person_as_was_said(
    office: Office, address: str | None, to: tuple[str, ...], about: str, acted_for_by: str
) -> None:
    request = changed(office, invited(office), representative=replace(ACTS, address=address))
    letter = look(office, request, LetterKind.INVITATION)
    assert (letter.to, letter.name) == (to, to[0])
    assert (letter.about, letter.acted_for_by) == (about, acted_for_by)


@pytest.mark.planted
def test_what_was_asked_and_that_it_takes_longer_can_be_written(office: Office) -> None:
    asked = date(2026, 11, 20)
    proofs = (
        deadline.ProofAsked(deadline.ProofOf.IDENTITY, asked, asked, True),
        deadline.ProofAsked(deadline.ProofOf.AUTHORITY, asked, None, True),
    )
    deadline_facts = deadline.DeadlineFacts(
        proofs, (), deadline.Extension(asked, deadline.ExtensionReason.MANY_REQUESTS)
    )
    request = changed(office, office.a_request(), deadline_facts=deadline_facts)
    assert look(office, request, LetterKind.PROOF).proofs == (deadline.ProofOf.AUTHORITY,)
    assert look(office, request, LetterKind.EXTENSION).extension is deadline.ExtensionReason.MANY_REQUESTS


@pytest.mark.planted
def test_what_is_asked_for_late_moves_nothing_and_the_letter_promises_nothing(office: Office) -> None:
    for late, waits in ((0, True), (3, True), (4, False)):
        request = office.a_request()
        with office.uow().read_only() as uow:
            received = uow.requests.get(request).received_on
        proofs = (deadline.ProofAsked(deadline.ProofOf.IDENTITY, received + timedelta(days=late), None, True),)
        request = changed(office, request, deadline_facts=deadline.DeadlineFacts(proofs))
        assert look(office, request, LetterKind.PROOF).waits is waits


def test_a_letter_that_does_not_fit_is_not_written(office: Office) -> None:
    before = office.bodies()
    for kind in {*LetterKind} - {LetterKind.RESPONSE}:
        for act in (look, make):
            assert refusal(act, office, office.first_request, kind) == "letter_does_not_fit", kind
    assert office.bodies() == before


@pytest.mark.planted
def test_a_real_office_writes_nothing_under_the_address_of_the_example(office: Office) -> None:
    request = invited(office)
    office.sql("UPDATE office SET kind = 'office'")
    assert refusal(look, office, request, LetterKind.INVITATION) == "contact_made_up"
    own: OfficePolicy = replace(office.policy, contact=replace(office.policy.contact, made_up=False))
    assert look(office, request, LetterKind.INVITATION, policy=own).sender.contact == own.contact


def answered(office: Office, request: RequestId) -> Response:
    found = look(office, request, LetterKind.RESPONSE).response
    assert found is not None
    return found


def test_an_answer_has_what_was_found_and_what_was_removed_as_far_as_it_may_be_told(office: Office) -> None:
    request = office.imported(office.a_request())
    marks = (
        Removal(200, 250, None, RemovalReason.ABOUT_ANOTHER_PERSON),
        Removal(700, 800, None, RemovalReason.LEGAL_PRIVILEGE),
        Removal(1300, 1400, None, RemovalReason.SAFETY),
    )
    office.decided(office.prepared(request, removals=marks))
    response, prepared = answered(office, request), office.request(request).copy
    assert prepared is not None
    copy = office.copy(prepared)
    assert response.looked_on == TUESDAY.date() and response.listened_on == ()
    assert response.length == timedelta(seconds=copy.frames / copy.rate)
    assert [(each.reason, each.count) for each in response.removed] == [
        (PublicReason.ABOUT_ANOTHER_PERSON, 1),
        (PublicReason.PLAIN, 2),
    ]
    guarded = timedelta(seconds=2 * (0.1 + 2 * office.policy.guard_ms / 1000))
    assert abs(response.removed[1].length - guarded) < timedelta(milliseconds=2)
    assert response.kept_for == RetentionPeriod(months=6) and response.texts == office.policy.answer


def test_an_answer_has_the_days_on_which_it_was_heard_and_whether_a_copy_is_wanted(office: Office) -> None:
    office.close(office.closing(), Outcome.HEARD_IN_PART, copy_wanted=True)
    response = answered(office, office.first_request)
    assert response.listened_on == (office.clock.now().date(),) and response.copy_wanted


def stage(office: Office, request: RequestId) -> requests.StageState:
    """Return how far its invitation is."""
    view = office.do(open_request, office.actor("officer"), request)
    return next(requests.StageState(each.state) for each in view.journey if each.stage is requests.Stage.INVITED)


def test_who_is_invited_has_a_letter_for_the_appointment_as_it_is(office: Office) -> None:
    request = invited(office)
    assert stage(office, request) is requests.StageState.NOW, "the slot is booked, and nobody knows of it"
    make(office, request, LetterKind.INVITATION)
    assert stage(office, request) is requests.StageState.DONE
    with office.uow().read_only() as uow:
        (booked,) = uow.requests.appointments_of(request)
    later = THURSDAY + timedelta(hours=2)
    office.book(MoveAppointment(office.actor("officer"), booked.id, booked.starts_at, booked.desk, later, 60))
    assert stage(office, request) is requests.StageState.NOW, "the letter names another time"
    make(office, request, LetterKind.INVITATION)
    assert stage(office, request) is requests.StageState.DONE


def test_a_colleague_gets_no_letter_and_is_invited_by_the_appointment(office: Office) -> None:
    more: dict[str, Any] = {"kind": Kind.INTERNAL, "purpose": requests.Purpose.QUALITY, "reason": "For quality."}
    request = office.decided(office.prepared(office.imported(office.a_request(**more))), weighing=UNWEIGHED)
    assert stage(office, request) is requests.StageState.NOW
    office.booked(request)
    assert stage(office, request) is requests.StageState.DONE

"""The letters that fit a request's state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desktop.domain.office.office_policy import Welsh
from desktop.domain.requests import letters
from desktop.domain.requests import request as requests
from desktop.domain.requests.complaints import Complaint, ComplaintOutcome, ComplaintStep, Told
from desktop.domain.requests.deadline import (
    Clarification,
    DeadlineFacts,
    Extension,
    ExtensionReason,
    ProofAsked,
    ProofOf,
)
from desktop.domain.requests.follow_ups import FollowUp, FollowUpAnswer
from desktop.domain.shared.ids import ComplaintId, PersonId, RequestId, SessionId
from desktop.domain.shared.kinds import Kind

DAY = date(2026, 11, 24)
REQUEST = requests.Request(
    id=RequestId("1" * 32),
    reference="SAR-2026-0001",
    kind=Kind.SUBJECT_ACCESS,
    status=requests.Status.APPROVED,
    received_on=DAY,
    due_on=DAY,
    asker=requests.Asker("Quillon", "Testperson", None, "17 Nowhere Lane"),
    call=requests.Call(datetime(2026, 6, 3, 9, 0, tzinfo=UTC), "01632 960 733"),
    taken_by=PersonId("2" * 32),
)


def test_what_is_open_can_be_written_about() -> None:
    for deadline_facts, booked, fitting in (
        (DeadlineFacts(), False, ()),
        (DeadlineFacts(), True, (letters.LetterKind.INVITATION,)),
        (DeadlineFacts(proofs=(ProofAsked(ProofOf.IDENTITY, DAY, None, True),)), False, (letters.LetterKind.PROOF,)),
        (DeadlineFacts(proofs=(ProofAsked(ProofOf.IDENTITY, DAY, DAY, True),)), False, ()),
        (DeadlineFacts(clarifications=(Clarification(DAY, None),)), False, (letters.LetterKind.CLARIFICATION,)),
        (DeadlineFacts(clarifications=(Clarification(DAY, DAY),)), False, ()),
        (
            DeadlineFacts(extension=Extension(DAY, ExtensionReason.COMPLEX)),
            True,
            (letters.LetterKind.INVITATION, letters.LetterKind.EXTENSION),
        ),
    ):
        found = letters.letters_about(replace(REQUEST, deadline_facts=deadline_facts), None, booked=booked)
        assert tuple(kind for kind in found if kind is not letters.LetterKind.RESPONSE) == fitting


def test_what_was_decided_for_the_person_is_answered_by_letter() -> None:
    for status in requests.Status:
        found = letters.letters_about(replace(REQUEST, status=status), requests.RefusalReason.THIRD_PARTY, booked=False)
        assert (letters.LetterKind.RESPONSE in found) is (status is requests.Status.APPROVED)


def test_that_nobody_answered_is_told_first_while_the_request_is_open() -> None:
    for status in requests.Status:
        request = replace(
            REQUEST, status=status, deadline_facts=DeadlineFacts(clarifications=(Clarification(DAY, None),))
        )
        found = letters.letters_about(request, requests.RefusalReason.THIRD_PARTY, booked=True, unanswered=True)
        assert (found[:1] == (letters.LetterKind.CLOSED_UNANSWERED,)) is (status in requests.OPEN)


def test_every_answer_to_a_person_but_a_withdrawal_has_its_letter() -> None:
    assert set(letters.NEEDED) == set(requests.Answered) - {requests.Answered.WITHDRAWN, requests.Answered.DISCLOSED}


def test_a_refusal_is_told_and_so_is_that_nothing_is_left() -> None:
    for reason in requests.RefusalReason:
        refused = replace(REQUEST, status=requests.Status.REFUSED)
        gone = reason is requests.RefusalReason.NO_LONGER_AVAILABLE
        assert letters.letters_about(refused, reason, booked=True) == (
            letters.LetterKind.NO_LONGER_AVAILABLE if gone else letters.LetterKind.REFUSAL,
        )


def test_nobody_is_invited_by_letter_before_the_copy_is_approved() -> None:
    assert letters.letters_about(replace(REQUEST, status=requests.Status.PREPARED), None, booked=True) == ()


def test_nobody_writes_to_a_colleague_or_about_what_is_closed() -> None:
    assert letters.letters_about(replace(REQUEST, kind=Kind.INTERNAL), None, booked=True) == ()
    assert letters.letters_about(replace(REQUEST, status=requests.Status.CLOSED), None, booked=True) == ()


def complained(on: date, *told: Told) -> Complaint:
    return Complaint(ComplaintId("3" * 32), REQUEST.id, on, requests.Channel.LETTER, told=told)


RECEIVED, PROGRESS, OUTCOME = letters.ABOUT_COMPLAINTS
ACKNOWLEDGED = Told(ComplaintStep.ACKNOWLEDGED, DAY + timedelta(days=2))
ENDED = Told(ComplaintStep.OUTCOME, DAY + timedelta(days=3), ComplaintOutcome.UPHELD)
NEW = complained(DAY)
OPEN_ONE = complained(DAY + timedelta(days=1), ACKNOWLEDGED)
OVER = complained(DAY + timedelta(days=2), ACKNOWLEDGED, ENDED)
OVER_LATER = complained(DAY, ACKNOWLEDGED, replace(ENDED, on=DAY + timedelta(days=9)))


def test_a_complaint_is_written_about_also_where_its_request_is_closed() -> None:
    for complaints, fitting in (
        ((), ()),
        ((NEW,), (RECEIVED,)),
        ((OPEN_ONE,), (RECEIVED, PROGRESS)),
        ((OVER,), (OUTCOME,)),
        ((NEW, OVER), (RECEIVED, OUTCOME)),
        ((OPEN_ONE, OVER), (RECEIVED, PROGRESS, OUTCOME)),
    ):
        closed = replace(REQUEST, status=requests.Status.CLOSED)
        assert letters.letters_about(closed, None, booked=False, complaints=complaints) == fitting
        assert letters.letters_about(REQUEST, None, booked=False, complaints=complaints)[1:] == fitting
        assert (
            letters.letters_about(replace(closed, kind=Kind.INTERNAL), None, booked=False, complaints=complaints) == ()
        )


def test_of_several_complaints_the_letter_is_about_the_one_that_comes_first_for_it() -> None:
    assert letters.complaint_for(RECEIVED, (OPEN_ONE, NEW)) is NEW
    assert letters.complaint_for(RECEIVED, (OPEN_ONE, replace(OPEN_ONE, on=DAY + timedelta(days=5)), OVER)) != OPEN_ONE
    assert letters.complaint_for(OUTCOME, (NEW, OVER_LATER, OVER)) is OVER_LATER
    later = replace(OPEN_ONE, on=DAY + timedelta(days=5))
    assert letters.complaint_for(PROGRESS, (NEW, OPEN_ONE, later, OVER)) is later
    assert letters.complaint_for(letters.LetterKind.RESPONSE, (NEW, OVER)) is None


SAID = FollowUp(REQUEST.id, SessionId("4" * 32), DAY, over=True)
STILL_TALKING = replace(SAID, session=SessionId("5" * 32), over=False)
CORRECTED = replace(SAID, session=SessionId("6" * 32), answer=FollowUpAnswer.CORRECTED, answered_on=DAY)
NOT_CORRECTED = replace(CORRECTED, session=SessionId("7" * 32), answer=FollowUpAnswer.NOT_CORRECTED)
LATER = SessionId("8" * 32)
MADE, REFUSED = letters.LetterKind.CORRECTION_MADE, letters.LetterKind.CORRECTION_REFUSED


def test_what_came_of_a_correction_is_told_by_letter_the_earliest_that_is_due_first() -> None:
    for said, made, refused in (
        ((), None, None),
        ((STILL_TALKING, CORRECTED), CORRECTED, None),
        ((NOT_CORRECTED, SAID, replace(SAID, session=LATER)), SAID, SAID),
        ((SAID, NOT_CORRECTED), SAID, SAID),
        ((replace(NOT_CORRECTED, session=LATER), NOT_CORRECTED, CORRECTED), CORRECTED, NOT_CORRECTED),
        ((replace(CORRECTED, session=LATER), NOT_CORRECTED, CORRECTED), CORRECTED, NOT_CORRECTED),
    ):
        assert (letters.correction_for(MADE, said), letters.correction_for(REFUSED, said)) == (made, refused)
        assert letters.correction_for(letters.LetterKind.RESPONSE, said) is None
        fit = tuple(kind for kind, about in ((MADE, made), (REFUSED, refused)) if about is not None)
        closed = replace(REQUEST, status=requests.Status.CLOSED)
        assert letters.letters_about(closed, None, booked=False, follow_ups=said) == fit
        beside = letters.letters_about(closed, None, booked=False, follow_ups=said, complaints=(NEW,))
        assert beside == (*fit, RECEIVED)
        assert letters.letters_about(replace(REQUEST, kind=Kind.INTERNAL), None, booked=False, follow_ups=said) == ()


FOUR = "4 Example Street\nExampleton, ZZ9 9ZZ"


def test_a_comma_begins_a_new_line_of_an_address_and_empty_lines_count_for_nothing() -> None:
    assert letters.on_envelope("Demo Customer", FOUR + "\n\n , ") == (
        "Demo Customer",
        "4 Example Street",
        "Exampleton",
        "ZZ9 9ZZ",
    )


def test_seven_lines_of_forty_characters_fit_the_window_of_an_envelope() -> None:
    cases = [
        ("Demo Customer", FOUR, True),
        ("Demo Customer", "\n".join("123456"), True),
        ("Demo Customer", "\n".join("1234567"), False),
        ("x" * 40, "\n".join("123456"), True),
        ("x" * 41, "\n".join("123456"), False),
        ("x" * 41, "\n".join("12345"), True),
        ("x" * 400, "\n".join("12345"), True),
        ("Demo Customer", "x" * 241, False),
    ]
    assert [
        (name, address, fits, found)
        for name, address, fits in cases
        if (found := letters.fits_envelope(name, address)) is not fits
    ] == []


def test_a_letter_is_in_the_language_that_the_person_wants_and_in_wales_in_both_where_nobody_knows() -> None:
    cases = [
        (requests.Language.WELSH, Welsh.NO, requests.Language.ENGLISH),
        (requests.Language.WELSH, Welsh.OFFERED, requests.Language.WELSH),
        (requests.Language.BOTH, Welsh.OFFERED, requests.Language.BOTH),
        (requests.Language.ENGLISH, Welsh.IN_WALES, requests.Language.ENGLISH),
        (None, Welsh.NO, requests.Language.ENGLISH),
        (None, Welsh.OFFERED, requests.Language.ENGLISH),
        (None, Welsh.IN_WALES, requests.Language.BOTH),
    ]
    assert [
        (wanted, welsh, written, found)
        for wanted, welsh, written in cases
        if (found := letters.language_of(wanted, welsh)) is not written
    ] == []

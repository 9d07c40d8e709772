"""A correction or a complaint from the counter is due until its answer is noted, with its day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from desktop.application.ports.reading import RequestRow
from desktop.application.requests.closing import CloseRequest
from desktop.application.requests.follow_ups import AnswerFollowUp, TakeAnswerBack
from desktop.application.requests.letters import MakeLetter, look_at_letter
from desktop.application.requests.views import open_request
from desktop.application.sessions import closing, listening
from desktop.application.sessions.listening import TakeNote
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.requests.deadline import DeadlineRules
from desktop.domain.requests.follow_ups import FollowUpAnswer, FollowUpKind
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Answered, Status
from desktop.domain.sessions.session import NoteKind, Outcome
from desktop.domain.shared.ids import RequestId, SessionId
from desktop.domain.shared.paper import Way
from desktop.domain.shared.spans import Span
from desktop.errors import FieldsError, WrongStateError
from tests.support.builders import Office
from tests.support.fakes import TUESDAY
from tests.support.listing import page_of
from tests.support.places import EVERYWHERE
from tests.support.refusals import field_problems, refusal

TODAY = TUESDAY.date()
MADE, REFUSED = LetterKind.CORRECTION_MADE, LetterKind.CORRECTION_REFUSED
RULES = DeadlineRules(frozenset({date(2026, 12, 25), date(2026, 12, 28)}))


pytestmark = EVERYWHERE


def listened(office: Office, *, correction: bool = True) -> SessionId:
    id = office.listening()
    office.do(TakeNote(office.actor(), id, NoteKind.DISPUTE, "Wrong date.", 100, correction))
    office.do(office.at(listening.Finish, id, 8000, Span(0, 8000)))
    return id


def close(office: Office, id: SessionId, *, complaint: bool = True) -> None:
    office.do(closing.Close(office.who(id), id, False, complaint, True, Outcome.HEARD_IN_PART))


def answer(office: Office, session: SessionId, how: FollowUpAnswer | None, **more: Any) -> Any:
    actor, day = office.actor(more.get("who", "officer")), more.get("day", TODAY)
    return office.do(AnswerFollowUp(actor, office.first_request, session, how, day))


def tell(office: Office, session: SessionId, letter: LetterKind) -> None:
    """Make the letter that tells what came of its correction."""
    office.do(MakeLetter(office.actor("officer"), office.session(session).request, letter, Way.PRINTED))


def listed(office: Office) -> dict[RequestId, RequestRow]:
    return {row.id: row for row in page_of(office).rows}


def test_what_was_said_is_due_in_the_list_until_it_is_answered_also_where_the_request_is_closed(office: Office) -> None:
    session = listened(office)
    request = office.session(session).request
    assert listed(office)[request].follow_up_due == (date(2026, 12, 24), FollowUpKind.CORRECTION)
    close(office, session, complaint=False)
    office.do(CloseRequest(office.actor("officer"), request, Answered.WITHDRAWN))
    row = listed(office)[request]
    tell(office, session, REFUSED)
    assert row.status is Status.CLOSED and row.follow_up_due == (date(2026, 12, 24), FollowUpKind.CORRECTION)
    answer(office, session, FollowUpAnswer.NOT_CORRECTED)
    assert request not in listed(office)
    shown = office.do(open_request, office.actor("officer"), request)
    answered = [(each.answer, each.answered_on) for each in shown.follow_ups]
    assert answered == [(FollowUpAnswer.NOT_CORRECTED, TODAY)]
    assert shown.row.follow_ups == ()


def test_the_event_has_what_was_answered_how_and_both_days(office: Office) -> None:
    session = listened(office)
    close(office, session)
    office.clock.pass_by(days=3)
    tell(office, session, MADE)
    answer(office, session, FollowUpAnswer.CORRECTED, day=TODAY + timedelta(days=2))
    event = office.events()[-1]
    assert event.kind is EventKind.CORRECTION_ANSWERED
    assert event.subjects == {Subject.SESSION: session, Subject.REQUEST: office.session(session).request}
    assert event.facts == {"answer": "corrected", "said_on": "2026-11-24", "answered_on": "2026-11-26"}
    assert office.verify().whole


def test_what_is_said_in_a_later_session_is_due_again(office: Office) -> None:
    first = listened(office)
    close(office, first, complaint=False)
    tell(office, first, MADE)
    answer(office, first, FollowUpAnswer.CORRECTED)
    request = office.session(first).request
    assert listed(office)[request].follow_ups == ()
    second = office.listening(request=request, minutes_from_now=120)
    office.do(TakeNote(office.actor(), second, NoteKind.DISPUTE, "That too.", 100, True))
    assert [each.session for each in listed(office)[request].follow_ups] == [second]


@pytest.mark.parametrize(
    ("how", "day", "problems"),
    [
        (None, TODAY, {"follow_up_answer": "follow_up_answer_missing"}),
        (FollowUpAnswer.CORRECTED, TODAY - timedelta(days=1), {"follow_up_answered_on": "before_it_was_said"}),
        (FollowUpAnswer.CORRECTED, TODAY + timedelta(days=1), {"follow_up_answered_on": "day_in_future"}),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_noted(
    office: Office, how: FollowUpAnswer | None, day: date, problems: dict[str, str]
) -> None:
    session = listened(office)
    close(office, session)
    before, rows = office.bodies(), office.all_rows()
    assert field_problems(answer, office, session, how, day=day) == problems
    assert office.bodies() == before and office.all_rows() == rows


def test_it_is_answered_once_and_after_its_session(office: Office) -> None:
    session = listened(office)
    assert refusal(answer, office, session, FollowUpAnswer.CORRECTED) == "session_open"
    close(office, session)
    tell(office, session, MADE)
    answer(office, session, FollowUpAnswer.CORRECTED)
    found = refusal(answer, office, session, FollowUpAnswer.NOT_CORRECTED)
    assert found == "follow_up_answered"


def test_an_answer_that_was_noted_wrongly_is_taken_back_and_it_is_due_again(office: Office) -> None:
    session = listened(office)
    close(office, session, complaint=False)
    tell(office, session, MADE)
    answer(office, session, FollowUpAnswer.CORRECTED)
    request = office.session(session).request
    command = TakeAnswerBack(office.actor("officer"), request, session)
    office.do(command)
    event = office.events()[-1]
    assert event.kind is EventKind.ANSWER_TAKEN_BACK
    assert event.subjects == {Subject.SESSION: session, Subject.REQUEST: request}
    assert event.facts == {"answer": "corrected", "answered_on": "2026-11-24"}
    assert [each.answer for each in listed(office)[request].follow_ups] == [None]
    with pytest.raises(WrongStateError):
        office.do(command)
    tell(office, session, REFUSED)
    answer(office, session, FollowUpAnswer.NOT_CORRECTED)
    assert listed(office)[request].follow_ups == ()


@pytest.mark.parametrize(
    ("how", "letter", "other", "problem"),
    [
        (FollowUpAnswer.CORRECTED, MADE, REFUSED, "correction_letter_not_made"),
        (FollowUpAnswer.NOT_CORRECTED, REFUSED, MADE, "refusal_letter_not_made"),
    ],
)
def test_what_came_of_a_correction_is_not_noted_before_the_letter_that_tells_it(
    office: Office, how: FollowUpAnswer, letter: LetterKind, other: LetterKind, problem: str
) -> None:
    first = listened(office)
    close(office, first, complaint=False)
    request = office.session(first).request
    second = office.listening(request=request, minutes_from_now=120)
    office.do(TakeNote(office.actor(), second, NoteKind.DISPUTE, "That too.", 100, True))
    office.do(office.at(listening.Finish, second, 8000, Span(0, 8000)))
    close(office, second, complaint=False)
    first, second = sorted((first, second))
    before, rows = office.bodies(), office.all_rows()
    for session in (first, second):
        assert field_problems(answer, office, session, how) == {"follow_up_answer": problem}
    assert office.bodies() == before and office.all_rows() == rows
    tell(office, first, other)
    with pytest.raises(FieldsError):
        answer(office, first, how)
    tell(office, first, letter)
    event = office.events()[-1]
    assert event.facts["letter"] == letter.value
    assert event.subjects == {Subject.REQUEST: request, Subject.SESSION: first}
    with pytest.raises(FieldsError):
        answer(office, second, how)
    answer(office, first, how)
    tell(office, second, letter)
    answer(office, second, how)
    assert listed(office)[request].follow_ups == () and office.verify().whole


def test_the_letter_has_the_day_of_the_correction_and_by_when_it_was_to_be_answered(office: Office) -> None:
    session = listened(office)
    close(office, session, complaint=False)
    look = partial(look_at_letter, office.actor("officer"), office.session(session).request)
    for kind in (MADE, REFUSED):
        letter = office.do(look, kind)
        assert (letter.correction.on, letter.correction_due) == (TODAY, date(2026, 12, 24))
    letter = office.do(look, LetterKind.RESPONSE)
    assert (letter.correction, letter.correction_due) == (None, None)

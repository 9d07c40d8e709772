"""A supervisor asks the adviser of a closed session: who can, who answers, and where the words are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.application.office.accounts import EndAccess, end_access
from desktop.application.ports.reading import ReviewFilter
from desktop.application.reviews import reviewing
from desktop.application.reviews.reviewing import ReviewView, SignOff
from desktop.application.sessions.day_list import AnswerReview, AskAdviser, today
from desktop.application.sessions.views import QuestionView
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.shared.ids import NoteId, SessionId
from desktop.errors import NotAllowedError
from tests.application.office import test_accounts as people
from tests.support.builders import Office
from tests.support.refusals import refusal

ASKED, ANSWERED = "Why did they stop at 0:31?", "They asked for a glass of water."


def review(office: Office, use_case: Callable[..., Any], *arguments: Any) -> Any:
    return office.do(use_case, *arguments, is_holiday=lambda day: False)


def page(office: Office, id: SessionId) -> ReviewView:
    view: ReviewView = review(office, reviewing.open_review, office.actor("supervisor"), id)
    return view


def ask(office: Office, id: SessionId, words: str = ASKED, name: str = "supervisor") -> NoteId:
    asked: tuple[QuestionView, ...] = office.do(AskAdviser(office.actor(name), id, words))
    return asked[-1].id


def answer(office: Office, question: NoteId, words: str = ANSWERED, name: str = "adviser") -> None:
    office.do(AnswerReview(office.actor(name), question, words))


def asked_on_today(office: Office, name: str = "adviser") -> list[str]:
    return [each.words for each in office.do(today, office.actor(name)).questions]


def test_the_adviser_sees_it_on_today_answers_and_the_answer_stands_on_the_review(office: Office) -> None:
    id = office.closed()
    question = ask(office, id)
    assert asked_on_today(office) == [ASKED] and asked_on_today(office, "other-adviser") == []
    answer(office, question)
    assert asked_on_today(office) == []
    (stands,) = page(office, id).questions
    assert (stands.words, stands.answer) == (ASKED, ANSWERED)
    assert (stands.asked_by, stands.asked_to) == ("Test supervisor", "Test adviser")
    assert office.verify().whole


def test_the_log_says_who_asked_and_answered_and_none_of_the_words(office: Office) -> None:
    id = office.closed()
    answer(office, ask(office, id))
    asked, answered = office.events(id)[-2:]
    assert (asked.kind, asked.actor) == (EventKind.REVIEW_QUESTION_ASKED, office.people["supervisor"])
    assert (answered.kind, answered.actor) == (EventKind.REVIEW_QUESTION_ANSWERED, office.people["adviser"])
    assert answered.facts["question"] == asked.subjects[Subject.NOTE]
    assert len(str(asked.facts["digest"])) == len(str(answered.facts["digest"])) == 64
    stored = b"".join(office.bodies())
    assert b"stop at" not in stored and b"glass of water" not in stored


def test_only_whoever_it_was_put_to_answers_and_once(office: Office) -> None:
    question = ask(office, office.closed())
    for name in ("other-adviser", "supervisor"):
        with pytest.raises(NotAllowedError):
            answer(office, question, name=name)
    answer(office, question)
    assert refusal(answer, office, question) == "question_answered"


def test_a_signature_ends_it(office: Office) -> None:
    id = office.closed()
    question = ask(office, id)
    review(office, reviewing.sign_off, SignOff(office.actor("supervisor"), id, "Looked at."))
    assert asked_on_today(office) == []
    for call in (lambda: ask(office, id), lambda: answer(office, question)):
        assert refusal(call) == "signed_off_already"


def test_one_that_waits_for_its_answer_is_passed_over_until_it_is_there(office: Office) -> None:
    first, second = office.closed(), office.closed(minutes_from_now=90)
    by = (office.actor("supervisor"), ReviewFilter())
    assert review(office, reviewing.next_waiting, *by) == first
    question = ask(office, first)
    assert review(office, reviewing.next_waiting, *by) == second
    rows = office.do(reviewing.reviews, *by, is_holiday=lambda day: False).rows
    assert [(row.id, row.unanswered, row.answered) for row in rows] == [(first, 1, 0), (second, 0, 0)]
    answer(office, question)
    assert review(office, reviewing.next_waiting, *by) == first


def test_an_adviser_who_has_left_is_not_asked(office: Office) -> None:
    id = office.closed()
    people.done(office, end_access, EndAccess(people.by(office), people.person(office, "adviser")))
    assert refusal(ask, office, id) == "adviser_gone"

"""Replay of reviews and complaints, and what the log cannot have said of them."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from desktop.domain.log.events import EventKind
from desktop.domain.log.replay.complaints import Complaint, ComplaintTold
from desktop.domain.log.replay.reviews import Review, ReviewQuestion
from desktop.domain.log.replay.sessions import Session
from tests.domain.log.replay.story import Said, Story, a_story, an_id, digest_of, in_session

K = EventKind
ASKING: Said = {"by": "approver", "digest": digest_of("another"), "NOTE": "another"}
ANSWERING: Said = {"by": "supervisor", "digest": digest_of("more"), "NOTE": "more"}


def codes(story: Story) -> list[str]:
    return [each.code for each in story.facts.findings]


def waiting() -> Story:
    """The story in which the first session waits again."""
    return in_session(a_story(), K.SIGN_OFF_TAKEN_BACK, "heard", "first", by="approver", seconds=130)


def asked() -> Story:
    return in_session(waiting(), K.REVIEW_QUESTION_ASKED, "heard", "first", asked_to=an_id("supervisor"), **ASKING)


def test_a_session_signed_off_again_has_the_second_signature_and_the_answer() -> None:
    facts = a_story().facts
    assert facts.findings == ()
    review = facts.of(Review)[an_id("heard")]
    assert (review.signed_off_by, review.note) == (an_id("approver"), an_id("review again"))
    [question] = facts.of(ReviewQuestion).values()
    assert (question.id, question.asked_by, question.asked_to, question.answer) == (
        an_id("question"),
        an_id("approver"),
        an_id("supervisor"),
        an_id("answer"),
    )


def test_one_taken_back_waits() -> None:
    facts = waiting().facts
    assert facts.findings == () and an_id("heard") not in facts.of(Review)
    assert facts.of(Session)[an_id("heard")].waiting


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"by": "supervisor", "seconds": 5}, "wrong_order"),
        ({"by": "approver", "seconds": 131}, "wrong_order"),
        ({"by": "approver", "seconds": -1}, "wrong_order"),
        ({"by": "approver", "seconds": "5"}, "fact_malformed"),
    ],
)
def test_a_sign_off_stands_for_anybody_else_and_after_its_time(said: Said, code: str) -> None:
    story = in_session(a_story(), K.SIGN_OFF_TAKEN_BACK, "heard", "first", **said)
    assert codes(story) == [code] and an_id("heard") in story.facts.of(Review)


def test_what_is_not_signed_off_is_not_taken_back() -> None:
    assert codes(in_session(waiting(), K.SIGN_OFF_TAKEN_BACK, "heard", "first", by="approver", seconds=1)) == [
        "not_added"
    ]


def test_a_question_is_to_the_adviser_by_somebody_else_while_it_waits() -> None:
    to: Said = {"asked_to": an_id("supervisor")}
    assert codes(asked()) == []
    for story, said in (
        (a_story(), to | ASKING),  # it is signed off
        (waiting(), to | ASKING | {"asked_to": an_id("officer")}),
        (waiting(), to | ASKING | {"by": "supervisor"}),
    ):
        assert codes(in_session(story, K.REVIEW_QUESTION_ASKED, "heard", "first", **said)) == ["wrong_order"]


def test_whoever_it_is_put_to_answers_once_about_that_session() -> None:
    of: Said = {"question": an_id("another")} | ANSWERING
    answered = in_session(asked(), K.REVIEW_QUESTION_ANSWERED, "heard", "first", **of)
    assert codes(answered) == []
    again = of | {"digest": digest_of("twice"), "NOTE": "twice"}
    assert codes(in_session(answered, K.REVIEW_QUESTION_ANSWERED, "heard", "first", **again)) == ["wrong_order"]
    assert codes(in_session(asked(), K.REVIEW_QUESTION_ANSWERED, "heard", "first", **of | {"by": "officer"})) == [
        "wrong_order"
    ]
    assert codes(
        in_session(asked(), K.REVIEW_QUESTION_ANSWERED, "heard", "first", **of | {"question": an_id("nothing")})
    ) == ["not_added"]


def test_without_its_words_there_is_no_question() -> None:
    bare: Said = {"by": "approver", "asked_to": an_id("supervisor")}
    assert codes(in_session(waiting(), K.REVIEW_QUESTION_ASKED, "heard", "first", **bare)) == ["fact_malformed"]


OF_SESSION: Said = {"REQUEST": "first", "COMPLAINT": "stopped", "SESSION": "stopped"}
BY_LETTER: Said = {"REQUEST": "first", "COMPLAINT": "third"}
SECOND: Said = OF_SESSION | {"REQUEST": "second"}


def telling(story: Story, kind: EventKind, of: Said, **more: str) -> Story:
    return story.say(kind, **of | {"told_on": "2026-11-30"} | more)


def test_both_lives_are_what_their_events_say() -> None:
    facts = a_story().facts
    assert facts.findings == ()
    [letter] = facts.of(Complaint).values()
    assert (letter.id, letter.came_by, letter.received_on) == (an_id("letter"), "letter", date(2026, 11, 24))
    told = {name: [] for name in ("heard", "letter")}  # type: dict[str, list[tuple[int, str, str | None]]]
    for each in facts.of(ComplaintTold).values():
        name = next(name for name in told if an_id(name) == each.complaint)
        told[name].append((each.position, each.step, each.outcome))
    assert told == {
        "heard": [(0, "acknowledged", None), (1, "progress", None), (2, "outcome", "partly_upheld")],
        "letter": [(0, "outcome", "passed_on")],
    }


@pytest.mark.parametrize(
    ("kind", "of", "more", "code"),
    [
        (K.COMPLAINT_PROGRESS_TOLD, SECOND, {}, "wrong_order"),
        (K.COMPLAINT_TAKEN_BACK, SECOND, {"step": "acknowledged"}, "wrong_order"),
        (K.COMPLAINT_TAKEN_BACK, SECOND, {"step": "taken"}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, OF_SESSION, {}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, BY_LETTER, {}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, BY_LETTER | {"COMPLAINT": "no match"}, {}, "not_added"),
        (K.COMPLAINT_ACKNOWLEDGED, BY_LETTER | {"COMPLAINT": "nobody"}, {}, "not_added"),
        (K.COMPLAINT_TAKEN, BY_LETTER, {"came_by": "letter", "received_on": "2026-11-24"}, "fact_malformed"),
        (K.COMPLAINT_PROGRESS_TOLD, BY_LETTER | {"COMPLAINT": "letter"}, {}, "wrong_order"),
    ],
)
def test_what_cannot_have_been_is_a_finding_and_changes_nothing(
    kind: EventKind, of: Said, more: dict[str, str], code: str
) -> None:
    before = a_story().facts
    facts = telling(a_story(), kind, of, **more).facts
    assert [each.code for each in facts.findings] == [code]
    assert facts.things == before.things


def test_it_is_acknowledged_once_and_nothing_follows_its_outcome() -> None:
    story = telling(a_story(), K.COMPLAINT_ACKNOWLEDGED, SECOND)
    assert story.facts.findings == ()
    assert [each.code for each in telling(story, K.COMPLAINT_ACKNOWLEDGED, SECOND).facts.findings] == ["wrong_order"]
    note: Said = {"NOTE": "fresh", "digest": digest_of("fresh")}
    for outcome, kind in product(("upheld", "passed_on"), (K.COMPLAINT_ACKNOWLEDGED, K.COMPLAINT_PROGRESS_TOLD)):
        ended = telling(a_story(), K.COMPLAINT_OUTCOME_TOLD, SECOND | note, outcome=outcome)
        assert ended.facts.findings == ()
        assert [each.code for each in telling(ended, kind, SECOND).facts.findings] == ["wrong_order"]

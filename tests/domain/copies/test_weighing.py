"""The questions about other people's information before a copy is approved."""

from __future__ import annotations

from itertools import product

import pytest

from desktop.domain.copies.decision import (
    FACTORS,
    Asked,
    Capable,
    Confidence,
    Consent,
    Information,
    Weighing,
    is_weighed,
    weighing_of,
)
from desktop.domain.shared.kinds import Kind

WEIGHED = Weighing(Information.PRIVATE, Confidence.DUTY, Asked.ASKED, Capable.YES, Consent.REFUSED)


def test_one_answer_is_enough_where_nobody_else_can_be_heard_or_all_of_it_is_removed() -> None:
    for answer in (Information.NOBODY_ELSE, Information.ALL_REMOVED):
        weighing = Weighing(answer)
        assert weighing.missing == () and not weighing.others_can_be_heard
        assert weighing.codes == (("information", answer.value),)


@pytest.mark.parametrize("answer", [Information.KNOWN_TO_THEM, Information.EVERYDAY, Information.PRIVATE])
def test_the_other_four_are_asked_where_something_is_left(answer: Information) -> None:
    assert Weighing(answer).missing == ("confidence", "asked", "capable", "consent")
    assert Weighing(answer).others_can_be_heard


def test_nothing_answered_asks_for_the_first_alone() -> None:
    assert Weighing().missing == ("information",) and Weighing().codes == ()


def test_no_combination_of_answers_decides_anything_but_a_refusal_asks_for_words() -> None:
    for answers in product(*FACTORS.values()):
        weighing = Weighing(*answers)  # type: ignore[arg-type]
        assert weighing.missing == ()
        left = answers[0] not in (Information.NOBODY_ELSE, Information.ALL_REMOVED)
        assert weighing.against_their_will == (left and answers[4] is Consent.REFUSED)


def test_codes_say_all_that_was_answered_and_can_be_read_back() -> None:
    assert WEIGHED.codes == (
        ("information", "private"),
        ("confidence", "duty"),
        ("asked", "asked"),
        ("capable", "yes"),
        ("consent", "refused"),
    )
    assert weighing_of(dict(WEIGHED.codes)) == WEIGHED
    assert weighing_of({"information": "everyday", "asked": None}) == Weighing(Information.EVERYDAY)


def test_answers_that_no_longer_belong_to_the_question_are_not_recorded() -> None:
    weighing = Weighing(Information.ALL_REMOVED, Confidence.DUTY, consent=Consent.REFUSED)
    assert weighing.codes == (("information", "all_removed"),) and not weighing.against_their_will


def test_it_is_asked_where_somebody_from_outside_listens() -> None:
    assert is_weighed(Kind.SUBJECT_ACCESS) and not is_weighed(Kind.INTERNAL)

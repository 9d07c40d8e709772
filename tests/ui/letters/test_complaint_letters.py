"""The letters about a complaint: that it was received, and its outcome in the officer's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.requests.complaints import ComplaintOutcome
from desktop.domain.requests.letters import LetterKind
from desktop.ui.letters.letter_words import ENDED as CONCLUDED
from tests.ui.letters.test_letter import ENDED, LETTERS, text
from tests.ui.letters.test_letter_page import on_paper, page  # noqa: F401

RECEIVED, OUTCOME = LETTERS[LetterKind.COMPLAINT_RECEIVED], LETTERS[LetterKind.COMPLAINT_OUTCOME]
FOUND = "We wrote to you too late, and have changed how we remind ourselves."


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Start an application, which type needs."""


def test_an_acknowledgement_says_when_it_came_what_happens_and_who_looks_at_it() -> None:
    said = text(RECEIVED)
    for words in (
        "We received your complaint about how we use personal data on 28 November 2026.",
        "Data Protection Officer (demo) will look at your complaint and find out what happened.",
        "we will write to you with the outcome without undue delay",
        "You can complain to the regulator at any time: Information Commissioner's Office, 0303 123 1113, ico.org.uk.",
        "quote SAR-2026-0004",
    ):
        assert words in said, words
    assert "recording" not in said and "court" not in said


def test_whoever_acts_for_somebody_is_told_so() -> None:
    said = text(replace(RECEIVED, about="Demo Customer Four"))
    assert "You act for Demo Customer Four. We received your complaint" in said


@pytest.mark.parametrize("outcome", ComplaintOutcome)
def test_an_outcome_has_its_conclusion_the_officers_words_and_where_to_go_next(outcome: ComplaintOutcome) -> None:
    told = (ENDED.told[0], replace(ENDED.told[1], outcome=outcome))
    said = text(replace(OUTCOME, complaint=replace(ENDED, told=told)), question=FOUND)
    assert said.index(CONCLUDED[outcome]) < said.index(FOUND)
    assert "You can complain to the regulator: Information Commissioner's Office" in said
    assert "You can also ask a court to enforce your rights." in said

"""The letters about a correction: what was done, or why nothing was, in the officer's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.application.requests.letters import Letter
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language
from tests.ui.letters.test_letter import LETTERS, text
from tests.ui.letters.test_letter_page import on_paper, page  # noqa: F401

MADE, REFUSED = LETTERS[LetterKind.CORRECTION_MADE], LETTERS[LetterKind.CORRECTION_REFUSED]
WHAT = "Our records of the repair now give 3 June as the day of the visit."
WHY = "The engineer's report gives the same date as the recording."


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Start an application, which type needs."""


def test_it_says_what_was_asked_why_it_is_not_done_and_where_to_go() -> None:
    said = text(REFUSED, question=WHY)
    for words in (
        "On 24 November 2026 you asked us to correct something in what we hold about your call of Wednesday 3 June",
        "We have not corrected it.",
        WHY,
        "We keep a note of what you told us with our record of your appointment.",
        "Data Protection Officer (demo)",
        "You can also complain to the regulator: Information Commissioner's Office",
        "You can also ask a court to enforce your rights.",
        "quote SAR-2026-0004",
    ):
        assert words in said, words
    assert "late" not in said


def test_one_that_was_made_says_what_was_done_that_the_recording_stays_and_who_else_is_told() -> None:
    said = text(MADE, question=WHAT)
    for words in (
        "On 24 November 2026 you asked us to correct something in what we hold about your call of Wednesday 3 June",
        "We have corrected it.",
        WHAT,
        "The recording itself stays as it was made: it shows what was said in the call.",
        "If we gave the information to others, we tell them that it was corrected",
        "Ask us who they are, and we will tell you.",
        "Data Protection Officer (demo)",
        "You can also complain to the regulator: Information Commissioner's Office",
        "quote SAR-2026-0004",
    ):
        assert words in said, words
    for words in ("late", "not corrected", "court"):
        assert words not in said, words


@pytest.mark.parametrize("letter", [MADE, REFUSED], ids=lambda letter: letter.kind)
def test_one_that_is_late_says_by_when_it_was_due_and_that_we_are_sorry(letter: Letter) -> None:
    in_time = replace(letter, written_on=date(2026, 12, 24))
    assert "sorry" not in text(in_time, question=WHY)
    said = text(replace(letter, written_on=date(2026, 12, 25)), question=WHY)
    assert "Our answer was due by 24 December 2026. We are sorry it is late." in said


def test_whoever_acts_for_somebody_is_told_so() -> None:
    said = text(replace(REFUSED, about="Demo Customer Four"), question=WHY)
    assert "You act for Demo Customer Four. On 24 November 2026 you asked us" in said and "your call" not in said


def test_it_is_in_welsh_once_the_office_uses_welsh_that_nobody_has_checked() -> None:
    both = replace(REFUSED, language=Language.BOTH)
    assert "Eich cais i gywiro rhywbeth" not in text(both, question=WHY)
    said = text(replace(both, welsh_unchecked=True), question=WHY)
    assert "Eich cais i gywiro rhywbeth" in said and "Nid ydym wedi ei gywiro." in said
    assert said.index("Nid ydym wedi ei gywiro.") < said.index("We have not corrected it.")


def test_so_is_one_that_was_made() -> None:
    both = replace(MADE, language=Language.BOTH, welsh_unchecked=True)
    said = text(both, question=WHAT)
    assert "Rydym wedi ei gywiro." in said and said.index("Rydym wedi ei gywiro.") < said.index("We have corrected it.")

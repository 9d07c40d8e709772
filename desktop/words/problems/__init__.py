"""Words for what was typed: what is missing or cannot be, and what to do. One for each code of `FieldsError`."""

from __future__ import annotations

from desktop.errors import FieldsError
from desktop.words import Texts, tr
from desktop.words.problems import appointments, copies, office, recordings, requests, reviews, sessions, shared

WINGS = (shared, office, requests, recordings, copies, appointments, sessions, reviews)
PROBLEMS: Texts[str] = {code: said for wing in WINGS for code, said in wing.PROBLEMS.items()}


def problems_of(error: FieldsError) -> dict[str, str]:
    """Return the words for each field's problem."""
    return {field: tr(PROBLEMS[code]) for field, code in error.problems.items()}

"""Words for what was typed: what is missing or cannot be, and what to do. One for each code of `FieldsError`."""

from __future__ import annotations

from desktop.errors import FieldsError
from desktop.words import tr


def problems_of(error: FieldsError) -> dict[str, str]:
    """Return the words for each field's problem."""
    from desktop.words.problems.sentences import PROBLEMS  # of all wings: no start needs one

    return {field: tr(PROBLEMS[code]) for field, code in error.problems.items()}

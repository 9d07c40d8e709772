"""The term typed into a search: which of the four it is, and what is none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.shared.search_term import FIELD, MOST_WORD, SearchTerm, TermKind, found_by, read_term
from desktop.errors import FieldsError


def test_what_is_typed_says_itself_what_it_is() -> None:
    cases = [
        ("SAR-2026-0042", SearchTerm(TermKind.REFERENCE, "SAR-2026-0042")),
        ("sar 2026", SearchTerm(TermKind.REFERENCE, "SAR-2026")),
        ("sar-2026-0042/2", SearchTerm(TermKind.REFERENCE, "SAR-2026-0042/2")),
        ("01632 960733", SearchTerm(TermKind.NUMBER, "632960733")),
        ("+44 (1632) 960-733", SearchTerm(TermKind.NUMBER, "632960733")),
        ("14/8/2026", SearchTerm(TermKind.DATE, day=date(2026, 8, 14))),
        ("2026-08-14", SearchTerm(TermKind.DATE, day=date(2026, 8, 14))),
        ("14 August 2026", SearchTerm(TermKind.DATE, day=date(2026, 8, 14))),
        ("  Zoë  O’Brien ", SearchTerm(TermKind.NAME, words=("zoe", "o", "brien"))),
        ("李 明", SearchTerm(TermKind.NAME, words=("李", "明"))),
    ]
    assert [(typed, expected, found) for typed, expected in cases if (found := read_term(typed)) != expected] == []


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("  ", "term_missing"),
        ("q", "term_unclear"),
        ("%_*", "term_unclear"),
        ("a" * 101, "term_unclear"),
        ("0042", "term_number_short"),
        ("31/2/2026", "date_unreadable"),
    ],
)
def test_what_is_none_of_the_four_is_refused(typed: str, problem: str) -> None:
    with pytest.raises(FieldsError) as refused:
        read_term(typed)
    assert refused.value.problems == {FIELD: problem}


@given(st.text(max_size=60), st.text(max_size=20))
def test_whoever_has_a_name_is_found_by_it_and_by_its_beginning(name: str, number: str) -> None:
    words = found_by([name], number)
    assert all(0 < len(word) <= MOST_WORD for word in words)
    try:
        term = read_term(name)
    except FieldsError:
        return
    if term.by is TermKind.NAME:
        assert set(term.words) <= words

"""A PC's request to join: what is written is read, and nothing else is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.pcs import NAMED, JoinRequest, answer_file, read_join_request, request_file
from desktop.domain.shared.ids import DeskId

REQUEST = JoinRequest(DeskId("7" * 32), "Desk 7", "age1" + "q" * 58, "A" * 43 + "=")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=100))
def test_what_is_written_is_read(name: str) -> None:
    request = JoinRequest(REQUEST.desk, name, REQUEST.recipient, REQUEST.key)
    assert read_join_request(request.text()) == request


def test_a_file_that_was_on_windows_has_its_line_ends() -> None:
    assert read_join_request(REQUEST.text().replace("\n", "\r\n")) == REQUEST


@given(st.integers(0, len(REQUEST.text()) - 1), st.characters(codec="ascii"))
def test_one_that_is_changed_anywhere_is_another_or_none(at: int, other: str) -> None:
    text = REQUEST.text()
    changed = read_join_request(text[:at] + other + text[at + 1 :])
    assert (changed == REQUEST) == (text[at] == other)


@pytest.mark.parametrize("cut", [0, 1, 30, 100, len(REQUEST.text()) - 1])
def test_one_that_is_cut_is_none(cut: int) -> None:
    assert read_join_request(REQUEST.text()[:cut]) is None


@given(st.text(max_size=300))
def test_any_other_text_is_none(text: str) -> None:
    assert read_join_request(text) is None


def test_its_file_and_its_answers_are_called_after_the_pc() -> None:
    cases = [
        ("Desk 2", "-desk-2"),
        ("COUNTER-1", "-counter-1"),
        ("Zähler/../3", "-zahler-3"),
        ("窓口", ""),
        ("a" * 60, "-" + "a" * (NAMED - 1)),
        ("a" * (NAMED - 2) + " b", "-" + "a" * (NAMED - 2)),
    ]
    assert [
        (name, ending)
        for name, ending in cases
        if (request_file(name), answer_file(name)) != (f"join-request{ending}.txt", f"join-answer{ending}.age")
    ] == []


@given(st.text(max_size=100))
def test_any_name_makes_the_name_of_a_file(name: str) -> None:
    assert re.fullmatch(r"join-request(-[a-z0-9]+)*\.txt", request_file(name))

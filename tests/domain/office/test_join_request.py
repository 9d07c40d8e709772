"""A PC's request to join: what is written is read, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.office.join_request import JoinRequest, read_request
from desktop.domain.shared.ids import DeskId

REQUEST = JoinRequest(DeskId("7" * 32), "Desk 7", "age1" + "q" * 58, "A" * 43 + "=")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), min_size=1, max_size=100))
def test_what_is_written_is_read(name: str) -> None:
    request = JoinRequest(REQUEST.desk, name, REQUEST.recipient, REQUEST.key)
    assert read_request(request.text()) == request


def test_a_file_that_was_on_windows_has_its_line_ends() -> None:
    assert read_request(REQUEST.text().replace("\n", "\r\n")) == REQUEST


@given(st.integers(0, len(REQUEST.text()) - 1), st.characters(codec="ascii"))
def test_one_that_is_changed_anywhere_is_another_or_none(at: int, other: str) -> None:
    text = REQUEST.text()
    changed = read_request(text[:at] + other + text[at + 1 :])
    assert (changed == REQUEST) == (text[at] == other)


@pytest.mark.parametrize("cut", [0, 1, 30, 100, len(REQUEST.text()) - 1])
def test_one_that_is_cut_is_none(cut: int) -> None:
    assert read_request(REQUEST.text()[:cut]) is None


@given(st.text(max_size=300))
def test_any_other_text_is_none(text: str) -> None:
    assert read_request(text) is None

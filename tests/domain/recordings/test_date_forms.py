"""How dates are written is made out from one moment, as someone types it."""

from __future__ import annotations

import pytest

from desktop.domain.recordings.column_choice import DATE_EXAMPLE, DATE_FORMATS, date_form_of


def test_each_form_that_can_be_chosen_is_made_out() -> None:
    assert [
        (form, found)
        for form in DATE_FORMATS
        if (found := date_form_of(DATE_EXAMPLE.strftime(form.replace("%f", "250").replace("%z", "+0000")))) != form
    ] == []


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("24 November 2026 at 14:30", "%d %B %Y at %H:%M"),
        ("Tue, 24 Nov 2026 2:30pm", "%a, %d %b %Y %I:%M%p"),
        (" 24.11.26 14.30 ", "%d.%m.%y %H.%M"),
        ("2026-11-24T14:30:05Z", "%Y-%m-%dT%H:%M:%S%z"),
    ],
)
def test_a_form_that_no_list_has_is_made_out(typed: str, form: str) -> None:
    assert date_form_of(typed) == form


def test_another_moment_or_half_of_it_is_none() -> None:
    cases = ["", "24/11/2026", "24/11 14:30", "25/11/2026 14:30", "%d/%m/%Y %H:%M", "%", "24/11/2026 0:30 PM"]
    assert [(typed, found) for typed in cases if (found := date_form_of(typed)) is not None] == []

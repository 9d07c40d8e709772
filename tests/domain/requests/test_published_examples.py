"""Examples that the regulator and the law publish, with the dates that they give, through the rules as they are called.

Where a source gives no year, one is taken in which its date is a working day. Sources: the Information Commissioner's
guidance on the right of access ("How do we calculate a month?", as of 8 December 2025, and the version before it), its
checklist for small organisations, its guidance on complaints (12 February 2026); UK GDPR articles 12(3) and 12A; DPA
2018 section 164A. What is paused, the article says in days that do not count; the guidance before it counted one less.
"""

from __future__ import annotations

from datetime import date

import pytest

from desktop.domain.requests.deadline import Clarification, ProofAsked, ProofOf, acknowledgement_due, due_date
from desktop.domain.shared.dates import add_months

HOLIDAYS = frozenset(
    {
        *(date(2019, 8, 26), date(2024, 1, 1), date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1)),
        *(date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31)),
        *(date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)),
    }
)
"""England and Wales, as far as these examples reach."""


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2024, 9, 3), date(2024, 10, 3), id="3 September to 3 October"),
        pytest.param(date(2024, 1, 1), date(2024, 2, 1), id="1 January, a bank holiday, to 1 February"),
        pytest.param(date(2027, 1, 1), date(2027, 2, 1), id="1 January 2027 to 1 February"),
        pytest.param(date(2024, 11, 25), date(2024, 12, 27), id="Monday 25 November over two bank holidays"),
        pytest.param(date(2025, 1, 31), date(2025, 2, 28), id="31 January to 28 February"),
        pytest.param(date(2024, 1, 31), date(2024, 2, 29), id="31 January to 29 February in a leap year"),
        pytest.param(date(2026, 1, 31), date(2026, 3, 2), id="31 January to the Monday after a weekend"),
        pytest.param(date(2025, 1, 30), date(2025, 2, 28), id="30 January to 28 February"),
        pytest.param(date(2025, 3, 31), date(2025, 4, 30), id="31 March to 30 April"),
        pytest.param(date(2019, 9, 2), date(2019, 10, 2), id="2 September 2019 to 2 October"),
        pytest.param(date(2019, 8, 1), date(2019, 9, 2), id="1 August at 23:59 to 1 September, a Sunday"),
        pytest.param(date(2026, 8, 1), date(2026, 9, 1), id="received on a Saturday: counted from that day"),
        pytest.param(date(2026, 3, 3), date(2026, 4, 7), id="over Good Friday's weekend and Easter Monday"),
    ],
)
def test_a_month_runs_to_the_same_date_or_the_last_of_the_month_and_on_to_a_working_day(
    received: date, due: date
) -> None:
    assert due_date(received, HOLIDAYS).due == due


def test_the_month_starts_when_the_identity_that_was_asked_for_arrives() -> None:
    asked = ProofAsked(ProofOf.IDENTITY, date(2026, 3, 3), date(2026, 3, 10), reason_logged=True)
    assert due_date(date(2026, 3, 2), HOLIDAYS, proofs=[asked]).due == date(2026, 4, 10)


def test_the_month_starts_when_the_authority_of_a_third_party_arrives() -> None:
    asked = ProofAsked(ProofOf.AUTHORITY, date(2026, 3, 2), date(2026, 3, 31), reason_logged=True)
    assert due_date(date(2026, 3, 2), HOLIDAYS, proofs=[asked]).due == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("received", "asked", "answered", "due", "target"),
    [
        pytest.param(
            *(date(2021, 2, 15), date(2021, 2, 20), date(2021, 2, 22), date(2021, 3, 18), date(2021, 3, 17)),
            id="due 15 March, asked 20 February, answered on the 22nd",
        ),
        pytest.param(
            *(date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 1), date(2026, 7, 2), date(2026, 7, 1)),
            id="asked and answered on the day of receipt",
        ),
        pytest.param(
            *(date(2026, 6, 1), date(2026, 6, 5), date(2026, 6, 11), date(2026, 7, 8), date(2026, 7, 7)),
            id="seven days from the asking to the answer do not count",
        ),
        pytest.param(
            *(date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 3), date(2026, 8, 3)),
            id="asked a day before the end: 32 days later, a Sunday; by the earlier reading a Saturday",
        ),
    ],
)
def test_the_days_from_the_asking_up_to_and_with_the_answer_do_not_count(
    received: date, asked: date, answered: date, due: date, target: date
) -> None:
    deadline = due_date(received, HOLIDAYS, clarifications=[Clarification(asked, answered)])
    assert (deadline.due, deadline.target) == (due, target)


def test_the_pause_lengthens_the_time_for_telling_of_an_extension_too() -> None:
    """Article 12A: the days do not count towards the period in which the person has to be told, either."""
    asked = [Clarification(date(2026, 6, 5), date(2026, 6, 11))]
    in_time, too_late = (
        due_date(date(2026, 6, 1), HOLIDAYS, clarifications=asked, extension_told=told)
        for told in (date(2026, 7, 8), date(2026, 7, 9))
    )
    assert (in_time.due, too_late.due) == (date(2026, 9, 8), date(2026, 7, 8))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param(date(2026, 1, 15), date(2026, 4, 15), id="three months from the day of receipt"),
        pytest.param(date(2025, 11, 30), date(2026, 3, 2), id="30 November: the last of February, a Saturday"),
    ],
)
def test_an_extension_is_three_months_from_the_same_start(received: date, due: date) -> None:
    assert due_date(received, HOLIDAYS, extension_told=add_months(received, 1)).due == due


def test_an_extension_counts_from_the_identity_where_that_started_the_month() -> None:
    asked = ProofAsked(ProofOf.IDENTITY, date(2026, 3, 2), date(2026, 3, 10), reason_logged=True)
    found = due_date(date(2026, 3, 2), HOLIDAYS, proofs=[asked], extension_told=date(2026, 4, 9))
    assert found.due == date(2026, 6, 10)


@pytest.mark.parametrize(
    ("received", "due", "target"),
    [
        pytest.param(date(2026, 6, 19), date(2026, 7, 20), date(2026, 7, 20), id="the first day in force: a Sunday"),
        pytest.param(date(2026, 6, 22), date(2026, 7, 22), date(2026, 7, 21), id="the 30 days start the day after"),
        pytest.param(date(2026, 7, 4), date(2026, 8, 3), date(2026, 8, 3), id="received on a Saturday"),
        pytest.param(date(2026, 8, 1), date(2026, 9, 1), date(2026, 9, 1), id="the last day is a bank holiday"),
        pytest.param(date(2026, 11, 25), date(2026, 12, 29), date(2026, 12, 24), id="Christmas, and its substitute"),
    ],
)
def test_a_complaint_is_acknowledged_within_30_days_from_the_day_after_receipt(
    received: date, due: date, target: date
) -> None:
    deadline = acknowledgement_due(received, HOLIDAYS)
    assert (deadline.due, deadline.target) == (due, target)

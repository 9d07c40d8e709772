"""The office's figures in words: the same on the page, and in the table that is saved."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.domain.requests.request import Answered
from desktop.domain.reviews.review import Exceptional
from desktop.domain.reviews.statistics import Figures, OnTime, Quarter, Took
from desktop.domain.sessions.session import Outcome
from desktop.words import Lines, Texts, tr
from desktop.words.codes import words
from desktop.words.formatting import grouped

QUARTER: Lines = ("January to March", "April to June", "July to September", "October to December")
SHORT_QUARTER: Lines = ("Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec")
HOW_ENDED: Texts[Answered] = {
    Answered.LISTENED: "Listened to here",
    Answered.COPY_SENT: "Copy sent",
    Answered.REFUSAL_SENT: "Refused",
    Answered.WITHDRAWN: "Withdrawn",
    Answered.UNANSWERED: "Closed, no answer",
}
"""How a person's request can end. One for the police is from inside the office."""

Row = tuple[str, int]


def quarter_words(quarter: Quarter) -> str:
    """Return "July to September 2026"."""
    return f"{tr(QUARTER[quarter.number - 1])} {quarter.year}"


def quarter_short(quarter: Quarter) -> str:
    """Return "Jul–Sep 2026"."""
    return f"{tr(SHORT_QUARTER[quarter.number - 1])} {quarter.year}"


def percent_words(found: OnTime) -> str:
    """Return "95%", or a dash where nothing was answered."""
    return "–" if found.percent is None else f"{found.percent}%"


def median_words(days: float | None) -> str:
    """Return a median of days as a number, with a half where it lies between two."""
    if days is None:
        return "–"
    return grouped(int(days)) + ("½" if days % 1 else "")


def took_rows(found: Figures) -> tuple[Row, ...]:
    """How long the answers took."""
    return tuple((words(each), found.took.get(each, 0)) for each in Took)


def outcome_rows(found: Figures) -> tuple[Row, ...]:
    """How requests ended."""
    return tuple((tr(said), found.outcomes.get(answered, 0)) for answered, said in HOW_ENDED.items())


def session_rows(found: Figures) -> tuple[Row, ...]:
    """How sessions ended; those that did not happen are left out where there are none."""
    return tuple((words(outcome), found.sessions[outcome]) for outcome in Outcome if found.sessions.get(outcome))


def exception_rows(found: Figures) -> tuple[Row, ...]:
    """Why sessions were looked at first."""
    there = [mark for mark in Exceptional if found.exceptions.get(mark)]
    return tuple((words(mark)[:1].upper() + words(mark)[1:], found.exceptions[mark]) for mark in there)


def said_rows(found: Figures) -> tuple[Row, ...]:
    """Return the rows of what else was said and done."""
    return (
        (tr("Requests received"), found.received),
        (tr("Complaints received"), found.complaints),
        (tr("Corrections asked for"), found.corrections),
        (tr("Files disclosed to the police"), found.disclosures),
        (tr("Requests extended"), found.extended),
        (tr("Exceptions signed off"), found.signed_off),
    )


def table(found: Figures) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of the table that is saved, its head first. Numbers are plain."""
    yield tr("Quarter"), tr("Part"), tr("What"), tr("Number")
    for each in found.on_time:
        at = quarter_short(each.quarter)
        yield at, tr("Requests"), tr("Answered"), str(each.answered)
        yield at, tr("Requests"), tr("Answered on time"), str(each.on_time)
    here = quarter_short(found.quarter)
    median = "" if found.median_days is None else f"{found.median_days:g}"
    yield here, tr("Requests"), tr("Days to answer, median"), median
    for part, rows in (
        (tr("Days to answer"), took_rows(found)),
        (tr("How requests ended"), outcome_rows(found)),
        (tr("How sessions ended"), session_rows(found)),
        (tr("Exceptions"), exception_rows(found)),
        (tr("Other figures"), said_rows(found)),
    ):
        for name, number in rows:
            yield here, part, name, str(number)

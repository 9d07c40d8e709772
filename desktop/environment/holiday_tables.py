"""Public holidays of the parts of the United Kingdom, from the `holidays` package.

The package computes any year by rule. Governments announce holidays a few years ahead and add some at short
notice, so a year that has not been announced is unreliable: `covers` says so, and the screen warns.
The package is imported at a table's first use: it takes a fifth of the time of opening an office.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from desktop.domain.office.office_policy import HolidayRegion

_FIRST_YEAR = 2000
_SUBDIVISION = {
    HolidayRegion.ENGLAND_AND_WALES: "ENG",
    HolidayRegion.SCOTLAND: "SCT",
    HolidayRegion.NORTHERN_IRELAND: "NIR",
}


class HolidayTable:
    """The holidays of one region. Call it with a day, or pass it to `domain.requests.deadline.due_date`."""

    def __init__(
        self, region: HolidayRegion, announced_through: int, by_hand: Mapping[date, str] | None = None
    ) -> None:
        """`announced_through`: the last year whose holidays have been announced; `by_hand`: others, by their day.

        Both are office policy.
        """
        self._region = region
        self._by_hand = by_hand or {}
        self._last_year = announced_through

    def __call__(self, day: date) -> bool:
        """Return whether `day` is a public holiday."""
        return day in self._by_hand or day in self._table

    def name(self, day: date) -> str | None:
        """Return the holiday's name, or `None`."""
        return self._by_hand.get(day) or self._table.get(day)

    def covers(self, day: date) -> bool:
        """Return whether the holidays of that day's year have been announced."""
        return _FIRST_YEAR <= day.year <= self._last_year

    @cached_property
    def _table(self) -> Mapping[date, str]:
        import holidays

        return holidays.country_holidays("GB", subdiv=_SUBDIVISION[self._region])

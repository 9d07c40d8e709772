"""The page on which a part of a policy is changed, in a test: its fields by name; and the row that opens it."""

from __future__ import annotations

from typing import Any

from desktop.ui.office.policies_place import PoliciesPlace
from desktop.words.policies import PolicyRow, rows_of


def asked(place: PoliciesPlace) -> Any:
    """Return the page, with the fields that it asks for now as attributes; `number`: the only one."""
    return _Asked(place)


class _Asked:
    def __init__(self, place: PoliciesPlace) -> None:
        self._page = place.edit_page

    def __getattr__(self, name: str) -> Any:
        if name == "number":
            [only] = self._page.asked.values()
            return only
        return self._page.asked[name] if name in self._page.asked else getattr(self._page, name)


def row_at(place: PoliciesPlace, *at: str) -> PolicyRow:
    """Return the first row of that part of the open policy."""
    return next(row for row in rows_of(place._state.policy) if row.at[: len(at)] == at)


def open_part(place: PoliciesPlace, *at: str) -> None:
    """Press that row."""
    place.policy_page.change_wanted.emit(row_at(place, *at))


def add_to(place: PoliciesPlace, listed: str) -> None:
    """Begin one more entry of that list of the open policy."""
    place.policy_page.change_wanted.emit(PolicyRow("", "", (listed, "")))

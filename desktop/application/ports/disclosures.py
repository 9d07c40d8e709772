"""The database port for disclosures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from desktop.domain.requests.disclosures import Disclosure
    from desktop.domain.shared.ids import RequestId


class Disclosures(Protocol):
    """Files that were disclosed to the police."""

    def of_request(self, request: RequestId) -> Sequence[Disclosure]:
        """Return those of that request, in the order in which they were recorded."""
        ...

    def count(self, first: date, last: date) -> int:
        """Return how many files went on these days, both included."""
        ...

    def add(self, disclosure: Disclosure, at: datetime) -> None:
        """Save one that was recorded at that time; its notes are saved before (`Requests.keep_note`)."""
        ...

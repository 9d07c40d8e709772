"""The database port for complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from desktop.domain.requests.complaint_counts import Countable
    from desktop.domain.requests.complaints import Complaint
    from desktop.domain.shared.ids import PersonId, RequestId


class Complaints(Protocol):
    """Complaints, from closed sessions and taken outside of one, with what the people were told."""

    def of_request(self, request: RequestId, zone: ZoneInfo) -> Sequence[Complaint]:
        """Return those about that request, the earliest first; days of sessions are those of `zone`.

        Without those from sessions that were answered before a complaint had a life: these are follow-ups.
        """
        ...

    def countable(self, zone: ZoneInfo) -> Sequence[Countable]:
        """Return what is counted of every complaint there is, also of those answered before."""
        ...

    def add(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        """Save one taken outside of a session; its note is saved before (`Requests.keep_note`)."""
        ...

    def add_told(self, complaint: Complaint, by: PersonId, at: datetime) -> None:
        """Save what was told last; its note is saved before."""
        ...

    def drop_last(self, complaint: Complaint) -> None:
        """Delete what was told last, or the complaint itself where nothing was."""
        ...

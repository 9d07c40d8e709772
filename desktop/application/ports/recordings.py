"""The database port for originals and approved copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.domain.copies.copy import ApprovedCopy, Recording
    from desktop.domain.recordings.finding import Found, Window
    from desktop.domain.shared.ids import CopyId, PersonId, RecordingId, RequestId, RetentionKeyId


class Recordings(Protocol):
    """Originals and approved copies, and the retention keys that seal them."""

    def get(self, id: RecordingId) -> Recording: ...

    def add(self, recording: Recording) -> None: ...

    def by_digest(self, digest: str) -> Recording | None: ...

    def copy(self, id: CopyId) -> ApprovedCopy: ...

    def preparers(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever prepared a copy for that request."""
        ...

    def add_copy(self, copy: ApprovedCopy) -> None: ...

    def retention_key(self, source: str, month: str, kind: str) -> tuple[RetentionKeyId, bytes] | None:
        """Return the key of that source, month (`2026-11`) and kind, wrapped to the desks; or None."""
        ...

    def tell_number(self, id: RecordingId, number: str | None, salt: str | None) -> None:
        """Set its number, in normal form, and the salt of its digest."""
        ...

    def add_retention_key(self, id: RetentionKeyId, source: str, month: str, kind: str, wrapped: bytes) -> None: ...

    def search(
        self, number: str | None, within: Window, *, outbound: bool, limit: int | None = None
    ) -> Sequence[Found]:
        """Return the recordings left of that number, or without a number (None); the earliest first.

        `outbound`: the direction of the requested call (`finding.may_go`).
        """
        ...

    def search_by_time(self, within: Window, *, outbound: bool, limit: int | None = None) -> Sequence[Found]:
        """Return the same, whatever their number, unless it is unreadable."""
        ...

    def named_by(self, recordings: Sequence[RecordingId]) -> Mapping[RecordingId, frozenset[RequestId]]:
        """Return the requests that name each of these as their recording; recordings that none names are left out."""
        ...

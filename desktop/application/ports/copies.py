"""The database port for copies that are being prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.copies.draft import Draft
    from desktop.domain.shared.ids import PersonId, RequestId


class Drafts(Protocol):
    """The drafts of requests (`domain.copies.draft`)."""

    def get(self, request: RequestId) -> Draft:
        """Return the draft as last saved; an empty one of version 0 where there is none."""
        ...

    def save(self, request: RequestId, draft: Draft, by: PersonId, at: datetime) -> bool:
        """Save it in place of the version before; return whether that was still the newest. If not, save nothing."""
        ...

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever saved marks of that request."""
        ...

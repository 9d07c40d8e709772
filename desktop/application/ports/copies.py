"""What the use cases need of the database about copies that are being prepared."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from desktop.domain.copies.draft import Draft
from desktop.domain.shared.ids import PersonId, RequestId


class Drafts(Protocol):
    """What is being prepared for a request (`domain.copies.draft`)."""

    def get(self, request: RequestId) -> Draft:
        """The draft as it was saved last; an empty one of version 0 where there is none."""
        ...

    def save(self, request: RequestId, draft: Draft, by: PersonId, at: datetime) -> bool:
        """Keep it in place of the version before. Whether that one was the newest still; if not, nothing is kept."""
        ...

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        """Everybody who has ever saved marks of that request."""
        ...

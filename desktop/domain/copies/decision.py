"""An approver's decision on a copy, and what it binds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.shared.ids import CopyId, PersonId, RequestId
from desktop.domain.shared.notes import Note


@dataclass(frozen=True)
class Decision:
    """An approver's decision: approved, sent back to be prepared again, refused; or else an approval withdrawn.

    It binds the digest of the copy that was decided on and the `version` of its removed parts. `weighed`: what the
    approver found for each of the five factors, as pairs of codes. `transcript`: the digest of the copy's transcript,
    where the approver approved that too.
    """

    id: str
    request: RequestId
    copy: CopyId | None
    copy_digest: str | None
    decided_by: PersonId
    decided_at: datetime
    approved: bool
    refusal: str | None = None
    until: date | None = None
    note: Note | None = None
    sent_back: bool = False
    weighed: tuple[tuple[str, str], ...] = ()
    version: int | None = None
    transcript: str | None = None

    def lets_hear(self, copy: ApprovedCopy) -> bool:
        """Return whether this approves that very copy: its digest, and the version of the marks it was made from.

        Decisions from before versions were stored bind the digest alone.
        """
        bound = (self.copy, self.copy_digest) == (copy.id, copy.digest) and self.version in (None, copy.version)
        return self.approved and bound

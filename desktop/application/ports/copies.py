"""The database ports for copies that are being prepared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.domain.copies.draft import Draft
    from desktop.domain.copies.transcript import SealedTranscript
    from desktop.domain.shared.ids import CopyId, PersonId, RequestId


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


class Transcripts(Protocol):
    """The transcripts of requests and of copies (`domain.copies.transcript`), sealed.

    What is read is what its row's digest says, or RowRefusedError; the digest is compared with the log (`Proven`).
    """

    def get(self, request: RequestId) -> SealedTranscript | None:
        """Return the transcript as last saved; None where there is none, or it was destroyed."""
        ...

    def version(self, request: RequestId) -> int:
        """Return the version saved last, also of one that was destroyed; 0 where none ever was."""
        ...

    def save(self, request: RequestId, sealed: SealedTranscript, by: PersonId, at: datetime) -> bool:
        """Save it in place of the version before; return whether that was still the newest. If not, save nothing."""
        ...

    def savers(self, request: RequestId) -> frozenset[PersonId]:
        """Return everybody who has ever saved a transcript of that request."""
        ...

    def destroy(self, request: RequestId) -> None:
        """Delete the words of a request whose recording is unlinked."""
        ...

    def of_copy(self, copy: CopyId) -> SealedTranscript | None:
        """Return what that copy has of it; None where it has none, or was destroyed."""
        ...

    def add_to_copy(self, copy: CopyId, sealed: SealedTranscript) -> None: ...

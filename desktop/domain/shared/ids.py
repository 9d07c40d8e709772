"""Typed identifiers: 32 lower-case hexadecimal digits, random, so that an identifier reveals nothing."""

from __future__ import annotations

from typing import NewType

OfficeId = NewType("OfficeId", str)
DeskId = NewType("DeskId", str)
PersonId = NewType("PersonId", str)
RequestId = NewType("RequestId", str)
RecordingId = NewType("RecordingId", str)
CopyId = NewType("CopyId", str)
AppointmentId = NewType("AppointmentId", str)
SessionId = NewType("SessionId", str)
NoteId = NewType("NoteId", str)
RetentionKeyId = NewType("RetentionKeyId", str)
HoldId = NewType("HoldId", str)
ComplaintId = NewType("ComplaintId", str)


def new_id() -> str:
    """Return a new random identifier (UUID version 4, RFC 9562, without hyphens)."""
    import uuid  # the window before the office is open makes none

    return uuid.uuid4().hex

"""The two kinds of request."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Whether a person asks to hear their own call, or someone in the office needs to."""

    SUBJECT_ACCESS = "subject_access"
    INTERNAL = "internal"

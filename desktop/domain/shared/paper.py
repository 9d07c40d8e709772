"""The documents that go to paper, and how they leave the program.

Rule: a list with anybody's name on it is logged before it goes: which list, how many lines, and how. Its words are not.
"""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """How a paper left the program."""

    PRINTED = "printed"
    SAVED = "saved"
    MAILED = "mailed"


class PaperList(StrEnum):
    """Every list that the program prints."""

    DAY = "day"
    REQUESTS = "requests"
    ROLES = "roles"
    REMOVALS = "removals"
    """The list of what is removed from the copy of one request."""

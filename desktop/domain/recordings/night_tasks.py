"""The tasks that a nightly run leaves to people: it destroys and tidies, and what it may not decide it counts."""

from __future__ import annotations

from enum import StrEnum


class NightTask(StrEnum):
    """A kind of thing that someone has to see to; its value is the fact of the run's event that counts them."""

    WARNED_OF = "warned_of"
    """Recordings that are destroyed soon and that an open request still asks for."""
    NOT_PROTECTED = "not_protected"
    """Calls of requests that a telephone system may soon delete."""
    HOLDS_PAST_REVIEW = "holds_past_review"
    UNKNOWN_SOURCES = "unknown_sources"
    """Sources of recordings that the policy does not name."""
    QUARANTINED = "quarantined"
    """Files of the vault that the database does not name."""
    STUCK = "stuck"
    """Files of the vault that could not be deleted or moved."""
    UNTIDIED = "untidied"
    """Works on the vault's files that were not done: they could not be listed."""

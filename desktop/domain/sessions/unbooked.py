"""A session without an appointment: why, and what an appointment would have settled (DOMAIN: the appointment).

Rules:
- It opens an approved request, through the same gate as any other: documents, questions, brief. Only the invitation is
  missing, so a code says why, with words where the code says nothing by itself.
- Who has an appointment on this day is checked in with that one. One of another day stands.
- A request has one session at a time: an unfinished one is continued, never passed by.
- Its desk is the one where it is opened; nobody is asked whether that is free, since someone sits at it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from desktop.domain.sessions.session import Session, State
from desktop.errors import WrongStateError


class WhyUnbooked(StrEnum):
    """Why someone is heard without an appointment."""

    CAME_BY = "came_by"
    ANOTHER_DAY = "another_day"
    NOT_ENTERED = "not_entered"
    HEARS_AGAIN = "hears_again"
    OTHER = "other"


def problems_of(why: WhyUnbooked | None, words: str) -> dict[str, str]:
    """Return the codes of what is missing of the reason, by field."""
    problems = {}
    if why is None:
        problems["why"] = "unbooked_why_missing"
    elif why is WhyUnbooked.OTHER and not words.strip():
        problems["words"] = "unbooked_words_missing"
    return problems


def must_need_no_appointment(booked: Iterable[date], sessions: Iterable[Session], today: date) -> None:
    """Raise WrongStateError where an appointment of this day, or an unfinished session, comes first.

    `booked`: the days of the request's appointments to come, in the office's zone, as `today` is.
    """
    if any(session.state is not State.CLOSED for session in sessions):
        raise WrongStateError("session_unfinished")
    if today in booked:
        raise WrongStateError("appointment_today")

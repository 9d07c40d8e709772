"""Views for a supervisor's screens: frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop.application.log.anchoring import Lag
from desktop.application.ports.review_rows import ReviewRow
from desktop.application.sessions.views import QuestionView, SessionView
from desktop.domain.log.events import Event
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.reviews.steps import StepTime
from desktop.domain.sessions.identity import Check
from desktop.domain.shared.ids import PersonId


@dataclass(frozen=True)
class ReviewsView:
    """A page of the supervisor's list, with the number that wait in all, and how far the log lags behind anchors.

    `nightly_run_missed`: there has been none for two days.
    """

    rows: tuple[ReviewRow, ...]
    to_look_at: int
    ordinary: int
    advisers: tuple[tuple[PersonId, str], ...]
    more: bool
    lag: Lag
    nightly_run_missed: bool = False


@dataclass(frozen=True)
class TimelineRow:
    """One event, as a row of words: its kind selects the screen's wording.

    `elsewhere`: the name of the PC, where a lesser check was answered at another than the session's.
    """

    seq: int
    event: Event
    actor_name: str
    elsewhere: str = ""


@dataclass(frozen=True)
class CheckedDocument:
    """An accepted document: its kind, and each comparison that was made on it."""

    kind: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class ReviewView:
    """A session on the supervisor's page.

    `place`: its place among those that wait, from 1, and how many wait; None where it does not. `steps`: how long each
    took. `may_ask`: whether this supervisor can put a question to its adviser.
    """

    session: SessionView
    adviser_name: str
    desk_name: str
    opened_at: datetime
    closed_at: datetime
    documents: tuple[CheckedDocument, ...]
    id_step_seconds: int | None
    exceptions: tuple[Exceptional, ...]
    timeline: tuple[TimelineRow, ...]
    signed_off: tuple[str, datetime, str | None] | None
    may_sign_off: bool
    place: tuple[int, int] | None = None
    steps: tuple[StepTime, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    may_ask: bool = False

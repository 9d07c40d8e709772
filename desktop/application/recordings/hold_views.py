"""Frozen data of a hold for the page of its request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.recordings.keeping import Hold


@dataclass(frozen=True)
class HoldReviewView:
    """A hold was looked at again: by whom and when, the day that it was given, and why where the words are kept."""

    by_name: str
    at: datetime
    became: date
    reason: str | None


@dataclass(frozen=True)
class HoldView:
    """A hold that stands, with the names of who owns it and who has asked to release it, if anybody has.

    `due`: whether it is due for review. `may_ask`, `may_release`, `may_review`: what the one who looks at it can do.
    """

    hold: Hold
    owner_name: str
    asked_by_name: str | None
    reviews: tuple[HoldReviewView, ...]
    due: bool
    may_ask: bool
    may_release: bool
    may_review: bool

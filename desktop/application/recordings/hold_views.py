"""Frozen data of a hold for the page of its request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.recordings.keeping import Hold


@dataclass(frozen=True)
class HoldReviewView:
    """A review that kept a hold: by whom and when, its new date, and why where the words are kept."""

    by_name: str
    at: datetime
    became: date
    reason: str | None


@dataclass(frozen=True)
class HoldView:
    """A hold in force, with the names of its owner and of whoever has asked to release it.

    `due`: whether it is due for review. `may_ask`, `may_release`, `may_review`: the viewer's permissions.
    """

    hold: Hold
    owner_name: str
    asked_by_name: str | None
    reviews: tuple[HoldReviewView, ...]
    due: bool
    may_ask: bool
    may_release: bool
    may_review: bool

"""Frozen data of a request's clock for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain.requests.clock_days import NotedDay
from desktop.domain.requests.deadline import ProofAsked


@dataclass(frozen=True)
class ProofView:
    """A request for proof, with the reason for doubt in words where they are kept."""

    asked: ProofAsked
    doubt: str | None


@dataclass(frozen=True)
class CorrectionView:
    """A day that was corrected: what stood, what stands instead, by whom and when, and why where the words are kept."""

    noted: NotedDay
    became: date
    by_name: str
    at: datetime
    reason: str | None

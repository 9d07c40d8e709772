"""The facts of a response letter: what was looked for and found, what was removed, and how the person gets it.

Rules (DOMAIN: the answer):
- That someone looked comes from the log, the rest from the records. What the law asks to be told besides is policy.
- The recording's contents are never told: its length, and how many parts were removed and why, as far as that may be
  said (`domain.copies.removal`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.application.ports.database import UnitOfWork
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.removal import PublicReason, public_wording
from desktop.domain.office.policy import AnswerTexts, OfficePolicy
from desktop.domain.recordings.keeping import KeepingPolicy
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.requests.request import Request
from desktop.domain.sessions.session import Session, State
from desktop.errors import WrongStateError


@dataclass(frozen=True)
class RemovedParts:
    """How many parts were removed for that reason, and how long they are together."""

    reason: PublicReason
    count: int
    length: timedelta


@dataclass(frozen=True)
class Response:
    """The findings, and how the person gets them. `looked_on`: None where the log does not say when.

    `listened_on`: the days of the sessions in which it was heard, each once. `kept_for`: the period of recordings like
    this one; None where its telephone system has none any more. `texts`: the office's own, where it has some;
    `texts_welsh`: those in Welsh.
    """

    looked_on: date | None
    length: timedelta
    removed: tuple[RemovedParts, ...]
    listened_on: tuple[date, ...]
    copy_wanted: bool
    kept_for: RetentionPeriod | None
    texts: AnswerTexts | None
    texts_welsh: AnswerTexts | None = None


def response_to(request: Request, uow: UnitOfWork, policy: OfficePolicy, keeping: KeepingPolicy) -> Response:
    """Return the facts as of now. Raises WrongStateError for a request that has no copy."""
    if request.copy is None or request.recording is None:
        raise WrongStateError("letter_does_not_fit")
    copy, source = uow.recordings.copy(request.copy), uow.recordings.get(request.recording).source
    looked, heard = uow.requests.looked_at(request.id), _heard(uow.sessions.of_request(request.id))
    return Response(
        looked_on=policy.local(looked).date() if looked else None,
        length=timedelta(seconds=copy.frames / copy.rate),
        removed=_removed(copy),
        listened_on=tuple(dict.fromkeys(policy.local(session.opened_at).date() for session in heard)),
        copy_wanted=request.copy_wanted,
        kept_for=next((each.period for each in keeping.sources if each.name == source), None),
        texts=policy.answer,
        texts_welsh=policy.answer_welsh,
    )


def _heard(sessions: Sequence[Session]) -> list[Session]:
    return [session for session in sessions if session.heard and session.state is State.CLOSED]


def _removed(copy: ApprovedCopy) -> tuple[RemovedParts, ...]:
    """Return the removed parts by the reason that may be told, in the order of the reasons."""
    counts: Counter[PublicReason] = Counter()
    frames: Counter[PublicReason] = Counter()
    for part in copy.removed:
        reason = public_wording(part.reason)
        counts[reason] += 1
        frames[reason] += part.end - part.start
    return tuple(
        RemovedParts(reason, counts[reason], timedelta(seconds=frames[reason] / copy.rate))
        for reason in PublicReason
        if counts[reason]
    )

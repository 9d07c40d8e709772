"""The subject of an approver's decision, and its circumstances as the event has them."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.weighing import Ruling
from desktop.domain.log.events import Facts
from desktop.domain.requests.request import Purpose, Request


@dataclass(frozen=True)
class Decidable:
    """The subject of a decision. `newer`: the version of newer marks, if any; `unheard`: frames that were not heard.

    `transcript`: the digest of the copy's transcript, if any; `newer_words`: the version of a newer one, not in it;
    `unread`: whoever decides has not opened it.
    """

    request: Request
    copy: ApprovedCopy | None
    newer: int | None
    unheard: int
    transcript: str | None = None
    newer_words: int | None = None
    unread: bool = False


def facts_of(found: Decidable, ruling: Ruling, with_words: bool) -> Facts:
    """Return what the event says of the circumstances."""
    facts: Facts = {} if found.newer is None else {"newer_marks": found.newer}
    if ruling is Ruling.APPROVE and found.copy is not None:
        facts["unheard"] = found.unheard
        if with_words and found.newer_words is not None:
            facts["newer_transcript"] = found.newer_words
        if with_words:
            facts["unread"] = found.unread
        if needs_removal(found.request, found.copy):
            facts["nothing_to_remove"] = True
    return facts


def needs_removal(request: Request, copy: ApprovedCopy) -> bool:
    """Return whether it is for training and nothing is removed: then the approver must confirm, and the log says so."""
    return request.purpose is Purpose.TRAINING and not copy.removed

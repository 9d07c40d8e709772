"""The program's proposals for removal: which are left to review, and their words. Pure.

A proposal is hidden once it is dismissed or marked in full. One that the listener is told of has been looked at, and
stays, so that it can still be dismissed. Nothing is applied automatically.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.application.ports.sound import Proposed
from desktop.domain.copies.chapters import SHORTEST_SECONDS, ChapterKind
from desktop.domain.copies.draft import proposal_key
from desktop.domain.copies.removal import Removal, RemovalReason
from desktop.domain.shared.spans import Span, subtract
from desktop.ui.copies.preparing.editing import Content
from desktop.words import text, tr

_KINDS = {
    "keypad_tones": (text("Keypad tones"), RemovalReason.CARD_DETAILS),
    "silence": (text("Long silence"), RemovalReason.NOT_ABOUT_CUSTOMER),
    "hold_music": (text("Hold music"), RemovalReason.NOT_ABOUT_CUSTOMER),
    "before_answer": (text("Before anyone answers"), RemovalReason.NOT_ABOUT_CUSTOMER),
}


@dataclass(frozen=True)
class Proposal:
    """A part to review, in milliseconds; `key` identifies it when dismissed."""

    key: str
    kind: str
    start: int
    end: int
    channel: int | None

    @property
    def words(self) -> str:
        """The kind of proposal, in words."""
        return tr(_KINDS[self.kind][0])

    @property
    def may_be_told(self) -> bool:
        """Whether a listener can be told of it: nobody speaks in it, it is on all voices, and it is worth skipping."""
        kinds, shortest = frozenset(ChapterKind), SHORTEST_SECONDS * 1000
        return self.kind in kinds and self.channel is None and self.end - self.start >= shortest

    def mark(self) -> Removal:
        """Return the mark it becomes when accepted, with the usual reason of its kind, which can be changed."""
        return Removal(self.start, self.end, self.channel, _KINDS[self.kind][1])


def proposals_of(found: Iterable[Proposed], rate: int) -> tuple[Proposal, ...]:
    """Return the findings as proposals, in milliseconds rounded outwards."""
    made = []
    for one in found:
        start, end = one.start * 1000 // rate, -(-one.end * 1000 // rate)
        made.append(Proposal(proposal_key(one.kind, start, end, one.channel), one.kind, start, end, one.channel))
    return tuple(made)


def left_of(proposals: Iterable[Proposal], content: Content) -> tuple[Proposal, ...]:
    """Return the proposals that are neither accepted nor dismissed."""
    return tuple(one for one in proposals if one.key not in content.dismissed and not _marked(one, content))


def to_look_at(proposals: Iterable[Proposal], content: Content) -> tuple[Proposal, ...]:
    """Return the proposals left that nobody has decided on: neither accepted, dismissed nor told to the listener."""
    return tuple(one for one in left_of(proposals, content) if one.key not in content.chapters)


def _marked(proposal: Proposal, content: Content) -> bool:
    voices = (None, proposal.channel)
    marks = [Span(mark.start_ms, mark.end_ms) for mark in content.marks if mark.channel in voices]
    return not subtract((Span(proposal.start, proposal.end),), marks)

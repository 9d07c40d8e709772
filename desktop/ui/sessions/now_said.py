"""The line of words on the listening page: who is speaking, that it is paused, or what was removed. No widget.

This says what can be said of a call without its words. Where its transcript is approved: `captioned_panel`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.application.sessions.views import CallView, RemovedView
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.widgets.speaker_mark import Mark
from desktop.ui.kit.widgets.talk_bar import Lane
from desktop.words import tr
from desktop.words.shared.captions import removed_words


@dataclass(frozen=True)
class Said:
    """The words, with the speaker's mark. `removed`: they stand in the place of a removed part."""

    words: str
    mark: Mark = Mark.NONE
    removed: bool = False


@dataclass(frozen=True)
class Voices:
    """How the speakers of two channels are named: on their lanes, and speaking. `first`: the office's channel."""

    names: tuple[str, str]
    speaking: tuple[str, str]
    first: int = 0


def voices_of(agent: int | None, kind: Kind) -> Voices:
    """Return the speaker of each of two channels, in the listener's terms; if unknown, only that there are two."""
    if agent is None:
        return Voices(
            (tr("One voice"), tr("The other voice")), (tr("One voice is speaking"), tr("The other voice is speaking"))
        )
    theirs = (
        (tr("The other person"), tr("The other person is speaking"))
        if kind is Kind.INTERNAL
        else (tr("You"), tr("You are speaking"))
    )
    ours = tr("Council"), tr("The council is speaking")
    first, second = (ours, theirs) if agent == 0 else (theirs, ours)
    return Voices((first[0], second[0]), (first[1], second[1]), agent)


def removed_at(call: CallView, frame: int) -> RemovedView | None:
    """Return the part at `frame` of which nothing can be heard, if there is one."""
    return next((part for part in call.removed if part.channel is None and part.start <= frame < part.end), None)


def now_said(call: CallView, voices: Voices, lanes: Sequence[Lane], frame: int, *, playing: bool) -> Said:
    """Return what is said while the playhead is at `frame`."""
    if (part := removed_at(call, frame)) is not None:
        return Said(removed_said(part, call.rate), removed=True)
    if not playing:
        if frame >= call.frames:
            return Said(tr("This is the end of the call"))
        return Said(tr("Paused") if frame else tr("Ready when you are"))
    speaking = [lane for lane in lanes if any(span.start <= frame < span.end for span in lane.talk)]
    if not speaking:
        return _nobody(call, lanes, frame)
    if len(speaking) > 1:
        return Said(tr("Both are speaking"))
    (lane,) = speaking
    if lane.channel is None:
        return Said(tr("The call is playing"))
    return Said(voices.speaking[lane.channel], lane.mark)


def _nobody(call: CallView, lanes: Sequence[Lane], frame: int) -> Said:
    """Return that nobody speaks, or that what one voice says here is removed."""
    for part in call.removed:
        if part.start <= frame < part.end:
            mark = next((lane.mark for lane in lanes if lane.channel == part.channel), Mark.NONE)
            return Said(removed_said(part, call.rate), mark, removed=True)
    return Said(tr("Nobody is speaking"))


def removed_said(part: RemovedView, rate: int) -> str:
    """Return what stands in the place of a removed part: "8 seconds removed: about another person"."""
    return removed_words((part.end - part.start) / rate, part.reason)

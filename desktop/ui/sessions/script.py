"""The words that are read aloud before listening, made from this very copy: when the call was, how long it is, what is
removed from it, and what is set as the request asked.

A line has a few sentences at most. `Script.blocks` are the lines in groups, as they are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desktop.application.sessions.views import CallView, SessionView
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.kinds import Kind
from desktop.words import Texts, counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, local, spoken

READ_PER_SECOND = 2.2
"""Words a second, read aloud without haste."""
_ROUND_FROM = 90
"""From so many seconds on, a length is read in whole minutes."""
SET: Texts[Need] = {
    Need.LOUDER: "I’ve set it louder, as you asked.",
    Need.QUIETER: "I’ve set it quieter, as you asked.",
    Need.SLOWER: "I’ve set it slower, as you asked.",
    Need.LEFT_EAR: "I’ve set it to your left ear, as you asked.",
    Need.RIGHT_EAR: "I’ve set it to your right ear, as you asked.",
    Need.INTERPRETER: "I’ve set it to pause for your interpreter, as you asked.",
}


@dataclass(frozen=True)
class Script:
    """The lines, in groups."""

    blocks: tuple[tuple[str, ...], ...]

    @property
    def words(self) -> str:
        return " ".join(line for block in self.blocks for line in block)

    @property
    def seconds(self) -> int:
        """How long it takes to read aloud, in steps of five seconds."""
        return 5 * round(len(self.words.split()) / READ_PER_SECOND / 5)


def script_of(view: SessionView, zone: ZoneInfo) -> Script:
    """Return what is read to the listener of that session."""
    internal = view.kind is Kind.INTERNAL
    opening = _opening(view).format(
        day=day(local(view.call.at, zone).date()), length=spoken_length(view.call.frames / view.call.rate)
    )
    as_asked = " ".join(tr(sentence) for need, sentence in SET.items() if need in view.to_meet)
    disagree = (
        tr("If you want anything noted, tell me. I’ll note it with the time.")
        if internal
        else tr("If you disagree with anything, tell me. I’ll note it with the time.")
    )
    return Script(
        (
            (opening, *removed_lines(view.call)),
            (
                tr("Pause, go back or take a break whenever you like."),
                *((as_asked,) if as_asked else ()),
                *_transcript_lines(view),
            ),
            (
                tr("Please do not record."),
                tr("Hearing aids, medical devices and interpreters are welcome."),
                disagree,
            ),
        )
    )


def _opening(view: SessionView) -> str:
    """Return the first sentence, for that kind of call and for whoever is here."""
    if view.own_call:
        return tr("You are about to hear your call of {day}, {length} long.")
    if view.concerns_them:
        return tr("You are about to hear a call of {day} that someone else made about you, {length} long.")
    return tr("You are about to hear the call of {day}, {length} long.")


def _transcript_lines(view: SessionView) -> tuple[str, ...]:
    """Return what is said of the words to read: that they are there, or that they were asked for and are not."""
    if view.has_transcript:
        return (tr("You can read the words while you listen."),)
    if Need.TRANSCRIPT in view.to_meet:
        return (tr("You asked for the words to read. I’m sorry, there are none for this call."),)
    return ()


def removed_lines(call: CallView) -> tuple[str, ...]:
    """Return what is said of the parts that are removed."""
    if not call.removed:
        return (tr("Nothing is removed from it."),)
    seconds = sum(part.end - part.start for part in call.removed) / call.rate
    reasons = {words(part.reason) for part in call.removed}
    reason = reasons.pop() if len(reasons) == 1 else ""
    what = {"length": spoken(max(1, seconds)), "reason": reason}
    if len(call.removed) == 1:
        one = tr("One part is removed: {length}, {reason}.") if reason else tr("One part is removed: {length}.")
        return (one.format(**what), tr("You will see where."))
    many = tr("{n} parts are removed, {length} in all.")
    if reason:
        many = tr("{n} parts are removed, {length} in all: {reason}.")
    return (many.format(n=len(call.removed), **what), tr("You will see where."))


def spoken_length(seconds: float) -> str:
    """Return the length of a call as it is read: in whole minutes, unless it is short."""
    if seconds < _ROUND_FROM:
        return spoken(seconds)
    return counted(round(seconds / 60), "1 minute", "{n} minutes")

"""The words for every event, in the supervisor's timeline and in the checks of the log.

A sentence for each kind: those of `PLAIN` need no facts, the others are filled from the event's facts. Facts are codes
and numbers; an unknown fact is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop.application.ports.playing import Halt
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.policies import PolicyName
from desktop.domain.requests.request import Authority
from desktop.domain.reviews.exceptions import Exceptional
from desktop.domain.sessions.asked_check import Withdrawn
from desktop.domain.sessions.caller import NOT_ASKED, CallerCheck, CallKind
from desktop.domain.sessions.counter import NoteKind
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import Check, Missing
from desktop.domain.sessions.session import Outcome, Party, State, WhyFinished
from desktop.domain.sessions.unbooked import WhyUnbooked
from desktop.domain.shared.kinds import Kind
from desktop.words import counted, tr
from desktop.words.codes import and_list, within, words
from desktop.words.events import PLAIN
from desktop.words.formatting import clock

Facts = Mapping[str, Any]


class Timeline:
    """The words of events for one approved copy: `rate` turns its frames into times. `kind`: of the request."""

    def __init__(self, rate: int, id_policy: IdPolicy, kind: Kind = Kind.SUBJECT_ACCESS) -> None:
        self._rate = rate
        self._id_policy = id_policy
        self._kind = kind

    def words(self, event: Event) -> str:
        """Return one line for an event."""
        say = self.BY_FACTS.get(event.kind)
        return say(self, event.facts) if say else tr(PLAIN[event.kind])

    def _at(self, facts: Facts) -> str:
        return clock(int(facts.get("frame", 0)) / self._rate)

    def _checked_in(self, facts: Facts) -> str:
        present = [within(Party(code), self._kind) for code in facts["parties"]]
        said = tr("Checked in: {who}").format(who=and_list(present))
        if "acts_by" in facts:
            seen = tr("{checked_in}. Seen: {authority}, and who both of them are")
            said = seen.format(checked_in=said, authority=words(Authority(facts["acts_by"])))
        if "unbooked" not in facts:
            return said
        why = words(WhyUnbooked(facts["unbooked"]))
        return tr("{checked_in}. Without an appointment: {why}").format(checked_in=said, why=why)

    def _documents(self, facts: Facts) -> str:
        return self._under(tr("Documents seen: {kinds}").format(kinds=self._seen(facts)), facts)

    def _lesser_check(self, facts: Facts) -> str:
        seen = self._seen(facts) or tr("no document")
        said = tr("Lesser check allowed by a supervisor. Seen: {kinds}").format(kinds=seen)
        if "asked_check" in facts:
            said = tr("Lesser check allowed by a supervisor at their own PC. Seen: {kinds}").format(kinds=seen)
        return self._under(said, facts)

    def _lesser_check_asked(self, facts: Facts) -> str:
        seen, missing = self._seen(facts) or tr("no document"), [words(Missing(code)) for code in facts["missing"]]
        said = tr("A supervisor was asked, at their own PC, to allow a lesser check. Seen: {kinds}. Missing: {what}")
        return self._under(said.format(kinds=seen, what=and_list(missing)), facts)

    def _lesser_check_declined(self, facts: Facts) -> str:
        return tr("Lesser check declined by a supervisor at their own PC")

    def _lesser_check_withdrawn(self, facts: Facts) -> str:
        if facts["because"] == Withdrawn.AWAY.value:
            return tr("Lesser check withdrawn: the desk was locked, or the page was left")
        return tr("Lesser check withdrawn: the adviser gave up waiting")

    def _under(self, said: str, facts: Facts) -> str:
        """Add which version of the identification policy that was judged by. Older events do not say it."""
        version = dict(facts.get("policies", ())).get(PolicyName.IDENTITY.value)
        if version is None:
            return said
        return tr("{said}. By version {version} of the policy").format(said=said, version=version)

    def _seen(self, facts: Facts) -> str:
        """Name the documents, each with what was compared on it. Older events name the kinds only."""
        kinds = [self._id_policy.named(code) for code in facts["kinds"]]
        names = [kind.name if kind else "?" for kind in kinds]
        if "checks" not in facts:
            return and_list(names)
        compared = [", ".join(words(Check(code)) for code in codes) for codes in facts["checks"]]
        each = [
            tr("{kind} ({checks})").format(kind=name, checks=made) for name, made in zip(names, compared, strict=True)
        ]
        return "; ".join(each)

    def _identity(self, facts: Facts) -> str:
        if facts["caller"] == NOT_ASKED:
            return tr("Identity confirmed: a member of staff")
        said = self._caller(facts)
        if Exceptional.ANSWERS_NOT_SEEN.value in facts.get("exceptions", ()):
            said = tr("{said}. Nobody looked at the answers").format(said=said)
        return said

    def _caller(self, facts: Facts) -> str:
        near = facts["caller"] == CallerCheck.NEAR_ENOUGH.value
        if facts.get("call") == CallKind.BY_SOMEBODY_ELSE.value:
            theirs = tr("Identity confirmed, account of someone else’s call matched")
            return tr("Identity confirmed, account of someone else’s call near enough") if near else theirs
        return tr("Identity confirmed, call near enough") if near else tr("Identity confirmed, call matched")

    def _short_check(self, facts: Facts) -> str:
        seen = self._seen({"kinds": facts["kinds"]})
        said = tr("Identity confirmed by the short check: the person of an earlier session. Shown then: {kinds}")
        return self._under(said.format(kinds=seen), facts)

    def _not_enough(self, facts: Facts) -> str:
        missing = [words(Missing(code)) for code in facts["missing"]]
        return tr("Not enough evidence today. Missing: {what}").format(what=and_list(missing) or tr("nothing named"))

    def _play(self, facts: Facts) -> str:
        rate = int(facts["rate_percent"])
        device = facts.get("device")
        if rate == 100:
            said = tr("Played from {at} on {device}") if device else tr("Played from {at}")
        elif device:
            said = tr("Played from {at} on {device}, at {rate}% speed")
        else:
            said = tr("Played from {at}, at {rate}% speed")
        return said.format(at=self._at(facts), device=device, rate=rate)

    def _heard(self, facts: Facts) -> str:
        span = tr("{start} to {end}")
        times = [(clock(a / self._rate), clock(b / self._rate)) for a, b in facts["heard"]]
        spans = [span.format(start=start, end=end) for start, end in times]
        return tr("Heard {spans}").format(spans=and_list(spans)) if spans else tr("At {at}").format(at=self._at(facts))

    def _stopped(self, facts: Facts) -> str:
        if because := facts.get("because"):
            return tr("Paused automatically at {at}: {why}").format(at=self._at(facts), why=words(Halt(because)))
        return tr("Paused at {at}").format(at=self._at(facts))

    def _note(self, facts: Facts) -> str:
        frame = int(facts["frame"])
        kind = words(NoteKind(facts["note_kind"]))
        at = clock(frame / self._rate)
        if frame < 0:
            said = tr("{kind} noted, correction wanted") if facts["correction_wanted"] else tr("{kind} noted")
        elif facts["correction_wanted"]:
            said = tr("{kind} noted at {at}, correction wanted")
        else:
            said = tr("{kind} noted at {at}")
        return said.format(kind=kind, at=at)

    def _finished(self, facts: Facts) -> str:
        because = {
            WhyFinished.FAULT.value: tr("Finished after a technical fault"),
            WhyFinished.LEFT.value: tr("The listener left") if self._kind is Kind.INTERNAL else tr("The customer left"),
        }
        return because.get(str(facts.get("because")), tr("Listening finished"))

    def _interrupted(self, facts: Facts) -> str:
        was = within(State(facts["was"]))
        return tr("Interrupted while {was}, at {at}").format(was=was, at=self._at(facts))

    def _closed(self, facts: Facts) -> str:
        said = tr("Closed: {outcome}. Log anchored")
        if facts.get("acknowledged"):
            said = tr("Closed: {outcome}, acknowledged. Log anchored")
        return said.format(outcome=words(Outcome(facts["outcome"]), self._kind))

    def _left(self, facts: Facts) -> str:
        who = words(Party(facts["party"]), self._kind)
        if "with_them" in facts:
            also = and_list([within(Party(each), self._kind) for each in facts["with_them"]])
            return tr("{who} left: without them nothing is played to the {also}").format(who=who, also=also)
        return tr("{who} left").format(who=who)

    def _quarantined(self, facts: Facts) -> str:
        return counted(
            len(facts["files"]),
            "Quarantined: 1 file that the database does not name",
            ("Quarantined: {n} files that the database does not name"),
        )

    def _put_back(self, facts: Facts) -> str:
        return counted(len(facts["files"]), "Restored from quarantine: 1 file", "Restored from quarantine: {n} files")

    def _removed(self, facts: Facts) -> str:
        return counted(len(facts["files"]), "Deleted from quarantine: 1 file", "Deleted from quarantine: {n} files")

    BY_FACTS: Mapping[EventKind, Callable[[Timeline, Facts], str]] = {
        EventKind.CHECKED_IN: _checked_in,
        EventKind.PARTY_LEFT: _left,
        EventKind.DOCUMENTS_SIGHTED: _documents,
        EventKind.LESSER_CHECK_ASKED: _lesser_check_asked,
        EventKind.LESSER_CHECK_ALLOWED: _lesser_check,
        EventKind.LESSER_CHECK_DECLINED: _lesser_check_declined,
        EventKind.LESSER_CHECK_WITHDRAWN: _lesser_check_withdrawn,
        EventKind.IDENTITY_CONFIRMED: _identity,
        EventKind.SHORT_CHECK_MADE: _short_check,
        EventKind.IDENTITY_NOT_ENOUGH: _not_enough,
        EventKind.PLAY_STARTED: _play,
        EventKind.PLAY_STOPPED: _stopped,
        EventKind.HEARD: _heard,
        EventKind.NOTE_TAKEN: _note,
        EventKind.LISTENING_FINISHED: _finished,
        EventKind.SESSION_INTERRUPTED: _interrupted,
        EventKind.SESSION_CLOSED: _closed,
        EventKind.QUARANTINE_STARTED: _quarantined,
        EventKind.QUARANTINE_RETURNED: _put_back,
        EventKind.QUARANTINE_ENDED: _removed,
    }

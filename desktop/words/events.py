"""The words of every event: in the supervisor's timeline, in the checks of the log, and where someone was quicker.

A sentence for each kind: those of `PLAIN` need no facts, the others (`Timeline.BY_FACTS`) are filled from the
event's facts. Facts are codes and numbers; an unknown fact is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from desktop.application.ports.sound import Halt, SoundEngine
from desktop.application.shared.quicker import Conflict
from desktop.domain.log.events import Event, EventKind
from desktop.domain.office.policies import PolicyName
from desktop.domain.requests.request import Authority
from desktop.domain.reviews.review import Exceptional
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import NOT_ASKED, CallerCheck, CallKind, Check, Missing
from desktop.domain.sessions.lesser_check import Withdrawn
from desktop.domain.sessions.session import NoteKind, Outcome, Party, State, WhyFinished, WhyUnbooked
from desktop.domain.shared.kinds import Kind
from desktop.words import Texts, counted, tr
from desktop.words.codes import and_list, within, words
from desktop.words.formatting import clock, local, moment_beside

PLAIN: Texts[EventKind] = {
    # The office
    EventKind.OFFICE_CREATED: "The office was created",
    EventKind.DESK_ASKED: "A PC’s request to join was opened",
    EventKind.DESK_ENROLLED: "A PC was enrolled",
    EventKind.DESK_JOINED: "This PC joined the office",
    EventKind.DESK_WITHDRAWN: "A PC was withdrawn",
    EventKind.DESK_KIND_CHANGED: "What a PC is for was changed",
    EventKind.RECOVERY_KEY_REPLACED: "A recovery key was replaced",
    EventKind.DESK_COPIED: "A PC was refused: a copy of it was in use, or it was the copy",
    EventKind.DESK_REPORTED: "A PC reported its state",
    EventKind.BACKED_UP: "The office was backed up",
    EventKind.KEYRING_RESTORED: "The keyring of a PC was lost, and a recovery key restored its keys from a back-up",
    EventKind.SERVER_CHANGED: "A PC’s address, authority or password for the server was changed",
    EventKind.OFFICE_MOVED: "The office moved to a database server",
    EventKind.RECORDINGS_MOVED: "The office’s recordings moved into its database",
    EventKind.PERSON_ADDED: "A person was added",
    EventKind.ADMINISTRATOR_RECOVERED: "A recovery key made a new administrator",
    EventKind.ADMINISTRATION_REVIEWED: "What administrators did was reviewed",
    EventKind.PERSON_RENAMED: "A person was renamed",
    EventKind.PERSON_LEFT: "A person left, and their access ended",
    EventKind.PERSON_CAME_BACK: "A person came back",
    EventKind.ROLES_CHANGED: "A person’s roles changed",
    EventKind.ROLE_LENT: "A role was lent to a person",
    EventKind.LOAN_ENDED: "A lent role was taken back",
    EventKind.PASSWORD_CHANGED: "A person changed their own password",
    EventKind.PASSWORD_RESET: "A person was given a new first password",
    EventKind.WAIT_ENDED: "A person’s wait after wrong passwords was ended",
    EventKind.TRIES_CLEARED: "A person’s wrong passwords count no more",
    EventKind.PASSWORD_REHASHED: "A password is stored in a stronger form",
    EventKind.POLICIES_BEGUN: "The office’s policies were begun",
    EventKind.POLICY_CHANGED: "A policy was changed",
    EventKind.POLICY_PROPOSED: "A change to a policy was proposed",
    EventKind.POLICY_ADOPTED: "A proposed change to a policy was adopted",
    EventKind.POLICY_DROPPED: "A proposed change to a policy was dropped",
    EventKind.SIGNED_IN: "Signed in",
    EventKind.SIGN_IN_REFUSED: "A sign-in was refused",
    EventKind.SIGNED_OUT: "Signed out",
    EventKind.DESK_LOCKED: "The desk was locked",
    EventKind.DESK_UNLOCKED: "The desk was unlocked",
    EventKind.CLOCK_CONFIRMED: "An administrator confirmed this PC’s clock",
    # Requests
    EventKind.REQUEST_TAKEN: "The request was taken",
    EventKind.REQUEST_OPENED: "The request was opened",
    EventKind.LIST_SEARCHED: "A list was searched",
    EventKind.LIST_MADE: "A list was printed or saved",
    EventKind.REQUEST_CLOSED: "The request was closed",
    EventKind.FILE_DISCLOSED: "A file for the police was recorded as disclosed",
    EventKind.CALL_CORRECTED: "The call details were corrected",
    EventKind.REPRESENTATIVE_NAMED: "Someone who acts for the person was named",
    EventKind.ASKER_CORRECTED: "The details of the person who asks were corrected",
    EventKind.PROOF_ASKED: "Proof was asked for",
    EventKind.PROOF_ARRIVED: "Proof arrived",
    EventKind.CLARIFICATION_ASKED: "The person was asked a question",
    EventKind.CLARIFICATION_ANSWERED: "The person answered the question",
    EventKind.EXTENSION_TOLD: "The person was told that the answer will take longer",
    EventKind.EXTENSION_TAKEN_BACK: "The extension of the deadline was taken back",
    EventKind.DEADLINE_DAY_CORRECTED: "A date that affects the deadline was corrected",
    EventKind.CORRECTION_ANSWERED: "The request for a correction was answered",
    EventKind.ANSWER_TAKEN_BACK: "The noted answer was taken back",
    EventKind.COMPLAINT_TAKEN: "A complaint was taken",
    EventKind.COMPLAINT_ACKNOWLEDGED: "The complaint was acknowledged",
    EventKind.COMPLAINT_PROGRESS_TOLD: "The person was told how their complaint is going",
    EventKind.COMPLAINT_OUTCOME_TOLD: "The person was told the outcome of their complaint",
    EventKind.COMPLAINT_TAKEN_BACK: "What was noted of a complaint was taken back",
    EventKind.LETTER_MADE: "A letter was printed, saved or put into an e-mail",
    # Recordings
    EventKind.RECORDING_IMPORTED: "A recording was imported",
    EventKind.RECORDING_BROUGHT_BACK: "A missing file was imported again",
    EventKind.RECORDING_LINKED: "A recording was linked to the request",
    EventKind.RECORDING_UNLINKED: "The recording was unlinked from the request",
    EventKind.CALL_METADATA_TOLD: "The telephone number of a recording was added",
    EventKind.RECORDING_SEARCHED: "The recordings were searched",
    EventKind.RECORDING_NOT_LEFT: "It was noted that the recording is no longer available",
    EventKind.IMPORT_STARTED: "An import was started",
    EventKind.IMPORT_FINISHED: "An import was finished",
    EventKind.DELETION_STOPPED: "Deletion in the telephone system was stopped",
    EventKind.HOLD_REVIEWED: "A hold was reviewed and kept",
    EventKind.HOLD_RELEASE_ASKED: "Someone asked to release a hold",
    EventKind.HOLD_RELEASED: "A hold was released",
    EventKind.RECORDING_DESTROYED: "A recording was destroyed",
    EventKind.RETENTION_KEY_RENEWED: "A retention key was renewed",
    EventKind.RETENTION_KEY_DESTROYED: "A retention key was destroyed",
    EventKind.RETENTION_RUN: "Nightly run",
    EventKind.RETENTION_STOPPED: "A nightly run destroyed nothing, since something was in doubt",
    EventKind.VAULT_LOOKED_THROUGH: "The vault was looked through",
    # Copies
    EventKind.ORIGINAL_OPENED: "An original was opened",
    EventKind.WORKING_COPY_REBUILT: "The working copy of an original was rebuilt",
    EventKind.SECURITY_CODE_FLAGGED: "A card’s security code was found in the recording: an incident",
    EventKind.DRAFT_SAVED: "The marks were saved",
    EventKind.TRANSCRIPT_SAVED: "The transcript was saved",
    EventKind.COPY_PREPARED: "The copy was prepared",
    EventKind.COPY_OPENED: "The copy was opened",
    EventKind.TRANSCRIPT_OPENED: "The transcript of the copy was read",
    EventKind.REQUEST_APPROVED: "The request was approved",
    EventKind.REQUEST_SENT_BACK: "The request was sent back",
    EventKind.REQUEST_REFUSED: "The request was refused",
    EventKind.APPROVAL_WITHDRAWN: "The approval was withdrawn",
    # Appointments
    EventKind.APPOINTMENT_BOOKED: "An appointment was booked",
    EventKind.APPOINTMENT_MOVED: "The appointment was moved",
    EventKind.APPOINTMENT_CALLED_OFF: "The appointment was cancelled",
    # Sessions
    EventKind.ANSWERS_SEEN: "Looked at the answers to the caller check",
    EventKind.CALLER_NOT_MATCHED: "The account of the call did not match",
    EventKind.BRIEFED: "Briefed. Sound check heard",
    EventKind.RECORDING_OPENED: "Recording opened",
    EventKind.BREAK_STARTED: "Break",
    EventKind.BREAK_ENDED: "Break ended",
    EventKind.DISTRESS_STOPPED: "Stopped and blanked at once (Esc twice)",
    EventKind.SESSION_RESUMED: "Resumed after a short check",
    EventKind.SESSION_TAKEN_OVER: "Taken over by another adviser, after a short check",
    EventKind.LOCKDOWN_DEGRADED: "A restriction of this PC was not in force",
    EventKind.RECEIPT_PRINTED: "Receipt printed",
    EventKind.RECEIPT_SAVED: "Receipt saved by a supervisor",
    # Reviews
    EventKind.REVIEW_OPENED: "A supervisor opened the session",
    EventKind.REVIEW_SIGNED_OFF: "Signed off",
    EventKind.SIGN_OFF_TAKEN_BACK: "The sign-off was taken back",
    EventKind.REVIEW_QUESTION_ASKED: "The adviser was asked a question",
    EventKind.REVIEW_QUESTION_ANSWERED: "The adviser answered",
    # The log
    EventKind.LOG_STARTED: "The log was started",
    EventKind.SIGNING_KEY_CHANGED: "This desk started signing with a new key",
    EventKind.LOG_VERIFIED: "The log was verified",
    EventKind.WITNESS_BEGUN: "An administrator began a witness file",
    EventKind.LAG_ACCEPTED: "A supervisor let sessions begin though the log was not anchored",
    EventKind.EVENTS_LOST: "An older database had been put back, and what was lost with it was stated",
    EventKind.ROW_REFUSED: "The database said something that the log does not say, and was not believed",
}


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
        """Add which version of the identification policy that was judged by."""
        version = dict(facts.get("policies", ())).get(PolicyName.IDENTITY.value)
        if version is None:
            return said
        return tr("{said}. By version {version} of the policy").format(said=said, version=version)

    def _seen(self, facts: Facts) -> str:
        """Name the documents, each with what was compared on it. A short check compares none."""
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
        if device:
            device = tr("{device} ({engine})").format(device=device, engine=words(SoundEngine(facts["engine"])))
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


ACTS: Texts[EventKind] = {
    **PLAIN,
    EventKind.CHECKED_IN: "The person was checked in",
    EventKind.SESSION_CLOSED: "The appointment was closed",
    EventKind.LESSER_CHECK_ALLOWED: "The lesser check was allowed",
    EventKind.LESSER_CHECK_DECLINED: "The lesser check was declined",
}
"""The words for an act: also where the timeline of a review needs facts of the event for it."""


def quicker_words(found: Conflict | None, now: datetime, zone: ZoneInfo) -> str:
    """Return "The request was approved: Demo approver, 2:31pm today, at Desk 2."; nothing where nobody was."""
    if found is None:
        return ""
    by = found.by_name or tr("The directory")
    when = moment_beside(found.at, local(now, zone).date(), zone)
    said = tr("{what}: you did that, {when}, at {desk}.") if found.oneself else tr("{what}: {name}, {when}, at {desk}.")
    return said.format(what=tr(ACTS[found.did]), name=by, when=when, desk=found.desk_name)

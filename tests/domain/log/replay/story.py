"""A log told by hand: `a_story()` is the life of an office in which every kind of event that changes a fact happens."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from desktop.domain.log.events import Event, EventKind, Subject, canonical
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.recordings import digest_of_calls
from desktop.domain.log.replay.replaying import replay
from desktop.domain.shared.ids import DeskId, PersonId

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
K = EventKind
Said = dict[str, Any]
UNTIL = "2027-01-31"
"""The last day of an approval."""
OVER: Said = {"why": "retention", "zone": "Europe/London", "months": 0, "days": 14}
"""A period that is over."""


def an_id(name: str) -> str:
    return digest_of(name)[:32]


def digest_of(name: str) -> str:
    return sha256(name.encode()).hexdigest()


@dataclass
class Story:
    """Events, in order; `facts` replays them. `people` are named by a word, and so is everything else."""

    events: list[Event] = field(default_factory=list)

    def say(self, kind: EventKind, /, by: str = "officer", at_desk: str = "front", **said: Any) -> Story:
        """Add an event. A subject is named in capitals (REQUEST="first"), a fact in small letters."""
        subjects = {Subject[name]: an_id(value) for name, value in said.items() if name.isupper()}
        facts = {name: value for name, value in said.items() if not name.isupper()}
        at = AT + timedelta(minutes=len(self.events))
        actor = PersonId(an_id(by)) if by else None
        self.events.append(Event(kind, at, DeskId(an_id(at_desk)), actor, subjects, facts))
        return self

    @property
    def bodies(self) -> list[tuple[int, bytes]]:
        return [(seq, canonical(event, seq)) for seq, event in enumerate(self.events)]

    @property
    def facts(self) -> Facts:
        return replay(self.bodies)

    def without(self, kind: EventKind, /, *names: str) -> Story:
        """Return the same story, in which events of that kind lack these facts or subjects."""
        return Story([_lacking(each, names) if each.kind is kind else each for each in self.events])

    def otherwise(self, kind: EventKind, /, **said: Any) -> Story:
        """Return the same story, in which events of that kind say this instead."""
        return Story([_saying(each, said) if each.kind is kind else each for each in self.events])


def _lacking(event: Event, names: Collection[str]) -> Event:
    subjects = {subject: value for subject, value in event.subjects.items() if subject.name not in names}
    facts: Said = {name: value for name, value in event.facts.items() if name not in names}
    return Event(event.kind, event.at, event.desk, event.actor, subjects, facts)


def _saying(event: Event, said: Mapping[str, Any]) -> Event:
    subjects = {
        **event.subjects,
        **{Subject[name]: an_id(each) for name, each in said.items() if name.isupper()},
    }
    facts: Said = {**event.facts, **{name: each for name, each in said.items() if not name.isupper()}}
    return Event(event.kind, event.at, event.desk, event.actor, subjects, facts)


def created(story: Story, **said: Any) -> Story:
    """The office is made."""
    facts: Said = {"office": an_id("office"), "demo": False, "recovery": 2, "zone": "Europe/London"}
    facts |= {"nation": "england", "recipients": [], "letterhead": digest_of("letterhead")}
    return story.say(K.OFFICE_CREATED, by="", **facts | said)


def an_office() -> Story:
    """An office with two desks and its people."""
    story = created(Story().say(K.LOG_STARTED, by="", day="2026-11-24", public="x"), recipients=["age1one", "age1two"])
    for desk, kind in (("front", "counter"), ("back", "back_office")):
        story.say(K.DESK_ENROLLED, by="", DESK=desk, recipient=f"age1{desk}", kind=kind)
    for person in ("adviser", "officer", "approver", "supervisor"):
        role = "information_officer" if person == "officer" else person
        story.say(K.PERSON_ADDED, by="", PERSON=person, roles=[role], hash=digest_of(person))
    recovered: Said = {"roles": ["administrator"], "hash": digest_of("recovered"), "first": True}
    story.say(K.ADMINISTRATOR_RECOVERED, by="", PERSON="recovered", recipient="age1one", **recovered)
    both = ["adviser", "supervisor"]
    story.say(K.PERSON_ADDED, by="", PERSON="deputy", roles=both, hash=digest_of("first"), first=True)
    story.say(K.PASSWORD_CHANGED, by="deputy", PERSON="deputy", hash=digest_of("their own"))
    story.say(K.ROLES_CHANGED, by="recovered", PERSON="deputy", roles=["approver"])
    lent: Said = {"role": "supervisor", "first": "2026-11-30", "last": "2026-12-06"}
    story.say(K.ROLE_LENT, by="", PERSON="deputy", **lent)
    story.say(K.ROLE_LENT, by="", PERSON="deputy", **lent)
    story.say(K.PASSWORD_RESET, by="", PERSON="deputy", hash=digest_of("forgotten"))
    story.say(K.LOAN_ENDED, by="", PERSON="deputy", role="supervisor")
    story.say(K.PERSON_LEFT, by="recovered", PERSON="deputy")
    story.say(K.PERSON_CAME_BACK, by="recovered", PERSON="deputy", roles=["adviser"], hash=digest_of("second"))
    there: Said = {"hash": digest_of("none"), "directory": digest_of("identifier")}
    story.say(K.PERSON_ADDED, by="", PERSON="there", roles=["adviser", "approver"], **there)
    story.say(K.ROLES_CHANGED, by="", PERSON="there", roles=["approver"])
    story.say(K.PERSON_LEFT, by="", PERSON="there")
    story.say(K.PERSON_CAME_BACK, by="", PERSON="there", roles=["adviser"])
    policies(story)
    story.say(K.SIGNED_IN, PERSON="officer", hash=digest_of("officer"))
    return story.say(K.PASSWORD_REHASHED, by="adviser", PERSON="adviser", hash=digest_of("renewed"))


def policies(story: Story) -> Story:
    """Policies are begun; one is changed by one person, one by two, and one change is dropped."""
    names = ("identity", "office", "keeping")
    story.say(K.POLICIES_BEGUN, by="", policies=[[name, digest_of(f"{name} 1")] for name in names])
    said: Said = {"policy": "office", "version": 2, "digest": digest_of("office 2")}
    story.say(K.POLICY_CHANGED, by="recovered", weaker=[], **said)
    said = {"policy": "identity", "version": 2, "digest": digest_of("identity 2")}
    story.say(K.POLICY_PROPOSED, by="recovered", weaker=["max_age_months"], **said)
    story.say(K.POLICY_DROPPED, by="recovered", **said)
    said = {"policy": "identity", "version": 3, "digest": digest_of("identity 3")}
    story.say(K.POLICY_PROPOSED, by="recovered", weaker=["max_age_months"], **said)
    return story.say(K.POLICY_ADOPTED, by="supervisor", **said)


def taken(story: Story, request: str, number: int = 1, recordings: Sequence[str] = (), purpose: str = "") -> Story:
    """A request for one call, with a reason."""
    return story.say(
        K.REQUEST_TAKEN,
        REQUEST=request,
        HOLD=f"hold of {request}",
        reference=f"SAR-2026-{number:04d}",
        received_on="2026-11-20",
        due_on="2026-12-20",
        purpose=purpose,
        copy_wanted=False,
        came_by="letter",
        copy_offered=True,
        language="both",
        asked=[digest_of(request)],
        notes=[an_id(f"reason of {request}")],
        digests=[digest_of("reason")],
        hold_reason="request",
        review_on="2027-02-24",
        recordings=[[an_id(each) for each in recordings]],
        stops=[[an_id(request), "switchboard", "2027-01-01"], [an_id(request), "other", ""]],
    )


def imported(story: Story, request: str, recording: str, key: str = "key") -> Story:
    """The request's recording comes, under a key of its month."""
    return story.say(
        K.RECORDING_IMPORTED,
        REQUEST=request,
        RECORDING=recording,
        requests=[an_id(request)],
        format="pcm_wav",
        frames=8000,
        rate=8000,
        sha256=digest_of(recording),
        source="switchboard",
        called_at="2026-11-03T14:30:00.000000Z",
        outbound=False,
        channels=2,
        agent_channel=-1,
        ended_because="",
        number_digest=digest_of("number withheld"),
        key=an_id(key),
        key_month="2026-11",
        key_sha256=digest_of(key),
    )


def transcribed(story: Story, request: str, version: int) -> Story:
    """Its transcript is saved."""
    said = digest_of(f"words {version} of {request}")
    return story.say(K.TRANSCRIPT_SAVED, REQUEST=request, version=version, lines=4, sha256=said)


def words_of(copy: str) -> Said:
    """The facts about its transcript in the event of a prepared copy."""
    return {"transcript_sha256": digest_of(f"words of {copy}"), "transcript_version": 2, "transcript_lines": 3}


def prepared(story: Story, request: str, recording: str, copy: str, replaces: Sequence[str] = (), **more: Any) -> Story:
    """A copy of it is prepared."""
    return story.say(
        K.COPY_PREPARED,
        REQUEST=request,
        RECORDING=recording,
        COPY=copy,
        sha256=digest_of(copy),
        frames=8000,
        rate=8000,
        channels=1,
        removed=[[0, 100], [200, 300]],
        removed_channels=[-1, 0],
        removed_reasons=["about_another_person", "legal_privilege"],
        chapters=[[400, 5000, "silence"]],
        version=1,
        style="bleep",
        gain_cdb=30,
        true_peak_cdb="",
        loudness_cdb=-1600,
        key=an_id("key of copies"),
        key_month="2026-11",
        key_sha256=digest_of("key of copies"),
        source="switchboard",
        replaces=[an_id(each) for each in replaces],
        **more,
    )


def decided(story: Story, kind: EventKind, request: str, copy: str, name: str = "", **more: Any) -> Story:
    """The approver decides, in words."""
    name = name or f"{kind.value} of {request}"
    about: Said = {
        "NOTE": f"words of {name}",
        "decision": an_id(name),
        "digest": digest_of("words"),
        "version": 1,
    }
    if kind is not K.APPROVAL_WITHDRAWN:
        about |= {"reason": "", "weighed": ["danger:none"]}
    if kind is K.REQUEST_APPROVED:
        about["until"] = UNTIL
    if copy:
        about["COPY"] = copy
    return story.say(kind, by="approver", REQUEST=request, **about | {"sha256": digest_of(copy)} | more)


def an_approved(story: Story, request: str, number: int, purpose: str = "") -> Story:
    """A request with its approved copy."""
    taken(story, request, number, purpose=purpose)
    imported(story, request, f"recording of {request}")
    prepared(story, request, f"recording of {request}", f"copy of {request}")
    return decided(story, K.REQUEST_APPROVED, request, f"copy of {request}")


def checked_in(story: Story, session: str, request: str) -> Story:
    """The appointment is booked, and its session begins."""
    at: Said = {"minutes": 45, "starts": "2026-11-26T10:00:00.000000Z", "desk": an_id("front")}
    story.say(K.APPOINTMENT_BOOKED, REQUEST=request, APPOINTMENT=f"slot of {session}", **at)
    about: Said = {
        "SESSION": session,
        "REQUEST": request,
        "APPOINTMENT": f"slot of {session}",
        "COPY": f"copy of {request}",
    }
    parties = ["companion", "customer"]
    return story.say(K.CHECKED_IN, by="adviser", **about, parties=parties, copy_wanted=True, exceptions=[])


def sighted(story: Story, kind: EventKind, session: str, request: str, **more: Any) -> Story:
    """Two documents are shown."""
    return in_session(story, kind, session, request, **SHOWN | more)


SHOWN: Said = {
    "kinds": ["passport", "bill"],
    "checks": [["expiry_fine"], []],
    "slots": [0, 1],
    "groups": ["A", "B"],
    "in_date": [True, True],
    "ages": [-1, 2],
}


def in_session(story: Story, kind: EventKind, session: str, request: str, **more: Any) -> Story:
    """An event of a session, by its adviser."""
    return story.say(kind, **{"by": "adviser", "SESSION": session, "REQUEST": request} | more)


def listening(story: Story, session: str, request: str, until: str = UNTIL) -> Story:
    """From check-in to an open recording."""
    checked_in(story, session, request)
    sighted(story, K.DOCUMENTS_SIGHTED, session, request)
    in_session(story, K.IDENTITY_CONFIRMED, session, request, caller="matches", exceptions=["short_id_step"])
    in_session(story, K.BRIEFED, session, request, volume=60, ear="both")
    return opened(story, K.RECORDING_OPENED, session, request, until=until)


def opened(story: Story, kind: EventKind, session: str, request: str, frame: int = 0, until: str = UNTIL) -> Story:
    """The copy is opened."""
    copy = f"copy of {request}"
    approval = {"status": "approved", "until": until}
    return in_session(story, kind, session, request, COPY=copy, frame=frame, sha256=digest_of(copy), **approval)


def closed(story: Story, session: str, request: str, outcome: str, **more: Any) -> Story:
    """The session is closed with the customer's answers."""
    answers: Said = {"copy_wanted": True, "complaint": True, "acknowledged": False}
    return in_session(story, K.SESSION_CLOSED, session, request, outcome=outcome, heard_permille=1, **answers, **more)


def a_story() -> Story:
    """The whole life of an office."""
    story = an_office()
    requests(story)
    deadlines(story)
    sessions(story)
    holds(story)
    return the_end(story)


def requests(story: Story) -> None:
    """Requests that are matched, unlinked, decided in every way, and closed."""
    an_approved(story, "first", 1)
    taken(story, "second", 2, ["recording of first"])
    story.say(K.RECORDING_LINKED, REQUEST="second", RECORDING="recording of first", step="half_hour")
    prepared(story, "second", "recording of first", "wrong copy")
    copies = [an_id("wrong copy")]
    emptied: Said = {"version": 1, "draft_sha256": digest_of("empty")}
    story.say(K.RECORDING_UNLINKED, REQUEST="second", RECORDING="recording of first", copies=copies, **emptied)
    moved = [[an_id("second"), "switchboard", "2027-01-09"]]
    changed: Said = {"time": True, "number": False, "direction": False, "held": 1}
    found = [an_id("recording of first")]
    story.say(
        K.CALL_CORRECTED, REQUEST="second", recordings=found, stops=moved, asked=digest_of("corrected"), **changed
    )
    story.say(
        K.REPRESENTATIVE_NAMED,
        REQUEST="second",
        acts_by="parental",
        authority_seen=False,
        only_taken=True,
        requests=[an_id("second")],
        asked=[digest_of("named")],
    )
    asker_corrected(story, ["second"], ["address", "contact"])
    imported(story, "second", "recording of second")
    story.say(K.DRAFT_SAVED, REQUEST="second", version=2, sha256=digest_of("draft"), spans=[[0, 9]], reasons=["x"])
    transcribed(story, "second", 1)
    transcribed(story, "second", 2)
    prepared(story, "second", "recording of second", "sent back", **words_of("sent back"))
    decided(story, K.REQUEST_SENT_BACK, "second", "sent back")
    prepared(story, "second", "recording of second", "copy of second", ["sent back"], **words_of("copy of second"))
    story.say(K.TRANSCRIPT_OPENED, REQUEST="second", COPY="copy of second", sha256=digest_of("words"), lines=3)
    words = digest_of("words of copy of second")
    decided(story, K.REQUEST_APPROVED, "second", "copy of second", "once", transcript=words, newer_marks=2)
    decided(story, K.APPROVAL_WITHDRAWN, "second", "copy of second")
    decided(story, K.REQUEST_APPROVED, "second", "copy of second", "for another", until="", newer_marks=2)
    asker_corrected(story, ["second"], ["surname"], ["second"])
    decided(story, K.REQUEST_APPROVED, "second", "copy of second", "twice", until="", newer_marks=2)
    taken(story, "refused", 3)
    decided(story, K.REQUEST_REFUSED, "refused", "", sha256="", reason="third_party")
    story.say(K.REQUEST_CLOSED, REQUEST="refused", answered="refusal_sent")
    taken(story, "nothing left", 4)
    looked: Said = {"sources": [], "left": [], "since": [], "months": [], "compared": digest_of_calls(())}
    story.say(K.RECORDING_NOT_LEFT, REQUEST="nothing left", after_request=False, **looked)
    story.say(K.DELETION_STOPPED, REQUEST="nothing left", source="switchboard")
    of: Said = {"REQUEST": "second", "RECORDING": "recording of second"}
    story.say(K.WORKING_COPY_REBUILT, **of, part="waveform", found="missing")


def asker_corrected(
    story: Story, requests: list[str], changed: list[str], ended: Sequence[str] = (), by: str = "officer"
) -> Story:
    return story.say(
        K.ASKER_CORRECTED,
        by,
        REQUEST=requests[0],
        changed=changed,
        requests=[an_id(each) for each in requests],
        asked=[digest_of(f"{each} corrected") for each in requests],
        approvals_ended=[an_id(each) for each in ended],
    )


def deadlines(story: Story) -> None:
    """A request for two calls, whose clock waits for everything there is."""
    both, dues = [an_id("call"), an_id("other call")], ["2026-12-21", "2026-12-21"]
    story.say(
        K.REQUEST_TAKEN,
        REQUEST="call",
        HOLD="hold of call",
        requests=both,
        holds=[an_id("hold of call"), an_id("hold of other call")],
        reference="INT-2026-0001",
        received_on="2026-11-20",
        due_on="",
        purpose="police",
        copy_wanted=False,
        came_by="letter",
        copy_offered=True,
        language="both",
        asked=[digest_of("call"), digest_of("other call")],
        notes=[],
        digests=[],
        hold_reason="police",
        review_on="2027-02-24",
        recordings=[[], []],
        stops=[],
    )
    of_both: Said = {"REQUEST": "call", "requests": both, "due_on": dues[0], "due_each": dues}
    asked: Said = {"proof": "identity", "asked_on": "2026-11-21"}
    story.say(K.PROOF_ASKED, **of_both, NOTE="doubt", digest=digest_of("doubt"), **asked)
    story.say(K.PROOF_ARRIVED, **of_both, proof="identity", arrived_on="2026-11-22")
    story.say(K.PROOF_ASKED, REQUEST="call", due_on="2026-12-22", proof="authority", asked_on="2026-11-22")
    story.say(K.CLARIFICATION_ASKED, **of_both, asked_on="2026-11-21", about="which_call")
    story.say(K.CLARIFICATION_ANSWERED, **of_both, answered_on="2026-11-22")
    story.say(K.EXTENSION_TOLD, **of_both, told_on="2026-11-22", reason="complex")
    corrected: Said = {"position": 0, "day": "2026-11-19"}
    story.say(K.DEADLINE_DAY_CORRECTED, **of_both, day_of="receipt", was="2026-11-20", **corrected)
    for of_what, was in CORRECTED.items():
        note = {"NOTE": f"why {of_what}", "digest": digest_of("why")}
        story.say(K.DEADLINE_DAY_CORRECTED, **of_both, day_of=of_what, was=was, **corrected, **note)
    back: Said = {"told_on": "2026-11-19", "day": "2026-11-23", "NOTE": "why back", "digest": digest_of("why back")}
    story.say(K.EXTENSION_TAKEN_BACK, **of_both, **back)


CORRECTED = {
    "proof_asked": "2026-11-21",
    "proof_arrived": "2026-11-22",
    "question_asked": "2026-11-21",
    "question_answered": "2026-11-22",
    "extension_told": "2026-11-22",
}


def sessions(story: Story) -> None:
    """Sessions that end in every way, and what follows them."""
    listening(story, "heard", "first")
    in_session(story, K.PLAY_STARTED, "heard", "first", frame=0, rate_percent=100)
    in_session(story, K.HEARD, "heard", "first", frame=4000, heard=[[0, 4000]])
    in_session(story, K.PARTY_LEFT, "heard", "first", party="companion")
    taking: Said = {
        "note_kind": "dispute",
        "frame": 100,
        "correction_wanted": True,
        "digest": digest_of("dispute"),
    }
    in_session(story, K.NOTE_TAKEN, "heard", "first", NOTE="dispute", **taking)
    in_session(story, K.PLAY_STOPPED, "heard", "first", frame=5000, heard=[[4000, 5000]])
    in_session(story, K.BREAK_STARTED, "heard", "first", frame=5000, heard=[])
    opened(story, K.BREAK_ENDED, "heard", "first", 5000)
    in_session(story, K.DISTRESS_STOPPED, "heard", "first", frame=6000, heard=[[5000, 6000]])
    in_session(story, K.LOCKDOWN_DEGRADED, "heard", "first", codes=["no_grab"])
    in_session(story, K.SESSION_INTERRUPTED, "heard", "first", by="", was="on_break", frame=6000)
    resumed: Said = {"state": "on_break", "short_check": True, "frame": 6000, "at_desk": "back"}
    in_session(story, K.SESSION_TAKEN_OVER, "heard", "first", by="supervisor", **resumed)
    in_session(story, K.LISTENING_FINISHED, "heard", "first", frame=6000, heard=[], because="fault")
    closed(story, "heard", "first", "heard_in_part")
    signed: Said = {
        "by": "approver",
        "exceptions": ["distress"],
        "digest": digest_of("review"),
        "NOTE": "review",
    }
    in_session(story, K.REVIEW_SIGNED_OFF, "heard", "first", **signed)
    in_session(story, K.SIGN_OFF_TAKEN_BACK, "heard", "first", by="approver", seconds=7)
    asking: Said = {"by": "approver", "digest": digest_of("question"), "NOTE": "question"}
    in_session(story, K.REVIEW_QUESTION_ASKED, "heard", "first", asked_to=an_id("supervisor"), **asking)
    answering: Said = {"by": "supervisor", "digest": digest_of("answer"), "NOTE": "answer"}
    in_session(story, K.REVIEW_QUESTION_ANSWERED, "heard", "first", question=an_id("question"), **answering)
    in_session(story, K.REVIEW_SIGNED_OFF, "heard", "first", **signed | {"NOTE": "review again"})
    answer: Said = {"answer": "corrected", "said_on": "2026-11-24", "answered_on": "2026-11-25"}
    in_session(story, K.CORRECTION_ANSWERED, "heard", "first", **answer)
    in_session(story, K.ANSWER_TAKEN_BACK, "heard", "first", **answer)
    in_session(story, K.CORRECTION_ANSWERED, "heard", "first", **answer)
    complaints(story)
    disclosures(story)

    checked_in(story, "back again", "first")
    came_back(story, "back again", "heard")
    listening(story, "stopped", "second", until="")
    in_session(story, K.SESSION_INTERRUPTED, "stopped", "second", was="listening", frame=10)
    in_session(story, K.SESSION_RESUMED, "stopped", "second", state="on_break", short_check=True, frame=10)
    in_session(story, K.SESSION_INTERRUPTED, "stopped", "second", was="on_break", frame=10)
    words: Said = {"NOTE": "outcome", "digest": digest_of("outcome"), "by": "supervisor"}
    closed(story, "stopped", "second", "stopped_by_staff", **words)
    in_session(story, K.REVIEW_SIGNED_OFF, "stopped", "second", by="approver", exceptions=[], digest="")

    checked_in(story, "no match", "first")
    sighted(story, K.DOCUMENTS_SIGHTED, "no match", "first")
    near: Said = {
        "NOTE": "near",
        "digest": digest_of("near"),
        "caller": "does_not_match",
        "exceptions": ["near_enough"],
    }
    in_session(story, K.CALLER_NOT_MATCHED, "no match", "first", **near)
    checked_in(story, "not enough", "first")
    lesser: Said = {"NOTE": "lesser", "digest": digest_of("lesser"), "missing": []}
    sighted(story, K.LESSER_CHECK_ALLOWED, "not enough", "first", **lesser)
    in_session(story, K.IDENTITY_NOT_ENOUGH, "not enough", "first", missing=[])
    lesser_checks(story)
    story.say(K.HEARD, by="approver", REQUEST="second", COPY="copy of second", heard=[[0, 9]], frames=8000)
    story.say(K.LOCKDOWN_DEGRADED, by="approver", REQUEST="second", COPY="copy of second", codes=[])
    appointments(story)


def complaints(story: Story) -> None:
    """The life of a complaint that was made in a session, and of one that came by letter."""
    of: Said = {"REQUEST": "first", "COMPLAINT": "heard", "SESSION": "heard"}
    going: Said = {"NOTE": "going", "digest": digest_of("going"), "told_on": "2026-11-26"}
    story.say(K.COMPLAINT_ACKNOWLEDGED, **of, told_on="2026-11-25")
    story.say(K.COMPLAINT_PROGRESS_TOLD, **of, **going)
    for name, outcome in (("mistaken", "upheld"), ("found", "partly_upheld")):
        ended: Said = {"NOTE": name, "digest": digest_of(name), "told_on": "2026-11-27", "outcome": outcome}
        story.say(K.COMPLAINT_OUTCOME_TOLD, **of, **ended)
        if name == "mistaken":
            story.say(K.COMPLAINT_TAKEN_BACK, **of, step="outcome", day="2026-11-27")
    for name in ("twice", "letter"):
        came: Said = {"NOTE": name, "digest": digest_of(name), "came_by": "letter", "received_on": "2026-11-24"}
        story.say(K.COMPLAINT_TAKEN, REQUEST="first", COMPLAINT=name, **came)
    story.say(K.COMPLAINT_TAKEN_BACK, REQUEST="first", COMPLAINT="twice", step="taken", day="2026-11-24")
    passed: Said = {"NOTE": "passed", "digest": digest_of("passed"), "told_on": "2026-11-25", "outcome": "passed_on"}
    story.say(K.COMPLAINT_OUTCOME_TOLD, REQUEST="first", COMPLAINT="letter", **passed)


def disclosures(story: Story) -> None:
    """Two files for the police, of which one was asked for by a form, and the request closed by them."""
    an_approved(story, "police", 5, "police")
    disclosed(story, "police", "force", "form")
    disclosed(story, "police", "other force")
    story.say(K.REQUEST_CLOSED, REQUEST="police", answered="disclosed")


def disclosed(story: Story, request: str, *notes: str, **more: Any) -> Story:
    """A file of its copy went to the police."""
    said: Said = {"route": "secure_transfer", "basis": "crime", "disclosed_on": "2026-11-28"}
    said |= {"notes": [an_id(note) for note in notes], "digests": [digest_of(note) for note in notes]}
    return story.say(K.FILE_DISCLOSED, REQUEST=request, **{"COPY": f"copy of {request}"} | said | more)


def came_back(story: Story, session: str, then: str, **said: Any) -> Story:
    """The short check: the person of an earlier session."""
    of: Said = {"earlier": an_id(then), "kinds": ["passport", "bill"]} | said
    return in_session(story, K.SHORT_CHECK_MADE, session, "first", **of)


ASKED: Said = {"missing": ["current_address"], "asked_at": "2026-11-24T10:00:00.000000Z"}


def asked(story: Story, session: str, name: str, **said: Any) -> None:
    """A lesser check asked for in that session, for the reason of that name."""
    of: Said = {"NOTE": name, "digest": digest_of(name)} | ASKED | said
    sighted(story, K.LESSER_CHECK_ASKED, session, "first", **of)


def allowed(story: Story, session: str, name: str, **said: Any) -> None:
    """It is allowed by a supervisor, at the back office."""
    of: Said = {"NOTE": name, "digest": digest_of(name), "missing": ASKED["missing"]}
    of |= {"asked_check": an_id(name), "by": "supervisor", "at_desk": "back"} | said
    sighted(story, K.LESSER_CHECK_ALLOWED, session, "first", **of)


def lesser_checks(story: Story) -> None:
    """Lesser checks asked for from a supervisor at their own PC, one for each end."""
    checked_in(story, "asked", "first")
    asked(story, "asked", "one")
    in_session(story, K.LESSER_CHECK_WITHDRAWN, "asked", "first", asked_check=an_id("one"), because="given_up")
    asked(story, "asked", "two")
    in_session(story, K.PARTY_LEFT, "asked", "first", party="companion")
    elsewhere: Said = {"by": "supervisor", "at_desk": "back", "asked_check": an_id("two")}
    why: Said = {"NOTE": "declined", "digest": digest_of("declined")}
    in_session(story, K.LESSER_CHECK_DECLINED, "asked", "first", **elsewhere, **why)
    asked(story, "asked", "three")
    allowed(story, "asked", "three")
    in_session(story, K.IDENTITY_CONFIRMED, "asked", "first", caller="matches", exceptions=[])


def appointments(story: Story) -> None:
    """Appointments that are moved and called off, before and after an approval."""
    at: Said = {"minutes": 45, "starts": "2026-11-27T10:00:00.000000Z"}
    story.say(K.APPOINTMENT_BOOKED, REQUEST="first", APPOINTMENT="later", desk=an_id("front"), **at)
    story.say(K.APPOINTMENT_MOVED, REQUEST="first", APPOINTMENT="later", desk=an_id("back"), **at)
    nobody: Said = {"REQUEST": "first", "APPOINTMENT": "later", "COPY": "copy of first", "SESSION": "nobody"}
    story.say(K.SESSION_CLOSED, by="adviser", outcome="no_show", heard_permille=0, **nobody)
    story.say(K.APPOINTMENT_BOOKED, REQUEST="first", APPOINTMENT="wrong row", desk=an_id("front"), **at)
    wrong: Said = {"REQUEST": "first", "APPOINTMENT": "wrong row", "COPY": "copy of first"}
    here: Said = {"parties": ["customer"], "copy_wanted": False, "exceptions": []}
    story.say(K.CHECKED_IN, by="adviser", SESSION="wrong", **here, **wrong)
    nothing: Said = {"copy_wanted": False, "complaint": False, "acknowledged": False, "heard_permille": 0}
    story.say(K.SESSION_CLOSED, by="adviser", SESSION="wrong", outcome="opened_by_mistake", **nothing, **wrong)
    story.say(K.APPOINTMENT_BOOKED, REQUEST="second", APPOINTMENT="cancelled", desk=an_id("front"), **at)
    story.say(K.APPOINTMENT_CALLED_OFF, REQUEST="second", APPOINTMENT="cancelled", outcome="cancelled")


def holds(story: Story) -> None:
    """A hold that is kept, and one that is released by two."""
    about: Said = {"HOLD": "hold of first", "REQUEST": "first"}
    story.say(K.HOLD_RELEASE_ASKED, **about)
    was: Said = {
        "was": "2027-02-24",
        "day": "2027-03-01",
        "release_withdrawn": True,
        "digest": digest_of("kept"),
    }
    story.say(K.HOLD_REVIEWED, **about, NOTE="kept", **was)
    story.say(K.HOLD_RELEASE_ASKED, **about)
    story.say(K.HOLD_RELEASED, by="approver", **about, recordings=1)


def late_and_stolen(story: Story, of_month: Said) -> None:
    """A third PC joins, is given the key of the originals, and is stolen."""
    wrapped = [an_id("key"), "switchboard", "2026-11", "original", digest_of("for the late PC too")]
    more: Said = {"recipient": "age1late", "kind": "back_office", "key": "x", "keys": [wrapped]}
    story.say(K.DESK_ENROLLED, DESK="late", **more)
    story.say(K.DESK_KIND_CHANGED, DESK="late", kind="review", was="back_office", keys=[], retired=["original"])
    story.say(K.DESK_KIND_CHANGED, DESK="late", kind="back_office", was="review", keys=[wrapped], retired=[])
    story.say(K.DESK_WITHDRAWN, DESK="late", why="stolen", retired=["original"])
    story.say(K.RECOVERY_KEY_REPLACED, was="age1two", now="age1three", retired=["approved", "original"])
    fresh: Said = {"new_key": an_id("renewed key"), "new_key_sha256": digest_of("renewed key")}
    moved: Said = {"moved": [an_id("recording of second")], "kind": "original"}
    story.say(K.RETENTION_KEY_RENEWED, by="", key=an_id("key"), **of_month, **fresh, **moved)


def released(story: Story, hold: str) -> Story:
    """Two people release a hold."""
    return story.say(K.HOLD_RELEASE_ASKED, "officer", HOLD=hold).say(K.HOLD_RELEASED, "approver", HOLD=hold)


def the_end(story: Story) -> Story:
    """A recording with its copy is destroyed, and the key that sealed it; what is left moves under another."""
    bytes_of: Said = {
        "format": "pcm_wav",
        "frames": 8000,
        "rate": 8000,
        "sha256": digest_of("recording of first"),
    }
    story.say(K.RECORDING_BROUGHT_BACK, RECORDING="recording of first", requests=[an_id("first")], **bytes_of)
    released(story, "hold of second")
    story.say(K.BACKED_UP, by="", events=9, recordings=2, missing=0, recipients=["age1one", "age1two"])
    story.say(K.RECORDING_DESTROYED, by="", RECORDING="recording of first", copies=[an_id("copy of first")], **OVER)
    of_month: Said = {"source": "switchboard", "month": "2026-11"}
    late_and_stolen(story, of_month)
    for kind, key, of in (("original", "key", "recording"), ("approved", "key of copies", "copy")):
        moved = [an_id(f"{of} of {request}") for request in ("second", "police")]
        fresh: Said = {"new_key": an_id(f"new {key}"), "new_key_sha256": digest_of(f"new {key}"), "moved": moved}
        about: Said = {**of_month, "kind": kind, "resealed": len(moved), "key": an_id(key)}
        story.say(K.RETENTION_KEY_DESTROYED, by="", **about, **fresh)
    return story

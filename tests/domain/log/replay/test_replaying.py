"""The replay of the log: every kind of event, in order, out of order, malformed, and from older programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from desktop.domain.log.events import Event, EventKind, Subject, canonical
from desktop.domain.log.replay import office, recordings, requests, sessions
from desktop.domain.log.replay.ledger import (
    NEAR,
    STEPS,
    About,
    Entry,
    Facts,
    Finding,
    Ledger,
    MalformedError,
    OutOfOrderError,
)
from desktop.domain.log.replay.replaying import read, replay, take
from desktop.domain.log.replay.requests import counters
from desktop.domain.log.replay.sessions import Session, heard_spans
from desktop.domain.shared.ids import DeskId
from tests.domain.log.replay.story import (
    AT,
    OVER,
    Said,
    Story,
    a_story,
    an_approved,
    an_id,
    an_office,
    asker_corrected,
    checked_in,
    closed,
    decided,
    digest_of,
    imported,
    in_session,
    listening,
    opened,
    prepared,
    released,
    sighted,
    taken,
)

K = EventKind


OTHERWISE_TRIED = {K.CALL_METADATA_TOLD, K.SIGN_IN_REFUSED, K.TRIES_CLEARED}
"""Kinds that tests of their own replay: below, in `test_refused`, in `application/office`."""


def test_the_story_has_every_kind_that_changes_a_fact_and_no_finding() -> None:
    story = a_story()
    entry = {event.kind for event in story.events}
    assert STEPS.keys() - entry == OTHERWISE_TRIED
    assert (story.facts.findings, story.facts.size) == ((), len(story.events))


def test_the_office_its_desks_and_its_people() -> None:
    facts = a_story().facts
    [found] = facts.of(office.Office).values()
    assert (found.kind, found.recovery_recipients, found.zone) == ("office", ("age1one", "age1three"), "Europe/London")
    assert facts.of(office.Desk)[an_id("back")].recipient == "age1back"
    roles = [person.roles for person in facts.of(office.Person).values()]
    own = ["adviser", "information_officer", "approver", "supervisor", "administrator", "adviser"]
    assert roles == [*own, "adviser"]
    renewed = facts.of(office.Person)[an_id("adviser")]
    assert renewed.password_hash == digest_of("renewed") and renewed.event_of("password_hash") > renewed.since
    assert renewed.event_of("roles") == renewed.since


A, P, S = "adviser", "approver", "supervisor"
LENT = (date(2026, 11, 30), date(2026, 12, 6))


def test_an_account_is_followed_through_its_life() -> None:
    """The roles are those of each moment: what someone decided as an approver stays decided."""
    story = a_story()
    about = [event for event in story.events if event.subjects.get(Subject.PERSON) == an_id("deputy")]
    seen = [story.events.index(event) for event in about]
    deputy = story.facts.of(office.Person)[an_id("deputy")]
    assert (deputy.active, deputy.first_password, deputy.password_hash) == (True, True, digest_of("second"))
    roles = [{A, S}, {A, S}, {P}, {P, S}, {P, S}, {P, S}, {P}, {P}, {A}]
    assert [deputy.roles_at(seq, LENT[0]) for seq in seen] == roles
    assert [deputy.roles_at(seen[4], LENT[0] + timedelta(days=more)) for more in (-1, 6, 7)] == [{P}, {P, S}, {P}]
    assert deputy.event_of("roles_since") == seen[-1] and deputy.event_of("active") == seen[-1]


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        (K.PASSWORD_CHANGED, {"by": "supervisor", "hash": digest_of("x")}, "not_their_own"),
        (K.PERSON_CAME_BACK, {"roles": ["adviser"], "hash": digest_of("x")}, "wrong_order"),
        (K.PASSWORD_RESET, {"hash": "no digest"}, "fact_malformed"),
        (K.ROLE_LENT, {"role": "approver", "first": "2026-12-02", "last": "2026-12-01"}, "fact_malformed"),
        (K.ROLE_LENT, {"role": 7, "first": "2026-12-01", "last": "2026-12-01"}, "fact_malformed"),
        (K.LOAN_ENDED, {"role": "approver"}, "wrong_order"),
    ],
)
def test_what_cannot_happen_to_an_account_is_a_finding(kind: K, said: dict[str, Any], code: str) -> None:
    story = an_office().say(kind, PERSON="adviser", **said)
    assert [finding.code for finding in story.facts.findings] == [code]


@pytest.mark.parametrize("kind", [K.PERSON_LEFT, K.ROLES_CHANGED, K.PASSWORD_RESET])
def test_nothing_happens_to_an_account_that_has_ended(kind: K) -> None:
    story = an_office().say(K.PERSON_LEFT, PERSON="adviser")
    story.say(kind, PERSON="adviser", roles=["approver"], hash=digest_of("x"))
    assert [finding.code for finding in story.facts.findings] == ["wrong_order"]
    assert story.facts.of(office.Person)[an_id("adviser")].active is False


def test_an_account_of_the_directory_is_followed_through_its_life() -> None:
    there = a_story().facts.of(office.Person)[an_id("there")]
    assert (there.directory, there.password_hash) == (digest_of("identifier"), digest_of("none"))
    assert (there.active, there.barred, there.first_password, there.roles) == (True, False, False, "adviser")


def test_whom_an_administrator_has_barred_an_administrator_lets_in() -> None:
    story = an_office().say(K.PERSON_LEFT, by="supervisor", PERSON="there")
    assert story.facts.of(office.Person)[an_id("there")].barred
    story.say(K.PERSON_CAME_BACK, by="", PERSON="there", roles=["approver"])
    assert [finding.code for finding in story.facts.findings] == ["wrong_order"]
    story.say(K.PERSON_CAME_BACK, by="supervisor", PERSON="there", roles=["approver"])
    there = story.facts.of(office.Person)[an_id("there")]
    assert (there.active, there.barred, there.roles) == (True, False, "approver")
    assert (
        not an_office()
        .say(K.PERSON_LEFT, by="supervisor", PERSON="adviser")
        .facts.of(office.Person)[an_id("adviser")]
        .barred
    ), "a local account comes back by an administrator alone"


@pytest.mark.parametrize("kind", [K.PASSWORD_CHANGED, K.PASSWORD_RESET])
def test_an_account_of_the_directory_has_no_password_here(kind: K) -> None:
    story = an_office().say(kind, by="there", PERSON="there", hash=digest_of("x"))
    assert [finding.code for finding in story.facts.findings] == ["wrong_order"]
    assert story.facts.of(office.Person)[an_id("there")].password_hash == digest_of("none")


def test_the_approval_binds_a_copy_until_a_day_and_can_be_withdrawn() -> None:
    story = an_approved(an_office(), "first", 1)
    approval = story.facts.of(requests.Approval)[an_id("first")]
    assert (approval.copy, approval.sha256) == (an_id("copy of first"), digest_of("copy of first"))
    assert (approval.until, approval.version, approval.withdrawn) == (date(2027, 1, 31), 1, False)
    decided(story, K.APPROVAL_WITHDRAWN, "first", "copy of first")
    facts = story.facts
    assert facts.of(requests.Approval)[an_id("first")].withdrawn
    request = facts.of(requests.Request)[an_id("first")]
    assert (request.status, request.approved_until) == ("prepared", None)
    assert [each.approved for each in facts.of(recordings.Decision).values()] == [True, False]
    again = a_story().facts.of(requests.Approval)[an_id("second")]
    assert (again.withdrawn, again.until) == (False, None)


def test_where_requests_stand() -> None:
    facts = a_story().facts
    stand = {request.reference: request.status for request in facts.of(requests.Request).values()}
    assert stand == {
        "SAR-2026-0001": "approved",
        "SAR-2026-0002": "approved",
        "SAR-2026-0003": "closed",
        "SAR-2026-0004": "refused",
        "SAR-2026-0005": "closed",
        "INT-2026-0001": "taken",
        "INT-2026-0001/2": "taken",
    }
    assert facts.of(requests.Request)[an_id("call")].kind == "internal"
    assert facts.of(requests.Request)[an_id("second")].asked == digest_of("second corrected")
    assert {(each.kind, each.year, each.last) for each in counters(facts)} == {
        ("subject_access", 2026, 5),
        ("internal", 2026, 1),
    }


def test_the_clock_of_every_call_of_a_number() -> None:
    facts = a_story().facts
    both = [facts.of(requests.Request)[an_id(name)] for name in ("call", "other call")]
    day = date(2026, 11, 19)
    assert [(each.received_on, each.extended_on, each.extension_reason) for each in both] == [(day, None, None)] * 2
    kept = [each for each in facts.of(requests.DateCorrection).values() if each.day_of == "extension_taken_back"]
    assert [(each.request, each.was, each.became) for each in kept] == [
        (an_id(name), day, date(2026, 11, 23)) for name in ("call", "other call")
    ]
    proofs = sorted(facts.of(requests.Proof).values(), key=lambda each: each.id)
    assert [(each.request, each.position, each.proof, each.asked_on, each.arrived_on) for each in proofs] == [
        (an_id("call"), 0, "identity", day, day),
        (an_id("call"), 1, "authority", date(2026, 11, 22), None),
        (an_id("other call"), 0, "identity", day, day),
    ]
    assert [(each.asked_on, each.answered_on) for each in facts.of(requests.Question).values()] == [(day, day)] * 2


def test_the_holds_of_a_recording() -> None:
    facts = a_story().facts
    hold = facts.of(requests.Hold)[an_id("hold of first")]
    assert (hold.review_on, hold.released_by) == (date(2027, 3, 1), an_id("approver"))
    [review] = facts.of(requests.HoldReview).values()
    assert (review.order, review.note) == (0, an_id("kept"))
    held = {(each.hold, each.recording) for each in facts.of(requests.HeldRecording).values()}
    assert held == {
        (an_id("hold of first"), an_id("recording of first")),
        (an_id("hold of second"), an_id("recording of first")),
        (an_id("hold of second"), an_id("recording of second")),
        (an_id("hold of police"), an_id("recording of police")),
    }
    stop = facts.of(requests.StopDeletion)[f"{an_id('second')}/switchboard"]
    assert (stop.deletes_on, stop.confirmed_by) == (date(2027, 1, 9), None)


def test_recordings_copies_and_keys() -> None:
    facts = a_story().facts
    gone, left = (facts.of(recordings.Recording)[an_id(f"recording of {name}")] for name in ("first", "second"))
    assert gone.destroyed_at is not None and not gone.has_key and gone.number is None
    assert (left.frames, left.agent_channel, left.retention_key) == (8000, None, an_id("new key"))
    destroyed = [name for name in COPIES if facts.of(recordings.Copy)[an_id(name)].destroyed_at is not None]
    assert destroyed == ["copy of first", "wrong copy", "sent back"]
    found = facts.of(office.RetentionKey)
    assert found[an_id("key")].wrapped == office.NOTHING and found[an_id("new key")].wrapped == digest_of("new key")
    draft = facts.of(recordings.Draft)[an_id("second")]
    assert (draft.version, draft.body, draft.savers) == (2, digest_of("draft"), (an_id("officer"),))
    part = facts.of(recordings.RemovedPart)[f"{an_id('copy of second')}/1"]
    assert (part.start_frame, part.channel, part.reason) == (200, 0, "legal_privilege")


COPIES = ("copy of first", "wrong copy", "sent back", "copy of second")


def test_where_sessions_stand() -> None:
    facts = a_story().facts
    heard, stopped, nobody = (facts.of(Session)[an_id(name)] for name in ("heard", "stopped", "nobody"))
    assert (heard.state, heard.outcome, heard.parties, heard.reviewed) == (
        "closed",
        "heard_in_part",
        ("customer",),
        True,
    )
    assert (heard.adviser, heard.desk) == (an_id("supervisor"), an_id("back"))
    marks = ("short_id_step", "distress", "lockdown_degraded", "interrupted", "technical_fault")
    assert (heard.exceptions, heard.exceptional, heard.waiting) == (marks, True, False)
    spans = [(each.start_frame, each.end_frame) for each in heard_spans(facts) if each.session == heard.id]
    assert spans == [(0, 6000)]
    assert stopped.adviser == an_id("supervisor") and stopped.interrupted_from is None
    assert (nobody.outcome, nobody.identified, nobody.waiting) == ("no_show", False, True)
    stand = {name: facts.of(Session)[an_id(name)].state for name in ("no match", "not enough")}
    assert stand == {"no match": "closing", "not enough": "closing"}
    assert [each.answer for each in facts.of(sessions.FollowUpAnswered).values()] == ["corrected"]
    slots = {name: facts.of(sessions.Appointment)[an_id(name)].status for name in ("later", "cancelled")}
    assert slots == {"later": "no_show", "cancelled": "cancelled"}


def test_an_event_told_twice_changes_nothing() -> None:
    """Facts that may be said again, with the same effect, make no finding; all others do."""
    bodies = a_story().bodies
    twice = replay([each for body in bodies for each in (body, body)])
    once = replay(bodies)
    for kind, found in once.things.items():
        assert dict(twice.things[kind]) == dict(found), kind.__name__
    assert len(twice.findings) > 50


def test_a_story_told_backwards_is_all_findings_and_raises_nothing() -> None:
    facts = replay(reversed(a_story().bodies))
    assert len(facts.findings) > 60 and not facts.of(Session)


WRONG_FORMS: list[Any] = [None, "", "x", -7, 7, True, 1.5, [], ["x"], [[0]], [[9, 1]], {}, "2026-11-24T10:00:00"]


def test_a_fact_that_is_missing_or_of_any_other_form_raises_nothing() -> None:
    """Each fact of each event in turn, and each subject; what was changed meanwhile is undone."""
    ledger, refused, tried = Ledger(), 0, 0
    for seq, body in a_story().bodies:
        for wrong in _wrong(body):
            tried += 1
            refused += _is_refused(Entry(seq, event), ledger) if isinstance(event := read(seq, wrong), Event) else 1
        event = read(seq, body)
        assert isinstance(event, Event)
        take(Entry(seq, event), ledger)
    assert ledger.facts().things == a_story().facts.things
    assert tried > 9_000 and refused > tried // 2


def _wrong(body: bytes) -> Iterator[bytes]:
    said = json.loads(body)
    yield _written({**said, "actor": None})
    for part in ("facts", "subjects"):
        for name in said[part]:
            yield _written({**said, part: {key: each for key, each in said[part].items() if key != name}})
            for wrong in WRONG_FORMS:
                yield _written({**said, part: {**said[part], name: wrong}})


def _written(event: dict[str, Any]) -> bytes:
    return json.dumps(event, sort_keys=True, separators=(",", ":")).encode()


def _is_refused(entry: Entry, ledger: Ledger) -> bool:
    step = STEPS.get(entry.kind)
    try:
        if step is not None:
            step(entry, ledger)
    except (MalformedError, OutOfOrderError):
        return True
    finally:
        ledger.undo()
    return False


DEEP = b"[" * 100_000


def test_a_body_that_cannot_be_read_is_a_finding() -> None:
    before = an_office().bodies
    bodies = [b"", b"\xff", b"[]", b"null", b"{}", b'{"kind":["x"]}', DEEP, b'{"kind":"heard"}', b"7"]
    read = [(body[:20], replay([*before, (77, body)])) for body in bodies]
    assert [body for body, facts in read if facts.findings != (Finding(77, "event_unreadable"),)] == []
    assert {len(facts.of(office.Desk)) for _, facts in read} == {2}


@pytest.mark.parametrize("otherwise", [
    lambda body: json.dumps(json.loads(body)).encode(),
    lambda body: body.replace(b'"n":0', b'"n":1'),
    lambda body: body.replace(b'"kind":"log_started"', b'"kind":"log_started","kind":"log_started"'),
    lambda body: body.replace(b'"v":1', b'"v":1.0'),
], ids=["spaces", "another number", "a key twice", "a number with a point"])  # fmt: skip
def test_bytes_that_say_the_same_in_another_way_are_no_event_of_ours(otherwise: Callable[[bytes], bytes]) -> None:
    body = canonical(Event(K.LOG_STARTED, AT, DeskId("d" * 32)), 0)
    assert not isinstance(read(0, body), Finding)
    found = read(0, otherwise(body))
    assert isinstance(found, Finding) and found.code in ("not_canonical", "event_unreadable")


def test_a_kind_that_is_not_known_is_a_finding() -> None:
    body = an_office().bodies[-2][1].replace(b"signed_in", b"spied_on")
    assert replay([(5, body)]).findings == (Finding(5, "kind_unknown"),)


def _approved() -> Story:
    return an_approved(an_office(), "first", 1)


def _listening() -> Story:
    return listening(_approved(), "heard", "first")


LEFT_AT_ONCE: Said = {"frame": 0, "heard": [], "because": "left"}


def unbooked(story: Story, request: str, **said: Any) -> Story:
    """Someone who comes without an appointment."""
    of: Said = {"parties": ["customer"], "copy_wanted": False, "exceptions": [], "COPY": f"copy of {request}"}
    return in_session(story, K.CHECKED_IN, "unbooked", request, **of, **said)


TOO_SHORT: dict[str, Said] = {
    "before its period is over": {"days": 22},
    "before the month in which it is": {"months": 1, "days": 0},
    "while it is the day before where its source is": {"zone": "Pacific/Pago_Pago", "days": 21},
    "after no time at all": {"days": 0},
}


def _destroyed_after(**period: object) -> Story:
    """The recording of 3 November is destroyed on the 24th, with another period."""
    story = released(_approved(), "hold of first")
    copies = [an_id("copy of first")]
    return story.say(K.RECORDING_DESTROYED, RECORDING="recording of first", copies=copies, **OVER | period)


OUT_OF_ORDER: dict[str, dict[str, Callable[[], Story]]] = {
    "added_twice": {
        "a second office": lambda: an_office().say(K.OFFICE_CREATED, office=an_id("x"), demo=True, recovery=2),
    },
    "wrong_order": {
        "a PC that was for something else": lambda: an_office().say(
            K.DESK_KIND_CHANGED, DESK="front", kind="review", was="back_office", keys=[], retired=[]
        ),
        "a PC that is changed after it was withdrawn": lambda: (
            an_office()
            .say(K.DESK_WITHDRAWN, DESK="front", why="lost", retired=[])
            .say(K.DESK_KIND_CHANGED, DESK="front", kind="review", was="counter", keys=[], retired=[])
        ),
        "a recovery key in the place of an unknown one": lambda: an_office().say(
            K.RECOVERY_KEY_REPLACED, was="age1spy", now="age1other", retired=[]
        ),
        "a recovery key that is there already": lambda: an_office().say(
            K.RECOVERY_KEY_REPLACED, was="age1one", now="age1two", retired=[]
        ),
        "a call that is corrected once a recording was found for it": lambda: imported(
            taken(an_office(), "first"), "first", "recording"
        ).say(K.CALL_CORRECTED, REQUEST="first", recordings=[], stops=[], asked=digest_of("other")),
        "somebody who is named early once a recording was found": lambda: imported(
            taken(an_office(), "first"), "first", "recording"
        ).say(
            K.REPRESENTATIVE_NAMED,
            REQUEST="first",
            only_taken=True,
            requests=[an_id("first")],
            asked=[digest_of("other")],
        ),
        "an approval without a copy": lambda: decided(taken(an_office(), "first"), K.REQUEST_APPROVED, "first", "copy"),
        "a draft that skips a version": lambda: _approved().say(
            K.DRAFT_SAVED, REQUEST="first", version=9, sha256=digest_of("draft")
        ),
        "an approval for somebody else that goes on": lambda: asker_corrected(_approved(), ["first"], ["surname"]),
        "an approval ended by an address": lambda: asker_corrected(_approved(), ["first"], ["address"], ["first"]),
        "whoever acts in a request that is closed": lambda: (
            _approved()
            .say(K.REQUEST_CLOSED, REQUEST="first", answered="heard")
            .say(
                K.REPRESENTATIVE_NAMED,
                REQUEST="first",
                acts_by="parental",
                authority_seen=False,
                requests=[an_id("first")],
                asked=[digest_of("named")],
            )
        ),
        "roles that nobody changed": lambda: an_office().say(
            K.ROLES_CHANGED, by="", PERSON="adviser", roles=["approver"]
        ),
        "somebody who left by nobody's doing": lambda: an_office().say(K.PERSON_LEFT, by="", PERSON="adviser"),
        "somebody who came back by nobody's doing": lambda: (
            an_office()
            .say(K.PERSON_LEFT, by="recovered", PERSON="adviser")
            .say(K.PERSON_CAME_BACK, by="", PERSON="adviser", roles=["adviser"], hash=digest_of("second"))
        ),
        "proof that nobody awaits": lambda: _approved().say(
            K.PROOF_ARRIVED, REQUEST="first", proof="identity", arrived_on="2026-11-22", due_on=""
        ),
        "a slot that is over": lambda: checked_in(_approved(), "s", "first").say(
            K.APPOINTMENT_CALLED_OFF, REQUEST="first", APPOINTMENT="slot of s", outcome="no_show"
        ),
        "another's slot": lambda: checked_in(taken(_approved(), "other", 2), "s", "first").otherwise(
            K.CHECKED_IN, REQUEST="other"
        ),
        "documents once identified": lambda: sighted(_listening(), K.DOCUMENTS_SIGHTED, "heard", "first"),
        "a party that is not there": lambda: in_session(
            _listening(), K.PARTY_LEFT, "heard", "first", party="interpreter"
        ),
        "somebody who goes with them and is not there": lambda: in_session(
            _listening(), K.PARTY_LEFT, "heard", "first", party="customer", with_them=["representative"]
        ),
        "a note beforehand": lambda: in_session(
            checked_in(_approved(), "s", "first"), K.NOTE_TAKEN, "s", "first", digest=digest_of("x")
        ),
        "heard beforehand": lambda: in_session(
            checked_in(_approved(), "s", "first"), K.HEARD, "s", "first", frame=1, heard=[[0, 1]]
        ),
        "resumed though under way": lambda: in_session(
            _listening(), K.SESSION_RESUMED, "heard", "first", state="listening"
        ),
        "closed while listening": lambda: closed(_listening(), "heard", "first", "heard_in_full"),
        "signed off beforehand": lambda: in_session(
            _listening(), K.REVIEW_SIGNED_OFF, "heard", "first", digest="", exceptions=[]
        ),
        "destroyed twice": lambda: (
            released(_approved(), "hold of first")
            .say(K.RECORDING_DESTROYED, RECORDING="recording of first", copies=[], **OVER)
            .say(K.RECORDING_DESTROYED, RECORDING="recording of first", copies=[], **OVER)
        ),
    },
    "another_password": {
        "somebody who signs in with another password than theirs": lambda: an_office().say(
            K.SIGNED_IN, PERSON="adviser", hash=digest_of("officer")
        ),
    },
    "administrator_from_nobody": {
        "an administrator whom nobody added": lambda: an_office().say(
            K.PERSON_ADDED, by="", PERSON="spy", roles=["administrator"], directory=digest_of("spy"), hash=digest_of("")
        ),
        "somebody of the directory whom nobody made an administrator": lambda: an_office().say(
            K.ROLES_CHANGED, by="", PERSON="there", roles=["administrator"]
        ),
    },
    "not_added": {
        "somebody unknown signs in": lambda: an_office().say(K.SIGNED_IN, PERSON="spy"),
        "a hold of nobody": lambda: _approved().say(K.HOLD_RELEASE_ASKED, HOLD="x", REQUEST="first"),
        "a correction of nothing": lambda: _approved().say(
            K.DEADLINE_DAY_CORRECTED,
            REQUEST="first",
            day_of="proof_asked",
            position=3,
            was="2026-11-20",
            day="2026-11-21",
            due_on="",
        ),
        "closed though it never began": lambda: closed(_approved(), "s", "first", "heard_in_full"),
        "an answer that is not there": lambda: in_session(_listening(), K.ANSWER_TAKEN_BACK, "heard", "first"),
    },
    "approval_of_another_copy": {
        "an approval of another copy": lambda: _approved().otherwise(K.REQUEST_APPROVED, sha256=digest_of("made up")),
    },
    "copy_of_another": {
        "a copy of another recording": lambda: prepared(
            imported(taken(an_office(), "first"), "first", "r"), "first", "other", "copy"
        ),
        "another request's copy that goes with a recording that was unlinked": lambda: imported(
            taken(_approved(), "second", 2), "second", "other"
        ).say(K.RECORDING_UNLINKED, REQUEST="second", RECORDING="other", copies=[an_id("copy of first")], **OVER),
        "another recording's copy that goes with one that is destroyed": lambda: released(
            imported(taken(_approved(), "second", 2), "second", "other"), "hold of second"
        ).say(K.RECORDING_DESTROYED, RECORDING="other", copies=[an_id("copy of first")], **OVER),
        "another request's copy that a new one replaces": lambda: prepared(
            imported(taken(_approved(), "second", 2), "second", "other"), "second", "other", "new", ["copy of first"]
        ),
    },
    "destroyed_on_hold": {
        "a recording that is destroyed on hold": lambda: _approved().say(
            K.RECORDING_DESTROYED, RECORDING="recording of first", copies=[], **OVER
        ),
    },
    "destroyed_too_soon": {
        f"a recording that is destroyed {name}": partial(_destroyed_after, **said) for name, said in TOO_SHORT.items()
    },
    "sealing_key_destroyed": {
        "the key of a recording that is kept": lambda: _approved().say(
            K.RETENTION_KEY_DESTROYED, by="", key=an_id("key"), **OF_ORIGINALS
        ),
        "the key of a copy that is kept": lambda: _approved().say(
            K.RETENTION_KEY_DESTROYED, by="", key=an_id("key of copies"), **OF_ORIGINALS | {"kind": "approved"}
        ),
    },
    "backup_to_others": {
        "a back-up that another key opens": lambda: an_office().say(
            K.BACKED_UP, by="", events=9, recordings=2, missing=0, recipients=["age1one", "age1other"]
        ),
    },
    "newer_left_out": {
        "an approval that leaves newer marks out": lambda: _with_newer_marks(),
        "an approval that names others": lambda: _with_newer_marks(newer_marks=3),
        "an approval that makes some up": lambda: decided(
            decided(_approved(), K.APPROVAL_WITHDRAWN, "first", "copy of first"),
            K.REQUEST_APPROVED,
            "first",
            "copy of first",
            "again",
            newer_marks=2,
        ),
    },
    "key_described_otherwise": {
        "a key told otherwise": lambda: imported(taken(_approved(), "second", 2), "second", "r", "key of copies"),
    },
    "needs_two_people": {
        "a hold released by one": lambda: (
            _approved()
            .say(K.HOLD_RELEASE_ASKED, HOLD="hold of first", REQUEST="first")
            .say(K.HOLD_RELEASED, HOLD="hold of first", REQUEST="first", recordings=1)
        ),
    },
    "opened_too_soon": {
        "opened too soon": lambda: opened(
            in_session(checked_in(_approved(), "s", "first"), K.LISTENING_FINISHED, "s", "first", **LEFT_AT_ONCE),
            K.RECORDING_OPENED,
            "s",
            "first",
        ),
    },
    "opened_without_approval": {
        "opened without an approval": lambda: opened(
            decided(_listening(), K.APPROVAL_WITHDRAWN, "first", "copy of first"), K.RECORDING_OPENED, "heard", "first"
        ),
        "on a day after the last of it": lambda: _late(),
        "of a request that was closed": lambda: opened(
            _listening().say(K.REQUEST_CLOSED, REQUEST="first"), K.RECORDING_OPENED, "heard", "first"
        ),
        "another last day than the approval's": lambda: _listening().otherwise(K.RECORDING_OPENED, until="2027-02-01"),
        "no last day, as the event says": lambda: _listening().otherwise(K.RECORDING_OPENED, until=""),
        "made-up sound": lambda: _listening().otherwise(K.RECORDING_OPENED, sha256=digest_of("made up")),
    },
}
"""By its code, how each finding of an event out of order comes about."""


OF_ORIGINALS: Said = {"source": "switchboard", "month": "2026-11", "kind": "original", "resealed": 0}


def _with_newer_marks(**said: object) -> Story:
    """An approval of a copy that was made before the newest marks were saved."""
    story = decided(_approved(), K.APPROVAL_WITHDRAWN, "first", "copy of first")
    for version in (1, NEWER):
        story.say(K.DRAFT_SAVED, REQUEST="first", version=version, sha256=digest_of("marks"))
    return decided(story, K.REQUEST_APPROVED, "first", "copy of first", "again", **said)


NEWER = 2


def _late() -> Story:
    """An approval for the day before the recording is opened."""
    story = _listening().otherwise(K.REQUEST_APPROVED, until="2026-11-23")
    return story.otherwise(K.RECORDING_OPENED, until="2026-11-23")


def test_newer_marks_that_an_approval_names_are_no_finding() -> None:
    assert _with_newer_marks(newer_marks=NEWER).facts.findings == ()


def test_an_event_out_of_order_is_a_finding_with_its_number() -> None:
    stories = {(code, name): make() for code, each in OUT_OF_ORDER.items() for name, make in each.items()}
    found = {(code, name): [each.code for each in story.facts.findings] for (code, name), story in stories.items()}
    assert found == {(code, name): [code] for code, name in stories}
    findings = [(name, story.events, each) for name, story in stories.items() for each in story.facts.findings]
    assert [name for name, events, each in findings if events[each.seq].kind.value != each.about] == []


def test_a_visit_without_an_appointment_has_none() -> None:
    found = unbooked(_approved(), "first", unbooked="came_by").facts.of(Session)[an_id("unbooked")]
    assert (found.appointment, found.exceptional, found.state) == (None, False, "checked_in")
    [finding] = unbooked(_approved(), "first").facts.findings
    assert (finding.code, finding.about) == ("fact_malformed", "unbooked"), "and somebody has a reason for it"


def test_a_session_says_which_copy_it_is_for() -> None:
    [finding] = checked_in(_approved(), "s", "first").without(K.CHECKED_IN, "COPY").facts.findings
    assert (finding.code, finding.about) == ("fact_malformed", "copy")


def test_what_is_out_of_order_is_undone_whole() -> None:
    """A lesser check whose note is known already has replaced no document."""
    story = checked_in(_approved(), "s", "first")
    sighted(story, K.DOCUMENTS_SIGHTED, "s", "first")
    before = story.facts
    words: Said = {"NOTE": "reason of first", "digest": digest_of("reason")}
    sighted(story, K.LESSER_CHECK_ALLOWED, "s", "first", **words, kinds=["a", "b"])
    assert [found.code for found in story.facts.findings] == ["added_twice"]
    assert story.facts.things == before.things


WRONG: dict[str, tuple[EventKind, Said]] = {
    "requests and holds do not agree": (K.REQUEST_TAKEN, {"recordings": [[], []]}),
    "an asker for no call": (K.REQUEST_TAKEN, {"asked": []}),
    "notes without digests": (K.REQUEST_TAKEN, {"digests": []}),
    "a reference of no kind": (K.REQUEST_TAKEN, {"reference": "XYZ-2026-0001"}),
    "a stop of two parts": (K.REQUEST_TAKEN, {"stops": [["x", "y"]]}),
    "parts without reasons": (K.COPY_PREPARED, {"removed_reasons": []}),
    "a chapter of two parts": (K.COPY_PREPARED, {"chapters": [[0, 1]]}),
    "a factor without an answer": (K.REQUEST_APPROVED, {"weighed": ["danger"]}),
    "a factor in a list": (K.REQUEST_APPROVED, {"weighed": [["danger:none"]]}),
    "a yes for a number": (K.COPY_PREPARED, {"rate": True}),
    "a number for a yes": (K.REQUEST_TAKEN, {"copy_wanted": 1}),
    "a time without a zone": (K.RECORDING_IMPORTED, {"called_at": "2026-11-03T14:30:00"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_facts_that_do_not_agree_are_a_finding(name: str) -> None:
    kind, said = WRONG[name]
    story = _approved().otherwise(kind, **said)
    assert story.facts.findings[0].code == "fact_malformed"
    assert story.events[story.facts.findings[0].seq].kind is kind


def test_documents_and_due_dates_that_do_not_agree_are_findings() -> None:
    documents = sighted(checked_in(_approved(), "s", "first"), K.DOCUMENTS_SIGHTED, "s", "first")
    assert documents.otherwise(K.DOCUMENTS_SIGHTED, ages=[1]).facts.findings[0].about == "slots"
    asked: Said = {"proof": "identity", "asked_on": "2026-11-21", "due_on": "", "due_each": []}
    both = _approved().say(K.PROOF_ASKED, REQUEST="first", requests=[an_id("first")], **asked)
    assert [(found.code, found.about) for found in both.facts.findings] == [("fact_malformed", "due_each")]


def test_a_recording_whose_number_is_told_is_known() -> None:
    story = _approved().say(K.CALL_METADATA_TOLD, RECORDING="recording of first", requests=[an_id("first")])
    assert story.facts.findings == ()
    assert story.say(K.CALL_METADATA_TOLD, RECORDING="x").facts.findings[0].code == "not_added"


def test_a_time_is_about_another_give_or_take_minutes() -> None:
    assert About(AT).fits(AT + NEAR) and About(AT).fits(AT - NEAR)
    assert not About(AT).fits(AT + NEAR + timedelta(microseconds=1))


def test_facts_of_nothing_are_none() -> None:
    assert replay([]) == Facts(0, {})


def test_what_is_changed_is_what_replacing_its_fields_makes_of_it() -> None:
    for things in a_story().facts.things.values():
        for one in things.values():
            changed = one.changed(999, {"id": "another"})
            assert changed == replace(one, id="another", events={**one.events, "id": 999})
            assert (type(changed), changed.events) == (type(one), {**one.events, "id": 999})
            assert vars(changed).keys() == vars(one).keys() and one.id != "another"
            with pytest.raises(TypeError):
                one.changed(999, {"no such field": 1})


def test_events_are_followed_in_their_order_also_where_some_cannot_be_read() -> None:
    bodies = a_story().bodies
    numbers = [finding.seq for finding in replay((seq, body if seq % 7 else b"{}") for seq, body in bodies).findings]
    assert numbers == sorted(numbers) and len(numbers) >= len(bodies) // 7


def test_a_key_is_renewed_only_once_it_is_retired_and_wrapped_anew_only_as_it_was_described() -> None:
    story = imported(taken(an_office(), "first"), "first", "r")
    of: dict[str, Any] = {"source": "switchboard", "month": "2026-11", "kind": "original"}
    fresh: dict[str, Any] = {"new_key": an_id("fresh"), "new_key_sha256": digest_of("fresh"), "moved": [an_id("r")]}
    story.say(K.RETENTION_KEY_RENEWED, by="", key=an_id("key"), **of, **fresh)
    other = [an_id("key"), "another source", "2026-11", "original", digest_of("wrapped")]
    story.say(K.DESK_ENROLLED, DESK="late", recipient="age1late", kind="back_office", key="x", keys=[other])
    assert [(each.code, each.about) for each in story.facts.findings] == [
        ("wrong_order", "retention_key_renewed"),
        ("key_described_otherwise", "desk_enrolled"),
    ]
    assert an_id("late") not in story.facts.of(office.Desk)

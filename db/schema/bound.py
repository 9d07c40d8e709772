"""What each column of each table is to the log: a cache of what events say, or something that does no harm.

Rules:
- *Bound*: the column is a fact of something replayed (`domain.log.replay`); a row that says otherwise is named.
- *Derived*: it follows from bound facts, and is compared with what follows; or from the events' own bytes, which the
  verifier proves with the tree (`by_the_verifier`).
- *Words*: typed text, compared with the salted digest that an event holds.
- *Free*: it can be edited without harm, and the line says why.
- Every column is in `TABLES`, and every entry is a column (a test walks the schema).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from desktop.domain.log.replay import (
    appointments,
    clock,
    copies,
    counter,
    decisions,
    holds,
    office,
    recordings,
    requests,
    sessions,
)
from desktop.domain.log.replay.ledger import Facts
from desktop.domain.log.replay.told import Replayed
from desktop.domain.office.people import hash_digest
from desktop.domain.shared.ids import PersonId

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """One column. `field`: the fact's name; `read`: what of the row is compared with it, where it is not the column."""

    field: str = ""
    read: Callable[[Row], object] | None = None

    def of_row(self, column: str, row: Row) -> object:
        """Return what is compared."""
        return row[column] if self.read is None else self.read(row)


class Bound(Rule):
    """A fact of an event."""


class Derived(Rule):
    """It follows from facts of events."""


class Words(Rule):
    """Text, under a salted digest in an event."""


@dataclass(frozen=True)
class Proved:
    """Derived: the log's own row, which the verifier compares with the events' bytes and the tree over them."""

    how: str


@dataclass(frozen=True)
class Free:
    """Nothing of what the office does depends on it, or an edit does no harm."""

    why: str


Column = Rule | Proved | Free


@dataclass(frozen=True)
class Bindings:
    """One table: what is replayed of it (of which type, and all of it), and its columns."""

    type: type[Replayed] | None
    rows: Callable[[Facts], Iterable[Replayed]]
    columns: Mapping[str, Column]


def _sha256(value: object) -> str:
    return sha256(value if isinstance(value, bytes) else str(value).encode()).hexdigest()


def asked_digest(row: Row) -> str:
    """Return the salted digest of a row of `asker`: who asks, and of what call."""
    said = [None if row[name] is None else str(row[name]) for name in ASKED]
    return _sha256(bytes(row["salt"]) + json.dumps(said).encode())


ASKED = (
    "request",
    "given_names",
    "surname",
    "born",
    "address",
    "call_at",
    "call_number",
    "call_outbound",
    "contact",
    "representative",
    "authority",
    "authority_scope",
    "authority_seen_on",
    "representative_address",
)
"""The columns under that digest, in its order."""


def _of(kind: type[Replayed], /, **columns: Column) -> Bindings:
    return Bindings(kind, lambda facts: facts.of(kind).values(), columns)


def _none(**columns: Column) -> Bindings:
    return Bindings(None, lambda facts: (), columns)


_ASKED = Words("asked", asked_digest)
_HAS_KEY = Derived("has_key", lambda row: bool(row["data_key"]))
_SAID = Bound()
"""A fact under the column's own name."""

TABLES: dict[str, Bindings] = {
    "office": _of(
        office.Office,
        one=_SAID,
        id=_SAID,
        kind=_SAID,
        name=Free("it heads pages and letters; it decides nothing"),
        place=Free("it is printed on letters and receipts; it decides nothing"),
        zone=_SAID,
        nation=_SAID,
        created_at=_SAID,
        recovery_recipients=_SAID,
    ),
    "desk": _of(
        office.Desk,
        id=_SAID,
        name=Free("it is shown; the log and every right name the desk by its identifier"),
        recipient=_SAID,
        opens_originals=_SAID,
        enrolled_at=_SAID,
    ),
    "person": _of(
        office.Person,
        id=_SAID,
        sign_in_name=Free("whoever types it still needs the password of the identifier that it leads to"),
        shown_name=Free("it is shown; the log and every right name the person by their identifier"),
        role=_SAID,
        password_hash=Bound(read=lambda row: hash_digest(PersonId(row["id"]), row["password_hash"])),
        active=_SAID,
    ),
    "sign_in_tries": _none(
        scope=Free("a wait is no right; each refusal is an event of its own"),
        key=Free("a wait is no right; each refusal is an event of its own"),
        failures=Free("a wait is no right; each refusal is an event of its own"),
        last_failure=Free("a wait is no right; each refusal is an event of its own"),
    ),
    "note": _of(
        office.Note,
        id=_SAID,
        salt=Words("words", lambda row: _sha256(row["salt"] + row["words"].encode())),
        words=Words("words", lambda row: _sha256(row["salt"] + row["words"].encode())),
    ),
    "command": _none(
        id=Free("random; who edits it can only make a desk ask again what came of its own command"),
        seq=Free("random; who edits it can only make a desk ask again what came of its own command"),
    ),
    "retention_key": _of(
        office.RetentionKey,
        id=_SAID,
        source=_SAID,
        month=_SAID,
        kind=_SAID,
        wrapped=Bound(read=lambda row: _sha256(row["wrapped"])),
        destroyed_at=_SAID,
    ),
    "recording": _of(
        recordings.Recording,
        id=_SAID,
        source=_SAID,
        call_at=_SAID,
        outbound=_SAID,
        format=_SAID,
        rate=_SAID,
        channels=_SAID,
        frames=_SAID,
        digest=_SAID,
        data_key=_HAS_KEY,
        retention_key=_SAID,
        imported_at=_SAID,
        destroyed_at=_SAID,
        number=_SAID,
        agent_channel=_SAID,
        ended_because=_SAID,
        decoder=_SAID,
    ),
    "retention_hold": _of(
        holds.Hold,
        id=_SAID,
        request=_SAID,
        reason=_SAID,
        owner=_SAID,
        review_on=_SAID,
        placed_at=_SAID,
        release_asked_by=_SAID,
        released_by=_SAID,
        released_at=_SAID,
    ),
    "hold_review": _of(
        holds.HoldReview,
        hold=_SAID,
        order=_SAID,
        was=_SAID,
        became=_SAID,
        reviewed_by=_SAID,
        reviewed_at=_SAID,
        note=_SAID,
    ),
    "held_recording": _of(holds.HeldRecording, hold=_SAID, recording=_SAID),
    "stop_deletion": _of(
        holds.StopDeletion, request=_SAID, source=_SAID, deletes_on=_SAID, confirmed_by=_SAID, confirmed_at=_SAID
    ),
    "request": _of(
        requests.Request,
        id=_SAID,
        reference=_SAID,
        kind=_SAID,
        status=_SAID,
        received_on=_SAID,
        due_on=_SAID,
        purpose=_SAID,
        reason_note=_SAID,
        taken_by=_SAID,
        recording=_SAID,
        copy=_SAID,
        approved_until=_SAID,
        copy_wanted=_SAID,
        adjustments=Free("what somebody needs at the counter, in words; it gives no right"),
        extended_on=_SAID,
        extension_reason=_SAID,
    ),
    "asker": _of(
        requests.Request,
        request=Bound("id"),
        given_names=_ASKED,
        surname=_ASKED,
        born=_ASKED,
        address=_ASKED,
        call_at=_ASKED,
        call_number=_ASKED,
        call_outbound=_ASKED,
        contact=_ASKED,
        representative=_ASKED,
        authority=_ASKED,
        authority_scope=_ASKED,
        authority_seen_on=_ASKED,
        representative_address=_ASKED,
        salt=_ASKED,
    ),
    "reference_counter": Bindings(
        requests.Counter, requests.counters, {"kind": Derived(), "year": Derived(), "last": Derived()}
    ),
    "draft": _of(
        copies.Draft,
        request=Bound("id"),
        version=_SAID,
        body=Bound(read=lambda row: _sha256(row["body"])),
        saved_by=_SAID,
        saved_at=_SAID,
        savers=_SAID,
    ),
    "approved_copy": _of(
        copies.Copy,
        id=_SAID,
        request=_SAID,
        recording=_SAID,
        prepared_by=_SAID,
        prepared_at=_SAID,
        rate=_SAID,
        channels=_SAID,
        frames=_SAID,
        digest=_SAID,
        data_key=_HAS_KEY,
        retention_key=_SAID,
        destroyed_at=_SAID,
        version=_SAID,
        style=_SAID,
        gain_cdb=_SAID,
        true_peak_cdb=_SAID,
        loudness_cdb=_SAID,
        decoder=_SAID,
    ),
    "removed_part": _of(
        copies.RemovedPart,
        copy=_SAID,
        position=_SAID,
        start_frame=_SAID,
        end_frame=_SAID,
        channel=_SAID,
        reason=_SAID,
    ),
    "chapter": _of(copies.Chapter, copy=_SAID, position=_SAID, start_frame=_SAID, end_frame=_SAID, kind=_SAID),
    "decision": _of(
        decisions.Decision,
        id=_SAID,
        request=_SAID,
        copy=_SAID,
        copy_digest=_SAID,
        decided_by=_SAID,
        decided_at=_SAID,
        approved=_SAID,
        refusal=_SAID,
        until=_SAID,
        note=_SAID,
        sent_back=_SAID,
        weighed=_SAID,
        version=_SAID,
        position=_SAID,
    ),
    "session": _of(
        sessions.Session,
        id=_SAID,
        request=_SAID,
        copy=_SAID,
        adviser=_SAID,
        desk=_SAID,
        appointment=_SAID,
        opened_at=_SAID,
        state=_SAID,
        interrupted_from=_SAID,
        parties=_SAID,
        identified=_SAID,
        briefed=_SAID,
        at_frame=_SAID,
        copy_wanted=_SAID,
        complaint=_SAID,
        acknowledged=_SAID,
        outcome=_SAID,
        closed_at=_SAID,
        exceptions=_SAID,
        exceptional=Derived(),
        waiting=Derived(),
    ),
    "heard_span": Bindings(
        sessions.HeardSpan,
        sessions.heard_spans,
        {"session": _SAID, "start_frame": _SAID, "end_frame": _SAID},
    ),
    "sighted_document": _of(
        counter.SightedDocument,
        session=_SAID,
        slot=_SAID,
        kind=_SAID,
        group=_SAID,
        in_date=_SAID,
        age_months=_SAID,
        checks=_SAID,
        sighted_by=_SAID,
        sighted_at=_SAID,
    ),
    "session_note": _of(
        counter.SessionNote,
        session=_SAID,
        note=_SAID,
        kind=_SAID,
        at_frame=_SAID,
        correction_wanted=_SAID,
        taken_at=_SAID,
    ),
    "review": _of(counter.Review, session=Bound("id"), signed_off_by=_SAID, signed_off_at=_SAID, note=_SAID),
    "request_proof": Bindings(
        clock.ProofRow,
        clock.proof_rows,
        {
            "request": _SAID,
            "position": _SAID,
            "proof": _SAID,
            "asked_on": _SAID,
            "arrived_on": _SAID,
            "reason_logged": _SAID,
            "note": _SAID,
        },
    ),
    "request_clarification": Bindings(
        clock.QuestionRow,
        clock.question_rows,
        {"request": _SAID, "position": _SAID, "asked_on": _SAID, "answered_on": _SAID},
    ),
    "clock_correction": _of(
        clock.ClockCorrection,
        request=_SAID,
        order=_SAID,
        day_of=_SAID,
        position=_SAID,
        proof=_SAID,
        was=_SAID,
        became=_SAID,
        corrected_by=_SAID,
        corrected_at=_SAID,
        note=_SAID,
    ),
    "arisen_answer": _of(
        counter.ArisenAnswer,
        session=_SAID,
        arising=_SAID,
        answer=_SAID,
        answered_on=_SAID,
        answered_by=_SAID,
        answered_at=_SAID,
    ),
    "appointment": _of(
        appointments.Appointment, id=_SAID, request=_SAID, desk=_SAID, starts_at=_SAID, minutes=_SAID, status=_SAID
    ),
    "audit_event": _none(
        seq=Proved("the tree's order"),
        body=Proved("the tree's leaves"),
        day=Proved("the body's time"),
        kind=Proved("the body's kind"),
        session=Proved("the body's session"),
        request=Proved("the body's request"),
    ),
    "audit_head": _none(
        one=Proved("there is one"),
        size=Proved("the number of events"),
        frontier=Proved("the tree's right edge"),
        root=Proved("the tree's root"),
        day=Proved("the last event's day"),
    ),
    "signing_key": _none(
        desk=Proved("the key event's desk"),
        day=Proved("the key event's day"),
        public=Proved("the key event's key"),
    ),
    "checkpoint": _none(
        size=Proved("the signed note"),
        desk=Proved("the signed note"),
        at=Proved("the signed note"),
        note=Proved("the signature, and the tree at that size"),
    ),
}

"""The whole schema, and the relation of each column to the log: a cache of what events say, or harmless.

Identifiers are 32 hexadecimal digits; times (UTC) and dates are text of one width, so that it sorts as time does. Typed
text is in `note` (salted) and `asker`, and in their words' indexes alone; no identity document's number has a column.
*Bound*: a fact of something replayed. *Derived*: it follows from bound facts, or from the events' bytes, which the
verifier proves. *Words*: compared with the salted digest in an event. *Free*: harmless, and the line says why. Every
column is in `TABLES`. Code that works with all tables imports `metadata` from here; other code imports their modules.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any

from db.schema import audit_tables, office_tables, recording_tables, request_tables, session_tables
from db.schema.request_tables import asker
from db.shared.metadata import metadata as metadata
from desktop.domain.copies.copy import number_digest
from desktop.domain.log.replay import complaints, office, recordings, requests, reviews, sessions
from desktop.domain.log.replay.ledger import Facts, Replayed
from desktop.domain.office.people import directory_digest, hash_digest
from desktop.domain.shared.ids import PersonId
from desktop.domain.shared.typed_text import letterhead_digest, words_digest

MODULES = (
    request_tables,
    audit_tables,
    recording_tables,
    office_tables,
    session_tables,
)
"""The modules that declare tables."""


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


ASKED = tuple(column.name for column in asker.columns if column.name != "salt")
"""The columns of `asker` that are under one digest."""


def asked_digest(row: Row) -> str:
    """Return the salted digest of a row of `asker`: who asks, and of what call.

    False, "" and null are as if the column were not there: a column that is added later changes no digest.
    """
    said = {name: row[name] for name in ASKED if row[name]}
    return words_digest(row["salt"], json.dumps(said, sort_keys=True))


def _of(
    kind: type[Replayed], rows: Callable[[Facts], Iterable[Replayed]] | None = None, /, **columns: Column
) -> Bindings:
    """Bind a table to what is replayed of it: each column to the field of its name, but for `columns`.

    `rows`: all of it, where that is not what the log says.
    """
    return Bindings(kind, rows or (lambda facts: facts.of(kind).values()), columns)


def _none(**columns: Column) -> Bindings:
    return Bindings(None, lambda facts: (), columns)


_FOR_A_NOTE = Words("words", lambda row: words_digest(row["salt"], row["words"]))
_LETTERHEAD = Words("letterhead", lambda row: letterhead_digest(row["id"], row["name"], row["place"]))
_TRIES = Free("a wait is no right; how many a desk or an account has had the log says, and a row that differs is named")
_COMMAND = Free("random; who edits it can only make a desk ask again what came of its own command")
_ASKED = Words("asked", asked_digest)
_NUMBER = Words("number", lambda row: number_digest(row["salt"], row["number"]))
_HAS_KEY = Derived("has_key", lambda row: bool(row["data_key"]))
_CIPHERTEXT = Free("it is what the container authenticates, under its kind and identifier; who edits it damages it")
_OF_A_FILE = Free("it only finds; what is found opens with the key of its own kind and identifier, or not at all")
_TIDY = Free("it says when a file is looked at by the nightly run, which destroys none that a row names")
_SAID: Mapping[str, Bindings] = {
    "office": _of(office.Office, name=_LETTERHEAD, place=_LETTERHEAD),
    "desk": _of(
        office.Desk,
        name=Free("it is shown; the log and every right name the desk by its identifier"),
        turn=Free("who edits it can only hide a copy of the PC until `verify`, which goes by the sign-ins, or deny"),
    ),
    "person": _of(
        office.Person,
        sign_in_name=Free("whoever types it still needs the password of the identifier that it leads to"),
        last_sign_in=Free("it is shown to administrators; who signed in when is in the log"),
        shown_name=Free("it is shown; the log and every right name the person by their identifier"),
        directory=Bound(read=lambda row: directory_digest(PersonId(row["id"]), row["directory"])),
        password_hash=Bound(read=lambda row: hash_digest(PersonId(row["id"]), row["password_hash"])),
    ),
    "policy": _of(office.Policy, content=Bound(read=lambda row: _sha256(row["content"]))),
    "sign_in_tries": _none(scope=_TRIES, key=_TRIES, failures=_TRIES, last_failure=_TRIES),
    "note": _of(office.Note, salt=_FOR_A_NOTE, words=_FOR_A_NOTE),
    "command": _none(id=_COMMAND, seq=_COMMAND),
    "retention_key": _of(office.RetentionKey, wrapped=Bound(read=lambda row: _sha256(row["wrapped"]))),
    "recording": _of(recordings.Recording, data_key=_HAS_KEY, number=_NUMBER, salt=_NUMBER),
    "retention_hold": _of(requests.Hold),
    "vault_file": _none(
        place=_OF_A_FILE,
        kind=_OF_A_FILE,
        id=_OF_A_FILE,
        size=_CIPHERTEXT,
        stored_at=_TIDY,
        quarantined_on=_TIDY,
    ),
    "vault_piece": _none(place=_OF_A_FILE, number=_CIPHERTEXT, content=_CIPHERTEXT),
    "hold_review": _of(requests.HoldReview),
    "held_recording": _of(requests.HeldRecording),
    "stop_deletion": _of(requests.StopDeletion),
    "request": _of(
        requests.Request,
        adjustments=Free("what somebody needs at the counter, in words; it gives no right"),
        needs=Free("what somebody needs at the counter, as chosen; it gives no right, and the log holds none of it"),
    ),
    "asker": _of(requests.Request, **{**dict.fromkeys((*ASKED, "salt"), _ASKED), "request": Bound("id")}),
    "asker_word": _none(
        request=Free("it only finds: what is opened is the request, and its asker as the log has them"),
        word=Free("it only finds; whoever edits it hides a request from a search, not from the list"),
    ),
    "reference_counter": _of(requests.Counter, requests.counters, kind=Derived(), year=Derived(), last=Derived()),
    "draft": _of(recordings.Draft, request=Bound("id"), body=Bound(read=lambda row: _sha256(row["body"]))),
    "approved_copy": _of(recordings.Copy, data_key=_HAS_KEY),
    "removed_part": _of(recordings.RemovedPart),
    "chapter": _of(recordings.Chapter),
    "transcript": _of(
        recordings.SavedTranscript, request=Bound("id"), body=Bound(read=lambda row: _sha256(row["body"]))
    ),
    "copy_transcript": _of(
        recordings.CopyTranscript, copy=Bound("id"), body=Bound(read=lambda row: _sha256(row["body"]))
    ),
    "decision": _of(recordings.Decision),
    "session": _of(sessions.Session, exceptional=Derived(), waiting=Derived()),
    "heard_span": _of(sessions.HeardSpan, sessions.heard_spans),
    "sighted_document": _of(sessions.SightedDocument),
    "asked_check": _of(sessions.AskedCheck),
    "session_note": _of(sessions.SessionNote),
    "review": _of(reviews.Review, session=Bound("id")),
    "review_question": _of(reviews.ReviewQuestion),
    "request_proof": _of(requests.Proof),
    "request_clarification": _of(requests.Question),
    "deadline_correction": _of(requests.DateCorrection),
    "follow_up_answer": _of(sessions.FollowUpAnswered),
    "complaint": _of(complaints.Complaint),
    "complaint_told": _of(complaints.ComplaintTold),
    "disclosure": _of(recordings.Disclosure),
    "appointment": _of(sessions.Appointment),
    "audit_event": _none(seq=Proved("the tree's order"), body=Proved("the tree's leaves")),
    "audit_head": _none(
        one=Proved("there is one"), size=Proved("the number of events"), root=Proved("the tree's root")
    ),
    "checkpoint": _none(
        size=Proved("the signed note"),
        desk=Proved("the signed note"),
        at=Proved("the signed note"),
        note=Proved("the signature, and the tree at that size"),
    ),
}


def _with_fields(table: str, said: Bindings) -> Bindings:
    """Bind each other column to the field of its name, in the order of the fields: the first that differs is named.

    A column that has no such field, and is not said, is missing here.
    """
    there = metadata.tables[table].columns.keys()
    replayed = [] if said.type is None else [field.name for field in fields(said.type) if field.name in there]
    bound = [name for name in replayed if name not in said.columns]
    return replace(said, columns=dict.fromkeys(bound, Bound()) | dict(said.columns))


TABLES: Mapping[str, Bindings] = {table: _with_fields(table, said) for table, said in _SAID.items()}

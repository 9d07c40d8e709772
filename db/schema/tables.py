"""The tables of the office's business. The log's own tables are in `audit_tables`.

Rules:
- Identifiers are 32 hexadecimal digits. Times are text in UTC (`2026-11-24T14:31:05.000123Z`), dates are `2026-11-24`:
  one width, so that text sorts as time does, the same on both databases.
- Words that people type lie in `note` (salted, so that an event can hold a digest of them) and in `asker`, and
  nowhere else but in the index of the notes' words (`words_index`). They can be destroyed without touching the log.
- No number of an identity document has a column anywhere.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, false, text

from db.schema.clock_tables import arisen_answer as arisen_answer
from db.schema.clock_tables import clock_correction as clock_correction
from db.schema.clock_tables import request_clarification as request_clarification
from db.schema.clock_tables import request_proof as request_proof
from db.schema.office_tables import CODE, DAY, ID, TIME
from db.schema.office_tables import command as command
from db.schema.office_tables import desk as desk
from db.schema.office_tables import note as note
from db.schema.office_tables import office as office
from db.schema.office_tables import person as person
from db.schema.office_tables import sign_in_tries as sign_in_tries
from db.shared.metadata import metadata, sorted_by_bytes

_LIVES = text("destroyed_at IS NULL")


def _one_that_lives(name: str, *columns: str) -> Index:
    """Unique among what has not been destroyed: a destroyed one leaves its place free."""
    return Index(name, *columns, unique=True, sqlite_where=_LIVES, postgresql_where=_LIVES)


retention_key = Table(
    "retention_key",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", CODE, nullable=False),
    Column("month", sorted_by_bytes(7), nullable=False),
    Column("kind", CODE, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("destroyed_at", TIME),
    _one_that_lives("ux_retention_key", "source", "month", "kind"),
)

recording = Table(
    "recording",
    metadata,
    Column("id", ID, primary_key=True),
    Column("source", CODE, nullable=False),
    Column("call_at", TIME, nullable=False),
    Column("outbound", Boolean, nullable=False),
    Column("format", CODE, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("digest", sorted_by_bytes(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("retention_key", ID, ForeignKey("retention_key.id"), nullable=False),
    Column("imported_at", TIME, nullable=False),
    Column("destroyed_at", TIME),
    Column("number", Text),
    Column("agent_channel", Integer),
    Column("ended_because", CODE),
    Column("decoder", Integer, nullable=False, server_default=text("0")),
    _one_that_lives("ux_recording_digest", "digest"),
    Index("ix_recording_call", "source", "call_at", "id"),
    Index("ix_recording_number", "number", "call_at", "id"),
    Index("ix_recording_key", "retention_key"),
)

request = Table(
    "request",
    metadata,
    Column("id", ID, primary_key=True),
    Column("reference", sorted_by_bytes(20), nullable=False, unique=True),
    Column("kind", CODE, nullable=False),
    Column("status", CODE, nullable=False),
    Column("received_on", DAY, nullable=False),
    Column("due_on", DAY),
    Column("purpose", CODE),
    Column("reason_note", ID, ForeignKey("note.id")),
    Column("taken_by", ID, ForeignKey("person.id"), nullable=False),
    Column("recording", ID, ForeignKey("recording.id")),
    Column("copy", ID),
    Column("approved_until", DAY),
    Column("copy_wanted", Boolean, nullable=False),
    Column("adjustments", Text, nullable=False),
    Column("extended_on", DAY),
    Column("extension_reason", CODE),
    Index("ix_request_status_due", "status", "due_on", "id"),
    Index("ix_request_recording", "recording"),
)

draft = Table(
    "draft",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("saved_by", ID, ForeignKey("person.id"), nullable=False),
    Column("saved_at", TIME, nullable=False),
    Column("savers", Text, nullable=False),
)

_STANDS = text("released_by IS NULL")

retention_hold = Table(
    "retention_hold",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("reason", CODE, nullable=False),
    Column("owner", ID, ForeignKey("person.id"), nullable=False),
    Column("review_on", DAY, nullable=False),
    Column("placed_at", TIME, nullable=False),
    Column("release_asked_by", ID, ForeignKey("person.id")),
    Column("released_by", ID, ForeignKey("person.id")),
    Column("released_at", TIME),
    Index("ix_retention_hold_request", "request"),
    Index("ix_retention_hold_review", "review_on", "id", sqlite_where=_STANDS, postgresql_where=_STANDS),
)

hold_review = Table(
    "hold_review",
    metadata,
    Column("hold", ID, ForeignKey("retention_hold.id"), primary_key=True),
    Column("order", Integer, primary_key=True),
    Column("was", DAY, nullable=False),
    Column("became", DAY, nullable=False),
    Column("reviewed_by", ID, ForeignKey("person.id"), nullable=False),
    Column("reviewed_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

held_recording = Table(
    "held_recording",
    metadata,
    Column("hold", ID, ForeignKey("retention_hold.id"), primary_key=True),
    Column("recording", ID, ForeignKey("recording.id"), primary_key=True),
    Index("ix_held_recording_recording", "recording"),
)

stop_deletion = Table(
    "stop_deletion",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("source", CODE, primary_key=True),
    Column("deletes_on", DAY),
    Column("confirmed_by", ID, ForeignKey("person.id")),
    Column("confirmed_at", TIME),
)

asker = Table(
    "asker",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("given_names", Text, nullable=False),
    Column("surname", Text, nullable=False),
    Column("born", DAY),
    Column("address", Text, nullable=False),
    Column("call_at", TIME, nullable=False),
    Column("call_number", Text, nullable=False),
    Column("call_outbound", Boolean, nullable=False),
    Column("contact", Text, nullable=False, server_default=""),
    Column("representative", Text),
    Column("authority", CODE),
    Column("authority_scope", Text),
    Column("authority_seen_on", DAY),
    Column("representative_address", Text),
)

reference_counter = Table(
    "reference_counter",
    metadata,
    Column("kind", CODE, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

approved_copy = Table(
    "approved_copy",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("recording", ID, ForeignKey("recording.id"), nullable=False),
    Column("prepared_by", ID, ForeignKey("person.id"), nullable=False),
    Column("prepared_at", TIME, nullable=False),
    Column("rate", Integer, nullable=False),
    Column("channels", Integer, nullable=False),
    Column("frames", Integer, nullable=False),
    Column("digest", sorted_by_bytes(64), nullable=False),
    Column("data_key", LargeBinary, nullable=False),
    Column("retention_key", ID, ForeignKey("retention_key.id"), nullable=False),
    Column("destroyed_at", TIME),
    Column("version", Integer, nullable=False, server_default=text("0")),
    Column("style", CODE, nullable=False, server_default="silence"),
    Column("gain_cdb", Integer, nullable=False, server_default=text("0")),
    Column("true_peak_cdb", Integer),
    Column("loudness_cdb", Integer),
    Column("decoder", Integer, nullable=False, server_default=text("0")),
    Index("ix_approved_copy_recording", "recording"),
    Index("ix_approved_copy_request", "request"),
    Index("ix_approved_copy_key", "retention_key"),
)

removed_part = Table(
    "removed_part",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("channel", Integer),
    Column("reason", CODE, nullable=False),
)

chapter = Table(
    "chapter",
    metadata,
    Column("copy", ID, ForeignKey("approved_copy.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start_frame", Integer, nullable=False),
    Column("end_frame", Integer, nullable=False),
    Column("kind", CODE, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("copy", ID, ForeignKey("approved_copy.id")),
    Column("copy_digest", sorted_by_bytes(64)),
    Column("decided_by", ID, ForeignKey("person.id"), nullable=False),
    Column("decided_at", TIME, nullable=False),
    Column("approved", Boolean, nullable=False),
    Column("refusal", CODE),
    Column("until", DAY),
    Column("note", ID, ForeignKey("note.id")),
    Column("sent_back", Boolean, nullable=False, server_default=false()),
    Column("weighed", Text, nullable=False, server_default="[]"),
    Column("version", Integer),
    Column("position", Integer, nullable=False, server_default=text("0")),
    Index("ix_decision_request", "request"),
)

_TAKES_PLACE = text("status IN ('booked', 'attended')")

appointment = Table(
    "appointment",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("desk", ID, ForeignKey("desk.id"), nullable=False),
    Column("starts_at", TIME, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("status", CODE, nullable=False),
    Index("ix_appointment_starts_at", "starts_at", "id"),
    # One slot, one appointment that takes place; what was called off leaves its slot free.
    Index(
        "ux_appointment_slot",
        "desk",
        "starts_at",
        unique=True,
        sqlite_where=_TAKES_PLACE,
        postgresql_where=_TAKES_PLACE,
    ),
)

# SQLite takes a partial index only for the very condition that it was made with, which is `= 1` for a yes or no there.
_WAITS, _WAITS_ON_SQLITE = text("waiting"), text("waiting = 1")
_COMPLAINS, _COMPLAINS_ON_SQLITE = text("complaint"), text("complaint = 1")
_WANTED, _WANTED_ON_SQLITE = text("correction_wanted"), text("correction_wanted = 1")

session = Table(
    "session",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("copy", ID, ForeignKey("approved_copy.id"), nullable=False),
    Column("adviser", ID, ForeignKey("person.id"), nullable=False),
    Column("desk", ID, ForeignKey("desk.id"), nullable=False),
    Column("appointment", ID, ForeignKey("appointment.id")),
    Column("opened_at", TIME, nullable=False),
    Column("state", CODE, nullable=False),
    Column("interrupted_from", CODE),
    Column("parties", Text, nullable=False),
    Column("identified", Boolean, nullable=False),
    Column("briefed", Boolean, nullable=False, server_default=false()),
    Column("at_frame", Integer, nullable=False),
    Column("copy_wanted", Boolean, nullable=False),
    Column("complaint", Boolean, nullable=False),
    Column("acknowledged", Boolean, nullable=False),
    Column("outcome", CODE),
    Column("closed_at", TIME),
    Column("exceptions", Text, nullable=False),
    Column("exceptional", Boolean, nullable=False),
    Column("waiting", Boolean, nullable=False, server_default=false()),
    Index("ix_session_state_desk", "state", "desk"),
    Index("ix_session_request", "request", "opened_at"),
    Index("ix_session_appointment", "appointment"),
    Index("ix_session_review", "exceptional", "opened_at", "id"),
    Index("ix_session_adviser", "adviser", "exceptional", "opened_at", "id"),
    Index(
        "ix_session_waiting", "exceptional", "opened_at", "id", sqlite_where=_WAITS_ON_SQLITE, postgresql_where=_WAITS
    ),
    Index("ix_session_opened_at", "opened_at", "id"),
    Index("ix_session_complaint", "id", sqlite_where=_COMPLAINS_ON_SQLITE, postgresql_where=_COMPLAINS),
)

heard_span = Table(
    "heard_span",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("start_frame", Integer, primary_key=True),
    Column("end_frame", Integer, nullable=False),
)

sighted_document = Table(
    "sighted_document",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("group", CODE, nullable=False),
    Column("in_date", Boolean, nullable=False),
    Column("age_months", Integer),
    Column("checks", Text, nullable=False),
    Column("sighted_by", ID, ForeignKey("person.id"), nullable=False),
    Column("sighted_at", TIME, nullable=False),
)

session_note = Table(
    "session_note",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("note", ID, ForeignKey("note.id"), primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("at_frame", Integer),
    Column("correction_wanted", Boolean, nullable=False),
    Column("taken_at", TIME, nullable=False),
    Index("ix_session_note_note", "note"),
    Index("ix_session_note_correction", "session", sqlite_where=_WANTED_ON_SQLITE, postgresql_where=_WANTED),
)

review = Table(
    "review",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("signed_off_by", ID, ForeignKey("person.id"), nullable=False),
    Column("signed_off_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

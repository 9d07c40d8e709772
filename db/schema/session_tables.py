"""The tables of sessions: spans heard, documents sighted, lesser checks, notes, reviews, questions to advisers."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Text, false, text

from db.schema.office_tables import CODE, ID, TIME
from db.shared.metadata import partial_index, table

# SQLite uses a partial index only for the exact condition it was created with, which is `= 1` for true.
_WAITS, _WAITS_ON_SQLITE = text("waiting"), text("waiting = 1")
_COMPLAINS, _COMPLAINS_ON_SQLITE = text("complaint"), text("complaint = 1")
_WAITING = ("exceptional", "opened_at", "id", "closed_at")
_COMPLAINED = ("id", "request", "state", "closed_at")
"""The columns counted of waiting sessions, and read of complaints: for it no session is read. They lie far apart."""
_ASKED = text("standing = 'waiting'")
_WANTED, _WANTED_ON_SQLITE = text("correction_wanted"), text("correction_wanted = 1")

session = table(
    "session",
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
    partial_index("ix_session_waiting", "exceptional", "opened_at", "id", where=_WAITS, on_sqlite=_WAITS_ON_SQLITE),
    partial_index("ix_session_waits", *_WAITING, where=_WAITS, on_sqlite=_WAITS_ON_SQLITE),
    Index("ix_session_opened_at", "opened_at", "id"),
    partial_index("ix_session_complained", *_COMPLAINED, where=_COMPLAINS, on_sqlite=_COMPLAINS_ON_SQLITE),
)

heard_span = table(
    "heard_span",
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("start_frame", Integer, primary_key=True),
    Column("end_frame", Integer, nullable=False),
)

sighted_document = table(
    "sighted_document",
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

asked_check = table(
    "asked_check",
    Column("id", ID, ForeignKey("note.id"), primary_key=True),
    Column("session", ID, ForeignKey("session.id"), nullable=False),
    Column("asked_by", ID, ForeignKey("person.id"), nullable=False),
    Column("desk", ID, ForeignKey("desk.id"), nullable=False),
    Column("asked_at", TIME, nullable=False),
    Column("documents", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Column("standing", CODE, nullable=False),
    Column("ended_by", ID, ForeignKey("person.id")),
    Column("ended_at", TIME),
    Index("ix_asked_check_session", "session"),
    partial_index("ix_asked_check_waiting", "asked_at", where=_ASKED),
)

session_note = table(
    "session_note",
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("note", ID, ForeignKey("note.id"), primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("at_frame", Integer),
    Column("correction_wanted", Boolean, nullable=False),
    Column("taken_at", TIME, nullable=False),
    Index("ix_session_note_note", "note"),
    partial_index("ix_session_note_correction", "session", where=_WANTED, on_sqlite=_WANTED_ON_SQLITE),
)


_UNANSWERED = text("answer IS NULL")

review = table(
    "review",
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("signed_off_by", ID, ForeignKey("person.id"), nullable=False),
    Column("signed_off_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

review_question = table(
    "review_question",
    Column("id", ID, ForeignKey("note.id"), primary_key=True),
    Column("session", ID, ForeignKey("session.id"), nullable=False),
    Column("asked_by", ID, ForeignKey("person.id"), nullable=False),
    Column("asked_to", ID, ForeignKey("person.id"), nullable=False),
    Column("asked_at", TIME, nullable=False),
    Column("answer", ID, ForeignKey("note.id")),
    Column("answered_at", TIME),
    Index("ix_review_question_session", "session"),
    partial_index("ix_review_question_unanswered", "asked_to", "asked_at", where=_UNANSWERED),
)

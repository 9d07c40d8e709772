"""The tables of requests: calls and askers, appointments, the deadline, complaints, disclosures. Rules: `tables`.

A complaint from a session has no row of its own but the session's; `complaint_told` names it by its identifier.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Text, false, text

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import partial_index, sorted_by_bytes, table

request = table(
    "request",
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
    Column("came_by", CODE),
    Column("copy_offered", Boolean, nullable=False, server_default=false()),
    Column("needs", Text, nullable=False, server_default="[]"),
    Column("language", CODE),
    Index("ix_request_status_due", "status", "due_on", "id"),
    Index("ix_request_recording", "recording"),
    Index("ix_request_received", "received_on", "reference"),
)

asker = table(
    "asker",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("given_names", Text, nullable=False),
    Column("surname", Text, nullable=False),
    Column("born", DAY),
    Column("address", Text, nullable=False),
    Column("call_at", TIME, nullable=False),
    Column("call_number", Text, nullable=False),
    Column("call_outbound", Boolean, nullable=False),
    Column("call_by_somebody_else", Boolean, nullable=False, server_default=false()),
    Column("contact", Text, nullable=False, server_default=""),
    Column("representative", Text),
    Column("authority", CODE),
    Column("authority_scope", Text),
    Column("authority_seen_on", DAY),
    Column("representative_address", Text),
    Column("salt", LargeBinary(32)),
    Index("ix_asker_call_at", "call_at"),
)

asker_word = table(
    "asker_word",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("word", sorted_by_bytes(40), primary_key=True),
    Index("ix_asker_word_word", "word", "request"),
)
"""The words by which the asker of a request is found (`domain.shared.search_term`): follows from `asker`."""

reference_counter = table(
    "reference_counter",
    Column("kind", CODE, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)


_TAKES_PLACE = text("status IN ('booked', 'attended')")

appointment = table(
    "appointment",
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("desk", ID, ForeignKey("desk.id"), nullable=False),
    Column("starts_at", TIME, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("status", CODE, nullable=False),
    Index("ix_appointment_starts_at", "starts_at", "id"),
    Index("ix_appointment_request", "request", "starts_at"),
    # One slot, one appointment; calling it off frees its slot.
    partial_index("ux_appointment_slot", "desk", "starts_at", where=_TAKES_PLACE, unique=True),
)


request_proof = table(
    "request_proof",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("proof", CODE, nullable=False),
    Column("asked_on", DAY, nullable=False),
    Column("arrived_on", DAY),
    Column("reason_logged", Boolean, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
    partial_index("ix_request_proof_awaited", "request", where=text("arrived_on IS NULL")),
)

request_clarification = table(
    "request_clarification",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("asked_on", DAY, nullable=False),
    Column("answered_on", DAY),
    Column("about", CODE),
    partial_index("ix_request_clarification_open", "request", where=text("answered_on IS NULL")),
)

deadline_correction = table(
    "deadline_correction",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("order", Integer, primary_key=True),
    Column("day_of", CODE, nullable=False),
    Column("position", Integer, nullable=False),
    Column("proof", CODE),
    Column("was", DAY, nullable=False),
    Column("became", DAY, nullable=False),
    Column("corrected_by", ID, ForeignKey("person.id"), nullable=False),
    Column("corrected_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)
"""Corrected days. `position` is that of the proof or question, `order` that of the correction."""

follow_up_answer = table(
    "follow_up_answer",
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("answer", CODE, nullable=False),
    Column("answered_on", DAY, nullable=False),
    Column("answered_by", ID, ForeignKey("person.id"), nullable=False),
    Column("answered_at", TIME, nullable=False),
)


complaint = table(
    "complaint",
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("came_by", CODE, nullable=False),
    Column("received_on", DAY, nullable=False),
    Column("note", ID, ForeignKey("note.id"), nullable=False),
    Column("taken_by", ID, ForeignKey("person.id"), nullable=False),
    Column("taken_at", TIME, nullable=False),
    Index("ix_complaint_request", "request"),
)

complaint_told = table(
    "complaint_told",
    Column("complaint", ID, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("step", CODE, nullable=False),
    Column("told_on", DAY, nullable=False),
    Column("outcome", CODE),
    Column("note", ID, ForeignKey("note.id")),
    Column("told_by", ID, ForeignKey("person.id"), nullable=False),
    Column("told_at", TIME, nullable=False),
)


disclosure = table(
    "disclosure",
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("copy", ID, ForeignKey("approved_copy.id"), nullable=False),
    Column("route", CODE, nullable=False),
    Column("basis", CODE, nullable=False),
    Column("disclosed_on", DAY, nullable=False),
    Column("receiver", ID, ForeignKey("note.id"), nullable=False),
    Column("reference", ID, ForeignKey("note.id")),
    Column("recorded_by", ID, ForeignKey("person.id"), nullable=False),
    Column("recorded_at", TIME, nullable=False),
)

"""The tables of the deadline beside the request's own columns, and of answers to follow-ups."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, text

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import metadata, partial_index

request_proof = Table(
    "request_proof",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("proof", CODE, nullable=False),
    Column("asked_on", DAY, nullable=False),
    Column("arrived_on", DAY),
    Column("reason_logged", Boolean, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
    partial_index("ix_request_proof_awaited", "request", where=text("arrived_on IS NULL")),
)

request_clarification = Table(
    "request_clarification",
    metadata,
    Column("request", ID, ForeignKey("request.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("asked_on", DAY, nullable=False),
    Column("answered_on", DAY),
    Column("about", CODE),
    partial_index("ix_request_clarification_open", "request", where=text("answered_on IS NULL")),
)

deadline_correction = Table(
    "deadline_correction",
    metadata,
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

follow_up_answer = Table(
    "follow_up_answer",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("follow_up", CODE, primary_key=True),
    Column("answer", CODE, nullable=False),
    Column("answered_on", DAY, nullable=False),
    Column("answered_by", ID, ForeignKey("person.id"), nullable=False),
    Column("answered_at", TIME, nullable=False),
)

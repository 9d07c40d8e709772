"""The tables of reviews: signatures, and questions to advisers. Rules: `tables`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, text

from db.schema.office_tables import ID, TIME
from db.shared.metadata import metadata, partial_index

_UNANSWERED = text("answer IS NULL")

review = Table(
    "review",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("signed_off_by", ID, ForeignKey("person.id"), nullable=False),
    Column("signed_off_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

review_question = Table(
    "review_question",
    metadata,
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

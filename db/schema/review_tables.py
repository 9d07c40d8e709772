"""The table of reviews. Rules: `tables`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Table

from db.schema.office_tables import ID, TIME
from db.shared.metadata import metadata

review = Table(
    "review",
    metadata,
    Column("session", ID, ForeignKey("session.id"), primary_key=True),
    Column("signed_off_by", ID, ForeignKey("person.id"), nullable=False),
    Column("signed_off_at", TIME, nullable=False),
    Column("note", ID, ForeignKey("note.id")),
)

"""The table of disclosures: files that went to the police, outside of this program."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import metadata

disclosure = Table(
    "disclosure",
    metadata,
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

"""The tables of complaints: those taken outside of a session, and what people were told of every complaint.

A complaint from a session has no row of its own but the session's; `complaint_told` names it by its identifier.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import metadata

complaint = Table(
    "complaint",
    metadata,
    Column("id", ID, primary_key=True),
    Column("request", ID, ForeignKey("request.id"), nullable=False),
    Column("came_by", CODE, nullable=False),
    Column("received_on", DAY, nullable=False),
    Column("note", ID, ForeignKey("note.id"), nullable=False),
    Column("taken_by", ID, ForeignKey("person.id"), nullable=False),
    Column("taken_at", TIME, nullable=False),
    Index("ix_complaint_request", "request"),
)

complaint_told = Table(
    "complaint_told",
    metadata,
    Column("complaint", ID, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("step", CODE, nullable=False),
    Column("told_on", DAY, nullable=False),
    Column("outcome", CODE),
    Column("note", ID, ForeignKey("note.id")),
    Column("told_by", ID, ForeignKey("person.id"), nullable=False),
    Column("told_at", TIME, nullable=False),
)

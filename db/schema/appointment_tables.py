"""The table of appointments. Rules: `tables`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, text

from db.schema.office_tables import CODE, ID, TIME
from db.shared.metadata import metadata, partial_index

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
    Index("ix_appointment_request", "request", "starts_at"),
    # One slot, one appointment; calling it off frees its slot.
    partial_index("ux_appointment_slot", "desk", "starts_at", where=_TAKES_PLACE, unique=True),
)

"""The office itself, its desks and people, and the words that people type. Rules: `tables`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Integer, LargeBinary, Text, false

from db.shared.metadata import sorted_by_bytes, table

ID = sorted_by_bytes(32)
TIME = sorted_by_bytes(27)
DAY = sorted_by_bytes(10)
CODE = sorted_by_bytes(40)

office = table(
    "office",
    Column("one", Integer, CheckConstraint("one = 1", name="only"), primary_key=True),
    Column("id", ID, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("name", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("nation", CODE, nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("recovery_recipients", Text, nullable=False),
)

desk = table(
    "desk",
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", CODE, nullable=False, server_default="counter"),
    Column("enrolled_at", TIME, nullable=False),
    Column("withdrawn_at", TIME),
    Column("turn", BigInteger, nullable=False, server_default="0"),
)

person = table(
    "person",
    Column("id", ID, primary_key=True),
    Column("sign_in_name", Text, nullable=False, unique=True),
    Column("shown_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("roles", Text, nullable=False, server_default=""),
    Column("first_password", Boolean, nullable=False, server_default=false()),
    Column("roles_since", TIME, nullable=False, server_default=""),
    Column("last_sign_in", TIME),
    Column("lent", Text, nullable=False, server_default=""),
    Column("directory", sorted_by_bytes(36), nullable=False, server_default=""),
    Column("barred", Boolean, nullable=False, server_default=false()),
)

policy = table(
    "policy",
    Column("name", CODE, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("changed_by", ID),
    Column("changed_at", TIME, nullable=False),
    Column("adopted_at", TIME),
    Column("approved_by", ID),
    Column("dropped_at", TIME),
    Column("reason_note", ID),
)

sign_in_tries = table(
    "sign_in_tries",
    Column("scope", CODE, primary_key=True),
    Column("key", sorted_by_bytes(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failure", TIME),
)

note = table(
    "note",
    Column("id", ID, primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
    Column("words", Text, nullable=False),
)

command = table(
    "command",
    Column("id", ID, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

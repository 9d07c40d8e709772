"""The tables of a vault that is kept in the database of a server. One with a folder has no rows here.

Rules:
- A file is one row of `vault_file` and its pieces in order, in `vault_piece`: a container of ciphertext, cut at every
  `PIECE` bytes. The file's row comes last, in the same transaction; pieces without one belong to nothing.
- The desks' role only adds rows. A piece is never changed by anybody; a file is moved into quarantine, out of it, or
  deleted, by functions of the owner's that refuse what a living row names (`vault_functions`).
- `stored_at` is by the server's clock. `place` is random, so that a file that is replaced shares no row with the new.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, Table, text

from db.schema.office_tables import CODE, DAY, ID, TIME
from db.shared.metadata import metadata, partial_index

PIECE = 16 * 16400
"""Bytes of a piece; the last one of a file is shorter. It is what a reader of the container fetches at once."""

_IN_PLACE = text("quarantined_on IS NULL")

vault_file = Table(
    "vault_file",
    metadata,
    Column("place", ID, primary_key=True),
    Column("kind", CODE, nullable=False),
    Column("id", ID, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", TIME, nullable=False),
    Column("quarantined_on", DAY),
    partial_index("ux_vault_file", "kind", "id", where=_IN_PLACE, unique=True),
)

vault_piece = Table(
    "vault_piece",
    metadata,
    Column("place", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

"""The whole schema. The tables of each wing are in a module of its own, the log's in `audit_tables`.

Rules:
- Identifiers are 32 hexadecimal digits. Times are text in UTC (`2026-11-24T14:31:05.000123Z`), dates are `2026-11-24`:
  one width, so that text sorts as time does, the same on both databases.
- Typed text is stored in `note` (salted, so that an event can hold a digest of it) and in `asker`, and nowhere else but
  in the index of the notes' words (`words_index`) and in the askers' words (`asker_word`). It can be destroyed without
  touching the log.
- No number of an identity document has a column anywhere.
- Code that works with all tables (to create, compare, copy or count them) imports `metadata` from here, so that every
  table is in it. Code that works with some imports their modules.
"""

from __future__ import annotations

from db.schema import (
    appointment_tables,
    audit_tables,
    complaint_tables,
    copy_tables,
    deadline_tables,
    disclosure_tables,
    office_tables,
    recording_tables,
    request_tables,
    review_tables,
    session_tables,
    vault_tables,
)
from db.shared.metadata import metadata as metadata

MODULES = (
    appointment_tables,
    audit_tables,
    complaint_tables,
    deadline_tables,
    disclosure_tables,
    copy_tables,
    office_tables,
    recording_tables,
    request_tables,
    review_tables,
    session_tables,
    vault_tables,
)
"""The modules that declare tables."""

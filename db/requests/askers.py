"""The columns of `asker` about the call, and about who acts for the person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from db.schema import request_tables
from db.shared.values import day_in, day_out, time_in, time_out
from desktop.domain.requests.request import Authority, Call, Representative

_asker = request_tables.asker.c

CALL = (_asker.call_at, _asker.call_number, _asker.call_outbound, _asker.call_by_somebody_else)
"""The columns of a call."""


def call_in(call: Call) -> dict[str, Any]:
    """Return the columns of the call."""
    return {
        "call_at": time_in(call.at),
        "call_number": call.number,
        "call_outbound": call.outbound,
        "call_by_somebody_else": call.by_somebody_else,
    }


def call_out(row: Any) -> Call:
    """Return the call of a row with the columns of `CALL`."""
    return Call(time_out(row.call_at), row.call_number, row.call_outbound, row.call_by_somebody_else)


def representative_in(found: Representative | None) -> dict[str, Any]:
    """Return the columns of who acts for the person."""
    return {
        "representative": found.name if found else None,
        "authority": found.authority.value if found else None,
        "authority_scope": found.scope if found else None,
        "authority_seen_on": day_in(found.seen_on) if found else None,
        "representative_address": found.address if found else None,
    }


def representative_of(row: Row[Any]) -> Representative | None:
    """Return who acts for the person, by the columns of `asker`."""
    if row.representative is None:
        return None
    scope, seen_on, address = row.authority_scope or "", day_out(row.authority_seen_on), row.representative_address
    return Representative(row.representative, Authority(row.authority), scope, seen_on, address)

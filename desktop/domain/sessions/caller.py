"""The caller check: whether whoever came knows of the call what only its caller would know.

Staff ask "When was the call? Which number was it?", and give nothing away. The person's account matches, is near enough
(with a reason), or does not match.

A call about the person that someone else made has questions of its own: they were not in it. Staff never say who made
it.
"""

from __future__ import annotations

from enum import StrEnum

from desktop.errors import FieldsError


class CallKind(StrEnum):
    """The kind of call: each has its own wording of the questions."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NUMBER_WITHHELD = "number_withheld"
    BY_SOMEBODY_ELSE = "by_somebody_else"


NOT_ASKED = "not_asked"
"""Recorded instead of a `CallerCheck` where someone of the office listens: the call was never theirs."""


class CallerCheck(StrEnum):
    """How the person's own account of the call compares with the request."""

    MATCHES = "matches"
    NEAR_ENOUGH = "near_enough"
    DOES_NOT_MATCH = "does_not_match"


def caller_passes(check: CallerCheck, reason: str) -> bool:
    """Return whether the account is enough. Raises FieldsError if it is only near enough and no reason is given."""
    if check is CallerCheck.NEAR_ENOUGH and not reason.strip():
        raise FieldsError({"reason": "reason_missing"})
    return check is not CallerCheck.DOES_NOT_MATCH

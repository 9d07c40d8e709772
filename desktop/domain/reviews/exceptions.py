"""Which sessions a supervisor looks at first, and why (SCREENS: the supervisor).

Rules:
- Replays never count against anybody. Thresholds are the office's policy.
- Findings come in groups, the gravest first: where someone may have been hurt, or staff had to step in; where a check
  was weaker than it should be, or the session failed; and what is only out of the usual.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Exceptional(StrEnum):
    """Why a session is looked at first."""

    INTERRUPTED = "interrupted"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    NEAR_ENOUGH = "near_enough"
    ANSWERS_NOT_SEEN = "answers_not_seen"
    """The caller check was decided, and nobody had looked at the answers that it compares with."""
    OUT_OF_HOURS = "out_of_hours"
    NO_APPOINTMENT = "no_appointment"
    SHORT_ID_STEP = "short_id_step"
    STOPPED_BY_STAFF = "stopped_by_staff"
    TECHNICAL_FAULT = "technical_fault"
    DISTRESS = "distress"
    LOCKDOWN_DEGRADED = "lockdown_degraded"
    LESSER_CHECK = "lesser_check"
    OPENED_BY_MISTAKE = "opened_by_mistake"
    NOT_SIGNED_OFF = "not_signed_off"
    """It has waited too long for a signature. Computed when looked at; never stored."""


class Severity(StrEnum):
    """The group of a finding, the gravest first."""

    GRAVE = "grave"
    SERIOUS = "serious"
    UNUSUAL = "unusual"


SEVERITY = {
    Exceptional.DISTRESS: Severity.GRAVE,
    Exceptional.STOPPED_BY_STAFF: Severity.GRAVE,
    Exceptional.LESSER_CHECK: Severity.SERIOUS,
    Exceptional.NEAR_ENOUGH: Severity.SERIOUS,
    Exceptional.ANSWERS_NOT_SEEN: Severity.SERIOUS,
    Exceptional.NOT_ENOUGH_EVIDENCE: Severity.SERIOUS,
    Exceptional.SHORT_ID_STEP: Severity.SERIOUS,
    Exceptional.OPENED_BY_MISTAKE: Severity.SERIOUS,
    Exceptional.LOCKDOWN_DEGRADED: Severity.SERIOUS,
    Exceptional.TECHNICAL_FAULT: Severity.SERIOUS,
    Exceptional.NO_APPOINTMENT: Severity.UNUSUAL,
    Exceptional.OUT_OF_HOURS: Severity.UNUSUAL,
    Exceptional.INTERRUPTED: Severity.UNUSUAL,
    Exceptional.NOT_SIGNED_OFF: Severity.UNUSUAL,
}
"""The severity of each; within a group, findings come in this order."""

_ORDER = {found: place for place, found in enumerate(SEVERITY)}


def gravest_first(found: Iterable[Exceptional]) -> tuple[Exceptional, ...]:
    """Return the findings in order of their severity."""
    return tuple(sorted(found, key=_ORDER.__getitem__))


def by_severity(found: Iterable[Exceptional]) -> tuple[tuple[Severity, tuple[Exceptional, ...]], ...]:
    """Return the findings in groups, the gravest first; a group without findings is left out."""
    ordered = gravest_first(found)
    groups = ((severity, tuple(one for one in ordered if SEVERITY[one] is severity)) for severity in Severity)
    return tuple((severity, group) for severity, group in groups if group)

"""Which sessions a supervisor looks at first, and why (SCREENS: the supervisor).

Replays never count against anybody. Thresholds are the office's policy.
"""

from __future__ import annotations

from enum import StrEnum


class Exceptional(StrEnum):
    """Why a session is looked at first."""

    INTERRUPTED = "interrupted"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    NEAR_ENOUGH = "near_enough"
    OUT_OF_HOURS = "out_of_hours"
    NO_APPOINTMENT = "no_appointment"
    SHORT_ID_STEP = "short_id_step"
    STOPPED_BY_STAFF = "stopped_by_staff"
    TECHNICAL_FAULT = "technical_fault"
    DISTRESS = "distress"
    LOCKDOWN_DEGRADED = "lockdown_degraded"
    LESSER_CHECK = "lesser_check"
    NOT_SIGNED_OFF = "not_signed_off"
    """It has waited too long for a signature. Computed when looked at; never stored."""

"""Words for the closed sets of a review: one for each member."""

from __future__ import annotations

from desktop.domain.reviews.exceptions import Exceptional, Severity
from desktop.domain.reviews.statistics import Took
from desktop.domain.reviews.steps import Step
from desktop.words import Pairs

CODES: Pairs = (
    (Took.TO_7, "Up to 7 days"),
    (Took.TO_14, "8 to 14 days"),
    (Took.TO_21, "15 to 21 days"),
    (Took.LONGER, "Longer"),
    (Took.EXTENDED, "Extended"),
    (Took.LATE, "Late"),
    (Exceptional.INTERRUPTED, "interrupted"),
    (Exceptional.NOT_ENOUGH_EVIDENCE, "not enough evidence"),
    (Exceptional.NEAR_ENOUGH, "caller check near enough"),
    (Exceptional.ANSWERS_NOT_SEEN, "caller check without looking at the answers"),
    (Exceptional.OUT_OF_HOURS, "outside opening hours"),
    (Exceptional.NO_APPOINTMENT, "without an appointment"),
    (Exceptional.SHORT_ID_STEP, "short ID step"),
    (Exceptional.STOPPED_BY_STAFF, "stopped by staff"),
    (Exceptional.TECHNICAL_FAULT, "technical fault"),
    (Exceptional.DISTRESS, "stopped in distress"),
    (Exceptional.LOCKDOWN_DEGRADED, "a restriction was not in force"),
    (Exceptional.LESSER_CHECK, "lesser check"),
    (Exceptional.OPENED_BY_MISTAKE, "opened by mistake"),
    (Exceptional.NOT_SIGNED_OFF, "not signed off in time"),
    (Severity.GRAVE, "Look at this first"),
    (Severity.SERIOUS, "Look at this"),
    (Severity.UNUSUAL, "Out of the usual"),
    (Step.IDENTITY, "ID"),
    (Step.BRIEF, "Brief"),
    (Step.LISTEN, "Listen"),
    (Step.CLOSE, "Close"),
)

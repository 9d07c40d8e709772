"""Errors of the appointments."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "appointment_not_booked": "This appointment has been opened or closed already.",
    "appointment_moved": "Someone has moved this appointment. Look again.",
}

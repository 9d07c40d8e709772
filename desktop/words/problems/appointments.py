"""Words for what was typed or left out: booking an appointment."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "desk_sees_nobody": "Nobody is seen at this PC any more. Go back, and choose another.",
    "slot_taken": "This desk has an appointment at that time. Choose another time.",
    "slot_past": "This time has passed. Choose a later one.",
    "slot_out_of_hours": "The office is closed then. Choose another time, or tick to book it anyway.",
    "slot_on_holiday": "That day is a public holiday. Choose another day, or tick to book it anyway.",
    "slot_booked_already": "This person already has an appointment. Move that one, or tick to book another anyway.",
    "too_short": "Choose 15 minutes or more.",
    "too_long": "Choose four hours or less.",
}

"""Words for what was typed or left out: booking an appointment."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "slot_taken": "This desk has an appointment at that time. Choose another time.",
    "slot_past": "This time has passed. Choose one that is still to come.",
    "slot_out_of_hours": "The office is closed then. Choose another time, or tick that this one is meant.",
    "slot_on_holiday": "That day is a public holiday. Choose another day, or tick that this one is meant.",
    "slot_booked_already": "This person is invited already. Move that appointment, or tick that a second one is meant.",
    "too_short": "Choose 15 minutes or more.",
    "too_long": "Choose four hours or less.",
}

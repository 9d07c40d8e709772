"""The sentence of every error code, from the wings' tables."""

from __future__ import annotations

from desktop.words import Texts
from desktop.words.errors import (
    appointments,
    command_line,
    copies,
    log,
    machine,
    office,
    recordings,
    requests,
    reviews,
    sessions,
    shared,
)

WINGS = (
    shared,
    office,
    requests,
    recordings,
    copies,
    appointments,
    sessions,
    reviews,
    log,
    machine,
    command_line,
)
SENTENCES: Texts[str] = {code: said for wing in WINGS for code, said in wing.ERRORS.items()}
"""The sentence of each error code."""

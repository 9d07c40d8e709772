"""A call's number in words: as people read it aloud, or that it is unknown or was withheld."""

from __future__ import annotations

from desktop.application.ports.desk import Desk
from desktop.domain.requests.request import WITHHELD
from desktop.words import tr


def number_words(kept: str, desk: Desk) -> str:
    """Return "01632 960733", "withheld" or "not known"."""
    if kept == WITHHELD:
        return tr("withheld")
    return desk.numbers.shown(kept) or tr("not known")

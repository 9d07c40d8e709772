"""The choices of which ear hears: both voices in both ears comes between left and right; where the copy has two
channels, it can also be heard as it is, with one voice in each ear."""

from __future__ import annotations

from desktop.application.ports.playing import Ear
from desktop.words import tr


def ears_of(channels: int) -> list[tuple[str, str]]:
    """Return the choices for a copy of so many channels, each with its words."""
    ears = [(Ear.LEFT, tr("Left")), (Ear.MIXED, tr("Both")), (Ear.RIGHT, tr("Right"))]
    apart = [(Ear.BOTH, tr("One voice in each"))] if channels > 1 else []
    return [(ear.value, words) for ear, words in (*ears, *apart)]


def as_chosen(ear: Ear, channels: int) -> Ear:
    """Return the choice that stands for `ear`: with one channel there is nothing to keep apart."""
    return Ear.MIXED if ear is Ear.BOTH and channels == 1 else ear

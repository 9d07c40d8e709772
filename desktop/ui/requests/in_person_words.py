"""The words of the page that asks for the password again: to open an original, and to release a hold."""

from __future__ import annotations

from desktop.ui.running.in_person import InPersonWords
from desktop.words import tr


def opening_words(reference: str) -> InPersonWords:
    """Return the words for opening the original of a request's recording."""
    return InPersonWords(
        tr("Open the original: {reference}").format(reference=reference),
        tr("Nothing is removed from it yet. Opening it is logged."),
        tr("Open the original"),
        tr("Opening the recording."),
    )


def asking_words(reference: str) -> InPersonWords:
    """Return the words for asking to release a hold."""
    return InPersonWords(
        tr("Ask to release the hold: {reference}").format(reference=reference),
        tr("Someone else must confirm. Until then the recording stays on hold."),
        tr("Ask to release the hold"),
        tr("Saving."),
    )


def releasing_words(reference: str) -> InPersonWords:
    """Return the words for releasing a hold, as the second person."""
    return InPersonWords(
        tr("Release the hold: {reference}").format(reference=reference),
        tr("Without a hold the recording is deleted when its retention period ends."),
        tr("Release the hold"),
        tr("Saving."),
    )

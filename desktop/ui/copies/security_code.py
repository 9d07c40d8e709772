"""A card's security code in a recording: what is said where someone flagged it, and on the pages of its request."""

from __future__ import annotations

from desktop.ui.kit.widgets.words import strong
from desktop.words import tr


def security_code_words() -> tuple[str, ...]:
    """Say that it is an incident, and what to do."""
    return (
        strong(tr("There is a card’s security code in this recording. That is an incident, and it is in the log.")),
        tr("Tell Information Governance now: the recording should not hold it. Never write the digits down."),
        tr("Remove that part as card details, whoever asks."),
    )

"""Words for the events of a review, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.REVIEW_OPENED: "A supervisor opened the session",
    EventKind.REVIEW_SIGNED_OFF: "Signed off",
    EventKind.SIGN_OFF_TAKEN_BACK: "The sign-off was taken back",
    EventKind.REVIEW_QUESTION_ASKED: "The adviser was asked a question",
    EventKind.REVIEW_QUESTION_ANSWERED: "The adviser answered",
}

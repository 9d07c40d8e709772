"""Words for the events of a request, its deadline and its letters, where a sentence needs none of the facts."""

from __future__ import annotations

from desktop.domain.log.events import EventKind
from desktop.words import Texts

EVENTS: Texts[EventKind] = {
    EventKind.REQUEST_TAKEN: "The request was taken",
    EventKind.REQUEST_OPENED: "The request was opened",
    EventKind.LIST_SEARCHED: "A list was searched",
    EventKind.LIST_MADE: "A list was printed or saved",
    EventKind.REQUEST_CLOSED: "The request was closed",
    EventKind.FILE_DISCLOSED: "A file for the police was recorded as disclosed",
    EventKind.CALL_CORRECTED: "The call details were corrected",
    EventKind.REPRESENTATIVE_NAMED: "Someone who acts for the person was named",
    EventKind.ASKER_CORRECTED: "The details of the person who asks were corrected",
    EventKind.PROOF_ASKED: "Proof was asked for",
    EventKind.PROOF_ARRIVED: "Proof arrived",
    EventKind.CLARIFICATION_ASKED: "The person was asked a question",
    EventKind.CLARIFICATION_ANSWERED: "The person answered the question",
    EventKind.EXTENSION_TOLD: "The person was told that the answer will take longer",
    EventKind.EXTENSION_TAKEN_BACK: "The extension of the deadline was taken back",
    EventKind.DEADLINE_DAY_CORRECTED: "A date that affects the deadline was corrected",
    EventKind.CORRECTION_ANSWERED: "The request for a correction was answered",
    EventKind.COMPLAINT_ANSWERED: "The complaint was answered",
    EventKind.ANSWER_TAKEN_BACK: "The noted answer was taken back",
    EventKind.COMPLAINT_TAKEN: "A complaint was taken",
    EventKind.COMPLAINT_ACKNOWLEDGED: "The complaint was acknowledged",
    EventKind.COMPLAINT_PROGRESS_TOLD: "The person was told how their complaint is going",
    EventKind.COMPLAINT_OUTCOME_TOLD: "The person was told the outcome of their complaint",
    EventKind.COMPLAINT_TAKEN_BACK: "What was noted of a complaint was taken back",
    EventKind.LETTER_MADE: "A letter was printed, saved or put into an e-mail",
}

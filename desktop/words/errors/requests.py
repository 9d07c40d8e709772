"""Errors of the requests, their deadlines and their letters."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "no_deadline": "An internal request has no legal date.",
    "session_open": "A session of this request is not closed yet. Close that first.",
    "appointment_open": "An appointment is still booked. Cancel it first.",
    "nobody_acts_for_colleagues": "Nobody acts for a colleague who listens.",
    "asker_changed": "Someone has corrected these details since you opened the request.",
    "represented_already": "Someone has already named who acts for them.",
    "request_closed": "This request is closed already.",
    "letter_does_not_fit": "This letter does not fit the request as it stands now.",
    "contact_made_up": "The address on this office’s letters is still the example. Ask an administrator to write "
    "the real one.",
    "follow_up_answered": "Someone has already noted the answer to this.",
    "follow_up_not_answered": "Someone has already taken this answer back.",
    "complaint_moved_on": "Someone has noted something about this complaint since you opened it. Open it again.",
    "not_for_police": "This request is not for the police. Only a file for the police is recorded as disclosed.",
    "period_backwards": "The period ends before it begins.",
    "day_moved_on": "This date was corrected after you opened the request. Open it again.",
    "proof_not_awaited": "This proof is no longer awaited.",
    "question_open": "A question is still open. Note its answer first.",
    "no_question_open": "No question is open any more.",
    "not_extended": "The deadline is not extended any more. The request has been loaded again.",
    "extended_once": "The deadline has already been extended once. It cannot be extended again.",
    "request_moved_on": "This request has moved on since you opened it.",
}

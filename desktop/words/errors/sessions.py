"""Errors of the sessions at the counter."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "outcome_of_a_session": "An appointment cannot end like that.",
    "not_anchored": "No session can begin: the log has not been anchored outside the database for too long. Ask a "
    "supervisor, who can let sessions begin today under Log.",
    "appointment_today": "They have an appointment today. Open it on Today.",
    "session_unfinished": "A session of this request is not closed yet. Continue it on Today, or close it.",
    "not_approved": "This request is not approved. Nothing can be opened.",
    "copy_destroyed": "The recording is no longer kept. It cannot be heard any more.",
    "appointment_to_come": "It is not time for this appointment yet. It can be cancelled.",
    "party_not_present": "That person is not checked in.",
    "documents_first": "Look at their documents first.",
    "identity_incomplete": "The documents are not enough yet. Nothing can be opened.",
    "caller_check_missing": "Ask about the call first.",
    "short_check_not_enough": "The short check is not enough here. Look at their documents.",
    "lesser_check_already": "A lesser check has been allowed in this session already.",
    "lesser_check_withdrawn": "The adviser no longer asks for this. Nothing was allowed.",
    "lesser_check_answered": "This was answered already.",
    "lesser_check_moved_on": "The session has moved on since this was asked. Nothing was allowed.",
    "not_your_question": "This question is for another adviser.",
    "question_answered": "This question has been answered already.",
    "needs_another_pc": "At this PC, allow it on the page of the session, where it is asked for.",
    "identity_complete": "The documents are enough. Confirm them.",
    "approval_withdrawn": "The approval no longer stands. The recording cannot be opened.",
    "nobody_listens": "Nobody is here to listen. Nothing is opened.",
    "too_late_to_resume": "Too many days have passed. Close this session, and book a new one.",
    "not_a_supervisor": "Only a supervisor can allow this.",
    "listen_before_identity": "Nothing opens until identity is confirmed.",
    "listen_before_brief": "Nothing opens until the words are read aloud.",
    "copy_not_the_approved": "The copy is not the one that was approved. Nothing can be opened.",
    "session_goes_on": "The session goes on at another PC. It can be taken over once that PC is off.",
    "session_moved_on": "The session is no longer at that step.",
    "outcome_cannot_be": "This outcome does not fit what happened in the session.",
}

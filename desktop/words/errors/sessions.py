"""The errors of appointments, sessions and reviews, and the problems with what was typed or left out there."""

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


PROBLEMS: Texts[str] = {
    "nobody_to_listen": "Tick the customer or their representative. Someone must be here to listen.",
    "nobody_acts_for_them": "The request names nobody who acts for them. An information officer has to add that first.",
    "authority_not_seen": "See the proof that they may act for the person, and tick it.",
    "both_not_seen": "See who both of them are, and tick it.",
    "unbooked_why_missing": "Choose why there is no appointment.",
    "unbooked_words_missing": "Type the reason.",
    "correction_missing": "Ask whether they want it corrected, and choose their answer.",
    "listener_not_here": "Tick the listener: the member of staff named in the request must be here.",
    "copy_not_asked": "Ask whether they want a copy too, and choose an answer.",
    "brief_not_read": "Read the words aloud, then tick that you have.",
    "sound_not_heard": "Play the sound check, then tick that they heard it.",
    "note_missing": "Type a few words, or go back.",
    "review_answer_missing": "Type your answer.",
    "lesser_check_reason_missing": "Type why it is already clear who this is.",
    "lesser_check_declined_why": "Type why you decline, so that the adviser can say what to bring.",
    "caller_check_missing": "Choose how their answer compares.",
    "reason_missing": "Type why it is near enough.",
    "complaint_not_asked": "Ask whether they want to complain.",
    "acknowledgement_not_asked": "Choose whether they acknowledge.",
    "outcome_missing": "Choose how the session ended.",
    "outcome_words_missing": "Type a few words about what happened.",
    "short_check_missing": "Check that it is the same person, against one of the documents they showed.",
}


OF_APPOINTMENTS: Texts[str] = {
    "appointment_not_booked": "This appointment has been opened or closed already.",
    "appointment_moved": "Someone has moved this appointment. Look again.",
}


PROBLEMS_OF_APPOINTMENTS: Texts[str] = {
    "desk_sees_nobody": "Nobody is seen at this PC any more. Go back, and choose another.",
    "slot_taken": "This desk has an appointment at that time. Choose another time.",
    "slot_past": "This time has passed. Choose a later one.",
    "slot_out_of_hours": "The office is closed then. Choose another time, or tick to book it anyway.",
    "slot_on_holiday": "That day is a public holiday. Choose another day, or tick to book it anyway.",
    "slot_booked_already": "This person already has an appointment. Move that one, or tick to book another anyway.",
    "too_short": "Choose 15 minutes or more.",
    "too_long": "Choose four hours or less.",
}


OF_REVIEWS: Texts[str] = {
    "acts_changed": "Something has been added since you read it, or has changed. Read it again, then sign off.",
    "nothing_waits": "This no longer needs a review.",
    "signed_off_already": "This session has been signed off already.",
    "not_signed_off_any_more": "This session is not signed off any more: it waits for its review.",
    "not_your_sign_off": "Someone else signed this session off. Only they can take it back.",
    "sign_off_stands": "It is too late to take this sign-off back. It stands, and is in the log.",
    "adviser_gone": "This adviser conducts no sessions any more, so they cannot answer. Say what you found in the "
    "comment.",
}


PROBLEMS_OF_REVIEWS: Texts[str] = {
    "comment_missing": "Type a comment. This session is one to look at.",
    "question_missing": "Type what you want to ask.",
}

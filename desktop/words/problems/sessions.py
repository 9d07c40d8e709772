"""Words for what was typed or left out: a session at the counter."""

from __future__ import annotations

from desktop.words import Texts

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

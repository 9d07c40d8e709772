"""Words for what was typed or left out: deciding about a copy."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "decision_missing": "Choose approve, send back or refuse.",
    "refusal_reason_missing": "Choose why the request is refused.",
    "refusal_for_its_reason": "A person need not give a good reason. Choose why the request is refused.",
    "refusal_is_here": "The recording is still here. Choose another reason.",
    "send_back_words_missing": "Type what has to change. Whoever prepares it will read this.",
    "against_their_will_words_missing": "Someone refused. Type why it is still reasonable to let it be heard.",
    "withdraw_words_missing": "Type why the approval is withdrawn.",
    "information_missing": "Choose whether anything about someone else can be heard.",
    "confidence_missing": "Choose whether it was told in confidence.",
    "asked_missing": "Choose whether they were asked.",
    "capable_missing": "Choose whether they can decide for themselves.",
    "consent_missing": "Choose what they said.",
    "until_in_past": "This day has passed. Type a day from today on, or leave it empty.",
    "training_needs_removal": "For training, customer details are removed. Tick if there was nothing to remove.",
    "unheard_not_known": "You have not heard all of this copy. Tick to approve it all the same, or hear the rest.",
    "unread_not_known": "You have not read the transcript. Tick to approve it all the same, or read it.",
    "transcript_choice_missing": "Choose whether the transcript is approved with the copy.",
    "transcript_file_missing": "Choose the file of the transcript, or type its whole path.",
    "speaker_missing": "Choose who this is.",
    "line_words_missing": "Type what is said. A line cannot be empty.",
    "line_words_too_long": "These are more words than anyone can read while they are said. Shorten them.",
    "line_topic_too_long": "A topic has at most 40 characters. Shorten it.",
    "newer_transcript_not_known": "The transcript is newer than this copy. Tick to approve its own, or send it back.",
    "newer_marks_not_known": "The marks are newer than this copy. Tick to approve it as it is, or send it back.",
}

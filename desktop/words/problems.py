"""Words for what was typed: what is missing or cannot be, and what to do. One for each code of `FieldsError`."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.errors import FieldsError, ListeningRoomError, SignInRefusedError, VaultDamagedError
from desktop.words import tr
from desktop.words.formatting import length

PROBLEMS: Mapping[str, str] = {
    "name_missing": "Type a name.",
    "name_taken": "Somebody has this sign-in name already. Choose another.",
    "password_missing": "Type your password.",
    "password_too_short": "Choose a password of 12 characters or more. A few words that belong to you are good.",
    "password_too_long": "Choose a password of 256 characters or fewer.",
    "password_common": "This password is among the first that are tried. Choose a few words that belong to you.",
    "password_named": "This password is little more than your name or the office's. Choose a few other words.",
    "password_unusable": "Choose a password without characters that cannot be typed on every keyboard.",
    "slot_taken": "This desk has an appointment at that time. Choose another time.",
    "slot_past": "This time has passed. Choose one that is still to come.",
    "slot_out_of_hours": "The office is closed then. Choose another time, or tick that this one is meant.",
    "slot_on_holiday": "That day is a public holiday. Choose another day, or tick that this one is meant.",
    "slot_booked_already": "This person is invited already. Move that appointment, or tick that a second one is meant.",
    "too_short": "Choose 15 minutes or more.",
    "too_long": "Choose four hours or less.",
    "answer_missing": "Choose how the request was answered.",
    "answer_cannot_be": "This answer does not fit what happened with the request. Choose another.",
    "copy_not_sent": "A copy is wanted and not sent yet. Send it first, then choose that it was sent.",
    "nobody_to_listen": "Tick the customer or their representative. Somebody must be here to listen.",
    "listener_not_here": "Tick the listener: the member of staff that the request names has to be here.",
    "copy_not_asked": "Ask whether they want a copy too, and choose an answer.",
    "brief_not_read": "Read the words aloud, then tick that you have.",
    "sound_not_heard": "Play the sound check, then tick that they heard it.",
    "note_missing": "Type a few words, or go back.",
    "lesser_check_reason_missing": "Type why it is already clear who this is.",
    "caller_check_missing": "Choose how their answer compares.",
    "reason_missing": "Type why it is near enough.",
    "complaint_not_asked": "Ask whether they want to complain, and choose an answer.",
    "acknowledgement_not_asked": "Choose whether they acknowledge. They do not have to.",
    "outcome_missing": "Choose how the session ended.",
    "outcome_words_missing": "Type a few words about what happened.",
    "short_check_missing": "Check that it is the same person, against one of the documents they showed.",
    "decision_missing": "Choose approve, send back or refuse.",
    "refusal_reason_missing": "Choose why the request is refused.",
    "refusal_for_its_reason": "A person need not give a good reason. Choose why the request is refused.",
    "refusal_is_here": "The recording is still here. Choose another reason.",
    "send_back_words_missing": "Type what has to change. Whoever prepares it reads your words.",
    "against_their_will_words_missing": "Somebody refused. Type why it is reasonable to let it be heard all the same.",
    "withdraw_words_missing": "Type why the approval no longer stands.",
    "information_missing": "Choose whether anything about somebody else can be heard.",
    "confidence_missing": "Choose whether it was told in confidence.",
    "sought_missing": "Choose whether they were asked.",
    "capable_missing": "Choose whether they can decide for themselves.",
    "consent_missing": "Choose what they said.",
    "until_in_past": "This day has passed. Type a day from today on, or leave it empty.",
    "training_needs_removal": "For training, customer details are removed. Tick if there was nothing to remove.",
    "newer_marks_not_known": "The marks are newer than this copy. Tick to approve it as it is, or send it back.",
    "comment_missing": "Type a comment. This session is one to look at.",
    "address_missing": "Type the address. It is compared at the appointment.",
    "address_too_long": "This does not fit the window of an envelope. With the name there is room for 7 lines of 40 "
    "characters. A comma begins a new line.",
    "received_in_future": "This day has not come yet. Type the day the request arrived.",
    "received_too_long_ago": "That is too long ago for a request. Look at the year, and type it again.",
    "received_missing": "Type the day the request arrived.",
    "purpose_missing": "Choose what it is for.",
    "internal_reason_missing": "Type the reason. An internal request needs one.",
    "date_unreadable": "Type a day, a month and a year, such as 14 8 2026.",
    "telephone_system_not_looked_at": "Look in each telephone system that may still have it, then tick that you did.",
    "recording_not_chosen": "Choose the recording of the call.",
    "kind_missing": "Choose what kind of request it is.",
    "direction_missing": "Choose who rang.",
    "call_day_missing": "Type the day of the call.",
    "call_time_missing": "Type about what time the call was, such as 2:30pm.",
    "call_time_unreadable": "That does not look like a time. Type it such as 2:30pm or 14:30.",
    "call_in_future": "This call has not been yet. Type the day and the time again.",
    "call_after_receipt": "This is after the day the request arrived. Type the day of the call again, or correct the "
    "day it arrived.",
    "call_twice": "This is the same call as one above. Change it, or remove it.",
    "number_unreadable": "That does not look like a telephone number. Type it with its area code, or “withheld”.",
    "born_too_long_ago": "That is more than 130 years ago. Look at the year, and type it again.",
    "call_too_long_ago": "That is too long ago for a recording. Look at the year, and type it again.",
    "day_too_long_ago": "That is too long ago. Look at the year, and type it again.",
    "born_in_future": "This day has not come yet. Type the date of birth again.",
    "job_missing": "Type their job and team.",
    "acts_missing": "Choose who asks.",
    "letters_to_missing": "Choose who letters go to.",
    "representative_address_missing": "Type their address. Letters go there.",
    "representative_missing": "Type the name of who acts for them.",
    "authority_missing": "Choose what lets them act for the person.",
    "day_in_future": "This day has not come yet. Type today or a day before.",
    "before_receipt": "This is before the request arrived. Type the day again.",
    "before_the_call": "The call that they ask for was later. Type the day again, or change what is looked for first.",
    "before_asking": "This is before it was asked for. Type the day again.",
    "before_it_was_said": "This is before they said it. Type the day again.",
    "after_what_followed": "What followed was noted for an earlier day. Type the day again, or correct that day first.",
    "day_as_before": "This day stands there already. Type the day that it really was.",
    "noted_day_missing": "Choose which day is to be corrected.",
    "correction_reason_missing": "Type why the day is corrected.",
    "hold_reason_missing": "Type why the hold is still needed.",
    "review_not_after_today": "Choose a day after today. Somebody looks at the hold again then.",
    "review_too_late": "That is later than a hold may wait. Type an earlier day.",
    "arisen_answer_missing": "Choose what came of it.",
    "proof_missing": "Choose what is to be proved.",
    "proof_awaited": "This proof was asked for already, and has not arrived yet.",
    "doubt_missing": "Type the reason for doubt. Without one the clock does not wait.",
    "extension_reason_missing": "Choose why it takes longer.",
    "day_missing": "Type the day.",
    "source_missing": "Choose the telephone system.",
    "path_missing": "Choose the folder or the file, or type its whole path.",
    "nothing_to_import": "There is no folder and no ordinary file of that name to read. Choose another.",
    "hidden_character": "There is a hidden character in this. It can make the words read as something else. Delete it, "
    "or type the words yourself.",
    "their_number_unreadable": "That does not look like a telephone number. Type it with its area code, or leave it "
    "empty.",
}


def problems_of(error: FieldsError) -> dict[str, str]:
    """The words for each field's problem."""
    return {field: tr(PROBLEMS[code]) for field, code in error.problems.items()}


def words_of(error: ListeningRoomError) -> str:
    """What happened, what it means and what to do, for a banner."""
    if isinstance(error, SignInRefusedError):
        if error.wait_seconds:
            return tr("That did not work. Try again in {wait}.").format(wait=length(error.wait_seconds))
        return tr("That name and password do not go together. Check both and try again.")
    if isinstance(error, VaultDamagedError):
        return tr(BY_CODE.get(error.code, BY_CODE["vault_damaged"]))
    return tr(BY_CODE.get(error.code, error.words))


BY_CODE: Mapping[str, str] = {
    "sound_no_device": "No sound is coming out, so playing has stopped. Check the headphones, then press Play.",
    "vault_damaged": "The stored copy is damaged. Nothing more can be played. Finish the session, and tell Information "
    "Governance.",
    "player_error": "The player stopped. Press Play to try again, or finish the session.",
    "vault_not_the_approved_copy": "The stored copy is not the one that was approved. It stays closed. Finish the "
    "session, and tell Information Governance.",
    "vault_missing": "The stored copy is not there. Finish the session, and tell Information Governance.",
    "vault_key_not_ours": "This desk does not hold the key for this copy. Finish, and ask an administrator.",
    "database_unavailable": "The office's database does not answer, so this was not done. What was saved before is "
    "safe. The disk may be full: make room on it or ask for help, then try again.",
    "database_newer": "This office was opened with a newer version of Listening Room. Nothing was changed. Update the "
    "program on this PC, then start it again.",
    "database_key_wrong": "The office's database does not open with the key in this account's keyring. Nothing was "
    "changed. Sign in to the PC as the account that is enrolled here, or ask an administrator.",
    "draft_is_newer": "Somebody else has changed these marks since you opened them. Yours are still here. Choose which "
    "to go on with.",
    "stopped": "Stopped. Nothing has been changed.",
    "witness_unusable": "What you did is saved, but the witness file could not be written. Check that its place can be "
    "reached and has room. The next checkpoint makes up for it.",
    "witness_busy": "What you did is saved, but another program keeps the witness file locked. The next checkpoint "
    "makes up for it. If you see this again, tell an administrator.",
}

"""Words for what was typed or left out: a request, its calls and its deadline."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "answer_missing": "Choose how the request was answered.",
    "answer_cannot_be": "This answer does not fit what happened with the request. Choose another.",
    "letter_not_made": "Make the letter that tells the person first: above, under “Appointment and letters”.",
    "copy_not_sent": "A copy is wanted and not sent yet. Send it first, then choose that it was sent.",
    "address_missing": "Type the address. It is compared at the appointment.",
    "address_too_long": (
        "This does not fit the window of an envelope. With the name, there is room for 7 "
        "lines of 40 characters. A comma starts a new line."
    ),
    "received_in_future": "That day is in the future. Type the day the request arrived.",
    "received_too_long_ago": "That is too long ago for a request. Check the year, and type it again.",
    "received_missing": "Type the day the request arrived.",
    "came_by_missing": "Choose how the request came.",
    "purpose_missing": "Choose what it is for.",
    "internal_reason_missing": "Type the reason. An internal request needs one.",
    "recording_not_chosen": "Choose the recording of the call.",
    "kind_missing": "Choose what kind of request it is.",
    "direction_missing": "Choose who rang.",
    "call_day_missing": "Type the day of the call.",
    "call_in_future": "The call must be in the past. Type the day and the time again.",
    "call_after_receipt": "This is after the day the request arrived. Type the day of the call again, or correct "
    "the day it arrived.",
    "call_twice": "This is the same call as one above. Change it, or remove it.",
    "number_unreadable": "That does not look like a telephone number. Type it with its area code, or “withheld”.",
    "born_too_long_ago": "That is more than 130 years ago. Check the year, and type it again.",
    "call_too_long_ago": "That is too long ago for a recording. Check the year, and type it again.",
    "day_too_long_ago": "That is too long ago. Check the year, and type it again.",
    "born_in_future": "That day is in the future. Type the date of birth again.",
    "job_missing": "Type their job and team.",
    "acts_missing": "Choose who is asking.",
    "letters_to_missing": "Choose who letters go to.",
    "representative_address_missing": "Type their address. Letters go there.",
    "representative_missing": "Type the name of the person who acts for them.",
    "authority_missing": "Choose what gives them authority to act.",
    "day_in_future": "That day is in the future. Type today or an earlier day.",
    "before_receipt": "This is before the request arrived. Type the day again.",
    "before_the_call": "The call they are asking for was later. Type the day again, or change the call details first.",
    "before_asking": "This is before it was asked for. Type the day again.",
    "before_it_was_said": "This is before they asked. Type the day again.",
    "after_what_followed": "What came after it has an earlier date. Type the day again, or correct that date first.",
    "day_as_before": "That is the date already there. Type the day it really was.",
    "noted_day_missing": "Choose the date to correct.",
    "correction_reason_missing": "Type why the date is being corrected.",
    "follow_up_answer_missing": "Choose the outcome.",
    "proof_missing": "Choose what they have to prove.",
    "proof_awaited": "This proof was already asked for, and has not arrived yet.",
    "doubt_missing": "Type the reason for doubt. Without one, the deadline does not move.",
    "question_about_missing": "Choose what the question was about.",
    "extension_back_reason_missing": "Type why the extension is taken back.",
    "extension_reason_missing": "Choose why it will take longer.",
    "day_missing": "Type the day.",
}

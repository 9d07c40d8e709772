"""The sentence of every error, and of every problem with what was typed or left out, from the wings' tables.

Those that any wing may raise, and those of the log, of the command line and of the demonstration stand here. No
start loads this, unless something fails.
"""

from __future__ import annotations

from desktop.words import Texts
from desktop.words.errors import machine, office, recordings, requests, sessions

_SHARED: Texts[str] = {
    "desk_locked": "This desk is locked. Unlock it, then try again.",
    "not_your_session": "Another adviser has this session. Take it over from Today first.",
    "already_saved": "This was saved the first time, and was not saved twice. Press again to continue.",
    "text_not_kept": "The office’s database cannot store something in this. Nothing was changed. Type it again.",
    "unexpected": "Something went wrong in the program. Check whether your last step was saved before you do it again, "
    "and tell an administrator.",
    "stopped": "Stopped. Nothing has been changed.",
}


_PROBLEMS_SHARED: Texts[str] = {
    "date_unreadable": "Type a day, a month and a year, such as 14 8 2026.",
    "call_time_missing": "Type about what time the call was, such as 2:30pm.",
    "call_time_unreadable": "That does not look like a time. Type it like 2:30pm or 14:30.",
    "term_missing": "Type a reference, a name, a telephone number or a date.",
    "term_no_name": "Type a name, or the beginning of one: two letters or more.",
    "term_unclear": "Type a reference such as SAR-2026-0042, two letters of a name or more, a telephone number, or "
    "a date such as 14/8/2026.",
    "term_number_short": "Type the whole telephone number, or a reference such as SAR-2026-0042.",
    "term_too_many": "More than 500 match. Type more of the name or the reference.",
    "hidden_character": "There is a hidden character in this. It can make the words read as something else. Delete "
    "it, or type the words yourself.",
}


_LOG: Texts[str] = {
    "note_malformed": "A checkpoint of the log cannot be read.",
    "frontier_malformed": "The log’s summary cannot be read.",
    "event_too_long": "An event has 64 KiB or more, and an export cannot hold it. Keep the log, and tell whoever looks "
    "after the program.",
    "export_damaged": "This export is damaged: a hash in it does not belong to its checkpoint. Export the log again.",
    "export_no_checkpoint": "No checkpoint in this export covers exactly {size} events. Its file checkpoints.txt says "
    "which sizes have one.",
    "export_no_event": "This export has no event {seq} in its first {size} events. The first event has the number 0.",
    "export_not_whole": "The log does not agree with its newest checkpoint, so it was not exported. Run "
    "listening-room verify: it says what is wrong.",
    "export_shrinks": "A log does not shrink. Give a size of at most {size} events.",
    "export_unknown": "This folder is not an export of a log.",
    "export_without_checkpoint": "The log has no checkpoint yet, so there is nothing to check an export against.",
    "row_refused": "The database and the log do not agree here, so nothing was done. Someone may have changed the "
    "database. Ask an administrator to run listening-room verify.",
    "other_log": "The office’s database does not have the log that this PC has verified, or that the witness file "
    "vouches for: event {seq} is missing, or is another. Nothing was done. Ask an administrator whether an older "
    "database was put back.",
    "nothing_lost": "Nothing is lost: the database has every checkpoint that the witness file has.",
    "tile_malformed": "This export is damaged: a file of hashes is not as long as it has to be. Export the log again.",
    "verifying_stopped": "Verifying was stopped. Nothing is proven.",
}


_COMMAND_LINE: Texts[str] = {
    "nobody_to_ask": "This asks for a password. Run it in a terminal.",
    "never_verified": "This log has not been verified from its beginning on this PC yet. Run listening-room verify "
    "once without --since.",
    "receipt_missing": "There is no such file, and this is not the text of a receipt.",
    "receipt_unreadable": "The receipt cannot be read. Give a text file, or the text itself.",
    "receipt_is_pdf": "A PDF is not read here. Copy the lines below the code out of it, or scan the code, and give "
    "those.",
    "display_missing": "There is no display here to show windows on. Open Listening Room on this account’s desktop.",
    "demo_missing": "The demonstration is not installed on this PC. It is a package of its own: listening-room-demo.",
    "another_date": "That is not the date on this PC’s clock. Set the clock first. Nothing was destroyed.",
    "not_a_demo": "This folder holds a real office. It is not removed.",
    "demo_not_placed": "There is something else where the demo would go ({name}). Choose another place with --folder.",
    "demo_not_removed": "An earlier demo ({name}) could not be removed. Choose another place with --folder.",
    "intake_not_found": "The recording that the letter asks for was not found.",
    "no_administrator_to_ask": "This asks for an administrator’s password. Run it in a terminal.",
    "guided_stuck": "The demonstration waited for: {what}",
}


ERRORS: tuple[Texts[str], ...] = (
    _SHARED,
    office.ERRORS,
    requests.ERRORS,
    recordings.ERRORS,
    recordings.OF_COPIES,
    sessions.OF_APPOINTMENTS,
    sessions.ERRORS,
    sessions.OF_REVIEWS,
    _LOG,
    machine.ERRORS,
    _COMMAND_LINE,
)
SENTENCES: Texts[str] = {code: said for table in ERRORS for code, said in table.items()}
"""The sentence of each error code."""


OF_FIELDS: tuple[Texts[str], ...] = (
    _PROBLEMS_SHARED,
    office.PROBLEMS,
    requests.PROBLEMS,
    recordings.PROBLEMS,
    recordings.PROBLEMS_OF_COPIES,
    sessions.PROBLEMS_OF_APPOINTMENTS,
    sessions.PROBLEMS,
    sessions.PROBLEMS_OF_REVIEWS,
)
PROBLEMS: Texts[str] = {code: said for table in OF_FIELDS for code, said in table.items()}


AWAITED: Texts[str] = {
    "answers_seen": "the answers to be shown",
    "break": "the break",
    "break_noted": "the break to be noted",
    "button_shown": "the button to be shown",
    "date": "the date",
    "documents_enough": "the documents to be enough",
    "empty_box": "an empty box",
    "everything_saved": "everything to be saved",
    "list_read": "the list to be read",
    "listening_window": "the listening window",
    "log_anchored": "the log to be anchored",
    "log_size": "the size of the log",
    "note": "the note",
    "note_kept": "the note to be kept",
    "office_open": "the office to open",
    "page_takes_presses": "the page to take presses",
    "receipt": "the receipt",
    "recording_ended": "the end of the recording",
    "removed_part": "the removed part",
    "result_noted": "the result to be noted",
    "session": "the session",
    "session_goes_on": "the session to go on",
    "session_page": "the page of the session",
    "sessions_that_wait": "the sessions that wait for review",
    "sign_off": "the sign-off to be saved",
    "signed_in": "the sign-in",
    "signed_out": "the sign-out",
    "sound": "sound",
    "sound_check_ended": "the sound check to end",
    "sound_check_playing": "the sound check to play",
    "ten_seconds_of_sound": "ten seconds of sound",
    "todays_appointments": "today’s appointments",
    "verification_finished": "the verification to finish",
    "window": "the window",
}

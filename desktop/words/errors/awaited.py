"""The things the demonstration waits for, by the code that it names when it is stuck."""

from __future__ import annotations

from desktop.words import Texts

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

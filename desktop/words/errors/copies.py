"""Errors of the copies: marking, deciding, listening beforehand."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "copy_heard": "Someone has heard this copy, so the approval cannot be withdrawn.",
    "copy_changed": "The copy has changed since you opened the request. Open it again.",
    "draft_is_newer": (
        "Someone else has changed these marks since you opened them. Yours are still here. "
        "Choose which to continue with."
    ),
    "recording_changed": "This request now has another recording.",
    "no_originals_here": "This desk cannot open originals.",
    "no_transcript": "This copy has no transcript.",
    "transcript_is_newer": "Someone else has changed this transcript since you opened it. It now shows their changes. "
    "Nothing of yours was saved: look at it, and save it again.",
    "transcript_unreadable": "This file cannot be read. Nothing was taken from it.",
    "transcript_too_large": "This file is too large for a transcript. Nothing was taken from it.",
    "transcript_not_utf8": "This file is not a text in UTF-8. Save the transcript as WebVTT or SRT in UTF-8.",
    "transcript_empty": "There are no lines of a transcript in this file. Choose a WebVTT or SRT file.",
    "transcript_too_many_lines": "This file has more than {most} lines. Nothing was taken from it.",
    "transcript_too_many_names": "This file names more than {most} speakers. Nothing was taken from it.",
    "transcript_line_not_read": "Line {line} of this file is not WebVTT or SRT. Nothing was taken from it.",
    "transcript_time_misplaced": (
        "There is a time among the words in the part of the file that begins at line {line}. "
        "An empty line may be missing there. Nothing was taken from it."
    ),
    "transcript_not_numbered": (
        "The parts of this file are numbered, and the number does not follow in the part that begins at line {line}. "
        "Something may be missing there. Nothing was taken from it."
    ),
    "transcript_hidden_character": (
        "There is a character that cannot be seen in the part of the file that begins at line {line}. "
        "Nothing was taken from it."
    ),
    "transcript_line_too_long": (
        "There are more than {most} characters in the part of the file that begins at line {line}. "
        "Nothing was taken from it."
    ),
    "transcript_line_ends_first": "In this file, text number {line} ends before it starts. Nothing was taken from it.",
    "transcript_not_in_order": (
        "In this file, text number {line} starts before the one above it. Nothing was taken from it."
    ),
    "transcript_too_long": (
        "In this file, text number {line} ends after the recording does. Check that it is of this call. "
        "Nothing was taken from it."
    ),
}

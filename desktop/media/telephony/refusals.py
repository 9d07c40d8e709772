"""The closed set of reasons for not reading a name or a side file.

A refusal carries a code and plain words, and nothing of what was read: names of files hold telephone numbers. It is
raised outside of any `except`, so that no other exception hangs on it with the text that it choked on.
"""

from __future__ import annotations

from desktop.errors import MediaRefusedError

WORDS = {
    "side_name_not_known": "The name of this file does not tell about the call in a way that is known here.",
    "side_too_large": "The file beside the recording is larger than can be read.",
    "side_cut": "This file is damaged. It was read up to there, and what comes after is not known.",
    "side_too_deep": "The file beside the recording is nested too deeply to be read.",
    "side_not_text": "The file beside the recording is not text in UTF-8, UTF-16 or the western Windows encoding.",
    "side_not_as_expected": "The file beside the recording is not of the kind that was expected.",
    "side_doctype": "The file beside the recording declares a document type. Such a file is not read.",
    "side_other_call": "The file beside the recording is about another call.",
    "side_two_calls": "The table tells of two calls under the name of this recording. Bring it in as one file.",
    "side_time_not_read": "The date and time of the call cannot be read.",
    "side_time_left_out": "The time of the call lies in the hour that is left out when the clocks go forward.",
    "side_media_name": "The recording is named in a way that cannot be the name of a file.",
    "side_column_missing": "A column that the map names is not in this file, or is there twice.",
    "side_date_format": "The date format of the column map cannot be used.",
    "side_length": "The length of the call cannot be read.",
    "side_direction": "Whether the call came in or went out cannot be read.",
    "side_channel": "The channel of the member of staff cannot be read: it is 0 or 1.",
    "side_row_width": "This row has more or fewer cells than the first.",
    "file_is_link": "This is a link. Links are not followed, because they may lead out of the folder.",
    "file_is_special": "This is not an ordinary file.",
    "file_not_read": "This file cannot be read. See whether this account is allowed to.",
    "folder_not_read": "This folder cannot be read. See whether this account is allowed to.",
    "folder_too_deep": "This folder lies too deep within others to be read.",
}
"""Every code that this package raises, with words for people."""


def refused(code: str) -> MediaRefusedError:
    """The error of that code, which is one of `WORDS`."""
    return MediaRefusedError(code, WORDS[code])

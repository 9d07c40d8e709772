"""The closed set of reasons for not reading a name or a side file.

A refusal carries a code, and nothing of the input: file names hold telephone numbers. It is
raised outside of any `except`, so that no other exception is attached with the offending text.
"""

from __future__ import annotations

from desktop.errors import MediaRefusedError

CODES = (
    "side_name_not_known",
    "side_too_large",
    "side_cut",
    "side_too_deep",
    "side_not_text",
    "side_not_as_expected",
    "side_doctype",
    "side_other_call",
    "side_two_calls",
    "side_time_not_read",
    "side_time_left_out",
    "side_media_name",
    "side_column_missing",
    "side_date_format",
    "side_length",
    "side_direction",
    "side_channel",
    "side_row_width",
    "file_is_link",
    "file_is_special",
    "file_not_read",
    "folder_not_read",
    "folder_too_deep",
)
"""Every code that this package raises."""


def refused(code: str) -> MediaRefusedError:
    """Return the error of that code, one of `CODES`."""
    return MediaRefusedError(code)

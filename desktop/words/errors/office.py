"""Errors of the office: its people, its folder, its policy files."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
    "needs_administrator": "Only an administrator adds people.",
    "sign_in_refused": "That name and password do not match. Check both and try again.",
    "not_your_role": "Your role does not include this.",
    "needs_another_person": "This needs someone who had no part in it.",
    "desk_not_enrolled": "This account is not enrolled at this desk.",
    "no_office": "There is no office in this folder yet. Make one with: listening-room office create",
    "office_folder_unusable": "The office's folder cannot be written.",
    "office_exists": "There is an office in this folder already.",
    "no_back_office": "No desk of this office opens originals.",
    "not_readable": "{file} cannot be read.",
    "too_large": "{file} is too large for a policy.",
    "not_toml": "{file} is not valid TOML. {problem}.",
    "not_utf8": "{file} is not valid TOML. Save it as UTF-8.",
    "too_deep": "{file} is nested too deeply to be read.",
    "not_the_administrators": (
        "People other than this PC's administrator can change {path}. Let root own it, and nobody else write to it."
    ),
    "not_text": "{where}: {key} must be text.",
    "not_texts": "{where}: {key} must be a list of texts.",
    "not_whole": "{where}: {key} must be a whole number.",
    "out_of_range": "{where}: {key} must be from {low} to {high}.",
    "not_flag": "{where}: {key} must be true or false.",
    "not_a_choice": "{where}: {key} must be one of {choices}.",
    "not_a_date": "{where}: {key} must be a date, written 2026-11-24.",
    "not_a_time": "{where}: {key} must be a time, written 09:00:00.",
    "not_a_table": "{where}: {key} must be a table.",
    "not_tables": "{where}: {key} must be a list of tables.",
    "unknown_key": "{where}: {keys} is not a known key.",
    "unknown_key_alike": "{where}: {keys} is not a known key. Is {written} meant to be {meant}?",
    "missing_key": "{where}: {key} is missing.",
    "missing_key_alike": "{where}: {key} is missing. Is {written} meant to be {key}?",
    "contradiction": "{where}: {problem}.",
    "groups_without_photo": "{where}: none of the documents in these groups has a photo.",
    "groups_without_address": "{where}: none of the documents in these groups shows an address.",
    "unknown_zone": "{where}: zone must be a time zone such as Europe/London.",
    "missing_address": "{where}: address must have at least one line.",
    "no_column_named": "{where}: columns does not name a column.",
    "date_format_without_columns": "{where}: a date_format goes with columns.",
}

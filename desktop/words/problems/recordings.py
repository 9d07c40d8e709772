"""Words for what was typed or left out: bringing in and holding recordings."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
    "telephone_system_not_looked_at": "Look in each telephone system that may still have it, then tick that you did.",
    "hold_reason_missing": "Type why the hold is still needed.",
    "review_not_after_today": "Choose a day after today. Someone reviews the hold then.",
    "review_too_late": "That is later than a hold may wait. Type an earlier day.",
    "source_missing": "Choose the telephone system.",
    "path_missing": "Choose the folder or the file, or type its whole path.",
    "nothing_to_import": "There is no folder or ordinary file with that name. Choose another.",
    "column_started_missing": "Choose the column that says when the call began.",
    "column_media_missing": "Choose the column of the recording’s file, or that of the call’s identifier below.",
    "column_chosen_twice": "This column is chosen twice. Choose it once.",
    "date_form_missing": "Choose how dates and times are written.",
    "table_name_missing": "Type what such tables are called.",
    "table_name_with_folders": "Type the name of a file, without folders.",
    "table_name_of_another": "The table that you see is not called that. Type its name; * stands for any letters.",
    "source_name_missing": "Type what the telephone system is called here.",
    "source_name_taken": "There is a telephone system of that name. Type another, or go back and choose that one.",
    "source_named_already": "There is a telephone system of that name. Type another.",
    "source_names_missing": "Choose the system. If nobody knows, choose the last one.",
    "source_zone_missing": "Choose the time zone.",
    "only_telephone_system": "The office has no other telephone system. Add that first.",
    "table_choice_missing": "Choose whether there is a table beside the recordings.",
    "date_example_unreadable": "Type that moment, all of it from the day to the minute, as the table writes it.",
    "outside_line_unknown": "Type digits from 1 to 9, * or #.",
    "their_number_unreadable": "That does not look like a telephone number. Type it with its area code, or leave it "
    "empty.",
}

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
    "their_number_unreadable": "That does not look like a telephone number. Type it with its area code, or leave it "
    "empty.",
}

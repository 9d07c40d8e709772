"""Errors of the command line and of the demonstration."""

from __future__ import annotations

from desktop.words import Texts

ERRORS: Texts[str] = {
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

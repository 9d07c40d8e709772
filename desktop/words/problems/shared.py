"""Words for what was typed or left out: what any page asks for."""

from __future__ import annotations

from desktop.words import Texts

PROBLEMS: Texts[str] = {
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

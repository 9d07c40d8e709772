"""Invisible characters in a text are found, and those that a script needs are left alone."""

from __future__ import annotations

import sys
import unicodedata

from desktop.domain.shared.typed_text import HIDDEN_CHARACTER, hidden_character, hidden_in

HIDDEN = (
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",  # the direction of writing
    *"\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\u180e",  # no width
    *"\u206a\u206f\ufff9\ufffb\U000e0001\U000e0041",  # of no use to anybody
    *"\0\x07\x1b\x7f\x85\udcff",
)


def test_a_hidden_character_is_found_in_a_name() -> None:
    names = [(sign, name.format(sign)) for sign in HIDDEN for name in ("{}KREMLIN", "KREM{}LIN", "KREMLIN{}")]
    assert [each for each in names if hidden_character(each[1]) != each[0]] == []
    found = [(name, hidden_in(name=name, address="1 Example Street")) for _, name in names]
    assert [each for each in found if each[1] != {"name": HIDDEN_CHARACTER}] == []


STAYS = (
    "",
    "Zoë O’Brien-Nguyễn",
    "Zoe\u0308",  # a combining mark
    "1 Example Street\r\nExampleton\tZZ9 9ZZ",
    "می\u200cخواهم",  # Persian
    "ه\u200d",
    "क्\u200dष",  # Devanagari
    "ශ්\u200dරී",  # Sinhala
    "র\u200d্য",  # Bengali
    "ന്\u200d",  # Malayalam
    "ខ្មែរ\u200bភាសា",  # Khmer, which has no blanks between words
    "ᠬᠠᠭᠠᠨ\u180eᠠ",  # Mongolian
    "יִשְׂרָאֵל מُحَمَّد",
    "\u0661\u0662 \u0600\u0661",  # an Arabic sign before a number, which is seen
    "👍🏽",
)
DOES_NOT = ("می\u200c\u200cخواهم", "a\u200cb", "1\u200d", "مح\u202eمد", "ខ្មែរ\u200eភាសា", "\u200cمی")


def test_marks_that_scripts_need_stay() -> None:
    assert [text for text in STAYS if hidden_character(text) is not None] == []


def test_marks_that_no_script_needs_there_do_not() -> None:
    assert [text for text in DOES_NOT if hidden_character(text) is None] == []


def test_of_all_signs_of_format_only_those_that_are_seen_stand_anywhere() -> None:
    formats = {chr(n) for n in range(sys.maxunicode + 1) if unicodedata.category(chr(n)) == "Cf"}
    alone = {sign for sign in formats if hidden_character(f"a{sign}b") is None}
    assert {unicodedata.name(sign).split()[0] for sign in alone} == {"ARABIC", "SYRIAC", "KAITHI"}
    assert len(alone) == 13

"""Numbers as people write them, and the words in place of a missing one."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.shared.written_numbers import dialled, is_untold

NUMBER = "+441632960733"


def test_a_number_in_any_of_its_written_forms_is_that_number() -> None:
    cases = [
        NUMBER,
        f" {NUMBER} ",
        f"'{NUMBER}",
        f'="{NUMBER}"',
        f"<{NUMBER}>",
        f'"Mrs Example" <{NUMBER}>',
        f"Mrs Example <sip:{NUMBER}@192.0.2.1:5060;user=phone>;tag=9",
        f'"{NUMBER}" <sip:trunk@192.0.2.1>',
        f"sips:{NUMBER}@example.org",
        "sip:%2B441632960733@example.org",
        "\u202a+441632960733\u202c",  # as an address book wraps it
        "\uff0b\uff14\uff141632960733",  # full width
        f"tel:{NUMBER};phone-context=example.org",
        f"callto://{NUMBER}",
        *(f"{NUMBER}{extension}" for extension in (" ext 123", " Ext. 7", "x7", " #7", ";ext=7", ",,7", " (extn 7)")),
        f'"Mrs Example" <sip:{NUMBER};ext=7@example.org>',
    ]
    assert [told for told in cases if not (dialled(told) == NUMBER and not is_untold(told))] == []


@pytest.mark.parametrize("told", ["Mrs Example", "sip:agent@example.org", "ext 123", "01632 96O733", "a" * 500])
def test_what_has_no_number_stays_as_it_is(told: str) -> None:
    assert dialled(told) == told[:401] and not is_untold(told)


def test_a_number_that_is_withheld_or_not_known_says_so() -> None:
    cases = [
        *(
            "",
            "  ",
            "-",
            "?",
            "<>",
            "n/a",
            "Withheld",
            "Number withheld",
            "No Caller ID",
            "Out of area",
            "Not available",
        ),
        *("anonymous", '"Anonymous" <sip:anonymous@192.0.2.1>', "sip:x@anonymous.invalid"),
        f'"{NUMBER}" <sip:anonymous@anonymous.invalid>',
    ]
    assert [told for told in cases if not is_untold(dialled(told))] == []


def test_blanks_and_dashes_of_other_kinds_are_blanks_and_dashes() -> None:
    assert dialled("01632\u00a0960\u2011733") == "01632 960-733"
    assert dialled("01632\u2009960\u2013733 (ext 4)") == "01632 960-733"


@given(st.text())
@example("<" * 300)
@example("(" + "1" * 399)
def test_what_was_dialled_is_read_once(told: str) -> None:
    assert dialled(dialled(told)) == dialled(dialled(dialled(told)))

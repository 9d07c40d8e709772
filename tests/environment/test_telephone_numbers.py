"""One canonical form of each number (Ofcom's numbers for drama are used)."""

from __future__ import annotations

from desktop.environment.telephone_numbers import TelephoneNumbers

THEIRS = "+441632960733"


def test_a_number_is_the_same_however_it_is_typed() -> None:
    cases = [
        ("01632 960733", "+441632960733"),
        ("01632-960 733", "+441632960733"),
        ("+44 (0)1632 960733", "+441632960733"),
        ("0044 1632 960733", "+441632960733"),
        ("07700 900123", "+447700900123"),
        ("+33 1 99 00 12 34", "+33199001234"),
        ("01632 960733 ext 4", "+441632960733"),
        ("01632 960733x12", "+441632960733"),
        ("+44 1632 960733 (extension 12)", "+441632960733"),
        ("+441632960733;ext=12", "+441632960733"),
        ('"Mrs Example" <+441632960733>', "+441632960733"),
        (
            '"A name that is long" <sip:01632960733@sip-proxy-1.region.example.org:5061;user=phone;transport=tls>',
            THEIRS,
        ),
        ("sip:%2B441632960733@192.0.2.1", "+441632960733"),
        ("tel:+44-1632-960733", "+441632960733"),
    ]
    assert [
        (typed, normal, found) for typed, normal in cases if (found := TelephoneNumbers().normal(typed)) != normal
    ] == []


LONG = "01632 960733" + " " * 70 + "or 01632 960734"
"""Read up to its eightieth letter it would be the first of two numbers."""


def test_what_is_no_telephone_number_has_no_normal_form() -> None:
    cases = ["", "withheld", "anonymous", "201", "0163", "01632 96O733", "1" * 90, LONG]
    assert [(typed, found) for typed in cases if (found := TelephoneNumbers().normal(typed)) is not None] == []


def test_a_number_without_a_prefix_is_of_the_office_s_country() -> None:
    assert TelephoneNumbers("FR").normal("01 99 00 12 34") == "+33199001234"


def test_a_kept_number_is_shown_as_people_write_it_and_anything_else_as_it_is() -> None:
    cases = [
        ("+441632960733", "01632 960733"),
        ("+447700900123", "07700 900123"),
        ("+442079460123", "020 7946 0123"),
        ("+33199001234", "+33 1 99 00 12 34"),
        ("01632 960 733", "01632 960 733"),
        ("withheld", "withheld"),
        ("", ""),
        ("+", "+"),
    ]
    assert [(kept, shown, found) for kept, shown in cases if (found := TelephoneNumbers().shown(kept)) != shown] == []

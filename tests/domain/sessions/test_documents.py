from __future__ import annotations

from dataclasses import astuple
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from desktop.domain.sessions.document_numbers import (
    Comparison,
    LicenceCheck,
    MrzCheck,
    check_card_lines,
    check_digit,
    check_licence,
    check_passport_line,
)

TODAY = date(2026, 11, 24)
PASSPORT = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<" + "7408122F1204159UTO<<<<<<<<<<<6" + "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
LICENCE = "MORGA753116SM9IJ"
BORN = date(1976, 3, 11)
AGREES, DIFFERS, NOT_COMPARED = Comparison.AGREES, Comparison.DIFFERS, Comparison.NOT_COMPARED


def passport(
    number: str = "L898902C3",
    birth: str = "740812",
    expiry: str = "120415",
    optional: str = "<" * 14,
    digits: str | None = None,
) -> str:
    """Return a line with the right check digits; `digits` in place of those of its four parts."""
    of_number, of_birth, of_expiry, of_optional = list(digits or map(check_digit, (number, birth, expiry, optional)))
    own, born = f"{number}{of_number}", f"{birth}{of_birth}"
    rest = f"{expiry}{of_expiry}{optional}{of_optional}"
    return f"{own}UTO{born}F{rest}{check_digit(own + born + rest)}"


def card(
    number: str = "D23145890",
    digit: str = "7",
    optional: str = "<" * 15,
    birth: str = "7408122",
    expiry: str = "1204159",
) -> str:
    """Return two lines, of which the last digit is right."""
    first = f"I<UTO{number}{digit}{optional}"
    return f"{first}{birth}F{expiry}UTO{'<' * 11}{check_digit(first[5:] + birth + expiry + '<' * 11)}"


def test_a_passport_line_typed_correctly_tells_the_birth() -> None:
    assert check_passport_line(PASSPORT, TODAY) == MrzCheck(True, date(1974, 8, 12))


def test_a_slip_is_found_and_nothing_else_is_told() -> None:
    right = "".join(map(check_digit, ("L898902C3", "740812", "120415", "<" * 14)))
    assert check_passport_line(passport(digits=right), TODAY).typed_correctly
    slips = [
        *(passport(digits=right[:at] + str(9 - int(right[at])) + right[at + 1 :]) for at in range(4)),
        PASSPORT[:-1] + "1",
        PASSPORT[:42] + "<" + PASSPORT[43:],
        PASSPORT[:-1],
        "",
        PASSPORT.replace("UTO", "U7O"),
        PASSPORT.replace("L898902C3", "L898902C٣"),
        passport(birth="741332"),
        passport(expiry="310230"),
    ]
    assert [line for line in slips if check_passport_line(line, TODAY) != MrzCheck(False)] == []


def test_spaces_and_small_letters_are_forgiven() -> None:
    assert check_passport_line(f" {PASSPORT[:20].lower()} {PASSPORT[20:]}\n", TODAY).typed_correctly


def test_an_empty_optional_part_has_a_filler_or_0_as_its_digit() -> None:
    for digit in ("<", "0"):
        line = passport()
        assert check_passport_line(line[:42] + digit + line[43:], TODAY).typed_correctly


def test_a_birth_lies_in_the_latest_century_that_is_not_ahead() -> None:
    for birth, born in (
        ("261124", date(2026, 11, 24)),
        ("261125", date(1926, 11, 25)),
        ("000229", date(2000, 2, 29)),
        ("7408<<", None),
        ("<<<<<<", None),
    ):
        check = check_passport_line(passport(birth=birth), TODAY)
        assert check.typed_correctly
        assert check.birth == born


@given(st.integers(0, 43), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_found_wherever_a_check_digit_covers_it(place: int, digit: str) -> None:
    assume(PASSPORT[place].isdigit() and PASSPORT[place] != digit)
    assert not check_passport_line(PASSPORT[:place] + digit + PASSPORT[place + 1 :], TODAY).typed_correctly


@given(st.text(max_size=100))
def test_any_text_gets_an_answer(text: str) -> None:
    assert not check_passport_line(text, TODAY).typed_correctly
    assert not check_card_lines(text, TODAY).typed_correctly
    assert check_licence(text, "Morgan", "Sarah", BORN).surname is not AGREES


NUMBERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=9, max_size=9)


@given(NUMBERS, st.dates(date(1927, 1, 1), TODAY), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_line_with_right_digits_is_typed_correctly(number: str, birth: date, expiry: date) -> None:
    check = check_passport_line(passport(number, f"{birth:%y%m%d}", f"{expiry:%y%m%d}"), TODAY)
    assert check == MrzCheck(True, birth)


def test_a_card_typed_correctly_tells_the_birth() -> None:
    assert check_card_lines(CARD, TODAY) == check_card_lines(card(), TODAY) == MrzCheck(True, date(1974, 8, 12))


def test_one_wrong_digit_on_a_card_is_found_in_every_place_that_counts() -> None:
    places = [*range(5, 30), *range(30, 37), *range(38, 45), *range(48, 59)]
    changed = [(at, CARD[:at] + ("8" if CARD[at] == "7" else "7") + CARD[at + 1 :]) for at in places]
    assert [(at, lines) for at, lines in changed if check_card_lines(lines, TODAY).typed_correctly] == []


def test_the_line_with_the_name_of_a_card_can_be_left_out() -> None:
    assert check_card_lines(f"{CARD[:30]}\n{CARD[30:60]}", TODAY).typed_correctly


def test_a_long_card_number_goes_on_in_the_optional_part_and_a_slip_is_found() -> None:
    digit = check_digit("D23145890AB")
    assert check_card_lines(card(digit="<", optional=f"AB{digit}".ljust(15, "<")), TODAY).typed_correctly
    wrong = card(digit="<", optional=f"AC{digit}".ljust(15, "<"))
    slips = wrong, card(digit="<"), card(digit="8"), card(birth="7408123"), card(expiry="1204150")
    others = CARD[:59] + "7" + CARD[60:], CARD[:-1], CARD[:-1] + "1"
    assert [lines for lines in (*slips, *others) if check_card_lines(lines, TODAY) != MrzCheck(False)] == []


def test_a_licence_agrees_with_the_person_it_was_made_for() -> None:
    check = check_licence(LICENCE, "Morgan", "Sarah Meredyth", BORN)
    assert check == LicenceCheck(True, AGREES, AGREES, AGREES) and check.agrees


def test_a_number_that_cannot_be_a_licence_compares_nothing() -> None:
    numbers = (
        *(LICENCE[:-1], LICENCE + "3", "1234567"),
        *("MOR9A753116SM9IJ", "99999753116SM9IJ", "MORGA7531I6SM9IJ", "MORGA7531169M9IJ"),
        *("MORGA713116SM9IJ", "MORGA763116SM9IJ", "MORGA750116SM9IJ", "MORGA752306SM9IJ"),
    )
    checks = {number: check_licence(number, "Morgan", "Sarah Meredyth", BORN) for number in numbers}
    assert [each for each, check in checks.items() if check != LicenceCheck(False) or check.agrees] == []


def test_spaces_small_letters_and_the_issue_number_are_forgiven() -> None:
    for text in ("morga 753116 sm9ij", "MORGA753116SM9IJ 35", "MORGA753116SM9IJ35"):
        assert check_licence(text, "Morgan", "Sarah Meredyth", BORN).agrees


def test_a_surname_agrees_as_a_licence_writes_it() -> None:
    cases = [
        ("LEE99", "Lee"),
        ("NG999", "Ng"),
        ("ONEIL", "O'Neill"),
        ("ONEIL", "O’Neill"),
        ("SMITH", "Smith-Jones"),
        ("DELAC", "de la Cruz"),
        ("BJORK", "Björk"),
        ("BJOER", "Björk"),
        ("MACDO", "MacDonald"),
        ("MCDON", "MacDonald"),
        ("MCDON", "McDonald"),
        ("MCK99", "Mack"),
        ("NGUYE", "Nguyễn"),
    ]
    assert [
        (printed, surname)
        for printed, surname in cases
        if check_licence(f"{printed}753116SM9IJ", surname, "Sarah Meredyth", BORN).surname is not AGREES
    ] == []


def test_another_surname_differs() -> None:
    for printed, surname in (("LEE99", "Leeds"), ("LEEDS", "Lee"), ("MACDO", "McDonald")):
        check = check_licence(f"{printed}753116SM9IJ", surname, "Sarah Meredyth", BORN)
        assert check.surname is DIFFERS
        assert not check.agrees


def test_initials_are_compared_as_far_as_the_request_gives_them() -> None:
    cases = [
        ("SM", "Sarah Meredyth", AGREES),
        ("SM", "Sarah Meredyth Anne", AGREES),
        ("SM", "Sarah", AGREES),
        ("S9", "Sarah", AGREES),
        ("S9", "Sarah Meredyth", DIFFERS),
        ("SA", "Sarah Meredyth", DIFFERS),
        ("TM", "Sarah Meredyth", DIFFERS),
        ("99", "Sarah", DIFFERS),
        ("AM", "Anne-Marie Louise", AGREES),
        ("AL", "Anne-Marie Louise", AGREES),
        ("AX", "Anne-Marie Louise", DIFFERS),
        ("OE", "Ölrun Eva", AGREES),
        ("SM", "Сара Meredyth", DIFFERS),
        ("SM", "Сара", NOT_COMPARED),
        ("99", "", AGREES),
        ("SM", "", DIFFERS),
    ]
    assert [
        (printed, given_names, compared)
        for printed, given_names, compared in cases
        if check_licence(f"MORGA753116{printed}9IJ", "Morgan", given_names, BORN).initials is not compared
    ] == []


def test_a_person_with_one_name_can_have_it_in_either_field() -> None:
    number = "SUHAR75311699" + "9IJ"
    assert check_licence(number, "Suharto", "", BORN).agrees
    assert check_licence(number, " ", "Suharto", BORN).agrees


def test_a_surname_that_cannot_be_written_in_a_to_z_is_not_compared() -> None:
    assert check_licence(LICENCE, "Иванов", "Sarah Meredyth", BORN).surname is NOT_COMPARED


def test_without_a_birth_on_the_request_there_is_nothing_to_compare() -> None:
    assert check_licence(LICENCE, "Morgan", "Sarah", None).birth is NOT_COMPARED


def test_another_birth_differs() -> None:
    for other in (date(1976, 3, 12), date(1976, 4, 11), date(1977, 3, 11), date(1986, 3, 11)):
        assert check_licence(LICENCE, "Morgan", "Sarah", other).birth is DIFFERS


@given(st.dates(date(1920, 1, 1), TODAY), st.sampled_from([0, 50]))
def test_the_sex_in_a_number_changes_nothing(birth: date, apart: int) -> None:
    digits = f"{birth:%y}"[0] + f"{birth.month + apart:02}{birth.day:02}" + f"{birth:%y}"[1]
    check = check_licence(f"MORGA{digits}SM9IJ", "Morgan", "Sarah Meredyth", birth)
    assert check == LicenceCheck(True, AGREES, AGREES, AGREES)


@given(st.dates(date(1920, 1, 1), TODAY), st.integers(1, 30))
def test_a_birth_some_days_off_differs(birth: date, days: int) -> None:
    digits = f"{birth:%y}"[0] + f"{birth:%m%d}" + f"{birth:%y}"[1]
    other = birth + timedelta(days=days)
    assert check_licence(f"MORGA{digits}SM9IJ", "Morgan", "Sarah", other).birth is DIFFERS


def test_a_northern_ireland_number_has_eight_digits_and_nothing_to_compare() -> None:
    check = check_licence("1234 5678", "Morgan", "Sarah", BORN)
    assert check == LicenceCheck(True) and not check.agrees


@given(NUMBERS)
def test_nothing_of_a_number_survives(number: str) -> None:
    assume(not set(number) <= set("0123456789"))
    results = (
        check_passport_line(passport(number), TODAY),
        check_card_lines(card(number), TODAY),
        check_licence(f"MORGA753116SM{number[:3]}", "Morgan", "Sarah", BORN),
    )
    allowed = (bool, Comparison, date, type(None))
    assert all(isinstance(value, allowed) for result in results for value in astuple(result))
    assert all(number not in repr(result) for result in results)

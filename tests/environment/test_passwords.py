"""Argon2id: its cost, whom it lets in, and the rules for a new password."""

from __future__ import annotations

import hashlib
from typing import Any

import argon2
import pytest
from argon2.low_level import verify_secret
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.environment.passwords import Passwords, problem
from desktop.showcase.demo import OFFICE, PLACE
from desktop.showcase.demo_people import DEMO_PASSWORD, SIGN_IN_NAMES

RIGHT = "correct horse battery"
LONG = " ".join(f"word {number} of a long one" for number in range(30))
CODES = {None, *(f"password_{what}" for what in ("too_short", "too_long", "unusable", "named", "common"))}


@pytest.fixture(scope="module")
def passwords() -> Passwords:
    """Return cheap ones, for tests that do not depend on the cost."""
    return Passwords(memory_kib=64, passes=1, lanes=1)


@pytest.fixture
def verified(monkeypatch: pytest.MonkeyPatch) -> list[argon2.Parameters]:
    """Record the parameters of each verification that was really made."""
    paid: list[argon2.Parameters] = []

    def counting(stored: bytes, secret: bytes, kind: argon2.Type) -> Any:
        paid.append(argon2.extract_parameters(stored.decode()))
        return verify_secret(stored, secret, kind)

    monkeypatch.setattr("argon2._password_hasher.verify_secret", counting)
    return paid


def test_the_right_password_gets_in_and_a_wrong_one_does_not(passwords: Passwords) -> None:
    stored = passwords.hash(RIGHT)
    assert passwords.verify(stored, RIGHT)
    assert not passwords.verify(stored, RIGHT + " ")
    assert not passwords.verify(stored, "")


@pytest.mark.usefixtures("real_password_cost")
def test_the_real_cost_is_not_below_owasps_minimum() -> None:
    used = argon2.extract_parameters(Passwords().hash(RIGHT))
    assert used.type is argon2.Type.ID and used.version == 19
    assert used.memory_cost >= 19 * 1024 and used.time_cost >= 2
    assert used.salt_len >= 16 and used.hash_len >= 32


@pytest.mark.usefixtures("real_password_cost")
def test_the_words_of_a_request_cost_64_mib(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever seeks another request with the same words pays it for each try."""
    used: list[int] = []
    real = hashlib.scrypt

    def seen(*arguments: Any, n: int, r: int, p: int, **more: Any) -> bytes:
        used.append(128 * n * r * p)
        return real(*arguments, n=n, r=r, p=p, **more)

    monkeypatch.setattr(hashlib, "scrypt", seen)
    assert len(Passwords().words_of("a request").split()) == 4
    assert used == [64 * 1024 * 1024]


@pytest.mark.usefixtures("real_password_cost")
def test_an_unknown_name_costs_one_verification_of_the_same_parameters(verified: list[argon2.Parameters]) -> None:
    passwords = Passwords()
    stored = passwords.hash(RIGHT)
    for typed in (RIGHT, "wrong", "", "x" * 10_000, "\ud800" * 20):
        assert not passwords.verify(None, typed)
        passwords.verify(stored, typed)
        unknown, known = verified
        assert unknown == known == argon2.extract_parameters(stored)
        verified.clear()


@pytest.mark.parametrize("typed", ["x" * 257, "\ufdfa" * 200, "\udcff" + RIGHT])
def test_what_nobody_can_have_as_a_password_costs_one_verification_too(
    typed: str, passwords: Passwords, verified: list[argon2.Parameters]
) -> None:
    assert not passwords.verify(passwords.hash(RIGHT), typed)
    assert len(verified) == 1


def test_no_password_is_right_for_an_unknown_name(passwords: Passwords) -> None:
    assert not any(passwords.verify(None, typed) for typed in ("", RIGHT, "\0" * 32))


def test_a_stored_text_that_is_no_hash_is_loud(passwords: Passwords) -> None:
    with pytest.raises(argon2.exceptions.InvalidHashError):
        passwords.verify("damaged", RIGHT)


def test_the_same_characters_from_another_keyboard_get_in(passwords: Passwords) -> None:
    composed, decomposed, full_width = "café au lait!", "cafe\u0301 au lait!", "ｃafé au lait!"
    stored = passwords.hash(decomposed)
    assert passwords.verify(stored, composed) and passwords.verify(stored, full_width)


def test_length_is_demanded() -> None:
    cases = [
        ("", "password_too_short"),
        ("eleven char", "password_too_short"),
        ("twelve chars", None),
        ("e\u0301" * 11, "password_too_short"),
        (LONG[:256], None),
        ("x" * 256, "password_common"),
        (LONG[:257], "password_too_long"),
        ("\ufdfa" * 15, "password_too_long"),
        ("\ud800" * 12, "password_unusable"),
    ]
    assert [(password, code, found) for password, code in cases if (found := problem(password)) != code] == []


NAMES = ("quillon", "Quillon Testperson", "Riverbend Council", "17 Nowhere Lane")


@pytest.mark.against("adviser")
def test_what_is_tried_first_is_no_password_however_long() -> None:
    cases = [
        "123456789012",
        "password1234",
        " " * 12,
        "aaaaaaaaaaaa",
        "Password1234",
        "P@ssw0rd1234",
        "qwertyuiop12",
        "QWERTYUIOP12",
        "letmeinletmein",
        "iloveyou1234",
        "abcdefghijkl",
        "administrator1",
        "adviseradviser",
        "ｐａｓｓｗｏｒｄ１２３４",
    ]
    assert [(password, found) for password in cases if (found := problem(password)) != "password_common"] == []


@pytest.mark.against("adviser")
def test_the_names_of_the_person_and_the_office_are_none_either() -> None:
    cases = [
        "quillon testperson",
        "QuillonTestperson",
        "Testperson, Quillon",
        "riverbend council",
        "Riverbend2026!",
        "quillonquillon",
        "nowhere lane 17",
        "Quillon.1971!",
    ]
    assert [(password, found) for password in cases if (found := problem(password, NAMES)) != "password_named"] == []


def test_a_few_words_or_what_a_password_manager_makes_will_do() -> None:
    cases = [
        "correct horse battery",
        "zebra lamp seven roofs",
        "my aunt sails to norway",
        "quillon has two old tandems",
        "tandem riverbend kettle nine",
        "kQ7vz2Lw9xTf",
        "дождь идёт третий день",
    ]
    assert [(password, found) for password in cases if (found := problem(password, NAMES)) is not None] == []


def test_a_name_too_short_to_be_told_from_chance_forbids_nothing() -> None:
    assert problem("banana tram luggage", ("an", "Jo", "A B")) is None


@settings(max_examples=40)
@given(st.text(min_size=12, max_size=90), st.lists(st.text(max_size=30), max_size=3))
def test_whatever_is_typed_is_judged_and_breaks_nothing(typed: str, names: list[str]) -> None:
    assert problem(typed, names) in CODES


def test_what_was_accepted_before_the_rules_goes_on_opening_and_is_hashed_anew(passwords: Passwords) -> None:
    stored = Passwords(memory_kib=32, passes=1, lanes=1).renew("password1234")
    assert passwords.verify(stored, "password1234") and passwords.needs_rehash(stored)
    assert passwords.verify(passwords.renew("password1234"), "password1234")


def test_the_demos_password_is_one() -> None:
    names = [f"Demo {name}" for name in SIGN_IN_NAMES]
    assert problem(DEMO_PASSWORD, (*names, *SIGN_IN_NAMES, OFFICE, PLACE)) is None

from __future__ import annotations

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desktop.environment.day_signer import KeystoreDaySigner
from desktop.errors import KeyringError
from tests.db.logs import MemoryStore

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def signer(store: MemoryStore, desk: str = "d1") -> KeystoreDaySigner:
    return KeystoreDaySigner(store, "office.example", desk)


def test_a_key_signs_and_survives_a_restart(store: MemoryStore) -> None:
    public = signer(store).begin(MONDAY)
    signature = signer(store).sign(MONDAY, b"text")
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"text")
    assert signer(store).public(MONDAY) == public


def test_beginning_a_day_again_finds_its_key(store: MemoryStore) -> None:
    assert signer(store).begin(MONDAY) == signer(store).begin(MONDAY)


def test_days_and_desks_have_different_keys(store: MemoryStore) -> None:
    one = signer(store)
    keys = {one.begin(MONDAY), one.begin(TUESDAY), signer(store, "d2").begin(MONDAY)}
    assert len(keys) == 3


def test_there_is_no_key_of_a_day_that_was_not_begun(store: MemoryStore) -> None:
    assert signer(store).public(MONDAY) is None
    with pytest.raises(KeyringError, match="signing_key_lost"):
        signer(store).sign(MONDAY, b"text")


def test_earlier_keys_are_gone_from_the_store_after_the_commit_and_not_before(store: MemoryStore) -> None:
    one = signer(store)
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        one.begin(day)
    one.retire_before(TUESDAY)
    assert signer(store).public(MONDAY) is not None
    one.committed()
    assert [bool(signer(store).public(day)) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [False, True, True]
    assert one.public(MONDAY) is None


def test_the_last_word_before_the_commit_counts(store: MemoryStore) -> None:
    one = signer(store)
    one.begin(MONDAY)
    one.begin(TUESDAY)
    one.retire_before(TUESDAY)  # and this transaction was undone
    one.retire_before(MONDAY)
    one.committed()
    one.committed()
    assert one.public(MONDAY) is not None


def test_an_ordinary_commit_writes_nothing(store: MemoryStore) -> None:
    one = signer(store)
    one.begin(MONDAY)
    before = store.writes
    one.retire_before(MONDAY)
    one.committed()
    assert store.writes == before


@pytest.mark.parametrize(
    "value", ["no JSON", "[1]", '{"monday": "AA=="}', '{"2026-11-23": "AA=="}', '{"2026-11-23": 7}']
)
def test_keys_that_cannot_be_read_are_not_replaced(store: MemoryStore, value: str) -> None:
    store.values["signing-keys/d1"] = value
    with pytest.raises(KeyringError, match="signing_keys_malformed"):
        signer(store).begin(MONDAY)
    assert store.values["signing-keys/d1"] == value

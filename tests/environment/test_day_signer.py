"""A desk's signing keys, and the event that it wrote last."""

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


def test_a_key_of_a_day_that_was_begun_signs_and_survives_a_restart(store: MemoryStore) -> None:
    assert signer(store).public(MONDAY) is None
    with pytest.raises(KeyringError, match="signing_key_lost"):
        signer(store).sign(MONDAY, b"text")
    public = signer(store).begin(MONDAY)
    signature = signer(store).sign(MONDAY, b"text")
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"text")
    assert signer(store).public(MONDAY) == public


@pytest.mark.against("pc")
def test_earlier_keys_are_gone_from_the_store_after_the_commit_and_not_before(store: MemoryStore) -> None:
    one = signer(store)
    for day in (MONDAY, TUESDAY, WEDNESDAY):
        one.begin(day)
    one.retire_before(TUESDAY)
    assert signer(store).public(MONDAY) is not None
    one.committed()
    assert [bool(signer(store).public(day)) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [False, True, True]
    assert one.public(MONDAY) is None


@pytest.mark.against("pc")
def test_the_key_that_introduced_the_pc_is_gone_after_its_first_commit(store: MemoryStore) -> None:
    one = signer(store)
    one.enrolment_key()
    one.begin(MONDAY)
    one.retire_before(MONDAY)
    assert signer(store).introduce(b"a key") is not None
    one.committed()
    assert signer(store).introduce(b"a key") is None and signer(store).public(MONDAY) is not None


def test_a_commit_after_which_nothing_goes_does_not_ask_the_keyring(store: MemoryStore) -> None:
    one = signer(store)
    one.begin(MONDAY)
    before = store.reads
    one.retire_before(MONDAY)
    one.committed()
    assert store.reads == before


def test_the_last_word_before_the_commit_counts_and_an_ordinary_commit_writes_nothing(store: MemoryStore) -> None:
    one = signer(store)
    one.begin(MONDAY)
    one.begin(TUESDAY)
    before = store.writes
    one.retire_before(TUESDAY)  # and this transaction was undone
    one.retire_before(MONDAY)
    one.committed()
    one.committed()
    assert one.public(MONDAY) is not None and store.writes == before


@pytest.mark.parametrize(
    "value", ["no JSON", "[1]", '{"monday": "AA=="}', '{"2026-11-23": "AA=="}', '{"2026-11-23": 7}']
)
def test_keys_that_cannot_be_read_are_not_replaced(store: MemoryStore, value: str) -> None:
    store.values["signing-keys/d1"] = value
    with pytest.raises(KeyringError, match="signing_keys_malformed"):
        signer(store).begin(MONDAY)
    assert store.values["signing-keys/d1"] == value

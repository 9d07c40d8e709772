from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.domain.copies.copy import SealedKey
from desktop.domain.shared.ids import RetentionKeyId, new_id
from desktop.errors import VaultDamagedError
from desktop.vault.keys import (
    new_data_key,
    new_identity,
    new_retention_key,
    open_key,
    wrap_data_key,
    wrap_retention_key,
)


def sealed_for(recipient: str, data_key: bytes, bound_to: str) -> SealedKey:
    retention_key = new_retention_key()
    return SealedKey(
        data_key_wrapped=wrap_data_key(retention_key, data_key, bound_to),
        retention_key=RetentionKeyId(new_id()),
        retention_key_wrapped=wrap_retention_key(retention_key, [recipient]),
    )


def test_fresh_keys_are_32_bytes_and_never_the_same() -> None:
    keys = {make() for make in (new_data_key, new_retention_key) for _ in range(5)}
    assert len(keys) == 10
    assert {len(key) for key in keys} == {32}


def test_a_desk_opens_the_key_of_a_recording() -> None:
    identity, recipient = new_identity()
    data_key = new_data_key()
    assert open_key(sealed_for(recipient, data_key, "id"), identity, "id") == data_key


def test_a_desk_that_was_not_enrolled_opens_nothing() -> None:
    with pytest.raises(VaultDamagedError):
        open_key(sealed_for(new_identity()[1], new_data_key(), "id"), new_identity()[0], "id")


def test_a_key_does_not_open_another_recording() -> None:
    identity, recipient = new_identity()
    with pytest.raises(VaultDamagedError):
        open_key(sealed_for(recipient, new_data_key(), "id"), identity, "other")


def test_envelopes_of_two_months_do_not_mix() -> None:
    identity, recipient = new_identity()
    one, other = (sealed_for(recipient, new_data_key(), "id") for _ in range(2))
    with pytest.raises(VaultDamagedError):
        open_key(replace(one, retention_key_wrapped=other.retention_key_wrapped), identity, "id")


@pytest.mark.parametrize("length", [0, 16, 33])
def test_an_age_file_that_holds_something_else_is_no_retention_key(length: int) -> None:
    identity, recipient = new_identity()
    sealed = sealed_for(recipient, new_data_key(), "id")
    with pytest.raises(VaultDamagedError):
        open_key(replace(sealed, retention_key_wrapped=wrap_retention_key(bytes(length), [recipient])), identity, "id")


def test_an_envelope_that_holds_something_else_is_no_data_key() -> None:
    identity, recipient = new_identity()
    with pytest.raises(VaultDamagedError) as refused:
        open_key(sealed_for(recipient, b"short", "id"), identity, "id")
    assert refused.value.code == "vault_key_not_ours"

"""Keys: derived, wrapped in envelopes, and kept in a recovery file."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.copies.copy import SealedKey
from desktop.domain.office.recovery_proof import groups
from desktop.domain.shared.ids import RetentionKeyId, new_id
from desktop.errors import VaultDamagedError
from desktop.vault.keys import (
    identities_in,
    identities_of,
    new_data_key,
    new_identity,
    new_retention_key,
    open_key,
    recipient_of,
    unwrap_data_key,
    unwrap_retention_key,
    wrap_data_key,
    wrap_retention_key,
)
from tests.support.refusals import refusal


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


@pytest.mark.against("database")
def test_a_desk_that_was_enrolled_opens_the_key_of_that_recording_alone() -> None:
    (identity, recipient), data_key = new_identity(), new_data_key()
    sealed = sealed_for(recipient, data_key, "id")
    assert open_key(sealed, identity, "id") == data_key
    for other, bound_to in ((identity, "other"), (new_identity()[0], "id")):
        with pytest.raises(VaultDamagedError):
            open_key(sealed, other, bound_to)
    of_another_month = sealed_for(recipient, data_key, "id").retention_key_wrapped
    of_something_else = [wrap_retention_key(bytes(length), [recipient]) for length in (0, 16, 33)]
    for wrapped in (of_another_month, *of_something_else):
        with pytest.raises(VaultDamagedError):
            open_key(replace(sealed, retention_key_wrapped=wrapped), identity, "id")
    assert refusal(open_key, sealed_for(recipient, b"short", "id"), identity, "id") == "vault_key_not_ours"


RETENTION_KEY, DATA_KEY = bytes(range(32)), bytes(range(100, 132))


def assert_not_ours(wrapped: bytes, key: bytes = RETENTION_KEY, bound_to: str = "id") -> None:
    assert refusal(unwrap_data_key, key, wrapped, bound_to) == "vault_key_not_ours"


def test_an_envelope_does_not_show_its_key_and_every_byte_of_it_counts() -> None:
    wrapped, other = (wrap_data_key(RETENTION_KEY, DATA_KEY, "id") for _ in range(2))
    assert unwrap_data_key(RETENTION_KEY, wrapped, "id") == DATA_KEY
    assert wrapped[:12] != other[:12] and DATA_KEY not in wrapped
    assert_not_ours(wrapped, bound_to="other")
    assert_not_ours(wrapped, key=bytes(32))
    for at in range(len(wrapped)):
        assert_not_ours(wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :])
        assert_not_ours(wrapped[:at])


@given(st.binary(max_size=100))
def test_what_is_no_envelope_is_refused(data: bytes) -> None:
    assert_not_ours(data)


def test_each_recipient_opens_a_retention_key_and_nobody_else() -> None:
    (desk, desk_recipient), (recovery, recovery_recipient), (stranger, _) = (new_identity() for _ in range(3))
    wrapped = wrap_retention_key(RETENTION_KEY, [desk_recipient, recovery_recipient])
    assert unwrap_retention_key(wrapped, desk) == RETENTION_KEY
    assert unwrap_retention_key(wrapped, recovery) == RETENTION_KEY
    for identity in (stranger, "", "nonsense", "AGE-SECRET-KEY-1"):
        assert refusal(unwrap_retention_key, wrapped, identity) == "vault_key_not_ours"
    for changed in (wrapped[:-1], wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"", b"text"):
        with pytest.raises(VaultDamagedError):
            unwrap_retention_key(changed, desk)
    for recipients in ([], ["nonsense"], ["age1qqqq"]):
        assert refusal(wrap_retention_key, RETENTION_KEY, recipients) == "vault_key_not_ours"


def test_the_recipient_of_an_identity_is_told_and_what_is_no_identity_is_refused() -> None:
    identity, recipient = new_identity()
    assert recipient_of(identity) == recipient
    for wrong in ("", recipient, identity[:-1]):
        with pytest.raises(VaultDamagedError, match="vault_key_not_ours"):
            recipient_of(wrong)


@pytest.mark.skipif(shutil.which("age") is None, reason="the age command is not installed")
def test_the_ordinary_age_command_opens_a_retention_key(tmp_path: Path) -> None:
    identity, recipient = new_identity()
    _, other = new_identity()
    (tmp_path / "recovery.txt").write_text(f"# a recovery identity\n{identity}\n")
    (tmp_path / "wrapped.age").write_bytes(wrap_retention_key(RETENTION_KEY, [other, recipient]))
    command = ["age", "--decrypt", "--identity", "recovery.txt", "wrapped.age"]
    opened = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert opened.stdout == RETENTION_KEY


def test_a_recovery_key_is_found_in_its_file_and_in_what_was_typed_from_its_paper(tmp_path: Path) -> None:
    identity, _ = new_identity()
    file = tmp_path / "recovery.txt"
    file.write_text(f"# public key: age1...\n{identity}\n", encoding="utf-8")
    groups = " ".join(identity[at : at + 5] for at in range(0, len(identity), 5))
    assert identities_of(file) == identities_of(groups.lower()) == identities_of(file.read_text("utf-8")) == [identity]
    assert identities_of("something else") == []


def test_the_key_is_read_however_it_is_written() -> None:
    (secret, recipient), (other, _) = new_identity(), new_identity()
    for text in (
        f"# created: 2026-11-24T10:00:00Z\n# public key: {recipient}\n{secret}\n",  # by age-keygen
        f"  {secret}  \r\n",
        " ".join(groups(secret)),
        " ".join(groups(secret)).lower(),
    ):
        assert list(map(recipient_of, identities_in(text))) == [recipient]
    assert identities_in(f"# {secret}\n{recipient}\n") == []
    assert identities_in(f"{secret}\n{other}\n") == [secret, other]

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
    assert refusal(open_key, sealed_for(recipient, b"short", "id"), identity, "id") == "vault_key_not_ours"


RETENTION_KEY, DATA_KEY = bytes(range(32)), bytes(range(100, 132))


def assert_not_ours(wrapped: bytes, key: bytes = RETENTION_KEY, bound_to: str = "id") -> None:
    assert refusal(unwrap_data_key, key, wrapped, bound_to) == "vault_key_not_ours"


def test_a_data_key_comes_out_of_its_envelope() -> None:
    assert unwrap_data_key(RETENTION_KEY, wrap_data_key(RETENTION_KEY, DATA_KEY, "id"), "id") == DATA_KEY


def test_two_envelopes_of_one_key_differ_and_do_not_show_it() -> None:
    one, other = (wrap_data_key(RETENTION_KEY, DATA_KEY, "id") for _ in range(2))
    assert one[:12] != other[:12]
    assert one != other
    assert DATA_KEY not in one


def test_an_envelope_of_another_recording_is_refused() -> None:
    assert_not_ours(wrap_data_key(RETENTION_KEY, DATA_KEY, "id"), bound_to="other")


def test_another_retention_key_is_refused() -> None:
    assert_not_ours(wrap_data_key(RETENTION_KEY, DATA_KEY, "id"), key=bytes(32))


def test_every_byte_of_an_envelope_counts_and_none_may_lack() -> None:
    wrapped = wrap_data_key(RETENTION_KEY, DATA_KEY, "id")
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
    assert refusal(unwrap_retention_key, wrapped, stranger) == "vault_key_not_ours"


def test_a_changed_age_file_is_refused() -> None:
    identity, recipient = new_identity()
    wrapped = wrap_retention_key(RETENTION_KEY, [recipient])
    for changed in (wrapped[:-1], wrapped[:-1] + bytes([wrapped[-1] ^ 1]), b"", b"text"):
        with pytest.raises(VaultDamagedError):
            unwrap_retention_key(changed, identity)


@pytest.mark.parametrize("identity", ["", "nonsense", "AGE-SECRET-KEY-1"])
def test_what_is_no_identity_is_refused(identity: str) -> None:
    wrapped = wrap_retention_key(RETENTION_KEY, [new_identity()[1]])
    assert refusal(unwrap_retention_key, wrapped, identity) == "vault_key_not_ours"


def test_the_recipient_of_an_identity_is_told_and_what_is_no_identity_is_refused() -> None:
    identity, recipient = new_identity()
    assert recipient_of(identity) == recipient
    for wrong in ("", recipient, identity[:-1]):
        with pytest.raises(VaultDamagedError, match="vault_key_not_ours"):
            recipient_of(wrong)


@pytest.mark.parametrize("recipients", [[], ["nonsense"], ["age1qqqq"]])
def test_a_key_is_wrapped_to_real_recipients_only(recipients: list[str]) -> None:
    assert refusal(wrap_retention_key, RETENTION_KEY, recipients) == "vault_key_not_ours"


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


SECRET, RECIPIENT = new_identity()


@pytest.mark.parametrize(
    "text",
    [
        f"# created: 2026-11-24T10:00:00Z\n# public key: {RECIPIENT}\n{SECRET}\n",
        f"  {SECRET}  \r\n",
        " ".join(groups(SECRET)),
        " ".join(groups(SECRET)).lower(),
    ],
    ids=["age-keygen", "a Windows file", "typed in groups", "typed in small letters"],
)
def test_the_key_is_read_however_it_is_written(text: str) -> None:
    [found] = identities_in(text)
    assert recipient_of(found) == RECIPIENT


def test_a_file_without_one_has_none_and_one_with_two_has_both() -> None:
    other = new_identity()[0]
    assert identities_in(f"# {SECRET}\n{RECIPIENT}\n") == []
    assert identities_in(f"{SECRET}\n{other}\n") == [SECRET, other]

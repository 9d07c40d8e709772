"""Transcripts under a data key: what is opened is what was sealed, under that key and for that recording alone."""

from __future__ import annotations

import io

import pytest

from desktop.domain.copies.transcript import Line, SealedTranscript, Speaker, Transcript
from desktop.domain.shared.ids import new_id
from desktop.errors import VaultDamagedError
from desktop.vault import container
from desktop.vault.container import seal_transcript, unseal_transcript, write
from desktop.vault.keys import new_data_key

LINES = Transcript(tuple(Line(n * 1_000, n * 1_000 + 900, Speaker.CALLER, f"Ŵords – {n}") for n in range(3_000)))


def test_what_was_sealed_is_opened_and_no_word_of_it_is_in_the_ciphertext() -> None:
    key, id = new_data_key(), new_id()
    sealed = seal_transcript(LINES, 7, key, id)
    assert (sealed.version, sealed.lines) == (7, 3_000) and "Ŵords".encode() not in sealed.body
    assert unseal_transcript(sealed, key, id) == LINES
    assert seal_transcript(LINES, 7, key, id).digest != sealed.digest, "the digest says nothing of the words"


def test_another_key_recording_or_byte_opens_nothing() -> None:
    key, id = new_data_key(), new_id()
    sealed = seal_transcript(LINES, 1, key, id)
    flipped = bytearray(sealed.body)
    flipped[1_000] ^= 1
    for body, with_key, of, code in (
        (sealed.body, new_data_key(), id, "vault_not_ours"),
        (sealed.body, key, new_id(), "vault_not_ours"),
        (bytes(flipped), key, id, "vault_changed"),
        (sealed.body[:-1], key, id, "vault_changed"),
        (b"", key, id, "vault_length"),
    ):
        with pytest.raises(VaultDamagedError, match=code):
            unseal_transcript(SealedTranscript(1, 1, body), with_key, of)


@pytest.mark.parametrize(
    "text",
    (b"", b"3", b'{"lines": 3}', b'[[1, 2, "nobody", "x", "", []]]', b'[[1, 2, "office", "x", "", [3]]]', b"\xff"),
)
def test_what_is_no_transcript_inside_is_refused_too(text: bytes) -> None:
    key, id, target = new_data_key(), new_id(), io.BytesIO()
    write([text], target, key, f"listening-room/v1|transcript|{id}".encode())
    with pytest.raises(VaultDamagedError, match="vault_changed"):
        unseal_transcript(SealedTranscript(1, 1, target.getvalue()), key, id)


def test_more_than_any_transcript_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    key, id = new_data_key(), new_id()
    sealed = seal_transcript(LINES, 1, key, id)
    monkeypatch.setattr(container, "LARGEST_TRANSCRIPT", 10)
    with pytest.raises(VaultDamagedError, match="vault_length"):
        unseal_transcript(sealed, key, id)

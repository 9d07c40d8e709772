from __future__ import annotations

import base64
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.checkpoint import (
    Checkpoint,
    key_id,
    key_name,
    parse_note,
    parse_verifier_key,
    signed_text,
    verifier_key,
)
from desktop.errors import LogBrokenError

AT = datetime(2026, 11, 24, 14, 31, 5, 123, UTC)
HEAD = Checkpoint("office.example/log", 27, bytes(range(32)), AT)
PUBLIC = bytes(range(100, 132))
NAME = key_name(HEAD.origin, "d" * 32)
NOTE = signed_text(HEAD, NAME, PUBLIC, lambda data: sha256(data).digest() * 2)


def test_the_text_is_the_one_of_the_specification() -> None:
    signed = "office.example/log\n27\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 2026-11-24T14:31:05.000123Z\n"
    value = base64.b64encode(key_id(NAME, PUBLIC) + sha256(signed.encode()).digest() * 2).decode()
    assert f"{signed}\n— office.example/log/{'d' * 32} {value}\n" == NOTE


def test_the_keys_identifier_is_the_hash_of_name_algorithm_and_key() -> None:
    assert key_id("a.example", PUBLIC) == sha256(b"a.example\n\x01" + PUBLIC).digest()[:4]


def test_a_verifier_key_of_the_specifications_author_is_read() -> None:
    # The example key of Go's golang.org/x/mod/sumdb/note.
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    name, public = parse_verifier_key(text)
    assert (name, len(public)) == ("PeterNeumann", 32)
    assert verifier_key(name, public) == text


def test_a_note_reads_back() -> None:
    note = parse_note(NOTE)
    assert note.checkpoint == HEAD
    [signature] = note.signatures
    assert (signature.name, signature.key_id) == (NAME, key_id(NAME, PUBLIC))
    assert signature.signature == sha256(HEAD.body().encode()).digest() * 2


def test_a_note_with_a_second_signature_reads_back() -> None:
    assert len(parse_note(NOTE + NOTE.splitlines(keepends=True)[-1]).signatures) == 2


@given(st.data())
def test_a_note_with_any_byte_of_its_form_changed_reads_differently_or_not_at_all(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(NOTE) - 1))
    changed = NOTE[:at] + data.draw(st.characters().filter(lambda one: one != NOTE[at])) + NOTE[at + 1 :]
    try:
        read = parse_note(changed)
    except LogBrokenError:
        return
    assert read != parse_note(NOTE)


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("\n27\n", "\n027\n"),
        ("\n27\n", "\n-1\n"),
        ("\n27\n", "\n2\u0667\n"),
        ("2026-11-24", "2026-13-24"),
        ("time ", "at "),
        ("Hh8=", "Hh9="),
        ("\n\n—", "\n—"),
        ("— ", "- "),
        ("office.example/log\n27", "office example\n27"),
        (NOTE.splitlines()[-1], ""),
        (NOTE.splitlines()[-1], f"— {NAME} AAAA"),
        (NOTE.splitlines()[-1], f"— {NAME} A==="),
    ],
)
def test_a_note_that_is_written_otherwise_is_refused(there: str, instead: str) -> None:
    assert there in NOTE
    with pytest.raises(LogBrokenError, match="note_malformed"):
        parse_note(NOTE.replace(there, instead))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        "+00000000+AQ==",
        verifier_key("a b", PUBLIC),
        verifier_key("a", PUBLIC[1:]),
        verifier_key("a", PUBLIC).replace("a+", "b+"),
        verifier_key("a", PUBLIC) + "\n",
    ],
)
def test_a_verifier_key_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(LogBrokenError, match="note_malformed"):
        parse_verifier_key(text)

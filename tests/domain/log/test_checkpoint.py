from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.checkpoint import (
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
        ("\n\n—", "\n\n\n—"),
        ("\n— ", "\n—"),
        (f"— {NAME} ", f"— {NAME}  "),
        (f"— {NAME} ", f"— {NAME}+x "),
        (f"— {NAME} ", "—  "),
        (NOTE.splitlines()[-1], NOTE.splitlines()[-1] + "\n— witness.example AAAA"),
        (NOTE.splitlines()[-1], "\n".join([NOTE.splitlines()[-1]] * 101)),
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
        verifier_key("a", PUBLIC + b"x"),
        verifier_key("a\u0007", PUBLIC),
        verifier_key("a\u2003b", PUBLIC),
        verifier_key("", PUBLIC),
        verifier_key("a", PUBLIC).replace("a+", "b+"),
        verifier_key("a", PUBLIC) + "\n",
    ],
)
def test_a_verifier_key_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(LogBrokenError, match="note_malformed"):
        parse_verifier_key(text)


CONTROLS = [chr(code) for code in (*range(32), *range(0x7F, 0xA0))]
SPACES = list("\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000+")


@pytest.mark.parametrize("one", CONTROLS + SPACES, ids=lambda one: f"U+{ord(one):04X}")
def test_an_origin_or_a_name_with_a_control_character_or_a_space_is_refused(one: str) -> None:
    origin, name = f"office{one}.example", f"office.example/d{one}"
    for note in (
        signed_text(replace(HEAD, origin=origin), NAME, PUBLIC, lambda _: bytes(64)),
        signed_text(HEAD, name, PUBLIC, lambda _: bytes(64)),
        NOTE + f"— {name} {base64.b64encode(bytes(68)).decode()}\n",
    ):
        with pytest.raises(LogBrokenError, match="note_malformed"):
            parse_note(note)
    with pytest.raises(LogBrokenError, match="note_malformed"):
        parse_verifier_key(verifier_key(name, PUBLIC))


def a_line(name: str, length: int) -> str:
    """Return a signature line of another type: its identifier of four bytes, and so many of signature."""
    return f"— {name} {base64.b64encode(bytes(range(4 + length))).decode()}\n"


@pytest.mark.parametrize("length", [1, 63, 65, 72, 200], ids=lambda length: f"{length} bytes")
@pytest.mark.parametrize("name", ["witness.example/w1", NAME])
def test_signatures_of_other_types_are_ignored(name: str, length: int) -> None:
    body, _, ours = NOTE.partition("\n\n")
    other = a_line(name, length)
    assert parse_note(NOTE + other) == parse_note(f"{body}\n\n{other}{ours}") == parse_note(NOTE)
    with pytest.raises(LogBrokenError, match="note_malformed"):
        parse_note(f"{body}\n\n{other}")


def test_sixteen_signatures_are_accepted() -> None:
    assert len(parse_note(NOTE + "".join(a_line(f"w{n}.example", 64) for n in range(15))).signatures) == 16

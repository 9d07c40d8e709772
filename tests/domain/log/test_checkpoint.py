from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log import checkpoint
from desktop.errors import LogBrokenError
from tests.support.refusals import refusal

AT = datetime(2026, 11, 24, 14, 31, 5, 123, UTC)
HEAD = checkpoint.Checkpoint("office.example/log", 27, bytes(range(32)), AT)
PUBLIC = bytes(range(100, 132))
NAME = checkpoint.key_name(HEAD.origin, "d" * 32)
NOTE = checkpoint.signed_text(HEAD, NAME, PUBLIC, lambda data: sha256(data).digest() * 2)


def test_the_text_is_the_one_of_the_specification() -> None:
    signed = "office.example/log\n27\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\ntime 2026-11-24T14:31:05.000123Z\n"
    value = base64.b64encode(checkpoint.key_id(NAME, PUBLIC) + sha256(signed.encode()).digest() * 2).decode()
    assert f"{signed}\n— office.example/log/{'d' * 32} {value}\n" == NOTE


def test_the_keys_identifier_is_the_hash_of_name_algorithm_and_key() -> None:
    assert checkpoint.key_id("a.example", PUBLIC) == sha256(b"a.example\n\x01" + PUBLIC).digest()[:4]


def test_a_verifier_key_of_the_specifications_author_is_read() -> None:
    # The example key of Go's golang.org/x/mod/sumdb/note.
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    name, public = checkpoint.parse_verifier_key(text)
    assert (name, len(public)) == ("PeterNeumann", 32)
    assert checkpoint.verifier_key(name, public) == text


def test_a_note_reads_back() -> None:
    note = checkpoint.parse_note(NOTE)
    assert note.checkpoint == HEAD
    [signature] = note.signatures
    assert (signature.name, signature.key_id) == (NAME, checkpoint.key_id(NAME, PUBLIC))
    assert signature.signature == sha256(HEAD.body().encode()).digest() * 2


def test_a_note_with_a_second_signature_reads_back() -> None:
    assert len(checkpoint.parse_note(NOTE + NOTE.splitlines(keepends=True)[-1]).signatures) == 2


@given(st.data())
def test_a_note_with_any_byte_of_its_form_changed_reads_differently_or_not_at_all(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(NOTE) - 1))
    changed = NOTE[:at] + data.draw(st.characters().filter(lambda one: one != NOTE[at])) + NOTE[at + 1 :]
    try:
        read = checkpoint.parse_note(changed)
    except LogBrokenError:
        return
    assert read != checkpoint.parse_note(NOTE)


def test_a_note_that_is_written_otherwise_is_refused() -> None:
    line = NOTE.splitlines()[-1]
    others = [
        ("\n27\n", "\n027\n"),
        ("\n27\n", "\n-1\n"),
        ("\n27\n", "\n2\u0667\n"),
        ("2026-11-24", "2026-13-24"),
        ("time ", "at "),
        ("Hh8=", "Hh9="),
        ("\n\n—", "\n—"),
        ("— ", "- "),
        ("office.example/log\n27", "office example\n27"),
        (line, ""),
        (line, f"— {NAME} AAAA"),
        (line, f"— {NAME} A==="),
        ("\n\n—", "\n\n\n—"),
        ("\n— ", "\n—"),
        (f"— {NAME} ", f"— {NAME}  "),
        (f"— {NAME} ", f"— {NAME}+x "),
        (f"— {NAME} ", "—  "),
        (line, line + "\n— witness.example AAAA"),
        (line, "\n".join([line] * 101)),
    ]
    assert [there for there, _ in others if there not in NOTE] == []
    assert [how for how in others if refusal(checkpoint.parse_note, NOTE.replace(*how)) != "note_malformed"] == []


def test_a_verifier_key_that_does_not_fit_is_refused() -> None:
    keys = [
        "",
        "name",
        "name+00000000",
        "+00000000+AQ==",
        checkpoint.verifier_key("a b", PUBLIC),
        checkpoint.verifier_key("a", PUBLIC[1:]),
        checkpoint.verifier_key("a", PUBLIC + b"x"),
        checkpoint.verifier_key("a\u0007", PUBLIC),
        checkpoint.verifier_key("a\u2003b", PUBLIC),
        checkpoint.verifier_key("", PUBLIC),
        checkpoint.verifier_key("a", PUBLIC).replace("a+", "b+"),
        checkpoint.verifier_key("a", PUBLIC) + "\n",
    ]
    assert [key for key in keys if refusal(checkpoint.parse_verifier_key, key) != "note_malformed"] == []


def test_an_origin_or_a_name_with_a_control_character_or_a_space_is_refused() -> None:
    signs = [*map(chr, (*range(32), *range(0x7F, 0xA0))), *"\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000+"]
    names = [f"office.example/d{one}" for one in signs]
    heads = [replace(HEAD, origin=f"office{one}.example") for one in signs]
    notes = [checkpoint.signed_text(head, NAME, PUBLIC, lambda _: bytes(64)) for head in heads]
    notes += [checkpoint.signed_text(HEAD, name, PUBLIC, lambda _: bytes(64)) for name in names]
    notes += [NOTE + f"— {name} {base64.b64encode(bytes(68)).decode()}\n" for name in names]
    assert [note for note in notes if refusal(checkpoint.parse_note, note) != "note_malformed"] == []
    keys = [checkpoint.verifier_key(name, PUBLIC) for name in names]
    assert [key for key in keys if refusal(checkpoint.parse_verifier_key, key) != "note_malformed"] == []


def a_line(name: str, length: int) -> str:
    """Return a signature line of another type: its identifier of four bytes, and so many of signature."""
    return f"— {name} {base64.b64encode(bytes(range(4 + length))).decode()}\n"


def test_signatures_of_other_types_are_ignored() -> None:
    body, _, ours = NOTE.partition("\n\n")
    others = [a_line(name, length) for name in ("witness.example/w1", NAME) for length in (1, 63, 65, 72, 200)]
    assert [other for other in others if checkpoint.parse_note(NOTE + other) != checkpoint.parse_note(NOTE)] == []
    assert [
        other for other in others if checkpoint.parse_note(f"{body}\n\n{other}{ours}") != checkpoint.parse_note(NOTE)
    ] == []
    assert [other for other in others if refusal(checkpoint.parse_note, f"{body}\n\n{other}") != "note_malformed"] == []


def test_sixteen_signatures_are_accepted() -> None:
    assert len(checkpoint.parse_note(NOTE + "".join(a_line(f"w{n}.example", 64) for n in range(15))).signatures) == 16

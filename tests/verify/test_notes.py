"""Notes, rows and kinds of event as the verifier reads them, compared with what the program writes."""

from __future__ import annotations

import base64
import json
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.checkpoint import parse_note
from desktop.domain.log.merkle import Frontier, leaf_hash
from desktop.verify import event_kinds, verify
from desktop.verify.checkpoints import Tree
from desktop.verify.notes import key_id, read_note, read_witness
from desktop.verify.stored_rows import Row, is_row, is_whole, place_of
from tests.db.logs import DESK, ORIGIN, of_kind
from tests.verify.conftest import Sample

ROOT = base64.b64encode(bytes(32)).decode()
BODY = "time 2026-11-24T14:31:05.000123Z\n"
CONTROLS = [chr(code) for code in (*range(32), *range(0x7F, 0xA0))]
SPACES = list("\u00a0\u1680\u2003\u2028\u2029\u202f\u205f\u3000+")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


@dataclass(frozen=True)
class Written:
    """A note put together by hand, as the specification has it."""

    origin: str = "office.example"
    name: str = "office.example/d1"

    @property
    def said(self) -> str:
        return f"{self.origin}\n3\n{ROOT}\n{BODY}"

    def line(self) -> str:
        return a_line(self.name, key_id(self.name, PUBLIC) + KEY.sign(self.said.encode()))

    def text(self, *more: str) -> str:
        return "".join((self.said, "\n", self.line(), *more))


def a_line(name: str, value: bytes) -> str:
    return f"— {name} {base64.b64encode(value).decode()}\n"


def a_first_key(public: bytes, kind: int = 1, name: str = "office.example/d1", origin: str = "office.example") -> str:
    value = base64.b64encode(bytes([kind]) + public).decode()
    return f"listening-room witness v1\n{origin}\n{name}+{key_id(name, public).hex()}+{value}\n\n"


def test_a_note_is_read_with_its_signature() -> None:
    note = read_note(Written().text())
    assert note is not None and (note.size, note.desks, note.signed_by("d1", PUBLIC)) == (3, ["d1"], True)
    assert note.signed_by("d1", bytes(32)) is None


def test_an_origin_or_a_name_with_a_control_character_or_a_space_is_refused() -> None:
    names = [(f"office{one}.example", f"office.example/d{one}") for one in CONTROLS + SPACES]
    notes = [Written(origin=origin, name=f"{origin}/d1").text() for origin, _ in names]
    notes += [Written(name=name).text() for _, name in names]
    notes += [Written().text(a_line(name, bytes(68))) for _, name in names]
    assert [note for note in notes if read_note(note) is not None] == []
    keys = [a_first_key(PUBLIC, name=name) for _, name in names]
    keys += [a_first_key(PUBLIC, origin=origin, name=f"{origin}/d1") for origin, _ in names]
    assert [key for key in keys if not read_witness(key).damaged or read_witness(key).first_keys] == []


def test_a_first_key_of_another_length_or_type_is_refused() -> None:
    keys = [a_first_key(bytes(length)) for length in (0, 31, 33, 64)]
    keys += [a_first_key(bytes(32), kind) for kind in (0, 2, 4, 255)]
    read = [(key, read_witness(key)) for key in keys]
    assert [key for key, anchors in read if (anchors.damaged, anchors.first_keys) != (1, {})] == []
    assert read_witness(a_first_key(bytes(32))).first_keys == {"d1": bytes(32)}


OTHERS = [
    a_line("witness.example/w1", bytes(4 + 8 + 64)),  # a timestamped cosignature (type 4)
    a_line("witness.example/w1", bytes(4 + 71)),  # ECDSA (type 2)
    a_line("witness.example/w1", bytes(5)),
    a_line("witness.example/w1", bytes(5000)),
    a_line("office.example/d1", bytes(4 + 8 + 64)),  # our desk's name, another type
    a_line("witness.example/w1", bytes(4 + 64)),  # our type, a name that nobody has
]


def test_signatures_of_other_types_and_names_are_ignored() -> None:
    alone = read_note(Written().text())
    assert alone is not None
    after = [other for other in OTHERS if read_note(Written().text(other)) != alone]
    before = [other for other in OTHERS if read_note(f"{Written().said}\n{other}{Written().line()}") != alone]
    assert (after, before) == ([], [])


def test_a_line_that_is_written_otherwise_is_no_signature_of_any_type() -> None:
    lines = (
        "— office.example/d1\n",
        "— office.example/d1 \n",
        "- office.example/d1 AAAAAAAA\n",
        "— office.example/d1  AAAAAAAA\n",
        a_line("office.example/d1", bytes(4)),
        "— office.example/d1 AAAAAAA\n",
        "— office.example/d1 AAAAAAB=\n",
        "— office.example/d1 AAAA_AAA\n",
        "\n",
        "— office.example/d1 AAAAAAAA\r\n",
        "— office.example/d1 AAAAAAAA",
    )
    assert [line for line in lines if read_note(Written().text(line)) is not None] == []
    assert read_note(Written().said + "\n") is None


def test_sixteen_signatures_are_accepted_and_thousands_are_not() -> None:
    assert read_note(Written().text(*(a_line(f"w{n}.example", bytes(68)) for n in range(15)))) is not None
    assert read_note(Written().text(*(a_line(f"w{n}.example", bytes(68)) for n in range(5000)))) is None


def test_both_readers_read_what_the_other_reads() -> None:
    for text in (Written().text(), *(Written().text(other) for other in OTHERS)):
        ours, theirs = parse_note(text), read_note(text)
        assert theirs is not None
        assert (ours.checkpoint.origin, ours.checkpoint.size, ours.checkpoint.root) == (
            theirs.origin,
            theirs.size,
            theirs.root,
        )


def _cosigned(witness: str) -> str:
    blocks = witness.split("\n\n")
    return "\n\n".join(f"{block}\n{OTHERS[0].rstrip()}" if block.startswith("—") else block for block in blocks)


def test_a_witness_file_whose_checkpoints_were_cosigned_vouches_for_the_log_all_the_same(samples: list[Sample]) -> None:
    text = _cosigned(samples[0].witness)
    assert text.count("witness.example") > 3
    with samples[0].copy() as connection:
        assert verify(connection, text) == verify(connection, samples[0].witness)
        assert verify(connection, text).ok


def test_a_signature_by_a_key_that_a_desk_does_not_have_neither_helps_nor_harms(samples: list[Sample]) -> None:
    name = f"{ORIGIN}/{DESK}"
    other = a_line(name, key_id(name, PUBLIC) + bytes(64)).rstrip()
    blocks = samples[0].witness.split("\n\n")
    added = "\n\n".join(f"{block}\n{other}" if block.startswith(f"— {name}") else block for block in blocks)
    instead = "\n\n".join(other if block.startswith(f"— {name}") else block for block in blocks)
    assert added != instead
    with samples[0].copy() as connection:
        assert "wrong_signature" not in _codes(verify(connection, added))
        assert "wrong_signature" in _codes(verify(connection, instead))


def _codes(report: Any) -> set[str]:
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("length", [31, 33])
def test_a_days_key_of_another_length_is_no_key(spoilt: Any, length: int) -> None:
    seq, body = spoilt.execute(
        f"SELECT seq, body FROM audit_event WHERE {of_kind('signing_key_changed')} ORDER BY seq"
    ).fetchone()
    event = json.loads(body)
    event["facts"]["public"] = base64.b64encode(bytes(length)).decode()
    changed = json.dumps(event, sort_keys=True, separators=(",", ":")).encode()
    spoilt.execute("UPDATE audit_event SET body = ? WHERE seq = ?", (changed, seq))
    assert ("wrong_day_key", seq) in {(finding.code, finding.seq) for finding in verify(spoilt, "x\n\n").findings}


@pytest.fixture(scope="module")
def row(samples: list[Sample]) -> Row:
    """Return a row of an event in a session."""
    with samples[0].copy() as connection:
        found = connection.execute(f"SELECT seq, body FROM audit_event WHERE {of_kind('heard')} ORDER BY seq")
        return tuple(found.fetchone())


def agrees(row: Row) -> bool:
    return is_row(row) and place_of(row[1]) is not None and is_whole(*row)


def test_a_row_as_it_was_written_agrees_with_its_bytes(row: Row) -> None:
    assert agrees(row)


CHANGES: list[Callable[[dict[str, Any]], dict[str, Any]]] = [
    lambda row: {"seq": float(row["seq"])},
    lambda row: {"seq": str(row["seq"])},
    lambda row: {"seq": row["seq"] + 1},
    lambda row: {"body": row["body"].decode()},
    lambda row: {"body": b""},
    lambda row: {"body": row["body"].replace(b'"kind"', b'"kinds"')},
    lambda row: {"body": row["body"].replace(b"T12:", b"T1x:")},
    lambda row: {"body": row["body"].replace(b'","at":', b'\\","at":')},
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_row_that_is_not_as_its_bytes_say_does_not(row: Row, change: Callable[[dict[str, Any]], Any]) -> None:
    values = dict(zip(("seq", "body"), row, strict=True))
    assert not agrees(tuple((values | change(values)).values()))


@pytest.mark.parametrize(
    "text", [b'"a":"\\"}",', b'"a":"}",', '"a":"ð",'.encode()], ids=["quoted", "brace", "not ASCII"]
)
def test_what_a_text_says_is_no_part_of_the_row(samples: list[Sample], text: bytes) -> None:
    """Nothing is wrong with its row. Only what was made over other bytes says so: signature, chain, tree and head."""
    with samples[0].copy() as connection:
        connection.execute("DROP TRIGGER audit_event_no_update")
        body = connection.execute("SELECT body FROM audit_event WHERE seq = 3").fetchone()[0]
        other = body.replace(b'"spans":', text + b'"spans":')
        assert other != body
        connection.execute("UPDATE audit_event SET body = ? WHERE seq = 3", (other,))
        found = {finding.code for finding in verify(connection, samples[0].witness).findings}
    made_over_others = {"wrong_event_signature", "chain_broken", "wrong_root", "head_differs"}
    assert found == made_over_others | {"witness_without_checkpoint"}


@given(st.lists(st.binary(max_size=4), max_size=70), st.integers(0, 70))
def test_the_tree_is_the_writers_also_where_it_goes_on_from_its_edge(bodies: list[bytes], seam: int) -> None:
    tree, expected = Tree(), Frontier()
    for number, body in enumerate(bodies):
        if number == seam:
            tree = Tree(tree.edge())
        tree.add(body)
        expected = expected.append(leaf_hash(body))
        assert (tree.count, tree.root(), tree.edge()) == (expected.size, expected.root(), expected.to_bytes())


WRITER = Path(__file__).resolve().parents[2] / "script" / "event_kinds.py"


def test_it_was_written_after_the_table_changed() -> None:
    assert Path(event_kinds.__file__).read_text(encoding="utf-8") == runpy.run_path(str(WRITER))["text"]()

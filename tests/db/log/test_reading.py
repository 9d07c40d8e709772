"""The quick reading of events: it returns what `replaying.read` does, whatever the bytes are."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from db.log import reading
from desktop.domain.log.events import Event
from desktop.domain.log.replay import replaying
from desktop.domain.log.replay.ledger import Finding
from desktop.domain.log.sealing import with_mac, with_signature
from desktop.domain.sessions.session import Outcome
from tests.builders import an_office
from tests.domain.log.replay.story import a_story

BODIES = [body for _, body in a_story().bodies]
SEALED = [with_mac(body, bytes(range(16))) for body in BODIES]
SIGNED = [with_signature(body, bytes(range(64))) for body in SEALED]
EVENTS = [*enumerate(BODIES), *enumerate(SEALED), *enumerate(SIGNED)]
FACT = b'"facts":{'
BIG = str(1 << 64).encode()
NAN = b"NaN"
"""Python's `json` writes and reads it, though it is no JSON; it is equal to nothing, itself included."""


def same(seq: int, body: bytes) -> Event | Finding | None:
    """Return what both read, or nothing where they differ, be it in a type."""
    read, expected = reading.read(seq, body), replaying.read(seq, body)
    return read if (read == expected or NAN in body) and repr(read) == repr(expected) else None


def test_every_kind_of_event_is_read_the_quick_way(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [replaying.read(seq, body) for seq, body in EVENTS]
    assert [found for found in expected if not isinstance(found, Event)] == []
    monkeypatch.setattr(replaying, "read", lambda seq, body: None)  # the slow way
    assert [each for each, event in zip(EVENTS, expected, strict=True) if reading.read(*each) != event] == []


def test_every_event_of_a_whole_session_is_read_the_quick_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = an_office(tmp_path)
    office.closed(outcome=Outcome.HEARD_IN_PART)
    bodies = office.bodies()
    office.parts.engine.dispose()
    monkeypatch.setattr(replaying, "read", lambda seq, body: pytest.fail("the slow way"))
    assert [seq for seq, body in enumerate(bodies) if not isinstance(reading.read(seq, body), Event)] == []


WRONG = {
    "a key twice": (b'},"kind":"', b'},"kind":"heard","kind":"'),
    "a fact twice": (FACT, FACT + b'"zz":1,"zz":1,'),
    "facts out of order": (FACT, FACT + b'"zz":1,'),
    "NaN": (FACT, FACT + b'"a":NaN,'),
    "infinity": (FACT, FACT + b'"a":Infinity,'),
    "a fraction": (FACT, FACT + b'"a":1.5,'),
    "a fraction that is whole": (FACT, FACT + b'"a":1.0,'),
    "an exponent": (FACT, FACT + b'"a":1e2,'),
    "minus nothing": (FACT, FACT + b'"a":-0,'),
    "a leading nought": (FACT, FACT + b'"a":01,'),
    "nothing": (FACT, FACT + b'"a":null,'),
    "an object": (FACT, FACT + b'"a":{"b":1},'),
    "an empty object": (FACT, FACT + b'"a":{},'),
    "a space": (FACT, b'"facts": {'),
    "a line": (FACT, b'"facts":{\n'),
    "a deletion, raw": (FACT, FACT + b'"a":"\x7f",'),
    "a control, raw": (FACT, FACT + b'"a":"\x01",'),
    "a letter, raw": (FACT, FACT + '"a":"é",'.encode()),
    "a surrogate": (FACT, FACT + b'"a":"\xed\xa0\x80",'),
    "a slash, escaped": (FACT, FACT + b'"a":"\\/",'),
    "deep": (FACT, FACT + b'"a":' + b"[" * 3000 + b"]" * 3000 + b","),
    "another version": (b'"v":1}', b'"v":2}'),
    "a version that is true": (b'"v":1}', b'"v":true}'),
    "more after it": (b'"v":1}', b'"v":1}\n'),
    "one field more": (b'"v":1}', b'"v":1,"w":1}'),
    "no desk": (b'"desk":"', b'"dusk":"'),
    "a place without end": (b'"n":', b'"n":Infinity,"o":'),
    "a desk that is a number": (b'"desk":"', b'"desk":5,"dusk":"'),
    "no kind": (b'},"kind":"', b'},"kin":"'),
    "an unknown kind": (b'},"kind":"', b'},"kind":"un'),
    "a subject of no kind": (b'"subjects":{', b'"subjects":{"about":"x",'),
    "a subject that is a number": (b'"subjects":{"', b'"subjects":{"appointment":1,"'),
    "another day": (b'"at":"2026-11-2', b'"at":"2026-02-3'),
    "midnight, twice": (b"T09:", b"T24:"),
    "an hour too many": (b"T09:", b"T25:"),
    "a minute too many": (b"T09:", b"T09:6"),
    "another zone": (b'Z","desk"', b'+00:00","desk"'),
    "no zone": (b'Z","desk"', b'","desk"'),
    "a MAC that is written otherwise": (b'"mac":"AAECAwQFBgcICQoLDA0ODw"', b'"mac":"AAECAwQFBgcICQoLDA0ODx"'),
    "a signature that is written otherwise": (b'Pw=="', b'Px=="'),
}


def test_what_is_written_otherwise_gets_the_same_finding() -> None:
    changed = [(name, seq, body, body.replace(*how, 1)) for name, how in WRONG.items() for seq, body in EVENTS]
    spoilt = [(name, seq, body) for name, seq, before, body in changed if body != before]
    assert {name for name, _, _ in spoilt} == set(WRONG)
    assert [each for each in spoilt if not isinstance(same(*each[1:]), Finding)] == []


FACTS = [b'"A":' + BIG, b'"A":-' + BIG, b'"A":18446744073709551615', b'"A":-9223372036854775808']
FACTS += [b'"A":[]', b'"A":[[],[1,"x",true]]', b'"A":"}"', b'"A":"{"', b'"A":"\\u00e9"', b'"A":"\\u007f"', b'"A":"\\""']


def test_facts_of_every_kind_are_read_as_before() -> None:
    ends = [(seq, body, b"" if b'"facts":{}' in body else b",") for seq, body in EVENTS]
    more = [(fact, seq, body.replace(FACT, FACT + fact + end, 1)) for fact in FACTS for seq, body, end in ends]
    assert [each for each in more if not isinstance(same(*each[1:]), Event)] == []


def test_an_event_in_another_place_is_not_canonical() -> None:
    assert [each for each in EVENTS if same(each[0] + 1, each[1]) != Finding(each[0] + 1, "not_canonical")] == []


def test_many_events_are_read_at_once_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [replaying.read(seq, body) for seq, body in EVENTS]
    monkeypatch.setattr(reading, "read", lambda seq, body: pytest.fail("one by one"))
    assert repr(reading.read_many(EVENTS)) == repr(expected)


HEARD = next((seq, body) for seq, body in EVENTS if b'"kind":"heard"' in body)


def saying(facts: bytes, seq: int = HEARD[0]) -> tuple[int, bytes]:
    """Return an event that was heard, with these facts and that number."""
    body = re.sub(rb'"facts":\{[^}]*\}', lambda _: b'"facts":' + facts, HEARD[1])
    return seq, re.sub(rb'"n":[0-9]+', b'"n":%d' % seq, body)


TOGETHER = [
    [b'{"a":"x}', b'{","b":1}'],  # together they are one object, in which a text says } and {
    [b'{"a":"x}', b'{"}', b'{"b":1}'],
    [b'{"a":1}', b'{"a":1},{"b":1}'],
    [b'{"a":1}],[{"b":1}', b'{"a":1}'],
    [b'{"a":[1}', b'{"b":2]}'],
    [b'{"a":{"b":1}', b'{"c":2}}'],
    [b'{"a":1.5}', b'{"a":1}'],
    [b'{"a":1}', b'{"a":[[1,-1.5]]}'],
    [b'{"a":1e+16}', b'{"a":1}'],
    [b'{"a":5e-324}', b'{"a":1}'],
    [b'{"a":null}', b'{"a":1}'],
    [b'{"a":"1.5e+3","b":"null"}', b'{"a":"2026-11-24T12:30:05.000000Z"}'],
    [b'{"a":"x\n"}', b'{"a":1}'],
    [b'{"a":\n1}', b'{"a":1}'],
    [b'{"a":"\x7f"}', b'{"a":1}'],
    [b'{"a":1,"a":1}', b'{"a":1}'],
    [b"{}", b"{}"],
]


def test_no_facts_are_read_as_part_of_anothers() -> None:
    stored = [[saying(said, seq) for seq, said in enumerate(facts, HEARD[0])] for facts in TOGETHER]
    one_by_one = [[replaying.read(seq, body) for seq, body in events] for events in stored]
    read = [reading.read_many(events) for events in stored]
    assert [facts for facts, *both in zip(TOGETHER, read, one_by_one, strict=True) if len({*map(repr, both)}) > 1] == []


def test_two_events_in_the_bytes_of_one_are_none() -> None:
    (seq, one), (_, other) = HEARD, saying(b"{}", HEARD[0] + 1)
    read = reading.read_many([(seq, one + b"\n" + other), (seq + 1, b"")])
    assert [type(each) for each in read] == [Finding, Finding]


def test_an_event_with_no_actor_and_one_whose_actor_is_empty_or_called_so_are_told_apart() -> None:
    stored = [
        (HEARD[0], re.sub(rb'"actor":(?:null|"[^"]*")', b'"actor":' + actor, HEARD[1]))
        for actor in (b"null", b'""', b'"null"', b'"x"')
    ]
    read = reading.read_many(stored)
    assert [event.actor for event in read if isinstance(event, Event)] == [None, "", "null", "x"]
    assert repr(read) == repr([replaying.read(seq, body) for seq, body in stored])


PIECES = st.one_of(
    st.binary(max_size=3),
    st.sampled_from([b'"', b"{", b"}", b",", b":", b"[", b"]", b"1", b"-", b".", b"e", b"null", b"true", b"\\", b" "]),
    st.sampled_from([b'"mac":"AAECAwQFBgcICQoLDA0ODw",', b'"n":1,', b'"v":1', b'"a":1,', b'"heard"', BIG, b"\x7f"]),
)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(EVENTS), st.data())
def test_whatever_is_changed_both_ways_read_the_same(event: tuple[int, bytes], data: st.DataObject) -> None:
    seq, body = event
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(body)))
        body = body[:start] + data.draw(PIECES) + body[start + data.draw(st.integers(0, 3)) :]
    assert same(seq, body) is not None


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(EVENTS), min_size=1, max_size=5), st.data())
def test_whatever_is_changed_in_one_of_many_all_are_read_the_same(
    events: list[tuple[int, bytes]], data: st.DataObject
) -> None:
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(events) - 1))
        seq, body = events[at]
        start = data.draw(st.integers(0, len(body)))
        body = body[:start] + data.draw(PIECES) + body[start + data.draw(st.integers(0, 3)) :]
        events = [*events[:at], (seq, body), *events[at + 1 :]]
    assert repr(reading.read_many(events)) == repr([replaying.read(seq, body) for seq, body in events])


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=1500, deadline=None)
@given(
    st.sampled_from(EVENTS), st.sampled_from(["actor", "at", "desk", "facts", "kind", "n", "subjects", "v"]), ANYTHING
)
@example(EVENTS[0], "actor", float("nan"))
def test_whatever_a_field_says_both_ways_read_the_same(event: tuple[int, bytes], name: str, value: object) -> None:
    seq, body = event
    found = json.loads(body)
    for said in (value, {"a": value}, {"note": value}):
        found[name] = said
        assert same(seq, json.dumps(found, sort_keys=True, separators=(",", ":")).encode()) is not None

"""The one canonical form of an event, what is sealed apart from it, and that what is written otherwise is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical, from_canonical, time_text
from desktop.domain.log.replay.ledger import Finding
from desktop.domain.log.replay.replaying import read
from desktop.domain.log.sealing import (
    Sealed,
    apart,
    signed_message,
    with_signature,
)
from desktop.domain.shared.ids import DeskId, PersonId
from tests.domain.log.replay.story import a_story

AT = datetime(2026, 11, 24, 14, 31, 5, 123, UTC)
DESK = DeskId("d" * 32)

times = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))
hexes = st.text("0123456789abcdef", min_size=32, max_size=32)
scalars = st.one_of(st.text(max_size=20), st.integers(), st.booleans())
values = st.one_of(scalars, st.lists(scalars, max_size=4), st.lists(st.lists(st.integers(), max_size=3), max_size=3))
events = st.builds(
    Event,
    kind=st.sampled_from(EventKind),
    at=times,
    desk=hexes.map(DeskId),
    actor=st.none() | hexes.map(PersonId),
    subjects=st.dictionaries(st.sampled_from(Subject), hexes),
    facts=st.dictionaries(st.text(min_size=1, max_size=20), values, max_size=5),
)
numbers = st.integers(0, 2**62)


def an_event(facts: Mapping[str, Any] | None = None, at: datetime = AT) -> Event:
    return Event(EventKind.HEARD, at, DESK, PersonId("a" * 32), {Subject.SESSION: "5" * 32}, facts or {})


def test_an_event_is_written_exactly_so() -> None:
    body = canonical(an_event({"heard": [[0, 8]], "name": "é"}), 7)
    assert body == (
        b'{"actor":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","at":"2026-11-24T14:31:05.000123Z",'
        b'"desk":"dddddddddddddddddddddddddddddddd","facts":{"heard":[[0,8]],"name":"\\u00e9"},"kind":"heard","n":7,'
        b'"subjects":{"session":"55555555555555555555555555555555"},"v":1}'
    )


@given(events, numbers)
def test_an_event_comes_back_from_its_bytes(event: Event, seq: int) -> None:
    assert from_canonical(canonical(event, seq)) == (seq, event)


@given(events, numbers)
def test_the_same_event_has_the_same_bytes_whatever_order_it_was_made_in(event: Event, seq: int) -> None:
    turned = Event(
        event.kind,
        event.at,
        event.desk,
        event.actor,
        dict(reversed(list(event.subjects.items()))),
        dict(reversed(list(event.facts.items()))),
    )
    assert canonical(turned, seq) == canonical(event, seq)


@given(events, numbers)
def test_the_bytes_are_sorted_ascii_without_white_space_between(event: Event, seq: int) -> None:
    body = canonical(event, seq)
    assert body.isascii() and b"\n" not in body
    read: list[list[str]] = []

    def seen(pairs: list[tuple[str, object]]) -> dict[str, object]:
        read.append([key for key, _ in pairs])
        return dict(pairs)

    json.loads(body, object_pairs_hook=seen)
    assert len(read) == 3 and all(keys == sorted(set(keys)) for keys in read)
    assert body == json.dumps(json.loads(body), separators=(",", ":"), sort_keys=True).encode()


@given(events, numbers, numbers)
def test_the_number_is_a_part_of_the_bytes(event: Event, one: int, other: int) -> None:
    assert (canonical(event, one) == canonical(event, other)) is (one == other)


@given(st.lists(times, min_size=2))
def test_times_have_one_width_and_sort_as_text(moments: list[datetime]) -> None:
    texts = [time_text(at) for at in sorted(moments)]
    assert {len(text) for text in texts} == {27}
    assert all(before <= after for before, after in pairwise(texts))


def test_a_year_of_long_ago_has_four_digits_too() -> None:
    assert time_text(datetime(206, 1, 2, tzinfo=UTC)) == "0206-01-02T00:00:00.000000Z"


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    assert time_text(datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))) == "2026-06-30T23:30:00.000000Z"


@pytest.mark.parametrize("at", [AT.replace(tzinfo=None), AT.astimezone(timezone(timedelta(hours=1)))])
def test_an_event_whose_time_is_not_in_utc_is_a_bug(at: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        an_event(at=at)


@pytest.mark.parametrize("value", [1.5, None, b"x", {"a": 1}, AT, [1, 2.5], [[0, None]]], ids=repr)
def test_a_fact_that_has_no_one_form_is_a_bug(value: Any) -> None:
    with pytest.raises(ValueError, match="a fact is"):
        an_event({"fact": value})


def test_text_whole_numbers_yes_and_no_and_lists_of_these_are_facts() -> None:
    cases = ["text", 3, -1, True, [], ["a", 1], [[0, 5], [7, 9]], (1, 2), Subject.NOTE, [Subject.NOTE]]
    assert [
        value
        for value in cases
        if json.loads(canonical(an_event({"fact": value}), 0))["facts"]["fact"]
        != (list(value) if isinstance(value, tuple) else value)
    ] == []


SIGNATURE = bytes(range(64))
HASHES = st.binary(min_size=32, max_size=32)


def test_seals_stand_where_canonical_order_has_them_and_the_event_reads_as_before() -> None:
    plain = canonical(an_event({"frame": 3}), 7, bytes(32))
    body = with_signature(plain, SIGNATURE)
    assert json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode() == body
    assert from_canonical(body) == from_canonical(plain)


@given(st.text(), st.integers(0, 10**12), st.none() | HASHES, st.binary(min_size=64, max_size=64))
def test_what_was_put_in_is_taken_out_again_whatever_the_event_says(
    said: str, seq: int, before: bytes | None, signature: bytes
) -> None:
    facts: Facts = {"said": said, "prev": said, "signature": f'","n":{seq},"prev":"{said}","subjects":{{}},"v":1}}'}
    event = Event(EventKind.HEARD, an_event({}).at, an_event({}).desk, None, {Subject.NOTE: said}, facts)
    plain = canonical(event, seq, before)
    assert apart(with_signature(plain, signature)) == Sealed(plain, before, signature)
    assert apart(plain) == Sealed(plain, before, None)


def test_a_seal_that_is_written_in_another_way_is_none() -> None:
    """Forty-three letters hold 258 bits, two more than a hash: one value could be written in four ways."""
    body = canonical(an_event({}), 0, bytes(32))
    with pytest.raises(ValueError, match="not as it is written"):
        apart(body.replace(b'A="', b'B="'))


def test_an_event_is_signed_for_its_own_log() -> None:
    body = canonical(an_event({}), 0)
    assert signed_message("here", body) != signed_message("there", body)
    assert signed_message("here", body).endswith(body)


BODIES = [body for _, body in a_story().bodies]
SIGNED = [with_signature(body, bytes(range(64))) for body in BODIES]
EVENTS = [*enumerate(BODIES), *enumerate(SIGNED)]
FACT = b'"facts":{'
BIG = str(1 << 64).encode()


def test_every_kind_of_event_is_read() -> None:
    assert [each for each in EVENTS if not isinstance(read(*each), Event)] == []


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
    "a signature that is written otherwise": (b'Pw=="', b'Px=="'),
}


def test_what_is_written_otherwise_is_a_finding() -> None:
    changed = [(name, seq, body, body.replace(*how, 1)) for name, how in WRONG.items() for seq, body in EVENTS]
    spoilt = [(name, seq, body) for name, seq, before, body in changed if body != before]
    assert {name for name, _, _ in spoilt} == set(WRONG)
    assert [each for each in spoilt if not isinstance(read(*each[1:]), Finding)] == []


FACTS = [b'"A":' + BIG, b'"A":-' + BIG, b'"A":18446744073709551615', b'"A":-9223372036854775808']
FACTS += [b'"A":[]', b'"A":[[],[1,"x",true]]', b'"A":"}"', b'"A":"{"', b'"A":"\\u00e9"', b'"A":"\\u007f"', b'"A":"\\""']


def test_facts_of_every_kind_are_read() -> None:
    ends = [(seq, body, b"" if b'"facts":{}' in body else b",") for seq, body in EVENTS]
    more = [(fact, seq, body.replace(FACT, FACT + fact + end, 1)) for fact in FACTS for seq, body, end in ends]
    assert [each for each in more if not isinstance(read(*each[1:]), Event)] == []


def test_an_event_in_another_place_is_not_canonical() -> None:
    assert [each for each in EVENTS if read(each[0] + 1, each[1]) != Finding(each[0] + 1, "not_canonical")] == []

"""The one canonical form of an event, what is sealed apart from it, and that what is written otherwise is none."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.events import Event, EventKind, Facts, Subject, canonical, from_canonical, time_text
from desktop.domain.log.replay.ledger import Finding
from desktop.domain.log.replay.replaying import read
from desktop.domain.log.sealing import (
    AUTHORITY,
    apart,
    gives_authority,
    is_own,
    signed_message,
    with_mac,
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


def the_mac(data: bytes, secret: bytes = b"a desk's own") -> bytes:
    return hmac.new(secret, data, sha256).digest()[:16]


def test_seals_stand_where_canonical_order_has_them_and_the_event_reads_as_before() -> None:
    plain = canonical(an_event({"frame": 3}), 7)
    body = with_signature(with_mac(plain, the_mac(plain)), SIGNATURE)
    assert json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode() == body
    assert from_canonical(body) == from_canonical(plain)


@given(st.text(), st.integers(0, 10**12), st.binary(min_size=16, max_size=16), st.binary(min_size=64, max_size=64))
def test_what_was_put_in_is_taken_out_again_whatever_the_event_says(
    said: str, seq: int, mac: bytes, signature: bytes
) -> None:
    facts: Facts = {"said": said, "mac": said, "signature": f'","mac":"{said}","n":{seq},"subjects":{{}},"v":1}}'}
    event = Event(EventKind.HEARD, an_event({}).at, an_event({}).desk, None, {Subject.NOTE: said}, facts)
    plain = canonical(event, seq)
    body = with_signature(with_mac(plain, mac), signature)
    found = apart(body)
    assert (found.plain, found.mac, found.signed, found.signature) == (plain, mac, with_mac(plain, mac), signature)
    assert apart(plain).mac is None
    assert apart(plain).signature is None


def test_a_desk_recognises_its_own_events_and_no_other() -> None:
    plain = canonical(an_event({"frame": 3}), 7)
    body = with_mac(plain, the_mac(plain))
    assert is_own(body, the_mac)
    assert is_own(with_signature(body, SIGNATURE), the_mac)
    assert not is_own(plain, the_mac), "it has no MAC at all"
    assert not is_own(body, lambda data: the_mac(data, b"another's"))
    assert not is_own(body.replace(b'"n":7', b'"n":8'), the_mac), "moved to another place in the log"
    assert not is_own(body.replace(b'"frame":3', b'"frame":4'), the_mac)
    assert not is_own(b"no event", the_mac)


def test_a_mac_that_is_written_in_another_way_is_none() -> None:
    """Twenty-two letters hold 132 bits, four more than a MAC: one value could be written in sixteen ways."""
    plain = canonical(an_event({}), 0)
    body = with_mac(plain, bytes(16))
    with pytest.raises(ValueError, match="not as it is written"):
        apart(body.replace(b'"mac":"' + 22 * b"A", b'"mac":"' + 21 * b"A" + b"B"))


def test_an_event_is_signed_for_its_own_log() -> None:
    body = canonical(an_event({}), 0)
    assert signed_message("here", body) != signed_message("there", body)
    assert signed_message("here", body).endswith(body)


@pytest.mark.parametrize(("kind", "signed"), [(EventKind.REQUEST_APPROVED, True), (EventKind.SIGNED_IN, False)])
def test_what_gives_authority_is_signed(kind: EventKind, signed: bool) -> None:
    event = an_event({})
    assert gives_authority(Event(kind, event.at, event.desk)) is signed


def test_whatever_needs_a_role_is_signed_but_for_hearing_what_waits_for_a_decision() -> None:
    assert {kind for kind in EventKind if kind.by} - AUTHORITY == {EventKind.ORIGINAL_OPENED, EventKind.COPY_OPENED}


BODIES = [body for _, body in a_story().bodies]
SEALED = [with_mac(body, bytes(range(16))) for body in BODIES]
SIGNED = [with_signature(body, bytes(range(64))) for body in SEALED]
EVENTS = [*enumerate(BODIES), *enumerate(SEALED), *enumerate(SIGNED)]
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
    "a MAC that is written otherwise": (b'"mac":"AAECAwQFBgcICQoLDA0ODw"', b'"mac":"AAECAwQFBgcICQoLDA0ODx"'),
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

"""The one canonical form of an event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.log.events import Event, EventKind, Subject, canonical, from_canonical, time_text
from desktop.domain.shared.ids import DeskId, PersonId

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


def test_an_event_of_nobody_says_so() -> None:
    event = Event(EventKind.LOG_STARTED, AT, DESK)
    assert json.loads(canonical(event, 0))["actor"] is None
    assert from_canonical(canonical(event, 0))[1].actor is None

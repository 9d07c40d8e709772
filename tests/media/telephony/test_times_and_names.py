from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony.facts import (
    CallFacts,
    EndedBecause,
    Parties,
    from_digits,
    iso,
    joined,
    last_component,
    moment,
    number_of,
    parties,
    same_name,
    stem,
)
from tests.media.telephony.clocks import LONDON, refusal, utc


def test_summer_time_is_an_hour_ahead_of_utc_and_winter_time_is_not() -> None:
    assert from_digits("20260715", "143000", LONDON).at == utc(2026, 7, 15, 13, 30)
    assert from_digits("20260115", "1430", LONDON).at == utc(2026, 1, 15, 14, 30)


def test_the_hour_that_comes_twice_in_october_takes_the_first_and_says_so() -> None:
    twice = from_digits("20261025", "013000", LONDON)
    assert (twice.at, twice.ambiguous) == (utc(2026, 10, 25, 0, 30), True)
    assert not from_digits("20261025", "005959", LONDON).ambiguous
    assert not from_digits("20261025", "020000", LONDON).ambiguous


def test_the_hour_that_is_left_out_in_march_is_refused() -> None:
    assert refusal(lambda: from_digits("20260329", "013000", LONDON)) == "side_time_left_out"
    assert from_digits("20260329", "005959", LONDON).at == utc(2026, 3, 29, 0, 59, 59)
    assert from_digits("20260329", "020000", LONDON).at == utc(2026, 3, 29, 1, 0)


def test_a_time_with_an_offset_of_its_own_is_never_ambiguous() -> None:
    told = iso("2026-10-25T01:30:00+00:00", LONDON)
    assert (told.at, told.ambiguous) == (utc(2026, 10, 25, 1, 30), False)
    assert iso("2026-10-25T01:30:00Z", LONDON) == told


@given(st.datetimes(datetime(1972, 1, 1), datetime(2099, 12, 31)))
def test_every_moment_is_read_back_from_its_local_time(when: datetime) -> None:
    local = when.replace(tzinfo=UTC).astimezone(LONDON)
    told = moment(local.replace(tzinfo=None, fold=0), LONDON)
    if told.ambiguous:
        assert when.replace(tzinfo=UTC) - told.at in (timedelta(0), timedelta(hours=1))
    else:
        assert told.at == when.replace(tzinfo=UTC)


@pytest.mark.parametrize(("date", "time"), [("20260230", "120000"), ("20260101", "250000"), ("00010101", "000000")])
def test_what_is_no_time_is_refused(date: str, time: str) -> None:
    assert refusal(lambda: from_digits(date, time, LONDON)) == "side_time_not_read"


def test_only_the_last_component_of_a_path_counts() -> None:
    cases = [
        ("call.wav", "call.wav"),
        ("/var/spool/asterisk/monitor/call.wav", "call.wav"),
        ("D:\\Recordings\\2026\\call.wav", "call.wav"),
        ("D:call.wav", "call.wav"),
        ("\\\\server\\share\\call.wav. .", "call.wav"),
        ("../../../etc/passwd", "passwd"),
        ("..\\..\\call.wav", "call.wav"),
        ("s3://bucket/connect/a_20260126T03:07_UTC.wav", "a_20260126T03:07_UTC.wav"),
    ]
    assert [(told, name, found) for told, name in cases if (found := last_component(told)) != name] == []


def test_what_cannot_be_the_name_of_a_file_is_refused() -> None:
    names = [
        *("", ".", "..", "...", "/", "C:\\", "C:", " ", "calls/", "CON", "con.wav", "D:\\nul", "LPT1.wav", "com¹.txt"),
        *("a\0b.wav", "a\nb.wav", "call\u202evaw.exe", "x" * 256, "/" * 5000),
    ]
    assert [told for told in names if refusal(partial(last_component, told)) != "side_media_name"] == []


@given(st.text())
@example(" A:")
def test_no_name_leads_out_of_its_folder(told: str) -> None:
    if refusal(lambda: last_component(told)) is None:
        name = last_component(told)
        assert not set(name) & set("/\\\0")
        assert name not in ("", ".", "..")
        assert last_component(name) == name or ":" in name


def test_a_colon_that_a_file_system_could_not_write_is_the_same_name() -> None:
    assert same_name("A_20260126T03:07_UTC.wav", "a_20260126T03_07_UTC.WAV")
    assert not same_name("a.wav", "b.wav")


def test_a_name_loses_its_last_ending_only() -> None:
    assert [stem(name) for name in ("a-1700000000.12.wav", "a", ".wav")] == ["a-1700000000.12", "a", ".wav"]


@pytest.mark.parametrize("told", ["", "unknown", "Anonymous", "<withheld>", "sip:anonymous@anonymous.invalid"])
def test_what_is_withheld_is_not_known(told: str) -> None:
    assert number_of(told) is None


@pytest.mark.parametrize("told", ["Mrs Example", "12\n34", "0" * 81, "01632 960 þ01"])
def test_what_was_told_and_is_no_number_is_not_taken_for_a_withheld_one(told: str) -> None:
    assert number_of(told) == UNREADABLE
    assert parties(told, "2001").number == UNREADABLE


def test_of_an_address_that_is_a_number_at_a_host_the_number_counts() -> None:
    addresses = [
        "sip:+441632960001@192.0.2.1",
        "<sips:+441632960001@pbx.example.org;user=phone>",
        "+441632960001@pbx.example.org",
        "tel:+441632960001;phone-context=example.org",
        '"Mrs Example" <+441632960001>',
        '"Mrs Example" <sip:+441632960001@192.0.2.1;user=phone>;tag=1',
        '"+441632960001" <sip:trunk@192.0.2.1>',
        "+441632960001 ext 123",
        "+441632960001 (ext. 123)",
        "+441632960001;ext=123",
        "+441632960001x7",
        '="+441632960001"',
    ]
    assert [told for told in addresses if number_of(told) != "+441632960001"] == []
    assert [told for told in addresses if parties(told, "2001").outbound is not False] == []
    assert number_of("sip:somebody@example.org") == "sip:somebody@example.org"


@pytest.mark.parametrize("ours", ["sip:agent@example.org", "agent@example.org", '"Agent" <sip:agent@example.org>', "1"])
def test_a_number_beside_an_address_or_a_choice_is_the_outside_party_s(ours: str) -> None:
    coming, going = parties("01632960001", ours), parties(ours, "01632960001")
    assert (coming.number, coming.outbound) == (going.number, not going.outbound) == ("01632960001", False)


def test_of_two_numbers_that_do_not_tell_the_direction_neither_is_the_outside_party_s() -> None:
    assert parties("01632960001", "01632960002") == Parties(UNREADABLE)
    assert parties("withheld", "01632960002") == parties("2001", "2002") == Parties()


def test_the_lengths_of_both_ends_tell_the_direction_if_they_differ() -> None:
    coming = parties("01632960001", "2001")
    going = parties("2001", "+441632960001")
    assert (coming.number, coming.extension, coming.outbound) == ("01632960001", "2001", False)
    assert (going.number, going.extension, going.outbound) == ("+441632960001", "2001", True)
    assert parties("2001", "2002").outbound is None
    assert parties("01632960001", "01632960002").outbound is None


def test_facts_do_not_show_who_was_on_the_telephone() -> None:
    facts = CallFacts(utc(2026, 1, 1), number="01632960001", extension="2001", unique_id="1700000000.1")
    assert not {"01632960001", "2001", "1700000000.1"} & set(repr(facts).replace("'", " ").split())
    assert "01632960001" not in repr(facts)


def test_facts_in_another_zone_or_that_cannot_be_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="UTC"):
        CallFacts(datetime(2026, 7, 1, tzinfo=LONDON))
    with pytest.raises(ValueError, match="length"):
        CallFacts(utc(2026, 1, 1), length_seconds=-1)
    with pytest.raises(ValueError, match="channels"):
        CallFacts(utc(2026, 1, 1), agent_channel=2)


def test_a_side_file_adds_what_the_name_does_not_tell_and_changes_nothing() -> None:
    name = CallFacts(utc(2026, 1, 1), number="01632960001", outbound=False, unique_id="1700000000.1")
    side = CallFacts(
        utc(2026, 1, 2), number="0", extension="2001", outbound=True, length_seconds=7, ended_because=EndedBecause.HOLD
    )
    both = joined(name, side)
    assert (both.started_at, both.number, both.outbound) == (utc(2026, 1, 1), "01632960001", False)
    assert (both.extension, both.length_seconds, both.ended_because) == ("2001", 7, EndedBecause.HOLD)


def test_a_number_that_cannot_be_read_gives_way_to_one_that_can() -> None:
    name, side = (
        CallFacts(utc(2026, 1, 1), number="sip:x@example.org"),
        CallFacts(utc(2026, 1, 1), number="01632960001"),
    )
    assert joined(name, side).number == joined(side, name).number == "01632960001"


def test_a_side_file_of_another_call_is_refused() -> None:
    one, other = (CallFacts(utc(2026, 1, 1), unique_id=f"1700000000.{number}") for number in (1, 2))
    assert refusal(lambda: joined(one, other)) == "side_other_call"

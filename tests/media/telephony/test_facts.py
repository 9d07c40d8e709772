from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony import facts
from desktop.media.telephony.facts import CallFacts, EndedBecause, Parties
from tests.media.telephony.clocks import LONDON, refusal, utc


def test_local_times_are_of_summer_or_winter_and_the_hours_of_march_and_october_say_so() -> None:
    def told(date: str, time: str) -> datetime:
        return facts.from_digits(date, time, LONDON)

    assert told("20260715", "143000") == utc(2026, 7, 15, 13, 30)
    assert told("20260115", "1430") == utc(2026, 1, 15, 14, 30)
    assert told("20261025", "013000") == utc(2026, 10, 25, 0, 30), "the first of the two"
    assert told("20261025", "005959") == utc(2026, 10, 24, 23, 59, 59)
    assert told("20261025", "020000") == utc(2026, 10, 25, 2)
    assert refusal(lambda: told("20260329", "013000")) == "side_time_left_out"
    assert told("20260329", "005959") == utc(2026, 3, 29, 0, 59, 59)
    assert told("20260329", "020000") == utc(2026, 3, 29, 1, 0)
    for time in ("2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00Z"):  # with an offset of its own
        assert facts.iso(time, LONDON) == utc(2026, 10, 25, 1, 30)
    for date, time in (("20260230", "120000"), ("20260101", "250000"), ("00010101", "000000")):
        assert refusal(partial(told, date, time)) == "side_time_not_read"


@given(st.datetimes(datetime(1972, 1, 1), datetime(2099, 12, 31)))
def test_every_moment_is_read_back_from_its_local_time(when: datetime) -> None:
    at = when.replace(tzinfo=UTC)
    local = at.astimezone(LONDON)
    told = facts.moment(local.replace(tzinfo=None, fold=0), LONDON)
    assert at - told == timedelta(hours=local.fold), "the first of the two"
    assert facts.not_before(told, int(at.timestamp()), LONDON) == at


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
    assert [(told, name, found) for told, name in cases if (found := facts.last_component(told)) != name] == []


def test_what_cannot_be_the_name_of_a_file_is_refused() -> None:
    names = [
        *("", ".", "..", "...", "/", "C:\\", "C:", " ", "calls/", "CON", "con.wav", "D:\\nul", "LPT1.wav", "com¹.txt"),
        *("a\0b.wav", "a\nb.wav", "call\u202evaw.exe", "x" * 256, "/" * 5000),
    ]
    assert [told for told in names if refusal(partial(facts.last_component, told)) != "side_media_name"] == []


@given(st.text())
@example(" A:")
def test_no_name_leads_out_of_its_folder(told: str) -> None:
    if refusal(lambda: facts.last_component(told)) is None:
        name = facts.last_component(told)
        assert not set(name) & set("/\\\0")
        assert name not in ("", ".", "..")
        assert facts.last_component(name) == name or ":" in name


def test_a_name_is_compared_without_capitals_and_colons_and_loses_its_last_ending_only() -> None:
    assert facts.compared("A_20260126T03:07_UTC.wav") == facts.compared("a_20260126T03_07_UTC.WAV")
    assert [facts.stem(name) for name in ("a-1700000000.12.wav", "a", ".wav")] == ["a-1700000000.12", "a", ".wav"]


def test_a_number_that_was_withheld_is_not_known_and_one_that_is_none_is_unreadable() -> None:
    withheld = ["", "unknown", "Anonymous", "<withheld>", "sip:anonymous@anonymous.invalid"]
    assert [told for told in withheld if facts.number_of(told) is not None] == []
    unreadable = ["Mrs Example", "12\n34", "0" * 81, "01632 960 þ01"]
    assert [told for told in unreadable if facts.number_of(told) != UNREADABLE] == []
    assert [told for told in unreadable if facts.parties(told, "2001").number != UNREADABLE] == []


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
    assert [told for told in addresses if facts.number_of(told) != "+441632960001"] == []
    assert [told for told in addresses if facts.parties(told, "2001").outbound is not False] == []
    assert facts.number_of("sip:somebody@example.org") == "sip:somebody@example.org"


def test_a_number_on_one_side_alone_is_the_outside_party_s() -> None:
    for ours in ("2001", "sip:agent@example.org", "agent@example.org", '"Agent" <sip:agent@example.org>', "1"):
        coming, going = facts.parties("01632960001", ours), facts.parties(ours, "01632960001")
        assert (coming.number, coming.outbound) == (going.number, not going.outbound) == ("01632960001", False)
    assert facts.parties("2001", "+441632960001") == Parties("+441632960001", True)
    assert facts.parties("01632960001", "01632960002") == Parties(UNREADABLE)
    assert facts.parties("withheld", "01632960002") == facts.parties("2001", "2002") == Parties()


def test_facts_do_not_show_who_was_on_the_telephone_and_hold_nothing_that_cannot_be() -> None:
    call = CallFacts(utc(2026, 1, 1), number="01632960001", unique_id="1700000000.1")
    assert not {"01632960001", "1700000000.1"} & set(repr(call).replace("'", " ").split())
    assert "01632960001" not in repr(call)
    with pytest.raises(ValueError, match="UTC"):
        CallFacts(datetime(2026, 7, 1, tzinfo=LONDON))
    with pytest.raises(ValueError, match="channels"):
        CallFacts(utc(2026, 1, 1), agent_channel=2)


def test_a_side_file_adds_what_the_name_does_not_tell_and_changes_nothing() -> None:
    at = utc(2026, 1, 1)
    name = CallFacts(at, number="01632960001", outbound=False, unique_id="1700000000.1")
    side = CallFacts(utc(2026, 1, 2), "0", outbound=True, ended_because=EndedBecause.HOLD, agent_channel=1)
    assert facts.joined(name, side) == replace(name, ended_because=EndedBecause.HOLD, agent_channel=1)
    unreadable = CallFacts(at, number="sip:x@example.org")
    assert facts.joined(unreadable, name).number == facts.joined(name, unreadable).number == "01632960001"
    assert refusal(lambda: facts.joined(name, CallFacts(at, unique_id="1700000000.2"))) == "side_other_call"

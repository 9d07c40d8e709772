"""Names as the systems make them. The numbers are from the ranges reserved for fiction (01632 960..., 555-01..)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.recordings.sources import Names
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony.amazon_connect import amazon_name
from desktop.media.telephony.names import (
    KINDS,
    earlier_freepbx_name,
    facts_of_name,
    freepbx_name,
    oreka_name,
    ringcentral_name,
    three_cx_name,
)
from tests.media.telephony.clocks import LONDON, refusal, utc

UNIQUE = "1784122198.4711"
CALL = f"20260715-143000-{UNIQUE}"
NUMBER = "01632960001"


@pytest.mark.parametrize(
    ("name", "number", "extension", "outbound"),
    [
        (f"out-{NUMBER}-2001-{CALL}.wav", NUMBER, "2001", True),
        (f"out-+441632960001-2001-{CALL}.WAV", "+441632960001", "2001", True),
        (f"in-01632960999-{NUMBER}-{CALL}.wav", NUMBER, None, False),
        (f"in-s-unknown-{CALL}.wav", None, None, False),
        (f"external-2001-{NUMBER}-{CALL}.wav", NUMBER, "2001", False),
        (f"external-2001-anonymous-{CALL}.wav", None, "2001", False),
        (f"internal-2002-2001-{CALL}.wav", None, "2001", None),
        (f"q-600-{NUMBER}-{CALL}.wav", NUMBER, None, False),
        (f"rg-601-{NUMBER}-{CALL}.wav", NUMBER, None, False),
        (f"exten-2001-{NUMBER}-{CALL}.wav", NUMBER, "2001", False),
        (f"exten-2001-2002-{CALL}.wav", None, None, None),
        (f"force-2001-{NUMBER}-{CALL}.wav", NUMBER, "2001", False),
        (f"ondemand-{NUMBER}-2001-{CALL}.wav", NUMBER, "2001", True),
        (f"in-01632960999-Mrs Example-{CALL}.wav", UNREADABLE, None, False),
        (f"8000-8000-always-{CALL}.wav", None, None, None),
    ],
)
def test_freepbx_says_who_called_whom(name: str, number: str | None, extension: str | None, outbound: bool) -> None:
    facts = freepbx_name(f"2026/07/15/{name}", LONDON)
    assert facts.started_at == utc(2026, 7, 15, 13, 30)
    assert (facts.number, facts.extension, facts.outbound) == (number, extension, outbound)
    assert facts.unique_id == "1784122198.4711"


def test_freepbx_with_a_name_for_the_system_has_it_in_the_unique_id() -> None:
    facts = freepbx_name(f"out-{NUMBER}-2001-20260715-143000-pbx1-1784122198.4711.wav", LONDON)
    assert facts.unique_id == "pbx1-1784122198.4711"


def test_oreka_says_when_and_which_extension() -> None:
    facts = oreka_name("2026/07/15/14/20260715_143000_2001.mcf", LONDON)
    assert (facts.started_at, facts.extension, facts.number) == (utc(2026, 7, 15, 13, 30), "2001", None)
    assert oreka_name("20260715_143000_VoIp-7.wav", LONDON).extension is None


CONTACT = "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4"


@pytest.mark.parametrize("between", [":", "_", "%3A"])
def test_amazon_is_in_utc_with_the_agent_on_the_right(between: str) -> None:
    facts = amazon_name(f"CallRecordings/2026/07/15/{CONTACT}_20260715T14{between}30_UTC.wav", LONDON)
    assert (facts.started_at, facts.unique_id, facts.agent_channel) == (utc(2026, 7, 15, 14, 30), CONTACT, 1)
    assert not facts.ambiguous


def test_amazon_has_no_agent_in_a_recording_of_the_automatic_part() -> None:
    assert amazon_name(f"CallRecordings/ivr/2026/07/15/{CONTACT}_20260715T14:30_UTC.wav").agent_channel is None


@pytest.mark.parametrize(
    "name", [f"out-{NUMBER}-2001-{CALL}.wav", "20260715_143000_2001.wav", f"{CONTACT}_20260715T13:30_UTC.wav"]
)
def test_the_system_is_found_by_the_name_alone(name: str) -> None:
    assert facts_of_name(f"D:\\calls\\{name}", LONDON).started_at == utc(2026, 7, 15, 13, 30)


def test_what_is_wrong_with_a_name_that_is_known_is_said() -> None:
    name = f"out-{NUMBER}-2001-20260329-013000-1784122198.4711.wav"
    assert refusal(lambda: facts_of_name(name, LONDON)) == "side_time_left_out"
    assert refusal(lambda: facts_of_name("20261399_143000_2001.wav", LONDON)) == "side_time_not_read"
    assert facts_of_name(name.replace("20260329", "20261025"), LONDON).ambiguous


WHEN = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda when: when.replace(microsecond=0))
DIGITS = st.text("0123456789", min_size=7, max_size=15)
SHORT = st.text("0123456789", min_size=2, max_size=6)
EPOCH = st.tuples(st.integers(10**8, 10**11 - 1), st.integers(0, 10**9)).map(lambda pair: f"{pair[0]}.{pair[1]}")


@given(when=WHEN, number=DIGITS, extension=SHORT, unique=EPOCH, kind=st.sampled_from(["out", "external", "in", "q"]))
def test_freepbx_names_made_from_facts_are_read_back(
    when: datetime, number: str, extension: str, unique: str, kind: str
) -> None:
    both = f"{number}-{extension}" if kind == "out" else f"{extension}-{number}"
    facts = freepbx_name(f"{kind}-{both}-{when:%Y%m%d-%H%M%S}-{unique}.wav", UTC)
    assert (facts.started_at, facts.number) == (when.replace(tzinfo=UTC), number)
    assert (facts.unique_id, facts.outbound) == (unique, kind == "out")
    assert facts.extension == (extension if kind in ("out", "external") else None)


@given(when=WHEN, contact=st.uuids(), between=st.sampled_from(":_"))
def test_amazon_names_made_from_facts_are_read_back(when: datetime, contact: UUID, between: str) -> None:
    facts = amazon_name(f"{contact}_{when:%Y%m%dT%H}{between}{when:%M}_UTC.wav")
    assert facts.started_at == when.replace(second=0, tzinfo=UTC)
    assert facts.unique_id == str(contact)


@given(when=WHEN, extension=SHORT)
def test_oreka_names_made_from_facts_are_read_back(when: datetime, extension: str) -> None:
    facts = oreka_name(f"{when:%Y%m%d_%H%M%S}_{extension}.wav", UTC)
    assert (facts.started_at, facts.extension) == (when.replace(tzinfo=UTC), extension)


@pytest.mark.parametrize(
    ("name", "number", "extension", "outbound"),
    [
        (f"[]_2001-{NUMBER}_20260715143000(2).wav", NUMBER, "2001", True),
        (f"[{NUMBER}]_{NUMBER}-2001_20260715143000(380).wav", NUMBER, "2001", False),
        ("[Example, Mrs]_+441632960001-2001_20260715143000(1).wav", "+441632960001", "2001", False),
        ("[a]_b]_2001-07700900123_20260715143000(12345).mp3", "07700900123", "2001", True),
        ("[Reception]_2001-2002_20260715143000(7).wav", None, None, None),
        ("[]_-2001_20260715143000(7).wav", None, None, None),
        ("[Anonymous]_anonymous-2001_20260715143000(7).wav", None, None, None),
        (f"[Diverted]_{NUMBER}-07700900123_20260715143000(7).wav", UNREADABLE, None, None),
    ],
)
def test_3cx_names_the_caller_first(
    name: str, number: str | None, extension: str | None, outbound: bool | None
) -> None:
    facts = three_cx_name(f"Recordings/2001/{name}", LONDON)
    assert facts.started_at == utc(2026, 7, 15, 13, 30)
    assert (facts.number, facts.extension, facts.outbound) == (number, extension, outbound)
    assert facts.unique_id is None, "the number in brackets comes again, and would join two calls"


@pytest.mark.parametrize(
    ("told", "number", "extension", "outbound"),
    [
        ("302_(202)555-0123_Outgoing_Auto", "(202)555-0123", "302", True),
        ("(202)555-0123_Incoming_Auto", "(202)555-0123", None, False),
        ("302_(202)555-0123_Incoming_Auto", "(202)555-0123", "302", False),
        ("+441632960001_Incoming_OnDemand", "+441632960001", None, False),
        ("2025550123_Incoming_Auto", "2025550123", None, False),
        ("302_Anonymous_Incoming_Auto", None, "302", False),
    ],
)
def test_ringcentral_names_the_outside_party_and_the_direction(
    told: str, number: str, extension: str | None, outbound: bool
) -> None:
    facts = ringcentral_name(f"export/20260715-143000_{told}_2243071124051.mp3", LONDON)
    assert facts.started_at == utc(2026, 7, 15, 13, 30)
    assert (facts.number, facts.extension, facts.outbound) == (number, extension, outbound)


def test_an_hour_that_comes_twice_is_said_since_neither_name_tells_which() -> None:
    assert three_cx_name(f"[]_2001-{NUMBER}_20261025014000(2).wav", LONDON).ambiguous
    assert ringcentral_name("20261025-014000_302_(202)555-0123_Outgoing_Auto_22.mp3", LONDON).ambiguous


@pytest.mark.parametrize(
    ("name", "names"),
    [
        (f"[]_2001-{NUMBER}_20260715143000(2).wav", Names.THREE_CX),
        ("20260715-143000_302_(202)555-0123_Outgoing_Auto_2243071124051.mp3", Names.RINGCENTRAL),
        (f"OUT2001-20260715-143000-{UNIQUE}.wav", Names.FREEPBX),
    ],
)
def test_each_system_s_names_are_read_for_it_and_for_any_and_for_no_other(name: str, names: Names) -> None:
    for system in Names:
        code = refusal(lambda system=system: facts_of_name(name, LONDON, system))  # type: ignore[misc]
        assert code == (None if system in (names, Names.ANY) else "side_name_not_known")


@pytest.mark.parametrize(
    ("name", "extension", "outbound"),
    [
        (f"OUT2001-20260715-143000-{UNIQUE}.wav", "2001", True),
        (f"OUT2001-20260715-143000-{UNIQUE}.WAV", "2001", True),
        (f"g2001-20260715-143000-{UNIQUE}.gsm", None, None),
        (f"q600-20260715-143000-{UNIQUE}.wav", None, None),
        (f"20260715-143000-{UNIQUE}.wav", None, None),
    ],
)
def test_earlier_freepbx_tells_one_end_of_the_call_at_most(
    name: str, extension: str | None, outbound: bool | None
) -> None:
    facts = earlier_freepbx_name(f"monitor/{name}", LONDON)
    assert (facts.started_at, facts.unique_id) == (utc(2026, 7, 15, 13, 30), UNIQUE)
    assert (facts.number, facts.extension, facts.outbound) == (None, extension, outbound)


@pytest.mark.parametrize(
    ("ends", "number", "extension"),
    [
        (f"2001-{NUMBER}", NUMBER, "2001"),
        (f"{NUMBER}-2001", NUMBER, "2001"),
        ("2001-2002", None, None),
        (f"{NUMBER}-07700900123", UNREADABLE, None),
        (f"SIP-2001-0000001a-{NUMBER}", None, None),
    ],
)
def test_asterisk_on_demand_is_in_seconds_and_tells_no_direction(
    ends: str, number: str | None, extension: str | None
) -> None:
    facts = earlier_freepbx_name(f"auto-1784122200-{ends}.wav", LONDON)
    assert (facts.started_at, facts.ambiguous) == (utc(2026, 7, 15, 13, 30), False)
    assert (facts.number, facts.extension, facts.outbound) == (number, extension, None)
    assert facts.unique_id is None


def test_freepbx_on_demand_tells_the_unique_id() -> None:
    facts = earlier_freepbx_name(f"auto-1784122200-{UNIQUE}.wav", LONDON)
    assert (facts.started_at, facts.unique_id, facts.number) == (utc(2026, 7, 15, 13, 30), UNIQUE, None)


def test_a_unique_id_tells_the_two_hours_of_october_apart_in_earlier_names_too() -> None:
    facts = earlier_freepbx_name("OUT2001-20261025-014000-1792892400.7.wav", LONDON)
    assert (facts.started_at, facts.ambiguous) == (utc(2026, 10, 25, 1, 40), False)


@pytest.mark.parametrize(
    "name",
    [
        *("call.wav", "message (3).mp3", f"who-{NUMBER}-2001-{CALL}.wav", "20260715_2001.wav"),
        f"[]_2001-{NUMBER}_20260715143000.wav",
        f"2001-{NUMBER}_20260715143000(2).wav",
        "[]_2001_20260715143000(2).wav",
        "20260715-143000_302_Outgoing_Auto.mp3",
        "20260715-143000_302_(202)555-0123_Sideways_Auto_22.mp3",
        f"OUT-20260715-143000-{UNIQUE}.wav",
        f"x2001-20260715-143000-{UNIQUE}.wav",
        "OUT2001-20260715-143000.wav",
        "auto-1784122200.wav",
        f"auto-17-{UNIQUE}.wav",
    ],
)
def test_a_name_of_no_known_system_is_refused_however_like_one_it_is(name: str) -> None:
    assert refusal(lambda: facts_of_name(name, LONDON)) == "side_name_not_known"


PIECES = [
    *(*sorted(KINDS), "-", "_", ".wav", "T", "_UTC", "20260329", "013000", UNIQUE, CONTACT, NUMBER, "2001", "9" * 11),
    *("[", "]_", "[]_", "(2)", "(202)555-0123", "20260715143000", "20260329013000", "20260715-143000"),
    *("Incoming", "Outgoing", "_Auto_", "OUT", "g", "auto-", "20260329-013000"),
]


@settings(max_examples=300)
@given(st.lists(st.text(max_size=12) | st.sampled_from(PIECES), max_size=14).map("".join))
def test_garbage_in_a_name_is_refused_and_nothing_else(name: str) -> None:
    refusal(lambda: facts_of_name(name, LONDON))

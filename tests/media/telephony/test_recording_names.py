"""Names as the systems make them. The numbers are from the range reserved for fiction (01632 960...)."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony.amazon_connect import amazon_name
from desktop.media.telephony.names import KINDS, facts_of_name, freepbx_name, oreka_name
from tests.media.telephony.clocks import LONDON, refusal, utc

CALL = "20260715-143000-1784122198.4711"
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


@pytest.mark.parametrize("name", ["call.wav", "message (3).mp3", f"who-{NUMBER}-2001-{CALL}.wav", "20260715_2001.wav"])
def test_a_name_of_no_known_system_is_refused(name: str) -> None:
    assert refusal(lambda: facts_of_name(name, LONDON)) == "side_name_not_known"


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


PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([*sorted(KINDS), "-", "_", ".wav", "T", "_UTC", "20260329", "013000", "1784122198.4711", CONTACT]),
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_garbage_in_a_name_is_refused_and_nothing_else(name: str) -> None:
    refusal(lambda: facts_of_name(name, LONDON))

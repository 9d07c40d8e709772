"""Names as the systems make them. The numbers are from the ranges reserved for fiction (01632 960..., 555-01..)."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.recordings.sources import Names
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony.facts import CallFacts
from desktop.media.telephony.names import KINDS, facts_of_name
from tests.media.telephony.clocks import LONDON, refusal, utc

UNIQUE = "1784122198.4711"
CALL = f"20260715-143000-{UNIQUE}"
NUMBER = "01632960001"
CONTACT = "e81b7b4d-20ac-472d-8aad-0d848ce7c9b4"

FREEPBX = [
    (f"2026/07/15/out-{NUMBER}-2001-{CALL}.wav", NUMBER, True),
    (f"out-+441632960001-2001-{CALL}.WAV", "+441632960001", True),
    (f"in-01632960999-{NUMBER}-{CALL}.wav", NUMBER, False),
    (f"in-s-unknown-{CALL}.wav", None, False),
    (f"external-2001-{NUMBER}-{CALL}.wav", NUMBER, False),
    (f"external-2001-anonymous-{CALL}.wav", None, False),
    (f"internal-2002-2001-{CALL}.wav", None, None),
    (f"q-600-{NUMBER}-{CALL}.wav", NUMBER, False),
    (f"rg-601-{NUMBER}-{CALL}.wav", NUMBER, False),
    (f"exten-2001-{NUMBER}-{CALL}.wav", NUMBER, False),
    (f"exten-2001-2002-{CALL}.wav", None, None),
    (f"force-2001-{NUMBER}-{CALL}.wav", NUMBER, False),
    (f"ondemand-{NUMBER}-2001-{CALL}.wav", NUMBER, True),
    (f"in-01632960999-Mrs Example-{CALL}.wav", UNREADABLE, False),
    (f"8000-8000-always-{CALL}.wav", None, None),
    (f"monitor/OUT2001-{CALL}.wav", None, True),
    (f"g2001-{CALL}.gsm", None, None),
    (f"q600-{CALL}.wav", None, None),
    (f"{CALL}.wav", None, None),
    (f"auto-1784122200-{UNIQUE}.wav", None, None),
]
BOTH_ENDS = [
    (f"auto-1784122200-2001-{NUMBER}.wav", NUMBER, None),
    (f"auto-1784122200-{NUMBER}-2001.wav", NUMBER, None),
    ("auto-1784122200-2001-2002.wav", None, None),
    (f"auto-1784122200-{NUMBER}-07700900123.wav", UNREADABLE, None),
    (f"auto-1784122200-SIP-2001-0000001a-{NUMBER}.wav", None, None),
]
OREKA = [
    ("2026/07/15/14/20260715_143000_2001.mcf", None, None),
    ("D:\\calls\\20260715_143000_VoIp-7.wav", None, None),
]
THREE_CX = [
    (f"Recordings/2001/[]_2001-{NUMBER}_20260715143000(2).wav", NUMBER, True),
    (f"[{NUMBER}]_{NUMBER}-2001_20260715143000(380).wav", NUMBER, False),
    ("[Example, Mrs]_+441632960001-2001_20260715143000(1).wav", "+441632960001", False),
    ("[a]_b]_2001-07700900123_20260715143000(12345).mp3", "07700900123", True),
    ("[Reception]_2001-2002_20260715143000(7).wav", None, None),
    ("[]_-2001_20260715143000(7).wav", None, None),
    ("[Anonymous]_anonymous-2001_20260715143000(7).wav", None, None),
    (f"[Diverted]_{NUMBER}-07700900123_20260715143000(7).wav", UNREADABLE, None),
]
RINGCENTRAL = [
    ("20260715-143000_302_(202)555-0123_Outgoing_Auto_2243071124051.mp3", "(202)555-0123", True),
    ("export/20260715-143000_(202)555-0123_Incoming_Auto_22.mp3", "(202)555-0123", False),
    ("20260715-143000_302_(202)555-0123_Incoming_Auto_22.mp3", "(202)555-0123", False),
    ("20260715-143000_+441632960001_Incoming_OnDemand_22.mp3", "+441632960001", False),
    ("20260715-143000_2025550123_Incoming_Auto_22.mp3", "2025550123", False),
    ("20260715-143000_302_Anonymous_Incoming_Auto_22.mp3", None, False),
]


@pytest.mark.parametrize(
    ("whose", "names", "unique_id"),
    [
        (Names.FREEPBX, FREEPBX, UNIQUE),
        (Names.FREEPBX, BOTH_ENDS, None),
        (Names.OREKA, OREKA, None),
        (Names.THREE_CX, THREE_CX, None),  # the number in brackets comes again, and would join two calls
        (Names.RINGCENTRAL, RINGCENTRAL, None),
    ],
)
def test_each_systems_names_say_who_called_whom_and_are_read_for_it_and_for_any_and_for_no_other(
    whose: Names, names: list[tuple[str, str | None, bool | None]], unique_id: str | None
) -> None:
    for name, number, outbound in names:
        expected = CallFacts(utc(2026, 7, 15, 13, 30), number, outbound, unique_id=unique_id)
        for system in Names:
            if system in (whose, Names.ANY):
                assert facts_of_name(name, LONDON, system) == expected
            else:
                assert refusal(partial(facts_of_name, name, LONDON, system)) == "side_name_not_known"


@pytest.mark.parametrize("between", [":", "_", "%3A"])
def test_amazon_is_in_utc_with_the_agent_on_the_right_but_for_the_automatic_part(between: str) -> None:
    name = f"2026/07/15/{CONTACT.upper()}_20260715T14{between}30_UTC.wav"
    expected = CallFacts(utc(2026, 7, 15, 14, 30), agent_channel=1, unique_id=CONTACT)
    assert facts_of_name(f"CallRecordings/{name}", LONDON, Names.AMAZON_CONNECT) == expected
    assert facts_of_name(f"CallRecordings/ivr/{name}", LONDON).agent_channel is None


def test_what_is_wrong_with_a_name_that_is_known_is_said() -> None:
    name = f"out-{NUMBER}-2001-20260329-013000-{UNIQUE}.wav"
    assert refusal(lambda: facts_of_name(name, LONDON)) == "side_time_left_out"
    assert refusal(lambda: facts_of_name("20261399_143000_2001.wav", LONDON)) == "side_time_not_read"


def test_of_an_hour_that_comes_twice_the_first_is_taken_unless_a_unique_id_tells_which_it_was() -> None:
    for name in (f"[]_2001-{NUMBER}_20261025014000(2).wav", "20261025-014000_302_(202)555-0123_Outgoing_Auto_22.mp3"):
        assert facts_of_name(name, LONDON).started_at == utc(2026, 10, 25, 0, 40)
    for form in ("OUT2001-20261025-014000-{}.wav", f"external-2001-{NUMBER}-20261025-014000-pbx1-{{}}.wav"):
        for unique, hour in (("1792888800.7", 0), ("1792892400.7", 1)):
            told = facts_of_name(form.format(unique), LONDON)
            assert told.started_at == utc(2026, 10, 25, hour, 40)
    assert told.unique_id == "pbx1-1792892400.7"


WHEN = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(lambda when: when.replace(microsecond=0))
DIGITS = st.text("0123456789", min_size=7, max_size=15)
SHORT = st.text("0123456789", min_size=2, max_size=6)
EPOCH = st.tuples(st.integers(10**8, 10**11 - 1), st.integers(0, 10**9)).map(lambda pair: f"{pair[0]}.{pair[1]}")


@given(when=WHEN, number=DIGITS, extension=SHORT, unique=EPOCH, contact=st.uuids())
def test_names_made_from_facts_are_read_back(
    when: datetime, number: str, extension: str, unique: str, contact: UUID
) -> None:
    at, stamp = when.replace(tzinfo=UTC), f"{when:%Y%m%d-%H%M%S}-{unique}"
    for name, facts in (
        (f"out-{number}-{extension}-{stamp}.wav", CallFacts(at, number, True, unique_id=unique)),
        (f"external-{extension}-{number}-{stamp}.wav", CallFacts(at, number, False, unique_id=unique)),
        (f"q-{extension}-{number}-{stamp}.wav", CallFacts(at, number, False, unique_id=unique)),
        (f"{when:%Y%m%d_%H%M%S}_{extension}.wav", CallFacts(at)),
        (
            f"{contact}_{when:%Y%m%dT%H_%M}_UTC.wav",
            CallFacts(at.replace(second=0), agent_channel=1, unique_id=str(contact)),
        ),
    ):
        assert facts_of_name(name, UTC) == facts


def test_a_name_of_no_known_system_is_refused_however_like_one_it_is() -> None:
    names = [
        *("call.wav", "message (3).mp3", f"who-{NUMBER}-2001-{CALL}.wav", "20260715_2001.wav"),
        *(f"[]_2001-{NUMBER}_20260715143000.wav", f"2001-{NUMBER}_20260715143000(2).wav"),
        *("[]_2001_20260715143000(2).wav", "20260715-143000_302_Outgoing_Auto.mp3"),
        *("20260715-143000_302_(202)555-0123_Sideways_Auto_22.mp3", f"OUT-{CALL}.wav", f"x2001-{CALL}.wav"),
        *("OUT2001-20260715-143000.wav", "auto-1784122200.wav", f"auto-17-{UNIQUE}.wav"),
    ]
    read = [name for name in names if refusal(partial(facts_of_name, name, LONDON)) != "side_name_not_known"]
    assert read == []


PIECES = [
    *(*sorted(KINDS), "-", "_", ".wav", "T", "_UTC", "20260329", "013000", UNIQUE, CONTACT, NUMBER, "2001", "9" * 11),
    *("[", "]_", "[]_", "(2)", "(202)555-0123", "20260715143000", "20260329013000", "20260715-143000"),
    *("Incoming", "Outgoing", "_Auto_", "OUT", "g", "auto-", "20260329-013000"),
]


@settings(max_examples=300)
@given(st.lists(st.text(max_size=12) | st.sampled_from(PIECES), max_size=14).map("".join))
def test_garbage_in_a_name_is_refused_and_nothing_else(name: str) -> None:
    refusal(lambda: facts_of_name(name, LONDON))

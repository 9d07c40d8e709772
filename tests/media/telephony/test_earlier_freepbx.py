"""Names of recordings as FreePBX wrote them before 2.11, and as Asterisk writes those on demand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.recordings.sources import Names
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony.names import earlier_freepbx_name, facts_of_name
from tests.media.telephony.clocks import LONDON, refusal, utc

NUMBER = "01632960001"
UNIQUE = "1784122198.4711"


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


def test_earlier_names_are_read_for_freepbx_and_for_any_and_for_no_other() -> None:
    for system in Names:
        code = refusal(
            lambda system=system: facts_of_name(f"OUT2001-20260715-143000-{UNIQUE}.wav", LONDON, system)  # type: ignore[misc]
        )
        assert code == (None if system in (Names.FREEPBX, Names.ANY) else "side_name_not_known")


@pytest.mark.parametrize(
    "name",
    [
        f"OUT-20260715-143000-{UNIQUE}.wav",
        f"x2001-20260715-143000-{UNIQUE}.wav",
        "OUT2001-20260715-143000.wav",
        "auto-1784122200.wav",
        f"auto-17-{UNIQUE}.wav",
    ],
)
def test_what_is_only_like_such_a_name_is_of_no_known_system(name: str) -> None:
    assert refusal(lambda: facts_of_name(name, LONDON)) == "side_name_not_known"


PIECES = st.one_of(
    st.text(max_size=9),
    st.sampled_from(["OUT", "g", "q", "auto-", "-", "2001", NUMBER, UNIQUE, "20260329-013000", ".wav", "9" * 11]),
)


@given(st.lists(PIECES, max_size=9).map("".join))
def test_garbage_in_such_a_name_is_refused_and_nothing_else(name: str) -> None:
    refusal(lambda: facts_of_name(name, LONDON))

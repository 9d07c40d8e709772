"""Names of recordings as 3CX and RingCentral export them.

The numbers are from the ranges reserved for fiction.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.recordings.sources import Names
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.media.telephony.names import facts_of_name, ringcentral_name, three_cx_name
from tests.media.telephony.clocks import LONDON, refusal, utc

NUMBER = "01632960001"


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
    ],
)
def test_each_system_s_names_are_read_for_it_and_for_any_and_for_no_other(name: str, names: Names) -> None:
    for system in Names:
        code = refusal(lambda system=system: facts_of_name(name, LONDON, system))  # type: ignore[misc]
        assert code == (None if system in (names, Names.ANY) else "side_name_not_known")


@pytest.mark.parametrize(
    "name",
    [
        "[]_2001-01632960001_20260715143000.wav",
        "2001-01632960001_20260715143000(2).wav",
        "[]_2001_20260715143000(2).wav",
        "20260715-143000_302_Outgoing_Auto.mp3",
        "20260715-143000_302_(202)555-0123_Sideways_Auto_22.mp3",
    ],
)
def test_what_is_only_like_such_a_name_is_of_no_known_system(name: str) -> None:
    assert refusal(lambda: facts_of_name(name, LONDON)) == "side_name_not_known"


PIECES = st.one_of(
    st.text(max_size=9),
    st.sampled_from(
        [
            *(
                "[",
                "]_",
                "[]_",
                "-",
                "_",
                "(2)",
                "(202)555-0123",
                "20260715143000",
                "20260329013000",
                "20260715-143000",
            ),
            *("Incoming", "Outgoing", "_Auto_", "2001", NUMBER, ".wav", "9" * 11),
        ]
    ),
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_garbage_in_such_a_name_is_refused_and_nothing_else(name: str) -> None:
    refusal(lambda: facts_of_name(name, LONDON))

"""Another way of reading a telephone system's recordings changes its own lines, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.config import RESOURCES
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.recordings.sources import Names
from desktop.environment.policy_texts import TomlPolicies, read_policy

TEXTS = TomlPolicies(None)
SHIPPED = Path(RESOURCES, "policies", "keeping.toml").read_text("utf-8")
TWO = """hold_review_months = 3
warn_days = 14
held_without_number = 25

[[sources]]
name = "one"
zone = "Europe/London"
months = 6
days = 0
# of the one
[sources.table]
file = "cdr-*.csv"

[[sources]] # the other
name = "two"
zone = "UTC"
months = 1
days = 0
outside_line = "9" # as staff dial
"""


def sources(content: str) -> tuple[Source, ...]:
    found = read_policy(PolicyName.KEEPING, content)
    assert isinstance(found, KeepingPolicy)
    return found.sources


def lines_that_differ(before: str, after: str) -> tuple[set[str], set[str]]:
    old, new = set(before.splitlines()), set(after.splitlines())
    return old - new, new - old


def test_lines_are_changed_and_added_in_their_places() -> None:
    [was] = sources(SHIPPED)
    wanted = replace(was, names=Names.FREEPBX, outside_line="9")
    edited = TEXTS.with_reading(SHIPPED, wanted)
    assert sources(edited) == (wanted,)
    assert lines_that_differ(SHIPPED, edited) == ({'names = "any"'}, {'names = "freepbx"', 'outside_line = "9"'})


def test_each_of_two_has_its_own_lines_and_its_table_stays() -> None:
    one, two = sources(TWO)
    wanted = replace(one, names=Names.THREE_CX, zone=ZoneInfo("UTC"))
    edited = TEXTS.with_reading(TWO, wanted)
    assert sources(edited) == (wanted, two) and "# of the one" in edited and "# the other" in edited
    without = replace(two, outside_line="")
    edited = TEXTS.with_reading(TWO, without)
    assert sources(edited) == (one, without)
    assert lines_that_differ(TWO, edited) == ({'outside_line = "9" # as staff dial'}, set())


@pytest.mark.parametrize("source", [0, 1])
def test_what_is_as_it_was_changes_no_letter(source: int) -> None:
    assert TEXTS.with_reading(TWO, sources(TWO)[source]) == TWO


def test_a_list_in_one_line_is_written_anew() -> None:
    numbers = "hold_review_months = 3\nwarn_days = 14\nheld_without_number = 25\n"
    content = numbers + 'sources = [{ name = "one", zone = "UTC", months = 6, days = 0 }]\n'
    wanted = replace(sources(content)[0], names=Names.VERBA)
    assert sources(TEXTS.with_reading(content, wanted)) == (wanted,)

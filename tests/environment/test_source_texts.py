"""Another way of reading a telephone system's recordings changes its own lines, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.config import RESOURCES
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.recordings.sources import Column, Names, SideTable
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


OWN = SideTable("calls-*.csv", ((Column.STARTED, "Start"), (Column.MEDIA, "File")), "%d/%m/%Y %H:%M")


def test_a_table_is_added_replaced_and_taken_away_with_every_comment_kept() -> None:
    first, second = sources(TWO)
    added = TEXTS.with_table(TWO, replace(second, table=OWN))
    assert sources(added) == (first, replace(second, table=OWN)) and "# as staff dial" in added
    other = replace(second, table=replace(OWN, file="other.csv", date_format="%Y-%m-%d %H:%M"))
    assert sources(TEXTS.with_table(added, other)) == (first, other)
    gone = TEXTS.with_table(TWO, replace(first, table=None))
    assert sources(gone) == (replace(first, table=None), second) and "# of the one" in gone and "# the other" in gone
    assert sources(TEXTS.with_table(added, second)) == (first, second)


def test_a_table_in_a_line_is_taken_away_too() -> None:
    content = TWO.replace('[sources.table]\nfile = "cdr-*.csv"', 'table = { file = "cdr-*.csv" }')
    first, second = sources(content)
    assert first.table == SideTable("cdr-*.csv")
    edited = TEXTS.with_table(content, replace(first, table=replace(OWN, columns=OWN.columns)))
    assert sources(edited) == (replace(first, table=OWN), second) and "# the other" in edited


def test_the_channel_and_when_the_system_deletes_are_lines() -> None:
    [was] = sources(SHIPPED)
    edited = TEXTS.with_reading(SHIPPED, replace(was, agent_channel=1, system_days=None))
    assert lines_that_differ(SHIPPED, edited) == ({"system_days = 90"}, {"agent_channel = 1"})


def test_a_source_is_taken_away() -> None:
    first, second = sources(TWO)
    assert sources(TEXTS.without_source(TWO, "two")) == (first,)
    assert sources(TEXTS.without_source(TWO, "one")) == (second,)

"""Policies as text: edited in one line, written anew where that cannot be, and read before they count."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import Contact, Holiday, OfficePolicy, Opening
from desktop.domain.office.policy_changes import DAYS
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.environment.machine_policy import SHIPPED
from desktop.environment.policy_texts import TomlPolicies, file_name, read_policy
from desktop.environment.toml_edits import written
from desktop.environment.toml_table import LARGEST_BYTES
from desktop.errors import PolicyRefusedError, SurroundingsError

TEXTS = TomlPolicies(None)
DAY = date(2027, 5, 10)


def shipped(name: PolicyName) -> str:
    return (SHIPPED / file_name(name)).read_text("utf-8")


def test_without_an_office_the_files_are_those_that_are_shipped() -> None:
    assert TEXTS.files() == {name: shipped(name) for name in PolicyName}


@pytest.mark.parametrize("name", PolicyName)
def test_what_is_written_anew_says_the_same(name: PolicyName) -> None:
    content = shipped(name)
    assert tomllib.loads(written(tomllib.loads(content))) == tomllib.loads(content)
    assert read_policy(name, written(tomllib.loads(content))) == read_policy(name, content)


@pytest.mark.parametrize("said", ['"', "\\", "Zoë", "two\nlines", "\t", "=[]"])
def test_every_text_is_written_so_that_it_is_read_as_it_was(said: str) -> None:
    values = {"a": said, "b": [said, "x"], "c": {"d": [{"e": said}]}, "f": True, "g": DAY}
    assert tomllib.loads(written(values)) == values


KINDS = tomllib.loads(shipped(PolicyName.IDENTITY))["kinds"]
A_YEAR = next(at for at, kind in enumerate(KINDS) if kind.get("max_age_months") == 12)
"""The first kind of document that may be a year old."""


@pytest.mark.parametrize(
    ("name", "at", "before"),
    [
        (PolicyName.OFFICE, ("idle_lock_minutes",), "idle_lock_minutes = 5"),
        (PolicyName.OFFICE, ("sign_in", "desk", "free"), "free = 10"),
        (PolicyName.IDENTITY, ("kinds", A_YEAR, "max_age_months"), "max_age_months = 12"),
        (PolicyName.KEEPING, ("sources", 0, "months"), "months = 6"),
    ],
)
def test_one_number_changes_one_line_and_leaves_the_comments(
    name: PolicyName, at: tuple[str | int, ...], before: str
) -> None:
    content = shipped(name)
    edited = TEXTS.with_number(name, content, at, 2)
    pairs = zip(content.splitlines(), edited.splitlines(), strict=True)
    assert [(was, now) for was, now in pairs if was != now] == [(before, f"{before.split(' =')[0]} = 2")]


def test_a_number_in_a_line_with_others_is_changed_all_the_same() -> None:
    content = 'a = { free = 1, base = 2 } # a comment\nname = "x"\n'
    edited = TEXTS.with_number(PolicyName.OFFICE, content, ("a", "base"), 7)
    assert tomllib.loads(edited) == {"a": {"free": 1, "base": 7}, "name": "x"}


def test_a_holiday_is_added_at_the_end_and_each_day_once() -> None:
    one = TEXTS.with_holiday(shipped(PolicyName.OFFICE), DAY, 'The "day"')
    assert one.startswith(shipped(PolicyName.OFFICE)) and one.endswith('day = 2027-05-10\nname = "The \\"day\\""\n')
    policy = read_policy(PolicyName.OFFICE, one)
    assert isinstance(policy, OfficePolicy) and policy.holidays == (Holiday(DAY, 'The "day"'),)
    with pytest.raises(PolicyRefusedError, match="contradiction"):
        read_policy(PolicyName.OFFICE, TEXTS.with_holiday(one, DAY, "Again"))
    inline = one.replace("[[holidays]]", "holidays = []")
    assert tomllib.loads(TEXTS.with_holiday("holidays = []\n", DAY, "x"))["holidays"] == [{"day": DAY, "name": "x"}]
    assert inline != one


CONTACT = Contact("Records", ("1 Some Street", "Sometown"), "01632 960100", "a@b.example", "DPO", "d@b.example", False)


def test_ones_own_address_takes_the_place_of_the_example_and_nothing_else_changes() -> None:
    before = shipped(PolicyName.OFFICE)
    after = TEXTS.with_contact(before, CONTACT)
    found = TEXTS.read(PolicyName.OFFICE, after)
    assert isinstance(found, OfficePolicy) and found.contact == CONTACT
    changed = set(before.splitlines()) ^ set(after.splitlines())
    assert {line.split(" = ")[0] for line in changed} <= {*vars(CONTACT)} and "# What stands on the office" in after
    assert replace(found, contact=office_of(before).contact) == office_of(before)


@pytest.mark.parametrize("hours", [Opening(time(10), time(12, 30)), None])
@pytest.mark.parametrize("weekday", ["monday", "saturday"])
def test_the_hours_of_one_day_change_one_line(weekday: str, hours: Opening | None) -> None:
    before = shipped(PolicyName.OFFICE)
    week = list(office_of(before).opening)
    week[DAYS.index(weekday)] = hours
    after = TEXTS.with_opening(before, tuple(week))
    assert office_of(after).opening == tuple(week)
    changed = set(before.splitlines()) ^ set(after.splitlines())
    assert all(line.startswith(f"{weekday} = ") for line in changed) and "# A day that is not named is closed." in after


def test_where_its_table_is_written_otherwise_it_is_written_anew() -> None:
    values = tomllib.loads(shipped(PolicyName.OFFICE))
    contact = values.pop("contact")
    inline = ", ".join(f"{name} = {json.dumps(value)}" for name, value in contact.items())
    after = TEXTS.with_contact(f"contact = {{ {inline} }}\n" + written(values), CONTACT)
    assert office_of(after).contact == CONTACT


def office_of(content: str) -> OfficePolicy:
    found = TEXTS.read(PolicyName.OFFICE, content)
    assert isinstance(found, OfficePolicy)
    return found


@pytest.mark.parametrize("content", ["name = 'a\u202eb'", "# \u200b", "\x07"])
def test_a_character_that_nobody_sees_is_refused(content: str) -> None:
    with pytest.raises(PolicyRefusedError, match="policy_hidden_character"):
        read_policy(PolicyName.OFFICE, content)


def test_a_text_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(PolicyRefusedError, match="too_large"):
        read_policy(PolicyName.OFFICE, "#" * (LARGEST_BYTES + 1))


def test_a_file_is_read_and_saved_but_never_over_another(tmp_path: Path) -> None:
    file = tmp_path / "office.toml"
    TEXTS.save(file, "name = 'Zoë'\n")
    assert TEXTS.file_text(file) == "name = 'Zoë'\n"
    with pytest.raises(SurroundingsError, match="policy_file_exists"):
        TEXTS.save(file, "")
    with pytest.raises(SurroundingsError, match="policy_file_not_written"):
        TEXTS.save(tmp_path / "no folder" / "office.toml", "")


COLUMNS = ((Column.STARTED, 'The "start"'), (Column.MEDIA, "Datei"), (Column.NUMBER, "CLI"))
TABLE = SideTable("calls-*.csv", COLUMNS, "%d/%m/%Y %H:%M")
LIBERTY = Source(
    "liberty", ZoneInfo("UTC"), RetentionPeriod(months=12, days=3), 90, Names.VERBA, 1, TABLE, outside_line="9"
)


def keeping(content: str) -> KeepingPolicy:
    found = read_policy(PolicyName.KEEPING, content)
    assert isinstance(found, KeepingPolicy)
    return found


@pytest.mark.parametrize("source", [LIBERTY, Source("bare", ZoneInfo("Europe/London"), RetentionPeriod(days=1))])
def test_a_source_is_added_at_the_end_and_reads_as_it_was(source: Source) -> None:
    content = shipped(PolicyName.KEEPING)
    edited = TEXTS.with_source(content, source)
    assert edited.startswith(content.rstrip("\n")), "comments and all"
    assert keeping(edited).sources == (*keeping(content).sources, source)


def test_a_source_that_is_there_gets_its_table_below_its_lines_and_nothing_else_changes() -> None:
    content = TEXTS.with_source(shipped(PolicyName.KEEPING), replace(LIBERTY, table=None))
    before, own = keeping(content), replace(keeping(content).sources[0], table=TABLE)
    edited = TEXTS.with_source(content, own)
    assert keeping(edited).sources == (own, before.sources[1])
    assert [line for line in content.splitlines() if line not in edited.splitlines()] == []
    assert len(edited.splitlines()) - len(content.splitlines()) == 8
    assert edited.index("[sources.table]") < edited.index("# A FreePBX or Asterisk server"), "not behind the comments"


@pytest.mark.parametrize(
    "other",
    [
        replace(LIBERTY, table=replace(TABLE, file="other.csv")),
        replace(LIBERTY, zone=ZoneInfo("Europe/London")),
        replace(LIBERTY, table=SideTable("x.csv", COLUMNS[:2], "%Y-%m-%d %H:%M")),
    ],
)
def test_a_source_that_has_a_table_gets_another_and_another_zone(other: Source) -> None:
    content = TEXTS.with_source(shipped(PolicyName.KEEPING), LIBERTY)
    assert keeping(TEXTS.with_source(content, other)).sources[1] == other


def test_of_a_source_that_is_there_nothing_but_zone_and_table_is_changed() -> None:
    content = TEXTS.with_source(shipped(PolicyName.KEEPING), LIBERTY)
    other = replace(LIBERTY, period=RetentionPeriod(months=1), system_days=1, names=Names.ANY, outside_line="")
    assert keeping(TEXTS.with_source(content, other)).sources[1] == LIBERTY

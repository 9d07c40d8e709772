"""Policies as the program writes them: what is read of a text is what was meant, and nothing stands in it besides."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.office.office_policy import AnswerTexts, DirectoryGroup, Holiday, OfficePolicy, Opening, Welsh
from desktop.domain.office.people import Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod, Source
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.sessions.id_policy import Combination, IdPolicy, InternalRules
from desktop.environment.policies import (
    TomlPolicies,
    file_name,
    load_identity_policy,
    load_office_policy,
    read_policy,
    written,
)
from desktop.environment.policy_source import LARGEST_BYTES, SHIPPED
from desktop.errors import ExternalSystemError, PolicyRefusedError
from tests.support.builders import KEEPING

TEXTS = TomlPolicies(None)
ID_POLICY = load_identity_policy(SHIPPED / "identity.toml")
OFFICE_POLICY = load_office_policy(SHIPPED / "office.toml")
DAY = date(2027, 5, 10)
STAFF_PASS = replace(ID_POLICY.kinds[0], code="pass", name='A "pass"', group="S")
COLUMNS = ((Column.STARTED, 'The "start"'), (Column.MEDIA, "Datei"), (Column.NUMBER, "CLI"))
TABLE = SideTable("calls-*.csv", COLUMNS, "%d/%m/%Y %H:%M")
LIBERTY = Source("liberty", ZoneInfo("UTC"), RetentionPeriod(12, 3), 90, Names.VERBA, 1, TABLE, outside_line="9")
BARE = Source("bare", ZoneInfo("Europe/London"), RetentionPeriod(days=1))
ADVISERS = DirectoryGroup('cn=Heads \\2C "all",dc=example,dc=org', frozenset({Role.APPROVER, Role.SUPERVISOR}))
EVERYTHING = replace(
    OFFICE_POLICY,
    opening=(None, Opening(time(10), time(12, 30)), *OFFICE_POLICY.opening[2:]),
    contact=replace(OFFICE_POLICY.contact, address=("1 Road", 'The "town"'), made_up=False),
    regulator=replace(OFFICE_POLICY.regulator, address=("1 Quay",)),
    holidays=(Holiday(DAY, "Zoë’s day"), Holiday(date(2028, 1, 3), "\\")),
    helplines=(),
    answer=None,
    answer_welsh=AnswerTexts("a", "b", "c", "d"),
    welsh=Welsh.IN_WALES,
    welsh_unchecked=True,
    directory_groups=(ADVISERS, replace(ADVISERS, group="cn=a,dc=b")),
)
INSIDE = InternalRules((Combination(("S",), address=False), Combination(("A", "B"), photo=False)), (STAFF_PASS,))


def shipped(name: PolicyName) -> str:
    return (SHIPPED / file_name(name)).read_text("utf-8")


def test_without_an_office_the_files_are_those_that_are_shipped() -> None:
    assert TEXTS.files() == {name: shipped(name) for name in PolicyName}


@pytest.mark.parametrize(
    "policy",
    [
        OFFICE_POLICY,
        EVERYTHING,
        ID_POLICY,
        replace(ID_POLICY, internal=None),
        replace(ID_POLICY, internal=INSIDE),
        KEEPING,
        replace(KEEPING, sources=(LIBERTY, BARE, replace(LIBERTY, name="own", table=SideTable("cdr-*.csv")))),
        replace(KEEPING, estate_assessment="DPIA 1", held_without_number=1),
        *(TEXTS.read(name, shipped(name)) for name in PolicyName),
    ],
)
def test_what_is_written_is_read_as_it_was(policy: IdPolicy | OfficePolicy | KeepingPolicy) -> None:
    text = TEXTS.write(policy)
    assert TEXTS.read(policy.POLICY, text) == policy
    assert TEXTS.write(TEXTS.read(policy.POLICY, text)) == text and "#" not in text


@pytest.mark.parametrize("said", ['"', "\\", "Zoë", "two\nlines", "\t", "=[]"])
def test_every_text_is_written_so_that_it_is_read_as_it_was(said: str) -> None:
    values = {"c": {"d": [{"e": said}]}, "a": said, "b": [said, "x"], "f": True, "g": DAY, "h": []}
    assert tomllib.loads(written(values)) == values


def test_what_is_as_without_it_is_not_written() -> None:
    said = tomllib.loads(TEXTS.write(replace(KEEPING, sources=(BARE,))))
    assert said["sources"] == [{"name": "bare", "zone": "Europe/London", "days": 1}]


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
    with pytest.raises(ExternalSystemError, match="policy_file_exists"):
        TEXTS.save(file, "")
    with pytest.raises(ExternalSystemError, match="policy_file_not_written"):
        TEXTS.save(tmp_path / "no folder" / "office.toml", "")


def test_each_policy_is_read_as_what_it_is() -> None:
    kinds = {PolicyName.IDENTITY: IdPolicy, PolicyName.OFFICE: OfficePolicy, PolicyName.KEEPING: KeepingPolicy}
    assert {name: type(TEXTS.read(name, shipped(name))) for name in PolicyName} == kinds

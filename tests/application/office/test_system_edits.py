"""A telephone system is added, or read in another way, on a page: previewed as a file would be."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from desktop.application.office.policies import adopt_policy
from desktop.application.office.policy_edits import ChangeSettings
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod
from desktop.domain.recordings.sources import Names
from desktop.environment.policies import read_policy
from tests.application.office.by_policies import KEEPING, change, decide, previewed, typed, view, waits
from tests.support.builders import Office
from tests.support.refusals import field_problems, refusal

READ = {"names": "ringcentral", "zone": "UTC", "outside_line": "9", "agent_channel": "", "system_days": "90"}
NEW = ChangeSettings(KEEPING, ("sources", ""), {**READ, "name": "ringcentral", "months": "12"})


def of(name: str, **more: str | None) -> ChangeSettings:
    return ChangeSettings(KEEPING, ("sources", name), {**READ, **more})


def gone(name: str) -> ChangeSettings:
    return ChangeSettings(KEEPING, ("sources", name), READ, gone=True)


pytestmark = pytest.mark.usefixtures("begun")


def kept(content: str) -> KeepingPolicy:
    found = read_policy(KEEPING, content)
    assert isinstance(found, KeepingPolicy)
    return found


def now(office: Office) -> KeepingPolicy:
    return kept(view(office).state(KEEPING).content)


def test_one_more_needs_a_second_person_and_is_read_as_it_was_typed(office: Office) -> None:
    found = previewed(office, NEW)
    assert found.weaker and [change.setting for change in found.changes] == ["source"]
    *before, made = kept(found.content).sources
    assert tuple(before) == now(office).sources
    assert (made.name, made.zone, made.names) == ("ringcentral", ZoneInfo("UTC"), Names.RINGCENTRAL)
    assert (made.period, made.system_days, made.outside_line) == (RetentionPeriod(months=12), 90, "9")
    unknown = kept(previewed(office, typed(NEW, system_days="", outside_line="")).content).sources[-1]
    assert (unknown.system_days, unknown.outside_line) == (None, "")


def test_another_way_of_reading_is_nothing_weaker_and_another_zone_is(office: Office) -> None:
    [was] = now(office).sources
    edit = of(was.name, names="freepbx", zone=was.zone.key)
    found = previewed(office, edit)
    assert not found.weaker and [change.setting for change in found.changes] == ["read_as"]
    assert kept(found.content).sources == (replace(was, names=Names.FREEPBX, outside_line="9"),)
    zone = previewed(office, typed(edit, zone="UTC"))
    assert zone.weaker and "zone" in {change.setting for change in zone.changes}


def test_what_is_missing_or_cannot_be_is_said_at_its_field(office: Office) -> None:
    known = now(office).sources[0].name
    for edit, problems in (
        (
            typed(NEW, names=None, zone=None, outside_line="0", name="", months=""),
            {
                "names": "source_names_missing",
                "zone": "source_zone_missing",
                "outside_line": "outside_line_unknown",
                "name": "source_name_missing",
                "months": "not_a_number",
            },
        ),
        (typed(NEW, name=known), {"name": "source_named_already"}),
        (typed(NEW, months="0", system_days="soon"), {"months": "not_a_number", "system_days": "not_a_number"}),
    ):
        assert field_problems(previewed, office, edit) == problems
    assert refusal(previewed, office, typed(NEW, months="999")) == "out_of_range"


def test_one_of_two_is_named_no_more_and_its_recordings_are_kept(office: Office) -> None:
    [known] = now(office).sources
    assert field_problems(previewed, office, gone(known.name)) == {"gone": "only_telephone_system"}
    both = previewed(office, NEW)
    change(office, both.content, KEEPING)
    decide(office, adopt_policy, "supervisor", waits(office, KEEPING))
    found = previewed(office, gone(known.name))
    assert [each.name for each in kept(found.content).sources] == ["ringcentral"]
    assert not found.weaker and [change.setting for change in found.changes] == ["source"]
    assert refusal(previewed, office, gone("gone")) == "policy_changed_meanwhile"

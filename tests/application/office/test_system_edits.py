"""A telephone system is added, or read in another way, on a page: previewed as a file would be."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from desktop.application.office.policies import adopt_policy
from desktop.application.office.system_edits import SystemEdit
from desktop.domain.office.policy_changes import Setting
from desktop.domain.recordings.keeping import KeepingPolicy
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.recordings.sources import Names
from desktop.environment.policy_texts import read_policy
from desktop.errors import FieldsError, NotAllowedError, PolicyRefusedError, WrongStateError
from tests.application.office.by_policies import KEEPING, change, decide, previewed, view, waits
from tests.builders import Office

NEW = SystemEdit("", "ringcentral", "UTC", "9", "ringcentral", "12", "90")
pytestmark = pytest.mark.usefixtures("begun")


def kept(content: str) -> KeepingPolicy:
    found = read_policy(KEEPING, content)
    assert isinstance(found, KeepingPolicy)
    return found


def now(office: Office) -> KeepingPolicy:
    return kept(view(office).state(KEEPING).content)


def test_one_more_needs_a_second_person_and_is_read_as_it_was_typed(office: Office) -> None:
    found = previewed(office, NEW)
    assert found.weaker and [change.setting for change in found.changes] == [Setting.SOURCE]
    *before, made = kept(found.content).sources
    assert tuple(before) == now(office).sources
    assert (made.name, made.zone, made.names) == ("ringcentral", ZoneInfo("UTC"), Names.RINGCENTRAL)
    assert (made.period, made.system_days, made.outside_line) == (RetentionPeriod(months=12), 90, "9")
    unknown = kept(previewed(office, replace(NEW, system_days="", outside_line="")).content).sources[-1]
    assert (unknown.system_days, unknown.outside_line) == (None, "")


def test_another_way_of_reading_is_nothing_weaker_and_another_zone_is(office: Office) -> None:
    [was] = now(office).sources
    edit = SystemEdit(was.name, "freepbx", was.zone.key, "9", system_days="90")
    found = previewed(office, edit)
    assert not found.weaker and [change.setting for change in found.changes] == [Setting.READ_AS]
    assert kept(found.content).sources == (replace(was, names=Names.FREEPBX, outside_line="9"),)
    zone = previewed(office, replace(edit, zone="UTC"))
    assert zone.weaker and Setting.ZONE in {change.setting for change in zone.changes}


def test_what_is_missing_or_cannot_be_is_said_at_its_field(office: Office) -> None:
    known = now(office).sources[0].name
    for edit, problems in (
        (
            SystemEdit("", None, None, "0"),
            {
                "names": "source_names_missing",
                "zone": "source_zone_missing",
                "outside_line": "outside_line_unknown",
                "source_name": "source_name_missing",
                "months": "not_a_number",
            },
        ),
        (replace(NEW, name=known), {"source_name": "source_named_already"}),
        (replace(NEW, months="0", system_days="soon"), {"months": "not_a_number", "system_days": "not_a_number"}),
    ):
        with pytest.raises(FieldsError) as refused:
            previewed(office, edit)
        assert refused.value.problems == problems
    with pytest.raises(PolicyRefusedError, match="out_of_range"):
        previewed(office, replace(NEW, months="999"))


def test_one_that_is_gone_meanwhile_is_said(office: Office) -> None:
    with pytest.raises(WrongStateError, match="policy_changed_meanwhile"):
        previewed(office, SystemEdit("gone", "any", "UTC"))


def test_nobody_but_an_administrator_changes_it(office: Office) -> None:
    with pytest.raises(NotAllowedError):
        previewed(office, NEW, "officer")


def test_one_of_two_is_named_no_more_and_its_recordings_are_kept(office: Office) -> None:
    [known] = now(office).sources
    with pytest.raises(FieldsError) as refused:
        previewed(office, SystemEdit(known.name, None, None, named=False))
    assert refused.value.problems == {"no_more": "only_telephone_system"}
    both = previewed(office, NEW)
    change(office, both.content, KEEPING)
    decide(office, adopt_policy, "supervisor", waits(office, KEEPING))
    found = previewed(office, SystemEdit(known.name, None, None, named=False))
    assert [each.name for each in kept(found.content).sources] == ["ringcentral"]
    assert not found.weaker and [change.setting for change in found.changes] == [Setting.SOURCE]
    with pytest.raises(WrongStateError, match="policy_changed_meanwhile"):
        previewed(office, SystemEdit("gone", None, None, named=False))

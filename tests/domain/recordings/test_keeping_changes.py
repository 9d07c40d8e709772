"""Changes of the keeping policy, and how many recordings they let go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.office.policies import changes_between
from desktop.domain.recordings.retention import Going, KeepingPolicy, Kept, RetentionPeriod, Source, going
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.shared.ids import RecordingId
from tests.support.fakes import TUESDAY

LONDON = ZoneInfo("Europe/London")
SOURCE = Source("switchboard", LONDON, RetentionPeriod(days=100), 90)
POLICY = KeepingPolicy((SOURCE,), 3, 14)
TABLE = SideTable("calls.csv", ((Column.STARTED, "Start"), (Column.MEDIA, "File")), "%d/%m/%Y %H:%M")


def with_source(**changes: object) -> KeepingPolicy:
    return replace(POLICY, sources=(replace(SOURCE, **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("policy", "setting", "about", "weaker"),
    [
        (with_source(period=RetentionPeriod(days=99)), "days", "switchboard", True),
        (with_source(period=RetentionPeriod(days=101)), "days", "switchboard", False),
        (with_source(period=RetentionPeriod(1, 100)), "months", "switchboard", False),
        (with_source(zone=ZoneInfo("UTC")), "zone", "switchboard", True),
        (with_source(system_days=None), "system_days", "switchboard", False),
        (with_source(names=Names.VERBA), "read_as", "switchboard", False),
        (with_source(agent_channel=0), "read_as", "switchboard", False),
        (with_source(outside_line="9"), "read_as", "switchboard", False),
        (with_source(table=TABLE), "read_as", "switchboard", False),
        (replace(POLICY, sources=(SOURCE, replace(SOURCE, name="new"))), "source", "new", True),
        (replace(POLICY, hold_review_months=4), "hold_review_months", "", True),
        (replace(POLICY, warn_days=7), "warn_days", "", True),
        (replace(POLICY, estate_assessment="DPIA 1"), "estate_assessment", "", True),
    ],
)
def test_each_setting_is_seen_by_itself(policy: KeepingPolicy, setting: str, about: str, weaker: bool) -> None:
    [change] = changes_between(POLICY, policy)
    assert (change.setting, change.about, change.weaker) == (setting, about, weaker)
    assert changes_between(policy, policy) == ()


def test_it_is_counted_how_many_go_and_when() -> None:
    today = TUESDAY.date()
    ages = (10, 65, 71, 95, 120)
    kept = [
        Kept(RecordingId(f"{age:032}"), "switchboard", TUESDAY - timedelta(days=age), held, False, False)
        for age in ages
        for held in (False, True)
    ]
    shorter = with_source(period=RetentionPeriod(days=60))
    assert going("switchboard", kept, POLICY, shorter, today) == Going("switchboard", (1, 3, 5), (4, 4, 5))
    assert going("switchboard", kept, POLICY, replace(POLICY, sources=(replace(SOURCE, name="x"),)), today) == Going(
        "switchboard", (1, 3, 5), (0, 0, 0)
    )

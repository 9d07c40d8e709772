"""How two versions of the keeping policy differ, and how many recordings would go, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.domain.office.policy_changes import Change, Setting, Value, compared
from desktop.domain.recordings.keeping import Fate, KeepingPolicy, Kept, Source, fate_of

AHEAD = (0, 30, 90)
"""For how many days ahead the recordings that go are counted: tonight, in a month, in three."""


@dataclass(frozen=True)
class Going:
    """How many recordings of a source go within so many days (`AHEAD`): under the policy of now, and under the other.

    Those on hold or in use are not among them.
    """

    source: str
    now: tuple[int, ...]
    then: tuple[int, ...]


def keeping_changes(old: KeepingPolicy, new: KeepingPolicy) -> tuple[Change, ...]:
    """Return how they differ."""
    both = {source.name for source in old.sources} & {source.name for source in new.sources}
    return compared(dict(_settings(old, both)), dict(_settings(new, both)))


def going(source: str, kept: Iterable[Kept], old: KeepingPolicy, new: KeepingPolicy, today: date) -> Going:
    """Count the recordings of that source that go."""
    days = [today + timedelta(days=ahead) for ahead in AHEAD]
    now, then = [0] * len(days), [0] * len(days)
    for each in kept:
        for at, day in enumerate(days):
            now[at] += fate_of(each, old, day) is Fate.DUE
            then[at] += fate_of(each, new, day) is Fate.DUE
    return Going(source, tuple(now), tuple(then))


def _settings(policy: KeepingPolicy, both: set[str]) -> Iterator[tuple[tuple[Setting, str], Value]]:
    for source in policy.sources:
        yield (Setting.SOURCE, source.name), source.name
        if source.name in both:
            yield from (((setting, source.name), value) for setting, value in _of_source(source))
    yield (Setting.HOLD_REVIEW, ""), policy.hold_review_months
    yield (Setting.WARN_DAYS, ""), policy.warn_days
    yield (Setting.WITHOUT_NUMBER, ""), policy.held_without_number
    yield (Setting.ASSESSMENT, ""), policy.estate_assessment


def _of_source(source: Source) -> Iterator[tuple[Setting, Value]]:
    yield Setting.ZONE, source.zone.key
    yield Setting.MONTHS, source.period.months
    yield Setting.DAYS, source.period.days
    yield Setting.SYSTEM_DAYS, source.system_days
    table = source.table
    parts = [source.names.value, source.agent_channel, source.outside_line]
    if table is not None:
        parts += [table.file, " ".join(f"{column.value}={heading}" for column, heading in table.columns)]
        parts += [table.date_format]
    yield Setting.READ_AS, " ".join("-" if part in (None, "") else str(part) for part in parts)

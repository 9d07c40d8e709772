"""Retention and holds: the office's keeping policy, what is due to be destroyed, and what the nights leave to people.

- A source's recordings are kept from the date of the call, in the source's own zone, for its period.
- Taking a request places a hold at once. A hold has a reason, an owner and a review date. A recording on hold is never
  destroyed, whatever its date.
- A hold is due for review from its review date on. The reviewer says why it stays, and sets the next review: after
  today, and no later than if it were placed today. That cancels any request to release it. Releasing a hold takes two
  people: one asks, another releases.
- A missing row is no reason to delete a stored file: it goes into quarantine, and stays there for 30 days.
- A request is not protected until its recording is imported, or deletion is stopped in each telephone system.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from desktop.domain.office import policies
from desktop.domain.recordings.sources import MASTER_CSV, Names, SideTable
from desktop.domain.shared.dates import add_months
from desktop.domain.shared.ids import HoldId, PersonId, RecordingId, RequestId
from desktop.domain.shared.typed_text import Note
from desktop.errors import ContradictionError, NotAllowedError, WrongStateError, problems_where

SOON_DAYS = 14


@dataclass(frozen=True)
class RetentionPeriod:
    """A retention period, from the date of the call: calendar months, then days; together more than nothing."""

    months: Annotated[int, policies.Setting(policies.less, 0, 240)] = 0
    days: Annotated[int, policies.Setting(policies.less, 0, 3660)] = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0 or self.months + self.days == 0:
            raise ContradictionError("period_of_nothing")


class RetentionState(StrEnum):
    """The state of a recording's remaining time."""

    KEPT = "kept"
    SOON = "soon"
    DUE = "due"
    HELD = "held"


@dataclass(frozen=True)
class RetentionLeft:
    """A recording's remaining time. `deletes_on`: the first day on which the source may delete.

    `days_left` until it; 0 or less when it has come.
    """

    deletes_on: date
    days_left: int
    state: RetentionState


def month_of(call_at: datetime, zone: tzinfo) -> str:
    """Return the month (`2026-11`) whose retention key seals a call: that of its date where the office is."""
    return call_at.astimezone(zone).strftime("%Y-%m")


def deletes_on(called: date, period: RetentionPeriod) -> date:
    """Return the first day on which the source may delete a call of the day `called`."""
    return add_months(called, period.months) + timedelta(days=period.days)


def retention_left(
    called: date, period: RetentionPeriod, today: date, held: bool = False, soon_days: int = SOON_DAYS
) -> RetentionLeft:
    """Return the days left on `today`, and the state they put it in."""
    day = deletes_on(called, period)
    left = (day - today).days
    if held:
        return RetentionLeft(day, left, RetentionState.HELD)
    if left <= 0:
        return RetentionLeft(day, left, RetentionState.DUE)
    return RetentionLeft(day, left, RetentionState.SOON if left <= soon_days else RetentionState.KEPT)


QUARANTINE_DAYS = 30
HELD_WITHOUT_NUMBER = 25
"""How many recordings a request holds whose number is not known, unless the office's policy says otherwise."""


def quarantine_ends(since: date) -> date:
    """Return the first day on which files quarantined on that day are removed."""
    return since + timedelta(days=QUARANTINE_DAYS)


OUTSIDE_LINE = frozenset("123456789*#")
"""The keys that staff dial for an outside line; not 0, which an outside number begins with."""
READ_AS = policies.Setting(policies.never, code="read_as")
"""How an import names and describes a source's recordings, which is one thing to whoever compares."""


@dataclass(frozen=True)
class Source:
    """A telephone system. `system_days`: the number of days after which it deletes by itself, where known.

    `names`, `table`: how its recordings are named and described (`sources`). `agent_channel`: the channel of the member
    of staff, from 0, where a recording does not give it. `outside_line`: the prefix dialled for one.
    """

    name: str
    zone: Annotated[ZoneInfo, policies.Setting(policies.always)]
    period: Annotated[RetentionPeriod, policies.Mark.INLINE]
    system_days: Annotated[int | None, policies.Setting(policies.never, 1, 3660)] = None
    names: Annotated[Names, READ_AS] = Names.ANY
    agent_channel: Annotated[int | None, policies.Setting(policies.never, 0, 1, READ_AS.code)] = None
    table: Annotated[SideTable | None, READ_AS] = None
    outside_line: Annotated[str, READ_AS] = ""

    def __post_init__(self) -> None:
        if not set(self.outside_line) <= OUTSIDE_LINE:
            raise ContradictionError("outside_line_not_dialled")

    def without_outside_line(self, told: str) -> str:
        """Return the number as given, without the prefix dialled for an outside line."""
        number = told.strip()
        behind = number.removeprefix(self.outside_line).lstrip()
        return behind if behind != number and behind.startswith(("0", "+")) else number

    @property
    def side_table(self) -> SideTable | None:
        """The table expected beside its recordings: Asterisk's, where it may be one and none is named."""
        return self.table or (MASTER_CSV if self.names in (Names.FREEPBX, Names.ANY) else None)

    def called_on(self, call_at: datetime) -> date:
        """Return the date of a call, where the telephone system is."""
        return call_at.astimezone(self.zone).date()

    def left(self, call_at: datetime, today: date, *, warn_days: int) -> RetentionLeft:
        """Return a recording's remaining time on `today`, holds aside."""
        return retention_left(self.called_on(call_at), self.period, today, soon_days=warn_days)

    def system_deletes_on(self, call_at: datetime) -> date | None:
        """Return the first day on which the telephone system may have deleted it; None where that is not known."""
        if self.system_days is None:
            return None
        return self.called_on(call_at) + timedelta(days=self.system_days)


@dataclass(frozen=True)
class KeepingPolicy:
    """One office's decisions. `estate_assessment`: the reference of the assessment that lets an import keep all.

    `held_without_number`: how many recordings are held for a call whose number is not known, and shown in its searches.
    """

    sources: Annotated[tuple[Source, ...], policies.Entries("source", "name", "name", policies.there)]
    hold_review_months: Annotated[int, policies.Setting(policies.more, 1, 24)]
    warn_days: Annotated[int, policies.Setting(policies.less, 1, 90)]
    estate_assessment: Annotated[str | None, policies.Setting(policies.gained)] = None
    # fewer are held, or more of other people's calls are shown
    held_without_number: Annotated[int, policies.Setting(policies.always, 1, 500)] = HELD_WITHOUT_NUMBER
    in_force: Annotated[policies.InForce | None, policies.Mark.DERIVED] = field(default=None, compare=False)
    POLICY: ClassVar = policies.PolicyName.KEEPING

    def __post_init__(self) -> None:
        names = [source.name for source in self.sources]
        if len(set(names)) != len(names) or not names:
            raise ContradictionError("sources_not_named_apart")

    def source(self, name: str) -> Source | None:
        """Return the source of that name; None where the policy does not name it (any more)."""
        return next((source for source in self.sources if source.name == name), None)

    def review_on(self, placed: date) -> date:
        """Return the day on which a hold is due for review."""
        return add_months(placed, self.hold_review_months)

    def review_problems(self, next_on: date, today: date) -> dict[str, str]:
        """Return why a hold reviewed today cannot have that day as its next review, by field."""
        return problems_where(
            ("hold_review_on", "review_not_after_today", next_on <= today),
            ("hold_review_on", "review_too_late", next_on > self.review_on(today)),
        )


@dataclass(frozen=True)
class StopDeletion:
    """The task "Stop deletion in [source]": recordings have been lost between a request and its appointment.

    `deletes_on`: the first day on which the telephone system may have deleted the call; None where that is not known.
    """

    request: RequestId
    source: str
    deletes_on: date | None
    confirmed_by: PersonId | None = None
    confirmed_at: datetime | None = None

    def presses(self, today: date, warn_days: int) -> bool:
        """Return whether it is not stopped, and the telephone system deletes in so many days, or may have already."""
        return self.confirmed_by is None and self.deletes_on is not None and (self.deletes_on - today).days <= warn_days


class Protection(StrEnum):
    """Whether a requested recording can still be lost."""

    PROTECTED = "protected"
    NOT_YET = "not_yet"
    MAY_BE_GONE = "may_be_gone"


def protection_of(tasks: Iterable[StopDeletion], today: date, *, imported: bool) -> Protection:
    """Return a request's protection: its recording is in the vault, or deletion has been stopped in every source.

    MAY_BE_GONE: no source where it was not stopped can be expected to have the call any more.
    """
    open_tasks = [task for task in tasks if task.confirmed_by is None]
    if imported or not open_tasks:
        return Protection.PROTECTED
    gone = all(task.deletes_on is not None and task.deletes_on <= today for task in open_tasks)
    return Protection.MAY_BE_GONE if gone else Protection.NOT_YET


class HoldReason(StrEnum):
    """Why recordings are kept longer."""

    REQUEST = "request"
    COMPLAINT = "complaint"
    POLICE = "police"
    LEGAL = "legal"


@dataclass(frozen=True)
class Hold:
    """A hold: its recordings are not destroyed while it is in force. Times are aware and in UTC."""

    id: HoldId
    request: RequestId
    reason: HoldReason
    owner: PersonId
    review_on: date
    placed_at: datetime
    release_asked_by: PersonId | None = None
    released_by: PersonId | None = None
    released_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it is in force: until the second person has released it."""
        return self.released_by is None

    def is_due(self, today: date) -> bool:
        """Return whether it is due for review: its review date has come."""
        return self.stands and self.review_on <= today

    def reviewed(self, next_on: date) -> Hold:
        """Return the hold after a review that keeps it."""
        self._must_stand()
        return replace(self, review_on=next_on, release_asked_by=None)

    def ask_release(self, by: PersonId) -> Hold:
        """Record who asks for the release. Asking again, by whomever, changes nothing but who asked."""
        self._must_stand()
        return replace(self, release_asked_by=by)

    def release(self, by: PersonId, at: datetime) -> Hold:
        """Release it, as another person. Raises NotAllowedError for the one who asked."""
        self._must_stand()
        if self.release_asked_by is None:
            raise WrongStateError("release_not_asked").of(request=self.request, hold=self.id)
        if self.release_asked_by == by:
            raise NotAllowedError("hold_needs_another_person")
        return replace(self, released_by=by, released_at=at)

    def _must_stand(self) -> None:
        if not self.stands:
            raise WrongStateError("hold_released").of(request=self.request, hold=self.id)


@dataclass(frozen=True)
class HoldReview:
    """A review that kept a hold: the review date it had, and its next.

    `note`: why; None where the words are destroyed.
    """

    was: date
    became: date
    by: PersonId
    at: datetime
    note: Note | None


@dataclass(frozen=True)
class Kept:
    """A recording that is still there, as retention sees it.

    `in_use`: a session of its copy is not closed. `asked_for`: a request that is not closed names it, or names none yet
    and holds it as a possible match.
    """

    id: RecordingId
    source: str
    call_at: datetime
    held: bool
    in_use: bool
    asked_for: bool


class Fate(StrEnum):
    """How retention treats a recording today."""

    KEPT = "kept"
    WARNED_OF = "warned_of"
    DUE = "due"
    HELD = "held"
    IN_USE = "in_use"


def fate_of(kept: Kept, policy: KeepingPolicy, today: date) -> Fate:
    """Return how retention treats it. DUE: its time is up, nobody holds it, no session of its copy is open.

    WARNED_OF: it is due soon, and an open request asks for it. HELD and IN_USE: it would be due, were it not for that.
    A source that the policy does not name keeps its recordings: nothing is destroyed by deleting a line from a file.
    """
    source = policy.source(kept.source)
    if source is None:
        return Fate.KEPT
    left = source.left(kept.call_at, today, warn_days=policy.warn_days)
    if left.state is RetentionState.DUE:
        return Fate.HELD if kept.held else Fate.IN_USE if kept.in_use else Fate.DUE
    soon = left.state is RetentionState.SOON
    return Fate.WARNED_OF if soon and kept.asked_for and not kept.held else Fate.KEPT


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


def going(source: str, kept: Iterable[Kept], old: KeepingPolicy, new: KeepingPolicy, today: date) -> Going:
    """Count the recordings of that source that go."""
    days = [today + timedelta(days=ahead) for ahead in AHEAD]
    now, then = [0] * len(days), [0] * len(days)
    for each in kept:
        for at, day in enumerate(days):
            now[at] += fate_of(each, old, day) is Fate.DUE
            then[at] += fate_of(each, new, day) is Fate.DUE
    return Going(source, tuple(now), tuple(then))


class NightTask(StrEnum):
    """A kind of thing that someone has to see to; its value is the fact of the run's event that counts them."""

    WARNED_OF = "warned_of"
    """Recordings that are destroyed soon and that an open request still asks for."""
    NOT_PROTECTED = "not_protected"
    """Calls of requests that a telephone system may soon delete."""
    HOLDS_PAST_REVIEW = "holds_past_review"
    UNKNOWN_SOURCES = "unknown_sources"
    """Sources of recordings that the policy does not name."""
    QUARANTINED = "quarantined"
    """Files of the vault that the database does not name."""
    STUCK = "stuck"
    """Files of the vault that could not be deleted or moved."""
    UNTIDIED = "untidied"
    """Works on the vault's files that were not done: they could not be listed."""

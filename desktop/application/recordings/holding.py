"""The recordings that a request asks for: the search for them, and the holds that keep them from being destroyed.

- Search results open nothing: no key, no digest. They come from rows; that nothing is left the log says (`is_left`).
- A request holds whatever matches it until it is closed, a refused one too. A match chooses nothing.
- Where the number is not known it holds only as many as the policy allows.
- Two people release a hold, each with their own password.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Numbers, PasswordCheck
from desktop.application.ports.requests import AskedCall
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, note_of, office_day, policy_versions
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings import finding
from desktop.domain.recordings.retention import Hold, HoldReason, HoldReview, KeepingPolicy, StopDeletion
from desktop.domain.requests.request import WITHHELD, Call, Purpose, Request, Status
from desktop.domain.shared.ids import HoldId, PersonId, RecordingId, RequestId, new_id
from desktop.domain.shared.written_numbers import UNREADABLE
from desktop.errors import FieldsError, WrongStateError


def to_find(actor: Actor, id: RequestId, uow: UnitOfWork, numbers: Numbers) -> tuple[Request, Call]:
    """Return the request to search for, and its call with the number in normal form."""
    actor.acting(Permission.PREPARE_COPY, uow)
    request = uow.requests.get(id)
    request.must_be(Status.TAKEN)
    return request, asked_call(request.call, numbers.normal)


def asked_call(call: Call, normal: Callable[[str], str | None]) -> Call:
    """Return the call with its number in normal form, however it was typed; a text that is no number is not known."""
    if call.number == WITHHELD:
        return call
    return replace(call, number=normal(call.number) or "")


@dataclass(frozen=True)
class SearchResult:
    """Search results: recordings that match the number, and those that match by time alone."""

    by_number: tuple[finding.Found, ...] = ()
    by_time: tuple[finding.Found, ...] = ()

    @property
    def all(self) -> tuple[finding.Found, ...]:
        """Both, the earliest first."""
        return tuple(sorted((*self.by_number, *self.by_time), key=lambda each: (each.call_at, each.id)))


def search(call: Call, step: finding.Step, uow: UnitOfWork, limit: int | None = None) -> SearchResult:
    """Search for that call (its number in normal form) at that step; of each kind at most `limit`."""
    zone = uow.offices.get().zone
    within, near = finding.window(call, step, zone), finding.window(call, finding.by_time(step), zone)
    if call.number == "":
        return SearchResult(by_time=tuple(uow.recordings.search_by_time(near, outbound=call.outbound, limit=limit)))
    nameless = uow.recordings.search(None, near, outbound=call.outbound, limit=limit)
    named: Sequence[finding.Found] = ()
    if finding.names_a_number(call):
        named = uow.recordings.search(call.number, within, outbound=call.outbound, limit=limit)
    return SearchResult(tuple(named), tuple(nameless))


def unread_near(call: Call, step: finding.Step, uow: UnitOfWork) -> int:
    """Count the recordings at that step's time with an unreadable number."""
    if call.number == WITHHELD:
        return 0
    near = finding.window(call, finding.by_time(step), uow.offices.get().zone)
    return len(uow.recordings.search(UNREADABLE, near, outbound=call.outbound))


def search_widest(call: Call, uow: UnitOfWork, limit: int | None = None) -> SearchResult:
    """Return all recordings that could be that call."""
    return search(call, finding.steps_of(call)[-1], uow, limit)


def is_left(call: Call, told: Iterable[RecordingId], uow: UnitOfWork) -> bool:
    """Return whether a recording is left that could be that call, by rows or among those that the log tells of."""
    zone = uow.offices.get().zone
    there = (uow.recordings.get(id) for id in told)
    if any(finding.could_be(call, each.call_at, each.number, each.outbound, zone) for each in there):
        return True
    return bool(search_widest(call, uow, 1).all)


def widest(call: Call, uow: UnitOfWork) -> finding.Window:
    """Return when a recording of that call may have begun, at the widest step."""
    return finding.window(call, finding.steps_of(call)[-1], uow.offices.get().zone)


REASONS = {Purpose.COMPLAINT: HoldReason.COMPLAINT, Purpose.POLICE: HoldReason.POLICE}


def place_hold(request: Request, owner: PersonId, placed: datetime, policy: KeepingPolicy, uow: UnitOfWork) -> Hold:
    """Place the hold of a request being taken; part of its transaction and its event."""
    reason = HoldReason.REQUEST if request.purpose is None else REASONS.get(request.purpose, HoldReason.REQUEST)
    day = placed.astimezone(uow.offices.get().zone).date()
    hold = Hold(HoldId(new_id()), request.id, reason, owner, policy.review_on(day), placed)
    uow.keeping.add_hold(hold)
    return hold


def add_tasks(request: Request, policy: KeepingPolicy, uow: UnitOfWork) -> list[StopDeletion]:
    """Add a task "Stop deletion" for each source, and return them; part of taking a request.

    It has no date where the source's deletion date is not known.
    """
    at = request.call.at
    tasks = [StopDeletion(request.id, source.name, source.system_deletes_on(at)) for source in policy.sources]
    for task in tasks:
        uow.keeping.add_task(task)
    return tasks


def stops_of(tasks: Iterable[StopDeletion]) -> list[list[str]]:
    """Return tasks as the log has them: of which request, at which source, which deletes it on which day ("": none)."""
    return [[task.request, task.source, task.deletes_on.isoformat() if task.deletes_on else ""] for task in tasks]


class DeletionStopped(commands.RequestCommand[None]):
    """The telephone system of that name does not delete what a request is about."""

    source: str


@commands.carries_out(DeletionStopped, again=commands.nothing)
def deletion_stopped(command: DeletionStopped, *, uow: UnitOfWork, clock: Clock) -> None:
    """Record that the source does not delete it. Raises WrongStateError where there is no such task."""
    actor, request, source = command.actor, command.request, command.source
    with uow:
        actor.acting(Permission.TAKE_REQUEST, uow)
        uow.proven.journey(request)
        task = next((task for task in uow.keeping.tasks_of(request) if task.source == source), None)
        if task is None or task.confirmed_by is not None:
            raise WrongStateError("no_such_task").of(request=request, source=source)
        uow.keeping.save_task(replace(task, confirmed_by=actor.by, confirmed_at=clock.now()))
        uow.commit(actor.event(EventKind.DELETION_STOPPED, clock, {Subject.REQUEST: request}, source=source))


def hold_matches(request: Request, hold: Hold, uow: UnitOfWork, keeping: KeepingPolicy) -> list[RecordingId]:
    """Put every recording that could be its call on the hold of a request being taken; return which.

    The number of the call is in its normal form; where it is not known, the policy says how many are held at most.
    Later imports are added by `hold_match`.
    """
    matches, call = search_widest(request.call, uow).all, request.call
    if finding.number_not_known(call):
        matches = finding.nearest(matches, call.at, keeping.held_without_number)
    found = [each.id for each in matches]
    uow.keeping.hold_recordings(hold.id, found)
    return found


def hold_match(request: RequestId, recording: RecordingId, uow: UnitOfWork) -> None:
    """Put this recording on the request's holds that are in force."""
    for hold in uow.keeping.holds_of(request):
        if hold.stands:
            uow.keeping.hold_recording(hold.id, recording)


class ReviewHold(commands.Command[Hold]):
    """A review that keeps a hold: why, and its next review date.

    `seen`: how many of its reviews the reviewer knew of.
    """

    actor: Actor
    hold: HoldId
    seen: int
    reason: str
    next_on: date


@commands.carries_out(ReviewHold, again=commands.the_hold)
def review_hold(command: ReviewHold, *, uow: UnitOfWork, clock: Clock, keeping: KeepingPolicy) -> Hold:
    """Save the review. Raises FieldsError, and WrongStateError where it is released or was reviewed meanwhile."""
    note = note_of(command.reason, "hold_reason")
    with uow:
        command.actor.acting(Permission.RELEASE_HOLD, uow)
        found = _hold(command.hold, uow)
        hold = found.reviewed(command.next_on)
        if len(uow.keeping.reviews_of(hold.id)) != command.seen:
            raise WrongStateError("hold_reviewed").of(request=hold.request, hold=hold.id)
        problems = keeping.review_problems(command.next_on, office_day(uow, clock))
        if note is None:
            problems["hold_reason"] = "hold_reason_missing"
        if problems or note is None:
            raise FieldsError(problems)
        uow.keeping.save_hold(hold)
        review = HoldReview(found.review_on, hold.review_on, command.actor.by, clock.now(), note)
        uow.keeping.add_review(hold.id, review)
        facts: Facts = {
            "was": review.was.isoformat(),
            "day": review.became.isoformat(),
            "release_withdrawn": found.release_asked_by is not None,
            "digest": note.digest,
            **policy_versions(uow, keeping),
        }
        subjects = {**_subjects(hold), Subject.NOTE: note.id}
        uow.commit(command.actor.event(EventKind.HOLD_REVIEWED, clock, subjects, **facts))
    return hold


class AskRelease(commands.Command[Hold]):
    """The release of a hold, asked for by the first of two people."""

    by: InPerson
    hold: HoldId


@commands.carries_out(AskRelease, again=commands.the_hold)
def ask_release(command: AskRelease, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Hold:
    """Ask for the release. Raises FieldsError, SignInRefusedError, WrongStateError."""
    by, id = command.by, command.hold
    with uow:
        acting_in_person(by, Permission.RELEASE_HOLD, uow=uow, check=check)
        hold = _hold(id, uow).ask_release(by.actor.by)
        uow.keeping.save_hold(hold)
        uow.commit(by.actor.event(EventKind.HOLD_RELEASE_ASKED, clock, _subjects(hold)))
    return hold


class ReleaseHold(commands.Command[Hold]):
    """The release of a hold, by the second person."""

    by: InPerson
    hold: HoldId


@commands.carries_out(ReleaseHold, again=commands.the_hold)
def release_hold(command: ReleaseHold, *, uow: UnitOfWork, clock: Clock, check: PasswordCheck) -> Hold:
    """Release it. Raises NotAllowedError for the one who asked, WrongStateError if nobody did.

    Raises FieldsError, SignInRefusedError.
    """
    by, id = command.by, command.hold
    with uow:
        acting_in_person(by, Permission.RELEASE_HOLD, uow=uow, check=check)
        hold = _hold(id, uow).release(by.actor.by, clock.now())
        uow.keeping.save_hold(hold)
        facts: Facts = {"recordings": len(uow.keeping.held_by(id))}
        event = by.actor.event(EventKind.HOLD_RELEASED, clock, _subjects(hold), **facts)
        uow.commit(event, checkpoint=True)
    return hold


def _hold(id: HoldId, uow: UnitOfWork) -> Hold:
    """Return the hold, compared with the log: its row says who asked for its release."""
    hold = uow.keeping.hold(id)
    uow.proven.journey(hold.request)
    return hold


def _subjects(hold: Hold) -> dict[Subject, str]:
    return {Subject.HOLD: hold.id, Subject.REQUEST: hold.request}


@dataclass(frozen=True)
class HoldReviewView:
    """A review that kept a hold: by whom and when, its new date, and why where the words are kept."""

    by_name: str
    at: datetime
    became: date
    reason: str | None


@dataclass(frozen=True)
class HoldView:
    """A hold in force, with the names of its owner and of whoever has asked to release it.

    `due`: whether it is due for review. `may_ask`, `may_release`, `may_review`: the viewer's permissions.
    """

    hold: Hold
    owner_name: str
    asked_by_name: str | None
    reviews: tuple[HoldReviewView, ...]
    due: bool
    may_ask: bool
    may_release: bool
    may_review: bool


FAR = timedelta(days=9)
"""No search reaches so far: a week either side, in whole days."""


@dataclass(frozen=True)
class RecordedCall:
    """A recording's call metadata; `number` in normal form, or UNREADABLE. None is not known."""

    call_at: datetime
    number: str | None = field(default=None, repr=False)
    outbound: bool | None = None


class OpenCalls:
    """The requested calls, indexed so that each recording is compared with only a few of many."""

    def __init__(self, calls: Iterable[AskedCall] = ()) -> None:
        self._every = tuple(calls)
        self._by_number = defaultdict[str, list[AskedCall]](list)
        for asked in self._every:
            self._by_number[asked.call.number].append(asked)

    def near(self, recorded: RecordedCall) -> Iterator[AskedCall]:
        """Yield all calls that it could match, and some that it could not."""
        calls: Iterable[AskedCall] = self._every
        if recorded.number is not None:
            same, unknown = self._by_number.get(recorded.number, []), self._by_number.get("", [])
            calls = (
                sorted((*same, *unknown), key=lambda asked: asked.reference) if same and unknown else same or unknown
            )
        return (asked for asked in calls if abs(asked.call.at - recorded.call_at) < FAR)


class Matching:
    """A comparison of recordings with the requested calls. Numbers are normalised once.

    `without_number`: how many recordings a request holds at most whose number is not known; None for any number.
    """

    def __init__(self, numbers: Numbers, zone: ZoneInfo, without_number: int | None = None) -> None:
        self.zone = zone
        self._without_number = without_number
        self._reach: Mapping[RequestId, timedelta] = {}
        self._numbers = numbers
        self._normal: dict[str, str | None] = {}

    def normal(self, typed: str) -> str | None:
        """Return the normal form, as the port `Numbers` does."""
        if typed not in self._normal:
            self._normal[typed] = self._numbers.normal(typed)
        return self._normal[typed]

    def recorded_number(self, number: str | None) -> str | None:
        """Return a recording's number in normal form; UNREADABLE where it has no normal form."""
        return (self.normal(number) or UNREADABLE) if number else None

    def open_calls(self, uow: UnitOfWork) -> OpenCalls:
        """Return the calls of open requests, their numbers in normal form; "" where one is not known."""
        return OpenCalls(self._comparable(asked) for asked in uow.requests.open_calls())

    def calls_to_import(self, uow: UnitOfWork) -> OpenCalls:
        """Return those of them that ask for more than they hold."""
        return OpenCalls(self.asking_still(map(self._comparable, uow.requests.open_calls()), uow))

    def asking_still(self, calls: Iterable[AskedCall], uow: UnitOfWork) -> tuple[AskedCall, ...]:
        """Return the calls that ask for more than they hold: without a number, only as many as the policy allows."""
        return tuple(asked for asked in calls if not self._holds_enough(asked, uow))

    @property
    def most_without_number(self) -> int:
        """How many recordings a request without a number holds at most; 0 where that is not limited."""
        return self._without_number or 0

    def calls_without_number(self, uow: UnitOfWork) -> tuple[AskedCall, ...]:
        """Return the calls of open requests to which that limit applies."""
        calls = uow.requests.open_calls() if self._without_number else ()
        return tuple(self._comparable(asked) for asked in calls if finding.number_not_known(asked.call))

    def held_for(self, asked: AskedCall, uow: UnitOfWork) -> frozenset[RecordingId]:
        """Return the recordings on the request's holds that are in force."""
        holds = (hold for hold in uow.keeping.holds_of(asked.request) if hold.stands)
        return frozenset(recording for hold in holds for recording in uow.keeping.held_by(hold.id))

    def reach(self, reach: Mapping[RequestId, timedelta]) -> None:
        """From now on ask for recordings of these requests no farther in time than that."""
        self._reach = reach

    def asking_for(self, recorded: RecordedCall, calls: OpenCalls) -> tuple[AskedCall, ...]:
        """Return the calls that it could match, by reference."""
        return tuple(
            asked
            for asked in calls.near(recorded)
            if finding.could_be(asked.call, recorded.call_at, recorded.number, recorded.outbound, self.zone)
            and abs(asked.call.at - recorded.call_at) <= self._reach.get(asked.request, FAR)
        )

    def _holds_enough(self, asked: AskedCall, uow: UnitOfWork) -> bool:
        if self._without_number is None or not finding.number_not_known(asked.call):
            return False
        return len(self.held_for(asked, uow)) >= self._without_number

    def may_be_asked_for(self, recorded: RecordedCall, calls: OpenCalls) -> bool:
        """Return whether a requested call is so near in time that a person must enter this recording's number."""
        return any(
            finding.may_be_asked_for(asked.call, recorded.call_at, recorded.outbound, self.zone)
            for asked in calls.near(replace(recorded, number=None))
        )

    def _comparable(self, asked: AskedCall) -> AskedCall:
        return replace(asked, call=asked_call(asked.call, self.normal))


def hold_for(calls: Iterable[AskedCall], recording: RecordingId, uow: UnitOfWork) -> tuple[RequestId, ...]:
    """Put the recording on the holds of these requests; return the requests whose holds did not have it before."""
    fresh = []
    holding = frozenset(uow.keeping.holding(recording))
    for asked in calls:
        if any(hold.stands and hold.id not in holding for hold in uow.keeping.holds_of(asked.request)):
            hold_match(asked.request, recording, uow)
            fresh.append(asked.request)
    return tuple(fresh)

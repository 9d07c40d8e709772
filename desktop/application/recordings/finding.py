"""Finding the recording of a request, or stating that it is no longer available.

- There is no search but for a request, by its number and time, logged step by step. If too many match, none is shown.
- A recording can be chosen only if the request's search finds it at that moment. Its call is compared with the log.
- A wrong choice is unlinked first. No mark made in one recording is kept for another.
- "No longer available" takes a widest search and a look in each telephone system. It is no `Decision`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Numbers
from desktop.application.ports.sound import Strongroom
from desktop.application.recordings import holding
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, office_day, policy_versions
from desktop.application.shared.stored_sound import remove_copies
from desktop.domain.copies.marking import Draft
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.log.replay.recordings import digest_of_calls
from desktop.domain.office.people import Permission
from desktop.domain.recordings import finding
from desktop.domain.recordings.retention import KeepingPolicy, Protection, protection_of
from desktop.domain.requests.request import Call, RefusalReason, Request, Status
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.errors import AlreadySavedError, FieldsError, NotAllowedError, WrongStateError


class SayNotLeft(commands.RequestCommand["NotLeft"]):
    """Nothing is left. `looked_in`: the telephone systems that someone has searched in vain."""

    looked_in: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NotLeft:
    """Why the recording of a request is no longer available: a reason for each telephone system."""

    request: RequestId
    reference: str
    call_at: datetime
    systems: tuple[finding.SearchedSystem, ...]


@commands.carries_out(SayNotLeft)
def say_not_left(
    command: SayNotLeft, *, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy
) -> NotLeft:
    """Refuse the request, since nothing is left.

    Raises WrongStateError where something is found after all, and FieldsError while nobody has searched one of the
    telephone systems.
    """
    try:
        return _say(command, uow, clock, numbers, keeping)
    except AlreadySavedError as saved:  # the same command, whose answer was lost
        if saved.not_witnessed is not None:
            raise saved.not_witnessed from None
        with uow.read_only():
            request = uow.requests.get(command.request)
            systems = searched_systems(request, keeping, office_day(uow, clock))
            return NotLeft(request.id, request.reference, request.call.at, systems)


def _say(command: SayNotLeft, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy) -> NotLeft:
    with uow:
        request, call = holding.to_find(command.actor, command.request, uow, numbers)
        uow.proven.request(request.id)
        months = finding.months_of(holding.widest(call, uow))
        told = uow.proven.calls(months)
        if holding.is_left(call, told, uow):
            raise WrongStateError("something_is_left")
        systems = searched_systems(request, keeping, office_day(uow, clock))
        if set(finding.still_to_look_at(systems)) - command.looked_in:
            raise FieldsError({"looked_in": "telephone_system_not_looked_at"})
        uow.requests.save(replace(request, status=Status.REFUSED))
        subjects = {Subject.REQUEST: request.id}
        facts = _facts_of(systems) | policy_versions(uow, keeping)
        facts |= {"months": months, "compared": digest_of_calls(told)}
        event = command.actor.event(EventKind.RECORDING_NOT_LEFT, clock, subjects, **facts)
        uow.commit(event, checkpoint=True)
    return NotLeft(request.id, request.reference, request.call.at, systems)


def refusal_of(request: Request, uow: UnitOfWork) -> RefusalReason | None:
    """Return why the request is refused: by the approver's decision, or because nothing is left."""
    if request.status is not Status.REFUSED:
        return None
    decision = uow.requests.decision(request.id)
    decided = decision.refusal if decision is not None else None
    return RefusalReason(decided) if decided else RefusalReason.NO_LONGER_AVAILABLE


def searched_systems(request: Request, keeping: KeepingPolicy, today: date) -> tuple[finding.SearchedSystem, ...]:
    """Return what became of the call in each telephone system, if nothing of it was imported."""
    return tuple(
        finding.searched_system(source, request.call.at, request.received_on, today) for source in keeping.sources
    )


def _facts_of(systems: tuple[finding.SearchedSystem, ...]) -> Facts:
    return {
        "sources": [system.source for system in systems],
        "left": [system.left.value for system in systems],
        "since": [system.since.isoformat() if system.since else "" for system in systems],
        "after_request": any(system.after_request for system in systems),
    }


MOST = 25
"""The most results shown: more than a person would compare, one by one, with a call that someone remembers."""


@dataclass(frozen=True)
class FoundRow:
    """A search result. `same_number`: it has the number asked for; else it has none, or none is asked for. `asked_for`:
    another request names it.
    """

    id: RecordingId
    call_at: datetime
    seconds: float
    outbound: bool
    source: str
    same_number: bool
    asked_for: bool


@dataclass(frozen=True)
class FindView:
    """The result of a search. `call`: the call searched for, its number in normal form; `within`: when.

    `steps`: how far this request's searches go. `too_many`: some are not shown, since there are more than `MOST`.
    `unread`: how many more are of that time with an unreadable number; none of them is found. `systems`: where nothing
    was found at the widest step, what became of the call in each telephone system.
    """

    request: RequestId
    reference: str
    call: Call
    step: finding.Step
    steps: tuple[finding.Step, ...]
    within: finding.Window
    rows: tuple[FoundRow, ...]
    protection: Protection
    too_many: bool = False
    systems: tuple[finding.SearchedSystem, ...] = ()
    unread: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing was found at this step."""
        return not self.rows and not self.too_many

    @property
    def wider(self) -> finding.Step | None:
        """The next step; None at the widest."""
        return next(iter(self.steps[self.steps.index(self.step) + 1 :]), None)


class LinkRecording(commands.RequestCommand[Request]):
    """The choice of this recording, found at that step, as the call."""

    recording: RecordingId
    step: finding.Step


@commands.idempotent_open
def find_recordings(
    actor: Actor,
    id: RequestId,
    step: finding.Step,
    *,
    uow: UnitOfWork,
    clock: Clock,
    numbers: Numbers,
    keeping: KeepingPolicy,
) -> FindView:
    """Search for it at that step. The search is logged, with the number of results."""
    with uow:
        request, call = holding.to_find(actor, id, uow, numbers)
        found, too_many = _search(call, step, uow, keeping)
        today = office_day(uow, clock)
        view = replace(
            _view(request, call, step, found, today, uow),
            too_many=too_many,
            unread=holding.unread_near(call, step, uow),
        )
        if view.nothing and view.wider is None:
            view = replace(view, systems=searched_systems(request, keeping, today))
        facts: Facts = {"step": step.value, "found": len(view.rows), "too_many": view.too_many}
        facts |= {"unread": view.unread} if view.unread else {}
        uow.commit(actor.event(EventKind.RECORDING_SEARCHED, clock, {Subject.REQUEST: id}, **facts))
    return view


@commands.carries_out(LinkRecording, again=commands.the_request)
def link_recording(
    command: LinkRecording, *, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy
) -> Request:
    """Choose it as the recording. Raises NotAllowedError for one that a search of this request does not find."""
    with uow:
        request, call = holding.to_find(command.actor, command.request, uow, numbers)
        found, _ = _search(call, command.step, uow, keeping)
        if command.recording not in {each.id for each in found}:
            raise NotAllowedError("not_found_by_search")
        if uow.keeping.kept_one(command.recording) is None:
            raise WrongStateError("recording_gone")
        uow.proven.recording(command.recording)
        uow.proven.request(command.request)
        request = replace(request, recording=command.recording, status=Status.LINKED)
        uow.requests.save(request)
        holding.hold_match(request.id, command.recording, uow)
        original = uow.recordings.get(command.recording)
        facts: Facts = {
            "format": original.format,
            "frames": original.frames,
            "rate": original.rate,
            "sha256": original.digest,
            "step": command.step.value,
            **policy_versions(uow, keeping),
        }
        subjects = {Subject.REQUEST: request.id, Subject.RECORDING: original.id}
        uow.commit(command.actor.event(EventKind.RECORDING_LINKED, clock, subjects, **facts))
    return request


class UnlinkRecording(commands.RequestCommand[Request]):
    """The wrong recording was chosen for a request."""


@commands.carries_out(UnlinkRecording, again=commands.the_request)
def unlink_recording(
    command: UnlinkRecording, *, uow: UnitOfWork, clock: Clock, strongroom: Strongroom | None = None
) -> Request:
    """Unlink the wrong recording. Its marks and transcript are deleted, its copies destroyed: nobody heard one.

    The hold stays on it, as on every possible match: two people release a hold. First the keys, then the files: where
    they stay (the desk has no `strongroom`, or something stops in between), they cannot be opened, and the next nightly
    run deletes them.
    """
    actor, id = command.actor, command.request
    with uow:
        actor.acting(Permission.PREPARE_COPY, uow)
        uow.proven.request(id)
        request = uow.requests.get(id)
        request.must_be(Status.LINKED, Status.PREPARED)
        subjects = {Subject.REQUEST: id, Subject.RECORDING: str(request.recording)}
        request = replace(request, recording=None, copy=None, status=Status.TAKEN)
        uow.requests.save(request)
        # Also where nothing was marked: a mark made at this moment in this recording is not kept for another.
        draft = Draft(uow.drafts.get(id).version + 1)
        uow.drafts.save(id, draft, actor.by, clock.now())
        uow.transcripts.destroy(id)
        copies = tuple(uow.keeping.destroy_copies(id, clock.now()))
        facts: Facts = {"copies": copies, "version": draft.version, "draft_sha256": draft.digest}
        uow.commit(actor.event(EventKind.RECORDING_UNLINKED, clock, subjects, **facts))
    if strongroom is not None:
        remove_copies(copies, strongroom)
    return request


def _search(
    call: Call, step: finding.Step, uow: UnitOfWork, keeping: KeepingPolicy
) -> tuple[tuple[finding.Found, ...], bool]:
    """Return the results that may be shown, the earliest first, and whether there are more."""
    if step not in finding.steps_of(call):
        raise NotAllowedError("search_too_wide")
    most = keeping.held_without_number if finding.number_not_known(call) else MOST
    result = holding.search(call, step, uow, most + 1)
    shown = holding.SearchResult(*(some if len(some) <= most else () for some in (result.by_number, result.by_time)))
    return shown.all, shown != result


def _view(
    request: Request, call: Call, step: finding.Step, found: tuple[finding.Found, ...], today: date, uow: UnitOfWork
) -> FindView:
    tasks = uow.keeping.tasks_of(request.id)
    return FindView(
        request=request.id,
        reference=request.reference,
        call=call,
        step=step,
        steps=finding.steps_of(call),
        within=finding.window(call, step, uow.offices.get().zone),
        rows=tuple(_rows(found, request, call, uow)),
        protection=protection_of(tasks, today, imported=False),
    )


def _rows(found: tuple[finding.Found, ...], request: Request, call: Call, uow: UnitOfWork) -> Iterable[FoundRow]:
    named = uow.recordings.named_by([each.id for each in found])
    for each in found:
        others = named.get(each.id, frozenset()) - {request.id}
        same = each.number is not None and each.number == call.number
        yield FoundRow(each.id, each.call_at, each.seconds, each.outbound, each.source, same, bool(others))

"""Finding the recording of a request.

Rules:
- A search runs for a request, by its number and its time, and is logged step by step. There is no other search.
- A request is searched for while it has no recording. A wrong choice is unlinked first (`unlink_recording`), so that
  nobody looks further than needed, and no mark made in one recording is kept for another.
- At most `MOST` are shown of those that match the number, and of those that match by time alone; where the number is
  not known, as many as the policy lets be held (`held_without_number`). Where there are more, none of these is: the
  person is asked for a closer time.
- A recording can be chosen only if a search of that request finds it at that very moment; of which call it is, and what
  call is asked for, is compared with the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from desktop.application.copies.preparing import remove_copies
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock, Numbers
from desktop.application.ports.sound import Strongroom
from desktop.application.recordings.holding import hold_match
from desktop.application.recordings.no_longer_available import searched_systems
from desktop.application.recordings.searching import SearchResult, search, to_find, unread_near
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.commands import Command, carries_out
from desktop.application.shared.given_again import given_again, opened_again, the_request
from desktop.application.shared.under import under
from desktop.domain.copies.draft import Draft
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.people import Permission
from desktop.domain.recordings.finding import Found, SearchedSystem, Step, Window, number_not_known, steps_of, window
from desktop.domain.recordings.keeping import KeepingPolicy, Protection, protection_of
from desktop.domain.requests.request import Call, Request, Status
from desktop.domain.shared.ids import RecordingId, RequestId
from desktop.errors import NotAllowedError, WrongStateError

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
    step: Step
    steps: tuple[Step, ...]
    within: Window
    rows: tuple[FoundRow, ...]
    protection: Protection
    too_many: bool = False
    systems: tuple[SearchedSystem, ...] = ()
    unread: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing was found at this step."""
        return not self.rows and not self.too_many

    @property
    def wider(self) -> Step | None:
        """The next step; None at the widest."""
        return next(iter(self.steps[self.steps.index(self.step) + 1 :]), None)


@dataclass(frozen=True)
class LinkRecording(Command[Request]):
    """The choice of this recording, found at that step, as the call."""

    actor: Actor
    request: RequestId
    recording: RecordingId
    step: Step


@opened_again
def find_recordings(
    actor: Actor, id: RequestId, step: Step, *, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy
) -> FindView:
    """Search for it at that step. The search is logged, with the number of results."""
    with uow:
        request, call = to_find(actor, id, uow, numbers)
        found, too_many = _search(call, step, uow, keeping)
        today = office_day(uow, clock)
        view = replace(
            _view(request, call, step, found, today, uow), too_many=too_many, unread=unread_near(call, step, uow)
        )
        if view.nothing and view.wider is None:
            view = replace(view, systems=searched_systems(request, keeping, today))
        facts: Facts = {"step": step.value, "found": len(view.rows), "too_many": view.too_many}
        facts |= {"unread": view.unread} if view.unread else {}
        uow.commit(event_of(EventKind.RECORDING_SEARCHED, actor, clock, {Subject.REQUEST: id}, **facts))
    return view


@carries_out(LinkRecording)
@given_again(the_request)
def link_recording(
    command: LinkRecording, *, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy
) -> Request:
    """Choose it as the recording. Raises NotAllowedError for one that a search of this request does not find."""
    with uow:
        request, call = to_find(command.actor, command.request, uow, numbers)
        found, _ = _search(call, command.step, uow, keeping)
        if command.recording not in {each.id for each in found}:
            raise NotAllowedError("not_found_by_search")
        if uow.keeping.kept_one(command.recording) is None:
            raise WrongStateError("recording_gone")
        uow.proven.recording(command.recording)
        uow.proven.request(command.request)
        request = replace(request, recording=command.recording, status=Status.LINKED)
        uow.requests.save(request)
        hold_match(request.id, command.recording, uow)
        original = uow.recordings.get(command.recording)
        facts: Facts = {
            "format": original.format,
            "frames": original.frames,
            "rate": original.rate,
            "sha256": original.digest,
            "step": command.step.value,
            **under(uow, keeping),
        }
        subjects = {Subject.REQUEST: request.id, Subject.RECORDING: original.id}
        uow.commit(event_of(EventKind.RECORDING_LINKED, command.actor, clock, subjects, **facts))
    return request


@dataclass(frozen=True)
class UnlinkRecording(Command[Request]):
    """The wrong recording was chosen for a request."""

    actor: Actor
    request: RequestId


@carries_out(UnlinkRecording)
@given_again(the_request)
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
        acting(actor, Permission.PREPARE_COPY, uow)
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
        uow.commit(event_of(EventKind.RECORDING_UNLINKED, actor, clock, subjects, **facts))
    if strongroom is not None:
        remove_copies(copies, strongroom)
    return request


def _search(call: Call, step: Step, uow: UnitOfWork, keeping: KeepingPolicy) -> tuple[tuple[Found, ...], bool]:
    """Return the results that may be shown, the earliest first, and whether there are more."""
    if step not in steps_of(call):
        raise NotAllowedError("search_too_wide")
    most = keeping.held_without_number if number_not_known(call) else MOST
    result = search(call, step, uow, most + 1)
    shown = SearchResult(*(some if len(some) <= most else () for some in (result.by_number, result.by_time)))
    return shown.all, shown != result


def _view(request: Request, call: Call, step: Step, found: tuple[Found, ...], today: date, uow: UnitOfWork) -> FindView:
    tasks = uow.keeping.tasks_of(request.id)
    return FindView(
        request=request.id,
        reference=request.reference,
        call=call,
        step=step,
        steps=steps_of(call),
        within=window(call, step, uow.offices.get().zone),
        rows=tuple(_rows(found, request, call, uow)),
        protection=protection_of(tasks, today, imported=False),
    )


def _rows(found: tuple[Found, ...], request: Request, call: Call, uow: UnitOfWork) -> Iterable[FoundRow]:
    named = uow.recordings.named_by([each.id for each in found])
    for each in found:
        others = named.get(each.id, frozenset()) - {request.id}
        same = each.number is not None and each.number == call.number
        yield FoundRow(each.id, each.call_at, each.seconds, each.outbound, each.source, same, bool(others))

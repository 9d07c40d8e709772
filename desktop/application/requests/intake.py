"""Taking a request: who asks, for which calls, and who acts for them; and correcting these afterwards.

- Each call is a request of its own under one number (docs/decisions/0014), with its hold and tasks, in one transaction.
- Before a correction who asks is compared with the log. The event has no name, number or time.
- Who they are stays once a session confirmed it; a change ends approvals. Where to reach them can always change.
- The call changes only while its recording is searched for. Earlier holds stay: two people release one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from zoneinfo import ZoneInfo

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Numbers
from desktop.application.recordings.holding import add_tasks, hold_matches, place_hold, stops_of
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, note_of, office_day, policy_versions
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.log.signers import ONLY_TAKEN
from desktop.domain.office.people import Permission
from desktop.domain.recordings.retention import Hold, KeepingPolicy, StopDeletion
from desktop.domain.requests import intake
from desktop.domain.requests.deadline import DeadlineRules, due_date
from desktop.domain.requests.request import OPEN, WHO_THEY_ARE, WITHHELD, Asker, Call, Representative, Request, Status
from desktop.domain.shared.ids import RequestId, new_id
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.typed_text import Note
from desktop.errors import WrongStateError

PREFIX = {Kind.SUBJECT_ACCESS: "SAR", Kind.INTERNAL: "INT"}


class TakeRequest(intake.Intake, commands.Command[tuple[Request, ...]], kw_only=True):
    """A request as typed, and who takes it. The number of each call is as typed."""

    actor: Actor


@dataclass(frozen=True)
class _Kept:
    """The records stored with a new request: its hold, its reason in words, its tasks "Stop deletion"."""

    hold: Hold
    reason: Note | None
    tasks: list[StopDeletion]


@commands.carries_out(TakeRequest, again=commands.the_requests)
def take_request(
    command: TakeRequest,
    *,
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    rules: DeadlineRules,
    keeping: KeepingPolicy,
    numbers: Numbers,
) -> tuple[Request, ...]:
    """Take it, with the next reference number, and hold its possible matches: one request for each call, in order.

    Raises FieldsError for anything missing or impossible.
    """
    calls, unread = in_normal_form(command.calls, numbers)
    command = replace(command, calls=calls)
    commands.refuse_fields(intake.problems_of(command, clock.now(), zone) | unread)
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        year = command.received_on.year
        number = f"{PREFIX[command.kind]}-{year}-{uow.requests.next_reference(command.kind.value, year):04d}"
        due = due_date(command.received_on, rules.holidays).due if command.kind is Kind.SUBJECT_ACCESS else None
        requests = tuple(_request(command, number, part, due) for part in range(1, len(calls) + 1))
        kept = [_keep(request, command, uow, clock, keeping) for request in requests]
        found = [hold_matches(request, each.hold, uow, keeping) for request, each in zip(requests, kept, strict=True)]
        subjects = {Subject.REQUEST: requests[0].id, Subject.HOLD: kept[0].hold.id}
        asked = [uow.requests.asked_digest(request.id) for request in requests]
        facts = {**_facts(command, requests, kept), "asked": asked, "held": sum(map(len, found)), "recordings": found}
        facts |= policy_versions(uow, keeping) if due is None else policy_versions(uow, rules, keeping)
        uow.commit(command.actor.event(EventKind.REQUEST_TAKEN, clock, subjects, **facts))
    return requests


def in_normal_form(calls: tuple[Call, ...], numbers: Numbers) -> tuple[tuple[Call, ...], dict[str, str]]:
    """Return the calls with their numbers in normal form, and a problem for each that is no number."""
    read, problems = [], {}
    for at, call in enumerate(calls, 1):
        typed = call.number.strip()
        number = WITHHELD if typed.casefold() == WITHHELD else numbers.normal(typed) if typed else ""
        if number is None:
            problems[intake.call_field(at, "number")] = "number_unreadable"
        read.append(replace(call, number=typed if number is None else number))
    return tuple(read), problems


def _request(command: TakeRequest, number: str, part: int, due: date | None) -> Request:
    return Request(
        **command.asked(),
        id=RequestId(new_id()),
        reference=number if part == 1 else f"{number}/{part}",
        status=Status.TAKEN,
        due_on=due,
        call=command.calls[part - 1],
        taken_by=command.actor.by,
    )


def _keep(request: Request, command: TakeRequest, uow: UnitOfWork, clock: Clock, keeping: KeepingPolicy) -> _Kept:
    """Save the request, hold its possible matches, add the tasks at the telephone systems."""
    reason = note_of(command.reason, "reason")
    uow.requests.add(request, reason)
    hold = place_hold(request, command.actor.by, clock.now(), keeping, uow)
    return _Kept(hold, reason, add_tasks(request, keeping, uow))


def _facts(command: TakeRequest, requests: tuple[Request, ...], kept: list[_Kept]) -> Facts:
    first, hold = requests[0], kept[0].hold
    reasons = [each.reason for each in kept if each.reason is not None]
    facts: Facts = {
        "reference": requests[0].reference,
        "reason_given": bool(command.reason.strip()),
        "represented": command.representative is not None,
        "received_on": first.received_on.isoformat(),
        "due_on": first.due_on.isoformat() if first.due_on else "",
        "purpose": first.purpose.value if first.purpose else "",
        "copy_wanted": first.copy_wanted,
        "came_by": first.came_by.value if first.came_by else "",
        "copy_offered": first.copy_offered,
        "language": first.language.value if first.language else "",
        "notes": [reason.id for reason in reasons],
        "digests": [reason.digest for reason in reasons],
        "hold_reason": hold.reason.value,
        "review_on": hold.review_on.isoformat(),
        "stops": stops_of(task for each in kept for task in each.tasks),
    }
    if len(requests) > 1:
        facts |= {"requests": [request.id for request in requests], "holds": [each.hold.id for each in kept]}
    return facts


class CorrectAsker(commands.RequestCommand[None]):
    """The person as they are now, and as they were `shown` to whoever corrects them."""

    shown: Asker = field(repr=False)
    asker: Asker = field(repr=False)


@commands.carries_out(CorrectAsker, again=commands.nothing)
def correct_asker(command: CorrectAsker, *, uow: UnitOfWork, clock: Clock) -> None:
    """Save the person. Nothing is logged where nothing changed.

    Raises FieldsError, and WrongStateError (`asker_changed`) where they were shown otherwise.
    """
    with uow:
        command.actor.acting(Permission.CORRECT_ASKER, uow)
        request = uow.requests.get(command.request)
        together = uow.requests.of_number(request.number)
        for each in together:
            uow.proven.request(each.id)
        if request.asker != command.shown:
            raise WrongStateError("asker_changed").of(request=together[0].id)
        changed = request.asker.changed_to(command.asker)
        if not changed:
            return
        problems = intake.problems_of_asker(command.asker, request.kind, office_day(uow, clock))
        is_another = not WHO_THEY_ARE.isdisjoint(changed)
        if is_another and who_is_confirmed(together, uow):
            problems |= {
                intake.IN_FORM.get(name, name): "identity_confirmed" for name in changed if name in WHO_THEY_ARE
            }
        commands.refuse_fields(problems)
        corrected = [_corrected(each, command.asker, is_another) for each in together]
        for each in corrected:
            uow.requests.save(each)
        ended = [now.id for before, now in zip(together, corrected, strict=True) if before.status is not now.status]
        facts: Facts = {
            "changed": list(changed),
            "requests": [each.id for each in together],
            "asked": [uow.requests.asked_digest(each.id) for each in together],
            "approvals_ended": list(ended),
        }
        event = command.actor.event(EventKind.ASKER_CORRECTED, clock, {Subject.REQUEST: together[0].id}, **facts)
        uow.commit(event, checkpoint=bool(ended))


def who_is_confirmed(together: Iterable[Request], uow: UnitOfWork) -> bool:
    """Return whether identity was confirmed in a session of one of these requests."""
    return any(session.identified for each in together for session in uow.sessions.of_request(each.id))


def _corrected(request: Request, asker: Asker, is_another: bool) -> Request:
    """Return the request of that person. An approval ends where they are another one."""
    if is_another and request.status is Status.APPROVED:
        return replace(request, asker=asker, status=Status.PREPARED, approved_until=None)
    return replace(request, asker=asker)


class CorrectCall(commands.RequestCommand[Request]):
    """The call as the person describes it now; its number is as typed."""

    call: Call


@commands.carries_out(CorrectCall, again=commands.the_request)
def correct_call(
    command: CorrectCall, *, uow: UnitOfWork, clock: Clock, numbers: Numbers, keeping: KeepingPolicy
) -> Request:
    """Correct the call. Raises FieldsError for impossible values, WrongStateError once the recording is found."""
    (call,), unread = in_normal_form((command.call,), numbers)
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        uow.proven.request(command.request)
        before = uow.requests.get(command.request)
        before.must_be(Status.TAKEN)
        zone = uow.offices.get().zone
        commands.refuse_fields(
            intake.problems_of_calls((call,), clock.now(), zone, received=before.received_on) | unread
        )
        request = replace(before, call=call)
        uow.requests.save(request)
        holds = [hold for hold in uow.keeping.holds_of(request.id) if hold.stands]
        found = [hold_matches(request, hold, uow, keeping) for hold in holds]
        stops = list(_tasks_of(request, keeping, uow))
        for task in stops:
            uow.keeping.save_task(task)
        facts: Facts = {
            "time": call.at != before.call.at,
            "number": call.number != before.call.number,
            "direction": call.outbound != before.call.outbound,
            "by_somebody_else": call.by_somebody_else != before.call.by_somebody_else,
            "held": sum(map(len, found)),
            "recordings": [*dict.fromkeys(chain.from_iterable(found))],
            "stops": stops_of(stops),
            "asked": uow.requests.asked_digest(request.id),
            **policy_versions(uow, keeping),
        }
        uow.commit(command.actor.event(EventKind.CALL_CORRECTED, clock, {Subject.REQUEST: request.id}, **facts))
    return request


def _tasks_of(request: Request, keeping: KeepingPolicy, uow: UnitOfWork) -> Iterator[StopDeletion]:
    """Yield the tasks not confirmed yet, with the day on which the telephone system deletes the corrected call."""
    for task in uow.keeping.tasks_of(request.id):
        source = keeping.source(task.source)
        if source is not None and task.confirmed_by is None:
            yield replace(task, deletes_on=source.system_deletes_on(request.call.at))


class NameRepresentative(commands.RequestCommand[None]):
    """Who acts for the person of that request, as at intake."""

    acts: Representative


@commands.carries_out(NameRepresentative, again=commands.nothing)
def name_representative(command: NameRepresentative, *, uow: UnitOfWork, clock: Clock) -> None:
    """Save who acts for the person. Raises FieldsError, and WrongStateError where nobody can be named."""
    acts = command.acts
    with uow:
        command.actor.acting(Permission.TAKE_REQUEST, uow)
        number = _unrepresented(command.request, uow).number
        commands.refuse_fields(intake.problems_of_representative(acts, office_day(uow, clock)))
        together = uow.requests.of_number(number)
        requests = [replace(each, representative=acts) for each in together if intake.may_be_named(each)]
        for request in requests:
            uow.proven.request(request.id)
            uow.requests.save(request)
        facts: Facts = {
            "acts_by": acts.authority.value,
            "authority_seen": acts.seen_on is not None,
            ONLY_TAKEN: all(request.status is Status.TAKEN for request in requests),
            "requests": [request.id for request in requests],
            "asked": [uow.requests.asked_digest(request.id) for request in requests],
        }
        subjects = {Subject.REQUEST: together[0].id}
        uow.commit(command.actor.event(EventKind.REPRESENTATIVE_NAMED, clock, subjects, **facts))


def _unrepresented(id: RequestId, uow: UnitOfWork) -> Request:
    request = uow.requests.get(id)
    request.must_be(*OPEN)
    if request.kind is not Kind.SUBJECT_ACCESS:
        raise WrongStateError("nobody_acts_for_colleagues")
    if request.representative is not None:
        raise WrongStateError("represented_already").of(request=id)
    return request

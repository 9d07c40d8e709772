"""Deciding on a request, by someone who took no part in it (`people_involved`). The front desk overrides nothing of it.

- A decision is on the very copy that the approver looked at, for the person they saw, and binds the copy's digest.
- Approving asks for their own password, once everything else is right; then all of it is looked at once more.
- What could be a mistake is confirmed and logged: nothing removed, parts not heard, transcript not opened.
- An approval can be withdrawn until someone has heard the copy, which then waits for a decision again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from desktop.application.office.signing_in import InPerson, acting_in_person
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import PasswordCheck
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, needed_note, note_of, policy_versions
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.decision import UNWEIGHED, Decision, Ruling, Weighing, is_weighed, unheard_of
from desktop.domain.log.events import Event, EventKind, Facts, Subject
from desktop.domain.office.people import Permission, Person
from desktop.domain.requests.request import Asker, Purpose, RefusalReason, Request, Status, refusals_of
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import CopyId, PersonId, RequestId, new_id
from desktop.domain.shared.spans import total
from desktop.errors import FieldsError, WrongStateError, problems_where


@dataclass(frozen=True)
class Decidable:
    """The subject of a decision. `newer`: the version of newer marks, if any; `unheard`: frames that were not heard.

    `transcript`: the digest of the copy's transcript, if any; `newer_words`: the version of a newer one, not in it;
    `unread`: whoever decides has not opened it.
    """

    request: Request
    copy: ApprovedCopy | None
    newer: int | None
    unheard: int
    transcript: str | None = None
    newer_words: int | None = None
    unread: bool = False


def facts_of(found: Decidable, ruling: Ruling, with_words: bool) -> Facts:
    """Return what the event says of the circumstances."""
    facts: Facts = {} if found.newer is None else {"newer_marks": found.newer}
    if ruling is Ruling.APPROVE and found.copy is not None:
        facts["unheard"] = found.unheard
        if with_words and found.newer_words is not None:
            facts["newer_transcript"] = found.newer_words
        if with_words:
            facts["unread"] = found.unread
        if needs_removal(found.request, found.copy):
            facts["nothing_to_remove"] = True
    return facts


def needs_removal(request: Request, copy: ApprovedCopy) -> bool:
    """Return whether it is for training and nothing is removed: then the approver must confirm, and the log says so."""
    return request.purpose is Purpose.TRAINING and not copy.removed


def ruling_of(decision: Decision) -> Ruling | None:
    """Return that decision's ruling; None where it withdraws an approval."""
    if decision.approved:
        return Ruling.APPROVE
    if decision.sent_back:
        return Ruling.SEND_BACK
    return Ruling.REFUSE if decision.refusal else None


def people_involved(request: Request, uow: UnitOfWork) -> frozenset[PersonId]:
    """Return everybody involved in that request and its copy: they decide nothing about it."""
    savers = uow.drafts.savers(request.id) | uow.transcripts.savers(request.id)
    askers = {request.taken_by} | uow.requests.correctors(request.number)
    return savers | askers | uow.recordings.preparers(request.id)


DECIDED_FROM = {
    Ruling.APPROVE: (Status.PREPARED,),
    Ruling.SEND_BACK: (Status.PREPARED,),
    Ruling.REFUSE: (Status.TAKEN, Status.LINKED, Status.PREPARED),
}
"""The request statuses from which each ruling is possible."""

EVENTS = {
    Ruling.APPROVE: EventKind.REQUEST_APPROVED,
    Ruling.SEND_BACK: EventKind.REQUEST_SENT_BACK,
    Ruling.REFUSE: EventKind.REQUEST_REFUSED,
}


class Decide(commands.Command[Request]):
    """The approver's ruling on a request and on the `copy` that they looked at (None where it has none).

    `asker`: the person that was shown to them; None where none was.
    `until`: the last day of an approval, None for no end. `words` are the approver's own, for whoever prepares it.
    `by`: approving needs the password. `with_transcript`: whether the copy's transcript is approved with it, where it
    has one.
    """

    by: InPerson
    request: RequestId
    ruling: Ruling | None
    copy: CopyId | None = None
    until: date | None = None
    refusal: RefusalReason | None = None
    words: str = ""
    nothing_to_remove: bool = False
    newer_marks_known: bool = False
    newer_transcript_known: bool = False
    unheard_known: bool = False
    unread_known: bool = False
    weighing: Weighing = UNWEIGHED
    with_transcript: bool | None = None
    asker: Asker | None = field(default=None, repr=False)


class WithdrawApproval(commands.RequestCommand[Request]):
    """An approval is withdrawn; `words` say why."""

    words: str


@commands.carries_out(Decide, again=commands.the_request)
def decide(command: Decide, *, uow: UnitOfWork, clock: Clock, zone: ZoneInfo, check: PasswordCheck) -> Request:
    """Save the decision. Raises NotAllowedError for whoever took part in the request.

    Raises FieldsError, WrongStateError, SignInRefusedError.
    """
    ruling = _check(command, clock.now().astimezone(zone).date())
    with uow:
        found = _decidable(command, ruling, uow)
        if ruling is Ruling.APPROVE:
            acting_in_person(command.by, Permission.DECIDE, uow=uow, check=check)
            found = _decidable(command, ruling, uow)  # the transaction may be another one
        decision = _decision(command, ruling, found, clock)
        uow.requests.add_decision(decision)
        request = _decided(found.request, ruling, command)
        uow.requests.save(request)
        facts = policy_versions(uow, check.policy) | facts_of(found, ruling, bool(command.with_transcript))
        uow.commit(_event(ruling, decision, command.by.actor, clock, facts), checkpoint=True)
    return request


@commands.carries_out(WithdrawApproval, again=commands.the_request)
def withdraw_approval(command: WithdrawApproval, *, uow: UnitOfWork, clock: Clock) -> Request:
    """Withdraw it: the copy waits for a decision again. Raises FieldsError, WrongStateError once it has been heard."""
    note = needed_note(command.words, "words", "withdraw_words_missing")
    with uow:
        person = command.actor.acting(Permission.DECIDE, uow)
        uow.proven.request(command.request)
        request = uow.requests.get(command.request)
        request.must_be(Status.APPROVED)
        person.must_not_be(people_involved(request, uow))
        if (bound := _why_bound(request, uow)) is not None:
            raise bound
        approved = uow.requests.decision(request.id)
        assert approved is not None and approved.approved, "the request is approved"
        withdrawn = replace(
            approved,
            id=new_id(),
            decided_by=person.id,
            decided_at=clock.now(),
            approved=False,
            until=None,
            note=note,
            weighed=(),
            transcript=None,
        )
        uow.requests.add_decision(withdrawn)
        request = replace(request, status=Status.PREPARED, approved_until=None)
        uow.requests.save(request)
        subjects = _subjects(withdrawn)
        facts: Facts = {"sha256": approved.copy_digest or "", "digest": note.digest, "decision": withdrawn.id}
        if withdrawn.version is not None:
            facts["version"] = withdrawn.version
        uow.commit(command.actor.event(EventKind.APPROVAL_WITHDRAWN, clock, subjects, **facts), checkpoint=True)
    return request


def may_withdraw(person: Person, request: Request, uow: UnitOfWork) -> bool:
    """Return whether that person can withdraw the approval of that request now."""
    if not person.may(Permission.DECIDE) or request.status is not Status.APPROVED:
        return False
    return person.id not in people_involved(request, uow) and _why_bound(request, uow) is None


def _why_bound(request: Request, uow: UnitOfWork) -> WrongStateError | None:
    """Return why the approval of that request cannot be withdrawn now."""
    sessions = uow.sessions.of_request(request.id)
    if any(session.heard or session.state is State.LISTENING for session in sessions):
        return WrongStateError("copy_heard")
    return None


def _unheard(by: PersonId, request: Request, copy: ApprovedCopy | None, uow: UnitOfWork) -> int:
    """Return how many frames of the copy they have not heard, as the log says."""
    if copy is None:
        return 0
    return total(unheard_of(uow.reading.heard_by_staff(by, copy.id, request.id), copy.frames, copy.rate))


def _decidable(command: Decide, ruling: Ruling, uow: UnitOfWork) -> Decidable:
    """Return what is decided on, once all but the password is right."""
    person = command.by.actor.acting_here(Permission.DECIDE, uow)
    uow.proven.request(command.request)
    request = uow.requests.get(command.request)
    request.must_be(*DECIDED_FROM[ruling])
    person.must_not_be(people_involved(request, uow))
    if request.copy != command.copy:
        raise WrongStateError("copy_changed").of(request=request.id)
    if command.asker not in (None, request.asker):
        raise WrongStateError("asker_changed").of(request=request.id)
    if ruling is Ruling.REFUSE:
        _check_refusal(command, request, uow)
    copy = uow.recordings.copy(request.copy) if request.copy else None
    draft = uow.drafts.get(request.id)
    newer = copy is not None and draft.is_newer_than(copy.version)
    unheard = _unheard(person.id, request, copy, uow) if ruling is Ruling.APPROVE else 0
    words = uow.transcripts.of_copy(copy.id) if copy is not None else None
    version = uow.transcripts.version(request.id)
    newer_words = version if words is not None and version > words.version else None
    read = copy is None or words is None or uow.reading.has_read_transcript(person.id, copy.id, request.id)
    found = Decidable(
        request, copy, draft.version if newer else None, unheard, words.digest if words else None, newer_words, not read
    )
    _check_against(command, found)
    return found


def _check(command: Decide, today: date) -> Ruling:
    """Check the command by itself."""
    ruling, until = command.ruling, command.until
    problems = problems_where(
        ("ruling", "decision_missing", ruling is None),
        ("refusal", "refusal_reason_missing", ruling is Ruling.REFUSE and command.refusal is None),
        ("words", "send_back_words_missing", ruling is Ruling.SEND_BACK and not command.words.strip()),
        ("until", "until_in_past", ruling is Ruling.APPROVE and until is not None and until < today),
    )
    if problems or ruling is None:
        raise FieldsError(problems)
    return ruling


def _check_refusal(command: Decide, request: Request, uow: UnitOfWork) -> None:
    """Check that the request can be refused for that reason."""
    if command.refusal not in refusals_of(request.kind):
        raise FieldsError({"refusal": "refusal_for_its_reason"})
    is_here = request.recording is not None and uow.keeping.kept_one(request.recording) is not None
    if command.refusal is RefusalReason.NO_LONGER_AVAILABLE and is_here:
        raise FieldsError({"refusal": "refusal_is_here"})


def _check_against(command: Decide, found: Decidable) -> None:
    """Check an approval against the request."""
    request, copy = found.request, found.copy
    if command.ruling is not Ruling.APPROVE or copy is None:
        return
    newer_words, weighing = found.newer_words is not None, command.weighing
    problems = problems_where(
        ("nothing_to_remove", "training_needs_removal", needs_removal(request, copy) and not command.nothing_to_remove),
        ("newer_marks", "newer_marks_not_known", found.newer is not None and not command.newer_marks_known),
        ("unheard", "unheard_not_known", found.unheard and not command.unheard_known),
        ("unread", "unread_not_known", found.unread and command.with_transcript and not command.unread_known),
        ("transcript", "transcript_choice_missing", found.transcript is not None and command.with_transcript is None),
        (
            "newer_transcript",
            "newer_transcript_not_known",
            newer_words and command.with_transcript and not command.newer_transcript_known,
        ),
    )
    if is_weighed(request.kind):
        problems |= {name: f"{name}_missing" for name in weighing.missing}
        if weighing.against_their_will and not command.words.strip():
            problems["words"] = "against_their_will_words_missing"
    commands.refuse_fields(problems | problems_where(("own_password", "password_missing", not command.by.password)))


def _decision(command: Decide, ruling: Ruling, found: Decidable, clock: Clock) -> Decision:
    approves, refuses, copy = ruling is Ruling.APPROVE, ruling is Ruling.REFUSE, found.copy
    return Decision(
        id=new_id(),
        request=command.request,
        copy=copy.id if copy else None,
        copy_digest=copy.digest if copy else None,
        decided_by=command.by.actor.by,
        decided_at=clock.now(),
        approved=approves,
        refusal=command.refusal.value if refuses and command.refusal else None,
        until=command.until if approves else None,
        note=note_of(command.words),
        sent_back=ruling is Ruling.SEND_BACK,
        weighed=command.weighing.codes,
        version=copy.version if copy else None,
        transcript=found.transcript if approves and command.with_transcript else None,
    )


def _decided(request: Request, ruling: Ruling, command: Decide) -> Request:
    if ruling is Ruling.APPROVE:
        return replace(request, status=Status.APPROVED, approved_until=command.until)
    if ruling is Ruling.SEND_BACK:
        return replace(request, status=Status.LINKED, copy=None)
    return replace(request, status=Status.REFUSED)


def _event(ruling: Ruling, decision: Decision, actor: Actor, clock: Clock, more: Facts) -> Event:
    facts: Facts = {
        "decision": decision.id,
        "sha256": decision.copy_digest or "",
        "reason": decision.refusal or "",
        "weighed": [f"{factor}:{answer}" for factor, answer in decision.weighed],
        **more,
    }
    if decision.approved:
        facts["until"] = decision.until.isoformat() if decision.until else ""
    if decision.version is not None:
        facts["version"] = decision.version
    if decision.transcript is not None:
        facts["transcript"] = decision.transcript
    if decision.note is not None:
        facts["digest"] = decision.note.digest
    return actor.event(EVENTS[ruling], clock, _subjects(decision), **facts)


def _subjects(decision: Decision) -> dict[Subject, str]:
    subjects: dict[Subject, str] = {Subject.REQUEST: decision.request}
    if decision.copy is not None:
        subjects[Subject.COPY] = decision.copy
    if decision.note is not None:
        subjects[Subject.NOTE] = decision.note.id
    return subjects

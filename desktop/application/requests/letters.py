"""Letters to the person who asked: their facts, and a record that one was made. The screens make the words.

- Words are not stored: the log says which letter of which request was printed or saved. Viewing one opens the request.
- Letters go to the representative, unless they are to go to the person. `reach` is for the officer, never on paper.
- A real office writes nothing under the address of the example (`policy.Contact.made_up`).
- A response tells nothing of a recording's contents but its length and the removed parts (`domain.copies.marking`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import MailProgram
from desktop.application.ports.office import OfficeFacts
from desktop.application.recordings.finding import refusal_of
from desktop.application.requests.closing import still_awaited, waits_in_vain
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, office_day, policy_versions
from desktop.domain.appointments import Appointment, AppointmentStatus
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.marking import PublicReason, public_wording
from desktop.domain.log.events import EventKind, Facts, Subject
from desktop.domain.office.office_policy import AnswerTexts, Contact, OfficePolicy, Opening, Regulator
from desktop.domain.office.people import Permission
from desktop.domain.recordings.retention import KeepingPolicy, RetentionPeriod, deletes_on
from desktop.domain.requests import letters
from desktop.domain.requests.complaints import Complaint
from desktop.domain.requests.deadline import DeadlineRules, ExtensionReason, ProofOf, QuestionAbout
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import Language, RefusalReason, Request
from desktop.domain.sessions.needs import Need
from desktop.domain.sessions.session import State
from desktop.domain.shared.ids import RequestId
from desktop.domain.shared.paper import Way
from desktop.errors import WrongStateError


@dataclass(frozen=True)
class RemovedParts:
    """How many parts were removed for that reason, and how long they are together."""

    reason: PublicReason
    count: int
    length: timedelta


@dataclass(frozen=True)
class Response:
    """The findings, and how the person gets them. `looked_on`: None where the log does not say when.

    `listened_on`: the days of the sessions in which it was heard, each once. `kept_for`: the period of recordings like
    this one; None where its telephone system has none any more. `texts`: the office's own, where it has some;
    `texts_welsh`: those in Welsh.
    """

    looked_on: date | None
    length: timedelta
    removed: tuple[RemovedParts, ...]
    listened_on: tuple[date, ...]
    copy_wanted: bool
    kept_for: RetentionPeriod | None
    texts: AnswerTexts | None
    texts_welsh: AnswerTexts | None = None


def response_to(request: Request, uow: UnitOfWork, policy: OfficePolicy, keeping: KeepingPolicy) -> Response:
    """Return the facts as of now. Raises WrongStateError for a request that has no copy."""
    if request.copy is None or request.recording is None:
        raise WrongStateError("letter_does_not_fit")
    copy, source = uow.recordings.copy(request.copy), uow.recordings.get(request.recording).source
    looked, sessions = uow.requests.looked_at(request.id), uow.sessions.of_request(request.id)
    heard = [session for session in sessions if session.heard and session.state is State.CLOSED]
    return Response(
        looked_on=policy.local(looked).date() if looked else None,
        length=timedelta(seconds=copy.frames / copy.rate),
        removed=_removed(copy),
        listened_on=tuple(dict.fromkeys(policy.local(session.opened_at).date() for session in heard)),
        copy_wanted=request.copy_wanted,
        kept_for=next((each.period for each in keeping.sources if each.name == source), None),
        texts=policy.answer,
        texts_welsh=policy.answer_welsh,
    )


def _removed(copy: ApprovedCopy) -> tuple[RemovedParts, ...]:
    """Return the removed parts by the reason that may be told, in the order of the reasons."""
    counts: Counter[PublicReason] = Counter()
    frames: Counter[PublicReason] = Counter()
    for part in copy.removed:
        reason = public_wording(part.reason)
        counts[reason] += 1
        frames[reason] += part.end - part.start
    return tuple(
        RemovedParts(reason, counts[reason], timedelta(seconds=frames[reason] / copy.rate))
        for reason in PublicReason
        if counts[reason]
    )


@dataclass(frozen=True)
class Sender:
    """The office as the sender of its letters. `opening`: Monday first."""

    office: str
    place: str
    contact: Contact
    regulator: Regulator
    opening: tuple[Opening | None, ...]
    demo: bool


@dataclass(frozen=True)
class KeptFor:
    """A telephone system's retention period, and the day from which it could delete this call."""

    period: RetentionPeriod
    deleted_from: date


@dataclass(frozen=True)
class Letter:
    """The facts of one letter.

    `to`: the lines of the address, the name first. `about`: whom the request concerns, where the letter goes to a
    representative. `acted_for_by`: the representative, where it goes to the person all the same. `asked_on`: the first
    day on which something was asked for that has not come; `question`: what an open question is about. `complaint`:
    the one that it is about; `correction`: likewise, and `correction_due` is by when it was to be answered. `waits`:
    the deadline waits for what the letter asks for, and the letter says so. `by_somebody_else`: the person was not in
    the call. `welsh_unchecked`: Welsh words that no native reader has checked may be used. Fields that do not belong to
    its kind are empty.
    """

    kind: LetterKind
    request: RequestId
    reference: str
    written_on: date
    sender: Sender
    name: str
    to: tuple[str, ...]
    about: str
    reach: str
    received_on: date
    due_on: date | None
    call_at: datetime
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    adjustments: tuple[str, ...] = ()
    refusal: RefusalReason | None = None
    kept_for: tuple[KeptFor, ...] = ()
    extension: ExtensionReason | None = None
    proofs: tuple[ProofOf, ...] = ()
    acted_for_by: str = ""
    asked_on: date | None = None
    question: QuestionAbout | None = None
    response: Response | None = None
    complaint: Complaint | None = None
    correction: FollowUp | None = None
    correction_due: date | None = None
    needs: tuple[Need, ...] = ()
    language: Language = Language.ENGLISH
    welsh_unchecked: bool = False
    by_somebody_else: bool = False
    waits: bool = True


class MakeLetter(commands.RequestCommand[Letter]):
    """A letter about a request; `way`: printed or saved."""

    kind: LetterKind
    way: Way


def letters_of(request: Request, today: date, unanswered_days: int, uow: UnitOfWork) -> tuple[LetterKind, ...]:
    """Return which letters fit that request now. `unanswered_days`: the office's (`DeadlineRules`)."""
    booked, unanswered = _booked(request, uow) is not None, waits_in_vain(request, today, unanswered_days, uow)
    complaints = uow.complaints.of_request(request.id, uow.offices.get().zone)
    refusal, said = refusal_of(request, uow), _follow_ups(request.id, uow)
    return letters.letters_about(
        request, refusal, booked=booked, unanswered=unanswered, complaints=complaints, follow_ups=said
    )


@commands.idempotent_open
def look_at_letter(
    actor: Actor,
    request: RequestId,
    kind: LetterKind,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    keeping: KeepingPolicy,
    rules: DeadlineRules,
) -> Letter:
    """Return the letter as of now. Raises WrongStateError where it does not fit the request, or has no sender yet."""
    with uow:
        letter, _ = _letter(actor, request, kind, uow, clock, policy, keeping, rules)
        uow.commit(actor.event(EventKind.REQUEST_OPENED, clock, {Subject.REQUEST: request}))
    return letter


@commands.carries_out(MakeLetter)
@commands.logged_once
def make_letter(
    command: MakeLetter,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    keeping: KeepingPolicy,
    rules: DeadlineRules,
) -> Letter:
    """Log a letter about to be printed or saved, and return it. Raises as `look_at_letter` does."""
    with uow:
        letter, booked = _letter(command.actor, command.request, command.kind, uow, clock, policy, keeping, rules)
        subjects: dict[Subject, str] = {Subject.REQUEST: command.request}
        if booked is not None:
            subjects[Subject.APPOINTMENT] = booked.id
        if letter.correction is not None:
            subjects[Subject.SESSION] = letter.correction.session
        facts: Facts = {"letter": command.kind.value, "way": command.way.value}
        facts |= policy_versions(uow, policy, keeping)
        uow.commit(command.actor.event(EventKind.LETTER_MADE, clock, subjects, **facts))
    return letter


def _asked_for(actor: Actor, id: RequestId, uow: UnitOfWork) -> Request:
    """Return the request, compared with the log with all that a letter can tell of: whom it goes to, and what of."""
    actor.acting(Permission.WRITE_LETTER, uow)
    uow.proven.journey(id)
    return uow.requests.get(id)


def _letter(
    actor: Actor,
    id: RequestId,
    kind: LetterKind,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    keeping: KeepingPolicy,
    rules: DeadlineRules,
) -> tuple[Letter, Appointment | None]:
    """Return the letter, and the appointment that it mentions."""
    request, office, today = _asked_for(actor, id, uow), uow.offices.get(), office_day(uow, clock)
    _must_fit(kind, request, policy, office, today, uow)
    uow.proven.office()
    booked = _booked(request, uow) if kind is LetterKind.INVITATION else None
    goes_to, acts, asked = request.addressee, request.representative, request.deadline_facts
    letter = Letter(
        kind=kind,
        request=id,
        reference=request.reference,
        written_on=today,
        sender=Sender(office.name, office.place, policy.contact, policy.regulator, policy.opening, office.demo),
        name=goes_to.name,
        to=letters.on_envelope(goes_to.name, goes_to.address),
        about=goes_to.acts_for,
        reach=request.asker.contact,
        received_on=request.received_on,
        due_on=request.due_on,
        call_at=request.call.at,
        by_somebody_else=request.call.by_somebody_else,
        refusal=refusal_of(request, uow),
        kept_for=_kept_for(request, uow, keeping) if kind is LetterKind.NO_LONGER_AVAILABLE else (),
        extension=asked.extension.reason if asked.extension else None,
        proofs=asked.awaited,
        acted_for_by=acts.name if acts and not goes_to.acts_for else "",
        asked_on=still_awaited(request, uow).awaited_since,
        question=asked.question,
        response=response_to(request, uow, policy, keeping) if kind is LetterKind.RESPONSE else None,
        complaint=letters.complaint_for(kind, uow.complaints.of_request(id, office.zone)),
        language=letters.language_of(request.language, policy.welsh),
        welsh_unchecked=policy.welsh_unchecked,
        waits=_waits(kind, request, policy),
    )
    if kind in letters.TELLING.values():
        return _about_correction(letter, uow, rules), None
    return (letter, None) if booked is None else (_invitation(letter, request, booked), booked)


def _must_fit(
    kind: LetterKind, request: Request, policy: OfficePolicy, office: OfficeFacts, today: date, uow: UnitOfWork
) -> None:
    """Refuse a letter that the request does not call for, and one from an office whose address is an example."""
    if kind not in letters_of(request, today, policy.unanswered_days, uow):
        raise WrongStateError("letter_does_not_fit")
    if policy.contact.made_up and not office.demo:
        raise WrongStateError("contact_made_up")


def open_draft(draft: Path, *, mail_program: MailProgram) -> Path:
    """Hand the file of a letter's e-mail to this account's mail program, and return it. Nothing is sent.

    Raises ExternalSystemError (`no_mail_program`).
    """
    mail_program(draft)
    return draft


def _invitation(letter: Letter, request: Request, booked: Appointment) -> Letter:
    ends_at = booked.starts_at + timedelta(minutes=booked.minutes)
    invited = replace(letter, starts_at=booked.starts_at, ends_at=ends_at)
    return replace(invited, adjustments=request.adjustments, needs=request.needs)


def _about_correction(letter: Letter, uow: UnitOfWork, rules: DeadlineRules) -> Letter:
    correction = letters.correction_for(letter.kind, _follow_ups(letter.request, uow))
    assert correction is not None, "it fits"
    return replace(letter, correction=correction, correction_due=correction.deadline(rules.holidays).due)


def _waits(kind: LetterKind, request: Request, policy: OfficePolicy) -> bool:
    """Return whether the deadline waits for what the letter asks for: what is asked for late moves nothing."""
    facts = request.deadline_facts
    if kind is LetterKind.PROOF:
        return facts.starts_with_proof(request.received_on, policy.proof_prompt_days)
    return kind is not LetterKind.CLARIFICATION or facts.is_paused(request.due_on)


def _follow_ups(request: RequestId, uow: UnitOfWork) -> Sequence[FollowUp]:
    return uow.sessions.follow_ups(uow.offices.get().zone, request)


def _booked(request: Request, uow: UnitOfWork) -> Appointment | None:
    """Return the last booked appointment."""
    found = [each for each in uow.requests.appointments_of(request.id) if each.status is AppointmentStatus.BOOKED]
    return found[-1] if found else None


def _kept_for(request: Request, uow: UnitOfWork, keeping: KeepingPolicy) -> tuple[KeptFor, ...]:
    """Return the periods of the telephone systems that could have had the call; each once."""
    asked = {task.source for task in uow.keeping.tasks_of(request.id)}
    sources = [source for source in keeping.sources if source.name in asked] or keeping.sources
    found = {
        source.period: KeptFor(source.period, deletes_on(source.called_on(request.call.at), source.period))
        for source in sources
    }
    return tuple(found.values())

"""One request, as the pages of the information officer and the approver show it, and how far it has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from desktop.application.copies.deciding import may_withdraw, ruling_of
from desktop.application.copies.staff_listening import may_hear
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.reading import RequestRow
from desktop.application.recordings.holding import HoldReviewView, HoldView
from desktop.application.requests.closing import answers_of
from desktop.application.requests.letters import letters_of
from desktop.application.sessions.views import CallView, approves_transcript, call_of
from desktop.application.shared.commands import OPEN_FOR, Actor, idempotent_open, office_day
from desktop.domain.appointments import Appointment, AppointmentStatus
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.decision import Decision, Ruling, Weighing, weighing_of
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Permission, Person
from desktop.domain.recordings.retention import Hold, HoldReview, Protection, StopDeletion, protection_of
from desktop.domain.requests.complaints import Complaint, OpenComplaint
from desktop.domain.requests.deadline import DeadlineRules, ProofAsked
from desktop.domain.requests.deadline_days import NotedDay
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.letters import LetterKind
from desktop.domain.requests.request import (
    Answered,
    Disclosure,
    JourneyStage,
    Purpose,
    RefusalReason,
    Request,
    Stage,
    Status,
    journey_of,
)
from desktop.domain.sessions.session import HEARD, Session, State
from desktop.domain.shared.ids import CopyId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.domain.shared.spans import Span


@dataclass(frozen=True)
class ProofView:
    """A request for proof, with the reason for doubt in words where they are stored."""

    asked: ProofAsked
    doubt: str | None


@dataclass(frozen=True)
class CorrectionView:
    """A corrected day: the old one, the new one, by whom and when, and why where the words are stored."""

    noted: NotedDay
    became: date
    by_name: str
    at: datetime
    reason: str | None


@dataclass(frozen=True)
class ComplaintView:
    """A complaint. `about`, and `said` of each thing that was told: the words, where there are any."""

    complaint: Complaint
    about: str | None
    said: tuple[str | None, ...]


@dataclass(frozen=True)
class DisclosureView:
    """A file that went to the police. `receiver`, `reference`: the words, where there are any."""

    disclosure: Disclosure
    receiver: str | None
    reference: str | None
    by_name: str


@dataclass(frozen=True)
class DecisionView:
    """The newest decision on a request. `ruling` is None where it withdraws an approval; `weighed` as it was asked.
    `ended`: it approves, and who asks was corrected afterwards, so that it waits for another decision.
    """

    ruling: Ruling | None
    by_name: str
    at: datetime
    refusal: RefusalReason | None
    weighing: Weighing
    words: str
    ended: bool = False


@dataclass(frozen=True)
class CopyWords:
    """The text to read beside the sound.

    `lines`: how many lines the copy's transcript has, None where it has none; `newer`: the transcript was changed after
    the copy was made; `approved`: it is approved with the copy; `read`: whoever decides now has opened it.
    """

    lines: int | None = None
    newer: bool = False
    approved: bool = False
    read: bool = False


@dataclass(frozen=True)
class KeptRecording:
    """The facts about a recording on a request's page: its telephone system, when its call was, why it ends before the
    call did (a code), and when it was destroyed.
    """

    source: str
    called_at: datetime
    ended_because: str | None = None
    destroyed_at: datetime | None = None


@dataclass(frozen=True)
class RequestView:
    """A request on its own page.

    `to_stop`: where deletion has still to be stopped. `may_act`: whether the viewer works on requests. `answers`: how
    it can be closed. `may_hear`, `heard`: whether they may hear its copy before it is decided, and how much of it they
    have. `may_withdraw`: whether they can withdraw its approval. `may_invite`: whether they can book an appointment.
    `letters`: those that they can write now. `together`: the references of the other calls of its number. `follow_ups`
    and `complaints`: open and answered ones. `disclosures`: files that went to the police.
    `may_correct`: whether they can correct who asks; `who_stays`: identity was confirmed in a session of it, so that a
    name and a date of birth stay as they are. `corrected`: the corrected days of its deadline. `newer_marks`: marks
    were saved after its copy was made. `journey`: how far it has come. `security_code_at`: when someone flagged
    that its recording holds a card's security code. `kept`: its recording, None where none was found. `words`: of
    its transcript.
    """

    row: RequestRow
    request: Request
    reason: str | None
    together: tuple[str, ...]
    asked: tuple[ProofView, ...]
    follow_ups: tuple[FollowUp, ...]
    call: CallView | None
    copy: CopyId | None
    prepared_by: str | None
    removed_internal: tuple[tuple[int, int, int | None, str], ...]
    appointments: tuple[tuple[datetime, AppointmentStatus], ...]
    protection: Protection
    to_stop: tuple[StopDeletion, ...]
    holds: tuple[HoldView, ...]
    may_act: bool
    answers: tuple[Answered, ...]
    decision: DecisionView | None = None
    may_hear: bool = False
    may_withdraw: bool = False
    may_invite: bool = False
    may_correct: bool = False
    who_stays: bool = False
    letters: tuple[LetterKind, ...] = ()
    newer_marks: bool = False
    heard: tuple[Span, ...] = ()
    corrected: tuple[CorrectionView, ...] = ()
    complaints: tuple[ComplaintView, ...] = ()
    disclosures: tuple[DisclosureView, ...] = ()
    journey: tuple[JourneyStage, ...] = ()
    words: CopyWords = CopyWords()
    security_code_at: datetime | None = None
    kept: KeptRecording | None = None

    def without(self, not_here: Collection[Permission]) -> RequestView:
        """Return it as it is at a PC that leaves this work to others (`domain.office.pcs`)."""
        holds = self.holds
        if Permission.RELEASE_HOLD in not_here:
            holds = tuple(replace(each, may_ask=False, may_release=False) for each in holds)
        return replace(
            self,
            holds=holds,
            may_correct=self.may_correct and Permission.CORRECT_ASKER not in not_here,
            may_withdraw=self.may_withdraw and Permission.DECIDE not in not_here,
        )


INVITED = (AppointmentStatus.BOOKED, AppointmentStatus.ATTENDED)
NOT_PREPARED = (Status.TAKEN, Status.LINKED)
"""The statuses in which there is no copy, or the copy has to be made again."""


def stages_of(
    request: Request,
    copy: ApprovedCopy | None,
    appointments: Sequence[Appointment],
    protection: Protection,
    tasks: Iterable[StopDeletion],
    sessions: Iterable[Session],
    uow: UnitOfWork,
) -> tuple[JourneyStage, ...]:
    """Return the stages of a request, those that are done with their days. `tasks`: to stop deletion."""
    zone, decision = uow.offices.get().zone, uow.requests.decision(request.id)
    done: dict[Stage, date | None] = {Stage.TAKEN: request.received_on}
    if protection is Protection.PROTECTED:
        done[Stage.PROTECTED] = _last((task.confirmed_at for task in tasks), zone)
    if request.recording is not None:
        done[Stage.FOUND] = None
    if copy is not None and request.status not in NOT_PREPARED:
        done[Stage.PREPARED] = _last((copy.prepared_at,), zone)
    if decision is not None and _stands(decision, request):
        done[Stage.DECIDED] = _last((decision.decided_at,), zone)
    if invited := _invited(request, appointments, uow):
        done[Stage.INVITED] = _last(invited, zone)
    heard = [each.closed_at for each in sessions if each.heard and each.state is State.CLOSED]
    if heard:
        done[Stage.HEARD] = _last(heard, zone)
    if request.status is Status.CLOSED:
        done[Stage.ANSWERED] = None
    return journey_of(request.status, done)


def _invited(request: Request, appointments: Sequence[Appointment], uow: UnitOfWork) -> list[datetime]:
    """Return when the invitation was made; of a colleague, who gets none, when the appointments are."""
    if request.kind is Kind.INTERNAL:
        return [each.starts_at for each in appointments if each.status in INVITED]
    made = uow.requests.letters_made(request.id).get(LetterKind.INVITATION)
    return [] if made is None else [made]


def _stands(decision: Decision, request: Request) -> bool:
    """Return whether that decision is in force: neither withdrawn, nor one that sent the copy back."""
    ruled = ruling_of(decision) in (Ruling.APPROVE, Ruling.REFUSE)
    return ruled and request.status not in (*NOT_PREPARED, Status.PREPARED)


def _last(times: Iterable[datetime | None], zone: ZoneInfo) -> date | None:
    """Return the office's day of the last of these."""
    known = [each for each in times if each is not None]
    return max(known).astimezone(zone).date() if known else None


@idempotent_open
def open_request(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> RequestView:
    """Return one request with all its details. Opening it is logged: it holds a person's details."""
    with uow:
        uow.ahead("request", id, actor.by)
        person = actor.acting(Permission.SEE_REQUESTS, uow)
        view = _view(uow.requests.get(id), person, office_day(uow, clock), rules, uow)
        uow.commit(actor.event(EventKind.REQUEST_OPENED, clock, {Subject.REQUEST: id}))
    return view


def request_again(
    actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules
) -> RequestView | None:
    """Return a request that this person has open, as it is now; None if they opened it no less than `OPEN_FOR` ago.

    That they opened it is in the log already. Nothing is logged again: each reading by a window would be a change that
    makes the other windows read.
    """
    with uow.read_only():
        uow.ahead("request", id, actor.by)
        person = actor.acting(Permission.SEE_REQUESTS, uow)
        opened = uow.reading.request_opened(id, actor.by)
        if opened is None or clock.now() - opened >= OPEN_FOR:
            return None
        return _view(uow.requests.get(id), person, office_day(uow, clock), rules, uow)


def _view(request: Request, person: Person, today: date, rules: DeadlineRules, uow: UnitOfWork) -> RequestView:
    copy = uow.recordings.copy(request.copy) if request.copy else None
    appointments, zone = uow.requests.appointments_of(request.id), uow.offices.get().zone
    said = tuple(uow.sessions.follow_ups(zone, request.id))
    complaints = uow.complaints.of_request(request.id, zone)
    holds = [hold for hold in uow.keeping.holds_of(request.id) if hold.stands]
    tasks = () if request.status is Status.CLOSED else uow.keeping.tasks_of(request.id)  # nobody asks for it any more
    removed = [(p.start, p.end, p.channel, p.reason.value) for p in copy.removed] if copy else []
    hears = request.status is Status.PREPARED and copy is not None and may_hear(person, copy)
    protection = protection_of(tasks, today, imported=request.recording is not None)
    together, sessions = uow.requests.of_number(request.number), uow.sessions.of_request(request.id)
    return RequestView(
        row=_row(request, appointments, said, complaints, holds, sessions, today),
        request=request,
        reason=uow.requests.reason(request.id),
        together=tuple(other.reference for other in together if other.id != request.id),
        asked=tuple(
            ProofView(proof, uow.requests.words(proof.note) if proof.note else None)
            for proof in request.deadline_facts.proofs
        ),
        follow_ups=said,
        corrected=_corrected(request, uow),
        complaints=tuple(_complaint_view(each, uow) for each in complaints),
        disclosures=_disclosures(request, uow),
        call=call_of(request, copy, uow) if copy else None,
        copy=copy.id if copy else None,
        prepared_by=uow.people.get(copy.prepared_by).shown_name if copy else None,
        removed_internal=tuple(removed),
        appointments=tuple((found.starts_at, found.status) for found in appointments),
        protection=protection,
        to_stop=tuple(task for task in tasks if task.confirmed_by is None),
        holds=tuple(_hold_view(hold, person, today, uow) for hold in holds),
        may_act=person.may(Permission.TAKE_REQUEST),
        answers=answers_of(request, today, rules, uow),
        decision=_decision_view(request, uow),
        may_withdraw=may_withdraw(person, request, uow),
        may_invite=person.may(Permission.BOOK_APPOINTMENT) and _can_be_invited(request, uow),
        may_correct=person.may(Permission.CORRECT_ASKER),
        who_stays=any(session.identified for session in sessions),
        letters=letters_of(request, today, rules.unanswered_days, uow) if person.may(Permission.WRITE_LETTER) else (),
        may_hear=hears,
        heard=uow.reading.heard_by_staff(person.id, copy.id, request.id) if copy is not None and hears else (),
        newer_marks=copy is not None and uow.drafts.get(request.id).is_newer_than(copy.version),
        journey=stages_of(request, copy, appointments, protection, tasks, sessions, uow),
        words=_words_of(request, copy, person if hears else None, uow),
        security_code_at=uow.reading.security_code_flagged(request.id) if request.recording is not None else None,
        kept=_kept(request, uow),
    )


def _words_of(request: Request, copy: ApprovedCopy | None, decides: Person | None, uow: UnitOfWork) -> CopyWords:
    sealed, version = None if copy is None else uow.transcripts.of_copy(copy.id), uow.transcripts.version(request.id)
    if sealed is None or copy is None:
        return CopyWords(newer=version > 0)
    read = decides is not None and uow.reading.has_read_transcript(decides.id, copy.id, request.id)
    return CopyWords(sealed.lines, version > sealed.version, approves_transcript(request, uow), read)


def _kept(request: Request, uow: UnitOfWork) -> KeptRecording | None:
    if request.recording is None:
        return None
    found = uow.recordings.get(request.recording)
    return KeptRecording(found.source, found.call_at, found.ended_because, found.destroyed_at)


def _row(
    request: Request,
    booked: Sequence[Appointment],
    said: Sequence[FollowUp],
    complaints: Sequence[Complaint],
    holds: Sequence[Hold],
    sessions: Sequence[Session],
    today: date,
) -> RequestRow:
    return replace(
        RequestRow.of(request),
        deadline_facts=request.deadline_facts,
        booked=any(found.status is AppointmentStatus.BOOKED for found in booked),
        follow_ups=tuple(each for each in said if each.answer is None),
        complaints=tuple(
            OpenComplaint(request.id, each.on, each.acknowledged_on is not None) for each in complaints if each.is_open
        ),
        hold_review_on=min((hold.review_on for hold in holds if hold.is_due(today)), default=None),
        heard=any(session.outcome in HEARD for session in sessions),
    )


def _decision_view(request: Request, uow: UnitOfWork) -> DecisionView | None:
    found = uow.requests.decision(request.id)
    if found is None:
        return None
    return DecisionView(
        ruling=ruling_of(found),
        by_name=uow.people.get(found.decided_by).shown_name,
        at=found.decided_at,
        refusal=RefusalReason(found.refusal) if found.refusal else None,
        weighing=weighing_of(dict(found.weighed)),
        words=found.note.words if found.note else "",
        ended=found.approved and request.status is Status.PREPARED,
    )


def _can_be_invited(request: Request, uow: UnitOfWork) -> bool:
    """Return whether the copy is there, approved or about to be decided on, and nobody is invited yet."""
    booked = any(each.status is AppointmentStatus.BOOKED for each in uow.requests.appointments_of(request.id))
    return request.status in (Status.PREPARED, Status.APPROVED) and not booked


def _corrected(request: Request, uow: UnitOfWork) -> tuple[CorrectionView, ...]:
    return tuple(
        CorrectionView(
            noted=found.noted,
            became=found.became,
            by_name=uow.people.get(found.by).shown_name,
            at=found.at,
            reason=found.note.words if found.note else None,
        )
        for found in uow.requests.corrections(request.id)
    )


def _complaint_view(complaint: Complaint, uow: UnitOfWork) -> ComplaintView:
    words = [uow.requests.words(note) if note else None for note in (complaint.note, *(t.note for t in complaint.told))]
    return ComplaintView(complaint, words[0], tuple(words[1:]))


def _disclosures(request: Request, uow: UnitOfWork) -> tuple[DisclosureView, ...]:
    if request.purpose is not Purpose.POLICE:
        return ()
    return tuple(
        DisclosureView(
            disclosure=each,
            receiver=uow.requests.words(each.receiver),
            reference=uow.requests.words(each.reference) if each.reference else None,
            by_name=uow.people.get(each.by).shown_name,
        )
        for each in uow.disclosures.of_request(request.id)
    )


def _hold_view(hold: Hold, person: Person, today: date, uow: UnitOfWork) -> HoldView:
    asked_by = hold.release_asked_by
    may = person.may(Permission.RELEASE_HOLD)
    return HoldView(
        hold=hold,
        owner_name=uow.people.get(hold.owner).shown_name,
        asked_by_name=uow.people.get(asked_by).shown_name if asked_by else None,
        reviews=tuple(_review_view(review, uow) for review in uow.keeping.reviews_of(hold.id)),
        due=hold.is_due(today),
        may_ask=may and asked_by is None,
        may_release=may and asked_by not in (None, person.id),
        may_review=may,
    )


def _review_view(review: HoldReview, uow: UnitOfWork) -> HoldReviewView:
    reason = review.note.words if review.note else None
    return HoldReviewView(uow.people.get(review.by).shown_name, review.at, review.became, reason)

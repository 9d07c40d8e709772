"""One request, as the pages of the information officer and the approver show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.application.copies.deciding import may_withdraw
from desktop.application.copies.involved import ruling_of
from desktop.application.copies.staff_listening import may_hear
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.reading import RequestRow
from desktop.application.recordings.hold_views import HoldReviewView, HoldView
from desktop.application.requests.close_request import answers_of
from desktop.application.requests.journey import stages_of
from desktop.application.requests.letters import letters_of
from desktop.application.requests.views import (
    ComplaintView,
    CopyWords,
    CorrectionView,
    DecisionView,
    DisclosureView,
    KeptRecording,
    ProofView,
    RequestView,
)
from desktop.application.sessions.viewing import approves_transcript, call_of
from desktop.application.shared.authorisation import Actor, acting, event_of, office_day
from desktop.application.shared.given_again import OPEN_FOR, opened_again
from desktop.domain.appointments.appointment import Appointment, AppointmentStatus
from desktop.domain.copies.copy import ApprovedCopy
from desktop.domain.copies.weighing import weighing_of
from desktop.domain.log.events import EventKind, Subject
from desktop.domain.office.people import Permission, Person
from desktop.domain.recordings.keeping import Hold, HoldReview, protection_of
from desktop.domain.requests.complaints import Complaint, OpenComplaint
from desktop.domain.requests.deadline import DeadlineRules, ProofAsked
from desktop.domain.requests.follow_ups import FollowUp
from desktop.domain.requests.request import Purpose, RefusalReason, Request, Status
from desktop.domain.sessions.session import HEARD, Session
from desktop.domain.shared.ids import RequestId


@opened_again
def open_request(actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules) -> RequestView:
    """Return one request with all its details. Opening it is logged: it holds a person's details."""
    with uow:
        uow.ahead("request", id, actor.by)
        person = acting(actor, Permission.SEE_REQUESTS, uow)
        request = uow.requests.get(id)
        copy = uow.recordings.copy(request.copy) if request.copy else None
        view = _view(request, copy, person, office_day(uow, clock), rules, uow)
        uow.commit(event_of(EventKind.REQUEST_OPENED, actor, clock, {Subject.REQUEST: id}))
    return view


def request_again(
    actor: Actor, id: RequestId, *, uow: UnitOfWork, clock: Clock, rules: DeadlineRules
) -> RequestView | None:
    """Return a request that this person has open, as it is now; None if they opened it no less than `OPEN_FOR` ago.

    That they opened it is in the log already. Nothing is logged again: each reading by a window would be a change that
    makes the other windows read.
    """
    with uow.look():
        uow.ahead("request", id, actor.by)
        person = acting(actor, Permission.SEE_REQUESTS, uow)
        opened = uow.reading.request_opened(id, actor.by)
        if opened is None or clock.now() - opened >= OPEN_FOR:
            return None
        request = uow.requests.get(id)
        copy = uow.recordings.copy(request.copy) if request.copy else None
        return _view(request, copy, person, office_day(uow, clock), rules, uow)


def _view(
    request: Request, copy: ApprovedCopy | None, person: Person, today: date, rules: DeadlineRules, uow: UnitOfWork
) -> RequestView:
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
        asked=tuple(_proof_view(proof, uow) for proof in request.deadline_facts.proofs),
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
    return RequestRow(
        request.id,
        request.reference,
        request.kind,
        request.status,
        request.received_on,
        request.due_on,
        request.asker.name,
        request.deadline_facts,
        any(found.status is AppointmentStatus.BOOKED for found in booked),
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


def _proof_view(proof: ProofAsked, uow: UnitOfWork) -> ProofView:
    return ProofView(proof, uow.requests.words(proof.note) if proof.note else None)


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

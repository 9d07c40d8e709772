"""The supervisor's review: of sessions, of what administrators did, and the office's figures of a quarter.

- Exceptions first, then the oldest. Replays never count against anybody. Opening a session's page is an event.
- A session that waits longer than the policy allows is an exception: computed whenever it is looked at, never stored.
- Nobody signs off a session that they ran or authorised. An exception needs a comment.
- A sign-off that is taken back is a second event. The first one's comment stays.
- Acts of administrators (on people, desks, policies, witnesses, clocks) wait since the last sign-off, as the log has
  them. A sign-off names the last that was seen, and has the digest of all: the replay names one hidden meanwhile.
- What is signed off is what was shown, act for act, and never one's own. The first administrator is added by nobody;
  that is shown too. So is what the directory said of its people, and a PC refused because its keys had been copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from itertools import pairwise
from zoneinfo import ZoneInfo

from desktop.application.log.health import nightly_run_missed
from desktop.application.log.integrity import Lag, lag_of
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.desk import Anchored
from desktop.application.ports.reading import ReviewFilter, ReviewRow
from desktop.application.sessions.day_list import questions_of
from desktop.application.sessions.views import QuestionView, SessionView, view_of
from desktop.application.shared import commands
from desktop.application.shared.commands import Actor, note_of, policy_versions, with_note
from desktop.domain.log.events import Event, EventKind, Facts, Subject, Trait, canonical
from desktop.domain.log.replay.reviews import ACTS, ACTS_OF, ACTS_SEEN, ACTS_UP_TO, NO_ACT, digest_of_acts
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.people import Permission, Person, Role
from desktop.domain.office.policies import PolicyName
from desktop.domain.reviews.review import Exceptional, StepTime, gravest_first, seconds_since, step_times
from desktop.domain.reviews.statistics import QUARTERS, Figures, Quarter, figures
from desktop.domain.sessions.identity import Check
from desktop.domain.sessions.session import Session, State
from desktop.domain.shared.dates import last_day_before
from desktop.domain.shared.ids import DeskId, PersonId, SessionId
from desktop.errors import FieldsError, NotAllowedError, WrongStateError


@dataclass(frozen=True)
class ReviewsView:
    """A page of the supervisor's list, with the number that wait in all, and how far the log lags behind anchors.

    `nightly_run_missed`: there has been none for two days.
    """

    rows: tuple[ReviewRow, ...]
    to_look_at: int
    ordinary: int
    advisers: tuple[tuple[PersonId, str], ...]
    more: bool
    lag: Lag
    nightly_run_missed: bool = False


@dataclass(frozen=True)
class TimelineRow:
    """One event, as a row of words: its kind selects the screen's wording.

    `elsewhere`: the name of the PC, where a lesser check was answered at another than the session's.
    """

    seq: int
    event: Event
    actor_name: str
    elsewhere: str = ""


@dataclass(frozen=True)
class CheckedDocument:
    """An accepted document: its kind, and each comparison that was made on it."""

    kind: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class ReviewView:
    """A session on the supervisor's page.

    `place`: its place among those that wait, from 1, and how many wait; None where it does not. `steps`: how long each
    took. `may_ask`: whether this supervisor can put a question to its adviser.
    """

    session: SessionView
    adviser_name: str
    desk_name: str
    opened_at: datetime
    closed_at: datetime
    documents: tuple[CheckedDocument, ...]
    id_step_seconds: int | None
    exceptions: tuple[Exceptional, ...]
    timeline: tuple[TimelineRow, ...]
    signed_off: tuple[str, datetime, str | None] | None
    may_sign_off: bool
    place: tuple[int, int] | None = None
    steps: tuple[StepTime, ...] = ()
    questions: tuple[QuestionView, ...] = ()
    may_ask: bool = False


PAGE = 50
IsHoliday = Callable[[date], bool]


class SignOff(commands.SessionCommand[None]):
    """The sign-off of a session; the comment is needed for an exception."""

    comment: str = ""


def late_before(clock: Clock, policy: OfficePolicy, is_holiday: IsHoliday) -> datetime:
    """Return the moment before which an unsigned closed session has waited longer than the policy's working days.

    The day of closing does not count, nor does today: both are incomplete.
    """
    today = policy.local(clock.now()).date()
    last = last_day_before(today, policy.sign_off_working_days, is_holiday)
    return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(policy.zone))


def reviews(
    actor: Actor,
    by: ReviewFilter,
    shown: int = 0,
    *,
    uow: UnitOfWork,
    clock: Clock,
    policy: OfficePolicy,
    is_holiday: IsHoliday,
    anchored: Anchored,
) -> ReviewsView:
    """Return a page of closed sessions, and how many wait. `shown`: so many rows are shown, and read again.

    First come those that the log has and rows have not: their rows were deleted, or say that nobody need look.
    """
    late, size = late_before(clock, policy, is_holiday), anchored()
    with uow.read_only():
        uow.ahead("reviews", actor.by)
        actor.acting(Permission.REVIEW, uow)
        most = max(shown, PAGE)
        missing = [row for row in uow.reading.missing_reviews(late) if by.after is None and by.meets(row)]
        rows = (*missing, *uow.reading.reviews(replace(by, late=late), most + 1))
        counts = uow.reading.review_counts(late)
        lag = lag_of(uow, clock, policy, size)
        advisers = [p for p in uow.reading.people().values() if Role.ADVISER in p.roles]
    names = tuple(sorted(((p.id, p.shown_name) for p in advisers), key=lambda pair: pair[1]))
    missed = nightly_run_missed(counts.last_night, clock.now())
    first = counts.to_look_at + len(missing)
    return ReviewsView(rows[:most], first, counts.ordinary, names, len(rows) > most, lag, missed)


@commands.idempotent_open
def open_review(
    actor: Actor, id: SessionId, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: IsHoliday
) -> ReviewView:
    """Return everything about one closed session. Opening it is logged."""
    late = late_before(clock, policy, is_holiday)
    with uow:
        uow.ahead("review", id, actor.by)
        person = actor.acting(Permission.REVIEW, uow)
        uow.proven.session(id)
        session = uow.sessions.get(id)
        session.must_be(State.CLOSED)
        view = _view(person, session, late, uow)
        uow.commit(actor.session_event(EventKind.REVIEW_OPENED, clock, session))
    return view


def review_again(
    actor: Actor, id: SessionId, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: IsHoliday
) -> ReviewView | None:
    """Return a session that this person has open, as it is now; None if they opened it no less than `OPEN_FOR` ago.

    Nothing is logged again, as of a request that is open (`requests.views.request_again`).
    """
    late = late_before(clock, policy, is_holiday)
    with uow.read_only():
        uow.ahead("review", id, actor.by)
        person = actor.acting(Permission.REVIEW, uow)
        uow.proven.session(id)
        opened = (event for _, event in uow.reading.events_of(id) if event.kind is EventKind.REVIEW_OPENED)
        mine = [event.at for event in opened if event.actor == actor.by]
        if not mine or clock.now() - max(mine) >= commands.OPEN_FOR:
            return None
        return _view(person, uow.sessions.get(id), late, uow)


@commands.carries_out(SignOff, again=commands.nothing)
def sign_off(command: SignOff, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: IsHoliday) -> None:
    """Sign a session off. Raises NotAllowedError, WrongStateError, or FieldsError where the comment is missing."""
    late = late_before(clock, policy, is_holiday)
    with uow:
        person = command.actor.acting(Permission.REVIEW, uow)
        uow.proven.session(command.session)
        session = uow.sessions.get(command.session)
        session.must_be(State.CLOSED)
        person.must_not_be(_had_a_hand(session, uow))
        if uow.sessions.signed_off(session.id) is not None:
            raise WrongStateError("signed_off_already").of(session=session.id)
        note = note_of(command.comment, "comment")
        exceptions = _exceptions(session, late, uow)
        if exceptions and note is None:
            raise FieldsError({"comment": "comment_missing"})
        uow.sessions.sign_off(session.id, person.id, clock.now(), note)
        codes = [found.value for found in exceptions]
        facts: Facts = {"exceptions": codes, "digest": note.digest if note else "", **policy_versions(uow, policy)}
        uow.commit(with_note(command.actor.session_event(EventKind.REVIEW_SIGNED_OFF, clock, session, **facts), note))


def _exceptions(session: Session, late: datetime, uow: UnitOfWork) -> tuple[Exceptional, ...]:
    """Return why it is looked at first, the gravest first: what is in it, and that it has waited too long."""
    known = uow.sessions.exceptions(session.id)
    waits = uow.sessions.signed_off(session.id) is None and session.closed_at is not None and session.closed_at < late
    return gravest_first((*known, Exceptional.NOT_SIGNED_OFF) if waits else known)


def _had_a_hand(session: Session, uow: UnitOfWork) -> frozenset[PersonId]:
    """Return who ran the session (from the log, so take-overs count) or authorised it (also before another did)."""
    ran = {event.actor for _, event in uow.reading.events_of(session.id) if Trait.CONDUCTS in event.kind.traits}
    decided = uow.reading.deciders(session.request)
    return frozenset({session.adviser} | decided | {actor for actor in ran if actor is not None})


def _view(person: Person, session: Session, late: datetime, uow: UnitOfWork) -> ReviewView:
    people = uow.reading.people()
    events = uow.reading.events_of(session.id)
    signed = uow.sessions.signed_off(session.id)
    desks = uow.reading.desks()
    asked_at = {
        event.subjects[Subject.NOTE]: event.desk for _, event in events if event.kind is EventKind.LESSER_CHECK_ASKED
    }
    rows = tuple(
        TimelineRow(
            seq,
            event,
            people[event.actor].shown_name if event.actor else "",
            desks[event.desk] if event.desk != asked_at.get(str(event.facts.get("asked_check")), event.desk) else "",
        )
        for seq, event in events
    )
    assert session.closed_at is not None
    involved = _had_a_hand(session, uow)
    return ReviewView(
        session=view_of(session, uow),
        adviser_name=people[session.adviser].shown_name,
        desk_name=desks[session.desk],
        opened_at=session.opened_at,
        closed_at=session.closed_at,
        documents=tuple(
            CheckedDocument(found.kind, tuple(Check(code) for code in found.checks))
            for found in uow.sessions.documents(session.id)
        ),
        id_step_seconds=id_step_seconds([event for _, event in events]),
        exceptions=_exceptions(session, late, uow),
        timeline=tuple(row for row in rows if row.event.kind is not EventKind.REVIEW_OPENED),
        signed_off=None if signed is None else (people[signed[0]].shown_name, signed[1], signed[2]),
        may_sign_off=signed is None and person.id not in involved,
        place=uow.reading.review_place(session.id, late) if signed is None else None,
        steps=step_times(event for _, event in events),
        questions=questions_of(session.id, uow),
        may_ask=signed is None and person.id != session.adviser,
    )


def id_step_seconds(events: list[Event]) -> int | None:
    """Return the seconds from check-in to the confirmed identity, or None where it was not confirmed."""
    steps = [e for e in events if e.kind in (EventKind.CHECKED_IN, EventKind.IDENTITY_CONFIRMED)]
    for before, then in pairwise(steps):
        if then.kind is EventKind.IDENTITY_CONFIRMED:
            return round((then.at - before.at).total_seconds())
    return None


def next_waiting(
    actor: Actor, by: ReviewFilter, *, uow: UnitOfWork, clock: Clock, policy: OfficePolicy, is_holiday: IsHoliday
) -> SessionId | None:
    """Return the first session of that list that waits for a signature and that this supervisor may sign.

    One with a question that its adviser has still to answer is passed over.
    """
    late = late_before(clock, policy, is_holiday)
    with uow.read_only():
        actor.acting(Permission.REVIEW, uow)
        by = replace(by, waiting_only=True, after=None, late=late)
        while rows := uow.reading.reviews(by, PAGE):
            for row in rows:
                if not row.unanswered and actor.by not in _had_a_hand(uow.sessions.get(row.id), uow):
                    return row.id
            by = replace(by, after=rows[-1].key)
    return None


class TakeSignOffBack(commands.SessionCommand[None]):
    """Whoever signed that session off takes it back."""


@commands.carries_out(TakeSignOffBack, again=commands.nothing)
def take_sign_off_back(command: TakeSignOffBack, *, uow: UnitOfWork, clock: Clock) -> None:
    """Take a sign-off back. Raises NotAllowedError, or WrongStateError where there is none, or it is too long ago."""
    with uow:
        command.actor.acting(Permission.REVIEW, uow)
        uow.proven.session(command.session)
        session = uow.sessions.get(command.session)
        signed = uow.sessions.signed_off(session.id)
        if signed is None:
            raise WrongStateError("not_signed_off_any_more").of(session=session.id)
        seconds = seconds_since(signed[0], signed[1], command.actor.by, clock.now())
        uow.sessions.take_sign_off_back(session.id)
        uow.commit(command.actor.session_event(EventKind.SIGN_OFF_TAKEN_BACK, clock, session, seconds=seconds))


def statistics(actor: Actor, quarter: Quarter, *, uow: UnitOfWork, zone: ZoneInfo) -> Figures:
    """Return the figures of that quarter as of now. Raises NotAllowedError."""
    first = quarter.back(QUARTERS)[0].first
    with uow.read_only():
        actor.acting(Permission.SEE_STATISTICS, uow)
        closed = uow.statistics.closed_requests(first, quarter.last, zone)
        sessions = uow.statistics.held_sessions(quarter.first, quarter.last, zone)
        complaints = [complaint.on for complaint in uow.complaints.every_one(zone)]
        received = uow.statistics.received_requests(quarter.first, quarter.last)
        disclosures = uow.disclosures.count(quarter.first, quarter.last)
    return figures(quarter, closed, sessions, complaints, disclosures, received)


@dataclass(frozen=True)
class Act:
    """One act: its event's number and kind, when (aware, UTC), who did it for whom, at which desk, and roles it gave.

    Names are as they are today; "" where there is nobody. `days`: the first and the last day of a role that was lent.
    `by_directory`: the office's directory said so. `policy`: which was changed, or is to be, and to which version.
    """

    seq: int
    kind: EventKind
    at: datetime
    by: str
    about: str
    desk: str
    roles: tuple[Role, ...] = ()
    days: tuple[date, date] | None = None
    by_directory: bool = False
    policy: tuple[PolicyName, int] | None = None


@dataclass(frozen=True)
class Administration:
    """The acts that wait, the oldest first. `own`: the viewer did some of it, so that someone else signs it off.

    `shown`: the digest of their events.
    """

    acts: tuple[Act, ...]
    own: bool
    shown: str = ""

    @property
    def up_to(self) -> int:
        """The number of the last event; -1 where nothing waits."""
        return self.acts[-1].seq if self.acts else NO_ACT


def administration(actor: Actor, *, uow: UnitOfWork) -> Administration:
    """Return what waits for a review. Raises NotAllowedError."""
    with uow.read_only():
        actor.acting(Permission.REVIEW, uow)
        waiting = _acts_waiting(uow)
        people, desks = uow.reading.people(), uow.reading.desks()
        acts = tuple(_act_of(seq, event, people, desks) for seq, event in waiting)
    return Administration(acts, any(event.actor == actor.by for _, event in waiting), _digest_of(waiting))


@commands.carries_out(again=commands.nothing)
def sign_off_administration(actor: Actor, up_to: int, shown: str, *, uow: UnitOfWork, clock: Clock) -> None:
    """Sign off what was seen: the acts up to that event, of which `shown` is the digest.

    Raises NotAllowedError, WrongStateError (`nothing_waits`, `acts_changed`).
    """
    with uow:
        actor.acting(Permission.REVIEW, uow)
        seen = [(seq, event) for seq, event in _acts_waiting(uow) if seq <= up_to]
        if not seen:
            raise WrongStateError("nothing_waits")
        if any(event.actor == actor.by for _, event in seen):
            raise NotAllowedError("needs_another_person")
        if _digest_of(seen) != shown:
            raise WrongStateError("acts_changed")
        facts: Facts = {ACTS_UP_TO: up_to, "acts": len(seen), ACTS_OF: sorted(kind.value for kind in ACTS)}
        facts[ACTS_SEEN] = digest_of_acts(seq for seq, _ in seen)
        uow.commit(actor.event(EventKind.ADMINISTRATION_REVIEWED, clock, {}, **facts), checkpoint=True)


def _acts_waiting(uow: UnitOfWork) -> list[tuple[int, Event]]:
    newest = uow.proven.newest(EventKind.ADMINISTRATION_REVIEWED)
    after = NO_ACT if newest is None else newest.facts.get(ACTS_UP_TO, NO_ACT)
    return list(uow.proven.of_the_office(ACTS, after if isinstance(after, int) else NO_ACT))


def _digest_of(acts: Sequence[tuple[int, Event]]) -> str:
    """Return the digest of these events, as they are in the log but for their seals."""
    return sha256(b"\n".join(canonical(event, seq) for seq, event in acts)).hexdigest()


def _act_of(seq: int, event: Event, people: Mapping[PersonId, Person], desks: Mapping[DeskId, str]) -> Act:
    def named(id: str | None) -> str:
        person = None if id is None else people.get(PersonId(id))
        return "" if person is None else person.shown_name

    said = event.facts.get("roles", [event.facts["role"]] if "role" in event.facts else [])
    held = frozenset(said) if isinstance(said, list) else frozenset()
    roles = tuple(role for role in Role if role.value in held)
    about = named(event.subjects.get(Subject.PERSON)) or desks.get(DeskId(event.subjects.get(Subject.DESK, "")), "")
    by, desk = named(event.actor), desks.get(event.desk, "")
    there = people.get(PersonId(event.subjects.get(Subject.PERSON, "")))
    by_directory = event.actor is None and there is not None and bool(there.directory)
    return Act(seq, event.kind, event.at, by, about, desk, roles, _days_of(event), by_directory, _policy_of(event))


def _policy_of(event: Event) -> tuple[PolicyName, int] | None:
    if event.kind not in (EventKind.POLICY_CHANGED, EventKind.POLICY_PROPOSED):
        return None
    return PolicyName(str(event.facts["policy"])), int(str(event.facts["version"]))


def _days_of(event: Event) -> tuple[date, date] | None:
    if event.kind is not EventKind.ROLE_LENT:
        return None
    return date.fromisoformat(str(event.facts["first"])), date.fromisoformat(str(event.facts["last"]))

"""The statutory deadline (UK GDPR article 12, as the office counts it): the facts that move it, and why each date.

- It starts on the day of receipt, working day or not. The answer is due on the same date next month; if there is no
  such date, on the last day of that month.
- Proof of identity or of a representative's authority, asked for promptly at intake with the reason for doubt logged,
  starts it when the proof arrives (the later one, if both were asked for). A second, late or unreasoned request for
  proof moves nothing. While proof is awaited, the due date is the careful one: counted from receipt.
- Each pause for clarification moves the date (article 12A): the days from the asking up to and with the day of the
  answer do not count. The office's own target counts one day less of each pause. An answer still awaited pauses until
  `today`. A question asked after the due date pauses nothing.
- An extension makes it three months from the same start, if the person was told in time: by the due date without it.
  Told too late, it is recorded all the same. It is told once, and can be taken back.
- Only then: a due date on a weekend or public holiday moves to the end of the next working day. A pause that begins
  while the date is moved in this way counts from the day it begins: a paused deadline does not run out.
- A recorded day is not in the future, and not before the day that it follows. At most one request for each proof is
  outstanding at a time, and at most one question.
- A complaint about data protection is acknowledged within 30 days, counted from the day after receipt. The target
  counts them from receipt itself, as the Act's own words can be read (DPA 2018 s.164A).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from desktop.domain.office.office_policy import UNANSWERED_DAYS
from desktop.domain.office.policies import InForce, PolicyName
from desktop.domain.shared.dates import Holidays, add_months, is_weekend, is_working_day
from desktop.domain.shared.ids import NoteId
from desktop.domain.shared.spans import Span, total, union
from desktop.errors import FieldsError, WrongStateError

MONTHS = 1
EXTENDED_MONTHS = 3
PROMPT_DAYS = 3
ACKNOWLEDGE_DAYS = 30


class ProofOf(StrEnum):
    """A proof that intake asked for."""

    IDENTITY = "identity"
    AUTHORITY = "authority"


@dataclass(frozen=True)
class ProofAsked:
    """A request for proof; `arrived` is `None` while it is awaited. `note` keeps the reason for doubt in words."""

    proof: ProofOf
    asked: date
    arrived: date | None
    reason_logged: bool
    note: NoteId | None = None


class QuestionAbout(StrEnum):
    """The question to the person: which information they want, never in which form (article 12A)."""

    WHICH_CALL = "which_call"
    WHICH_NUMBER = "which_number"
    ITS_SUBJECT = "its_subject"
    WHICH_PARTS = "which_parts"


@dataclass(frozen=True)
class Clarification:
    """A question that the request cannot be answered without; `answered` is `None` while the answer is awaited.

    `about` is None where only the deadline is computed, as in a list: it plays no part in that.
    """

    asked: date
    answered: date | None
    about: QuestionAbout | None = None


@dataclass(frozen=True)
class DeadlineRules:
    """The office's own rules: its nation's public holidays, and how many days after receipt is still "promptly".

    `unanswered_days`: for how many days it waits for proof, or for an answer to its question, before it may close.
    `in_force`: the version of the office's policy that they are from, which adds holidays of its own.
    """

    holidays: Holidays
    prompt_days: int = PROMPT_DAYS
    unanswered_days: int = UNANSWERED_DAYS
    in_force: InForce | None = field(default=None, compare=False)
    POLICY: ClassVar = PolicyName.OFFICE


class Rule(StrEnum):
    """A reason for a date, in the order in which the rules were applied."""

    FROM_RECEIPT = "from_receipt"
    FROM_PROOF = "from_proof"
    PROOF_AWAITED = "proof_awaited"
    PROOF_ASKED_LATE = "proof_asked_late"
    PROOF_ASKED_AGAIN = "proof_asked_again"
    PROOF_WITHOUT_REASON = "proof_without_reason"
    SAME_DATE = "same_date"
    LAST_DAY_OF_MONTH = "last_day_of_month"
    PAUSED = "paused"
    PAUSE_OPEN = "pause_open"
    PAUSE_TOO_LATE = "pause_too_late"
    EXTENDED = "extended"
    EXTENSION_TOLD_LATE = "extension_told_late"
    DAYS_AFTER = "days_after"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    NEXT_WORKING_DAY = "next_working_day"


@dataclass(frozen=True)
class Explanation:
    """One step: the rule, the day it concerns, and its number (months, or days of all pauses) where it has one."""

    rule: Rule
    day: date
    count: int | None = None


class DeadlineState(StrEnum):
    """Whether the deadline runs."""

    RUNNING = "running"
    AWAITING_PROOF = "awaiting_proof"
    PAUSED = "paused"


@dataclass(frozen=True)
class Deadline:
    """The last day by law, until its end, and its explanation. `target`: the office's own, the same or earlier.

    `awaited`: the proofs that the deadline waits for.
    """

    due: date
    explanation: tuple[Explanation, ...]
    state: DeadlineState
    target: date
    awaited: tuple[ProofOf, ...] = ()

    def invites_in_time(self, appointment: date) -> bool:
        """Return whether an appointment falls before the due date; if not, the form says so."""
        return invites_in_time(appointment, self.due)

    def days_left(self, today: date) -> int:
        """Return the calendar days until the due date; 0 on the day itself, negative once it has passed."""
        return (self.due - today).days


def invites_in_time(appointment: date, due: date) -> bool:
    """Return whether an appointment falls before the due date: on the day itself is too late for a correction."""
    return appointment < due


def due_date(
    received: date,
    holidays: Holidays,
    *,
    proofs: Sequence[ProofAsked] = (),
    clarifications: Sequence[Clarification] = (),
    extension_told: date | None = None,
    today: date | None = None,
    prompt_days: int = PROMPT_DAYS,
) -> Deadline:
    """Return the deadline of a request received on `received`, or of a rectification.

    `extension_told`: the day on which the person was told of an extension, with reasons. `today` matters only
    while an answer is awaited; without it an open pause counts nothing. `prompt_days`: how many days after
    receipt is still "promptly".
    """
    start, awaited, steps = _start(received, proofs, prompt_days)
    extended = extension_told is not None and _told_in_time(extension_told, start, clarifications, holidays, today)
    if extension_told is not None:
        steps.append(Explanation(Rule.EXTENDED if extended else Rule.EXTENSION_TOLD_LATE, extension_told))
    nominal = add_months(start, EXTENDED_MONTHS if extended else MONTHS)
    rule = Rule.SAME_DATE if nominal.day == start.day else Rule.LAST_DAY_OF_MONTH
    steps.append(Explanation(rule, nominal, EXTENDED_MONTHS if extended else MONTHS))
    pause = _pause(start, nominal, clarifications, holidays, today)
    last = _moved(nominal, pause.whole, holidays, steps)
    steps += pause.steps
    due = _rolled(last, holidays, steps)
    return Deadline(
        due,
        tuple(steps),
        DeadlineState.AWAITING_PROOF if awaited else DeadlineState.PAUSED if pause.open else DeadlineState.RUNNING,
        _rolled(_moved(nominal, pause.shorter, holidays, []), holidays, []),
        awaited,
    )


def acknowledgement_due(received: date, holidays: Holidays) -> Deadline:
    """Return the deadline for acknowledging a data-protection complaint received on `received`."""
    last = received + timedelta(days=ACKNOWLEDGE_DAYS)
    steps = [Explanation(Rule.FROM_RECEIPT, received), Explanation(Rule.DAYS_AFTER, last, ACKNOWLEDGE_DAYS)]
    due = _rolled(last, holidays, steps)
    return Deadline(due, tuple(steps), DeadlineState.RUNNING, _rolled(last - timedelta(days=1), holidays, []))


def days_to_cover(deadline: Deadline, covers: Callable[[date], bool]) -> tuple[date, ...]:
    """Return the days of an explanation that the table of holidays does not reach: the date may still change, and the
    screen warns.
    """
    return tuple(sorted({step.day for step in deadline.explanation if not covers(step.day)}))


def _start(
    received: date, proofs: Sequence[ProofAsked], prompt_days: int
) -> tuple[date, tuple[ProofOf, ...], list[Explanation]]:
    """Return the day the deadline starts, which proofs are still awaited, and why."""
    steps: list[Explanation] = []
    counted: list[ProofAsked] = []
    seen: set[ProofOf] = set()
    for proof in sorted(proofs, key=lambda each: each.asked):
        if proof.proof in seen:
            steps.append(Explanation(Rule.PROOF_ASKED_AGAIN, proof.asked))
        elif (proof.asked - received).days > prompt_days:
            steps.append(Explanation(Rule.PROOF_ASKED_LATE, proof.asked))
        elif not proof.reason_logged:
            steps.append(Explanation(Rule.PROOF_WITHOUT_REASON, proof.asked))
        else:
            counted.append(proof)
        seen.add(proof.proof)
    awaited = [proof for proof in counted if proof.arrived is None]
    if awaited:
        since = min(proof.asked for proof in awaited)
        steps += [Explanation(Rule.PROOF_AWAITED, since), Explanation(Rule.FROM_RECEIPT, received)]
        return received, tuple(proof.proof for proof in awaited), steps
    start = max([received, *(proof.arrived for proof in counted if proof.arrived is not None)])
    steps.append(Explanation(Rule.FROM_PROOF if start > received else Rule.FROM_RECEIPT, start))
    return start, (), steps


@dataclass(frozen=True)
class _Pause:
    """All pauses together: whole, and each a day shorter."""

    whole: Sequence[Span]
    shorter: Sequence[Span]
    open: bool
    steps: tuple[Explanation, ...]


def _pause(
    start: date,
    nominal: date,
    clarifications: Sequence[Clarification],
    holidays: Holidays,
    today: date | None,
) -> _Pause:
    """Return the pauses asked for before the date that they move; days that overlap count once."""
    whole: list[Span] = []
    shorter: list[Span] = []
    steps: list[Explanation] = []
    still_open = False
    for asked in sorted(clarifications, key=lambda each: each.asked):
        if asked.asked > _rolled(_moved(nominal, whole, holidays, []), holidays, []):
            steps.append(Explanation(Rule.PAUSE_TOO_LATE, asked.asked))
            continue
        if asked.answered is None:
            still_open = True
            steps.append(Explanation(Rule.PAUSE_OPEN, asked.asked))
        begin, end = max(asked.asked, start), asked.answered or today
        if end is not None and begin <= end:
            whole.append(Span(begin.toordinal(), end.toordinal() + 1))
            shorter += [Span(begin.toordinal(), end.toordinal())] if begin < end else []
    if whole:
        steps.append(Explanation(Rule.PAUSED, date.fromordinal(min(whole).start), total(whole)))
    return _Pause(whole, shorter, still_open, tuple(steps))


def _moved(nominal: date, pauses: Sequence[Span], holidays: Holidays, steps: list[Explanation]) -> date:
    """Return the day that the pauses move it to. A pause that begins after it, on a working day that it has moved to
    meanwhile, is recorded in `steps`.
    """
    last = nominal.toordinal()
    for pause in union(pauses):
        if pause.start > last:
            _rolled(date.fromordinal(last), holidays, steps)
        last = max(last, pause.start) + len(pause)
    return date.fromordinal(last)


def _told_in_time(
    told: date,
    start: date,
    clarifications: Sequence[Clarification],
    holidays: Holidays,
    today: date | None,
) -> bool:
    """Return whether the person was told of an extension by the date that would have been due without it."""
    nominal = add_months(start, MONTHS)
    pause = _pause(start, nominal, clarifications, holidays, today)
    return told <= _rolled(_moved(nominal, pause.whole, holidays, []), holidays, [])


def _rolled(day: date, holidays: Holidays, steps: list[Explanation]) -> date:
    """Return the day itself if it is a working day, else the next; each day skipped is recorded in `steps`."""
    rolled = day
    while not is_working_day(rolled, holidays):
        steps.append(Explanation(Rule.WEEKEND if is_weekend(rolled) else Rule.HOLIDAY, rolled))
        rolled += timedelta(days=1)
    if rolled != day:
        steps.append(Explanation(Rule.NEXT_WORKING_DAY, rolled))
    return rolled


class ExtensionReason(StrEnum):
    """Why an answer may take two months longer (UK GDPR article 12(3))."""

    COMPLEX = "complex"
    MANY_REQUESTS = "many_requests"


@dataclass(frozen=True)
class Extension:
    """An extension. `told_on`: the day on which the person was informed of it, with reasons."""

    told_on: date
    reason: ExtensionReason


@dataclass(frozen=True)
class DeadlineFacts:
    """Proofs and questions in the order in which they were recorded. Each method returns the facts with one more.

    `received`: the day of receipt. An impossible day raises FieldsError, an answer nobody awaits WrongStateError.
    """

    proofs: tuple[ProofAsked, ...] = ()
    clarifications: tuple[Clarification, ...] = ()
    extension: Extension | None = None

    @property
    def awaited(self) -> tuple[ProofOf, ...]:
        """The proofs that have not arrived."""
        return tuple(asked.proof for asked in self.proofs if asked.arrived is None)

    @property
    def question(self) -> QuestionAbout | None:
        """The subject of the open question; None where none is open, or it was recorded before that was said."""
        return next((asked.about for asked in self.clarifications if asked.answered is None), None)

    @property
    def awaited_since(self) -> date | None:
        """The first day on which something was asked for that has not come; None where nothing is awaited."""
        proofs = [asked.asked for asked in self.proofs if asked.arrived is None]
        questions = [asked.asked for asked in self.clarifications if asked.answered is None]
        return min([*proofs, *questions], default=None)

    def unanswered(self, today: date, days: int) -> bool:
        """Return whether the person has had so many days to answer or to prove something, and has not."""
        since = self.awaited_since
        return since is not None and (today - since).days > days

    def seen_on(self, day: date) -> DeadlineFacts:
        """Return the facts with each awaited proof that was asked for by that day as arrived on it."""
        proofs = (replace(p, arrived=day) if p.arrived is None and p.asked <= day else p for p in self.proofs)
        return replace(self, proofs=tuple(proofs))

    @property
    def question_open(self) -> bool:
        """Whether an answer is outstanding."""
        return any(asked.answered is None for asked in self.clarifications)

    def starts_with_proof(self, received: date, prompt_days: int) -> bool:
        """Return whether the deadline starts when the awaited proof arrives. Where several are awaited, each must
        have been asked for promptly, with a reason, for the first time.
        """
        counted = due_date(received, frozenset(), proofs=self.proofs, prompt_days=prompt_days).awaited
        return bool(counted) and set(counted) == set(self.awaited)

    def is_paused(self, due_on: date | None) -> bool:
        """Return whether the open question pauses the deadline: it was asked by the due date."""
        asked = next((each.asked for each in self.clarifications if each.answered is None), None)
        return asked is not None and due_on is not None and asked <= due_on

    def deadline(self, received: date, rules: DeadlineRules, today: date) -> Deadline:
        """Return the due date, as of today, of a request that was received on that day."""
        return due_date(
            received,
            rules.holidays,
            proofs=self.proofs,
            clarifications=self.clarifications,
            extension_told=self.extension.told_on if self.extension else None,
            today=today,
            prompt_days=rules.prompt_days,
        )

    def ask_proof(self, asked: ProofAsked, received: date, today: date) -> DeadlineFacts:
        """Record that proof was asked for."""
        _must_be_a_day("asked_on", asked.asked, received, today)
        if asked.proof in self.awaited:
            raise FieldsError({"proof": "proof_awaited"})
        return replace(self, proofs=(*self.proofs, asked))

    def proof_arrived(self, proof: ProofOf, arrived: date, today: date) -> DeadlineFacts:
        """Record that an awaited proof arrived."""
        if proof not in self.awaited:
            raise WrongStateError("proof_not_awaited")
        asked = next(each for each in self.proofs if each.proof is proof and each.arrived is None)
        _must_follow("arrived_on", arrived, asked.asked, today)
        return replace(self, proofs=tuple(replace(p, arrived=arrived) if p is asked else p for p in self.proofs))

    def ask_clarification(
        self, asked: date, received: date, today: date, about: QuestionAbout | None = None
    ) -> DeadlineFacts:
        """Record a question that the request cannot be answered without."""
        if self.question_open:
            raise WrongStateError("question_open")
        _must_be_a_day("asked_on", asked, received, today)
        return replace(self, clarifications=(*self.clarifications, Clarification(asked, None, about)))

    def clarification_answered(self, answered: date, today: date) -> DeadlineFacts:
        """Record the answer to the open question."""
        if not self.question_open:
            raise WrongStateError("no_question_open")
        asked = next(each for each in self.clarifications if each.answered is None)
        _must_follow("answered_on", answered, asked.asked, today)
        noted = tuple(replace(c, answered=answered) if c is asked else c for c in self.clarifications)
        return replace(self, clarifications=noted)

    def tell_extension(self, extension: Extension, received: date, today: date) -> DeadlineFacts:
        """Record that the person was told that the answer takes longer, and why."""
        if self.extension is not None:
            raise WrongStateError("extended_once")
        _must_be_a_day("told_on", extension.told_on, received, today)
        return replace(self, extension=extension)

    def take_extension_back(self) -> DeadlineFacts:
        """Return the facts without the extension. Raises WrongStateError where there is none (any more)."""
        if self.extension is None:
            raise WrongStateError("not_extended")
        return replace(self, extension=None)


def _must_be_a_day(field: str, day: date, received: date, today: date) -> None:
    if day > today:
        raise FieldsError({field: "day_in_future"})
    if day < received:
        raise FieldsError({field: "before_receipt"})


def _must_follow(field: str, day: date, asked: date, today: date) -> None:
    if day > today:
        raise FieldsError({field: "day_in_future"})
    if day < asked:
        raise FieldsError({field: "before_asking"})

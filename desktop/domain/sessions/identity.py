"""Identification: which documents are accepted, shown and missing; the caller check; the short check on coming back.

- Documents are different kinds. Between them at least one has a photo and at least one shows the current address, as
  the accepted combination requires; which kind shows which is the office's policy. A slot offers only kinds that can
  fill it, and where nothing fits, every kind that no other slot has.
- A document is in date if it is not past its expiry (and the policy's grace), not issued after today, and not older
  than its kind may be. Every question that it raises (`questions`) is answered before it counts.
- Names and births are compared with the request. A different name needs evidence of the change. A difference on any
  document shown blocks the whole check. Stored is never a number, never an image.
- Staff ask what only the caller would know of the call ("When was it? Which number?"), and give nothing away. A call
  about the person that someone else made has questions of its own, and staff never say who made it.
- A customer who comes back needs only the short check where, within the policy's days, a closed session of the same
  request left no doubt and identified them wholly, alone: so a short check never rests on another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desktop.domain.sessions.id_policy import (
    AddressShown,
    Asks,
    Combination,
    DocumentKind,
    IdPolicy,
    Instead,
    SeenThrough,
)
from desktop.domain.sessions.session import Outcome, Party, Session, State
from desktop.domain.shared.dates import Age, add_months, age_on
from desktop.errors import FieldsError


class Fact(StrEnum):
    """A question about a document in a slot."""

    EXPIRY = "expiry"
    ISSUED = "issued"
    SHARE_CODE = "share_code"
    NAME = "name"
    BIRTH = "birth"
    ADDRESS = "address"


class NameComparison(StrEnum):
    """How the name on the document compares with the name of the request."""

    MATCH = "match"
    DIFFERS = "differs"
    DIFFERS_WITH_EVIDENCE = "differs_with_evidence"


class BirthComparison(StrEnum):
    """How the date of birth on the document compares with that of the request."""

    MATCH = "match"
    NOT_SHOWN = "not_shown"
    DIFFERS = "differs"


class Check(StrEnum):
    """A comparison made on a document that counts, as stored."""

    EXPIRY_FINE = "expiry_fine"
    RECENT_ENOUGH = "recent_enough"
    SHARE_CODE_OPENED = "share_code_opened"
    NAME_MATCHES = "name_matches"
    NAME_CHANGE_SEEN = "name_change_seen"
    BIRTH_MATCHES = "birth_matches"
    BIRTH_NOT_SHOWN = "birth_not_shown"
    CURRENT_ADDRESS = "current_address"
    OTHER_ADDRESS = "other_address"
    TYPED_CORRECTLY = "typed_correctly"
    NUMBER_AGREES = "number_agrees"


@dataclass(frozen=True)
class Shown:
    """One document as staff sight it; `None` is not answered yet.

    `typed`: TYPED_CORRECTLY and NUMBER_AGREES, where the number was typed for a check. `opened_by_code`: whether staff
    themselves opened it with a share code.
    """

    kind: str
    expiry: date | None = None
    issued: date | None = None
    name: NameComparison | None = None
    birth: BirthComparison | None = None
    shows_current_address: bool | None = None
    typed: frozenset[Check] = frozenset()
    opened_by_code: bool | None = None


class ProblemCode(StrEnum):
    """Why a document cannot be accepted."""

    NOT_ACCEPTED_HERE = "not_accepted_here"
    SAME_KIND = "same_kind"
    ENDED = "ended"
    EXPIRED = "expired"
    ISSUED_IN_FUTURE = "issued_in_future"
    TOO_OLD = "too_old"
    NOT_OPENED_HERE = "not_opened_here"
    NAME_DIFFERS = "name_differs"
    BIRTH_DIFFERS = "birth_differs"
    ADDRESS_DIFFERS = "address_differs"


@dataclass(frozen=True)
class IdProblem:
    """A problem and an alternative to offer.

    `limit_months`: the greatest age, or the grace; `days_over`: days beyond it.
    """

    code: ProblemCode
    instead: tuple[Instead, ...]
    age: Age | None = None
    limit_months: int | None = None
    days_over: int | None = None


@dataclass(frozen=True)
class Slot:
    """One document, assessed. An empty slot has no kind. `photo` and `address`: what it proves, if accepted."""

    kind: str | None = None
    group: str = ""
    accepted: bool = False
    photo: bool = False
    address: bool = False
    problems: tuple[IdProblem, ...] = ()
    unanswered: tuple[Fact, ...] = ()


class Missing(StrEnum):
    """A requirement not met yet. COMBINATION: enough documents, but not of groups that go together."""

    FIRST_DOCUMENT = "first_document"
    SECOND_DOCUMENT = "second_document"
    FURTHER_DOCUMENT = "further_document"
    PHOTO = "photo"
    CURRENT_ADDRESS = "current_address"
    COMBINATION = "combination"
    NAME_MATCH = "name_match"
    BIRTH_MATCH = "birth_match"


@dataclass(frozen=True)
class Assessment:
    """The assessment so far: each slot, and what is missing (nothing, if and only if complete)."""

    slots: tuple[Slot, ...]
    missing: tuple[Missing, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


@dataclass(frozen=True)
class Kept:
    """All that is stored of an accepted document; `slot` counts from 0, `age_months` where the issue date was asked."""

    slot: int
    kind: str
    group: str
    in_date: bool
    age_months: int | None
    checks: tuple[Check, ...]


def questions(kind: DocumentKind, *, born_known: bool) -> tuple[Fact, ...]:
    """Return the questions about a document of that kind, in order. `born_known`: the request has a date of birth."""
    asked = (
        (Fact.EXPIRY, kind.asks is Asks.EXPIRY),
        (Fact.ISSUED, kind.asks is Asks.ISSUED),
        (Fact.SHARE_CODE, kind.seen_through is SeenThrough.SHARE_CODE),
        (Fact.NAME, True),
        (Fact.BIRTH, kind.photo and born_known),
        (Fact.ADDRESS, kind.address is not AddressShown.NO),
    )
    return tuple(fact for fact, is_asked in asked if is_asked)


def assess(policy: IdPolicy, shown: Sequence[Shown | None], today: date, *, born_known: bool) -> Assessment:
    """Assess the documents shown so far, complete or not. An empty slot is `None`.

    `born_known`: the request has a date of birth to compare with.
    """
    slots: list[Slot] = []
    for document in shown:
        taken = {slot.kind for slot in slots if not slot.problems}
        slots.append(_slot(policy, document, taken, today, born_known) if document else Slot())
    accepted = [slot for slot in slots if slot.accepted]
    missing = shortfall(policy, accepted)
    found = {problem.code for slot in slots for problem in slot.problems}
    standing = (ProblemCode.NAME_DIFFERS, Missing.NAME_MATCH), (ProblemCode.BIRTH_DIFFERS, Missing.BIRTH_MATCH)
    missing += tuple(what for code, what in standing if code in found)
    return Assessment(tuple(slots), missing)


def keep(policy: IdPolicy, shown: Sequence[Shown | None], today: date, *, born_known: bool) -> tuple[Kept, ...]:
    """Return the record to store of each accepted document."""
    slots = assess(policy, shown, today, born_known=born_known).slots
    kinds = {kind.code: kind for kind in policy.kinds}
    return tuple(
        Kept(
            number,
            document.kind,
            slot.group,
            True,
            None if document.issued is None else age_on(today, document.issued).months,
            _checks(kinds[document.kind], document, slot),
        )
        for number, (slot, document) in enumerate(zip(slots, shown, strict=True))
        if document is not None and slot.accepted
    )


def short_check_suffices(policy: IdPolicy, identified_on: date, today: date) -> bool:
    """Return whether a person fully identified on that day, who returns to finish, needs only the short check."""
    return 0 <= (today - identified_on).days <= policy.resume_days


def _slot(policy: IdPolicy, shown: Shown, taken: Iterable[str | None], today: date, born_known: bool) -> Slot:
    kind = policy.kind(shown.kind)
    if kind is None:
        problem = IdProblem(ProblemCode.NOT_ACCEPTED_HERE, (Instead.ANOTHER_KIND,))
        return Slot(shown.kind, problems=(problem,))
    problems = _problems(kind, shown, shown.kind in taken, today)
    unanswered = tuple(fact for fact in questions(kind, born_known=born_known) if _answer(shown, fact) is None)
    accepted = not problems and not unanswered
    proves = accepted and kind.address is not AddressShown.NO and bool(shown.shows_current_address)
    return Slot(kind.code, kind.group, accepted, accepted and kind.photo, proves, problems, unanswered)


def _problems(kind: DocumentKind, shown: Shown, taken: bool, today: date) -> tuple[IdProblem, ...]:
    found = [IdProblem(ProblemCode.SAME_KIND, (Instead.ANOTHER_KIND,))] if taken else []
    dated = _date_problem(kind, shown, today)
    found += [dated] if dated else []
    if kind.seen_through is SeenThrough.SHARE_CODE and shown.opened_by_code is False:
        found.append(IdProblem(ProblemCode.NOT_OPENED_HERE, (Instead.SHARE_CODE, Instead.ANOTHER_KIND)))
    if shown.name is NameComparison.DIFFERS:
        found.append(IdProblem(ProblemCode.NAME_DIFFERS, (Instead.NAME_CHANGE_EVIDENCE, Instead.ANOTHER_KIND)))
    if shown.birth is BirthComparison.DIFFERS:
        found.append(IdProblem(ProblemCode.BIRTH_DIFFERS, (Instead.SUPERVISOR,)))
    if kind.address is AddressShown.YES and shown.shows_current_address is False:
        found.append(IdProblem(ProblemCode.ADDRESS_DIFFERS, (Instead.CURRENT_ADDRESS_DOCUMENT,)))
    return tuple(found)


def _date_problem(kind: DocumentKind, shown: Shown, today: date) -> IdProblem | None:
    other = (kind.instead or Instead.IN_DATE_DOCUMENT, Instead.ANOTHER_KIND)
    if kind.ended_on is not None and today > kind.ended_on:
        return IdProblem(ProblemCode.ENDED, other, days_over=(today - kind.ended_on).days)
    if kind.asks is Asks.EXPIRY and shown.expiry is not None:
        over = (today - add_months(shown.expiry, kind.grace_months)).days
        if over > 0:
            return IdProblem(ProblemCode.EXPIRED, other, None, kind.grace_months, over)
    if kind.asks is Asks.ISSUED and shown.issued is not None:
        return _issue_problem(kind, shown.issued, today)
    return None


def _issue_problem(kind: DocumentKind, issued: date, today: date) -> IdProblem | None:
    if issued > today:
        return IdProblem(ProblemCode.ISSUED_IN_FUTURE, (Instead.READ_DATE_AGAIN,))
    if kind.max_age_months is None:
        return None
    over = (today - add_months(issued, kind.max_age_months)).days
    instead = (Instead.NEWER_ISSUE, Instead.ANOTHER_KIND)
    age = age_on(today, issued)
    return IdProblem(ProblemCode.TOO_OLD, instead, age, kind.max_age_months, over) if over > 0 else None


def _answer(shown: Shown, fact: Fact) -> object:
    """Return the staff's answer to that question, or `None`."""
    answers = {
        Fact.EXPIRY: shown.expiry,
        Fact.ISSUED: shown.issued,
        Fact.SHARE_CODE: shown.opened_by_code,
        Fact.NAME: shown.name,
        Fact.BIRTH: shown.birth,
        Fact.ADDRESS: shown.shows_current_address,
    }
    return answers[fact]


def shortfall(policy: IdPolicy, accepted: Sequence[Slot]) -> tuple[Missing, ...]:
    """Return the requirements the nearest combination still lacks; the policy's own order breaks ties."""
    return min((_lacks(each, accepted) for each in policy.combinations), key=len)


def _lacks(combination: Combination, accepted: Sequence[Slot]) -> tuple[Missing, ...]:
    count, needed = len(accepted), len(combination.groups)
    wants = (
        (Missing.FIRST_DOCUMENT, count < 1),
        (Missing.SECOND_DOCUMENT, count < 2 <= needed),
        (Missing.FURTHER_DOCUMENT, count < needed and needed > 2),
        (Missing.PHOTO, combination.photo and not any(slot.photo for slot in accepted)),
        (Missing.CURRENT_ADDRESS, combination.address and not any(slot.address for slot in accepted)),
    )
    lacking = tuple(what for what, is_wanted in wants if is_wanted)
    unlike = Counter(combination.groups) - Counter(slot.group for slot in accepted)
    return lacking or ((Missing.COMBINATION,) if unlike else ())


def _checks(kind: DocumentKind, shown: Shown, slot: Slot) -> tuple[Check, ...]:
    made = (
        (Check.EXPIRY_FINE, kind.asks is Asks.EXPIRY),
        (Check.RECENT_ENOUGH, kind.asks is Asks.ISSUED),
        (Check.SHARE_CODE_OPENED, kind.seen_through is SeenThrough.SHARE_CODE),
        (Check.NAME_MATCHES, shown.name is NameComparison.MATCH),
        (Check.NAME_CHANGE_SEEN, shown.name is NameComparison.DIFFERS_WITH_EVIDENCE),
        (Check.BIRTH_MATCHES, shown.birth is BirthComparison.MATCH),
        (Check.BIRTH_NOT_SHOWN, shown.birth is BirthComparison.NOT_SHOWN),
        (Check.CURRENT_ADDRESS, slot.address),
        (Check.OTHER_ADDRESS, kind.address is not AddressShown.NO and not slot.address),
        (Check.TYPED_CORRECTLY, Check.TYPED_CORRECTLY in shown.typed),
        (Check.NUMBER_AGREES, Check.NUMBER_AGREES in shown.typed),
    )
    return tuple(check for check, was_made in made if was_made)


class SlotFor(StrEnum):
    """The requirement that the document of a slot is to meet."""

    PHOTO = "photo"
    ADDRESS = "address"
    ANY = "any"


class Unfit(StrEnum):
    """Why a kind cannot fill a slot."""

    NO_PHOTO = "no_photo"
    NO_ADDRESS = "no_address"
    SHOWN_ALREADY = "shown_already"
    ENDED = "ended"
    NOT_TOGETHER = "not_together"


@dataclass(frozen=True)
class Fitting:
    """The kinds that can fill a slot, first those that have what it is for, and the others, each with its reason; both
    in the policy's order."""

    kinds: tuple[DocumentKind, ...]
    others: tuple[tuple[DocumentKind, Unfit], ...]


def slots_of(policy: IdPolicy) -> tuple[SlotFor, ...]:
    """Return what each slot of the policy is for."""
    if policy.slots == 1:
        return (SlotFor.ANY,)
    address = (SlotFor.ADDRESS,) if any(each.address for each in policy.combinations) else ()
    needs = (SlotFor.PHOTO, *address)
    return needs + (SlotFor.ANY,) * (policy.slots - len(needs))


def fitting(policy: IdPolicy, slots: Sequence[Slot], number: int, today: date) -> Fitting:
    """Return the kinds that can fill slot `number`, beside the others as they are assessed."""
    others = [slot for place, slot in enumerate(slots) if place != number]
    needs, chosen = slots_of(policy)[number], slots[number].kind
    last = sum(slot.accepted for slot in others) == policy.slots - 1
    judged = [(kind, _unfit(policy, kind, needs, others, today, last=last)) for kind in policy.kinds]
    if all(why is not None for _, why in judged):
        judged = [(kind, None if why is not Unfit.SHOWN_ALREADY else why) for kind, why in judged]
    kinds = [kind for kind, why in judged if why is None or kind.code == chosen]
    kinds.sort(key=lambda kind: not _kind_shows(kind, needs))
    return Fitting(tuple(kinds), tuple((kind, why) for kind, why in judged if why is not None and kind.code != chosen))


def _kind_shows(kind: DocumentKind, needs: SlotFor) -> bool:
    """Return whether a kind has what its slot is for; another may still do where a document elsewhere shows it."""
    if needs is SlotFor.PHOTO:
        return kind.photo
    return needs is SlotFor.ANY or kind.address is not AddressShown.NO


def _unfit(
    policy: IdPolicy, kind: DocumentKind, needs: SlotFor, others: Sequence[Slot], today: date, *, last: bool
) -> Unfit | None:
    accepted = [slot for slot in others if slot.accepted]
    combinations = policy.combinations
    photo = needs is SlotFor.PHOTO and all(each.photo for each in combinations)
    address = needs is SlotFor.ADDRESS and all(each.address for each in combinations)
    shows_address = kind.address is not AddressShown.NO
    as_good = Slot(kind.code, kind.group, True, kind.photo, shows_address)
    reasons = (
        (Unfit.SHOWN_ALREADY, any(slot.kind == kind.code for slot in others)),
        (Unfit.ENDED, kind.ended_on is not None and today > kind.ended_on),
        (Unfit.NO_PHOTO, photo and not kind.photo and not any(slot.photo for slot in accepted)),
        (Unfit.NO_ADDRESS, address and not shows_address and not any(slot.address for slot in accepted)),
        (Unfit.NOT_TOGETHER, last and bool(shortfall(policy, [*accepted, as_good]))),
    )
    return next((why for why, is_so in reasons if is_so), None)


class CallKind(StrEnum):
    """The kind of call: each has its own wording of the questions."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NUMBER_WITHHELD = "number_withheld"
    BY_SOMEBODY_ELSE = "by_somebody_else"


NOT_ASKED = "not_asked"
"""Recorded instead of a `CallerCheck` where someone of the office listens: the call was never theirs."""


class CallerCheck(StrEnum):
    """How the person's own account of the call compares with the request."""

    MATCHES = "matches"
    NEAR_ENOUGH = "near_enough"
    DOES_NOT_MATCH = "does_not_match"


def caller_passes(check: CallerCheck, reason: str) -> bool:
    """Return whether the account is enough. Raises FieldsError if it is only near enough and no reason is given."""
    if check is CallerCheck.NEAR_ENOUGH and not reason.strip():
        raise FieldsError({"reason": "reason_missing"})
    return check is not CallerCheck.DOES_NOT_MATCH


LEAVE_NO_DOUBT = frozenset(
    {Outcome.HEARD_IN_FULL, Outcome.HEARD_IN_PART, Outcome.CUSTOMER_LEFT, Outcome.TECHNICAL_FAULT}
)
"""The outcomes after which the short check is enough."""


@dataclass(frozen=True)
class EarlierSession:
    """An earlier session. `on`: its day in the office's zone. `kinds`: the codes of its documents.

    `wholly`: whether nothing less than the whole check was made in it.
    """

    session: Session
    on: date
    kinds: tuple[str, ...]
    wholly: bool


def short_check_serves(
    session: Session, before: EarlierSession, policy: IdPolicy, today: date, *, sighted: bool
) -> bool:
    """Return whether the short check is enough in `session`. `sighted`: whether documents were sighted in it."""
    earlier = before.session
    return (
        session.state is State.CHECKED_IN
        and not sighted
        and policy.asks_caller
        and (earlier.request, earlier.state, earlier.identified) == (session.request, State.CLOSED, True)
        and earlier.outcome in LEAVE_NO_DOUBT
        and before.wholly
        and bool(before.kinds)
        and all(_customer(each) for each in (session, earlier))
        and short_check_suffices(policy, before.on, today)
    )


def _customer(session: Session) -> bool:
    return Party.CUSTOMER in session.parties and Party.REPRESENTATIVE not in session.parties

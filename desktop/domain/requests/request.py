"""A request: who asks to hear which call, how far it has progressed, and files that went to the police.

- A subject access request asks for a reason and never depends on one. An internal request cannot be made without one.
- A request leads to one recording, a recording to an approved copy; nothing else is ever played. Several calls that one
  person asks for at once are one request for each, under one number: `SAR-2026-0042`, `SAR-2026-0042/2` and so on.
- The one who decides is not the one who prepared (`people.Person.must_not_be`). An approval binds the request, the
  digest of the copy and the version of its removed parts; it may have an end.
- Listening never closes a request by itself. One whose copy was requested closes only when the copy has been sent (by
  the office's own secure route: this program exports no sound), or when the person withdraws the request. A question
  or a proof that nobody answers within the office's days lets it be closed.
- A file for the police goes the office's own secure way and is recorded each time: of a request whose purpose is the
  police alone, once its copy is approved. Whom it went to and their reference are kept apart from the log. Such a
  request is closed as disclosed once that was recorded.
- Of its eight stages each is done by what is there, not by what came before it. What can be of no use any more is left
  out: of a refused request all but its answer, of a closed one everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from desktop.domain.requests.deadline import DeadlineFacts
from desktop.domain.sessions.identity import CallKind
from desktop.domain.sessions.needs import Need
from desktop.domain.shared.ids import CopyId, NoteId, PersonId, RecordingId, RequestId
from desktop.domain.shared.kinds import Kind
from desktop.errors import WrongStateError, problems_where


class Purpose(StrEnum):
    """Why someone in the office may listen (from the office's privacy notice)."""

    QUALITY = "quality"
    COMPLAINT = "complaint"
    REAFFIRM = "reaffirm"
    POLICE = "police"
    THREAT = "threat"
    TRAINING = "training"


class Status(StrEnum):
    """The status of a request; the wording says who acts next."""

    TAKEN = "taken"
    LINKED = "linked"
    PREPARED = "prepared"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"


OPEN = (Status.TAKEN, Status.LINKED, Status.PREPARED, Status.APPROVED)
"""The statuses in which an answer is still to be given."""

UNANSWERED = (*OPEN, Status.REFUSED)
"""The statuses in which the person is still to be informed: a refusal is an answer once it has reached them."""


OFFICERS_ACT = (Status.TAKEN, Status.LINKED, Status.REFUSED)
"""The statuses in which an information officer acts next."""


class RefusalReason(StrEnum):
    """Why a request was refused, as a code; the letter has the words for the person."""

    THIRD_PARTY = "third_party"
    NO_LONGER_AVAILABLE = "no_longer_available"
    NOT_THIS_PERSON = "not_this_person"
    MANIFESTLY_UNFOUNDED = "manifestly_unfounded"
    MANIFESTLY_EXCESSIVE = "manifestly_excessive"
    NO_GOOD_REASON = "no_good_reason"


def refusals_of(kind: Kind) -> tuple[RefusalReason, ...]:
    """Return the possible refusals of that kind of request. The law lets no office ask a person for a good reason."""
    return tuple(each for each in RefusalReason if kind is Kind.INTERNAL or each is not RefusalReason.NO_GOOD_REASON)


class Answered(StrEnum):
    """How a request ended."""

    LISTENED = "listened"
    COPY_SENT = "copy_sent"
    DISCLOSED = "disclosed"
    REFUSAL_SENT = "refusal_sent"
    WITHDRAWN = "withdrawn"
    UNANSWERED = "unanswered"


@dataclass(frozen=True)
class Asker:
    """The person that the request concerns, as they gave it: for the comparison at the counter alone.

    `contact`: a safe way to reach them, in their words. For an internal request it is who in the office will listen,
    and `address` is their job and team.
    """

    given_names: str
    surname: str
    born: date | None
    address: str
    contact: str = ""

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.surname}".strip()

    def changed_to(self, other: Asker) -> tuple[str, ...]:
        """Return the names of the fields that differ, in their order."""
        return tuple(each.name for each in fields(self) if getattr(self, each.name) != getattr(other, each.name))


WHO_THEY_ARE = frozenset({"given_names", "surname", "born"})
"""The fields of an asker that say who they are. The others say where to reach them."""


class Channel(StrEnum):
    """How a request came (DOMAIN: the answer). Any of them is a request; the law asks for no form."""

    LETTER = "letter"
    MAIL = "mail"
    WEB_FORM = "web_form"
    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    REGULATOR = "regulator"


class Language(StrEnum):
    """The language in which the person wants to be written to."""

    ENGLISH = "english"
    WELSH = "welsh"
    BOTH = "both"


class Authority(StrEnum):
    """The authority by which someone acts for the person that a request concerns (DOMAIN: identity)."""

    POWER_OF_ATTORNEY = "power_of_attorney"
    COURT_DEPUTY = "court_deputy"
    WRITTEN_CONSENT = "written_consent"
    PARENTAL = "parental"


@dataclass(frozen=True)
class Representative:
    """A representative: their name, their authority, how far it goes, and when it was checked.

    `seen_on` is None until then. `address`: where letters to them go; "" where letters go to the person, at their own
    address; None where nobody asked.
    """

    name: str
    authority: Authority
    scope: str = ""
    seen_on: date | None = None
    address: str | None = None


@dataclass(frozen=True)
class Addressee:
    """The addressee of letters about a request. `acts_for`: whom it concerns, where that is someone else.

    `address` is "" where it is not known.
    """

    name: str
    address: str
    acts_for: str = ""


WITHHELD = "withheld"
"""The value of a number that the caller withheld."""


@dataclass(frozen=True)
class Call:
    """The requested call: about when (aware, UTC); the outside party's number; which way.

    `number`: its normal form (`application.ports.desk.Numbers`), `WITHHELD`, or "" where they do not know it.
    `by_somebody_else`: it is about the person of the request, and the outside party was someone else.
    """

    at: datetime
    number: str
    outbound: bool = False
    by_somebody_else: bool = False

    @property
    def kind(self) -> CallKind:
        """Its kind. Who was in a call comes before everything else about it."""
        if self.by_somebody_else:
            return CallKind.BY_SOMEBODY_ELSE
        if self.number == WITHHELD:
            return CallKind.NUMBER_WITHHELD
        return CallKind.OUTBOUND if self.outbound else CallKind.INBOUND


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The part of a request that is typed when it is taken, and stays with it.

    `came_by` is None for an internal request; `copy_offered`: whether the person was asked if they want a copy.
    `needs`: what was chosen, in order; `adjustments`: their own words beside. `language` is None where it is not known.
    """

    kind: Kind
    received_on: date
    asker: Asker
    purpose: Purpose | None = None
    needs: tuple[Need, ...] = ()
    adjustments: tuple[str, ...] = ()
    language: Language | None = None
    copy_wanted: bool = False
    came_by: Channel | None = None
    copy_offered: bool = False
    representative: Representative | None = None

    def asked(self) -> dict[str, Any]:
        """Return these fields by name."""
        return {each.name: getattr(self, each.name) for each in fields(Asked)}


@dataclass(frozen=True, kw_only=True)
class Request(Asked):
    """A request as it is now."""

    id: RequestId
    reference: str
    status: Status
    due_on: date | None
    call: Call
    taken_by: PersonId
    recording: RecordingId | None = None
    copy: CopyId | None = None
    approved_until: date | None = None
    deadline_facts: DeadlineFacts = field(default_factory=DeadlineFacts)

    @property
    def number(self) -> str:
        """The reference without its part: the same for all calls that were asked for together."""
        return self.reference.partition("/")[0]

    @property
    def addressee(self) -> Addressee:
        """The representative, at their own address; or the person, where letters are to go to them."""
        acts = self.representative
        if acts is None or acts.address == "":
            return Addressee(self.asker.name, self.asker.address)
        return Addressee(acts.name, acts.address or "", self.asker.name)

    def must_be(self, *statuses: Status) -> None:
        """Raise WrongStateError unless the request has one of these statuses."""
        if self.status not in statuses:
            raise WrongStateError("request_moved_on", status=self.status.value).of(request=self.id)

    def may_be_heard_on(self, day: date) -> bool:
        """Return whether an approval is in force on that day."""
        return self.status is Status.APPROVED and (self.approved_until is None or day <= self.approved_until)


def possible_answers(
    request: Request, listened: bool, unanswered: bool = False, *, disclosed: bool = False
) -> tuple[Answered, ...]:
    """Return how the request can be closed now; `listened`: whether someone has heard its copy in a closed session.

    `disclosed`: a file of it went to the police, and that was recorded.
    `unanswered`: the person had all the time there is to answer a question, or to bring a proof, and did not.
    """
    if request.status is Status.CLOSED:
        return ()
    found = _answers(request, listened, disclosed)
    return (*found, Answered.UNANSWERED) if unanswered and request.status in OPEN else found


def _answers(request: Request, listened: bool, disclosed: bool) -> tuple[Answered, ...]:
    if request.status is Status.REFUSED:
        return (Answered.REFUSAL_SENT, Answered.WITHDRAWN)
    if request.status is not Status.APPROVED:
        return (Answered.WITHDRAWN,)
    if request.purpose is Purpose.POLICE:
        heard, sent = (Answered.LISTENED,) if listened else (), (Answered.DISCLOSED,) if disclosed else ()
        return (*sent, *heard, Answered.WITHDRAWN)
    if request.copy_wanted or not listened:
        return (Answered.COPY_SENT, Answered.WITHDRAWN)
    return (Answered.LISTENED, Answered.COPY_SENT, Answered.WITHDRAWN)


class Stage(StrEnum):
    """The stages, in order."""

    TAKEN = "taken"
    PROTECTED = "protected"
    FOUND = "found"
    PREPARED = "prepared"
    DECIDED = "decided"
    INVITED = "invited"
    HEARD = "heard"
    ANSWERED = "answered"


class StageState(StrEnum):
    """How far a stage is."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to_come"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class JourneyStage:
    """A stage of a request. `on`: the office's day of it, where that is known."""

    stage: Stage
    state: StageState
    on: date | None = None


def journey_of(status: Status, done: Mapping[Stage, date | None]) -> tuple[JourneyStage, ...]:
    """Return every stage of a request with that status. `done`: those that are done, each with its day, if known."""
    found: list[JourneyStage] = []
    for stage in Stage:
        now = not any(each.state is StageState.NOW for each in found)
        state = _state(stage, status, stage in done, now)
        if state is not StageState.DONE and stage is Stage.INVITED and Stage.HEARD in done:
            state = StageState.LEFT_OUT
        found.append(JourneyStage(stage, state, done.get(stage)))
    return tuple(found)


def _state(stage: Stage, status: Status, done: bool, now: bool) -> StageState:
    if done:
        return StageState.DONE
    if status is Status.CLOSED or (status is Status.REFUSED and stage is not Stage.ANSWERED):
        return StageState.LEFT_OUT
    return StageState.NOW if now else StageState.TO_COME


class DisclosureRoute(StrEnum):
    """The secure route by which the file went."""

    SECURE_TRANSFER = "secure_transfer"
    ENCRYPTED_MAIL = "encrypted_mail"
    ENCRYPTED_DEVICE = "encrypted_device"


class DisclosureBasis(StrEnum):
    """The legal basis: DPA 2018 Sch 2 para 2 and para 5, and UK GDPR article 6(1)(d)."""

    CRIME = "crime"
    REQUIRED_BY_LAW = "required_by_law"
    COURT_ORDER = "court_order"
    VITAL_INTERESTS = "vital_interests"


@dataclass(frozen=True)
class Disclosure:
    """A file of that copy went to a force or another body. `receiver` and `reference`: the notes with their names."""

    request: RequestId
    position: int
    copy: CopyId
    route: DisclosureRoute
    basis: DisclosureBasis
    on: date
    receiver: NoteId
    reference: NoteId | None
    by: PersonId


def may_be_disclosed(request: Request) -> bool:
    """Return whether a disclosure of it can be recorded now."""
    return request.purpose is Purpose.POLICE and request.status is Status.APPROVED


def problems_of_disclosing(
    request: Request,
    *,
    receiver: str,
    route: DisclosureRoute | None,
    basis: DisclosureBasis | None,
    on: date,
    approved_on: date,
    today: date,
) -> dict[str, str]:
    """Return what is missing or impossible, as codes by field."""
    return problems_where(
        ("disclosed_to", "disclosed_to_missing", not receiver.strip()),
        ("disclosure_route", "disclosure_route_missing", route is None),
        ("disclosure_basis", "disclosure_basis_missing", basis is None),
        ("disclosed_on", "day_in_future", on > today),
        ("disclosed_on", "before_the_approval", on < approved_on),
        ("disclosed_on", "after_the_approval", not request.may_be_heard_on(on)),
    )

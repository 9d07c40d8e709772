"""An office's own settings: numbers and hours.

Read by `environment.policy_files`, from the version in force or, in an office that has none, from `office.toml`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from desktop.domain.office.people import Role
from desktop.domain.office.policies import InForce, PolicyName
from desktop.domain.office.throttle import ThrottleRules
from desktop.errors import ContradictionError

SHORTEST, LONGEST = 15, 240
"""The limits of an appointment's length, in minutes."""


UNANSWERED_DAYS = 90
"""For how many days an office waits for proof or an answer, unless its policy says otherwise."""
EXTRA_MINUTES = 15
"""How much longer an appointment takes for whoever needs extra time, unless the office's policy says otherwise."""


class HolidayRegion(StrEnum):
    """The nation whose public holidays count: the one the office was set up for."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


class Welsh(StrEnum):
    """Whether an office writes letters in Welsh.

    OFFERED: to whoever wants it. IN_WALES: so, and in both languages where nobody knows which one the person wants.
    """

    NO = "no"
    OFFERED = "offered"
    IN_WALES = "in_wales"


@dataclass(frozen=True)
class Opening:
    """Open from `opens` up to, not including, `closes`, in the office's own zone."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ContradictionError("closes_before_opening")


@dataclass(frozen=True)
class AppointmentRules:
    """The rules for appointments. `usual_minutes`: an appointment's default length; `extra_minutes`: how much longer it
    is for whoever needs extra time.

    `notice_days`: how many days an invitation takes to arrive.
    """

    usual_minutes: int
    notice_days: int
    extra_minutes: int = EXTRA_MINUTES


@dataclass(frozen=True)
class Holiday:
    """A day on which the office counts as closed that no table of public holidays has: added by hand."""

    day: date
    name: str


@dataclass(frozen=True)
class DirectoryGroup:
    """A group of the office's directory, by its distinguished name, and the roles that its members have here."""

    dn: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Contact:
    """How to reach the office, for its letters. `made_up`: an example, which no real office may print on a letter.

    `complaints`: who handles a complaint about data protection. `mail` is an e-mail address.
    """

    department: str
    address: tuple[str, ...]
    telephone: str
    mail: str
    complaints: str
    complaints_mail: str
    made_up: bool


@dataclass(frozen=True)
class Regulator:
    """The regulator a person can turn to. Its address may be left out: a telephone and a web page will do."""

    name: str
    address: tuple[str, ...]
    telephone: str
    web: str


@dataclass(frozen=True)
class AnswerTexts:
    """The words of a response letter on the recordings, in the office's own words (UK GDPR article 15(1)).

    `purposes`: why calls are recorded; `recipients`: who gets to hear them; `origin`: where what is in them comes from;
    `more`: anything else, such as that none is sent abroad, and that nothing is decided by a computer alone.
    """

    purposes: str
    recipients: str
    origin: str
    more: str


@dataclass(frozen=True)
class OfficePolicy:
    """One office's decisions. `opening` has seven entries, Monday first; `None` is closed all day.

    `resume_days`: how long an interrupted session can be resumed. `short_id_seconds`: an ID step shorter than this is
    shown to the supervisor. `sound_ceiling_percent`: the loudest that the player may be set to. `guard_ms`: the band
    round each removal. `holidays_announced_through`: the last year whose public holidays are known; `holidays`: those
    added by hand. `anchor_days`: how old an event may be that is not anchored, before no session begins any more.
    `proof_prompt_days`: how many days after receipt asking for proof is still prompt. `approval_months`: the end that
    the approver is offered first for an approval. `unanswered_days`: for how many days a request waits for proof or an
    answer, before it may be closed. `answer`: None where the office uses the program's own words; `answer_welsh`: the
    same in Welsh. `welsh_unchecked`: whether letters are written with Welsh words that no native reader has checked
    yet. `directory_groups`: none where those of each PC's `directory.toml` count. `helplines`: whom a listener can talk
    to after a call that was too much, each with its number; none where the adviser's card alone names them.
    """

    name: str
    zone: str
    holidays_announced_through: int
    idle_lock_minutes: int
    sign_in_account: ThrottleRules
    sign_in_desk: ThrottleRules
    opening: tuple[Opening | None, ...]
    short_id_seconds: int
    sign_off_working_days: int
    resume_days: int
    proof_prompt_days: int
    unanswered_days: int
    anchor_days: int
    approval_months: int
    sound_ceiling_percent: int
    guard_ms: int
    appointments: AppointmentRules
    contact: Contact
    regulator: Regulator
    holidays: tuple[Holiday, ...] = ()
    answer: AnswerTexts | None = None
    answer_welsh: AnswerTexts | None = None
    welsh: Welsh = Welsh.NO
    welsh_unchecked: bool = False
    directory_groups: tuple[DirectoryGroup, ...] = ()
    helplines: tuple[str, ...] = ()
    in_force: InForce | None = field(default=None, compare=False)
    POLICY: ClassVar = PolicyName.OFFICE

    def __post_init__(self) -> None:
        if len({holiday.day for holiday in self.holidays}) != len(self.holidays):
            raise ContradictionError("holiday_twice")
        if len({group.dn.casefold() for group in self.directory_groups}) != len(self.directory_groups):
            raise ContradictionError("directory_group_twice")
        if len(self.opening) != 7:
            raise ContradictionError("not_seven_days")

    def local(self, at: datetime) -> datetime:
        """Return that moment (aware) in the office's own zone."""
        return at.astimezone(ZoneInfo(self.zone))

    def opens_on(self, day: date) -> bool:
        """Return whether the office opens on that day of the week, public holidays aside."""
        return self.opening[day.weekday()] is not None

    def is_open(self, local: datetime) -> bool:
        """Return whether the office is open at that moment, given in its own zone, public holidays aside."""
        hours = self.opening[local.weekday()]
        return hours is not None and hours.opens <= local.time() < hours.closes

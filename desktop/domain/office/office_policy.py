"""An office's own settings: numbers and hours.

Read by `environment.policies`, from the version in force or, in an office that has none, from `office.toml`. What
marks a field: `domain.office.policies`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from desktop.domain.office.people import Role
from desktop.domain.office.policies import (
    DAYS,
    HARMLESS,
    Entries,
    InForce,
    Keyed,
    Mark,
    Of,
    Parts,
    PolicyName,
    Setting,
    always,
    gained,
    less,
    longer_open,
    more,
    never,
    role_more,
)
from desktop.domain.office.throttle import ThrottleRules
from desktop.errors import ContradictionError

SHORTEST, LONGEST = 15, 240
"""The limits of an appointment's length, in minutes."""


UNANSWERED_DAYS = 90
"""For how many days an office waits for proof or an answer, unless its policy says otherwise."""


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

    def __str__(self) -> str:
        """Return it as it is compared: 09:00:00-17:00:00."""
        return f"{self.opens:%H:%M:%S}-{self.closes:%H:%M:%S}"


@dataclass(frozen=True)
class AppointmentRules:
    """The rules for appointments. `usual_minutes`: an appointment's default length; `extra_minutes`: how much longer it
    is for whoever needs extra time.

    `notice_days`: how many days an invitation takes to arrive.
    """

    usual_minutes: Annotated[int, Setting(never, SHORTEST, LONGEST)]
    extra_minutes: Annotated[int, Setting(never, 0, LONGEST)]
    notice_days: Annotated[int, Setting(never, 0, 21)]


@dataclass(frozen=True)
class Holiday:
    """A day on which the office counts as closed that no table of public holidays has: added by hand."""

    day: date
    name: str


@dataclass(frozen=True)
class DirectoryGroup:
    """A group of the office's directory, by its distinguished name, and the roles that its members have here.

    None gives the role of administrator: that one stays with local accounts.
    """

    group: str
    roles: frozenset[Role]

    def __post_init__(self) -> None:
        if "=" not in self.group:
            raise ContradictionError("directory_group_not_a_name")
        if not self.roles:
            raise ContradictionError("directory_group_without_role")
        if Role.ADMINISTRATOR in self.roles:
            raise ContradictionError("administrators_are_local")


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
    made_up: bool = False

    def __post_init__(self) -> None:
        if not self.address:
            raise ContradictionError("missing_address")


@dataclass(frozen=True)
class Regulator:
    """The regulator a person can turn to. Its address may be left out: a telephone and a web page will do."""

    name: str
    telephone: str
    web: str
    address: tuple[str, ...] = ()


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

    name: Annotated[str, HARMLESS]
    zone: Annotated[str, Setting(always), Mark.ZONE]
    opening: Annotated[tuple[Opening | None, ...], Setting(longer_open), Keyed(DAYS)]
    holidays_announced_through: Annotated[int, Setting(never, 2024, 2100)]
    idle_lock_minutes: Annotated[int, Setting(more, 1, 30)]
    short_id_seconds: Annotated[int, Setting(less, 0, 600)]
    sign_off_working_days: Annotated[int, Setting(more, 1, 60)]
    resume_days: Annotated[int, Setting(more, 0, 90)]
    anchor_days: Annotated[int, Setting(more, 1, 90)]
    approval_months: Annotated[int, Setting(more, 1, 24)]
    proof_prompt_days: Annotated[int, Setting(more, 0, 14)]
    unanswered_days: Annotated[int, Setting(less, 28, 365)]
    sound_ceiling_percent: Annotated[int, Setting(more, 10, 100)]
    guard_ms: Annotated[int, Setting(less, 50, 2000)]
    appointments: AppointmentRules
    sign_in_account: Annotated[ThrottleRules, Of("account")]
    sign_in_desk: Annotated[ThrottleRules, Of("desk")]
    contact: Annotated[Contact, Parts(never)]
    regulator: Annotated[Regulator, Parts(never)]
    holidays: Annotated[tuple[Holiday, ...], Entries("holiday", "day", "name", never)] = ()
    helplines: Annotated[tuple[str, ...], HARMLESS] = ()
    answer: Annotated[AnswerTexts | None, Parts(never)] = None
    answer_welsh: Annotated[AnswerTexts | None, Parts(never)] = None
    welsh: Annotated[Welsh, HARMLESS] = Welsh.NO
    welsh_unchecked: Annotated[bool, Setting(gained)] = False
    directory_groups: Annotated[
        tuple[DirectoryGroup, ...],
        Entries("directory_group", "group", "roles", role_more, none=Setting(gained, code="directory_files")),
    ] = ()
    in_force: Annotated[InForce | None, Mark.DERIVED] = field(default=None, compare=False)
    POLICY: ClassVar = PolicyName.OFFICE

    def __post_init__(self) -> None:
        if len({holiday.day for holiday in self.holidays}) != len(self.holidays):
            raise ContradictionError("holiday_twice")
        if len({group.group.casefold() for group in self.directory_groups}) != len(self.directory_groups):
            raise ContradictionError("directory_group_twice")
        if len(self.opening) != len(DAYS):
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

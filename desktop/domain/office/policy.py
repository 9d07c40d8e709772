"""What an office decides for itself: numbers and hours.

Read from `office.toml` by `environment.policy_files`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from desktop.domain.office.throttle import ThrottleRules


class HolidayRegion(StrEnum):
    """Whose public holidays count: those of the nation that an office was made for."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


@dataclass(frozen=True)
class Opening:
    """Open from `opens` up to, not including, `closes`, in the office's own zone."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("an office opens before it closes")


@dataclass(frozen=True)
class AppointmentRules:
    """`usual_minutes`: how long an appointment takes unless somebody says otherwise. `notice_days`: for how many days
    an invitation is on its way.
    """

    usual_minutes: int
    notice_days: int


@dataclass(frozen=True)
class Contact:
    """How the office is reached, for its letters. `made_up`: an example, that no real office may write on a letter.

    `complaints`: who looks at a complaint about data protection. `mail` is an e-mail address.
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
    """Whom a person can turn to about the office. Its address may be left out: a telephone and a web page will do."""

    name: str
    address: tuple[str, ...]
    telephone: str
    web: str


@dataclass(frozen=True)
class OfficePolicy:
    """One office's decisions. `opening` has seven entries, Monday first; `None` is closed all day.

    `resume_days`: how long an interrupted session can be gone on with. `short_id_seconds`: an ID step shorter
    than this is shown to the supervisor. `sound_ceiling_percent`: the loudest that the player may be set to.
    `guard_ms`: the band round each removal. `holidays_announced_through`: the last year whose public holidays
    are known. `proof_prompt_days`: how many days after receipt asking for proof is still prompt.
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
    sound_ceiling_percent: int
    guard_ms: int
    appointments: AppointmentRules
    contact: Contact
    regulator: Regulator

    def __post_init__(self) -> None:
        if len(self.opening) != 7:
            raise ValueError("opening hours have seven days")

    def local(self, at: datetime) -> datetime:
        """That moment (aware) in the office's own zone."""
        return at.astimezone(ZoneInfo(self.zone))

    def opens_on(self, day: date) -> bool:
        """Whether the office opens on that day of the week. Public holidays are not looked at here."""
        return self.opening[day.weekday()] is not None

    def is_open(self, local: datetime) -> bool:
        """Whether the office is open at that moment, given in its own zone.

        Public holidays are not looked at here.
        """
        hours = self.opening[local.weekday()]
        return hours is not None and hours.opens <= local.time() < hours.closes

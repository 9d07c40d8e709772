"""Words for the closed sets of the office: one for each member."""

from __future__ import annotations

from desktop.domain.office.clock_doubt import ClockDoubt
from desktop.domain.office.people import Role
from desktop.words import Pairs

CODES: Pairs = (
    (Role.ADVISER, "Adviser"),
    (Role.INFORMATION_OFFICER, "Information officer"),
    (Role.APPROVER, "Approver"),
    (Role.SUPERVISOR, "Supervisor"),
    (Role.ADMINISTRATOR, "Administrator"),
    (ClockDoubt.SERVER_DIFFERS, "This PC's clock and the database server's are more than a day apart."),
    (ClockDoubt.BEHIND, "This PC's clock is more than a day behind what the log or the witness file has."),
    (ClockDoubt.AHEAD, "This PC's clock is more than a day ahead, not counting days on which the office is closed."),
    (ClockDoubt.STEPPED, "Days are missing from the log since the clock was last found right, or the clock went back."),
    (ClockDoubt.LOG_SHORTER, "The witness file has events that the log does not. One of them may be a hold."),
    (ClockDoubt.WITNESS_UNREADABLE, "The witness file cannot be read. Connect its disk or share."),
    (ClockDoubt.TOO_MANY, "More than a tenth of all recordings would be destroyed in one night."),
)

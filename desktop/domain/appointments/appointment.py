"""An appointment: a booked slot at a desk, and how it turned out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.domain.shared.ids import AppointmentId, DeskId, RequestId


class AppointmentStatus(StrEnum):
    """How a booked slot turned out."""

    BOOKED = "booked"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Appointment:
    """A booked slot at a desk, of less than a day; `starts_at` is aware and in UTC."""

    id: AppointmentId
    request: RequestId
    desk: DeskId
    starts_at: datetime
    minutes: int
    status: AppointmentStatus = AppointmentStatus.BOOKED

    @property
    def ends_at(self) -> datetime:
        """The time at which the desk is free again."""
        return self.starts_at + timedelta(minutes=self.minutes)

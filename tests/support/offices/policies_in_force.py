"""The policies that a desk goes by, in a test that puts others in their place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from desktop.application.ports.desk import Desk
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.recordings.retention import KeepingPolicy
from desktop.domain.sessions.id_policy import IdPolicy


@dataclass(frozen=True)
class StillPolicies:
    """The port `InForcePolicies`: nobody changes them."""

    office: OfficePolicy
    identity: IdPolicy
    keeping: KeepingPolicy
    is_holiday: Callable[[date], bool]
    holidays_known: Callable[[date], bool]

    def look_again(self) -> bool:
        return False


def with_policies(desk: Desk, **changes: Any) -> Desk:
    """Return the desk with other policies: `office`, `identity`, `keeping`, `is_holiday`, `holidays_known`."""
    now = desk.policies
    still = StillPolicies(now.office, now.identity, now.keeping, now.is_holiday, now.holidays_known)
    return replace(desk, policies=replace(still, **changes))

"""The policies that this PC goes by: the versions in the database, or its own files where the office has none yet.

Rules:
- The windows open with what the rows say, before anything is compared with the log: that takes the replay, which they
  do not wait for. Whatever is decided is compared (`policy_versions`), and `look_again` reads them again as
  soon as there is time, and whenever another PC has changed something.
- Commands compare first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import cast

from desktop.bootstrap.opening import Parts
from desktop.domain.office.office_policy import HolidayRegion, OfficePolicy
from desktop.domain.office.policies import InForce, PolicyName, digest_of
from desktop.domain.recordings.retention import KeepingPolicy
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.environment.holiday_tables import HolidayTable
from desktop.environment.policies import TomlPolicies, read_policy


@dataclass(frozen=True)
class AtOneMoment:
    """The policies as they were read together."""

    office: OfficePolicy
    identity: IdPolicy
    keeping: KeepingPolicy
    holidays: HolidayTable

    @property
    def said(self) -> tuple[InForce | None, ...]:
        """Which versions they are."""
        return self.office.in_force, self.identity.in_force, self.keeping.in_force


class PoliciesHere:
    """The port `InForcePolicies`. Safe across threads."""

    def __init__(self, parts: Parts, *, proven: bool = False) -> None:
        self._parts, self._lock = parts, Lock()
        self._now = policies_of(parts, proven=proven)

    @property
    def office(self) -> OfficePolicy:
        return self._now.office

    @property
    def identity(self) -> IdPolicy:
        return self._now.identity

    @property
    def keeping(self) -> KeepingPolicy:
        return self._now.keeping

    @property
    def is_holiday(self) -> Callable[[date], bool]:
        return self._now.holidays

    @property
    def holidays_known(self) -> Callable[[date], bool]:
        return self._now.holidays.covers

    def look_again(self) -> bool:
        with self._lock:
            fresh = policies_of(self._parts)
            changed = fresh.said != self._now.said
            if changed:
                self._now = fresh
        return changed


def policies_of(parts: Parts, *, proven: bool = True) -> AtOneMoment:
    """Read them. `proven`: compared with the log. Raises RowRefusedError, PolicyRefusedError."""
    with parts.uow(parts.file.desk).read_only() as uow:
        if proven:
            uow.proven.policies()
        office, found = uow.offices.get(), uow.policies.in_force()
    own = cast("OfficePolicy", _policy(parts, PolicyName.OFFICE, found))
    region = HolidayRegion(office.nation)
    return AtOneMoment(
        own,
        cast("IdPolicy", _policy(parts, PolicyName.IDENTITY, found)),
        cast("KeepingPolicy", _policy(parts, PolicyName.KEEPING, found)),
        HolidayTable(region, own.holidays_announced_through, {each.day: each.name for each in own.holidays}),
    )


def office_policy_of(parts: Parts) -> OfficePolicy:
    """Return the office's own numbers and hours, compared with the log. Raises as `policies_of` does."""
    return policies_of(parts).office


def _policy(parts: Parts, name: PolicyName, found: Mapping[PolicyName, tuple[int, str]]) -> object:
    if name not in found:
        return read_policy(name, TomlPolicies(parts.file).file(name))
    version, content = found[name]
    return replace(read_policy(name, content), in_force=InForce(name, version, digest_of(content)))

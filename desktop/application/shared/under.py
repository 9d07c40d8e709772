"""The policies under which something is decided: those that the log says are in force, and the event says which.

Rules:
- A policy with another text than its version's event has a digest of is refused (RowRefusedError): someone edited the
  row. One that is not in force any more, or not yet read by this PC, is refused too (`policy_changed`): the PC reads
  them again, and the person tries again.
- For a policy that was not begun there is nothing to compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.application.ports.database import UnitOfWork
from desktop.domain.log.events import Facts
from desktop.errors import RowRefusedError, WrongStateError

if TYPE_CHECKING:
    from desktop.application.ports.policies import AnyPolicy
    from desktop.domain.office.policies import InForce
    from desktop.domain.requests.deadline import DeadlineRules


def under(uow: UnitOfWork, *policies: AnyPolicy | DeadlineRules) -> Facts:
    """Return what the event says: names and versions. Raises RowRefusedError, WrongStateError (`policy_changed`)."""
    said = []
    for policy in policies:
        ours, told = policy.in_force, uow.proven.policy(policy.POLICY)
        if told is not None and (ours is None or ours.version != told.version):
            raise WrongStateError("policy_changed")
        _compare(ours, told)
        if ours is not None:
            said.append([ours.name.value, ours.version])
    return {"policies": said} if said else {}


def must_be_as_logged(policy: AnyPolicy, uow: UnitOfWork) -> None:
    """Raise RowRefusedError where a policy's row, or this one as this PC has read it, is not what the log says.

    One that is not in force any more is none of that: whoever signs in meanwhile is not sent away.
    """
    uow.proven.policies()
    _compare(policy.in_force, uow.proven.policy(policy.POLICY))


def _compare(ours: InForce | None, told: InForce | None) -> None:
    if ours is not None and told is not None and ours.version == told.version and ours.digest != told.digest:
        key = f"{told.name.value}/{told.version}"
        raise RowRefusedError("row_refused", table="policy", key=key, column="content")

"""Changes of the telephone systems whose recordings the office keeps, as somebody makes them in a window.

Rules:
- One more is kept for months that are typed; of one that is there, only how its recordings are read is changed here.
- A table beside the recordings, and the channel of the member of staff, stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.keeping import OUTSIDE_LINE, KeepingPolicy, Source
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.recordings.sources import Names
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class SystemEdit:
    """A telephone system, as it was typed. `was`: the name of the one that it is of; "" for one more.

    `names`: of `Names`; None where nothing was chosen. `outside_line` "": none. Of one more: `name`, `months`, and
    `system_days`, after how many days it deletes by itself; "" for not known.
    """

    was: str
    names: str | None
    zone: str | None
    outside_line: str = ""
    name: str = ""
    months: str = ""
    system_days: str = ""


def system_becomes(policy: KeepingPolicy, edit: SystemEdit) -> Source:
    """Return the telephone system as it is from then on. Raises FieldsError, WrongStateError: it is gone."""
    was = next((each for each in policy.sources if each.name == edit.was), None)
    if edit.was and was is None:
        raise WrongStateError("policy_changed_meanwhile").of(policy=PolicyName.KEEPING.value)
    problems = _problems_of_reading(edit) | ({} if was is not None else _problems_of_new(policy, edit))
    if problems:
        raise FieldsError(problems)
    assert edit.names is not None and edit.zone is not None, "they were checked"
    zone, names = ZoneInfo(edit.zone), Names(edit.names)
    if was is not None:
        return replace(was, zone=zone, names=names, outside_line=edit.outside_line)
    days = int(edit.system_days) if edit.system_days else None
    period = RetentionPeriod(months=int(edit.months))
    return Source(edit.name, zone, period, days, names, outside_line=edit.outside_line)


def _problems_of_reading(edit: SystemEdit) -> dict[str, str]:
    problems = {}
    if edit.names is None:
        problems["names"] = "source_names_missing"
    if edit.zone is None:
        problems["zone"] = "source_zone_missing"
    if not set(edit.outside_line) <= OUTSIDE_LINE:
        problems["outside_line"] = "outside_line_unknown"
    return problems


def _problems_of_new(policy: KeepingPolicy, edit: SystemEdit) -> dict[str, str]:
    problems = hidden_in(source_name=edit.name)
    if not edit.name:
        problems["source_name"] = "source_name_missing"
    elif any(each.name == edit.name for each in policy.sources):
        problems["source_name"] = "source_named_already"
    if not _is_number(edit.months) or int(edit.months) == 0:
        problems["months"] = "not_a_number"
    if edit.system_days and not _is_number(edit.system_days):
        problems["system_days"] = "not_a_number"
    return problems


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit()

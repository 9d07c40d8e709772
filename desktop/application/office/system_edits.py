"""Changes of the telephone systems whose recordings the office keeps, as someone makes them in a window.

Rules:
- One more is kept for months that are typed; of one that is there, only how its recordings are read is changed here.
- A table beside the recordings is changed by itself (`TableEdit`): it has columns of its own, or is Asterisk's.
- Recordings of a telephone system that is not named any more are kept, and never destroyed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.column_choice import ColumnChoice, table_name_problem
from desktop.domain.recordings.date_forms import form_of
from desktop.domain.recordings.keeping import OUTSIDE_LINE, KeepingPolicy, Source
from desktop.domain.recordings.retention import RetentionPeriod
from desktop.domain.recordings.sources import Column, Names, SideTable
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.errors import FieldsError, WrongStateError


@dataclass(frozen=True)
class SystemEdit:
    """A telephone system, as it was typed. `was`: the name of the one that it is of; "" for one more.

    `named`: it is still named. `names`: of `Names`; None where nothing was chosen. `outside_line` "": none. `channel`:
    which one of two is the member of staff, from 0; "" for not known. `system_days`: after how many days it deletes by
    itself; "" for not known. Of one more: `name` and `months`.
    """

    was: str
    names: str | None
    zone: str | None
    outside_line: str = ""
    name: str = ""
    months: str = ""
    system_days: str = ""
    channel: str = ""
    named: bool = True


@dataclass(frozen=True)
class TableEdit:
    """The table beside the recordings of the telephone system `was`, as it was typed.

    `there`: there is one to be named; None where nothing was chosen. `columns`: the heading of each meaning that has
    one. `form`: how dates are written, of `strptime`; None: as `example` is. `asterisks`: it is one of Asterisk's own,
    without columns or a form.
    """

    was: str
    there: bool | None
    file: str = ""
    columns: tuple[tuple[Column, str], ...] = ()
    form: str | None = None
    example: str = ""
    asterisks: bool = False


@dataclass(frozen=True)
class AssessmentEdit:
    """The recordings that an import keeps, as it was chosen. `every`: every recording; None where nothing was chosen.

    `reference`: of the impact assessment on which that is based.
    """

    every: bool | None
    reference: str = ""


def assessment_becomes(edit: AssessmentEdit) -> str:
    """Return the reference of the assessment that lets an import keep all; "": none. Raises FieldsError."""
    reference = edit.reference.strip()
    problems = hidden_in(estate_assessment=reference) if edit.every else {}
    if edit.every is None:
        problems["estate"] = "estate_choice_missing"
    elif edit.every and not reference:
        problems["estate_assessment"] = "assessment_missing"
    if problems:
        raise FieldsError(problems)
    return reference if edit.every else ""


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
    days = int(edit.system_days) if edit.system_days else None
    channel = int(edit.channel) if edit.channel else None
    if was is not None:
        said = replace(was, zone=zone, names=names, outside_line=edit.outside_line)
        return replace(said, system_days=days, agent_channel=channel)
    period = RetentionPeriod(months=int(edit.months))
    return Source(edit.name, zone, period, days, names, channel, outside_line=edit.outside_line)


def table_becomes(policy: KeepingPolicy, edit: TableEdit) -> Source:
    """Return the telephone system with that table. Raises FieldsError, WrongStateError: it is gone."""
    was = policy.source(edit.was)
    if was is None:
        raise WrongStateError("policy_changed_meanwhile").of(policy=PolicyName.KEEPING.value)
    if edit.there is None:
        raise FieldsError({"table": "table_choice_missing"})
    if not edit.there:
        return replace(was, table=None)
    form = form_of(edit.example) if edit.form is None else edit.form
    columns = () if edit.asterisks else edit.columns
    if not edit.asterisks:
        choice = ColumnChoice("", columns, form or "", was.zone, "", was.name)
        problems = {field: code for field, code in choice.problems().items() if field != "table_file"}
        if edit.form is None and problems.pop("date_format", ""):
            problems["example"] = "date_example_unreadable"
    else:
        problems = {}
    if problems := problems | table_name_problem(edit.file):
        raise FieldsError(problems)
    return replace(was, table=SideTable(edit.file, columns, (form or "") if columns else ""))


def one_of_several(policy: KeepingPolicy, name: str) -> Source:
    """Return the telephone system of that name, beside which there is another. Raises FieldsError, WrongStateError."""
    found = policy.source(name)
    if found is None:
        raise WrongStateError("policy_changed_meanwhile").of(policy=PolicyName.KEEPING.value)
    if len(policy.sources) == 1:
        raise FieldsError({"no_more": "only_telephone_system"})
    return found


def _problems_of_reading(edit: SystemEdit) -> dict[str, str]:
    problems = {}
    if edit.names is None:
        problems["names"] = "source_names_missing"
    if edit.zone is None:
        problems["zone"] = "source_zone_missing"
    if edit.system_days and not _is_number(edit.system_days):
        problems["system_days"] = "not_a_number"
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
    return problems


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit()

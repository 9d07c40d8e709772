"""Changes of a policy as someone makes them in a window, each previewed first.

Rules:
- What was typed about one part of a policy is one command, whatever the part: a number, the address on letters, a
  document, a group of the directory. What the part's fields are, its dataclass declares (`domain.office.policies`).
- A field that cannot be left out, is no number, or hides a character is named with its problem. A number out of its
  limits, and settings that do not go together, are refused as in a file.
- The log names a document by its code: a new one gets a code that no version of the policy has ever had. A group of
  documents is named as the policy names it, whether capitals were typed or not.
- Recordings of a telephone system that is not named any more are kept, and never destroyed.
- What comes out is written as a text without comments, if it differs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

from desktop.application.office.policies import PolicyState, Preview, policies, preview_policy
from desktop.application.ports.database import Clock, UnitOfWork
from desktop.application.ports.office import PolicyTexts
from desktop.application.shared.commands import Actor, refuse_fields
from desktop.domain.office.office_policy import Contact, DirectoryGroup, Holiday, OfficePolicy, Opening
from desktop.domain.office.people import Permission, Role
from desktop.domain.office.policies import DAYS, Mark, Part, PolicyName, parts_of, value_at, with_value
from desktop.domain.recordings.column_choice import ColumnChoice, date_form_of, table_name_problem
from desktop.domain.recordings.retention import OUTSIDE_LINE, KeepingPolicy, RetentionPeriod, Source
from desktop.domain.recordings.sources import Column, SideTable
from desktop.domain.sessions.id_policy import AddressShown, Combination, DocumentKind, IdPolicy, InternalRules
from desktop.domain.shared.dates import read_date
from desktop.domain.shared.typed_text import hidden_in
from desktop.errors import (
    ContradictionError,
    FieldsError,
    PolicyRefusedError,
    WrongStateError,
    in_place_of,
    problems_where,
)

if TYPE_CHECKING:
    from desktop.application.ports.office import AnyPolicy

PLUS = "+"
_Entry = TypeVar("_Entry")
_Policy = TypeVar("_Policy")


@dataclass(frozen=True)
class ChangeSettings:
    """The values typed for one part of a policy, by the names of its fields.

    `at`: the part: names of fields, and in a list what an entry is known by, "" for one more; () is the policy itself.
    `typed`: a text for a number, and "" for one that may be absent; a code, "" for no choice of any, None where nothing
    was chosen; lines; a day as day, month and year; `TypedHours` for each weekday. `gone`: it is there no more.
    """

    name: PolicyName
    at: tuple[str, ...]
    typed: Mapping[str, Any]
    gone: bool = False


@dataclass(frozen=True)
class TypedHours:
    """The opening hours of one day as they were typed. `opens`, `closes` None: not typed, or no time."""

    closed: bool
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True)
class FileEdit:
    """The whole text, from a file."""

    name: PolicyName
    file: Path


@dataclass(frozen=True)
class SourceEdit:
    """A telephone system more; or another zone and table of the one of that name."""

    source: Source


Edit = ChangeSettings | FileEdit | SourceEdit
MISSING: Mapping[tuple[str, str], str] = {
    ("", "name"): "policy_name_missing",
    ("", "zone"): "office_zone_missing",
    ("", "welsh"): "welsh_missing",
    ("holidays", "day"): "holiday_day_missing",
    ("holidays", "name"): "holiday_name_missing",
    ("contact", "department"): "department_missing",
    ("contact", "address"): "contact_address_missing",
    ("contact", "telephone"): "telephone_missing",
    ("contact", "mail"): "mail_missing",
    ("contact", "complaints"): "complaints_missing",
    ("contact", "complaints_mail"): "complaints_mail_missing",
    ("regulator", "name"): "regulator_name_missing",
    ("regulator", "telephone"): "telephone_missing",
    ("regulator", "web"): "web_missing",
    ("answer", "purposes"): "answer_purposes_missing",
    ("answer", "recipients"): "answer_recipients_missing",
    ("answer", "origin"): "answer_origin_missing",
    ("answer", "more"): "answer_more_missing",
    ("directory_groups", "group"): "directory_group_missing",
    ("directory_groups", "roles"): "directory_roles_missing",
    ("kinds", "name"): "document_name_missing",
    ("kinds", "group"): "group_missing",
    ("kinds", "address"): "address_shown_missing",
    ("kinds", "asks"): "read_date_missing",
    ("sources", "name"): "source_name_missing",
    ("sources", "names"): "source_names_missing",
    ("sources", "zone"): "source_zone_missing",
    ("sources", "months"): "not_a_number",
}
"""The problem of a field that was left out, by the list or table that it is in."""
NO_SUCH = {("kinds", "ended_on"): "no_such_last_day", ("holidays", "day"): "holiday_day_missing"}
"""The problem of a day that there is not."""


def preview_edit(actor: Actor, edit: Edit, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts) -> Preview:
    """Return what it would change. Raises FieldsError, WrongStateError, and as `preview_policy` does."""
    if isinstance(edit, FileEdit):
        return preview_policy(actor, edit.name, texts.file_text(edit.file), uow=uow, clock=clock, texts=texts)
    name = edit.name if isinstance(edit, ChangeSettings) else PolicyName.KEEPING
    state = policies(actor, uow=uow, clock=clock, texts=texts).state(name)
    try:
        becomes = _becomes(edit, state, texts)
    except ContradictionError as problem:
        raise PolicyRefusedError("contradiction", where=name.value, why=problem.code) from None
    content = state.content if becomes == state.policy else texts.write(becomes)
    return preview_policy(actor, name, content, uow=uow, clock=clock, texts=texts)


def export_with_source(actor: Actor, source: Source, file: Path, *, uow: UnitOfWork, texts: PolicyTexts) -> None:
    """Write the keeping policy with that source into a new file, for an administrator to take in. Changes nothing.

    For whoever imports recordings. Raises NotAllowedError, PolicyRefusedError, RowRefusedError, ExternalSystemError.
    """
    with uow.read_only():
        actor.acting(Permission.PREPARE_COPY, uow)
        uow.proven.policies()
        _, content = uow.policies.in_force().get(PolicyName.KEEPING) or (0, "")
    policy = texts.read(PolicyName.KEEPING, content or texts.files()[PolicyName.KEEPING])
    assert isinstance(policy, KeepingPolicy), "it was read as one"
    content = texts.write(_with_source(policy, source))
    texts.read(PolicyName.KEEPING, content)
    texts.save(file, content)


def export_policy(
    actor: Actor, name: PolicyName, file: Path, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts
) -> None:
    """Write the text in force into a new file. Raises NotAllowedError, RowRefusedError, ExternalSystemError."""
    texts.save(file, policies(actor, uow=uow, clock=clock, texts=texts).state(name).content)


def _becomes(edit: ChangeSettings | SourceEdit, state: PolicyState, texts: PolicyTexts) -> AnyPolicy:
    """Return the policy with it. Raises FieldsError, WrongStateError, ContradictionError."""
    policy = state.policy
    if isinstance(edit, SourceEdit):
        assert isinstance(policy, KeepingPolicy), "it is of the keeping policy"
        refuse_fields(hidden_in(source_name=edit.source.name))
        return _with_source(policy, edit.source)
    if isinstance(policy, IdPolicy):
        return _identity(policy, edit, state, texts)
    return _office(policy, edit) if isinstance(policy, OfficePolicy) else _keeping(policy, edit)


# Each policy


def _office(policy: OfficePolicy, edit: ChangeSettings) -> OfficePolicy:
    match edit.at:
        case ("opening",):
            return replace(policy, opening=_week(edit.typed))
        case ("holidays", day):
            listed = policy.holidays
            was = _entry(edit, {each.day.isoformat(): each for each in listed}, day)
            if was is not None:
                refuse_fields({} if edit.gone else {"gone": "holiday_gone_missing"})
                return replace(policy, holidays=_listed(listed, was, None))
            return replace(policy, holidays=(*listed, Holiday(**_entered(Holiday, edit))))
        case ("directory_groups", group):
            groups = policy.directory_groups
            before = _entry(edit, {each.group: each for each in groups}, group)
            after = None if edit.gone else _group(edit, before, groups)
            return replace(policy, directory_groups=_listed(groups, before, after))
        case ("answer" | "answer_welsh",) if edit.gone:
            return with_value(policy, edit.at, None)
        case ("contact",):
            return replace(policy, contact=replace(policy.contact, **_entered(Contact, edit), made_up=False))
    return _changed(policy, edit)


def _identity(policy: IdPolicy, edit: ChangeSettings, state: PolicyState, texts: PolicyTexts) -> IdPolicy:
    match edit.at:
        case ("internal",):
            return _internal(policy, edit)
        case ("kinds", code) | ("internal", "kinds", code):
            listed = _listed_at(policy, edit, "kinds")
            was = _entry(edit, {kind.code: kind for kind in listed}, code)
            kind = None if edit.gone else _kind(policy, edit, was, state, texts)
            return with_value(policy, edit.at[:-1], _listed(listed, was, kind))
        case ("combinations", known) | ("internal", "combinations", known):
            enough = _listed_at(policy, edit, "combinations")
            before = _entry(edit, {each.label: each for each in enough}, known)
            after = None if edit.gone else _combination(policy, edit, internal=edit.at[0] == "internal")
            return with_value(policy, edit.at[:-1], _listed(enough, before, after))
    return _changed(policy, edit)


def _keeping(policy: KeepingPolicy, edit: ChangeSettings) -> KeepingPolicy:
    match edit.at:
        case () if "estate" in edit.typed:
            return replace(policy, estate_assessment=_assessment(edit.typed))
        case ("sources", name) if "names" in edit.typed or not name or edit.gone:
            was = _entry(edit, {each.name: each for each in policy.sources}, name)
            if edit.gone:
                refuse_fields({"gone": "only_telephone_system"} if len(policy.sources) == 1 else {})
                return replace(policy, sources=_listed(policy.sources, was, None))
            return replace(policy, sources=_listed(policy.sources, was, _source(policy, edit, was)))
        case ("sources", name, "table"):
            of = _entry(edit, {each.name: each for each in policy.sources}, name)
            assert of is not None, "a table is beside the recordings of one that there is"
            return replace(policy, sources=_listed(policy.sources, of, replace(of, table=_table(edit.typed, of))))
    return _changed(policy, edit)


def _changed(policy: _Policy, edit: ChangeSettings) -> _Policy:
    """Return the policy with what was typed, for any part that has no rule of its own."""
    with in_place_of(KeyError, _meanwhile(edit)):
        now = value_at(policy, edit.at)
    if now is None:
        kind = next(part.kind for part in parts_of(type(policy)) if part.name == edit.at[-1])
        return with_value(policy, edit.at, kind(**_entered(kind, edit)))
    entered = _entered(type(now), edit)
    return reduce(lambda found, each: with_value(found, (*edit.at, each[0]), each[1]), entered.items(), policy)


def _with_source(policy: KeepingPolicy, source: Source) -> KeepingPolicy:
    """Return it with that source added; or, where there is one of that name, with its zone and table."""
    was = policy.source(source.name)
    becomes = source if was is None else replace(was, zone=source.zone, table=source.table)
    return replace(policy, sources=_listed(policy.sources, was, becomes))


# What was typed


def _entered(kind: type, edit: ChangeSettings) -> dict[str, Any]:
    """Return the values of what was typed about a part of that type. Raises FieldsError with all problems."""
    values, problems, parts = dict[str, Any](), dict[str, str](), {part.name: part for part in _leaves(kind)}
    within = next((each for each in edit.at if each != "internal"), "").removesuffix("_welsh")
    for name, typed in edit.typed.items():
        part, words = parts[name], _words(typed)
        needed = part.required or (part.kind is int and part.default is not None)
        if hidden := hidden_in(**{name: words}):
            problems |= hidden
        elif typed is None or (needed and not words):
            problems[name] = MISSING.get((within, name), "not_a_number")
        elif not words:
            values[name] = part.default
        else:
            try:
                values[name] = _value(part, typed)
            except ValueError:
                problems[name] = NO_SUCH.get((within, name), "not_a_number")
    refuse_fields(problems)
    return values


def _leaves(kind: type) -> Iterable[Part]:
    for part in parts_of(kind):
        yield from parts_of(part.kind) if Mark.INLINE in part.marks else (part,)


def _words(typed: Any) -> str:
    """Return what was typed as a text: "" for nothing."""
    if typed is None or isinstance(typed, str):
        return (typed or "").strip()
    return str(typed) if isinstance(typed, bool) else "\n".join(typed).strip()


def _value(part: Part, typed: Any) -> Any:
    """Return the value. Raises ValueError: it is no number, or no day that there is."""
    if part.kind is int:
        if not (typed.isascii() and typed.isdigit()):
            raise ValueError
        return int(typed)
    if part.kind is date:
        if (day := read_date(*typed)) is None:
            raise ValueError
        return day
    if part.kind is str:
        return typed.strip()
    if get_origin(part.kind) is frozenset:
        return frozenset(Role(each) for each in typed)
    return typed if part.kind is bool or get_origin(part.kind) is tuple else part.kind(typed)


def _entry(edit: ChangeSettings, known: Mapping[str, _Entry], key: str) -> _Entry | None:
    """Return the entry that it is of; None for one more. Raises WrongStateError: it is gone."""
    if key and key not in known:
        raise _meanwhile(edit)
    return known[key] if key else None


def _listed(listed: tuple[_Entry, ...], was: _Entry | None, becomes: _Entry | None) -> tuple[_Entry, ...]:
    """Return the list with one more entry, another one in its place, or one fewer."""
    if was is None:
        return listed if becomes is None else (*listed, becomes)
    place = listed.index(was)
    return (*listed[:place], *(() if becomes is None else (becomes,)), *listed[place + 1 :])


def _listed_at(policy: IdPolicy, edit: ChangeSettings, name: str) -> tuple[Any, ...]:
    """Return the policy's list of that name, or that for internal access. Raises WrongStateError: there is none."""
    of = policy.internal if edit.at[0] == "internal" else policy
    if of is None:
        raise _meanwhile(edit)
    found: tuple[Any, ...] = getattr(of, name)
    return found


def _meanwhile(edit: ChangeSettings) -> WrongStateError:
    return WrongStateError("policy_changed_meanwhile").of(policy=edit.name.value)


# Parts with rules of their own


def _week(typed: Mapping[str, TypedHours]) -> tuple[Opening | None, ...]:
    found = {day: _hours_problem(typed[day]) for day in DAYS}
    refuse_fields({day: problem for day, problem in found.items() if problem})
    week = [typed[day] for day in DAYS]
    return tuple(Opening(day.opens, day.closes) if day.opens and day.closes else None for day in week)


def _hours_problem(typed: TypedHours) -> str:
    if typed.closed:
        return ""
    if typed.opens is None or typed.closes is None:
        return "hours_missing"
    return "closes_first" if typed.closes <= typed.opens else ""


def _group(edit: ChangeSettings, was: DirectoryGroup | None, groups: tuple[DirectoryGroup, ...]) -> DirectoryGroup:
    name = _words(edit.typed["group"])
    problem = {}
    if name and "=" not in name:
        problem = {"group": "directory_group_not_a_dn"}
    elif name.casefold() in {each.group.casefold() for each in groups if each is not was}:
        problem = {"group": "directory_group_named_already"}
    return DirectoryGroup(**_also(problem, DirectoryGroup, edit))


def _also(problems: dict[str, str], kind: type, edit: ChangeSettings) -> dict[str, Any]:
    """Return the values that were entered. Raises FieldsError with these problems besides those of the fields."""
    try:
        values = _entered(kind, edit)
    except FieldsError as error:
        raise FieldsError(problems | dict(error.problems)) from None
    refuse_fields(problems)
    return values


def _kind(
    policy: IdPolicy, edit: ChangeSettings, was: DocumentKind | None, state: PolicyState, texts: PolicyTexts
) -> DocumentKind:
    typed, internal = _words(edit.typed["group"]), policy.internal if edit.at[0] == "internal" else None
    named = {kind.group.casefold(): kind.group for kind in (*policy.kinds, *(internal.kinds if internal else ()))}
    if internal is not None:
        enough = {group.casefold() for each in internal.combinations for group in each.groups}
        named = {key: group for key, group in named.items() if key in enough}
    problem = {}
    if PLUS in typed or "/" in typed:
        problem = {"group": "group_with_sign"}
    values = _also(problem, DocumentKind, edit)
    if was is None and internal is not None and typed.casefold() not in named:
        raise FieldsError({"group": "group_of_no_staff"})
    values["group"] = named.get(typed.casefold(), typed)
    if was is not None:
        return replace(was, **values)
    versions = (texts.read(state.name, each.content) for each in state.history)
    used = {kind.code for each in versions if isinstance(each, IdPolicy) for kind in each.all_kinds}
    return DocumentKind(code_for(values["name"], used), **values)


def code_for(name: str, used: Iterable[str]) -> str:
    """Return a code for a document of that name, which is none of those."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    code, taken, n = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "document", frozenset(used), 2
    found = code
    while found in taken:
        found, n = f"{code}_{n}", n + 1
    return found


def _combination(policy: IdPolicy, edit: ChangeSettings, *, internal: bool) -> Combination:
    """Return what is enough, of groups with a plus between two. Raises FieldsError."""
    inside = policy.internal.kinds if internal and policy.internal is not None else ()
    known = {kind.group.casefold(): kind.group for kind in (*policy.kinds, *inside)}
    text, photo, address = edit.typed["groups"], edit.typed["photo"], edit.typed["address"]
    typed = [part.strip() for part in text.split(PLUS)]
    groups = tuple(known.get(part.casefold(), part) for part in typed)
    kinds, problems = [kind for kind in (*inside, *policy.kinds) if kind.group in groups], hidden_in(groups=text)
    if not all(typed):
        problems["groups"] = "groups_missing"
    elif not {*groups} <= {*known.values()}:
        problems["groups"] = "group_unknown"
    elif len(groups) < 2 and not internal:
        problems["groups"] = "two_documents_at_least"
    elif photo and not any(kind.photo for kind in kinds):
        problems["shown"] = "no_photo_in_groups"
    elif address and all(kind.address is AddressShown.NO for kind in kinds):
        problems["shown"] = "no_address_in_groups"
    refuse_fields(problems)
    return Combination(groups, photo, address)


OWN, SAME = "own", "same"
"""People of the office who listen show documents of their own, or the same as everybody else."""


def _internal(policy: IdPolicy, edit: ChangeSettings) -> IdPolicy:
    """Return it with rules for internal access that begin with one combination, or without any."""
    chosen = edit.typed["internal"]
    refuse_fields({} if chosen else {"internal": "internal_choice_missing"})
    if chosen == SAME:
        return replace(policy, internal=None)
    if policy.internal is not None:
        return policy
    return replace(policy, internal=InternalRules((_combination(policy, edit, internal=True),)))


EVERY, ASKED_FOR = "every", "asked_for"
"""An import keeps every recording, or those that a request asks for."""


def _assessment(typed: Mapping[str, Any]) -> str | None:
    """Return the reference of the assessment that lets an import keep all; None: none."""
    chosen, reference = typed["estate"], typed["estate_assessment"].strip()
    problems = hidden_in(estate_assessment=reference) if chosen == EVERY else {}
    if chosen is None:
        problems["estate"] = "estate_choice_missing"
    elif chosen == EVERY and not reference:
        problems["estate_assessment"] = "assessment_missing"
    refuse_fields(problems)
    return reference if chosen == EVERY else None


def _source(policy: KeepingPolicy, edit: ChangeSettings, was: Source | None) -> Source:
    problems = problems_where(
        ("outside_line", "outside_line_unknown", not set(edit.typed["outside_line"]) <= OUTSIDE_LINE),
        ("name", "source_named_already", was is None and policy.source(edit.typed["name"]) is not None),
        ("months", "not_a_number", was is None and edit.typed["months"] == "0"),
    )
    values = _also(problems, Source, edit)
    if was is not None:
        return replace(was, **values)
    return Source(period=RetentionPeriod(values.pop("months")), **values)


NO_TABLE, ASTERISKS, OTHER, BY_EXAMPLE = "none", "asterisk", "other", "example"
"""The tables that there may be beside recordings; and how its dates are written is told by an example."""


def _table(typed: Mapping[str, Any], of: Source) -> SideTable | None:
    """Return the table beside the recordings of that telephone system; None: none is named. Raises FieldsError."""
    chosen, file, example = typed["table"], typed["table_file"], typed["date_format"] == BY_EXAMPLE
    refuse_fields({} if chosen else {"table": "table_choice_missing"})
    if chosen == NO_TABLE:
        return None
    if chosen == ASTERISKS:
        refuse_fields(table_name_problem(file))
        return SideTable(file)
    form = (date_form_of(typed["example"]) if example else typed["date_format"]) or ""
    columns = tuple((each, said) for each in Column if (said := typed[f"column_{each.value}"]))
    found = ColumnChoice("", columns, form, of.zone, "", of.name).problems()
    problems = {field: code for field, code in found.items() if field != "table_file"}
    if example and problems.pop("date_format", ""):
        problems["example"] = "date_example_unreadable"
    refuse_fields(problems | table_name_problem(file))
    return SideTable(file, columns, form)

"""Changes of a policy as someone makes them in a window, each previewed first.

A number, a text, a holiday, the opening hours, how to reach the office, a document or what is enough
(`document_edits`), what letters say (`letter_edits`), a group of the directory (`directory_edits`), a telephone system
or the table beside its recordings (`system_edits`), or a whole file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from desktop.application.office.directory_edits import DirectoryGroupEdit, with_directory_edit
from desktop.application.office.document_edits import (
    CombinationEdit,
    InternalEdit,
    KindEdit,
    combination_becomes,
    internal_becomes,
    kind_becomes,
    kind_of,
)
from desktop.application.office.letter_edits import LetterEdit, with_letter_edit
from desktop.application.office.policies import PolicyState, Preview, policies, preview_policy
from desktop.application.office.system_edits import (
    AssessmentEdit,
    SystemEdit,
    TableEdit,
    assessment_becomes,
    one_of_several,
    system_becomes,
    table_becomes,
)
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.policies import PolicyTexts
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import Contact, OfficePolicy, Opening
from desktop.domain.office.policy_changes import DAYS
from desktop.domain.recordings.keeping import KeepingPolicy, Source
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.errors import FieldsError


@dataclass(frozen=True)
class NumberEdit:
    """Another whole number, as it was typed. `at`: where it stands in the text."""

    name: PolicyName
    at: tuple[str | int, ...]
    typed: str


@dataclass(frozen=True)
class TextEdit:
    """Another text of the policy itself (`TEXT_MISSING`), as it was typed or chosen; None: nothing was chosen."""

    name: PolicyName
    key: str
    typed: str | None


@dataclass(frozen=True)
class HolidayGoneEdit:
    """A holiday by hand that is one no more. `gone`: whether that was ticked."""

    day: date
    gone: bool


@dataclass(frozen=True)
class HolidayEdit:
    """One more holiday. `day` None: not typed."""

    day: date | None
    called: str


@dataclass(frozen=True)
class FileEdit:
    """The whole text, from a file."""

    name: PolicyName
    file: Path


@dataclass(frozen=True)
class SourceEdit:
    """A telephone system more; or another zone and table of the one of that name."""

    source: Source


@dataclass(frozen=True)
class ContactEdit:
    """How to reach the office, as it stands on letters: what was typed. `address`: its lines."""

    department: str
    address: tuple[str, ...]
    telephone: str
    mail: str
    complaints: str
    complaints_mail: str


@dataclass(frozen=True)
class TypedHours:
    """The opening hours of one day as they were typed. `opens`, `closes` None: not typed, or no time."""

    closed: bool
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True)
class WeekEdit:
    """Other opening hours, from Monday to Sunday."""

    week: tuple[TypedHours, ...]


OfficeEdit = HolidayEdit | HolidayGoneEdit | ContactEdit | WeekEdit
"""Of the office's policy."""
MISSING = {
    "department": "department_missing",
    "address": "contact_address_missing",
    "telephone": "telephone_missing",
    "mail": "mail_missing",
    "complaints": "complaints_missing",
    "complaints_mail": "complaints_mail_missing",
}
"""The problem codes of fields that letters need, by field."""
TEXT_MISSING = {"name": "policy_name_missing", "zone": "office_zone_missing"}
"""The texts that are changed by themselves, with the code of what is missing."""
DocumentEdit = KindEdit | CombinationEdit | InternalEdit
"""Of the identity policy."""
KeepingEdit = SourceEdit | SystemEdit | TableEdit | AssessmentEdit
"""Of the keeping policy."""
Edit = NumberEdit | TextEdit | OfficeEdit | LetterEdit | DirectoryGroupEdit | FileEdit | KeepingEdit | DocumentEdit


def preview_edit(actor: Actor, edit: Edit, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts) -> Preview:
    """Return what it would change. Raises FieldsError, WrongStateError, and as `preview_policy` does."""
    if isinstance(edit, FileEdit):
        return preview_policy(actor, edit.name, texts.file_text(edit.file), uow=uow, clock=clock, texts=texts)
    name = _policy_of(edit)
    if not isinstance(edit, DocumentEdit | LetterEdit | DirectoryGroupEdit | SystemEdit | TableEdit | AssessmentEdit):
        _check(edit)
    state = policies(actor, uow=uow, clock=clock, texts=texts).state(name)
    content = state.content
    if isinstance(edit, LetterEdit):
        content = with_letter_edit(edit, content, texts)
    elif isinstance(edit, DirectoryGroupEdit):
        assert isinstance(state.policy, OfficePolicy), "it is of the office's policy"
        content = with_directory_edit(edit, content, state.policy, texts)
    elif isinstance(edit, DocumentEdit):
        content = _of_documents(edit, state, texts)
    elif isinstance(edit, KeepingEdit):
        content = _of_keeping(edit, state, texts)
    elif isinstance(edit, TextEdit):
        content = texts.with_text(content, edit.key, (edit.typed or "").strip())
    elif isinstance(edit, NumberEdit):
        content = texts.with_number(name, content, edit.at, int(edit.typed))
    else:
        content = _of_office(edit, content, texts)
    return preview_policy(actor, name, content, uow=uow, clock=clock, texts=texts)


def _of_documents(edit: DocumentEdit, state: PolicyState, texts: PolicyTexts) -> str:
    """Return the text with that document or combination. Raises FieldsError."""
    policy, content = state.policy, state.content
    assert isinstance(policy, IdPolicy), "it is of the identity policy"
    if isinstance(edit, InternalEdit):
        same = edit.own is not None and edit.own == (policy.internal is not None)
        return content if same else texts.with_internal(content, internal_becomes(policy, edit))
    if isinstance(edit, CombinationEdit):
        becomes = combination_becomes(policy, edit)
        return texts.with_combination(content, edit.was, becomes, of_staff=edit.of_staff)
    versions = [texts.read(state.name, each.content) for each in state.history] if not edit.code else []
    used = {kind.code for each in versions if isinstance(each, IdPolicy) for kind in each.all_kinds}
    kind = kind_becomes(policy, edit, used)
    return texts.with_kind(content, kind_of(policy, edit), kind, of_staff=edit.of_staff)


def _of_keeping(edit: KeepingEdit, state: PolicyState, texts: PolicyTexts) -> str:
    """Return the text with that telephone system, or its table. Raises FieldsError, WrongStateError."""
    assert isinstance(state.policy, KeepingPolicy), "it is of the keeping policy"
    if isinstance(edit, SourceEdit):
        return texts.with_source(state.content, edit.source)
    if isinstance(edit, AssessmentEdit):
        return texts.with_text(state.content, "estate_assessment", assessment_becomes(edit))
    if isinstance(edit, TableEdit):
        return texts.with_table(state.content, table_becomes(state.policy, edit))
    if not edit.named:
        return texts.without_source(state.content, one_of_several(state.policy, edit.was).name)
    becomes = system_becomes(state.policy, edit)
    return texts.with_reading(state.content, becomes) if edit.was else texts.with_source(state.content, becomes)


def _of_office(edit: OfficeEdit, content: str, texts: PolicyTexts) -> str:
    if isinstance(edit, HolidayEdit):
        assert edit.day is not None, "it was checked"
        return texts.with_holiday(content, edit.day, edit.called.strip())
    if isinstance(edit, HolidayGoneEdit):
        return texts.without_holiday(content, edit.day)
    if isinstance(edit, ContactEdit):
        return texts.with_contact(content, Contact(**vars(edit), made_up=False))
    return texts.with_opening(content, tuple(map(_hours, edit.week)))


def export_with_source(actor: Actor, source: Source, file: Path, *, uow: UnitOfWork, texts: PolicyTexts) -> None:
    """Write the keeping policy with that source into a new file, for an administrator to take in. Changes nothing.

    For whoever imports recordings. Raises NotAllowedError, PolicyRefusedError, RowRefusedError, SurroundingsError.
    """
    with uow.look():
        acting(actor, Permission.PREPARE_COPY, uow)
        uow.proven.policies()
        _, content = uow.policies.in_force().get(PolicyName.KEEPING) or (0, "")
    content = texts.with_source(content or texts.files()[PolicyName.KEEPING], source)
    texts.read(PolicyName.KEEPING, content)
    texts.save(file, content)


def export_policy(
    actor: Actor, name: PolicyName, file: Path, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts
) -> None:
    """Write the text in force into a new file. Raises NotAllowedError, RowRefusedError, SurroundingsError."""
    texts.save(file, policies(actor, uow=uow, clock=clock, texts=texts).state(name).content)


def _policy_of(
    edit: NumberEdit | TextEdit | OfficeEdit | LetterEdit | DirectoryGroupEdit | KeepingEdit | DocumentEdit,
) -> PolicyName:
    if isinstance(edit, NumberEdit | TextEdit):
        return edit.name
    if isinstance(edit, DocumentEdit):
        return PolicyName.IDENTITY
    return PolicyName.KEEPING if isinstance(edit, KeepingEdit) else PolicyName.OFFICE


def _check(edit: NumberEdit | TextEdit | OfficeEdit | SourceEdit) -> None:
    if isinstance(edit, SourceEdit):
        problems = hidden_in(source_name=edit.source.name)
    elif isinstance(edit, NumberEdit):
        problems = {} if edit.typed.isascii() and edit.typed.isdigit() else {"number": "not_a_number"}
    elif isinstance(edit, TextEdit):
        typed = (edit.typed or "").strip()
        problems = hidden_in(**{edit.key: typed}) if typed else {edit.key: TEXT_MISSING[edit.key]}
    else:
        problems = _office_problems(edit)
    if problems:
        raise FieldsError(problems)


def _office_problems(edit: OfficeEdit) -> dict[str, str]:
    if isinstance(edit, ContactEdit):
        typed = vars(edit) | {"address": "\n".join(edit.address)}
        return hidden_in(**typed) | {name: MISSING[name] for name, value in typed.items() if not value.strip()}
    if isinstance(edit, HolidayGoneEdit):
        return {} if edit.gone else {"gone": "holiday_gone_missing"}
    if isinstance(edit, WeekEdit):
        found = {day: _hours_problem(hours) for day, hours in zip(DAYS, edit.week, strict=True)}
        return {day: problem for day, problem in found.items() if problem}
    problems = hidden_in(called=edit.called)
    if edit.day is None:
        problems["day"] = "holiday_day_missing"
    if not edit.called.strip():
        problems["called"] = "holiday_name_missing"
    return problems


def _hours(typed: TypedHours) -> Opening | None:
    return None if typed.closed or typed.opens is None or typed.closes is None else Opening(typed.opens, typed.closes)


def _hours_problem(typed: TypedHours) -> str:
    if typed.closed:
        return ""
    if typed.opens is None or typed.closes is None:
        return "hours_missing"
    return "closes_first" if typed.closes <= typed.opens else ""

"""Changes of a policy as somebody makes them in a window, each previewed first.

A number, a holiday, the opening hours of a day, how to reach the office, a document or what is enough
(`document_edits`), what letters say (`letter_edits`), a telephone system (`system_edits`), or a whole file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

from desktop.application.office.document_edits import (
    CombinationEdit,
    KindEdit,
    combination_becomes,
    kind_becomes,
    kind_of,
)
from desktop.application.office.letter_edits import LetterEdit, with_letter_edit
from desktop.application.office.policies import PolicyState, Preview, policies, preview_policy
from desktop.application.office.system_edits import SystemEdit, system_becomes
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.policies import PolicyTexts
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import Contact, Opening
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
class HoursEdit:
    """Other opening hours of a day of the week (`monday`). `opens`, `closes` None: not typed, or no times."""

    weekday: str
    closed: bool
    opens: time | None = None
    closes: time | None = None


OfficeEdit = HolidayEdit | ContactEdit | HoursEdit
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
DocumentEdit = KindEdit | CombinationEdit
"""Of the identity policy."""
Edit = NumberEdit | OfficeEdit | LetterEdit | FileEdit | SourceEdit | SystemEdit | DocumentEdit


def preview_edit(actor: Actor, edit: Edit, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts) -> Preview:
    """Return what it would change. Raises FieldsError, WrongStateError, and as `preview_policy` does."""
    if isinstance(edit, FileEdit):
        return preview_policy(actor, edit.name, texts.file_text(edit.file), uow=uow, clock=clock, texts=texts)
    name = _policy_of(edit)
    if not isinstance(edit, DocumentEdit | LetterEdit | SystemEdit):
        _check(edit)
    state = policies(actor, uow=uow, clock=clock, texts=texts).state(name)
    content = state.content
    if isinstance(edit, LetterEdit):
        content = with_letter_edit(edit, content, texts)
    elif isinstance(edit, DocumentEdit):
        content = _of_documents(edit, state, texts)
    elif isinstance(edit, SystemEdit):
        content = _of_system(edit, state, texts)
    elif isinstance(edit, SourceEdit):
        content = texts.with_source(content, edit.source)
    elif isinstance(edit, NumberEdit):
        content = texts.with_number(name, content, edit.at, int(edit.typed))
    else:
        content = _of_office(edit, content, texts)
    return preview_policy(actor, name, content, uow=uow, clock=clock, texts=texts)


def _of_documents(edit: DocumentEdit, state: PolicyState, texts: PolicyTexts) -> str:
    """Return the text with that document or combination. Raises FieldsError."""
    policy, content = state.policy, state.content
    assert isinstance(policy, IdPolicy), "it is of the identity policy"
    if isinstance(edit, CombinationEdit):
        becomes = combination_becomes(policy, edit)
        return texts.with_combination(content, edit.was, becomes, of_staff=edit.of_staff)
    versions = [texts.read(state.name, each.content) for each in state.history] if not edit.code else []
    used = {kind.code for each in versions if isinstance(each, IdPolicy) for kind in each.all_kinds}
    kind = kind_becomes(policy, edit, used)
    return texts.with_kind(content, kind_of(policy, edit), kind, of_staff=edit.of_staff)


def _of_system(edit: SystemEdit, state: PolicyState, texts: PolicyTexts) -> str:
    """Return the text with that telephone system. Raises FieldsError, WrongStateError."""
    assert isinstance(state.policy, KeepingPolicy), "it is of the keeping policy"
    becomes = system_becomes(state.policy, edit)
    return texts.with_reading(state.content, becomes) if edit.was else texts.with_source(state.content, becomes)


def _of_office(edit: OfficeEdit, content: str, texts: PolicyTexts) -> str:
    if isinstance(edit, HolidayEdit):
        assert edit.day is not None, "it was checked"
        return texts.with_holiday(content, edit.day, edit.called.strip())
    if isinstance(edit, ContactEdit):
        return texts.with_contact(content, Contact(**vars(edit), made_up=False))
    hours = Opening(edit.opens, edit.closes) if edit.opens and edit.closes and not edit.closed else None
    return texts.with_hours(content, edit.weekday, hours)


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


def _policy_of(edit: NumberEdit | OfficeEdit | LetterEdit | SourceEdit | SystemEdit | DocumentEdit) -> PolicyName:
    if isinstance(edit, NumberEdit):
        return edit.name
    if isinstance(edit, DocumentEdit):
        return PolicyName.IDENTITY
    return PolicyName.KEEPING if isinstance(edit, SourceEdit | SystemEdit) else PolicyName.OFFICE


def _check(edit: NumberEdit | OfficeEdit | SourceEdit) -> None:
    if isinstance(edit, SourceEdit):
        problems = hidden_in(source_name=edit.source.name)
    elif isinstance(edit, NumberEdit):
        problems = {} if edit.typed.isascii() and edit.typed.isdigit() else {"number": "not_a_number"}
    else:
        problems = _office_problems(edit)
    if problems:
        raise FieldsError(problems)


def _office_problems(edit: OfficeEdit) -> dict[str, str]:
    if isinstance(edit, ContactEdit):
        typed = vars(edit) | {"address": "\n".join(edit.address)}
        return hidden_in(**typed) | {name: MISSING[name] for name, value in typed.items() if not value.strip()}
    if isinstance(edit, HoursEdit):
        return {} if edit.closed else _hours_problems(edit)
    problems = hidden_in(called=edit.called)
    if edit.day is None:
        problems["day"] = "holiday_day_missing"
    if not edit.called.strip():
        problems["called"] = "holiday_name_missing"
    return problems


def _hours_problems(edit: HoursEdit) -> dict[str, str]:
    problems = {name: "time_missing" for name in ("opens", "closes") if getattr(edit, name) is None}
    if edit.opens is not None and edit.closes is not None and edit.closes <= edit.opens:
        problems["closes"] = "closes_first"
    return problems

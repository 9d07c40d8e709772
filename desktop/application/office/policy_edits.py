"""Changes of a policy as somebody makes them in a window: a number, a holiday or a file. Each is previewed first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.application.office.policies import Preview, policies, preview_policy
from desktop.application.ports.database import UnitOfWork
from desktop.application.ports.desk import Clock
from desktop.application.ports.policies import PolicyTexts
from desktop.application.shared.authorisation import Actor, acting
from desktop.domain.office.people import Permission
from desktop.domain.office.policies import PolicyName
from desktop.domain.recordings.keeping import Source
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


Edit = NumberEdit | HolidayEdit | FileEdit | SourceEdit


def preview_edit(actor: Actor, edit: Edit, *, uow: UnitOfWork, clock: Clock, texts: PolicyTexts) -> Preview:
    """Return what it would change. Raises FieldsError, and as `preview_policy` does."""
    if isinstance(edit, FileEdit):
        return preview_policy(actor, edit.name, texts.file_text(edit.file), uow=uow, clock=clock, texts=texts)
    name = _policy_of(edit)
    _check(edit)
    content = policies(actor, uow=uow, clock=clock, texts=texts).state(name).content
    if isinstance(edit, HolidayEdit):
        assert edit.day is not None, "it was checked"
        content = texts.with_holiday(content, edit.day, edit.called.strip())
    elif isinstance(edit, SourceEdit):
        content = texts.with_source(content, edit.source)
    else:
        content = texts.with_number(name, content, edit.at, int(edit.typed))
    return preview_policy(actor, name, content, uow=uow, clock=clock, texts=texts)


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


def _policy_of(edit: NumberEdit | HolidayEdit | SourceEdit) -> PolicyName:
    if isinstance(edit, NumberEdit):
        return edit.name
    return PolicyName.KEEPING if isinstance(edit, SourceEdit) else PolicyName.OFFICE


def _check(edit: NumberEdit | HolidayEdit | SourceEdit) -> None:
    if isinstance(edit, SourceEdit):
        problems = hidden_in(source_name=edit.source.name)
    elif isinstance(edit, NumberEdit):
        problems = {} if edit.typed.isascii() and edit.typed.isdigit() else {"number": "not_a_number"}
    else:
        problems = hidden_in(called=edit.called)
        if edit.day is None:
            problems["day"] = "holiday_day_missing"
        if not edit.called.strip():
            problems["called"] = "holiday_name_missing"
    if problems:
        raise FieldsError(problems)

"""Changes of what letters and pages say for an office, as someone makes them in a window.

Whom a person can turn to, whom a listener can talk to, what a response letter tells of recordings (article 15), and
whether letters are in Welsh.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.application.ports.policies import PolicyTexts
from desktop.domain.office.policy import AnswerTexts, Regulator, Welsh
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.errors import FieldsError


@dataclass(frozen=True)
class RegulatorEdit:
    """The regulator, as it was typed. `address`: its lines; there may be none."""

    name: str
    address: tuple[str, ...]
    telephone: str
    web: str


@dataclass(frozen=True)
class HelplinesEdit:
    """The helplines, each with its number; there may be none."""

    helplines: tuple[str, ...]


@dataclass(frozen=True)
class AnswerEdit:
    """The words of a response letter on recordings. `welsh`: in Welsh. `own`: in the office's own words, as typed."""

    welsh: bool
    own: bool = True
    purposes: str = ""
    recipients: str = ""
    origin: str = ""
    more: str = ""


@dataclass(frozen=True)
class WelshEdit:
    """Whether letters are in Welsh. `welsh` None: nothing was chosen. `unchecked`: in words nobody has checked, too."""

    welsh: str | None
    unchecked: bool


LetterEdit = RegulatorEdit | HelplinesEdit | AnswerEdit | WelshEdit
MISSING = {
    "name": "regulator_name_missing",
    "telephone": "telephone_missing",
    "web": "web_missing",
    "purposes": "answer_purposes_missing",
    "recipients": "answer_recipients_missing",
    "origin": "answer_origin_missing",
    "more": "answer_more_missing",
}
"""The code of what cannot be left out, by its field."""


def with_letter_edit(edit: LetterEdit, content: str, texts: PolicyTexts) -> str:
    """Return the text of the office's policy with it. Raises FieldsError."""
    if problems := _problems(edit):
        raise FieldsError(problems)
    if isinstance(edit, RegulatorEdit):
        return texts.with_regulator(content, Regulator(**vars(edit)))
    if isinstance(edit, HelplinesEdit):
        return texts.with_helplines(content, edit.helplines)
    if isinstance(edit, WelshEdit):
        return texts.with_welsh(content, Welsh(edit.welsh or Welsh.NO), unchecked=edit.unchecked)
    own = AnswerTexts(edit.purposes, edit.recipients, edit.origin, edit.more) if edit.own else None
    return texts.with_answer(content, own, welsh=edit.welsh)


def _problems(edit: LetterEdit) -> dict[str, str]:
    if isinstance(edit, WelshEdit):
        return {} if edit.welsh else {"welsh": "welsh_missing"}
    if isinstance(edit, HelplinesEdit):
        return hidden_in(helplines="\n".join(edit.helplines))
    if isinstance(edit, AnswerEdit) and not edit.own:
        return {}
    typed = {name: value for name, value in vars(edit).items() if isinstance(value, str)}
    address = edit.address if isinstance(edit, RegulatorEdit) else ()
    missing = {name: MISSING[name] for name, value in typed.items() if not value.strip()}
    return hidden_in(**typed, address="\n".join(address)) | missing

"""The policies of an office in a test: begun, read, changed, decided on, and edits of them previewed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop.application.office import policies
from desktop.application.office.policy_edits import ChangeSettings, Edit, preview_edit
from desktop.bootstrap.policies import policies_of
from desktop.domain.office.policies import PolicyName, PolicyVersion
from desktop.environment.policies import TomlPolicies
from desktop.errors import FieldsError
from tests.support.offices.builders import Office
from tests.support.refusals import error_of

IDENTITY, OFFICE, KEEPING = PolicyName.IDENTITY, PolicyName.OFFICE, PolicyName.KEEPING
OLDER = "max_age_months = 6"


def texts(office: Office) -> TomlPolicies:
    return TomlPolicies(office.parts.file)


def by(office: Office, name: str = "administrator", **more: Any) -> Any:
    return office.in_person(name, **more)


def begin(office: Office) -> None:
    """Begin them, and let the people of the office go by them from now on."""
    policies.first_policies(office.front, uow=office.uow(), clock=office.clock, texts=texts(office))
    go_by_them(office)


def go_by_them(office: Office) -> None:
    now = policies_of(office.parts)
    office.policy, office.id_policy, office.keeping = now.office, now.identity, now.keeping


def view(office: Office, name: str = "administrator") -> policies.PoliciesView:
    return office.do(policies.policies, office.actor(name), texts=texts(office))


def text(office: Office, name: PolicyName) -> str:
    return view(office).state(name).content


def older(office: Office) -> str:
    """Return the identification policy in which a bill may be six months old."""
    return text(office, IDENTITY).replace("max_age_months = 3", OLDER)


def stricter(office: Office) -> str:
    return text(office, IDENTITY).replace("max_age_months = 12", OLDER)


def change(office: Office, content: str, name: PolicyName = IDENTITY, who: str = "administrator", **more: Any) -> None:
    seen = more.pop("seen", view(office).state(name).version)
    reason = more.pop("reason", "The office decided so.")
    command = policies.ChangePolicy(by(office, who, **more), name, content, seen, reason)
    office.do(policies.change_policy, command, texts=texts(office))


def waits(office: Office, name: PolicyName = IDENTITY) -> PolicyVersion:
    found = view(office).state(name).waiting
    assert found is not None
    return found


def decide(office: Office, use_case: Any, who: str, version: PolicyVersion | None = None, **more: Any) -> None:
    office.do(use_case, policies.DecideOnPolicy(by(office, who, **more), version or waits(office)))


def typed(edit: ChangeSettings, *, at: tuple[str, ...] | None = None, **more: Any) -> ChangeSettings:
    """Return it with other values typed into its fields."""
    return replace(edit, at=edit.at if at is None else at, typed={**edit.typed, **more})


def previewed(office: Office, edit: Edit, who: str = "administrator") -> policies.Preview:
    return office.do(preview_edit, office.actor(who), edit, texts=texts(office))


def problems(office: Office, edit: Edit) -> dict[str, str]:
    return dict(error_of(FieldsError, previewed, office, edit).problems)

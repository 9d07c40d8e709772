"""Changes of which documents are accepted, and which of them are enough together, as someone makes them in a window.

Rules:
- The log names a document by its code: a new one gets a code that no version of the policy has ever had.
- A group is named as the policy names it, whether capitals were typed or not.
- Checks besides (`MRZ` and so on), and what is offered instead, stay as they are where nothing is said of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.office.policies import PolicyName
from desktop.domain.sessions.id_policy import (
    AddressShown,
    Asks,
    Combination,
    DocumentKind,
    IdPolicy,
    Instead,
    SeenThrough,
)
from desktop.domain.shared.hidden_characters import hidden_in
from desktop.domain.shared.typed_dates import read_date
from desktop.errors import FieldsError, WrongStateError

PLUS = "+"
MRZ, LICENCE_NUMBER, SHARE_CODE = "has_mrz", "has_licence_number", "share_code"
"""The checks that staff make of a document besides."""


@dataclass(frozen=True)
class KindEdit:
    """A kind of document, as it was typed. `code`: which one; "" for one more. `of_staff`: for internal access alone.

    `asks`: "" for no date; None where nothing was chosen. `months`: how old at most, or for how long after it expired;
    "" for no limit, or for in date. `last_day`: day, month and year, each "" for no last day.
    `checks`: all that staff check; `instead`: what is offered when it is out of date, "" for the usual. None: as it is.
    """

    code: str
    of_staff: bool
    accepted: bool = True
    name: str = ""
    group: str = ""
    photo: bool = False
    address: str | None = None
    asks: str | None = None
    months: str = ""
    last_day: tuple[str, str, str] = ("", "", "")
    checks: frozenset[str] | None = None
    instead: str | None = None


@dataclass(frozen=True)
class CombinationEdit:
    """A sufficient combination, as typed: groups with a plus between two. `was`: which one; None for one more."""

    was: Combination | None
    of_staff: bool
    enough: bool = True
    groups: str = ""
    photo: bool = False
    address: bool = False


@dataclass(frozen=True)
class InternalEdit:
    """Whether people of the office who listen are identified by rules of their own, as typed. `own` None: not chosen.

    The other fields: what is enough of them, to begin with (`CombinationEdit`).
    """

    own: bool | None
    groups: str = ""
    photo: bool = False
    address: bool = False


def listed_in(policy: IdPolicy, of_staff: bool) -> IdPolicy:
    """Return the policy for everybody, or the one for internal access. Raises WrongStateError: there is none."""
    found = policy.internal if of_staff else policy
    if found is None:
        raise _changed_meanwhile()
    return found


def kind_of(policy: IdPolicy, edit: KindEdit) -> DocumentKind | None:
    """Return the document that it is of; None for one more. Raises WrongStateError: it is not accepted any more."""
    found = listed_in(policy, edit.of_staff).kind(edit.code)
    if edit.code and found is None:
        raise _changed_meanwhile()
    return found


def kind_becomes(policy: IdPolicy, edit: KindEdit, used: Iterable[str]) -> DocumentKind | None:
    """Return the document as it is from then on; None: not accepted any more. `used`: codes.

    Raises FieldsError, WrongStateError.
    """
    listed, was = listed_in(policy, edit.of_staff), kind_of(policy, edit)
    if not edit.accepted:
        return None
    problems = _kind_problems(edit)
    if problems:
        raise FieldsError(problems)
    if was is None and edit.of_staff and edit.group.casefold() not in _groups(listed):
        raise FieldsError({"group": "group_of_no_staff"})
    code = was.code if was is not None else code_for(edit.name, used)
    group = _groups(listed).get(edit.group.casefold(), edit.group)
    assert edit.address is not None, "it was checked"
    said = DocumentKind(code, edit.name, group, edit.photo, AddressShown(edit.address), None)
    months = int(edit.months) if edit.months else None
    asks = Asks(edit.asks) if edit.asks else None
    base = _with_checks(said if was is None else replace(was, max_age_months=None, grace_months=0), edit)
    return replace(
        base,
        name=said.name,
        group=said.group,
        photo=said.photo,
        address=said.address,
        asks=asks,
        max_age_months=months if asks is Asks.ISSUED else None,
        grace_months=(months or 0) if asks is Asks.EXPIRY else 0,
        ended_on=_last_day(edit),
    )


def _with_checks(kind: DocumentKind, edit: KindEdit) -> DocumentKind:
    if edit.instead is not None:
        kind = replace(kind, instead=Instead(edit.instead) if edit.instead else None)
    if edit.checks is None:
        return kind
    code = SeenThrough.SHARE_CODE if SHARE_CODE in edit.checks else None
    numbered = LICENCE_NUMBER in edit.checks
    return replace(kind, has_mrz=MRZ in edit.checks, has_licence_number=numbered, seen_through=code)


def combination_becomes(policy: IdPolicy, edit: CombinationEdit) -> Combination | None:
    """Return what is enough from then on; None: no longer. Raises FieldsError, WrongStateError."""
    listed = listed_in(policy, edit.of_staff)
    if edit.was is not None and edit.was not in listed.combinations:
        raise _changed_meanwhile()
    if not edit.enough:
        return None
    known, typed = _groups(policy) | _groups(listed), [part.strip() for part in edit.groups.split(PLUS)]
    groups = tuple(known.get(part.casefold(), part) for part in typed)
    problems = hidden_in(groups=edit.groups)
    kinds = [kind for kind in (*listed.kinds, *policy.kinds) if kind.group in groups]
    if not all(typed):
        problems["groups"] = "groups_missing"
    elif not {*groups} <= {*known.values()}:
        problems["groups"] = "group_unknown"
    elif len(groups) < 2 and not edit.of_staff:
        problems["groups"] = "two_documents_at_least"
    elif edit.photo and not any(kind.photo for kind in kinds):
        problems["shown"] = "no_photo_in_groups"
    elif edit.address and all(kind.address is AddressShown.NO for kind in kinds):
        problems["shown"] = "no_address_in_groups"
    if problems:
        raise FieldsError(problems)
    return Combination(groups, edit.photo, edit.address)


def internal_becomes(policy: IdPolicy, edit: InternalEdit) -> Combination | None:
    """Return what is enough from people of the office, to begin with; None: the same as from everybody.

    Raises FieldsError.
    """
    if edit.own is None:
        raise FieldsError({"internal": "internal_choice_missing"})
    if not edit.own:
        return None
    as_everybody = replace(policy, internal=replace(policy, of_staff=True, internal=None))
    return combination_becomes(as_everybody, CombinationEdit(None, True, True, edit.groups, edit.photo, edit.address))


def _changed_meanwhile() -> WrongStateError:
    return WrongStateError("policy_changed_meanwhile").of(policy=PolicyName.IDENTITY.value)


def code_for(name: str, used: Iterable[str]) -> str:
    """Return a code for a document of that name, which is none of those."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    code, taken, n = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "document", frozenset(used), 2
    found = code
    while found in taken:
        found, n = f"{code}_{n}", n + 1
    return found


def _kind_problems(edit: KindEdit) -> dict[str, str]:
    problems = hidden_in(name=edit.name, group=edit.group)
    if not edit.name:
        problems["name"] = "document_name_missing"
    if not edit.group:
        problems["group"] = "group_missing"
    elif PLUS in edit.group or "/" in edit.group:
        problems["group"] = "group_with_sign"
    if edit.address is None:
        problems["address"] = "address_shown_missing"
    if edit.asks is None:
        problems["asks"] = "read_date_missing"
    if edit.asks and edit.months and not (edit.months.isascii() and edit.months.isdigit()):
        problems["months"] = "not_a_number"
    if any(edit.last_day) and _last_day(edit) is None:
        problems["last_day"] = "no_such_last_day"
    return problems


def _last_day(edit: KindEdit) -> date | None:
    return read_date(*edit.last_day) if any(edit.last_day) else None


def _groups(policy: IdPolicy) -> dict[str, str]:
    return {kind.group.casefold(): kind.group for kind in policy.kinds}

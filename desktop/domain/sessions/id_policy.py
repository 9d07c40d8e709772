"""An office's identification policy, read from `identity.toml`: which documents count, and which combine.

A photo and the current address are attributes of a kind of document. Whether a driving licence shows the current
address depends on the licence, so staff are asked. A combination says how many documents of which groups are enough,
and what they must show between them: offices differ, so this is policy.

Internal access has a policy of its own, where the office has one: the listener is someone of the office, so one
document that names them can be enough. It need not show an address, and they are not asked about a call that was
never theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import ClassVar

from desktop.domain.office.policies import InForce, PolicyName
from desktop.domain.shared.kinds import Kind
from desktop.errors import ContradictionError


class AddressShown(StrEnum):
    """Whether a kind of document shows the current address; ASK: it may, so staff look."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class Asks(StrEnum):
    """A date that staff read from the document."""

    EXPIRY = "expiry"
    ISSUED = "issued"


class Instead(StrEnum):
    """An alternative to offer; the words are the screens'."""

    IN_DATE_DOCUMENT = "in_date_document"
    NEWER_ISSUE = "newer_issue"
    ANOTHER_KIND = "another_kind"
    CURRENT_ADDRESS_DOCUMENT = "current_address_document"
    NAME_CHANGE_EVIDENCE = "name_change_evidence"
    SUPERVISOR = "supervisor"
    READ_DATE_AGAIN = "read_date_again"
    EVISA = "evisa"
    SHARE_CODE = "share_code"


class SeenThrough(StrEnum):
    """How staff look at a document that is not on paper or plastic.

    SHARE_CODE: an eVisa. The holder makes a code; staff type it with the date of birth into the Home Office's own page
    and look at the person's record there. A picture of it, or a print, shows nothing.
    """

    SHARE_CODE = "share_code"


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document in the policy. `ended_on`: the last day on which any of this kind is accepted.

    `max_age_months` counts from the date of issue, `grace_months` from the printed expiry. `instead`: an alternative to
    offer when a document of this kind is out of date. `seen_through`: None for one that staff hold in their hands.
    """

    code: str
    name: str
    group: str
    photo: bool
    address: AddressShown
    asks: Asks | None
    max_age_months: int | None = None
    grace_months: int = 0
    has_mrz: bool = False
    has_licence_number: bool = False
    ended_on: date | None = None
    instead: Instead | None = None
    seen_through: SeenThrough | None = None

    def __post_init__(self) -> None:
        if self.max_age_months is not None and self.asks is not Asks.ISSUED:
            raise ContradictionError("age_without_issue")
        if self.grace_months and self.asks is not Asks.EXPIRY:
            raise ContradictionError("grace_without_expiry")


@dataclass(frozen=True)
class Combination:
    """Groups of documents that are enough together, and what they must show between them."""

    groups: tuple[str, ...]
    photo: bool = True
    address: bool = True


@dataclass(frozen=True)
class IdPolicy:
    """An office's identification policy.

    `resume_days`: for how long returning to finish needs only the short check. `of_staff`: it applies to people of the
    office. `internal`: the policy for these; where it is None, the same as for everybody else.
    """

    name: str
    kinds: tuple[DocumentKind, ...]
    combinations: tuple[Combination, ...]
    resume_days: int
    of_staff: bool = False
    internal: IdPolicy | None = None
    in_force: InForce | None = field(default=None, compare=False)
    POLICY: ClassVar = PolicyName.IDENTITY

    def __post_init__(self) -> None:
        groups = {kind.group for kind in self.kinds}
        if len({kind.code for kind in self.kinds}) != len(self.kinds):
            raise ContradictionError("kind_twice")
        least = 1 if self.of_staff else 2
        if not self.combinations or any(len(each.groups) < least for each in self.combinations):
            raise ContradictionError("no_document_enough" if self.of_staff else "no_two_documents_enough")
        if self.internal is not None and not self.internal.of_staff:
            raise ContradictionError("internal_not_for_staff")
        if any(group not in groups for each in self.combinations for group in each.groups):
            raise ContradictionError("group_of_no_kind")

    def kind(self, code: str) -> DocumentKind | None:
        """Return the kind with that code, or `None` if this office does not accept it."""
        return next((kind for kind in self.kinds if kind.code == code), None)

    def for_request(self, kind: Kind) -> IdPolicy:
        """Return the policy for whoever listens under a request of that kind."""
        return self.internal if kind is Kind.INTERNAL and self.internal is not None else self

    def as_version(self, in_force: InForce) -> IdPolicy:
        """Return it as that version; so is the one for internal access, which is part of it."""
        internal = None if self.internal is None else replace(self.internal, in_force=in_force)
        return replace(self, internal=internal, in_force=in_force)

    def named(self, code: str) -> DocumentKind | None:
        """Return the kind with that code, whoever it is accepted from: to say what was seen, not to accept it."""
        return self.kind(code) or (self.internal.kind(code) if self.internal else None)

    @property
    def all_kinds(self) -> tuple[DocumentKind, ...]:
        """Every kind, those for internal access too. One may be there twice."""
        return self.kinds if self.internal is None else (*self.kinds, *self.internal.kinds)

    @property
    def asks_caller(self) -> bool:
        """Whether they are asked about the call too: when it was, which number."""
        return not self.of_staff

    @property
    def slots(self) -> int:
        """The number of documents in the longest combination."""
        return max(len(each.groups) for each in self.combinations)

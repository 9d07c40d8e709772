"""An office's identification policy, read from `identity.toml`: which documents count, and which combine.

A photo and the current address are attributes of a kind of document. Whether a driving licence shows the current
address depends on the licence, so staff are asked. A combination says how many documents of which groups are enough,
and what they must show between them: offices differ, so this is policy.

Internal access has a policy of its own, where the office has one: the listener is someone of the office, so one
document that names them can be enough. It need not show an address, and they are not asked about a call that was
never theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from desktop.domain.office import policies
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
    group: Annotated[str, policies.Setting(policies.always)]
    photo: Annotated[bool, policies.Setting(policies.gained)]
    address: Annotated[AddressShown, policies.Setting(policies.shows_address)]
    asks: Annotated[Asks | None, policies.Setting(policies.asked_no_more)] = None
    max_age_months: Annotated[int | None, policies.Setting(policies.more, 1, 120)] = None
    grace_months: Annotated[int, policies.Setting(policies.more, 0, 60)] = 0
    has_mrz: Annotated[bool, policies.Setting(policies.lost)] = False
    has_licence_number: Annotated[bool, policies.Setting(policies.lost)] = False
    ended_on: Annotated[date | None, policies.Setting(policies.more)] = None
    instead: Annotated[Instead | None, policies.HARMLESS] = None
    seen_through: Annotated[SeenThrough | None, policies.Setting(policies.asked_no_more)] = None

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

    @property
    def label(self) -> str:
        """The groups with a plus between two; behind a slash what they must show between them."""
        return _label(_as_one(self))


Kinds = Annotated[tuple[DocumentKind, ...], policies.Entries("kind", "code", "name", policies.there, named=True)]


@dataclass(frozen=True)
class InternalRules:
    """The rules for people of the office who listen. `kinds`: those accepted from them alone; those of the policy are
    accepted too, where a combination names their group.
    """

    combinations: Annotated[tuple[Combination, ...], policies.Mark.APART]
    kinds: Kinds = ()


@dataclass(frozen=True)
class IdPolicy:
    """An office's identification policy.

    `resume_days`: for how long returning to finish needs only the short check. `of_staff`: it applies to people of the
    office. `internal`: the rules for these; where it is None, the same as for everybody else.
    """

    name: Annotated[str, policies.HARMLESS]
    kinds: Kinds
    combinations: Annotated[tuple[Combination, ...], policies.Mark.APART]
    resume_days: Annotated[int, policies.Setting(policies.more, 0, 90)]
    of_staff: Annotated[bool, policies.Mark.DERIVED] = False
    internal: Annotated[InternalRules | None, policies.Mark.APART] = None
    in_force: Annotated[policies.InForce | None, policies.Mark.DERIVED] = field(default=None, compare=False)
    POLICY: ClassVar = policies.PolicyName.IDENTITY

    def __post_init__(self) -> None:
        groups = {kind.group for kind in self.kinds}
        if len({kind.code for kind in self.kinds}) != len(self.kinds):
            raise ContradictionError("kind_twice")
        least = 1 if self.of_staff else 2
        if not self.combinations or any(len(each.groups) < least for each in self.combinations):
            raise ContradictionError("no_document_enough" if self.of_staff else "no_two_documents_enough")
        if any(group not in groups for each in self.combinations for group in each.groups):
            raise ContradictionError("group_of_no_kind")
        _ = self.for_staff

    def must_be_met(self) -> None:
        """Raise ContradictionError where a combination asks for what none of its documents shows."""
        for each in self.combinations:
            members = [kind for kind in self.kinds if kind.group in each.groups]
            if each.photo and not any(kind.photo for kind in members):
                raise ContradictionError("groups_without_photo")
            if each.address and all(kind.address is AddressShown.NO for kind in members):
                raise ContradictionError("groups_without_address")
        if self.for_staff is not None:
            self.for_staff.must_be_met()

    @property
    def for_staff(self) -> IdPolicy | None:
        """The policy for people of the office; None where it is the same. Raises ContradictionError."""
        if self.internal is None:
            return None
        enough = self.internal.combinations
        groups = {group for each in enough for group in each.groups}
        taken = tuple(kind for kind in (*self.internal.kinds, *self.kinds) if kind.group in groups)
        if not any(each.address for each in enough):  # then nobody is asked whether it shows one
            taken = tuple(replace(kind, address=AddressShown.NO) for kind in taken)
        return IdPolicy(self.name, taken, enough, self.resume_days, of_staff=True, in_force=self.in_force)

    def kind(self, code: str) -> DocumentKind | None:
        """Return the kind with that code, or `None` if this office does not accept it."""
        return next((kind for kind in self.kinds if kind.code == code), None)

    def for_request(self, kind: Kind) -> IdPolicy:
        """Return the policy for whoever listens under a request of that kind."""
        return (self.for_staff if kind is Kind.INTERNAL else None) or self

    def named(self, code: str) -> DocumentKind | None:
        """Return the kind with that code, whoever it is accepted from: to say what was seen, not to accept it."""
        return next((kind for kind in self.all_kinds if kind.code == code), None)

    @property
    def all_kinds(self) -> tuple[DocumentKind, ...]:
        """Every kind, those for internal access too."""
        return self.kinds if self.internal is None else (*self.kinds, *self.internal.kinds)

    @property
    def asks_caller(self) -> bool:
        """Whether they are asked about the call too: when it was, which number."""
        return not self.of_staff

    @property
    def slots(self) -> int:
        """The number of documents in the longest combination."""
        return max(len(each.groups) for each in self.combinations)


def identity_changes(old: IdPolicy, new: IdPolicy) -> tuple[policies.Change, ...]:
    """Return how two versions of the policy differ (`domain.office.policies`).

    - Of a kind of document that is new, only that is said: whatever it needs, another document is accepted.
    - A combination is weaker where no combination of before was content with as little: fewer of the same groups, and
      no photo or address that it does not ask for either.
    - In the policy for internal access nothing is said again that is said of the one for everybody.
    """
    found, before, after = _changes(old, new), old.for_staff, new.for_staff
    if before is not None and after is not None:
        also = [change for change in _changes(before, after) if change not in found]
        return *found, *(replace(change, internal=True) for change in also)
    if before is None and after is None:
        return found
    return *found, policies.Change("internal", before is not None, after is not None, weaker=after is not None)


def _changes(old: IdPolicy, new: IdPolicy) -> tuple[policies.Change, ...]:
    return *policies.changes_between(old, new), *_combinations(old, new)


def _combinations(old: IdPolicy, new: IdPolicy) -> Iterator[policies.Change]:
    before, after = {_as_one(each) for each in old.combinations}, {_as_one(each) for each in new.combinations}
    for added in sorted(after - before):
        yield policies.Change("combination", None, _label(added), not any(_covers(each, added) for each in before))
    for gone in sorted(before - after):
        yield policies.Change("combination", _label(gone), None, weaker=False)


_One = tuple[tuple[str, ...], bool, bool]


def _as_one(combination: Combination) -> _One:
    return tuple(sorted(combination.groups)), combination.photo, combination.address


def _covers(old: _One, new: _One) -> bool:
    """Return whether whatever is enough for the new one was enough for the old one."""
    fewer = not Counter(old[0]) - Counter(new[0])
    return fewer and old[1] <= new[1] and old[2] <= new[2]


def _label(one: _One) -> str:
    """Return the groups with a plus between two; behind a slash what they must show between them."""
    shows = [name for name, asked in (("photo", one[1]), ("address", one[2])) if asked]
    return f"{' + '.join(one[0])}/{' '.join(shows)}"

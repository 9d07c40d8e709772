"""The PCs of an office, called desks in code and log: their kinds, the keys each holds, what one lacks, how one joins.

- A kind says which retention keys are wrapped to a PC: those of originals, and those of copies. A PC opens what it
  holds the keys of, whatever its windows offer. One that was withdrawn holds no key that is in use.
- A PC for decisions or reviews has no customers, and one for reviews plays nothing: what needs that is not begun
  there, and someone with no other work does not sign in there.
- Once the office has a back office, a counter leaves to the other PCs what is decided about requests, people, PCs and
  policies: its key signs none of that (`domain.log.signers`). There whoever is more than an adviser chooses no
  password either. Customers are invited to counters; where the office has none, to its back office.
- A PC asks to join by a small text file with nothing secret in it: its identifier, its name, the recipient (age) of
  its identity, and the public half (Ed25519) of its enrolment key. A text in any other form is none. The file and
  its answer are called after the PC, so that those of several lie in one folder.
- Four words stand for the whole request. The administrator types them as the new PC shows them: a request that was
  changed on its way has others. The answer has four of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.domain.office.people import Permission, Role
from desktop.domain.shared.ids import DeskId
from desktop.errors import NotAllowedError

if TYPE_CHECKING:
    from desktop.domain.office.people import Person
    from desktop.domain.shared.ids import DeskId


ORIGINALS, COPIES = "original", "approved"
"""The kinds of retention key."""


class DeskKind(StrEnum):
    """The kinds of desk."""

    COUNTER = "counter"
    BACK_OFFICE = "back_office"
    DECISION = "decision"
    REVIEW = "review"


HOLDS: Mapping[DeskKind, frozenset[str]] = {
    DeskKind.COUNTER: frozenset({COPIES}),
    DeskKind.BACK_OFFICE: frozenset({ORIGINALS, COPIES}),
    DeskKind.DECISION: frozenset({COPIES}),
    DeskKind.REVIEW: frozenset(),
}


NOT_AT: Mapping[DeskKind, frozenset[Permission]] = {
    DeskKind.DECISION: frozenset({Permission.CONDUCT_SESSION, Permission.PREPARE_COPY}),
    DeskKind.REVIEW: frozenset({Permission.CONDUCT_SESSION, Permission.PREPARE_COPY, Permission.DECIDE}),
}
"""The work that is not begun at a desk of that kind, whoever is there."""
LEFT_TO_OTHERS = frozenset(
    {
        Permission.CORRECT_ASKER,
        Permission.PREPARE_COPY,
        Permission.DECIDE,
        Permission.RELEASE_HOLD,
        Permission.REVIEW,
        Permission.ADMINISTER,
        Permission.ADOPT_POLICY,
    }
)
"""The work that a counter leaves to the other PCs of an office with a back office."""
NO_WORK_AT: Mapping[DeskKind, frozenset[Role]] = dict.fromkeys(NOT_AT, frozenset({Role.ADVISER}))
"""Roles that have nothing to do at a desk of that kind."""


@dataclass(frozen=True)
class EnrolledDesk:
    """A desk. `recipient`: what keys are wrapped to for it (age). Times are aware, in UTC; None where it is here."""

    id: DeskId
    name: str
    kind: DeskKind
    recipient: str
    enrolled_at: datetime
    withdrawn_at: datetime | None = None

    @property
    def holds(self) -> frozenset[str]:
        """Which kinds of retention key are wrapped to it."""
        return frozenset() if self.withdrawn_at else HOLDS[self.kind]

    @property
    def opens_originals(self) -> bool:
        """Whether recordings are imported and prepared here."""
        return ORIGINALS in self.holds

    @property
    def sees_customers(self) -> bool:
        """Whether sessions are conducted here."""
        return self.withdrawn_at is None and Permission.CONDUCT_SESSION not in NOT_AT.get(self.kind, ())

    def must_be_for(self, permission: Permission) -> None:
        """Raise NotAllowedError where that is not done at this desk (`not_at_this_pc`), or it was withdrawn."""
        self.must_be_here()
        if permission in NOT_AT.get(self.kind, ()):
            raise NotAllowedError("not_at_this_pc")

    def must_have_work_for(self, roles: frozenset[Role]) -> None:
        """Raise NotAllowedError where someone with these roles has nothing to do at this desk."""
        self.must_be_here()
        if roles and roles <= NO_WORK_AT.get(self.kind, frozenset()):
            raise NotAllowedError("no_work_at_this_pc")

    def must_be_here(self) -> None:
        """Raise NotAllowedError (`desk_withdrawn`) where it was withdrawn."""
        if self.withdrawn_at is not None:
            raise NotAllowedError("desk_withdrawn")


def not_done_at(desk: EnrolledDesk, office: Iterable[EnrolledDesk]) -> frozenset[Permission]:
    """Return the work that is not done at that desk of an office with these desks, whoever is there."""
    return LEFT_TO_OTHERS if leaves_to_others(desk, office) else NOT_AT.get(desk.kind, frozenset())


def must_choose_password_at(not_here: frozenset[Permission], person: Person) -> None:
    """Raise NotAllowedError where someone chooses no password at a desk at which that is not done."""
    if not_here >= LEFT_TO_OTHERS and not (person.directory or person.is_adviser_alone):
        raise NotAllowedError("password_elsewhere")


def leaves_to_others(desk: EnrolledDesk, office: Iterable[EnrolledDesk]) -> bool:
    """Return whether it is a counter of an office with a back office."""
    return desk.kind is DeskKind.COUNTER and any(each.opens_originals for each in office)


def kinds_that_hold(key: str) -> list[str]:
    """Return the kinds of desk that hold retention keys of that kind."""
    return [kind.value for kind, holds in HOLDS.items() if key in holds]


JOIN_FIRST_LINE = "listening-room join request 1"
LONGEST_JOIN_REQUEST = 1000
NAMED = 40
"""How much of a PC's name is in the name of a file."""
_FORM = re.compile(
    rf"{JOIN_FIRST_LINE}\nname: (?P<name>[^\n]{{1,200}})\ndesk: (?P<desk>[0-9a-f]{{32}})\n"
    r"recipient: (?P<recipient>age1[a-z0-9]{58})\nkey: (?P<key>[A-Za-z0-9+/]{43}=)\n"
)


@dataclass(frozen=True)
class JoinRequest:
    """The request of a PC to join. `key`: in base64."""

    desk: DeskId
    name: str
    recipient: str
    key: str

    def text(self) -> str:
        """Return the content of its file."""
        lines = f"name: {self.name}", f"desk: {self.desk}", f"recipient: {self.recipient}", f"key: {self.key}"
        return "\n".join((JOIN_FIRST_LINE, *lines)) + "\n"


def read_join_request(text: str) -> JoinRequest | None:
    """Read a file's content; None where it is not one, to the letter. A file from Windows may have its line ends."""
    found = _FORM.fullmatch(text.replace("\r\n", "\n")) if len(text) <= LONGEST_JOIN_REQUEST else None
    if found is None:
        return None
    return JoinRequest(DeskId(found["desk"]), found["name"], found["recipient"], found["key"])


def are_words(typed: str, words: str) -> bool:
    """Return whether these four words were typed, in whatever case and however far apart."""
    return " ".join(typed.casefold().split()) == words


def request_file(name: str) -> str:
    """Return what the file of that PC's request is called."""
    return f"join-request{_ending(name)}.txt"


def answer_file(name: str) -> str:
    """Return what the file of the answer to that PC is called."""
    return f"join-answer{_ending(name)}.age"


def _ending(name: str) -> str:
    """Return the PC's name as every file system takes it; nothing where no letter or digit of it is one of ASCII."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    return "".join(f"-{part}" for part in re.findall("[a-z0-9]+", plain))[:NAMED].rstrip("-")


class Lack(StrEnum):
    """A thing that a PC lacks; or one that it has in vain."""

    SOUND = "sound"
    WITNESS = "witness"
    WITNESS_ELSEWHERE = "witness_elsewhere"
    KEYRING = "keyring"
    KEYRING_AT_NIGHT = "keyring_at_night"
    OWN_MEMORY = "own_memory"
    OWN_CODE = "own_code"
    DIRECTORY_GROUPS_UNUSED = "directory_groups_unused"
    NO_DIRECTORY_GROUP = "no_directory_group"

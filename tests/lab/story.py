"""Who works where in a lab, and what every chapter of its story uses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab.account import Account
from tests.lab.ceremony import ADMINISTRATOR, PASSWORD
from tests.lab.log import ServerLooks
from tests.lab.machine import Machine, Pc
from tests.support.slapd import Slapd

OWN = "a password for the lab"
"""Everybody's own, after the first one."""
SURNAME, BORN = "Customer Lab", [1971, 3, 11]
SECONDS = 20
"""Within which someone who has left, and a PC that was withdrawn, are out."""
BACK_OFFICE, DESK_1, DESK_2, DESK_3 = "back-office", "desk-1", "desk-2", "desk-3"


@dataclass(frozen=True)
class Plan:
    """The PCs of a lab (their names and kinds; the first makes the office), and who sits where.

    `seats`: the PC of a sign-in name; whoever is not in it sits at the first one. `left_out`: what a lab of this form
    does not have, as its account says. `vault_in_database`: where the recordings lie; otherwise in a shared folder.
    """

    form: str
    pcs: Mapping[str, tuple[str, str]]
    seats: Mapping[str, str]
    chapters: tuple[Callable[[Lab], None], ...]
    left_out: tuple[str, ...] = ()
    vault_in_database: bool = False

    @property
    def names(self) -> dict[str, str]:
        return {key: name for key, (name, _) in self.pcs.items()}


PEOPLE = {
    "officer": ("Lab officer", "information_officer"),
    "approver": ("Lab approver", "approver"),
    "duty": ("Lab duty supervisor", "supervisor"),
    "supervisor": ("Lab supervisor", "supervisor"),
    "first": ("Lab adviser one", "adviser"),
    "second": ("Lab adviser two", "adviser"),
    "leaver": ("Lab leaver", "adviser"),
}


@dataclass
class Lab:
    """A lab in progress."""

    plan: Plan
    machine: Machine
    account: Account
    reference: str = ""
    first_passwords: dict[str, str] = field(default_factory=dict)
    recovery: tuple[tuple[str, str], ...] = ()
    """Both recovery keys: identity and recipient."""
    slapd: Slapd | None = None
    """The directory, where the lab has one."""

    def __post_init__(self) -> None:
        self.looks = ServerLooks(self.machine.database)

    def go(self) -> None:
        """Conduct it, chapter by chapter. Each claims what is true after it."""
        for chapter in self.plan.chapters:
            chapter(self)

    def recordings_in_folders(self) -> list[Path]:
        """Return the files of recordings on the share, and in the folders of all PCs."""
        folders = [self.machine.share, *(pc.office for pc in self.machine.pcs.values())]
        return [path for folder in folders for path in (folder / "vault").rglob("*") if path.is_file()]

    def seat(self, name: str) -> Pc:
        """Return the PC at which someone works."""
        return self.machine.pc(self.plan.seats.get(name, BACK_OFFICE))

    def sign_in(self, name: str) -> Pc:
        """Sign someone in where they work; with their first password, if they have not been here before."""
        pc = self.seat(name)
        self.begin_sign_in(name)
        pc.end()
        return pc

    def begin_sign_in(self, name: str) -> None:
        """The same, without waiting for it."""
        first = self.first_passwords.pop(name, "")
        if first:
            self.seat(name).begin("sign_in_first", name=name, first=first, password=OWN)
        else:
            self.seat(name).begin("sign_in", name=name, password=PASSWORD if name == ADMINISTRATOR else OWN)

    def add_people(self, *names: str) -> None:
        """Add them, in the window of the administrator who is signed in."""
        pc = self.seat(ADMINISTRATOR)
        for name in names:
            shown, role = PEOPLE[name]
            picture = "first-password" if name == "officer" else ""
            added = {"name": name, "shown": shown, "roles": [role], "password": PASSWORD, "picture": picture}
            self.first_passwords[name] = pc.do("add_person", **added)

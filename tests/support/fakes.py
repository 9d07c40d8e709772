"""Fakes at the machine's edge for tests of the use cases: time, the loudspeaker, the cost of a password.

Each implements its port of `desktop.application.ports.desk` and does nothing else. The database, the keystore's file,
the vault and the log are always the real ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from desktop.application.ports.desk import LocalHealth, Passwords, Waveform
from desktop.application.ports.office import Directory, DirectoryAccount
from desktop.application.ports.sound import Ear, PlayerStatus, PlayState, SoundDevice
from desktop.domain.copies.copy import ApprovedCopy, Recording
from desktop.domain.copies.transcript import SealedTranscript, Transcript
from desktop.domain.office.people import Role
from desktop.errors import DirectoryError, NotAllowedError, VaultDamagedError
from desktop.playback.source import Ranges

if TYPE_CHECKING:
    from desktop.application.ports.office import Groups

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until it is told how much time has passed. Setting `at` sets the PC's clock."""

    at: datetime = TUESDAY
    passed: timedelta = timedelta(0)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.passed.total_seconds()

    def pass_by(self, **time: float) -> None:
        """Let so many `seconds`, `minutes`, `hours` or `days` pass. A negative amount sets the clock back."""
        self.at += timedelta(**time)
        self.passed += max(timedelta(0), timedelta(**time))


@dataclass
class FakePlayer:
    """Takes every command and records it, in order. Puts nothing out."""

    calls: list[str] = field(default_factory=list)
    loaded: Ranges | None = None
    seen: PlayerStatus = PlayerStatus()  # noqa: RUF009 - frozen
    found: tuple[SoundDevice, ...] = (SoundDevice("headphones", "Headphones"),)

    def load(self, ranges: Ranges, rate_hz: int, frames: int) -> None:
        self.unload()
        self.loaded = ranges
        self.calls.append(f"load {frames} at {rate_hz}")
        self.seen = replace(self.seen, state=PlayState.LOADED)

    def unload(self) -> None:
        if self.loaded is not None:
            self.loaded.close()
            self.loaded = None
            self.calls.append("unload")
        self.seen = PlayerStatus()

    def play(self) -> None:
        self.calls.append("play")

    def pause(self) -> None:
        self.calls.append("pause")

    def stop(self) -> None:
        self.calls.append("stop")

    def fade_out(self, milliseconds: int = 200) -> None:
        self.calls.append("fade out")

    def seek(self, frame: int) -> None:
        self.calls.append(f"seek {frame}")

    def set_rate(self, rate: float) -> None:
        self.calls.append(f"rate {rate}")

    def set_volume(self, volume: int) -> None:
        self.calls.append(f"volume {volume}")

    def set_ear(self, ear: Ear) -> None:
        self.calls.append(f"ear {ear}")

    def set_device(self, id: str) -> None:
        self.calls.append(f"device {id}")

    def devices(self) -> tuple[SoundDevice, ...] | None:
        return self.found

    def status(self) -> PlayerStatus:
        return self.seen


@dataclass
class FakeSound:
    """The port `SoundDesk` without vault and player: which copy is open, and every call to it."""

    calls: list[str] = field(default_factory=list)
    opened: ApprovedCopy | None = None
    damaged: bool = False
    transcript: Transcript = field(default_factory=Transcript)

    def open(self, copy: ApprovedCopy) -> Waveform:
        self.calls.append("open")
        if self.damaged:
            raise VaultDamagedError("vault_not_the_approved_copy")
        self.opened = copy
        return Waveform(copy.frames, copy.rate, ((),) * copy.channels)

    def open_original(self, original: Recording) -> None:
        self.calls.append("open original")
        if self.damaged:
            raise VaultDamagedError("vault_missing")

    def read_transcript(self, copy: ApprovedCopy, sealed: SealedTranscript) -> Transcript:
        self.calls.append("read transcript")
        if self.damaged:
            raise VaultDamagedError("vault_not_the_approved_copy")
        return self.transcript

    def open_sound_check(self) -> Waveform:
        self.calls.append("open sound check")
        return Waveform(160, 16, (((-0.5, 0.5),) * 20,))

    def shut(self) -> None:
        self.calls.append("shut")
        self.opened = None


@dataclass
class CountedPasswords:
    """Real passwords, and the hash that each verification was made against; and a directory, where there is one."""

    real: Passwords
    verified: list[str | None] = field(default_factory=list)
    directory: Directory | None = None

    def hash(self, password: str, names: Sequence[str] = ()) -> str:
        return self.real.hash(password, names)

    def four_words(self) -> str:
        return self.real.four_words()

    def words_of(self, text: str) -> str:
        return self.real.words_of(text)

    def needs_rehash(self, stored: str) -> bool:
        return self.real.needs_rehash(stored)

    def renew(self, password: str) -> str:
        return self.real.renew(password)

    def verify(self, stored: str | None, password: str) -> bool:
        self.verified.append(stored)
        return self.real.verify(stored, password)


@dataclass
class FakeDirectory:
    """The port `Directory`: accounts with their passwords, and whom it was asked about. `down`: it does not answer.

    `own`: whether the groups of the PC's own file give the roles of each account. `dn_of` names a role's group.
    """

    offline_minutes: int = 30
    accounts: dict[str, tuple[str, DirectoryAccount]] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)
    stays: str = ""
    own: bool = True
    disabled: set[str] = field(default_factory=set)

    @staticmethod
    def dn_of(role: Role) -> str:
        """Return the distinguished name of the group of which whoever has that role is a member."""
        return f"cn={role.value},ou=groups,dc=example,dc=org"

    def add(self, name: str, *roles: Role, password: str = "the directory's own password") -> DirectoryAccount:
        """Add someone, or put them into other groups."""
        known = self.accounts.get(name)
        identifier = known[1].identifier if known else str(uuid4())
        account = DirectoryAccount(identifier, name, f"Demo {name.title()}", frozenset(roles))
        self.accounts[name] = password, account
        return account

    def sign_in(self, name: str, password: str, groups: Groups = (), *, stays: bool = False) -> DirectoryAccount | None:
        self._asked(name)
        found = self.accounts.get(name.casefold())
        if found is None or not password or found[0] != password:
            return None
        if name.casefold() in self.disabled:
            raise NotAllowedError("directory_disabled")
        self.stays = found[1].identifier if stays else self.stays
        return self._with_roles(found[1], groups)

    def still_here(self, identifier: str, groups: Groups = ()) -> DirectoryAccount | None:
        self._asked(identifier)
        if self.stays != identifier:
            raise DirectoryError("directory_unreachable")
        found = next((each for _, each in self.accounts.values() if each.identifier == identifier), None)
        return None if found is None else self._with_roles(found, groups)

    def has(self, identifier: str) -> bool:
        self._asked(identifier)
        return any(each.identifier == identifier for _, each in self.accounts.values())

    def sign_out(self, identifier: str) -> None:
        self.stays = "" if self.stays == identifier else self.stays

    def close(self) -> None:
        self.stays = ""

    def _with_roles(self, account: DirectoryAccount, groups: Groups) -> DirectoryAccount:
        if not groups:
            return account if self.own else replace(account, roles=frozenset())
        member_of = {self.dn_of(role) for role in account.roles}
        given = [group.roles for group in groups if group.group in member_of]
        return replace(account, roles=frozenset[Role]().union(*given))

    def _asked(self, about: str) -> None:
        self.asked.append(about)
        if self.down:
            self.stays = ""
            raise DirectoryError("directory_unreachable")


def nothing_here(now: datetime) -> LocalHealth:
    """Return that this PC knows of nothing that someone has to look at."""
    return LocalHealth()

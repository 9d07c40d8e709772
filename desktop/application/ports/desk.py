"""The ports other than `database`, and the bundle of ports that makes a desk.

Rule: nothing here returns the bytes of a recording. `SoundDesk.open` takes a copy whose key is sealed, and returns its
waveform, `read_transcript` its words; `Player` moves and stops the sound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from desktop.application.ports.sound import VaultPlace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from pathlib import Path

    from desktop.application.ports.database import Changes, Clock, UnitOfWork
    from desktop.application.ports.lifecycle import NewRecoveryKeys, Upkeep
    from desktop.application.ports.office import DeskKeys, Directory, InForcePolicies, OfficeFacts, Pcs, PolicyTexts
    from desktop.application.ports.recordings import Folders
    from desktop.application.ports.sound import Ear, PlayerStatus, SoundDevice, Strongroom, Watcher
    from desktop.domain.copies.copy import ApprovedCopy, Recording
    from desktop.domain.copies.transcript import SealedTranscript, Transcript
    from desktop.domain.office.office_policy import OfficePolicy
    from desktop.domain.office.pcs import DeskKind
    from desktop.domain.office.people import Permission
    from desktop.domain.recordings.retention import KeepingPolicy
    from desktop.domain.requests.deadline import DeadlineRules
    from desktop.domain.sessions.id_policy import IdPolicy
    from desktop.domain.shared.ids import DeskId


class Numbers(Protocol):
    """Normal forms of telephone numbers, so that one number is always written in one way, and how people read them."""

    def normal(self, typed: str) -> str | None:
        """Return its normal form (E.164: `+441632960733`); None where it is not a telephone number."""

    def shown(self, kept: str) -> str:
        """Return a normal form as people read it aloud (`01632 960733`); any other text stays as it is."""


class Passwords(Protocol):
    """Argon2id hashes; a stored value of None (an unknown name) costs one verification too.

    `directory` checks the passwords that are not stored here; None where the office has none.
    """

    @property
    def directory(self) -> Directory | None: ...

    def hash(self, password: str, names: Sequence[str] = ()) -> str:
        """Hash a new one. `names`: of the person and the office. Raises FieldsError (`password`)."""

    def verify(self, stored: str | None, password: str) -> bool: ...

    def needs_rehash(self, stored: str) -> bool:
        """Return whether it was made with other parameters than today's."""

    def renew(self, password: str) -> str:
        """Return the hash, with today's parameters, of one that was accepted before."""

    def four_words(self) -> str:
        """Return words for a first password, each time others."""

    def words_of(self, text: str) -> str:
        """Return the four words that stand for a text, always the same. Slow, so that nobody seeks another text."""


@dataclass(frozen=True)
class PasswordCheck:
    """Everything that checking a password needs: the clock, the hashes and the directory, the office's rules."""

    clock: Clock
    passwords: Passwords
    policy: OfficePolicy


class Player(Protocol):
    """The control of sound that a SoundDesk has opened. Commands return at once; `status` never blocks."""

    def play(self) -> None: ...

    def pause(self) -> None: ...

    def stop(self) -> None: ...

    def fade_out(self, milliseconds: int = 200) -> None: ...

    def seek(self, frame: int) -> None: ...

    def set_rate(self, rate: float) -> None: ...

    def set_volume(self, volume: int) -> None: ...

    def set_ear(self, ear: Ear) -> None: ...

    def set_device(self, id: str) -> None: ...

    def devices(self) -> tuple[SoundDevice, ...] | None:
        """Return the sound devices at the last look, and look again; None while the first look goes on."""

    def status(self) -> PlayerStatus: ...


@dataclass(frozen=True)
class Waveform:
    """The waveform of an approved copy, for drawing: for each channel, buckets of (low, high), -1.0 to 1.0."""

    frames: int
    rate: int
    channels: tuple[tuple[tuple[float, float], ...], ...]


class SoundDesk(Protocol):
    """The opening and closing of an approved copy in the player. No key is unwrapped before `open`."""

    def open(self, copy: ApprovedCopy) -> Waveform:
        """Unwrap, check, load. Raises VaultDamagedError. Long work: not on the GUI thread."""

    def open_original(self, original: Recording) -> None:
        """Load the working copy of an original, for preparing and deciding. Raises VaultDamagedError. Long work."""

    def read_transcript(self, copy: ApprovedCopy, sealed: SealedTranscript) -> Transcript:
        """Return the transcript of a copy. Raises VaultDamagedError."""

    def open_sound_check(self) -> Waveform:
        """Load the neutral voice; return its waveform, for its level."""

    def shut(self) -> None:
        """Silence it, unload it, and discard the key."""


class Lockdown(Protocol):
    """The restrictions of the PC during listening. Begins in order, ends in reverse."""

    def begin(self, window: int) -> tuple[str, ...]:
        """Apply to the window of that handle; return codes of restrictions that this PC does not offer."""

    def covered(self, window: int, own: Sequence[int]) -> bool:
        """Return whether another program's window covers half of it or more, as far as the PC shows. `own`: ours."""

    def is_remote(self) -> bool:
        """Return whether the display and the sound of this PC are at another one now, as far as it shows."""

    def end(self) -> None: ...


class Witness(Protocol):
    """The file outside the database."""

    def add(self, checkpoint: str) -> None: ...

    def text(self) -> str: ...


Anchored = Callable[[], "int | None"]
"""Returns how many events the witness's newest checkpoint is over, or as far as is known; None where nothing is."""


@dataclass(frozen=True)
class PcState:
    """How this PC is: the program's version, and codes of what it lacks (`log.health`)."""

    version: str
    lacks: frozenset[str]


@dataclass(frozen=True)
class LocalHealth:
    """The state of the office as only this PC knows it: codes of what someone has to look at (`log.health`), when the
    certificate ends by which it trusts the server, and the server's own (aware, in UTC; None where it is not known).
    `demo`: it is a demo office. `engine`: what plays calls at this PC (`SoundEngine`); empty while none is open.
    """

    troubles: frozenset[str] = frozenset()
    certificate_ends: datetime | None = None
    server_certificate_ends: datetime | None = None
    demo: bool = False
    engine: str = ""


ThisPc = Callable[["datetime"], LocalHealth]
"""Returns that, as of a moment. Not on the GUI thread."""

MailProgram = Callable[["Path"], None]
"""Has this account's mail program open a draft's file; not on the GUI thread. Raises ExternalSystemError
(`no_mail_program`).
"""


@dataclass(frozen=True)
class Proof:
    """The result of a verification of the log.

    `unproved`: the only finding is that no witness vouches for it. `changed`: the log, or a row that it speaks of, is
    not as it was written. `since`: how many events, from the first, were not looked at again. `remarks`, in words: what
    is no finding and has to be known, such as a stated loss, or a witness file that is not up to date.
    """

    whole: bool
    events: int
    anchored: int
    newest_anchor: datetime | None
    findings: tuple[str, ...] = ()
    unproved: bool = False
    changed: bool = False
    since: int = 0
    remarks: tuple[str, ...] = ()


class LogVerifier(Protocol):
    """The independent verifier, over the office's database and witness. Long work."""

    def verify(self, watcher: Watcher | None = None) -> Proof:
        """Verify the log, and its rows. Raises ListeningRoomError (`verifying_stopped`) once the watcher cancels."""

    def verify_new(self, watcher: Watcher | None = None) -> Proof | None:
        """Verify what was added since the last whole verification at this PC; None where there was none.

        Raises as `verify` does.
        """


@dataclass(frozen=True)
class Desk:
    """Everything that the screens of one desk need, wired once (`bootstrap`).

    `not_here`: the work that is left to other PCs. `strongroom` is None where the desk opens no originals. `pcs` is
    None where the office is on one PC. `policies`: those that it goes by, which may be others the next moment;
    `texts`: how theirs are written. `state` looks at this PC, on a worker. `load_rest` loads what opening left out, so
    that nobody's first press waits for it: call it on a worker, while someone types their name. `catch_up` lets this PC
    verify what is new in the log, where that is much, before anything else is done. `upkeep`: None where a desk has
    nothing done by hand.
    """

    office: OfficeFacts
    id: DeskId
    name: str
    kind: DeskKind
    uow: Callable[[], UnitOfWork]
    clock: Clock
    passwords: Passwords
    policies: InForcePolicies
    texts: PolicyTexts
    player: Player
    sound: SoundDesk
    lockdown: Lockdown
    witness: Witness
    verifier: LogVerifier
    anchored: Anchored
    desk_keys: DeskKeys
    numbers: Numbers
    new_recovery_keys: NewRecoveryKeys
    not_here: frozenset[Permission] = frozenset()
    strongroom: Strongroom | None = None
    pcs: Pcs | None = None
    changes: Changes | None = None
    upkeep: Upkeep | None = None
    vault_in: VaultPlace = VaultPlace.FOLDER
    folders: Folders | None = None
    state: Callable[[], PcState] = field(default=lambda: PcState("", frozenset()))
    this_pc: ThisPc = field(default=lambda now: LocalHealth())
    mail_program: MailProgram = field(default=lambda draft: None)
    load_rest: Callable[[], object] = field(default=lambda: None)
    catch_up: Callable[[Watcher], None] = field(default=lambda watcher: None)
    close: Callable[[], None] = field(default=lambda: None)

    @property
    def check(self) -> PasswordCheck:
        """How passwords are checked here, by the rules of this moment."""
        return PasswordCheck(self.clock, self.passwords, self.policy)

    @property
    def policy(self) -> OfficePolicy:
        """The office's own numbers and hours."""
        return self.policies.office

    @property
    def id_policy(self) -> IdPolicy:
        """The office's rules for identification."""
        return self.policies.identity

    @property
    def keeping(self) -> KeepingPolicy:
        """How long the office keeps recordings."""
        return self.policies.keeping

    @property
    def is_holiday(self) -> Callable[[date], bool]:
        """Whether a day is a public holiday, or one that was added by hand."""
        return self.policies.is_holiday

    @property
    def holidays_known(self) -> Callable[[date], bool]:
        """Whether the public holidays of that day's year have been announced."""
        return self.policies.holidays_known

    @property
    def deadline_rules(self) -> DeadlineRules:
        """The rules of this office's deadlines."""
        from desktop.domain.requests.deadline import DeadlineRules  # at its first use: opening needs none

        policy = self.policy
        return DeadlineRules(self.is_holiday, policy.proof_prompt_days, policy.unanswered_days, policy.in_force)

    def today(self) -> date:
        """Return the office's day."""
        return self.clock.now().astimezone(self.office.zone).date()

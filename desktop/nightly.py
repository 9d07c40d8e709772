"""`listening-room retain`: the nightly run, and an administrator's confirmation where the clock is doubted.

Rules:
- Then the vault is looked through for a while (`vault_look`), unless nothing could be destroyed.
- It runs unattended and asks nothing. Only `--confirm NAME` asks: for the administrator's password, and the date that
  another clock shows. A date other than this PC's destroys nothing. It asks where nothing is doubted too: the log may
  hold a step of this PC's clock that is over, and that nobody has confirmed.
"""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.office.clock_checking import Confirmed
from desktop.application.office.reporting import ReportPc, has_to_report, report_pc
from desktop.application.office.signing_in import SignIn, sign_in, sign_out
from desktop.application.recordings.nightly_turn import Turn, is_due
from desktop.application.recordings.retaining import Retaining, RetainReport
from desktop.application.recordings.vault_look import Look, VaultLook
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.pc_state import pc_state_of
from desktop.bootstrap.policies import office_policy_of, policies_of
from desktop.bootstrap.verifying import verifier_over
from desktop.bootstrap.wiring import desk_keys_of, strongroom_of
from desktop.environment.clock import SystemClock
from desktop.environment.missed_night import note_begun, note_missed
from desktop.environment.office_passwords import passwords_of
from desktop.environment.telephone_numbers import TelephoneNumbers
from desktop.errors import KeyringError, NotAllowedError, NotWitnessedError, RefusedError, SurroundingsError, begun
from desktop.vault.files import VaultFiles
from desktop.words.command_line import as_json, password_for
from desktop.words.command_line import nightly as said
from desktop.words.health import would_destroy


@dataclass(frozen=True)
class Nightly:
    """The run at this office's own desk, and what a person needs to confirm it."""

    parts: Parts
    retaining: Retaining
    vault: VaultLook
    zone: ZoneInfo

    @contextmanager
    def turn(self, *, asked: bool) -> Iterator[Turn]:
        """Yield whose turn it is; while it is ours, no other PC begins. `asked`: also where one has run tonight."""
        desk, clock = self.retaining.desk, self.retaining.clock
        with self.parts.one_nightly_run() as is_alone:
            if not is_alone:
                yield Turn.ANOTHER
            elif asked or is_due(desk, uow=self.parts.uow(desk), clock=clock):
                yield Turn.OURS
            else:
                yield Turn.DONE

    def confirmed_run(self, name: str) -> RetainReport:
        """Ask that administrator, and run. Raises SignInRefusedError, NotAllowedError, RefusedError."""
        report = self.retaining.look()
        doubts = said.doubt_words(report, self.zone) if report.doubts else []
        print(*doubts, said.clock_alone() if report.clock_alone else would_destroy(report.due, report.kept), sep="\n")
        typed = _asked(said.asks_for_date())
        if typed.strip() != f"{self._today():%Y-%m-%d}":
            raise RefusedError("another_date")
        actor = self._signed_in(name)
        try:
            return self.run(Confirmed(actor, report.doubts, report.due, report.kept))
        finally:
            with suppress(NotWitnessedError):
                sign_out(actor, uow=self.parts.uow(actor.desk), clock=self.retaining.clock)

    def run(self, confirmed: Confirmed | None = None) -> RetainReport:
        """Run. An error that interrupts the run is marked as `begun`; a refusal to run at this PC is not."""
        try:
            with begun():
                return self.retaining.run(confirmed)
        except NotAllowedError as error:
            error.begun = error.code != "not_at_this_pc"
            raise

    def _today(self) -> date:
        return self.retaining.clock.now().astimezone(self.zone).date()

    def _signed_in(self, name: str) -> Actor:
        desk = self.retaining.desk
        with contextlib.suppress(EOFError):
            typed = SignIn(desk, name, getpass.getpass(password_for(name)))
            policy = office_policy_of(self.parts)
            passwords, clock = passwords_of(self.parts.file), self.retaining.clock
            person = sign_in(typed, uow=self.parts.uow(desk), clock=clock, passwords=passwords, policy=policy).person
            return Actor(person.id, desk)
        raise _nobody()


def retain(folder: Path, *, confirm: str | None, asked: bool, as_json: bool) -> tuple[list[str], int]:
    """Run, and return what is to be printed, and the exit code. `asked`: also where it is not this PC's turn."""
    with open_nightly(folder, unattended=confirm is None) as nightly, nightly.turn(asked=asked) as turn:
        if turn is not Turn.OURS:
            return [said.not_ours(turn)], 0
        report = nightly.confirmed_run(confirm) if confirm else nightly.run()
        stopped = report.clock_alone or report.doubts or (report.proof is not None and report.proof.changed)
        with begun():
            look = None if stopped else nightly.vault.run()
    lines = [_json(report, look)] if as_json else said.report_words(report, nightly.zone) + said.look_words(look)
    return lines, 0 if report.all_is_well and (look is None or look.all_is_well) else 1


def _json(report: RetainReport, look: Look | None) -> str:
    damaged = {} if look is None else {file.name: wrong for file, wrong in look.damaged.items()}
    found = None if look is None else asdict(replace(look, damaged={})) | {"damaged": damaged}
    return as_json(asdict(report) | {"vault": found})


@contextmanager
def open_nightly(office: Path, *, unattended: bool = False) -> Iterator[Nightly]:
    """Yield the office's nightly run. Raises SurroundingsError, PolicyRefusedError; KeyringError, which is noted.

    `unattended`: nobody is there who could unlock the keyring.
    """
    try:
        parts = open_parts(office, unattended=unattended)
    except KeyringError:
        note_missed()
        raise
    note_begun()
    try:
        desk = parts.file.desk
        with parts.uow(desk).look() as uow:
            uow.turns.must_be_ours()
            facts = uow.offices.get()
        policies = policies_of(parts)
        clock, strongroom = SystemClock(), strongroom_of(parts, desk)
        retaining = Retaining(
            desk,
            lambda: parts.uow(desk),
            clock,
            policies.keeping,
            strongroom,
            VaultFiles(parts.vault),
            parts.witness.latest,
            lambda day: policies.office.opens_on(day) and not policies.holidays(day),
            verifier_over(parts, desk, clock),
            desk_keys_of(parts, desk),
            TelephoneNumbers(),
        )
        if parts.file.keys_in_file:  # no program is opened there that would tell
            _report(parts, clock)
        vault = VaultLook(desk, lambda: parts.uow(desk), clock, strongroom)
        yield Nightly(parts, retaining, vault, facts.zone)
    finally:
        parts.engine.dispose()


def _report(parts: Parts, clock: SystemClock) -> None:
    """Tell how this PC is, where that is news."""
    desk = parts.file.desk
    with parts.uow(desk).look() as uow:
        kind = uow.offices.desk(desk).kind
    command = ReportPc(desk, pc_state_of(parts, kind))
    if has_to_report(command, uow=parts.uow(desk), clock=clock):
        report_pc(command, uow=parts.uow(desk), clock=clock)


def _asked(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        raise _nobody() from None


def _nobody() -> SurroundingsError:
    return SurroundingsError("no_administrator_to_ask")

"""`listening-room retain`: the nightly run, and an administrator's confirmation where the clock is doubted.

Rules:
- It runs unattended and asks nothing. Only `--confirm NAME` asks: for the administrator's password, and the date that
  another clock shows. A date other than this PC's destroys nothing. It asks where nothing is doubted too: the log may
  hold a step of this PC's clock that is over, and that nobody has confirmed.
"""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.office.clock_checking import Confirmed
from desktop.application.office.signing_in import SignIn, sign_in, sign_out
from desktop.application.recordings.retaining import Retaining, RetainReport
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.verifying import verifier_over
from desktop.bootstrap.wiring import strongroom_of
from desktop.domain.office.policy import HolidayRegion
from desktop.environment.clock import SystemClock
from desktop.environment.holiday_tables import HolidayTable
from desktop.environment.office_policies import keeping_policy, office_policy
from desktop.environment.passwords import Passwords
from desktop.errors import NotWitnessedError, RefusedError, SurroundingsError
from desktop.vault.blobs import Blobs
from desktop.vault.files import VaultFiles
from desktop.words.command_line import nightly as said
from desktop.words.command_line import password_for


@dataclass(frozen=True)
class Nightly:
    """The run at this office's own desk, and what a person needs to confirm it."""

    parts: Parts
    retaining: Retaining
    zone: ZoneInfo

    def confirmed_run(self, name: str) -> RetainReport:
        """Ask that administrator, and run. Raises SignInRefusedError, NotAllowedError, RefusedError."""
        report = self.retaining.look()
        doubts = said.doubt_words(report, self.zone) if report.doubts else []
        print(*doubts, said.would_destroy(report.due, report.kept), sep="\n")
        typed = _asked(said.asks_for_date())
        if typed.strip() != f"{self._today():%Y-%m-%d}":
            raise RefusedError("another_date")
        actor = self._signed_in(name)
        try:
            return self.retaining.run(Confirmed(actor, report.doubts, report.due, report.kept))
        finally:
            with suppress(NotWitnessedError):
                sign_out(actor, uow=self.parts.uow(actor.desk), clock=self.retaining.clock)

    def _today(self) -> date:
        return self.retaining.clock.now().astimezone(self.zone).date()

    def _signed_in(self, name: str) -> Actor:
        desk = self.retaining.desk
        with contextlib.suppress(EOFError):
            typed = SignIn(desk, name, getpass.getpass(password_for(name)))
            policy = office_policy(self.parts.file)
            passwords, clock = Passwords(), self.retaining.clock
            person = sign_in(typed, uow=self.parts.uow(desk), clock=clock, passwords=passwords, policy=policy).person
            return Actor(person.id, desk)
        raise _nobody()


@contextmanager
def open_nightly(office: Path) -> Iterator[Nightly]:
    """Yield the office's nightly run. Raises SurroundingsError, PolicyRefusedError."""
    parts = open_parts(office)
    try:
        desk = parts.file.desk
        with parts.uow(desk).look() as uow:
            facts = uow.offices.get()
        policy = office_policy(parts.file)
        is_holiday = HolidayTable(HolidayRegion(facts.nation), policy.holidays_announced_through)
        retaining = Retaining(
            desk,
            lambda: parts.uow(desk),
            SystemClock(),
            keeping_policy(parts.file),
            strongroom_of(parts, desk),
            VaultFiles(Blobs(parts.paths.vault)),
            parts.witness.latest,
            lambda day: policy.opens_on(day) and not is_holiday(day),
            verifier_over(parts, desk, SystemClock()),
        )
        yield Nightly(parts, retaining, facts.zone)
    finally:
        parts.engine.dispose()


def _asked(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        raise _nobody() from None


def _nobody() -> SurroundingsError:
    return SurroundingsError("no_administrator_to_ask")

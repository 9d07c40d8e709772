"""`listening-room retain`: the nightly run, its output, and an administrator's confirmation where the clock is doubted.

Rules:
- It runs unattended and asks nothing. Only `--confirm NAME` asks: for the administrator's password, and the date that
  another clock shows. A date other than this PC's destroys nothing.
- Every line that someone has to act on begins with LOOK, and says what to do.
"""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop.application.office.clock_checking import Confirmed
from desktop.application.office.signing_in import SignIn, sign_in, sign_out
from desktop.application.recordings.quarantine import Tidied
from desktop.application.recordings.retaining import Retaining, RetainReport
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.wiring import strongroom_of
from desktop.domain.office.clock_doubt import ClockDoubt, ClockEvidence
from desktop.domain.office.policy import HolidayRegion
from desktop.domain.recordings.keeping import QUARANTINE_DAYS, quarantine_ends
from desktop.environment.clock import SystemClock
from desktop.environment.holiday_tables import HolidayTable
from desktop.environment.office_policies import keeping_policy, office_policy
from desktop.environment.passwords import Passwords
from desktop.errors import NotWitnessedError, RefusedError, SurroundingsError
from desktop.vault.blobs import Blobs
from desktop.vault.files import VaultFiles
from desktop.words.codes import words


@dataclass(frozen=True)
class Nightly:
    """The run at this office's own desk, and what a person needs to confirm it."""

    parts: Parts
    retaining: Retaining
    zone: ZoneInfo

    def confirmed_run(self, name: str) -> RetainReport:
        """Ask that administrator, and run. Raises SignInRefusedError, NotAllowedError, RefusedError."""
        report = self.retaining.look()
        if not report.doubts:
            return self.retaining.run()
        print("\n".join(words_of_doubts(report, self.zone)))
        print(f"{report.due:,} of {report.kept:,} recordings would be destroyed now, for good.")
        typed = _asked("Today's date, from another clock than this PC's (as in 2026-11-24): ")
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
            typed = SignIn(desk, name, getpass.getpass(f"Password of {name}: "))
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
        )
        yield Nightly(parts, retaining, facts.zone)
    finally:
        parts.engine.dispose()


def words_of_doubts(report: RetainReport, zone: ZoneInfo) -> list[str]:
    """Say why nothing was destroyed, with the times that do not fit; nothing where the clock is not doubted."""
    if not report.doubts or report.evidence is None:
        return []
    lines = ["LOOK: nothing was destroyed."]
    if report.doubts != (ClockDoubt.TOO_MANY,):
        lines += _times(report.evidence, zone)
    return lines + [f"      {words(doubt)}" for doubt in report.doubts]


def what_to_do() -> list[str]:
    """Say how an office goes on whose clock was wrong, or that was closed for long."""
    return [
        "      If this PC's clock is wrong, put it right. Then, or if it is right, an administrator confirms it:",
        "      listening-room retain --confirm NAME",
    ]


def words_of_report(report: RetainReport, zone: ZoneInfo) -> list[str]:
    """Describe a nightly run, a sentence for each thing it did."""
    doubts = words_of_doubts(report, zone)
    lines = [*doubts, *what_to_do()] if doubts else []
    if not doubts:
        lines.append(f"Destroyed: {report.destroyed:,} recordings, {report.keys_destroyed:,} keys.")
    if report.held or report.in_use:
        lines.append(f"Kept although their time is up: {report.held:,} on hold, {report.in_use:,} in an open session.")
    if report.keys_waiting:
        lines.append(f"{report.keys_waiting:,} keys still open something on hold. Run this at a back office desk too.")
    return lines + _of_files(report.tidied) + _to_look_at(report)


def _of_files(tidied: Tidied) -> list[str]:
    lines = []
    if tidied.removed:
        lines.append(f"Removed {tidied.removed:,} files of what was destroyed, or can be made again.")
    if tidied.left:
        lines.append(f"{tidied.left:,} files of what was destroyed are open elsewhere, and go another night.")
    if tidied.put_back:
        lines.append(f"Put back {tidied.put_back:,} files that the database names again.")
    if tidied.given_up:
        lines.append(f"Removed {tidied.given_up:,} files that the database has not named for {QUARANTINE_DAYS} days.")
    if tidied.quarantined:
        lines.append(f"LOOK: {len(tidied.quarantined):,} files of the vault are named by nothing in the database.")
        lines.append("      Was an older database put back? Then put the newer one back, and they return. Each is kept")
        lines.append(f"      for {QUARANTINE_DAYS} days, and can be brought in again meanwhile from where it came:")
    for file in tidied.quarantined:
        since = file.since or date.max
        lines.append(f"      {file.name}, set aside on {_day(since)}, removed from {_day(quarantine_ends(since))} on")
    return lines


def _to_look_at(report: RetainReport) -> list[str]:
    lines = []
    for warned in report.warned_of:
        asked_by = ", ".join(warned.asked_by)
        lines.append(f"LOOK: recording {warned.recording} will be destroyed from {_day(warned.destroyed_from)} on.")
        lines.append(f"      It is not on hold any more, and still asked for by: {asked_by}.")
    for each in report.not_protected:
        since = _day(each.deleted_from)
        lines.append(f"LOOK: {each.request} is not yet protected. {each.source} may delete its call from {since} on.")
        lines.append("      Stop deletion there, or import the recording.")
    if report.holds_past_review:
        lines.append(f"LOOK: holds that nobody looked at again on their day: {report.holds_past_review:,}.")
        lines.append("      The list of requests shows them. Each is kept with a reason there, or released.")
    for name in report.unknown_sources:
        lines.append(f"LOOK: the keeping policy does not name the source {name}. What came from it is kept for ever.")
    if not report.anchored:
        lines.append("LOOK: the witness file could not be written. The next checkpoint makes up for it.")
    return lines


def _times(evidence: ClockEvidence, zone: ZoneInfo) -> list[str]:
    found = {
        "This PC's clock": evidence.now,
        "The log's newest event": evidence.newest,
        "The witness's newest checkpoint": evidence.witnessed.at if evidence.witnessed else None,
        "The database server's clock": evidence.server,
    }
    return [f"      {name}: {_moment(at, zone)}." for name, at in found.items() if at is not None]


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{_day(local.date())}, {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _asked(question: str) -> str:
    try:
        return input(question)
    except EOFError:
        raise _nobody() from None


def _nobody() -> SurroundingsError:
    return SurroundingsError("no_administrator_to_ask")

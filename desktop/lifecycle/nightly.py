"""The nightly run of the office at this PC: it destroys what is past its period, and looks through the vault.

A timer has it run, or an administrator: with a command (`cli.recordings`), or under Health (`for_windows`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.application.log.health import ReportPc, has_to_report, report_pc
from desktop.application.office.pc_checks import Confirmed
from desktop.application.recordings.retaining import Retaining, RetainReport, Turn, is_due
from desktop.application.recordings.vault_care import VaultLook
from desktop.bootstrap.pcs import pc_state_of
from desktop.bootstrap.wiring import OpenOffice, opened, strongroom_of
from desktop.environment.own_log import note_begun, note_missed
from desktop.errors import KeyringError, NotAllowedError, begun
from desktop.vault.place import VaultFiles


@dataclass(frozen=True)
class Nightly:
    """The run at this office's own desk, and the look through its vault that follows."""

    office: OpenOffice
    retaining: Retaining
    vault: VaultLook

    @contextmanager
    def turn(self, *, asked: bool) -> Iterator[Turn]:
        """Yield whose turn it is; while it is ours, no other PC begins. `asked`: also where one has run tonight."""
        with self.office.parts.one_nightly_run() as is_alone:
            if not is_alone:
                yield Turn.ANOTHER
            elif asked or self.office.run(is_due, self.office.id):
                yield Turn.OURS
            else:
                yield Turn.DONE

    def run(self, confirmed: Confirmed | None = None) -> RetainReport:
        """Run. An error that interrupts the run is marked as `begun`; a refusal to run at this PC is not."""
        try:
            with begun():
                return self.retaining.run(confirmed)
        except NotAllowedError as error:
            error.begun = error.code != "not_at_this_pc"
            raise


@contextmanager
def open_nightly(folder: Path, *, unattended: bool = False) -> Iterator[Nightly]:
    """Yield the office's nightly run. Raises ExternalSystemError, PolicyRefusedError; KeyringError, which is noted.

    `unattended`: nobody is there who could unlock the keyring.
    """
    try:
        office = opened(folder, unattended=unattended)
    except KeyringError:
        note_missed()
        raise
    note_begun()
    with office:
        with office.uow().read_only() as uow:
            uow.turns.must_be_ours()
        clock, strongroom, policies = office.clock, strongroom_of(office.parts, office.id), office.policies
        retaining = Retaining(
            office.id,
            office.uow,
            clock,
            office.keeping,
            strongroom,
            VaultFiles(office.parts.vault),
            office.parts.witness.latest,
            lambda day: policies.office.opens_on(day) and not policies.is_holiday(day),
            office.verifier,
            office.desk_keys,
            office.numbers,
        )
        if office.parts.file.keys_in_file:  # no program is opened there that would tell
            _report(office)
        yield Nightly(office, retaining, VaultLook(office.id, office.uow, clock, strongroom))


def _report(office: OpenOffice) -> None:
    """Tell how this PC is, where that is news."""
    command = ReportPc(office.id, pc_state_of(office.parts, office.enrolled.kind))
    if office.run(has_to_report, command):
        office.run(report_pc, command)

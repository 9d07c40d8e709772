"""How the office does, how this PC is, and the figures of complaints: for whoever looks after them. Nobody signs in."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from desktop.application.requests.follow_ups import count_complaints
from desktop.bootstrap.wiring import opened
from desktop.cli.terminal import Said, Verbs, as_day
from desktop.domain.requests.complaints import Period
from desktop.lifecycle.status import report, status_of
from desktop.words.command_line import status as messages


def add(verbs: Verbs) -> None:
    """Add the verbs that tell how things are."""
    doctor = verbs.add_parser("doctor", help="check what this PC provides")
    doctor.add_argument("--bundle", type=Path, metavar="FILE", help="also write it into a new file for support")
    status = verbs.add_parser("status", help="tell how the office does; exit 1 if someone has to look at something")
    status.add_argument("--json", action="store_true", help="print it as one line of JSON, for a monitoring system")
    counted = verbs.add_parser("complaints", help="count the complaints that were received and closed in a period")
    for option, which in (("--from", "first"), ("--to", "last")):
        counted.add_argument(
            option, dest=which, required=True, type=as_day, metavar="DAY", help=f"its {which} day, such as 2026-11-28"
        )
    counted.add_argument("--json", action="store_true", help="print the figures as one line of JSON")
    for verb, run in ((doctor, _doctor), (status, _status), (counted, _complaints)):
        verb.set_defaults(run=run)


def _doctor(folder: Path, given: argparse.Namespace) -> Said:
    """Check what this PC provides, part by part, and how the office is; exit 1 if someone has to look at something."""
    return report(given.bundle, folder)


def _status(folder: Path, given: argparse.Namespace) -> Said:
    """Tell how the office does; exit 1 if someone has to look at something. Raises ExternalSystemError."""
    with opened(folder, unattended=True) as office:
        found, zone = status_of(office), office.office.zone
    in_words = [messages.runs(found.version), *messages.lines(found.health, zone, found.vault_in)]
    return [found.as_json()] if given.json else in_words, 0 if found.health.all_is_well else 1


def _complaints(folder: Path, given: argparse.Namespace) -> Said:
    """Count the complaints that were received and closed in a period (DPA 2018 s.164B).

    Raises ExternalSystemError, and WrongStateError for the period.
    """
    period = Period(given.first, given.last)
    with opened(folder, unattended=True) as office:
        counts = office.run(count_complaints, period)
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    as_json = json.dumps(days | counts.figures(), sort_keys=True)
    return [as_json] if given.json else list(messages.complaints(period, counts)), 0

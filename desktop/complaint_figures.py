"""`listening-room complaints`: how many complaints were received and closed in a period (DPA 2018 s.164B).

Rules: nobody signs in, and nothing in it is about a person.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.application.requests.complaints import count_complaints
from desktop.bootstrap.opening import open_parts
from desktop.bootstrap.policies import policies_of
from desktop.domain.requests.complaint_counts import Period
from desktop.domain.requests.deadline import DeadlineRules
from desktop.environment.clock import SystemClock
from desktop.words.command_line import complaints as said

if TYPE_CHECKING:
    import argparse


def told(folder: Path, arguments: argparse.Namespace) -> int:
    """Print the figures, and return the exit code. Raises SurroundingsError, and WrongStateError for the period."""
    period = Period(arguments.first, arguments.last)
    parts = open_parts(folder, unattended=True)
    try:
        rules = DeadlineRules(policies_of(parts).holidays)
        counts = count_complaints(period, uow=parts.uow(parts.file.desk), clock=SystemClock(), rules=rules)
    finally:
        parts.engine.dispose()
    days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
    as_json = json.dumps(days | counts.figures(), sort_keys=True)
    print(*([as_json] if arguments.json else said.lines(period, counts)), sep="\n")
    return 0

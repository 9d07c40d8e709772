"""`python -m tests.lab OUT [--short]`: conduct a lab, leave pictures and `account.json` in OUT. Exit 0: all is true."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path
from types import FrameType

from tests.lab.machine import Steps, a_machine
from tests.lab.story import FULL, SHORT, Account, Lab


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="script/lab", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT", help="the folder for the pictures and the account")
    parser.add_argument("--short", action="store_true", help="three PCs, as in script/test")
    arguments = parser.parse_args(argv)
    signal.signal(signal.SIGTERM, _leave)
    out = arguments.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    plan = SHORT if arguments.short else FULL
    steps, account, begun = Steps(out), Account(plan.form, left_out=list(plan.left_out)), time.monotonic()
    try:
        with a_machine(plan.names, steps) as machine:
            Lab(plan, machine, account).go()
    except Exception:  # the account says where it stopped
        account.failure = traceback.format_exc()
    account.seconds = round(time.monotonic() - begun, 1)
    steps.number_pictures()
    file = account.write(steps)
    print(account.in_words(), f"The account is in {file}.", sep="\n")
    return 0 if account.all_true() else 1


def _leave(number: int, frame: FrameType | None) -> None:
    """End as at an error: what was made is taken away."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())

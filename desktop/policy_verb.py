"""The words of the command line about the office's policies; what they do: `policy_acts`."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop.argument_types import as_day

POLICIES = ("identity", "office", "keeping")


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb about the office's policies."""
    policy = verbs.add_parser("policy", help="look after the office's policies: what counts as identification, hours")
    actions = policy.add_subparsers(dest="action", metavar="ACTION", required=True)
    acts = {
        "list": "each policy's versions, who changed them, and what waits for a second person",
        "export": "write a policy as TOML into a new file, or print it",
        "preview": "say what a file would change, and change nothing",
        "import": "put a file in force, or propose it where it weakens a check",
        "holiday": "add a holiday by hand",
        "directory-group": "say which roles a group of the directory gives",
        "adopt": "as a second person: put in force what was proposed",
        "drop": "drop what was proposed",
    }
    for name, what in acts.items():
        act = actions.add_parser(name, help=what)
        act.add_argument("--sign-in", required=True, metavar="NAME", help="your own sign-in name")
        if name in ("export", "preview", "import", "adopt", "drop"):
            act.add_argument("policy", choices=POLICIES, help="which policy")
        if name in ("export", "preview", "import"):
            nargs = "?" if name == "export" else None
            act.add_argument("file", type=Path, metavar="FILE", nargs=nargs, help="the TOML file")
        if name in ("adopt", "drop"):
            act.add_argument("--version", required=True, type=int, help="the version, as listed")
        if name in ("import", "holiday", "directory-group"):
            act.add_argument(
                "--reason", metavar="TEXT", help="why, where it weakens a check: the second person reads it"
            )
        if name == "holiday":
            act.add_argument("day", type=as_day, metavar="DATE", help="the day, as in 2027-05-03")
            act.add_argument("--name", required=True, help="what it is called")
        if name == "directory-group":
            act.add_argument("group", metavar="DN", help="the distinguished name of the group")
            said = act.add_mutually_exclusive_group(required=True)
            roles = ("adviser", "information_officer", "approver", "supervisor")
            said.add_argument("--role", choices=roles, action="append", default=[], help="a role; again for several")
            said.add_argument("--none", action="store_true", help="it gives no role any more")

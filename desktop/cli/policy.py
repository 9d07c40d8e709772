"""The office's policies at the command line: listed, exported, imported, adopted, dropped; a holiday; a group.

Rules:
- Someone signs in and does one act; their password is asked for once. An administrator changes policies; a supervisor
  lists them, and adopts or drops what waits.
- The acts are the windows' own use cases.
- What is exported is what was imported, comments and all, until a setting is changed in the program. A file that
  exists is not written over.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.application.office import policies
from desktop.application.office.policy_edits import ChangeSettings, preview_edit
from desktop.application.office.signing_in import InPerson
from desktop.bootstrap.wiring import OpenOffice, opened
from desktop.cli.terminal import Said, Verbs, as_day, done, password_of
from desktop.domain.office.office_policy import OfficePolicy
from desktop.domain.office.policies import PolicyName
from desktop.errors import WrongStateError
from desktop.words.command_line import policies as messages

POLICIES = ("identity", "office", "keeping")
_CALLED = {"import": "take", "list": "show", "directory-group": "directory_group"}


def add(verbs: Verbs) -> None:
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
        act.set_defaults(run=_acted)
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
            gives = act.add_mutually_exclusive_group(required=True)
            roles = ("adviser", "information_officer", "approver", "supervisor")
            gives.add_argument("--role", choices=roles, action="append", default=[], help="a role; again for several")
            gives.add_argument("--none", action="store_true", help="it gives no role any more")


@dataclass(frozen=True)
class _Acts:
    """One person's acts at this PC."""

    office: OpenOffice
    by: InPerson

    def show(self, given: argparse.Namespace) -> Said:
        """Print each policy's version, who changed it, and what waits."""
        return messages.listed(self._view(), self.office.office.zone), 0

    def export(self, given: argparse.Namespace) -> Said:
        """Write the text in force into a new file, or print it."""
        state = self._view().state(PolicyName(given.policy))
        if given.file is None:
            return [state.content.rstrip("\n")], 0
        self.office.texts.save(given.file, state.content)
        return messages.exported(state.name, state.version), 0

    def preview(self, given: argparse.Namespace) -> Said:
        """Print what a file would change."""
        return messages.previewed(self._preview(PolicyName(given.policy), self.office.texts.file_text(given.file))), 0

    def take(self, given: argparse.Namespace) -> Said:
        """Put a file in force, or propose it."""
        return self._change(self._preview(PolicyName(given.policy), self.office.texts.file_text(given.file)), given)

    def holiday(self, given: argparse.Namespace) -> Said:
        """Add a holiday by hand."""
        day = (str(given.day.day), str(given.day.month), str(given.day.year))
        return self._edit(("holidays", ""), {"day": day, "name": given.name}, given)

    def directory_group(self, given: argparse.Namespace) -> Said:
        """Give a group of the directory these roles, or none."""
        state = self._view().state(PolicyName.OFFICE)
        assert isinstance(state.policy, OfficePolicy), "it is the office's"
        there = any(each.group == given.group for each in state.policy.directory_groups)
        if given.none and not there:
            raise WrongStateError("policy_same")
        typed = {"group": given.group, "roles": frozenset(given.role)}
        return self._edit(("directory_groups", given.group if there else ""), typed, given, gone=given.none)

    def adopt(self, given: argparse.Namespace) -> Said:
        """Put what waits in force, as a second person."""
        return self._decide(policies.AdoptPolicy, given, messages.adopted)

    def drop(self, given: argparse.Namespace) -> Said:
        """Drop what waits."""
        return self._decide(policies.DropPolicy, given, messages.dropped)

    def _decide(
        self,
        kind: type[policies.AdoptPolicy | policies.DropPolicy],
        given: argparse.Namespace,
        words: Callable[..., str],
    ) -> Said:
        """Decide on the version that was named: another may wait by now."""
        waits = self._view().state(PolicyName(given.policy)).waiting
        if waits is None or waits.version != given.version:
            raise WrongStateError("policy_changed_meanwhile")
        return done(self.office, kind(self.by, waits), [words(waits.name, waits.version)])

    def _edit(
        self, at: tuple[str, ...], typed: dict[str, Any], given: argparse.Namespace, *, gone: bool = False
    ) -> Said:
        """Change one part of the office's own policy."""
        edit = ChangeSettings(PolicyName.OFFICE, at, typed, gone)
        return self._change(self.office.run(preview_edit, self.by.actor, edit), given)

    def _change(self, shown: policies.Preview, given: argparse.Namespace) -> Said:
        command = policies.ChangePolicy(self.by, shown.name, shown.content, shown.seen, given.reason or "")
        return done(self.office, command, messages.changed(shown))

    def _view(self) -> policies.PoliciesView:
        view: policies.PoliciesView = self.office.run(policies.policies, self.by.actor)
        return view

    def _preview(self, name: PolicyName, content: str) -> policies.Preview:
        preview: policies.Preview = self.office.run(policies.preview_policy, self.by.actor, name, content)
        return preview


def _acted(folder: Path, given: argparse.Namespace) -> Said:
    """Do the act that the command line names, after asking for the password. Raises as the use cases do."""
    with opened(folder) as office:
        acts = _Acts(office, office.sign_in(given.sign_in, password_of(given.sign_in)))
        did: Said = getattr(acts, _CALLED.get(given.action, given.action))(given)
        return did

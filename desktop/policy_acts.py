"""The office's policies at the command line: listed, exported, imported, adopted, dropped; a holiday; a group.

Rules:
- Someone signs in and does one act; their password is asked for once. An administrator changes policies; a supervisor
  lists them, and adopts or drops what waits.
- What is to be printed is returned: the acts are the windows' own use cases.
- What is exported is what was imported, comments and all, until a setting is changed in the program. A file that
  exists is not written over.
"""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.application.office import policies
from desktop.application.office.in_person import InPerson
from desktop.application.office.policy_edits import ChangeSettings, preview_edit
from desktop.application.office.signing_in import SignIn, sign_in
from desktop.application.shared.authorisation import Actor
from desktop.bootstrap.opening import Parts, open_parts
from desktop.bootstrap.policies import policies_of
from desktop.domain.office.policies import PolicyName
from desktop.domain.office.policy import OfficePolicy
from desktop.environment.clock import SystemClock
from desktop.environment.office_passwords import passwords_of
from desktop.environment.policy_files import TomlPolicies
from desktop.errors import NotWitnessedError, WrongStateError
from desktop.words.command_line import look, password_for
from desktop.words.command_line import policies as said
from desktop.words.errors import words_of

Said = tuple[list[str], int]
"""The lines to print, and the exit code."""
_CALLED = {"import": "take", "list": "show", "directory-group": "directory_group"}


@dataclass(frozen=True)
class _Acts:
    """One person's acts at this PC."""

    parts: Parts
    by: InPerson
    more: dict[str, Any]

    def show(self, given: argparse.Namespace) -> Said:
        """Print each policy's version, who changed it, and what waits."""
        with self.parts.uow(self.parts.file.desk).look() as uow:
            zone = uow.offices.get().zone
        return said.listed(self._view(), zone), 0

    def export(self, given: argparse.Namespace) -> Said:
        """Write the text in force into a new file, or print it."""
        state = self._view().state(PolicyName(given.policy))
        if given.file is None:
            return [state.content.rstrip("\n")], 0
        self._texts.save(given.file, state.content)
        return said.exported(state.name, state.version), 0

    def preview(self, given: argparse.Namespace) -> Said:
        """Print what a file would change."""
        return said.previewed(self._preview(PolicyName(given.policy), self._texts.file_text(given.file))), 0

    def take(self, given: argparse.Namespace) -> Said:
        """Put a file in force, or propose it."""
        return self._change(self._preview(PolicyName(given.policy), self._texts.file_text(given.file)), given)

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
        return self._decide(policies.adopt_policy, given, said.adopted)

    def drop(self, given: argparse.Namespace) -> Said:
        """Drop what waits."""
        return self._decide(policies.drop_policy, given, said.dropped)

    @property
    def _texts(self) -> TomlPolicies:
        return TomlPolicies(self.parts.file)

    def _decide(self, use_case: Callable[..., Any], given: argparse.Namespace, words: Callable[..., str]) -> Said:
        """Decide on the version that was named: another may wait by now."""
        waits = self._view().state(PolicyName(given.policy)).waiting
        if waits is None or waits.version != given.version:
            raise WrongStateError("policy_changed_meanwhile")
        command = policies.DecideOnPolicy(self.by, waits)
        return self._done(use_case, command, lines=[words(waits.name, waits.version)], texts=False)

    def _edit(
        self, at: tuple[str, ...], typed: dict[str, Any], given: argparse.Namespace, *, gone: bool = False
    ) -> Said:
        """Change one part of the office's own policy."""
        edit, clock = ChangeSettings(PolicyName.OFFICE, at, typed, gone), self.more["clock"]
        uow = self.parts.uow(self.parts.file.desk)
        return self._change(preview_edit(self.by.actor, edit, uow=uow, clock=clock, texts=self._texts), given)

    def _change(self, shown: policies.Preview, given: argparse.Namespace) -> Said:
        command = policies.ChangePolicy(self.by, shown.name, shown.content, shown.seen, given.reason or "")
        return self._done(policies.change_policy, command, lines=said.changed(shown))

    def _view(self) -> policies.PoliciesView:
        uow = self.parts.uow(self.parts.file.desk)
        return policies.policies(self.by.actor, uow=uow, clock=self.more["clock"], texts=self._texts)

    def _preview(self, name: PolicyName, content: str) -> policies.Preview:
        uow, clock = self.parts.uow(self.parts.file.desk), self.more["clock"]
        return policies.preview_policy(self.by.actor, name, content, uow=uow, clock=clock, texts=self._texts)

    def _done(self, use_case: Callable[..., Any], command: object, *, lines: list[str], texts: bool = True) -> Said:
        more = self.more | ({"texts": self._texts} if texts else {})
        try:
            use_case(command, uow=self.parts.uow(self.parts.file.desk), **more)
        except NotWitnessedError as error:
            return [*lines, *look(words_of(error))], 1
        return lines, 0


def acted(folder: Path, given: argparse.Namespace) -> Said:
    """Do the act that the command line names, after asking for the password. Raises as the use cases do."""
    parts = open_parts(folder)
    try:
        desk, password = parts.file.desk, getpass.getpass(password_for(given.sign_in))
        clock, passwords, policy = SystemClock(), passwords_of(parts.file), policies_of(parts).office
        more: dict[str, Any] = {"clock": clock, "passwords": passwords, "policy": policy}
        person = sign_in(SignIn(desk, given.sign_in, password), uow=parts.uow(desk), **more).person
        acts = _Acts(parts, InPerson(Actor(person.id, desk), password), more)
        done: Said = getattr(acts, _CALLED.get(given.action, given.action))(given)
        return done
    finally:
        parts.engine.dispose()

"""Reads the office's policies, previews one change after another, and makes them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot

from desktop.application.office import policies as acting
from desktop.application.office import policy_edits
from desktop.application.office.policies import ChangePolicy, DecideOnPolicy, PoliciesView, Preview
from desktop.application.office.policy_edits import Edit
from desktop.domain.office.policies import PolicyName, PolicyVersion
from desktop.ui.office.acting import ActsPresenter


class PoliciesPresenter(ActsPresenter):
    """Reads the policies, previews one change after another, and makes them."""

    listed = Signal(PoliciesView)
    previewed = Signal(Preview)
    done = Signal()
    saved = Signal()

    def load(self) -> None:
        """Reload the list."""
        self._context.run(acting.policies, self._context.actor, owner=self).then(self.listed.emit)

    def preview(self, edit: Edit) -> None:
        """Look what that would change."""
        looked = self._context.run(policy_edits.preview_edit, self._context.actor, edit, owner=self)
        looked.then(self.previewed.emit).otherwise(self.refused.emit)

    def change(self, preview: Preview, password: str, reason: str) -> None:
        """Put it in force, or propose it."""
        command = ChangePolicy(self._by(password), preview.name, preview.content, preview.seen, reason)
        self._context.run(acting.change_policy, command).then(self._done).otherwise(self._failed)

    def adopt(self, seen: PolicyVersion, password: str) -> None:
        """Put what waits in force."""
        command = DecideOnPolicy(self._by(password), seen)
        self._context.run(acting.adopt_policy, command).then(self._done).otherwise(self._failed)

    def drop(self, seen: PolicyVersion, password: str) -> None:
        """Drop what waits."""
        command = DecideOnPolicy(self._by(password), seen)
        self._context.run(acting.drop_policy, command).then(self._done).otherwise(self._failed)

    def save(self, name: PolicyName, file: Path) -> None:
        """Write the text in force into a file."""
        written = self._context.run(policy_edits.export_policy, self._context.actor, name, file)
        written.then(self._saved)

    @Slot(object)
    def _done(self, _: None) -> None:
        """Go by the policies as they are now, and say that it is done."""
        read = self._context.tasks.run(self._context.desk.policies.look_again, owner=self)
        read.then(self._read).otherwise(self._context.fail)

    @Slot(object)
    def _read(self, _: bool) -> None:
        self.done.emit()

    @Slot(object)
    def _saved(self, _: None) -> None:
        self.saved.emit()

    def _is_done_all_the_same(self) -> None:
        self._done(None)

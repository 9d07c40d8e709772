"""The page of a group of the directory, and of the roles that its members have here."""

from __future__ import annotations

from desktop.application.office.directory_edits import DirectoryGroupEdit
from desktop.domain.office.people import Role
from desktop.domain.office.policy import DirectoryGroup
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.field import TextField
from desktop.ui.office.policy_edit_page import EditPage
from desktop.words import tr
from desktop.words.codes import words
from desktop.words.office.policy_rows import PolicyRow

NO_MORE = "no_more"
GIVEN = tuple(role for role in Role if role is not Role.ADMINISTRATOR)
"""The roles that a group can give: administrators are local."""


class PolicyDirectoryPage(EditPage):
    """The page."""

    def __init__(self) -> None:
        super().__init__()
        self._was = ""
        hint = tr("Its distinguished name, for example cn=Call advisers,ou=Groups,dc=example,dc=gov,dc=uk.")
        self.group = TextField("group", tr("Group of the directory"), hint, letters=60)
        hint = tr("No group makes an administrator: they have accounts of this program.")
        self.roles = TicksField("roles", tr("Its members are"), [Choice(each, words(each)) for each in GIVEN], hint)
        gone = Choice(NO_MORE, tr("This group gives no role any more"))
        self.no_more = TicksField(NO_MORE, tr("Or"), (gone,))
        self.add(self.group, self.roles, self.no_more)
        self.add_link(tr("Back"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin_group(self, row: PolicyRow | None) -> None:
        """Ask for it, beginning with what holds now. No row, or one without a group: for one more."""
        group = row.of if row is not None and isinstance(row.of, DirectoryGroup) else None
        self._was = group.dn if group else ""
        self.group.set_value(self._was)
        self.roles.set_value([role for role in GIVEN if role in group.roles] if group else ())
        self.no_more.set_value(())
        self.no_more.setVisible(group is not None)
        new = tr("Whoever is in it signs in here with the directory’s password, and has these roles.")
        self.begin(
            tr("A group of the directory") if group else tr("Add a directory group"),
            tr("Now: {now}.").format(now=row.now) if row is not None and group else new,
        )

    def _submit(self) -> None:
        roles = frozenset(Role(code) for code in self.roles.value())
        self.ask(DirectoryGroupEdit(self._was, self.group.value(), roles, NO_MORE not in self.no_more.value()))

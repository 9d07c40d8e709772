"""The pages about a PostgreSQL server: how to reach it, and where recordings are."""

from __future__ import annotations

from dataclasses import replace

from desktop.application.ports.first_start import OfficePlan, ServerPlan
from desktop.application.ports.vault import VaultPlace
from desktop.ui.first_start.step_page import StepPage, kept_hint
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import PasswordField, TextField
from desktop.ui.kit.widgets.path_field import PathField
from desktop.words import tr


class ServerPage(StepPage):
    """The server, its database, and two roles of it."""

    def __init__(self) -> None:
        lead = tr(
            "A database administrator has made an empty database with two roles. Both are tried when you continue."
        )
        super().__init__(tr("The database server"), lead, primary=tr("Try the server"))
        self.host = TextField("host", tr("Server"), tr("For example, db.example.gov.uk, or with a port :5433"))
        self.database = TextField("database", tr("Database"))
        title = tr("Choose the certificate")
        hint = tr("A PEM file, of the authority that signed the server’s certificate")
        self.authority = PathField("authority", tr("The authority’s certificate"), hint, file_title=title, files=True)
        self.role = TextField("role", tr("Role of the PCs"), tr("It owns nothing, and is no superuser."))
        self.password = PasswordField("password", tr("Its password"))
        self.owner = TextField("owner", tr("Role that owns the database"), tr("It makes the tables. No PC uses it."))
        self.owner_password = PasswordField("owner_password", tr("The owner’s password"))
        self.add(self.host, self.database, self.authority, self.role, self.password, self.owner, self.owner_password)

    def show_plan(self, plan: OfficePlan) -> None:
        typed = plan.server or ServerPlan()
        self.password.set_hint(kept_hint(kept=bool(typed.password), otherwise=tr("It goes into the keyring.")))
        stored = kept_hint(kept=bool(typed.owner_password), otherwise=tr("It is stored nowhere."))
        self.owner_password.set_hint(stored)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        before = plan.server or ServerPlan()
        password = self.password.value() or before.password
        owner = self.owner.value(), self.owner_password.value() or before.owner_password
        where = self.host.value(), self.database.value(), self.authority.value()
        return replace(plan, server=ServerPlan(*where, self.role.value(), password, *owner))


class RecordingsPage(StepPage):
    """Where recordings are, in an office on a server."""

    def __init__(self) -> None:
        lead = tr(
            "They are encrypted in either place. From a folder they can move into the database later, but not back."
        )
        super().__init__(tr("Where are recordings kept?"), lead)
        choices = (
            Choice(VaultPlace.FOLDER, tr("In a folder that the office’s PCs share"), tr("Calls open without waiting")),
            Choice(VaultPlace.DATABASE, tr("In the database"), tr("One thing to back up, and no share is needed")),
        )
        self.place = ChoiceField("vault_in", tr("Choose one"), choices)
        title = tr("Choose the folder for recordings")
        self.folder = PathField(
            "vault", tr("The shared folder"), tr("It has to exist already, and be empty."), folder_title=title
        )
        self.add(self.place, self.folder)
        self.place.edited.connect(self._show_place)
        self._show_place()

    def typed(self, plan: OfficePlan) -> OfficePlan:
        chosen = self.place.value()
        return replace(plan, vault_in=None if chosen is None else VaultPlace(chosen), vault=self.folder.value())

    def _show_place(self) -> None:
        self.folder.setVisible(self.place.value() == VaultPlace.FOLDER)

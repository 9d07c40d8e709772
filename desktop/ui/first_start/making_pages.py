"""The pages that make an office, and their order: each asks for one thing, and adds it to the plan.

The order is a function of what was typed so far, without widgets.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from desktop.application.ports.lifecycle import OfficePlan, ServerPlan
from desktop.application.ports.sound import VaultPlace
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Sheet
from desktop.ui.kit.forms.choices import Choice, ChoiceField
from desktop.ui.kit.forms.fields import Field, PasswordField, TextField
from desktop.ui.kit.forms.page import BackPage, Page
from desktop.ui.kit.overlays import PathField
from desktop.ui.kit.progress import Progress, Working
from desktop.ui.recovery_keys.restoring import KeptSecret
from desktop.words import tr


class Step(StrEnum):
    """A page, by what it asks for."""

    OFFICE = "office"
    PC = "pc"
    ROWS = "rows"
    SERVER = "server"
    RECORDINGS = "recordings"
    WITNESS = "witness"
    KEYS = "keys"
    FIRST_KEY = "first_key"
    SECOND_KEY = "second_key"
    OWN_KEYS = "own_keys"
    ADMINISTRATOR = "administrator"
    SUMMARY = "summary"


def steps(plan: OfficePlan, *, own_keys: bool) -> tuple[Step, ...]:
    """Return the pages of this plan, in order. `own_keys`: the recovery keys are there already."""
    server = (Step.SERVER, Step.RECORDINGS) if plan.on_server else ()
    keys = (Step.OWN_KEYS,) if own_keys else (Step.FIRST_KEY, Step.SECOND_KEY)
    before = Step.OFFICE, Step.PC, Step.ROWS
    return (*before, *server, Step.WITNESS, Step.KEYS, *keys, Step.ADMINISTRATOR, Step.SUMMARY)


def beside(step: Step, plan: OfficePlan, by: int, *, own_keys: bool) -> Step | None:
    """Return the page after (`by` 1) or before (-1) that one; None before the first."""
    order = steps(plan, own_keys=own_keys)
    at = order.index(step) + by
    return order[at] if at >= 0 else None


YES, NO = "yes", "no"
SAYS: dict[str | None, object] = {YES: True, NO: False}
"""The meanings of choices that are not what the plan has."""
AnyPlan = TypeVar("AnyPlan", OfficePlan, ServerPlan)


class PlanPage(BackPage):
    """A page that adds what was typed to the plan. `asked`: its fields, by name; each has the name of what it says.

    A secret is gone from its field as the page is left. Its hint then says that it is kept: an empty field keeps it.
    """

    def __init__(self, about: str, lead: str, *fields: Field, primary: str = "") -> None:
        super().__init__(about, lead, primary=primary)
        self.asked: dict[str, Any] = {field.name: field for field in fields}
        self.add(*fields)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        """Return the plan with what was typed here."""
        return self.typed_into(plan)

    def show_plan(self, plan: OfficePlan) -> None:
        """Show the page, with what the plan says of it so far."""
        self.show_kept(plan)

    def typed_into(self, plan: AnyPlan) -> AnyPlan:
        """Return that part of the plan with what was typed here."""
        said = {name: _said(field) for name, field in self.asked.items()}
        empty = [field.name for field in self.asked.values() if isinstance(field, PasswordField) and not field.value()]
        return replace(plan, **said | {name: getattr(plan, name) for name in empty})

    def show_kept(self, plan: AnyPlan) -> None:
        """Say of each secret whether it was typed before."""
        for field in self.asked.values():
            if isinstance(field, KeptSecret):
                field.show_kept(bool(getattr(plan, field.name)))


def _said(field: Any) -> Any:
    """Return what a field says of the plan. A text may be one of those words, too."""
    value = field.value()
    return SAYS.get(value, value) if isinstance(field, ChoiceField) else value


def office_page() -> PlanPage:
    """Return the page of the office's name, its place and its nation."""
    nations = [Choice(key, said) for key, said in nation_words()]
    return PlanPage(
        tr("Your office"),
        tr("This is on every screen, letter and receipt."),
        TextField("name", tr("Name of the office"), tr("For example, Town Council")),
        TextField("place", tr("Where it is"), tr("For example, Town Hall. You can leave it empty.")),
        ChoiceField("nation", tr("Whose public holidays count?"), nations, across=True),
    )


def nation_words() -> tuple[tuple[str, str], ...]:
    """Return the nations, each with its name."""
    return (
        ("england_and_wales", tr("England and Wales")),
        ("scotland", tr("Scotland")),
        ("northern_ireland", tr("Northern Ireland")),
    )


def pc_page() -> PlanPage:
    """Return the page of this PC's name, and of whether everything is done at it."""
    back_office = tr(
        "It imports recordings, prepares copies, and plays both, approved copies to customers too. Choose it for "
        "an office of one PC."
    )
    kinds = (
        Choice(YES, tr("The back office"), back_office),
        Choice(NO, tr("The counter"), tr("It plays approved copies to customers. Its keys open no original.")),
    )
    desk = TextField("desk", tr("Name of this PC"), tr("As people call it, for example, Desk 1"))
    desk.set_value(tr("Desk 1"))
    kind = ChoiceField("opens_originals", tr("What is it for?"), kinds)
    return PlanPage(tr("This PC"), tr("It is the first one of the office."), desk, kind)


def rows_page() -> PlanPage:
    """Return the page of where the rows are."""
    places = (
        Choice(NO, tr("On this PC"), tr("Encrypted, with its key in the keyring. Other PCs cannot join.")),
        Choice(YES, tr("On a PostgreSQL server"), tr("Other PCs can join. You need two roles and a certificate.")),
    )
    lead = tr("Choose a server if other PCs are to join.")
    return PlanPage(tr("Where is the office’s data kept?"), lead, ChoiceField("on_server", tr("Choose one"), places))


class ServerPage(PlanPage):
    """The server, its database, and two roles of it."""

    def __init__(self) -> None:
        title = tr("Choose the certificate")
        hint = tr("A PEM file, of the authority that signed the server’s certificate")
        super().__init__(
            tr("The database server"),
            tr("A database administrator has made an empty database with two roles. Both are tried when you continue."),
            TextField("host", tr("Server"), tr("For example, db.example.gov.uk, or with a port :5433")),
            TextField("database", tr("Database")),
            PathField("authority", tr("The authority’s certificate"), hint, file_title=title, files=True),
            TextField("role", tr("Role of the PCs"), tr("It owns nothing, and is no superuser.")),
            KeptSecret("password", tr("Its password"), tr("It goes into the keyring.")),
            TextField("owner", tr("Role that owns the database"), tr("It makes the tables. No PC uses it.")),
            KeptSecret("owner_password", tr("The owner’s password"), tr("It is stored nowhere.")),
            primary=tr("Try the server"),
        )

    def show_plan(self, plan: OfficePlan) -> None:
        self.show_kept(plan.server or ServerPlan())

    def typed(self, plan: OfficePlan) -> OfficePlan:
        return replace(plan, server=self.typed_into(plan.server or ServerPlan()))


class RecordingsPage(PlanPage):
    """Where recordings are, in an office on a server."""

    def __init__(self) -> None:
        choices = (
            Choice(VaultPlace.FOLDER, tr("In a folder that the office’s PCs share"), tr("Calls open without waiting")),
            Choice(VaultPlace.DATABASE, tr("In the database"), tr("One thing to back up, and no share is needed")),
        )
        self.place = ChoiceField("vault_in", tr("Choose one"), choices)
        title = tr("Choose the folder for recordings")
        empty = tr("It has to exist already, and be empty.")
        self.folder = PathField("vault", tr("The shared folder"), empty, folder_title=title)
        super().__init__(
            tr("Where are recordings kept?"),
            tr(
                "They are encrypted in either place. From a folder they can move into the database later, but not back."
            ),
            self.place,
            self.folder,
        )
        self.place.edited.connect(self._show_place)
        self._show_place()

    def typed(self, plan: OfficePlan) -> OfficePlan:
        chosen = self.place.value()
        return replace(plan, vault_in=None if chosen is None else VaultPlace(chosen), vault=self.folder.value())

    def _show_place(self) -> None:
        self.folder.setVisible(self.place.value() == VaultPlace.FOLDER)


MADE, OWN = "made", "own"


class KeysPage(PlanPage):
    """Whether the program makes the recovery keys."""

    def __init__(self) -> None:
        lead = tr("Either of two keys opens a back-up, and the recordings if this account is lost. Nothing else does.")
        super().__init__(tr("Recovery keys"), lead)
        made = tr("One after the other goes to paper or a USB stick. The program keeps neither.")
        choices = (
            Choice(MADE, tr("Make them here"), made),
            Choice(OWN, tr("I have two keys already"), tr("Made with age-keygen, on another PC")),
        )
        self.whence = ChoiceField("whence", tr("Choose one"), choices)
        self.whence.set_value(MADE)
        self.add(self.whence)

    @property
    def own(self) -> bool:
        """Whether they are there already."""
        return self.whence.value() == OWN


class OwnKeysPage(PlanPage):
    """The public halves of two keys that were made elsewhere. A secret half that is pasted does not stay there."""

    def __init__(self) -> None:
        super().__init__(
            tr("Your two recovery keys"),
            tr("age-keygen prints the public half of a key: age1... Keep the secret halves away from this PC."),
            TextField("first", tr("Public half of the first key"), letters=62),
            TextField("second", tr("Public half of the second key"), letters=62),
        )

    def typed(self, plan: OfficePlan) -> OfficePlan:
        first, second = (field.value() for field in self.asked.values())
        for field in self.asked.values():
            if field.value().upper().startswith("AGE-SECRET-KEY"):
                field.set_value("")
        return replace(plan, recovery=(first, second))


SHARE, STICK, SERVER, LATER = "share", "stick", "server", "later"
"""The kinds of place that there can be for the witness file."""


class WitnessPage(PlanPage):
    """The folder of the witness file, by what there is for it; or that this is decided later."""

    def __init__(self) -> None:
        share = tr("Ask IT for a folder that this account can write to and that someone else looks after.")
        stick = tr("Plug it in at least once a week, and keep it away from this PC in between.")
        server = tr("Any folder on it that this PC can write to.")
        later = tr("The office works without one. Health keeps asking until you choose a place.")
        choices = (
            Choice(SHARE, tr("A shared folder on another machine"), share),
            Choice(STICK, tr("A USB stick or a second disk"), stick),
            Choice(SERVER, tr("A second server"), server),
            Choice(LATER, tr("Decide later"), later),
        )
        self.kept_on = ChoiceField("witness_on", tr("What do you have for it?"), choices)
        title = tr("Choose the folder for the witness file")
        self.folder = PathField("witness", tr("Which folder?"), folder_title=title)
        lead = tr("The witness is a small file that shows whether someone has changed this office’s log.")
        about, primary = tr("A place for the witness"), tr("Try this place")
        super().__init__(about, lead, self.kept_on, self.folder, primary=primary)
        self.own_disk = Banner("notice")
        self._warned_of: Path | None = None
        self.add(self.own_disk)
        self.folder.hide()
        self.kept_on.edited.connect(self._choose)
        self.folder.edited.connect(self._forget_warning)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        chosen = self.kept_on.value()
        return replace(plan, witness=self.folder.value(), witness_later=None if chosen is None else chosen == LATER)

    def _choose(self) -> None:
        later = self.kept_on.value() == LATER
        self._forget_warning()
        self.folder.setVisible(not later)
        self.primary.set_words(tr("Continue") if later else tr("Try this place"))

    def warns_of(self, plan: OfficePlan) -> bool:
        """Return whether that place is called out first: this PC's own disk, while the data is on a server."""
        if not (plan.on_server and plan.same_disk) or plan.witness == self._warned_of:
            return False
        self._warned_of = plan.witness
        self.own_disk.set_parts(own_disk_words(), tr("Choose a folder on a share, or keep this one for a trial."))
        self.primary.set_words(tr("Keep this place"))
        self.rest_on(self.folder.input)
        return True

    def _forget_warning(self) -> None:
        if self._warned_of is not None:
            self._warned_of = None
            self.own_disk.set_parts()
            self.primary.set_words(tr("Try this place"))


def own_disk_words() -> str:
    """Say what is wrong with a witness that one PC alone has."""
    return tr("The witness is on this PC’s own disk: no other PC reaches it, and whoever has this PC can change it.")


class AdministratorPage(PlanPage):
    """The first person."""

    def __init__(self) -> None:
        self.again = PasswordField("again", tr("Password again"))
        super().__init__(
            tr("The first administrator"),
            tr("This person adds everybody else. Use at least 12 characters. A few unrelated words work well."),
            TextField("administrator", tr("Sign-in name")),
            KeptSecret("password", tr("Password")),
            self.again,
        )
        self.asked["password"].edited.connect(self.again.show)

    def show_plan(self, plan: OfficePlan) -> None:
        super().show_plan(plan)
        self.again.setVisible(not plan.password)


class ReadyPage(Page):
    """The next things to do in an office that was just set up. `submitted` opens it."""

    def __init__(self) -> None:
        super().__init__(tr("Your office is ready"), primary=tr("Open the office"))
        self.next = Sheet()
        self.add(self.next)

    def show_ready(self, plan: OfficePlan) -> None:
        """Say who signs in, and list what is to be done, each with the place where it is done."""
        lead = tr("Sign in as {name}. You’ll find each of these in the list on the left.")
        self.set_lead(lead.format(name=plan.administrator))
        witness = tr("Choose a place for the witness. Until you do, Health will remind you.")
        self.next.show_pairs(
            (
                (tr("People"), tr("Add the people who work here.")),
                *([(tr("PCs"), tr("Add the office’s other PCs."))] if plan.on_server else []),
                (
                    tr("Policies"),
                    tr("Fill in how people reach you, your opening hours, and how long recordings are kept."),
                ),
                *([(tr("Health"), witness)] if plan.witness_later else []),
                (tr("Health"), tr("Make a back-up, now and every week.")),
            )
        )


class SummaryPage(PlanPage):
    """All that was chosen, and the button that makes the office."""

    def __init__(self) -> None:
        lead = tr("Nothing has been set up yet. The office is set up completely or not at all.")
        super().__init__(tr("Set up the office"), lead, primary=tr("Set up the office"))
        self.same_disk = Banner("notice")
        self.sheet, self.working = Sheet(), Working(soon_ms=0, long_ms=0, stops=False)
        self.add(self.same_disk, self.sheet, self.working)

    def show_plan(self, plan: OfficePlan) -> None:
        self.sheet.show_pairs(_facts(plan))
        disk = tr("The witness is on the same disk as the office. Whoever loses that disk loses both.")
        self.same_disk.set_parts((own_disk_words() if plan.on_server else disk) if plan.same_disk else "")

    def show_at_work(self, progress: Progress) -> None:
        """Say that it is being made, and how far that is."""
        words = tr("Setting up the office. This takes a few seconds.")
        self.set_busy(words)
        self.working.begin(words, progress)

    def show_ended(self) -> None:
        """Say no more of it."""
        self.working.end()
        self.set_busy("")


def _facts(plan: OfficePlan) -> list[tuple[str, str]]:
    rows, recordings = tr("On this PC"), tr("On this PC")
    if plan.on_server and plan.server is not None:
        rows = tr("{database} on {server}").format(database=plan.server.database, server=plan.server.host)
        recordings = tr("In the database") if plan.vault_in is VaultPlace.DATABASE else str(plan.vault)
    at = tr("The back office") if plan.opens_originals else tr("The counter")
    return [
        (tr("Office"), f"{plan.name}, {plan.place}" if plan.place else plan.name),
        (tr("Holidays of"), dict(nation_words()).get(plan.nation or "", "")),
        (tr("This PC"), f"{plan.desk}: {at}"),
        (tr("Data"), rows),
        (tr("Recordings"), recordings),
        (tr("Witness"), tr("Decided later") if plan.witness is None else str(plan.witness)),
        *_keys(plan),
        (tr("Administrator"), plan.administrator),
    ]


def _keys(plan: OfficePlan) -> list[tuple[str, str]]:
    """Return each recovery key on a line of its own: they are long, and one is not to be read as the end of another."""
    one = tr("Recovery key {number}")
    return [(one.format(number=number), key) for number, key in enumerate(plan.recovery, 1)]

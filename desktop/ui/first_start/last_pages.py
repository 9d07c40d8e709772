"""The last pages of a new office: the witness, the first administrator, the summary, and what to do once it is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop.application.ports.first_start import OfficePlan
from desktop.application.ports.vault import VaultPlace
from desktop.ui.first_start.office_pages import nation_words
from desktop.ui.first_start.step_page import StepPage, kept_hint
from desktop.ui.kit.progress import Progress
from desktop.ui.kit.sheet import Sheet
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, ChoiceField
from desktop.ui.kit.widgets.field import PasswordField, TextField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.path_field import PathField
from desktop.ui.kit.widgets.working import Working
from desktop.words import tr

SHARE, STICK, SERVER, LATER = "share", "stick", "server", "later"
"""The kinds of place that there can be for the witness file."""


class WitnessPage(StepPage):
    """The folder of the witness file, by what there is for it; or that this is decided later."""

    def __init__(self) -> None:
        lead = tr("The witness is a small file that shows whether someone has changed this office’s log.")
        super().__init__(tr("A place for the witness"), lead, primary=tr("Try this place"))
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
        self.own_disk = Banner("notice")
        self._warned_of: Path | None = None
        self.add(self.kept_on, self.folder, self.own_disk)
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


class AdministratorPage(StepPage):
    """The first person."""

    def __init__(self) -> None:
        lead = tr("This person adds everybody else. Use at least 12 characters. A few unrelated words work well.")
        super().__init__(tr("The first administrator"), lead)
        self.name = TextField("administrator", tr("Sign-in name"))
        self.password = PasswordField("password", tr("Password"))
        self.again = PasswordField("again", tr("Password again"))
        self.add(self.name, self.password, self.again)
        self.password.edited.connect(self.again.show)

    def show_plan(self, plan: OfficePlan) -> None:
        self.password.set_hint(kept_hint(kept=bool(plan.password)))
        self.again.setVisible(not plan.password)

    def typed(self, plan: OfficePlan) -> OfficePlan:
        name, new, again = self.name.value(), self.password.value(), self.again.value()
        if not new and not again:
            return replace(plan, administrator=name)
        return replace(plan, administrator=name, password=new, again=again)


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


class SummaryPage(StepPage):
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

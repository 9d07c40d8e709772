"""How the office does: what someone has to look at, its figures, and its PCs. Nothing on it is about a person.

Behind it, a back-up is made now, and what is due is destroyed, once it was seen.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent

from desktop.application.log.health import Health, PcHealth, office_health
from desktop.application.office import upkeep
from desktop.application.office.signing_in import InPerson
from desktop.application.office.upkeep import DestroyDue, MadeBackUp
from desktop.application.ports.lifecycle import NightDone, NightLook, Noted
from desktop.application.ports.sound import SoundEngine
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.facts import Fact, Facts
from desktop.ui.kit.forms.date_field import DateField
from desktop.ui.kit.forms.page import OwnPasswordField, Page, show_refused
from desktop.ui.kit.overlays import PathField, choose_to_save
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import Words, strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage, PagesPlace
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, grouped, length, local, moment
from desktop.words.office import clock_times, reported_words, to_do, vault_words, would_destroy


class BackupPage(Page):
    """The page of a back-up. Emits `wanted(Path | None)`: the folder in which it is made; and `back`."""

    wanted = Signal(object)
    """The folder, or None where no path was typed."""
    back = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Make a back-up"), primary=tr("Make a back-up"))
        self.set_lead(
            tr("It holds the database, the recordings and the keys, encrypted. Only a recovery key opens it."),
            tr("The office stays open meanwhile."),
        )
        self.done = Banner("success")
        hint = tr("On another disk, or on a drive that is kept elsewhere. A new folder is made in it.")
        self.place = PathField("backup_place", tr("Where to"), hint, folder_title=tr("Where does the back-up go?"))
        self.add(self.done, self.place)
        self.add_link(tr("Back to Health"), self.back.emit)
        self.submitted.connect(self._submit)

    def begin(self) -> None:
        """Ask for the folder."""
        self.done.set_parts()
        self.set_problems(())
        self.set_busy("")
        self.reset()
        self.focus_first()

    def show_done(self, made: MadeBackUp) -> None:
        """Say where it is, and what it lacks."""
        self.set_busy("")
        held, named = made.held, tr("The back-up is made: {folder}").format(folder=str(made.folder))
        self.done.set_kind("notice" if held.missing or held.noted is not Noted.IN_LOG else "success")
        missing = counted(
            held.missing,
            "1 recording that the database names was not in the vault.",
            "{n} recordings that the database names were not in the vault.",
        )
        keep = tr("Keep it away from this PC, and a recovery key away from both.")
        self.done.set_parts(strong(named), missing if held.missing else "", words(held.noted), keep)
        self.reset()

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what cannot be; return whether there was a field for it."""
        return show_refused(self, error)

    def _submit(self) -> None:
        self.set_problems(())
        self.done.set_parts()
        place: Path | None = self.place.value()
        self.set_busy(tr("Making the back-up. This can take long; other places can be used meanwhile."))
        self.wanted.emit(place)


class DestroyPage(Page):
    """The page of what is due. Emits `wanted(NightLook)`, and `back`."""

    wanted = Signal(NightLook)
    back = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Destroy what is due"), primary=tr("Destroy them now"))
        self._zone = context.desk.office.zone
        self._seen: NightLook | None = None
        self.done, self.doubts, self.why = Banner("success"), Banner("notice"), Words()
        self.other_day = DateField("other_day", tr("Today’s date, as a clock other than this PC’s shows it"))
        self.own_password = OwnPasswordField()
        self.add(self.done, self.doubts, self.why, self.other_day, self.own_password)
        self.back_link = self.add_link(tr("Back to Health"), self.back.emit)
        self.submitted.connect(self._submit)

    def show_look(self, seen: NightLook) -> None:
        """Show how much is due, and why it waits for someone."""
        self._seen, anything = seen, bool(seen.due or seen.doubts)
        self.set_busy("")
        self.set_problems(())
        self.done.set_parts()
        self.set_lead(would_destroy(seen.due, seen.kept) if seen.due else tr("No recording is due."))
        times = clock_times(seen.evidence, self._zone) if seen.doubts and seen.evidence is not None else []
        waits = strong(tr("The nightly run waits for you.")) if seen.doubts else ""
        self.doubts.set_parts(*([waits] if waits else []), *(words(doubt) for doubt in seen.doubts))
        by_itself = tr("The next nightly run destroys it by itself: you need not do it here.")
        unasked = by_itself if seen.due and not seen.doubts else ""
        self.why.set_parts("\n".join(times) or unasked)
        self.why.setVisible(bool(self.why.words))
        self.other_day.set_value(None)
        self.own_password.wipe()
        for part in (self.other_day, self.own_password, self.primary):
            part.setVisible(anything)
        self.primary.set_words(tr("Destroy them now") if seen.due else tr("The clock is right"))
        self.reset()
        self.rest_on(self.other_day.focus_target() if anything else self.back_link)

    def show_done(self, done: NightDone) -> None:
        """Say what became of it."""
        self.set_busy("")
        self.own_password.wipe()
        said = counted(done.destroyed, "1 recording was destroyed.", "{n} recordings were destroyed.")
        said = said if done.destroyed else tr("No recordings were destroyed.")
        if not done.ours:
            said = tr("Another PC is on its nightly run. Try again when it is done.")
        elif done.changed:
            said = tr("Nothing was destroyed: the log or the rows were changed. Look under Log.")
        self.done.set_kind("success" if done.ours and not done.changed else "problem")
        late = tr("The witness file could not be written.") if not done.anchored else ""
        self.done.set_parts(strong(said), late)
        self.set_lead("")
        for part in (self.doubts, self.why, self.other_day, self.own_password, self.primary):
            part.hide()
        self.reset()
        self.rest_on(self.back_link)

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what was refused at its field; return whether there was one."""
        return show_refused(self, error, self.own_password)

    def _submit(self) -> None:
        self.set_problems(())
        self.set_busy(tr("Looking through the log, then destroying what is due."))
        self.wanted.emit(self._seen)


class HealthPage(ListPage):
    """The page. `backup`, `due`, `support`: its links, to make a back-up, to see what is due, to save a file for IT."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Health"), wide=True)
        self._zone, self._on_server = context.desk.office.zone, context.desk.pcs is not None
        self._vault_in = context.desk.vault_in
        self.saved = Banner("success")
        self.to_do = RowsView(tr("To do"), (tr("To do"),), (1,), header=True, links=False)
        self.facts = Facts()
        columns = (tr("PC"), tr("For"), tr("Last seen"), tr("State"))
        self.pcs = RowsView(tr("PCs of this office"), columns, (3, 3, 4, 6), header=True, links=False)
        self.pin(self.saved)
        self.add(self.to_do, self.facts, self.pcs)
        self.backup = self.add_link(tr("Make a back-up"))
        self.due = self.add_link(tr("Destroy what is due"))
        self.support = self.add_link(tr("Save a file for IT"))
        desk = context.desk
        back_office = desk.strongroom is not None
        self.backup.setVisible(desk.upkeep is not None and (back_office or desk.pcs is None))
        self.due.setVisible(desk.upkeep is not None and back_office)
        self.support.setVisible(desk.upkeep is not None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget that a file was saved: it was said."""
        super().hideEvent(event)
        self.saved.set_parts()

    def show_saved(self, file: Path) -> None:
        """Say that the file is saved, and for whom."""
        self.set_busy("")
        about = tr("It is for whoever supports the program. Nothing in it is about a person.")
        self.saved.set_parts(strong(tr("{file} is saved.").format(file=file.name)), about)

    def show_health(self, health: Health) -> None:
        """Show the figures of one moment."""
        found = to_do(health)
        told = counted(len(found), "1 thing needs attention.", "{n} things need attention.")
        self.set_lead(told if found else tr("All is well."))
        self.to_do.show_rows([Row(number, (said,), attention=True) for number, said in enumerate(found)])
        self.to_do.setVisible(bool(found))
        self.facts.show_facts(*self._facts(health))
        self.pcs.show_rows([self._row(number, pc) for number, pc in enumerate(health.pcs)])

    def _facts(self, health: Health) -> list[Fact]:
        night = moment(health.nightly_at, self._zone) if health.nightly_at else tr("Never")
        backup = moment(health.backed_up_at, self._zone) if health.backed_up_at else tr("Never")
        anchor = moment(health.newest_anchor, self._zone) if health.newest_anchor else tr("Not known")
        waited = tr("The oldest without an anchor has waited {wait}.").format(wait=length(health.unanchored_seconds))
        overdue = counted(health.overdue, "1 request", "{n} requests") if health.overdue else tr("No request")
        first = tr("The first was due on {day}.").format(day=day(health.oldest_due)) if health.oldest_due else ""
        return [
            Fact(tr("Last nightly run"), night),
            Fact(tr("Newest back-up"), backup),
            Fact(tr("Newest anchor outside"), anchor),
            Fact(tr("Events in the log"), f"{grouped(health.events)}. {waited}"),
            Fact(tr("Overdue"), f"{overdue}. {first}".strip()),
            Fact(tr("Sessions that are not closed"), grouped(health.unfinished_sessions)),
            Fact(tr("Keys to be renewed"), grouped(health.keys_to_renew)),
            Fact(tr("Recordings"), words(self._vault_in)),
            Fact(tr("Vault"), " ".join(vault_words(health.vault, self._zone)) or tr("Not looked through yet.")),
            *([Fact(tr("Calls are played with"), words(SoundEngine(health.engine)))] if health.engine else []),
            *self._certificate(health),
        ]

    def _certificate(self, health: Health) -> list[Fact]:
        told = {
            tr("Certificate of the server’s authority"): health.certificate_ends,
            tr("The server’s own certificate"): health.server_certificate_ends,
        }
        return [
            Fact(name, tr("Ends on {day}.").format(day=day(local(ends, self._zone).date())))
            for name, ends in told.items()
            if ends is not None
        ]

    def _row(self, number: int, pc: PcHealth) -> Row:
        seen = moment(pc.last_seen, self._zone) if pc.last_seen else tr("Not yet")
        state = [tr("Open now.")] if pc.is_open and self._on_server else []  # on one PC the database cannot tell
        state = [tr("Was copied.")] if pc.copied else state
        return Row(number, (pc.name, words(pc.kind), seen, " ".join([*state, *reported_words(pc)])))


class HealthPlace(PagesPlace):
    """The place: the page, a back-up, and what is due. `waiting`: what someone has to look at."""

    list_page: HealthPage

    def __init__(self, context: Context) -> None:
        self.backup_page, self.destroy_page = BackupPage(), DestroyPage(context)
        super().__init__(context, HealthPage(context), self.backup_page, self.destroy_page)
        self.list_page.backup.clicked.connect(self._begin_backup)
        self.list_page.due.clicked.connect(self._look)
        self.list_page.support.clicked.connect(self._save_for_support)
        self.backup_page.wanted.connect(self._back_up)
        self.destroy_page.wanted.connect(self._destroy)
        for page in (self.backup_page, self.destroy_page):
            page.back.connect(self._back)

    def load(self) -> None:
        """Read the figures again."""
        self._context.run(office_health, self._context.actor, owner=self).then(self._show)

    def _show(self, health: Health) -> None:
        self.list_page.show_health(health)
        self.waiting.emit(len(to_do(health)))

    @Slot()
    def _begin_backup(self) -> None:
        self.stack.setCurrentWidget(self.backup_page)
        self.backup_page.begin()

    @Slot(object)
    def _back_up(self, place: Path | None) -> None:
        made = self._context.run(upkeep.make_backup, self._context.actor, place, owner=self, lane="long")
        made.then(self.backup_page.show_done).otherwise(self._refused)

    @Slot()
    def _save_for_support(self) -> None:
        """Ask where, then write it: that asks each part of this PC, and takes seconds."""
        title, kind = tr("Save a file for IT"), tr("Zip files (*.zip)")
        file = choose_to_save(self, title, tr("Listening Room support.zip"), kind)
        if file is not None:
            self.save_for_support(file)

    def save_for_support(self, file: Path) -> None:
        """Write the file for whoever supports the program."""
        self.list_page.set_busy(tr("Looking at what this PC provides."))
        done = self._context.run(upkeep.save_for_support, self._context.actor, file, owner=self, lane="long")
        done.then(self.list_page.show_saved).otherwise(self._refused)

    @Slot()
    def _look(self) -> None:
        found = self._context.run(upkeep.look_what_is_due, self._context.actor, owner=self, lane="long")
        found.then(self._show_due).otherwise(self._refused)

    def _show_due(self, seen: NightLook) -> None:
        self.stack.setCurrentWidget(self.destroy_page)
        self.destroy_page.show_look(seen)

    @Slot(object)
    def _destroy(self, seen: NightLook) -> None:
        page = self.destroy_page
        by = InPerson(self._context.actor, page.own_password.value())
        done = self._context.run(DestroyDue(by, page.other_day.value(), seen), owner=self, lane="long")
        done.then(page.show_done).otherwise(self._refused)

    def _refused(self, error: ListeningRoomError) -> None:
        page = self.stack.currentWidget()
        self.list_page.set_busy("")
        if not (isinstance(page, BackupPage | DestroyPage) and page.show_refusal(error)):
            self._context.fail(error)

    @Slot()
    def _back(self) -> None:
        self.list_page.reading = True
        self.stack.setCurrentWidget(self.list_page)
        self.list_page.rest_on(self.list_page.backup)
        self.load()

"""The pages behind Health: a back-up that is made now, and what is due destroyed, once it was seen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal

from desktop.application.office.upkeep import MadeBackUp
from desktop.application.ports.upkeep import NightDone, NightLook, Noted
from desktop.errors import ListeningRoomError
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.date_field import DateField
from desktop.ui.kit.widgets.own_password import OwnPasswordField, show_refused
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.path_field import PathField
from desktop.ui.kit.widgets.words import Words, strong
from desktop.ui.running.context import Context
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.health import clock_times, would_destroy


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
        self.come_anew()
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
        self.come_anew()

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
        self.come_anew()
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
        self.come_anew()
        self.rest_on(self.back_link)

    def show_refusal(self, error: ListeningRoomError) -> bool:
        """Show what was refused at its field; return whether there was one."""
        return show_refused(self, error, self.own_password)

    def _submit(self) -> None:
        self.set_problems(())
        self.set_busy(tr("Looking through the log, then destroying what is due."))
        self.wanted.emit(self._seen)

"""The acts of administrators, for a supervisor: one page with what waits, and its sign-off."""

from __future__ import annotations

from desktop.application.reviews.reviewing import Act, Administration, administration, sign_off_administration
from desktop.errors import ListeningRoomError
from desktop.ui.kit.banners import Banner
from desktop.ui.kit.forms.page import Page
from desktop.ui.kit.layouts import column_in
from desktop.ui.kit.rows import Row, RowsView
from desktop.ui.kit.text import strong
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import RailPlace
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.events import PLAIN
from desktop.words.formatting import from_day_to_day, local, moment_beside
from desktop.words.office import roles_words


class AdministrationPage(Page):
    """The page. `submitted` is the wish to sign off what it shows."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Administration"), primary=tr("Sign off"), wide=True)
        self._context = context
        self.banner = Banner("success")
        columns = (tr("When"), tr("What"), tr("For"), tr("By"), tr("PC"))
        self.table = RowsView(tr("What administrators did"), columns, (3, 4, 6, 3, 2), header=True, links=False)
        self.table.hide()
        self.pin(self.banner)
        self.add(self.table)

    def show_administration(self, view: Administration, said: str = "") -> None:
        """Show what waits. `said`: what has just been signed off."""
        self.set_busy("")
        self.banner.set_parts(strong(said) if said else "")
        waits = counted(len(view.acts), "1 change to review.", "{n} changes to review.")
        asks = tr("Check that each was meant. Ask the administrator about any that you do not expect.")
        self.set_lead(*((waits, asks) if view.acts else (tr("Nothing waits for a review."),)))
        self.table.show_rows([self._row(act) for act in view.acts])
        self.table.setVisible(bool(view.acts))
        if self.primary.hasFocus() and not view.acts:
            self.setFocus()  # else it would go to the next button that is there, in the bar at the top
        self.primary.setVisible(bool(view.acts))
        own = tr("Some of this is yours. Another supervisor signs it off.")
        self.set_missing(*([own] if view.own else []))

    def _row(self, act: Act) -> Row:
        desk = self._context.desk
        today = local(desk.clock.now(), desk.office.zone).date()
        what = tr(PLAIN[act.kind])
        given = roles_words(act.roles)
        if act.days is not None:
            given = f"{given} {from_day_to_day(*act.days)}"
        about = f"{act.about}: {given}" if given else act.about
        if act.policy is not None:
            policy, version = act.policy
            about = tr("{policy}, version {version}").format(policy=words(policy), version=version)
        cells = (
            moment_beside(act.at, today, desk.office.zone),
            what,
            about,
            act.by or (tr("The directory") if act.by_directory else tr("Nobody signed in")),
            act.desk,
        )
        return Row(str(act.seq), cells)


class AdministrationPlace(RailPlace):
    """The place. What administrators did waits for the supervisor."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._view = Administration((), own=False)
        self._said = ""
        self.page = AdministrationPage(context)
        column_in(self, self.page)
        self.page.submitted.connect(self._sign_off)

    def refresh(self) -> None:
        """Reload what waits."""
        self._context.run(administration, self._context.actor, owner=self).then(self._show)

    def reload(self) -> None:
        self.refresh()

    def _show(self, view: Administration) -> None:
        said, self._said = self._said, ""
        self._view = view
        self.page.show_administration(view, said)
        self.waiting.emit(len(view.acts))

    def _sign_off(self) -> None:
        self.page.set_busy(tr("Signing off."))
        shown = self._view
        run = self._context.run(sign_off_administration, self._context.actor, shown.up_to, shown.shown)
        run.then(self._signed_off).otherwise(self._failed)

    def _signed_off(self, _: None) -> None:
        self._said = counted(len(self._view.acts), "1 act is signed off.", "{n} acts are signed off.")
        self.refresh()

    def _failed(self, error: ListeningRoomError) -> None:
        self.page.set_busy("")
        self._context.fail(error)
        self.refresh()

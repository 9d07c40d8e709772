"""How the office does: what somebody has to look at, its figures, and its PCs. Nothing on it is about a person."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.application.log.health import Health, PcHealth, office_health
from desktop.ui.kit.widgets.facts import Fact, Facts
from desktop.ui.kit.widgets.rows_view import RowsView
from desktop.ui.kit.widgets.table import Row
from desktop.ui.running.context import Context
from desktop.ui.running.pages_place import ListPage, PagesPlace
from desktop.words import counted, tr
from desktop.words.codes import words
from desktop.words.formatting import day, grouped, length, local, moment
from desktop.words.health import reported_words, to_do, vault_words


class HealthPage(ListPage):
    """The page."""

    def __init__(self, context: Context) -> None:
        super().__init__(tr("Health"), wide=True)
        self._zone, self._on_server = context.desk.office.zone, context.desk.pcs is not None
        self._vault_in = context.desk.vault_in
        self.to_do = RowsView(tr("To do"), (tr("To do"),), (1,), header=True, links=False)
        self.facts = Facts()
        columns = (tr("PC"), tr("For"), tr("Last seen"), tr("State"))
        self.pcs = RowsView(tr("PCs of this office"), columns, (3, 3, 4, 6), header=True, links=False)
        self.add(self.to_do, self.facts, self.pcs)

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
        anchor = moment(health.newest_anchor, self._zone) if health.newest_anchor else tr("Not known")
        waited = tr("The oldest without an anchor has waited {wait}.").format(wait=length(health.unanchored_seconds))
        overdue = counted(health.overdue, "1 request", "{n} requests") if health.overdue else tr("No request")
        first = tr("The first was due on {day}.").format(day=day(health.oldest_due)) if health.oldest_due else ""
        return [
            Fact(tr("Last nightly run"), night),
            Fact(tr("Newest anchor outside"), anchor),
            Fact(tr("Events in the log"), f"{grouped(health.events)}. {waited}"),
            Fact(tr("Overdue"), f"{overdue}. {first}".strip()),
            Fact(tr("Sessions that are not closed"), grouped(health.unfinished_sessions)),
            Fact(tr("Keys to be renewed"), grouped(health.keys_to_renew)),
            Fact(tr("Recordings"), words(self._vault_in)),
            Fact(tr("Vault"), " ".join(vault_words(health.vault, self._zone)) or tr("Not looked through yet.")),
            *self._certificate(health),
        ]

    def _certificate(self, health: Health) -> list[Fact]:
        if health.certificate_ends is None:
            return []
        ends = day(local(health.certificate_ends, self._zone).date())
        return [Fact(tr("Certificate of the server’s authority"), tr("Ends on {day}.").format(day=ends))]

    def _row(self, number: int, pc: PcHealth) -> Row:
        seen = moment(pc.last_seen, self._zone) if pc.last_seen else tr("Not yet")
        state = [tr("Open now.")] if pc.is_open and self._on_server else []  # on one PC the database cannot tell
        state = [tr("Was copied.")] if pc.copied else state
        return Row(number, (pc.name, words(pc.kind), seen, " ".join([*state, *reported_words(pc)])))


class HealthPresenter(QObject):
    """Reads the figures."""

    found = Signal(Health)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def load(self) -> None:
        """Read them again."""
        read = self._context.run(office_health, self._context.actor, owner=self)
        read.then(self._read).otherwise(self._context.fail)

    @Slot(object)
    def _read(self, health: Health) -> None:
        self.found.emit(health)


class HealthPlace(PagesPlace):
    """The place, which has one page. `waiting`: what somebody has to look at."""

    list_page: HealthPage
    presenter: HealthPresenter

    def __init__(self, context: Context) -> None:
        super().__init__(context, HealthPage(context))
        self.presenter = HealthPresenter(context, self)
        self.presenter.found.connect(self._show)

    @Slot(object)
    def _show(self, health: Health) -> None:
        self.list_page.show_health(health)
        self.waiting.emit(len(to_do(health)))

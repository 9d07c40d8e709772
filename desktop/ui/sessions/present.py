"""The people present, each with "has left". It asks for confirmation: log entries are permanent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.sessions.present import goes_with, somebody_listens
from desktop.domain.sessions.session import Party
from desktop.domain.shared.kinds import Kind
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.buttons import LinkButton
from desktop.ui.kit.widgets.emptying import empty
from desktop.ui.kit.widgets.flow_layout import FlowLayout
from desktop.ui.kit.widgets.words import Words, small, subtitle
from desktop.words import text, tr
from desktop.words.codes import within, words

LAST = text(
    "Then nobody is left to listen, and the session can only be finished. If they’ll be back soon, choose “No”."
)
TOGETHER = text(
    "The documents were the customer’s, so nothing is played to the representative alone. They can be checked in by "
    "themselves, with their own documents."
)


class QuietLink(LinkButton):
    """A link among small words."""

    least = 28
    padding = QSize(2, 3)

    def __init__(self, text: str, name: str, intent: Callable[[], object]) -> None:
        super().__init__(text, Size.SMALL)
        self.setAccessibleName(name)
        self.clicked.connect(lambda: intent())


class Present(QWidget):
    """The list of people present. Emits `party_left(party)` once confirmed; no press acts then until `show_parties`."""

    party_left = Signal(Party)

    def __init__(self, parties: frozenset[Party], kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(3)
        box.addWidget(subtitle(tr("Who is here")))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        box.addLayout(self._rows)
        self.links: dict[Party, LinkButton] = {}
        self.yes: LinkButton | None = None
        self.no: LinkButton | None = None
        self.parties = parties
        self.show_parties(parties)

    def show_parties(self, parties: frozenset[Party]) -> None:
        """Show the people present."""
        self.parties = parties
        self._fill(None)

    def _fill(self, asked: Party | None) -> None:
        empty(self._rows)
        self.links, self.yes, self.no = {}, None, None
        for party in (party for party in Party if party in self.parties):
            self._rows.addWidget(self._question(party) if party is asked else self._row(party))
        if not self.parties:
            self._rows.addWidget(small(tr("Nobody"), tone="muted"))
        self.updateGeometry()

    def _row(self, party: Party) -> QWidget:
        name = tr("{who} has left").format(who=words(party, self._kind))
        self.links[party] = QuietLink(tr("Has left"), name, partial(self._ask, party))
        return _across(Words(words(party, self._kind), size=Size.SMALL, wraps=False), self.links[party])

    def _question(self, party: Party) -> QWidget:
        made = QWidget()
        box = QVBoxLayout(made)
        box.setContentsMargins(0, 4, 0, 4)
        box.setSpacing(3)
        box.addWidget(small(tr("Has the {who} left?").format(who=within(party, self._kind))))
        also = goes_with(party, self.parties)
        if also:
            box.addWidget(small(tr(TOGETHER), tone="muted"))
        if somebody_listens(self.parties) and not somebody_listens(self.parties - {party} - also):
            box.addWidget(small(tr(LAST), tone="muted"))
        self.yes = QuietLink(
            tr("Yes, note it"),
            tr("Yes, note it: the {who} has left").format(who=within(party, self._kind)),
            partial(self._say, party),
        )
        self.no = QuietLink(
            tr("No"), tr("No, the {who} is here").format(who=within(party, self._kind)), partial(self._back, party)
        )
        box.addWidget(_across(self.yes, self.no))
        return made

    def _ask(self, party: Party) -> None:
        self._fill(party)
        if self.no is not None:  # a key held down means no
            self.no.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self, party: Party) -> None:
        self._fill(None)
        self.links[party].setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, party: Party) -> None:
        for link in (self.yes, self.no, *self.links.values()):
            if link is not None:
                link.setEnabled(False)
        self.party_left.emit(party)


def _across(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = FlowLayout(made, gap=16, row_gap=0)
    for widget in widgets:
        row.addWidget(widget)
    return made

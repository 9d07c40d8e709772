"""The part below a fruitless widest search: what happened to the call, and where someone has looked."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.application.recordings.finding import FindView
from desktop.domain.recordings.finding import still_to_look_at
from desktop.domain.recordings.keeping import Protection
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.words import Words, strong, title
from desktop.ui.requests.finding_words import why_not_there
from desktop.words import tr


class NotLeftPart(QWidget):
    """The fate of a call that was not found. Hidden while there is a result, or a wider search is possible."""

    def __init__(self) -> None:
        super().__init__()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(16)
        self._parts: list[QWidget] = []
        self.looked_in: TicksField | None = None

    def show_found(self, view: FindView) -> None:
        """Show the search's findings about each telephone system."""
        for old in self._parts:
            old.hide()
            old.deleteLater()
        self._parts, self.looked_in = [], None
        if view.systems:
            self._fill(view)
        self.setVisible(bool(view.systems))

    def value(self) -> frozenset[str]:
        """Return the telephone systems that someone has searched."""
        return frozenset() if self.looked_in is None else self.looked_in.value()

    def _fill(self, view: FindView) -> None:
        if any(system.after_request for system in view.systems):
            lost = tr("It may still have existed when the request arrived. Tell Information Governance.")
            self._add(Banner("problem", strong(tr("It may have been deleted since.")), lost))
        self._add(title(tr("What happened to the recording")))
        for system in view.systems:
            self._add(Words(why_not_there(system)))
        to_look = still_to_look_at(view.systems)
        if to_look:
            hint = tr("If it is there, import it under Recordings. Then search again.")
            choices = [
                Choice(each, tr("I looked in {source}. It is not there").format(source=each)) for each in to_look
            ]
            self.looked_in = TicksField("looked_in", tr("Where did you look?"), choices, hint)
            self._add(self.looked_in)
        elif view.protection is not Protection.PROTECTED:
            self._add(Words(tr("Check anyway whether the telephone system still has it."), tone="muted"))

    def _add(self, widget: QWidget) -> None:
        self._parts.append(widget)
        self._box.addWidget(widget)

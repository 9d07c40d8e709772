"""The checks made on each document: a table of comparisons by documents.

Every cell has words, so that it is read without colour, and by assistive technology as a table. What was not compared
on a document is said as well.
"""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.application.reviews.views import CheckedDocument
from desktop.domain.sessions.id_policy import IdPolicy
from desktop.domain.sessions.identity import Check
from desktop.ui.kit.widgets.rows_view import Row, RowsView
from desktop.ui.kit.widgets.words import Words, subtitle
from desktop.words import Texts, tr
from desktop.words.codes import words

COMPARED: Texts[tuple[Check, ...]] = {
    (Check.EXPIRY_FINE, Check.RECENT_ENOUGH): "Date",
    (Check.SHARE_CODE_OPENED,): "Share code",
    (Check.NAME_MATCHES, Check.NAME_CHANGE_SEEN): "Name",
    (Check.BIRTH_MATCHES, Check.BIRTH_NOT_SHOWN): "Date of birth",
    (Check.CURRENT_ADDRESS, Check.OTHER_ADDRESS): "Address",
    (Check.TYPED_CORRECTLY, Check.NUMBER_AGREES): "Number",
}
"""The comparisons, in the order of the page on which they are."""
IF_MADE = ((Check.SHARE_CODE_OPENED,), (Check.TYPED_CORRECTLY, Check.NUMBER_AGREES))
"""The comparisons that nobody has to make of most documents: each has a row where someone did."""
LESS = frozenset({Check.NAME_CHANGE_SEEN, Check.BIRTH_NOT_SHOWN, Check.OTHER_ADDRESS})
"""Comparisons that were answered, and are no match."""


class CheckedView(QWidget):
    """The table under its heading, or a line that no document was accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: RowsView | None = None
        self.none = Words(tone="muted")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)
        for part in (subtitle(tr("Checked on each document")), self.none):
            self._box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_documents(
        self, documents: tuple[CheckedDocument, ...], policy: IdPolicy, *, short_check: bool = False
    ) -> None:
        """Show these documents, named by the office's policy: a column for each. `short_check`: they were identified by
        it, and no document was compared in this session.
        """
        said = tr("The short check was made: documents were compared in the earlier session.")
        self.none.set_parts(said if short_check else tr("No document was accepted."))
        if self.rows is not None:
            self.rows.hide()
            self.rows.deleteLater()
            self.rows = None
        self.none.setVisible(not documents)
        if documents:
            self.rows = _table(documents, policy)
            self._box.addWidget(self.rows)


def _table(documents: tuple[CheckedDocument, ...], policy: IdPolicy) -> RowsView:
    kinds = [policy.named(each.kind) for each in documents]
    names = [kind.name if kind else each.kind for kind, each in zip(kinds, documents, strict=True)]
    weights = (3, *(4 for _ in documents))
    made = RowsView(
        tr("What was checked on each document"), (tr("Compared"), *names), weights, header=True, links=False
    )
    made_of = {check for each in documents for check in each.checks}
    told = [those for those in COMPARED if those not in IF_MADE or made_of.intersection(those)]
    made.show_rows(
        [
            Row(place, (tr(COMPARED[those]), *(_cell(each, those) for each in documents)))
            for place, those in enumerate(told)
        ]
    )
    return made


def _cell(document: CheckedDocument, those: tuple[Check, ...]) -> str:
    """Return what was compared there: a dash before what is no match."""
    made = [check for check in those if check in document.checks]
    if not made:
        return tr("– not compared")
    said = [tr("– {check}") if check in LESS else "{check}" for check in made]
    return "\n".join(each.format(check=words(check)) for each, check in zip(said, made, strict=True))

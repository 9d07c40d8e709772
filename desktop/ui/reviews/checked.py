"""What was checked on which document: a table with a row for each document and a column for each comparison.

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

COLUMNS: Texts[tuple[Check, ...]] = {
    (Check.EXPIRY_FINE, Check.RECENT_ENOUGH): "Date",
    (Check.NAME_MATCHES, Check.NAME_CHANGE_SEEN): "Name",
    (Check.BIRTH_MATCHES, Check.BIRTH_NOT_SHOWN): "Born",
    (Check.CURRENT_ADDRESS, Check.OTHER_ADDRESS): "Address",
    (Check.TYPED_CORRECTLY, Check.NUMBER_AGREES): "Number",
}
"""The comparisons of each column, in the order of the page on which they are made."""
LESS = frozenset({Check.NAME_CHANGE_SEEN, Check.BIRTH_NOT_SHOWN, Check.OTHER_ADDRESS})
"""Comparisons that were answered, and are no match."""
_WEIGHTS = (4, 3, 3, 3, 3, 3)


class CheckedView(QWidget):
    """The table under its heading, or a line that no document was accepted."""

    def __init__(self) -> None:
        super().__init__()
        columns = (tr("Document"), *(tr(COLUMNS[those]) for those in COLUMNS))
        self.rows = RowsView(tr("What was checked on each document"), columns, _WEIGHTS, header=True, links=False)
        self.none = Words(tr("No document was accepted."), tone="muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for part in (subtitle(tr("Checked on each document")), self.rows, self.none):
            box.addWidget(part)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_documents(self, documents: tuple[CheckedDocument, ...], policy: IdPolicy) -> None:
        """Show these documents, named by the office's policy."""
        self.rows.show_rows([_row(place, each, policy) for place, each in enumerate(documents)])
        self.rows.setVisible(bool(documents))
        self.none.setVisible(not documents)


def _row(place: int, document: CheckedDocument, policy: IdPolicy) -> Row:
    kind = policy.named(document.kind)
    return Row(place, (kind.name if kind else document.kind, *(_cell(document, those) for those in COLUMNS)))


def _cell(document: CheckedDocument, those: tuple[Check, ...]) -> str:
    """Return what was compared there: a tick before what matches, a dash before what does not say so."""
    made = [check for check in those if check in document.checks]
    if not made:
        return tr("– not compared")
    said = [tr("– {check}") if check in LESS else tr("✓ {check}") for check in made]
    return "\n".join(each.format(check=words(check)) for each, check in zip(said, made, strict=True))

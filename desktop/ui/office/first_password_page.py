"""The page that shows a first password, once."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import Words
from desktop.words import tr


class FirstPasswordPage(Page):
    """The page. Emits `left`; from then on nobody sees these words again."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("First password"), primary=tr("I have passed it on"))
        self.password = Words(size=Size.HEADING, bold=True)
        advice = Words(
            tr(
                "Read the four words out, or write them down and hand them over. They are shown only now. "
                "Anyone who forgets them gets new ones from you."
            )
        )
        self.add(self.password, advice)
        self.submitted.connect(self._leave)

    def show_words(self, said: str, password: str) -> None:
        """Show them; `said` is what was done."""
        self.set_lead(said)
        self.password.set_parts(password)
        self.come_anew()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say the words too: they are meant to be passed on."""
        return f"{super().where()} {self.password.words}."

    def _leave(self) -> None:
        self.password.set_parts()
        self.left.emit()

"""The page after an act for a PC: what comes next, the words of an answer, and what a database administrator runs."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop.application.office.granting import Done
from desktop.ui.kit.style import Size
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.field import LongTextField
from desktop.ui.kit.widgets.page import Page
from desktop.ui.kit.widgets.words import Words
from desktop.ui.office.pc_act_page import PcAct
from desktop.words import tr
from desktop.words.errors import words_of


class PcDonePage(Page):
    """The page. Emits `left`."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("PCs"), primary=tr("Back to the list"))
        self.refused = Banner("problem")
        hint = tr("Nothing in it is secret. It can be copied from here.")
        self.statements = LongTextField("statements", tr("A database administrator runs"), hint, lines=6)
        self.statements.input.setReadOnly(True)
        self.words = Words(size=Size.CLOCK, bold=True)
        self.add(self.refused, self.words, self.statements)
        self.submitted.connect(self.left.emit)

    def show_done(self, heading: str, lead: tuple[str, ...], done: Done) -> None:
        """Show what was done (`heading`), and what comes next (`lead`)."""
        self.set_heading(heading)
        self.set_lead(*lead)
        self.refused.set_parts(words_of(done.refused) if done.refused else "")
        self.words.set_parts(done.answer_words)
        self.statements.setVisible(bool(done.statements))
        self.statements.set_value("".join(f"{statement};\n" for statement in done.statements))
        self.come_anew()
        self.rest_on(self.primary)

    def where(self) -> str:
        """Say what was refused, and the words, too."""
        return " ".join(filter(None, (super().where(), self.refused.words, self.words.words)))


def next_for(done: Done, act: PcAct) -> tuple[str, ...]:
    """Return what comes next after that was done for a PC."""
    if act is PcAct.CHANGE:
        return (tr("It works as that once the program there is started again."),)
    if act is PcAct.GRANT:
        take = tr("Take the answer to it. It asks for these four words.")
        told = take, tr("Write them down now: they are not shown again.")
        return (*told, tr("Before it can join, its login has to be made.")) if done.statements else told
    withdrawn = tr("What it writes from now on counts for nothing.")
    return (withdrawn, tr("It can still connect until its login is ended.")) if done.statements else (withdrawn,)

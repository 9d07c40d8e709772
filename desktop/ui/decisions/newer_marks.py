"""The notice of marks saved after the copy was made: the approver must confirm before approving without them."""

from __future__ import annotations

from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.words import strong
from desktop.words import tr


class NewerMarks:
    """The notice: `told` at the top of the page, `known` at the decision. Both are hidden if the copy has all marks."""

    def __init__(self) -> None:
        self.told = Banner("notice")
        tick = Choice("known", tr("Approve this copy as it is"))
        hint = tr("The marks were changed after this copy was made. What was marked since can still be heard in it.")
        self.known = TicksField("newer_marks", tr("Newer marks"), (tick,), hint)
        self.are_there = False

    def show(self, are_there: bool, *, approving: bool) -> None:
        """Show the notice; `approving`: whether the approver has chosen to approve."""
        self.are_there = are_there
        self.told.set_parts(*(_words() if are_there else ()))
        self.known.setVisible(are_there and approving)


def _words() -> tuple[str, ...]:
    return (
        strong(tr("The marks are newer than this copy.")),
        tr("The marks were changed after this copy was made, and the change is not in it."),
        tr("Send it back, and ask for a copy of the marks as they are now."),
    )

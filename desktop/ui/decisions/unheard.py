"""The parts of a copy that its approver has not heard: said beside the decision, and confirmed when they approve."""

from __future__ import annotations

from desktop.application.requests.views import RequestView
from desktop.domain.copies.unheard import unheard_of, was_heard
from desktop.domain.shared.spans import Span, total
from desktop.ui.kit.widgets.banner import Banner
from desktop.ui.kit.widgets.choice_field import Choice, TicksField
from desktop.ui.kit.widgets.words import strong
from desktop.words import counted, tr
from desktop.words.codes import and_list
from desktop.words.formatting import length


class Unheard:
    """The notice `told` at the decision, and `known`, which is asked once someone approves all the same."""

    def __init__(self) -> None:
        self.told = Banner("notice", aloud=False)  # the page says how much was heard, and asks once more
        tick = Choice("known", tr("Approve it although I have not heard all of it"))
        hint = tr("The log says that you approved it unheard, and how much of it.")
        self.known = TicksField("unheard", tr("Not heard"), (tick,), hint)
        self.known.hide()
        self.left = False
        self._asked = False

    def begin(self) -> None:
        """Ask nothing yet: another request is shown."""
        self._asked = False
        self.known.set_value(())

    def show(self, view: RequestView | None, heard: tuple[Span, ...], *, approving: bool) -> None:
        """Show what is left to hear, where someone is about to approve."""
        call = view.call if view is not None else None
        left = unheard_of(heard, call.frames, call.rate) if call is not None else ()
        self.left = bool(left)
        shown = self.left and approving and view is not None
        self.told.set_parts(*(_words(view, heard, left) if shown and view is not None else ()))
        self.known.setVisible(shown and self._asked)

    def ask(self) -> None:
        """Ask once more, from now on."""
        self._asked = True
        self.known.show()


def _words(view: RequestView, heard: tuple[Span, ...], left: tuple[Span, ...]) -> tuple[str, ...]:
    assert view.call is not None
    rate = view.call.rate
    parts = [
        str(index + 1)
        for index, (start, end, *_) in enumerate(view.removed_internal)
        if not was_heard(Span(start, end), heard, rate)
    ]
    said = tr("You have not heard {length} of it.").format(length=length(total(left) / rate))
    if parts:
        named = counted(
            len(parts), "That includes part {parts}.", "That includes parts {parts}.", parts=and_list(parts)
        )
        return strong(said), named, tr("If you approve now, you are asked once more.")
    return strong(said), tr("If you approve now, you are asked once more.")

"""The warnings about a recording: its copy may have been decoded wrongly; it holds a card's security code."""

from __future__ import annotations

from desktop.application.requests.views import RequestView
from desktop.domain.requests.request import Status
from desktop.ui.copies.security_code import security_code_words
from desktop.ui.kit.widgets.words import strong
from desktop.words import tr


def doubted(view: RequestView, *, deciding: bool = False) -> tuple[str, ...]:
    """Return the warnings for the top of the page; nothing if all is well. `deciding`: the approver decides now."""
    code = security_code_words() if view.security_code_at is not None else ()
    if not view.copy_in_doubt:
        return code
    why = tr(
        "It was made by an earlier version of this program, which did not decode every MP3 and GSM recording correctly."
    )
    return *code, strong(tr("The sound of this copy may be wrong in places.")), why, _what_to_do(view, deciding)


def _what_to_do(view: RequestView, deciding: bool) -> str:
    if deciding:
        return tr("Send it back, and ask for the copy to be made again.")
    if view.row.status is Status.PREPARED:
        return tr("Make the copy again before it is decided on.")
    if view.row.status is Status.APPROVED:
        return tr("An approver has to withdraw the approval. Then the copy is made again, and decided on again.")
    return tr("Decide whether to tell the person. To play them the call again, take a new request for it.")

"""Asking who was quicker, where something was refused because of what someone else did."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from desktop.application.shared.quicker import Quicker, overtaken, who_was_quicker
from desktop.errors import ListeningRoomError
from desktop.ui.running.context import Context
from desktop.words.quicker import quicker_words

Say = Callable[[str], object]


def ask_who(context: Context, error: ListeningRoomError, say: Say, owner: QObject) -> bool:
    """Ask who was quicker, and return whether someone can have been.

    `say` is called once, on the GUI thread, with the sentence: "" where it is nobody, or cannot be known.
    """
    refused = overtaken(error)
    if refused is None:
        return False
    asked = context.run(who_was_quicker, context.actor, refused, owner=owner)
    asked.then(partial(_found, context, say)).otherwise(partial(_not_known, say))
    return True


def _found(context: Context, say: Say, found: Quicker | None) -> None:
    say(quicker_words(found, context.desk.clock.now(), context.desk.office.zone))


def _not_known(say: Say, _: ListeningRoomError) -> None:
    say("")

"""The timeline of events: a time and words in each row. Beside a heard-map, pointing at one highlights the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.ui.kit.widgets.rows_view import Row, RowsView


@dataclass(frozen=True)
class Happened:
    """One event: `key` is what `pointed`, `moved` and `opened` carry."""

    key: object
    time: str
    words: str
    attention: bool = False


class Timeline(RowsView):
    """The rows of the timeline. `select_key` marks a row from outside; `moved` and `pointed` report the user's row."""

    def __init__(self, name: str, columns: tuple[str, str]) -> None:
        super().__init__(name, columns, (0, 1), header=False, links=False)

    def show_events(self, events: Sequence[Happened]) -> None:
        self.show_rows([Row(event.key, (event.time, event.words), event.attention) for event in events])

"""How the rows of a database differ from what its log says of them.

Rule: a difference is a code with arguments; nothing of it is personal: a value is given only for codes, identifiers,
days, times, numbers and yes or no.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Difference:
    """A row that is not what the log says.

    `row_differs`: its `column` is not what event `event` says (`stored`: its value, unless that is text);
    `row_without_event`: no event says that there is such a row; `row_missing`: event `event` says that there is one;
    `table_unreadable`: the table cannot be read to its end; `log_not_ours`: its event `key` is not the
    one that this PC has verified.
    """

    code: str
    table: str
    key: str = ""
    column: str = ""
    event: int | None = None
    stored: str | None = None

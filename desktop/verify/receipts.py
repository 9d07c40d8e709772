"""A checkpoint that someone outside the office holds, read as people hand it on, and whether the log has it.

Rules:
- It is read out of any text: the lines of a receipt typed off, copied out of a PDF or scanned from its code. White
  space and line ends count for nothing, and a dash is one however it is typed. Every other sign has to be right.
- It holds where a desk signed it with the key that it had in the log at that size, and its root is the log's there.
  What the database's and the witness's checkpoints say has no part in it.
- Where it was lost, as the log itself states (`losses`), that is its outcome: its key may be lost too.
- A signature that does not hold proves nothing against the office: one wrong sign is enough. A signature that holds
  over another root does: the office showed this person another history.
"""

from __future__ import annotations

import re

from desktop.verify.keys import KeyChain
from desktop.verify.losses import Losses
from desktop.verify.notes import Note, read_note
from desktop.verify.tree import Tree

UNREADABLE, ANOTHER_OFFICE = "unreadable", "another_office"
HELD, NOT_SIGNED, OTHER_HISTORY, LOG_SHORTER = "held", "not_signed", "other_history", "log_shorter"
WAS_LOST = "was_lost"

MOST = 100_000
"""Characters of the longest text in which a receipt is looked for."""

_OURS = re.compile(r"listening-room/[0-9a-f]{32}")
_NUMBER = r"(?:0|[1-9][0-9]{0,18})"
_HEAD = rf"({_NUMBER})([A-Za-z0-9+/]{{43}}=)time([0-9T:.-]{{26}}Z)(?:vouched({_NUMBER}))?"
_SIGNED = r"[—–-]+{origin}/([0-9a-z]{{32}})([A-Za-z0-9+/]{{91}}=)"


def read_receipt(text: str, origin: str) -> Note | str:
    """Return the checkpoint of that log in the text; else UNREADABLE or ANOTHER_OFFICE."""
    dense = re.sub(r"\s+", "", text[:MOST])
    name = re.escape(origin)
    found = re.search(name + _HEAD + _SIGNED.format(origin=name), dense)
    if found is None:
        others = set(_OURS.findall(dense)) - {origin}
        return ANOTHER_OFFICE if others and origin not in dense else UNREADABLE
    size, root, at, vouched, desk, value = found.groups()
    lines = [origin, size, root, f"time {at}", *([f"vouched {vouched}"] if vouched else [])]
    return read_note("\n".join([*lines, "", f"— {origin}/{desk} {value}", ""])) or UNREADABLE


class Receipt:
    """One that is checked while the tree grows. `outcome`: what became of it; "" where nothing did."""

    def __init__(self, note: Note) -> None:
        self.note = note
        self.outcome = ""

    @property
    def due(self) -> float:
        """Its size; infinite once it was checked."""
        return float("inf") if self.outcome else self.note.size

    def check(self, tree: Tree, keys: KeyChain) -> None:
        """Check it where the tree has its size."""
        if self.outcome or tree.count != self.note.size:
            return
        if not keys.signed(self.note):
            self.outcome = NOT_SIGNED
        else:
            self.outcome = HELD if self.note.root == tree.root() else OTHER_HISTORY

    def finish(self, losses: Losses) -> None:
        """Finish after the last event."""
        self.outcome = self.outcome or LOG_SHORTER
        if self.outcome != HELD and losses.names(self.note):
            self.outcome = WAS_LOST

"""The acts of a person for a task, counted, and the seconds that it takes by the keystroke-level model.

The model: Card, Moran and Newell, "The keystroke-level model for user performance time with interactive systems",
CACM 23(7), 1980. A key of an average typist 0.28 s, pointing at a target 1.1 s, each press or release of a button
0.1 s, moving a hand between keyboard and mouse 0.4 s, thinking before a unit 1.35 s. A page that comes waits 0.4 s,
because it takes no press before (decision 0033). Not in it: looking at documents, speaking, reading aloud, listening.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

KEY, POINT, BUTTON, HAND, THINK, PAGE = 0.28, 1.1, 0.1, 0.4, 1.35, 0.4


@dataclass
class Tally:
    """The counts of one task. `text`: keys that typed words of one's own, which no design saves; `units`: decisions;
    `drags`: the clicks that went from one place to another; `hands`: moves between keyboard and mouse; `scrolled`: the
    screens that did not fit."""

    task: str
    keys: int = 0
    clicks: int = 0
    drags: int = 0
    text: int = 0
    screens: int = 0
    units: int = 0
    hands: int = 0
    scrolled: list[str] = field(default_factory=list)

    @property
    def actions(self) -> int:
        """Keys and clicks, without the keys of words of one's own."""
        return self.keys + self.clicks

    @property
    def scrolls(self) -> int:
        return len(self.scrolled)

    @property
    def seconds(self) -> float:
        """The model's seconds; a scroll is a pointing and a turn of the wheel."""
        pressed = (self.keys + self.text) * KEY + self.clicks * (POINT + 2 * BUTTON) + self.drags * POINT
        return pressed + self.hands * HAND + self.units * THINK + self.screens * PAGE + self.scrolls * (POINT + KEY)

    def until_now(self, task: str) -> Tally:
        """Return what was counted so far, as a task of its own."""
        return replace(self, task=task, scrolled=list(self.scrolled))

    def as_json(self) -> dict[str, object]:
        return {
            "task": self.task,
            "actions": self.actions,
            "keys": self.keys,
            "clicks": self.clicks,
            "text": self.text,
            "screens": self.screens,
            "scrolls": self.scrolls,
            "scrolled": self.scrolled,
            "seconds": round(self.seconds, 1),
        }

    def in_words(self) -> str:
        scrolled = f" ({', '.join(self.scrolled)})" if self.scrolled else ""
        pressed = f"{self.keys} keys, {self.clicks} clicks"
        return (
            f"{self.task}: {self.actions} actions ({pressed}), {self.text} letters of text, {self.screens} screens, "
            f"{self.scrolls} scrolls{scrolled}, {self.seconds:.0f} s"
        )

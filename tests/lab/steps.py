"""The steps of a lab, one after another, and the numbers of its pictures."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Step:
    """One act at one PC: how long it took, what a person would have read, its pictures."""

    pc: str
    act: str
    seconds: float
    result: Any = None
    pictures: tuple[str, ...] = ()


@dataclass
class Steps:
    """The account of what was done. `out`: the folder of the pictures and the account."""

    out: Path
    done: list[Step] = field(default_factory=list)
    _next: int = 1

    def next_act(self) -> int:
        """Return the number of the next act, by which its pictures are in order."""
        number, self._next = self._next, self._next + 1
        return number

    def note(self, step: Step) -> None:
        """Add a step, and say so to whoever waits."""
        self.done.append(step)
        print(f"{step.pc}: {step.act}, {step.seconds:.1f} s", file=sys.stderr, flush=True)

    def number_pictures(self) -> None:
        """Give all pictures their numbers, in the order of the acts: 01, 02 and so on."""
        taken = sorted(picture for step in self.done for picture in step.pictures)
        named = {old: f"{number:02}-{old.split('-', 2)[2]}" for number, old in enumerate(taken, 1)}
        for old, new in named.items():
            (self.out / old).rename(self.out / new)
        self.done = [replace(step, pictures=tuple(named[old] for old in step.pictures)) for step in self.done]

    @property
    def pictures(self) -> list[str]:
        return sorted(picture for step in self.done for picture in step.pictures)

"""Claims at the end of a lab, found out afresh: in the database, by `verify`, at the server."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.lab.steps import Steps


@dataclass
class Account:
    """The account. `truths`: each thing that has to be true, and whether it is."""

    form: str
    truths: dict[str, bool] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    failure: str = ""
    seconds: float = 0.0

    def claim(self, what: str, true: object, **facts: Any) -> None:
        """Put down whether that is true, with what it was told by."""
        self.truths[what] = bool(true)
        self.facts |= facts

    def all_true(self) -> bool:
        """Return whether the lab reached its end, and everything is true."""
        return not self.failure and bool(self.truths) and all(self.truths.values())

    def write(self, steps: Steps) -> Path:
        """Write `account.json` beside the pictures."""
        file = steps.out / "account.json"
        told = asdict(self) | {
            "all_true": self.all_true(),
            "steps": [asdict(step) for step in steps.done],
            "pictures": steps.pictures,
        }
        file.write_text(json.dumps(told, indent=1), encoding="utf-8")
        return file

    def in_words(self) -> str:
        """Return a short account for a person."""
        lines = [f"{'yes' if true else 'NO '}  {what}" for what, true in self.truths.items()]
        lines += [f"not here: {what}" for what in self.left_out]
        lines += [f"It stopped: {self.failure}"] if self.failure else []
        return "\n".join([*lines, f"{self.seconds:.0f} seconds."])

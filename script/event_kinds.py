"""`event_kinds.py` writes what the verifier knows of kinds of event, out of the table in `desktop.domain.log.events`.

The verifier shares no code with the program. It shares this specification, which whoever verifies in another way reads,
too. A test fails until it is written again (`tests/verify/test_notes.py`).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from textwrap import fill

from desktop.domain.log.events import Trait, kinds

FILE = Path(__file__).resolve().parents[1] / "desktop" / "verify" / "event_kinds.py"
SETS = {
    Trait.BACK_OFFICE: "The kinds of event that no counter's key signs, where there is a back office.",
}


def text() -> str:
    """Return the file."""
    said = "Kinds of event, as the program's table has them. `script/event_kinds.py` writes this file."
    lines = [f'"""{said}"""', ""]
    for trait, meaning in SETS.items():
        names = ", ".join(f'"{kind.value}"' for kind in sorted(kinds(trait)))
        rows = fill(names, 116, initial_indent="    ", subsequent_indent="    ")
        lines += [f"{trait.name} = frozenset({{\n{rows},\n}})  # fmt: skip", f'"""{meaning}"""']
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    FILE.write_text(text(), encoding="utf-8")

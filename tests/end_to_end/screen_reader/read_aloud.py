"""Work through the real windows while Orca reads them:  python -m tests.end_to_end.screen_reader.read_aloud FOLDER WALK

`heard.json` in that folder has Orca's speech at each station, and the accessibility bus's events. Needs a
desktop of its own: everything else on it is read too.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.end_to_end.screen_reader.reading import Reading, conduct
from tests.end_to_end.screen_reader.reading_counter import at_the_counter
from tests.end_to_end.screen_reader.reading_first_start import conduct_first_start
from tests.end_to_end.screen_reader.reading_office import in_the_office

HEARD = "heard.json"
COUNTER, OFFICE, FIRST_START = "counter", "office", "first_start"


def read(folder: Path, walk: str) -> Reading:
    """Make that walk."""
    if walk == FIRST_START:
        return conduct_first_start(folder)
    if walk == OFFICE:
        return conduct(folder, in_the_office)
    return conduct(folder, lambda reading: at_the_counter(reading, folder / "office"), other_pcs=True)


if __name__ == "__main__":
    out = Path(sys.argv[1])
    made = read(out, sys.argv[2])
    typed = [event for event in made.orca.events() if "text-changed" in event[0]]
    told = {"moves": made.moves, "focused": made.focused, "roles": made.roles, "typed": typed}
    heard = {"stations": made.stations, **told}
    (out / HEARD).write_text(json.dumps(heard), encoding="utf-8")

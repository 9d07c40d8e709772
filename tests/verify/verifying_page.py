"""The programs of `docs/verifying.md`, run as an outsider runs them or called in this process, and exports to check."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType

from desktop.lifecycle import log_evidence as log_export
from desktop.lifecycle.log_evidence import export_log
from tests.support.offices.builders import Office

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verifying.md"

_RUN = """import runpy, sys
sys.path.insert(0, sys.argv[1])
del sys.argv[:2]
runpy.run_path(f"{sys.path[0]}/{sys.argv[0]}")
"""


@cache
def programs() -> dict[str, str]:
    """Return the page's programs by their names; `other` is what replaces ed25519.py where `cryptography` is there."""
    blocks = re.findall(r"\n\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return dict(zip(("check_export.py", "ed25519.py", "other", "check_proof.py"), blocks, strict=True))


def run(tools: Path, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the programs in that folder, where no package of ours nor anyone's is there to import."""
    command = [sys.executable, "-I", "-S", "-c", _RUN, str(tools), program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@cache
def _compiled(program: str) -> CodeType:
    return compile(programs()[program], program, "exec")


def holds(folder: Path, keys: Sequence[str]) -> bool:
    """Return what the page's check says of an export, in this process: one for each change would take too long."""
    module = ModuleType("ed25519")
    exec(_compiled("other"), module.__dict__)
    kept, sys.argv = sys.argv, ["check_export.py", str(folder), *keys]
    sys.modules["ed25519"] = module
    try:
        exec(_compiled("check_export.py"), {})
    except (SystemExit, LookupError, OSError, ValueError):
        return False
    finally:
        sys.argv = kept
        del sys.modules["ed25519"]
    return True


@dataclass(frozen=True)
class Exported:
    """An export's folder, and the first keys that have to be known to check it."""

    folder: Path
    keys: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the page's check finds it whole."""
        return holds(self.folder, self.keys)


def exported_from(office: Office, folder: Path) -> Exported:
    """Export an office, with the keys out of its witness file."""
    blocks = office.parts.witness.text().split("\n\n")
    keys = tuple(block.split("\n")[2] for block in blocks if block.startswith("listening-room witness v1\n"))
    office.parts.engine.dispose()
    export_log(office.parts.paths.folder, folder, lambda done, total: None)
    return Exported(folder, keys)


def written(folder: Path, bodies: Sequence[bytes], notes: Sequence[str]) -> Path:
    """Write an export of these events and checkpoints, whatever they are: every hash in it is right."""
    folder.mkdir(parents=True)
    log_export._write_events(iter(bodies), len(bodies), folder, lambda done, total: None)
    (folder / "checkpoint").write_text(notes[-1], "utf-8")
    (folder / "checkpoints.txt").write_text("".join(f"{note}\n" for note in notes), "utf-8")
    return folder

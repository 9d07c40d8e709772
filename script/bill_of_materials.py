"""The bill of materials of a built folder, as CycloneDX 1.6 in JSON, on standard output.

    python script/bill_of_materials.py dist/listening-room

Components: Python and each of its distributions that is built in, by its `.dist-info`; each Debian package from which a
library or the font came, by its terms in `licences`; what starts the program. The same folder gives the same text:
nothing in it is drawn, and its time is SOURCE_DATE_EPOCH.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FONT = "fonts-atkinson-hyperlegible"
Component = dict[str, Any]


def bill(built: Path) -> dict[str, Any]:
    """Return it."""
    from desktop import __version__

    its_version = os.environ.get("BUILD_VERSION", __version__)
    inside = built / "_internal"
    components = [*distributions(inside), *debian(inside)]
    if (built / "listening-room").exists():  # not what the demonstration adds
        components += [python(), *starter()]
    made = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    program = {"type": "application", "bom-ref": "listening-room", "name": "listening-room", "version": its_version}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": f"{made:%Y-%m-%dT%H:%M:%SZ}",
            "component": program | {"licenses": [{"license": {"id": "MIT"}}]},
        },
        "components": sorted(components, key=lambda each: str(each["bom-ref"])),
        "dependencies": [{"ref": "listening-room", "dependsOn": sorted(each["bom-ref"] for each in components)}],
    }


def component(name: str, its_version: str, purl: str, terms: str = "") -> Component:
    """Return one. `terms`: an expression of SPDX, or a name."""
    found: Component = {"type": "library", "bom-ref": purl, "name": name, "version": its_version, "purl": purl}
    return found | ({"licenses": [{"license": {"name": terms}}]} if terms else {})


def python() -> Component:
    """Return the interpreter, which builds itself in."""
    own = platform.python_version()
    return component("python", own, f"pkg:generic/python@{own}", "PSF-2.0")


def starter() -> Iterator[Component]:
    """Yield what starts the program, where it was built with it."""
    try:
        own = version("pyinstaller")
    except PackageNotFoundError:
        return
    yield component("pyinstaller", own, f"pkg:pypi/pyinstaller@{own}", "GPL-2.0-or-later with an exception")


def distributions(inside: Path) -> Iterator[Component]:
    """Yield those whose metadata is there, but for our own."""
    for file in sorted(inside.glob("*.dist-info/METADATA")):
        said = HeaderParser().parsestr(file.read_text("utf-8"))
        name = said["Name"].lower().replace("_", "-").replace(".", "-")
        if name != "listening-room":
            yield component(said["Name"], said["Version"], f"pkg:pypi/{name}@{said['Version']}", terms_of(said))


def terms_of(said: Any) -> str:
    """Return what a distribution says of its terms, in one line."""
    classified = [
        each.rpartition(" :: ")[2] for each in said.get_all("Classifier", []) if each.startswith("License ::")
    ]
    return str(said["License-Expression"] or ", ".join(classified) or (said["License"] or "").partition("\n")[0])


def debian(inside: Path) -> Iterator[Component]:
    """Yield Debian's packages, in the versions that this machine has."""
    named = {file.name for file in (inside / "licences").glob("*") if file.is_file()}
    named |= {FONT} if (inside / "resources" / "fonts").is_dir() else set()
    shown = "${Package}\\t${Version}\\t${Architecture}\\t${db:Status-Status}\\n"
    if not named:
        return
    command = ["dpkg-query", "--show", f"--showformat={shown}", *sorted(named)]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    for line in sorted(set(found.splitlines())):
        name, its_version, architecture, status = line.split("\t")
        if status == "installed":
            purl = f"pkg:deb/debian/{name}@{its_version.replace(':', '%3A').replace('+', '%2B')}?arch={architecture}"
            yield component(name, its_version, purl)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("built", type=Path, metavar="BUILT-FOLDER")
    built = parser.parse_args().built
    if not (built / "_internal").is_dir():
        parser.error(f"no built program is there: {built}")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    print(json.dumps(bill(built), indent=1, sort_keys=True))

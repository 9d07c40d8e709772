"""Prints the part of a package's description that names a folder's files, the same each time:

    python script/windows/fragment.py GROUP FOLDER DIRECTORY

Each file is a component of the group GROUP, and lies in the directory of that identifier as it lies in the folder; it
is read from the folder GROUP, beside the description.
"""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

WIX = "http://schemas.microsoft.com/wix/2006/wi"


def id_of(kind: str, group: str, path: Path) -> str:
    """Return the identifier of a directory, a component or a file, by its path within the folder."""
    return f"{kind}{uuid.uuid5(uuid.NAMESPACE_URL, f'{group}/{path.as_posix()}').hex.upper()}"


def fragment(group: str, folder: Path, directory: str) -> Element:
    """Return it. Identifiers follow from the paths, so that an update knows what is the same file."""
    root = Element("Wix", xmlns=WIX)
    places = {Path(): SubElement(SubElement(root, "Fragment"), "DirectoryRef", Id=directory)}
    named = SubElement(SubElement(root, "Fragment"), "ComponentGroup", Id=group)
    for path in sorted(each.relative_to(folder) for each in folder.rglob("*") if each.is_file()):
        for place in reversed(path.parents[:-1]):
            if place not in places:
                of = id_of("dir", group, place)
                places[place] = SubElement(places[place.parent], "Directory", Id=of, Name=place.name)
        component = id_of("cmp", group, path)
        made = SubElement(places[path.parent], "Component", Id=component, Guid="*", Win64="yes")
        source = f"{group}/{path.as_posix()}"
        SubElement(made, "File", Id=id_of("fil", group, path), KeyPath="yes", Source=source)
        SubElement(named, "ComponentRef", Id=component)
    return root


if __name__ == "__main__":
    ElementTree.dump(fragment(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))

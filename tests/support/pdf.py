"""PDFs as another program (poppler) reads them. Places and sizes are in points, from the upper left of a sheet."""

from __future__ import annotations

import re
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Word:
    """A word and its place on a sheet."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str

    def overlaps(self, other: Word) -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        same = min(self.bottom - self.top, other.bottom - other.top)
        return self.page == other.page and across > 0.5 and down > same / 2


def words_of(pdf: Path) -> list[Word]:
    xhtml = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True).stdout
    found = []
    name = "{http://www.w3.org/1999/xhtml}"
    for page, sheet in enumerate(ET.fromstring(xhtml).iter(f"{name}page")):
        assert (round(float(sheet.get("width", 0))), round(float(sheet.get("height", 0)))) == (595, 842)
        for word in sheet.iter(f"{name}word"):
            left, top, right, bottom = (float(word.get(side, "nan")) for side in ("xMin", "yMin", "xMax", "yMax"))
            found.append(Word(page, left, top, right, bottom, word.text or ""))
    return found


def sizes_of(pdf: Path) -> set[float]:
    """Return every size of type on it, in points, to a third of one."""
    command = ["pdftohtml", "-xml", "-i", "-zoom", "3", "-stdout", str(pdf)]
    xml = subprocess.run(command, check=True, capture_output=True).stdout.decode()
    return {float(size) / 3 for size in re.findall(r'<fontspec[^>]* size="(\d+)"', xml)}


def greys_of(pdf: Path) -> list[npt.NDArray[np.uint8]]:
    """Return each sheet as another program paints it: rows of greys from black (0) to white (255), 100 to an inch."""
    found = []
    folder = pdf.with_suffix(".sheets")
    folder.mkdir()
    subprocess.run(["pdftoppm", "-gray", "-r", "100", str(pdf), str(folder / "sheet")], check=True, capture_output=True)
    for path in sorted(folder.glob("*.pgm")):
        _, size, _, pixels = path.read_bytes().split(b"\n", 3)
        width, height = map(int, size.split())
        found.append(np.frombuffer(pixels, np.uint8).reshape(height, width))
    return found

#!/usr/bin/env python3
"""Searches a built program for code that writes sound in the clear:  script/office_build.py BUILT-FOLDER

Reads the bytecode of every module of ours, in the program's archive and beside it, and the names of all files. Prints a
line for each thing that an office's build may not have, and exits with 1. script/installer runs it on an office's
program, and on the same with the demonstration, in which it has to find something.

- Nothing of the demonstration.
- No module of ours that imports a library which writes sound files. Libraries that read and write are imported only by
  the modules that are named here, and those have none of the words that write. None is imported by a computed name.
- No plugin of libvlc that streams, writes a file, or hands sound back to the program.
"""

from __future__ import annotations

import argparse
import dis
import fnmatch
import marshal
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from types import CodeType

OURS = ("desktop", "db", "__main__")
SHOWCASE = "desktop.showcase"
WRITERS = frozenset({"aifc", "soundfile", "sunau", "wave"})
ALSO_WRITE = {
    "pydub": frozenset({"desktop.media.render"}),
    "_soundfile": frozenset({"desktop.media.sandbox.libsndfile"}),
    "vlc": frozenset({"desktop.playback.libvlc"}),
}
"""The modules that may import them, to read or to play."""
WRITING = {"pydub": ("export",), "_soundfile": ("sf_write*", "SFM_WRITE", "SFM_RDWR"), "vlc": ("*sout*",)}
"""Names and strings that make each of these libraries write."""
BY_NAME = frozenset({"__import__", "import_module"})
FORBIDDEN_FILES = (
    "resources/demo/*",
    "vlc/plugins/access_output/*",
    "vlc/plugins/audio_output/*amem*",
    "vlc/plugins/audio_output/*file*",
    "vlc/plugins/mux/*",
    "vlc/plugins/stream_out/*",
)
HEADER_BYTES = 16
"""The bytes before the code in a .pyc."""


def is_in(name: str, package: str) -> bool:
    """Return whether that is the package, or a module in it."""
    return name == package or name.startswith(f"{package}.")


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Return whether one of the patterns fits the whole name."""
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def parts(code: CodeType) -> Iterator[CodeType]:
    """Yield the code of a module, and of everything defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from parts(constant)


def imported(code: CodeType) -> set[str]:
    """Return the top names of a module's imports, anywhere in it."""
    steps = (step for part in parts(code) for step in dis.get_instructions(part))
    return {str(step.argval).partition(".")[0] for step in steps if step.opname == "IMPORT_NAME"}


def words(code: CodeType) -> set[str]:
    """Return every name that a module uses, and every string in it."""
    found = {name for part in parts(code) for name in part.co_names}
    return found | {each for part in parts(code) for each in part.co_consts if isinstance(each, str)}


def findings(modules: Mapping[str, CodeType], files: Iterable[str]) -> Iterator[str]:
    """Yield a line for each thing that an office's build may not have. `files`: names from the libraries' folder."""
    for name, code in modules.items():
        if is_in(name, SHOWCASE):
            yield f"{name} is the demonstration's"
        libraries, said = imported(code), words(code)
        for library in sorted(libraries & WRITERS):
            yield f"{name} imports {library}"
        for word in sorted(said & BY_NAME):
            yield f"{name} says {word}"
        for library, known in ALSO_WRITE.items():
            if library not in libraries:
                continue
            if name not in known:
                yield f"{name} imports {library}"
            for word in sorted(word for word in said if matches(word, WRITING[library])):
                yield f"{name} imports {library} and says {word}"
    for file in files:
        if matches(file, FORBIDDEN_FILES):
            yield f"{file} is there"


def program_in(folder: Path) -> Path:
    """Return the program of a built folder: Windows' has a name of its own."""
    windows = folder / "listening-room.exe"
    return windows if windows.is_file() else folder / "listening-room"


def archived(program: Path) -> Iterator[tuple[str, CodeType]]:
    """Yield our modules in the program itself."""
    from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader

    package = CArchiveReader(str(program))
    for name, (*_, kind) in package.toc.items():
        if kind == "s" and name in OURS:
            yield name, marshal.loads(package.extract(name))
        if kind == "z":
            modules = package.open_embedded_archive(name)
            assert isinstance(modules, ZlibArchiveReader)
            names = [name for name in modules.toc if any(is_in(name, ours) for ours in OURS)]
            yield from ((name, code) for name in names if (code := modules.extract(name)) is not None)


def beside(folder: Path) -> Iterator[tuple[str, CodeType]]:
    """Yield our modules that are files in the folder of libraries."""
    for ours in OURS:
        for path in sorted((folder / ours).rglob("*.py*")):
            if path.suffix not in {".py", ".pyc"}:
                continue
            place = path.relative_to(folder).with_suffix("").parts
            name = ".".join(place[:-1] if place[-1] == "__init__" else place)
            data = path.read_bytes()
            is_source = path.suffix == ".py"
            yield name, compile(data, path.name, "exec") if is_source else marshal.loads(data[HEADER_BYTES:])


def in_environment() -> None:
    """Go on in the environment that built the program: only its Python reads what it wrote."""
    root = Path(__file__).resolve().parents[1]
    python = root / os.environ.get("VENV", ".venv") / "bin" / "python"
    subprocess.run([root / "script" / "bootstrap", "installer"], stdout=sys.stderr, check=True)
    os.execv(python, [str(python), *sys.argv])


def main(folder: Path) -> int:
    """Search the built folder; return 1 if it has something that an office may not have."""
    libraries = folder / "_internal"
    modules = dict([*archived(program_in(folder)), *beside(libraries)])
    files = [path.relative_to(libraries).as_posix() for path in libraries.rglob("*") if not path.is_dir()]
    if not {"__main__", "desktop.playback.engine", "db.unit_of_work"} <= set(modules):
        print(f"{folder} does not hold the program", file=sys.stderr)
        return 2
    found = list(findings(modules, files))
    print("\n".join([*found, f"{len(modules)} modules of ours and {len(files)} files: {len(found)} findings"]))
    return 1 if found else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("built", type=Path, metavar="BUILT-FOLDER")
    built = parser.parse_args().built
    if not program_in(built).is_file():
        parser.error(f"no built program is there: {built}")
    if find_spec("PyInstaller") is None:
        in_environment()
    sys.exit(main(built))

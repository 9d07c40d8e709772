"""Writes a catalogue for Qt Linguist with every text that people read:  python script/translations.py LANGUAGE.ts

Existing translations in the file stay. `pyside6-lrelease LANGUAGE.ts` turns it into the file that the program loads.

Qt's own lupdate knows a class's `tr` alone, not a function. A text is found where it is a literal, or joined of
literals, and is given to `tr`, `text`, `counted` or `if_any`; and in a table whose type is `Texts`, `Counts`, `Pairs`
or `Lines` (`desktop.words`). `untraced` finds each `tr` of something else that does not come from such a place.
"""

from __future__ import annotations

import argparse
import ast
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONTEXT = "listening-room"
MARKERS = {"tr": slice(0, 1), "text": slice(0, 1), "counted": slice(1, 3), "if_any": slice(1, 3)}
"""Functions of `desktop.words`, and which of their arguments are texts."""
CHECKED = MARKERS.keys() - {"text"}
TABLES = {"Texts", "Counts", "Pairs", "Lines"}
READ_FIRST = (
    *("desktop/ui/letters", "desktop/ui/sessions/closed_page"),
    *("desktop/ui/sessions/brief_page", "desktop/ui/sessions/break_page", "desktop/ui/sessions/close_page"),
    *("desktop/ui/player", "desktop/ui/shell", "desktop/ui/sessions", "desktop/ui/requests", "desktop/ui/recordings"),
    *("desktop/ui/copies", "desktop/ui/decisions", "desktop/ui/appointments", "desktop/ui/reviews", "desktop/ui/log"),
    *("desktop/words/errors", "desktop/words"),
)
ITSELF = "desktop/words/__init__.py"
OTHERS_TEXT = "sqlalchemy"
"""It has a `text` of its own."""


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module with text for people, by its path. Reading them is nearly all of the work."""
    found = sorted((ROOT / "desktop").rglob("*.py"))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text("utf-8")) for path in found}


def texts(module: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield every text of a module, with its line."""
    theirs = any(
        isinstance(node, ast.ImportFrom) and (node.module or "").startswith(OTHERS_TEXT) for node in module.body
    )
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and not (theirs and _called(node) == "text"):
            for argument in node.args[MARKERS.get(_called(node), slice(0))]:
                yield from _literals(argument)
        elif isinstance(node, ast.AnnAssign) and node.value is not None and _is_table(node.annotation):
            yield from _values(node.value)


def catalogue() -> dict[str, str]:
    """Return every text of the program, and its first place."""
    found: dict[str, str] = {}
    for path, module in modules().items():
        for text, line in texts(module):
            if text:
                found.setdefault(text, f"{path}:{line}")
    return found


def untraced() -> list[str]:
    """Return where `tr` or `counted` gets something that is no text of the catalogue."""
    every, wrong = modules(), []
    tables = {path: set(_tables(module)) for path, module in every.items()}
    for path, module in every.items():
        known = tables[path] | {
            alias.asname or alias.name
            for node in ast.walk(module)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if alias.name in tables.get(_path_of(node.module or ""), ())
        }
        if path != ITSELF:
            found = [each for part in module.body for each in _untraced_in(part, known)]
            wrong += [f"{path}:{line}: {said}" for line, said in found]
    return wrong


def write(path: Path) -> int:
    """Write it, or update it; return how many texts it has."""
    kept = _translated(path) if path.exists() else {}
    top = ET.Element("TS", version="2.1", sourcelanguage="en", language=path.stem)
    context = ET.SubElement(top, "context")
    ET.SubElement(context, "name").text = CONTEXT
    every = catalogue()
    for text, where in every.items():
        message = ET.SubElement(context, "message")
        file, _, line = where.rpartition(":")
        ET.SubElement(message, "location", filename=file, line=line)
        ET.SubElement(message, "source").text = text
        translation = ET.SubElement(message, "translation")
        if text in kept:
            translation.text = kept[text]
        else:
            translation.set("type", "unfinished")
    ET.indent(top)
    path.write_bytes(b"<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE TS>\n" + ET.tostring(top, "utf-8") + b"\n")
    return len(every)


def _translated(path: Path) -> dict[str, str]:
    messages = ET.parse(path).getroot().iter("message")
    found = {message.findtext("source") or "": message.find("translation") for message in messages}
    return {text: each.text for text, each in found.items() if each is not None and each.text and not each.get("type")}


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_table(annotation: ast.expr) -> bool:
    name = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return isinstance(name, ast.Name) and name.id in TABLES


def _literals(node: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, node.lineno


def _values(node: ast.expr) -> Iterator[tuple[str, int]]:
    """Yield the texts of a table: of a mapping its values."""
    if isinstance(node, ast.Dict):
        for value in node.values:
            yield from _values(value)
    elif isinstance(node, ast.Tuple):
        for value in node.elts:
            yield from _values(value)
    else:
        yield from _literals(node)


def _tables(module: ast.Module) -> Iterator[str]:
    """Yield the names of a module that hold texts of the catalogue."""
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            if _is_table(node.annotation) or _marks(node.value):
                yield node.target.id
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _marks(node.value):
            yield node.targets[0].id


def _marks(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Call) and _called(node) == "text" for node in ast.walk(value))


@cache
def _path_of(module: str) -> str:
    path = ROOT / Path(*module.split("."))
    file = path / "__init__.py" if (path / "__init__.py").exists() else path.with_suffix(".py")
    return file.relative_to(ROOT).as_posix()


def _untraced_in(top: ast.AST, known: set[str]) -> Iterator[tuple[int, str]]:
    bound = _bindings(top)
    for node in ast.walk(top):
        if isinstance(node, ast.Call) and _called(node) in CHECKED:
            for argument in node.args[MARKERS[_called(node)]]:
                if not _traces(argument, known, bound, set()):
                    yield node.lineno, ast.unparse(argument)


def _traces(node: ast.expr, known: set[str], bound: dict[str, list[ast.expr]], seen: set[str]) -> bool:
    """Return whether an expression is a literal, or comes out of a table."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.IfExp):
        return _traces(node.body, known, bound, seen) and _traces(node.orelse, known, bound, seen)
    if isinstance(node, ast.Subscript | ast.Attribute | ast.Starred):
        return _traces(node.value, known, bound, seen)
    if isinstance(node, ast.Dict):
        return all(_traces(value, known, bound, seen) for value in node.values)
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr in {"get", "items", "values"}:
            return _traces(node.func.value, known, bound, seen)
        return _called(node) == "text"
    if isinstance(node, ast.Name):
        if node.id in known:
            return True
        values = bound.get(node.id, [])
        return (
            node.id not in seen
            and bool(values)
            and all(_traces(value, known, bound, seen | {node.id}) for value in values)
        )
    return False


def _bindings(top: ast.AST) -> dict[str, list[ast.expr]]:
    """Return the values that each name within is set to, or runs through."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(top):
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, node.iter)]
        else:
            continue
        for target, value in [each for pair in pairs for each in _one_by_one(*pair)]:
            for name in ast.walk(target):
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                    found.setdefault(name.id, []).append(value)
    return found


def _one_by_one(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Return `a, b = one, two` as two bindings."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def in_reading_order() -> Iterator[str]:
    """Every text with where it stands: what people hear and get on paper first, then the screens from the door on."""
    found = sorted(catalogue().items(), key=lambda each: (_rank(each[1]), each[1].rpartition(":")[0], _line(each[1])))
    before = ""
    for text, where in found:
        path = where.rpartition(":")[0]
        if path != before:
            yield f"\n{path}"
        before = path
        yield f"    {text}"


def _rank(where: str) -> int:
    return next((rank for rank, start in enumerate(READ_FIRST) if where.startswith(start)), len(READ_FIRST))


def _line(where: str) -> int:
    return int(where.rpartition(":")[2])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--print", action="store_true", help="print every text in reading order")
    what.add_argument("catalogue", type=Path, nargs="?", metavar="LANGUAGE.ts")
    asked = parser.parse_args()
    if asked.print:
        print(*in_reading_order(), sep="\n")
        sys.exit()
    if not asked.catalogue.parent.is_dir():
        parser.error(f"no folder is there: {asked.catalogue.parent}")
    print(f"{write(asked.catalogue):,} texts")

"""`attacks.py` writes docs/attacks.md: every attack that a test makes, by whoever would make it, with the test.

A test says so itself (`@pytest.mark.against("thief")`); one in tests/attacks that does not is against whoever writes to
the database. A test's name is its claim. A test fails until the page is written again
(`tests/architecture/test_attacks_page.py`).
"""

from __future__ import annotations

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "attacks.md"
OF_THE_FOLDER = "rows"
"""Against whom the tests in tests/attacks are that do not say."""
WHO = {
    "customer": "The customer at the desk",
    "adviser": "A curious adviser",
    "colluding": "An adviser who colludes",
    "supervisor": "A supervisor",
    "approver": "An approver",
    "officer": "An information officer",
    "administrator": "An administrator of the office",
    "pc": "The administrator of the PC",
    "database": "The administrator of the database",
    "rows": "Whoever can write to the database",
    "directory": "The directory, and whoever looks after it",
    "carrier": "Whoever carries a file from one PC to another",
    "thief": "A thief of the PC or its disk",
    "file": "The sender of a hostile file",
    "network": "The network between desk and PostgreSQL",
}
HEAD = """# Attacks

Every attack that a test makes, by whoever would make it. `script/attacks.py` writes this page out of the tests; what is
promised, and what is not, is in [security](security.md). Run one, a file, or all of them:

    script/test tests/attacks/test_rows.py
    script/test -m against
"""


def attacks() -> Iterator[tuple[str, str, str]]:
    """Yield whoever makes each attack, the test's file, and its name."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                said = [each for of in node.decorator_list for each in _against(of)]
                if path.parent == ROOT / "tests" / "attacks" and not said:
                    said = [OF_THE_FOLDER]
                yield from ((who, name, node.name) for who in said)


def _against(decorator: ast.expr) -> list[str]:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != "pytest.mark.against":
        return []
    return [str(ast.literal_eval(argument)) for argument in decorator.args]


def text() -> str:
    """Return the page. Raises KeyError for someone who is not in `WHO`."""
    found: dict[str, dict[str, list[str]]] = {WHO[who]: {} for who in WHO}
    for who, file, name in attacks():
        found[WHO[who]].setdefault(file, []).append(name)
    lines = [HEAD]
    for who, files in found.items():
        lines.append(f"## {who}\n")
        for file, names in files.items():
            lines.append(f"`{file}`\n")
            lines += [f"- {claim(name)}" for name in names]
            lines.append("")
    return "\n".join(lines)


def claim(name: str) -> str:
    """Return a test's name as a sentence."""
    words = name.removeprefix("test_").replace("_", " ")
    return words[0].upper() + words[1:]


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    FILE.write_text(text(), encoding="utf-8")

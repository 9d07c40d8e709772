"""`office.toml` as most offices have it is read without a reader of TOML, and says what TOML says."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.config import OfficePaths
from desktop.domain.shared.ids import DeskId, OfficeId
from desktop.environment import office_file
from desktop.environment.office_file import DEMO, OfficeFile, read_office_file
from desktop.errors import ExternalSystemError

PLAIN = OfficeFile(OfficeId("a" * 32), DEMO, DeskId("b" * 32), Path("/a share/checkpoints.txt"))
LINES = [
    'id = "aa"',
    'kind = "office"',
    'desk = "bb"',
    'witness = "/somewhere/é/file.txt"',
    'witness = "C:\\\\somewhere"',
    'witness = "C:\\somewhere"',
    'id = "cc"',
    'kind = ""',
    'kind = "a" # a remark',
    'kind = "a"b"',
    'kind = """"',
    "kind = 'office'",
    'kind="office"',
    'kind = "office" ',
    'kind = "office"\r',
    'kind = "off\tice"',
    'kind = "off\x85ice"',
    'kind = "off\x01ice"',
    'kind = "off\u2028ice"',
    ' kind = "office"',
    '"kind" = "office"',
    'a.b = "office"',
    'more_witnesses = ["a", "b"]',
    "[kind]",
    'nobody = "knows"',
    "# a remark",
    "",
]
pieces = st.sampled_from(LINES) | st.text('kindes ="\\\n#[]\t', max_size=20)


def by_toml(text: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(text)
    except ValueError:
        return None


@given(st.lists(pieces, max_size=5), st.sampled_from(["", "\n", "\n\n", "\r\n"]))
def test_what_is_read_plainly_is_what_toml_says(lines: list[str], end: str) -> None:
    text = "\n".join(lines) + end
    plainly = office_file._plainly(text)
    assert plainly is None or plainly == by_toml(text)


def test_each_line_after_a_plain_one_is_what_toml_says() -> None:
    texts = [f'desk = "b"\n{line}\n' for line in LINES]
    assert [text for text in texts if office_file._plainly(text) not in (None, by_toml(text))] == []


def test_an_office_of_every_kind_is_read_as_it_was_written(tmp_path: Path) -> None:
    paths = OfficePaths(tmp_path)
    for file in (
        PLAIN,
        PLAIN._replace(witness=Path('/a "quoted" share')),
        PLAIN._replace(more_witnesses=(Path("/another"),)),
        PLAIN._replace(keys_in_file=True, vault=Path("/vault")),
    ):
        file.write(paths)
        assert read_office_file(tmp_path)[0] == file


@pytest.mark.parametrize("text", ["", 'id = "a"\n', 'id = "a"\nkind = "demo"\ndesk = "b"\ndesk = "c"\n', "id = "])
def test_what_is_no_office_is_none(tmp_path: Path, text: str) -> None:
    OfficePaths(tmp_path).office_file.write_text(text)
    with pytest.raises(ExternalSystemError, match="no_office"):
        read_office_file(tmp_path)


def test_the_start_of_an_ordinary_office_loads_no_reader_of_toml(tmp_path: Path) -> None:
    PLAIN.write(OfficePaths(tmp_path))
    code = (
        "import sys; from pathlib import Path; from desktop.environment.office_file import read_office_file;"
        "print(read_office_file(Path(sys.argv[1]))[0].kind, 'tomllib' in sys.modules, 'datetime' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [DEMO, "False", "False"]

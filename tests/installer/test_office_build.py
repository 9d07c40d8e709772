"""The checks of `script/installer` on a built program: each forbidden thing is found, and nothing else."""

from __future__ import annotations

import py_compile
import runpy
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import CodeType
from typing import cast

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "script" / "office_build.py"))
findings = cast("Callable[[Mapping[str, CodeType], Iterable[str]], Iterator[str]]", TOOL["findings"])
beside = cast("Callable[[Path], Iterator[tuple[str, CodeType]]]", TOOL["beside"])

imported = cast("Callable[[CodeType], set[str]]", TOOL["imported"])

READS = "desktop.media.sandbox.libsndfile"
RENDERS = "desktop.media.render"
PLAYS = "desktop.playback.libvlc"


def found(source: str = "", name: str = "desktop.media.render.mixing", files: Iterable[str] = ()) -> list[str]:
    return list(findings({name: compile(source, "it.py", "exec")}, files))


def of_source() -> dict[str, CodeType]:
    """Return every module of ours, as it is in the source."""
    paths = [path for folder in ("desktop", "db") for path in sorted((ROOT / folder).rglob("*.py"))]
    names = {path: path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in paths}
    return {names[path].removesuffix(".__init__"): compile(path.read_bytes(), path.name, "exec") for path in paths}


@pytest.mark.against("file")
def test_of_the_source_nothing_but_the_demonstration_is_found() -> None:
    lines = list(findings(of_source(), ()))
    assert [line for line in lines if not line.startswith("desktop.showcase")] == []
    assert "desktop.showcase.capture imports wave" in lines
    assert "desktop.showcase is the demonstration's" in lines


def test_whoever_may_import_a_library_that_also_writes_does_import_it() -> None:
    modules = of_source()
    for library, known in cast("dict[str, set[str]]", TOOL["ALSO_WRITE"]).items():
        assert known == {name for name, code in modules.items() if library in imported(code)}


@pytest.mark.parametrize(
    "source",
    [
        "import wave",
        "from wave import open",
        "import aifc, os",
        "def save():\n    if True:\n        import wave.x as writer",
        "class Kept:\n    def save(self):\n        return lambda: __import__(self.name)",
        "from importlib import import_module",
        "import soundfile",
        "from _soundfile import ffi",
        "from pydub import AudioSegment",
        "import vlc",
    ],
)
def test_a_module_that_could_write_sound_is_found_however_it_imports(source: str) -> None:
    assert found(source)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        (READS, "from _soundfile import ffi\ndef keep(sf, file):\n    sf.sf_writef_short(file)"),
        (READS, "from _soundfile import ffi\ndef keep(sf, file):\n    sf.sf_open_virtual(file, sf.SFM_RDWR)"),
        (RENDERS, "from pydub import AudioSegment\nAudioSegment.empty().export('out')"),
        (PLAYS, "import vlc\ndef play(instance):\n    instance.vlm_add_broadcast('x', 'y', 'sout')"),
    ],
)
def test_a_module_that_may_read_or_play_is_found_where_it_writes(name: str, source: str) -> None:
    assert found(source.partition("\n")[0], name) == []
    assert found(source, name)


def test_an_ordinary_module_is_not_found() -> None:
    assert found("import math\ndef shape(wave):\n    return {'wave': wave.export, 'w': math.pi}") == []


@pytest.mark.parametrize(
    "file",
    [
        "resources/demo/calls.toml",
        "vlc/plugins/audio_output/libamem_plugin.so",
        "vlc/plugins/audio_output/libafile_plugin.so",
        "vlc/plugins/stream_out/libstream_out_record_plugin.so",
        "vlc/plugins/access_output/libaccess_output_file_plugin.so",
        "vlc/plugins/mux/libmux_wav_plugin.so",
    ],
)
def test_a_file_of_the_demonstration_or_a_plugin_that_writes_is_found(file: str) -> None:
    assert found(files=["resources/sounds/sound-check.wav", "vlc/plugins/audio_output/libalsa_plugin.so", file]) == [
        f"{file} is there"
    ]


def test_modules_that_lie_beside_the_archive_are_read_in_either_form(tmp_path: Path) -> None:
    source = tmp_path / "it.py"
    source.write_text("import wave\n", encoding="utf-8")
    package = tmp_path / "built" / "desktop" / "showcase"
    py_compile.compile(str(source), str(package / "__init__.pyc"))
    py_compile.compile(str(source), str(package / "capture.pyc"))
    migrations = tmp_path / "built" / "db" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "env.py").write_text("import wave\n", encoding="utf-8")
    modules = dict(beside(tmp_path / "built"))
    assert set(modules) == {"desktop.showcase", "desktop.showcase.capture", "db.migrations.env"}
    assert [line for line in findings(modules, ()) if line.endswith("imports wave")] == [
        f"{name} imports wave" for name in modules
    ]

"""Checks of the build that need no building; the built program itself is tried by `script/installer`."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = ast.parse((ROOT / "build_installer.spec").read_text(encoding="utf-8"))
PLAYS = {"stream_filter", "demux", "codec", "audio_filter", "audio_mixer", "audio_output", "logger"}


def listed(name: str) -> list[str]:
    for node in SPEC.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            values: list[str] = ast.literal_eval(node.value)
            return values
    raise AssertionError(f"no {name} in the spec")


@pytest.mark.against("file")
def test_no_plugin_of_libvlc_that_writes_a_file_or_reads_the_network_is_built_in() -> None:
    plugins = listed("VLC_PLUGINS")
    assert [name for name in plugins if name.split("/")[0] == "access"] == ["access/*imem_plugin.*"]
    assert {name.split("/")[0] for name in plugins} == PLAYS | {"access"}


def test_of_outputs_only_alsas_is_built_in_and_the_captures_with_the_demonstration() -> None:
    outputs = {name.split("/")[1] for name in listed("VLC_PLUGINS") if name.startswith("audio_output/")}
    assert outputs == {"*alsa_plugin.*"}
    assert listed("DEMO_VLC_PLUGINS") == ["audio_output/*amem_plugin.*"]


def test_qt_brings_no_reader_of_pictures_and_no_network() -> None:
    folders = {name.split("/")[0] for name in listed("QT_PLUGINS")}
    assert {"imageformats", "tls", "networkinformation", "egldeviceintegrations"} & folders == set()
    assert {"platforms", "printsupport"} <= folders


def test_preparing_says_nothing_on_a_pc_without_ffmpeg(tmp_path: Path) -> None:
    code = f"import sys; sys.pycache_prefix = {str(tmp_path)!r}; import desktop.media.render"
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", code],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_plugin_of_libvlc_that_is_built_in_says_itself_that_it_is_lgpl() -> None:
    found = resolve_plugins()
    if found is None:
        pytest.skip("libvlc is not on this machine")
    licence: bytes = next(
        node.value.value
        for node in SPEC.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id == "PLUGIN_LICENCE"
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, bytes)
    )
    patterns = listed("VLC_PLUGINS") + listed("DEMO_VLC_PLUGINS")
    chosen = sorted({path for pattern in patterns for path in found.glob(pattern)})
    assert len(chosen) > 10
    assert [path.name for path in chosen if licence not in path.read_bytes()] == []
    # ... and the look is worth something: of those left out, some are under the GPL.
    gpl = b"Licensed under the terms of the GNU General Public License"
    others = set(found.glob("audio_filter/*_plugin.*")) - set(chosen)
    assert [path for path in others if gpl in path.read_bytes()]


def resolve_plugins() -> Path | None:
    return next(iter(sorted(Path("/usr/lib").glob("*/vlc/plugins"))), None)


def test_nothing_under_the_gpl_comes_with_python() -> None:
    text = (ROOT / "build_installer.spec").read_text(encoding="utf-8")
    for module in ("readline", "_gdbm", "_dbm"):
        assert f'"{module}"' in text.partition("excludes=")[2]


def test_the_library_that_decodes_is_built_in_with_its_terms() -> None:
    """Nothing imports `soundfile`, which would tell PyInstaller to include it."""
    calls = {ast.unparse(node) for node in ast.walk(SPEC) if isinstance(node, ast.Call)}
    assert {"collect_dynamic_libs('_soundfile_data')", "collect_data_files('_soundfile_data')"} <= calls

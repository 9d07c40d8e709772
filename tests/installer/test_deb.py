"""The Debian packages, built from folders that stand for the built program; `script/try-deb` tries the real ones."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from desktop.cli.main import parser
from desktop.config import OfficePaths
from desktop.environment.policy_source import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
VERBS = next({*each.choices} for each in parser()._actions if isinstance(each.choices, dict))
DEMONSTRATION = {"demo"}
VERSION = "0.1.0+12"
"""Of a build twelve commits after the release."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("dpkg-deb") is None or shutil.which("objdump") is None, reason="it is packed on Debian"
    ),
]


ADDED = ("_internal/desktop/showcase/verbs.pyc", "_internal/resources/demo/calls.toml")


METADATA = "Metadata-Version: 2.4\nName: Some_Library\nVersion: 1.2\nLicense-Expression: MIT\n\nWords.\n"


def packed(place: Path) -> tuple[Path, Path]:
    """Pack folders that stand for the built ones, written in that place."""
    built, demo = place / "listening-room", place / "listening-room-demo"
    built.mkdir()
    shutil.copy(shutil.which("true") or "", built / "listening-room")
    (built / "listening-room").chmod(0o700)
    for name, text in (("some_library-1.2.dist-info/METADATA", METADATA), ("licences/libc6", "Its terms.")):
        (built / "_internal" / name).parent.mkdir(parents=True)
        (built / "_internal" / name).write_text(text, encoding="utf-8")
    (built / "_internal/resources").mkdir()
    (built / "_internal/resources/version").write_text(VERSION, encoding="ascii")
    for name in ADDED:
        (demo / name).parent.mkdir(parents=True)
        (demo / name).write_text("of the demonstration", encoding="utf-8")
    plugins = demo / "_internal/vlc/plugins/audio_output"
    plugins.mkdir(parents=True)
    shutil.copy(shutil.which("true") or "", plugins / "libamem_plugin.so")
    made = subprocess.run(
        ["script/deb", str(built), str(demo), str(place / "out")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    office, demonstration = map(Path, made.stdout.split())
    return office, demonstration


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return packed(tmp_path_factory.mktemp("deb"))


@pytest.fixture(scope="module")
def package(packages: tuple[Path, Path]) -> Path:
    return packages[0]


@pytest.fixture(scope="module")
def demo(packages: tuple[Path, Path]) -> Path:
    return packages[1]


@pytest.fixture(scope="module")
def trees(packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders that the two packages are unpacked in, each with its scripts in `DEBIAN`."""
    office, demo = tmp_path_factory.mktemp("office"), tmp_path_factory.mktemp("demo")
    for package, folder in zip(packages, (office, demo), strict=True):
        subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(folder)], check=True)
    return office, demo


def field(package: Path, name: str) -> str:
    return subprocess.run(
        ["dpkg-deb", "--field", str(package), name], capture_output=True, text=True, check=True
    ).stdout.strip()


def contents(package: Path) -> list[str]:
    listing = subprocess.run(["dpkg-deb", "--contents", str(package)], capture_output=True, text=True, check=True)
    return listing.stdout.splitlines()


def test_it_says_what_it_is_and_what_it_needs(package: Path) -> None:
    assert (field(package, "Package"), field(package, "Version")) == ("listening-room", VERSION)
    needed = {each.split()[0] for each in field(package, "Depends").split(", ")}
    assert {"libc6", "libegl1", "libgl1", "fontconfig-config", "libasound2-data", "xkb-data"} <= needed
    assert not [name for name in needed if "python" in name or "vlc" in name or "cups" in name]


def test_the_policies_are_the_administrators_and_stay_and_no_script_runs_when_it_is_installed(
    trees: tuple[Path, Path],
) -> None:
    of_office, of_demo = (tree / "DEBIAN" for tree in trees)
    kept = (of_office / "conffiles").read_text().split()
    assert kept == sorted(f"/etc/listening-room/{policy.name}" for policy in SHIPPED.glob("*.toml"))
    assert {path.name for path in of_office.iterdir()} == {"control", "conffiles", "md5sums", "prerm", "postrm"}
    assert {path.name for path in of_demo.iterdir()} == {"control", "md5sums"}


def test_everything_is_roots_and_nobody_else_can_write_it(packages: tuple[Path, Path]) -> None:
    for package in packages:
        lines = contents(package)
        assert lines and all(line.split()[1] == "root/root" for line in lines)
        assert not [line for line in lines if line[0] != "l" and (line[5] == "w" or line[8] == "w" or "s" in line[:10])]


def test_the_demonstration_wants_exactly_the_program_that_it_was_built_with(demo: Path, package: Path) -> None:
    assert (field(demo, "Package"), field(demo, "Version")) == ("listening-room-demo", VERSION)
    assert f"listening-room (= {VERSION})" in field(demo, "Depends").split(", ")
    assert field(demo, "Recommends") == ""
    assert field(demo, "Architecture") == field(package, "Architecture")
    assert "listening-room-demo" not in field(package, "Depends") + field(package, "Recommends")


def test_the_demonstration_has_what_it_adds_its_terms_and_the_change_log_and_nothing_else(demo: Path) -> None:
    program, documents = "./opt/listening-room", "./usr/share/doc/listening-room-demo"
    plugin = "_internal/vlc/plugins/audio_output/libamem_plugin.so"
    assert sorted(line.split()[-1] for line in contents(demo) if line[0] != "d") == [
        *(f"{program}/{name}" for name in sorted((*ADDED, plugin))),
        f"{documents}/CHANGELOG.md",
        f"{documents}/changelog.gz",
        f"{documents}/copyright",
        f"{documents}/sbom.cdx.json",
        "./usr/share/man/man1/listening-room-demo.1.gz",
    ]


def test_the_same_folders_give_the_same_packages_to_the_byte(packages: tuple[Path, Path], tmp_path: Path) -> None:
    for before, again in zip(packages, packed(tmp_path), strict=True):
        assert before.read_bytes() == again.read_bytes()


def test_it_says_of_what_it_is_made_and_what_changed(trees: tuple[Path, Path]) -> None:
    names = ("listening-room", "listening-room-demo")
    documents = [tree / "usr/share/doc" / name for tree, name in zip(trees, names, strict=True)]
    bill, added = (json.loads((each / "sbom.cdx.json").read_text("utf-8")) for each in documents)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["version"] == VERSION
    found = {each["name"]: each for each in bill["components"]}
    assert found["Some_Library"]["purl"] == "pkg:pypi/some-library@1.2"
    assert found["Some_Library"]["licenses"] == [{"license": {"name": "MIT"}}]
    assert found["libc6"]["purl"].startswith("pkg:deb/debian/libc6@2.") and "python" in found
    assert sorted(bill["dependencies"][0]["dependsOn"]) == sorted(each["bom-ref"] for each in found.values())
    assert added["components"] == []
    for name, each in zip(names, documents, strict=True):
        lines = gzip.decompress((each / "changelog.gz").read_bytes()).decode().splitlines()
        assert lines[0] == f"{name} ({VERSION}) unstable; urgency=medium" and lines[-1].startswith(" -- ")


def test_no_file_is_in_both_packages(packages: tuple[Path, Path]) -> None:
    office, added = ({line.split()[-1] for line in contents(each) if line[0] != "d"} for each in packages)
    assert office and added and not office & added


def test_the_launcher_the_menu_the_manual_and_the_terms_are_there(trees: tuple[Path, Path]) -> None:
    office, demo = trees
    assert (office / "usr/bin/listening-room").readlink() == Path("/opt/listening-room/listening-room")
    for folder in (office / "usr/share/doc/listening-room", demo / "usr/share/doc/listening-room-demo"):
        terms = (folder / "copyright").read_text("utf-8")
        assert "Permission is hereby granted" in terms and "LGPL-3" in terms and "@" not in terms.replace("@@", "")
    assert "libamem_plugin" in terms, "the demonstration's own"
    menu = (office / "usr/share/applications/listening-room.desktop").read_text("utf-8")
    assert "Exec=listening-room\n" in menu and "Terminal=false" in menu
    for path in ("man/man1/listening-room.1.gz", "icons/hicolor/scalable/apps/listening-room.svg"):
        assert (office / "usr/share" / path).stat().st_size > 100


def test_each_verb_has_a_manual_page_in_the_package_that_has_the_verb(trees: tuple[Path, Path]) -> None:
    for folder, verbs in zip(trees, (VERBS - DEMONSTRATION, DEMONSTRATION), strict=True):
        pages = {page.name for page in (folder / "usr/share/man/man1").iterdir()}
        assert pages - {"listening-room.1.gz"} == {f"listening-room-{verb}.1.gz" for verb in verbs}


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not here")
def test_lintian_calls_nothing_of_the_manual_pages_an_error(packages: tuple[Path, Path]) -> None:
    command = ["lintian", "--allow-root", "--tag-display-limit", "0", *map(str, packages)]
    found = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    assert [line for line in found.splitlines() if "man" in line and line[0] in "EW"] == []


def test_a_timer_of_each_account_that_has_an_office_runs_the_nightly_run(trees: tuple[Path, Path]) -> None:
    units = trees[0] / "usr/lib/systemd/user"
    wanted = units / "timers.target.wants/listening-room-nightly.timer"
    assert wanted.resolve() == units / "listening-room-nightly.timer"
    names = "listening-room-nightly.service", "listening-room-nightly.timer"
    service, timer = (dict(_lines(units / name)) for name in names)
    assert service["ExecStart"] == "/usr/bin/listening-room retain --if-due"
    assert parser().parse_args(service["ExecStart"].split()[1:]).if_due
    assert timer["Persistent"] == "true" and timer["OnCalendar"] == "*-*-* 02:00:00"
    office = f"%h/.local/share/listening-room/office/{OfficePaths(Path()).office_file.name}"
    assert service["ConditionPathExists"] == office
    assert "ConditionPathExists" not in timer, "an office that is made later is its as well"


def test_the_pages_that_come_with_it_have_no_dead_link(trees: tuple[Path, Path]) -> None:
    folder = trees[0] / "usr/share/doc/listening-room"
    pages = [page for page in folder.rglob("*.md") if page.name != "CHANGELOG.md"]
    assert {"README.md", "set-up.md", "security.md"} <= {page.name for page in pages} and len(pages) > 50
    dead = [
        f"{page.relative_to(folder)}: {link}"
        for page in pages
        for link in re.findall(r"(?:\]\(|src=\")([^)\"#\s]+)", page.read_text("utf-8"))
        if "://" not in link and not link.startswith("mailto:") and not (page.parent / link).exists()
    ]
    assert dead == []


def test_after_a_purge_nothing_of_it_stays_enabled(trees: tuple[Path, Path], tmp_path: Path) -> None:
    control = trees[0] / "DEBIAN"
    etc = tmp_path / "root/etc/systemd"
    enabled = etc / "system/timers.target.wants/listening-room-jobs.timer"
    masked = etc / "user/listening-room-nightly.timer"
    of_another = etc / "system/timers.target.wants/another.timer"
    for link in (enabled, masked, of_another):
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to("/dev/null")
    for act, left in (("remove", {enabled, masked, of_another}), ("purge", {of_another}), ("purge", {of_another})):
        script, env = control / "postrm", {"DPKG_ROOT": str(tmp_path / "root"), "PATH": "/usr/bin:/bin"}
        subprocess.run([script, act], env=env, check=True)
        assert {link for link in (enabled, masked, of_another) if link.is_symlink()} == left
    subprocess.run([control / "prerm", "remove"], env=env, check=True)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_understands_the_timer(tmp_path: Path) -> None:
    for name in ("listening-room-nightly.service", "listening-room-nightly.timer"):
        text = (ROOT / "resources/installer" / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/usr/bin/listening-room", "/bin/true"), "utf-8")
    units = [str(file) for file in sorted(tmp_path.iterdir())]
    own = {"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = ["systemd-analyze", "verify", "--user", "--man=no", *units]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=own)
    assert [line for line in run.stderr.splitlines() if "listening-room" in line] == []
    assert run.returncode == 0, run.stderr


def _lines(unit: Path) -> list[tuple[str, str]]:
    lines = [line for line in unit.read_text("utf-8").splitlines() if "=" in line and not line.startswith("#")]
    return [(line.partition("=")[0], line.partition("=")[2]) for line in lines]

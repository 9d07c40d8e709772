# shellcheck shell=bash
# What the scripts share. Sourced, never run. It goes to the top of the repository and sets $VENV, the environment's folder.

set -euo pipefail
CALLED_FROM=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")/.."
VENV=${VENV:-.venv}
# The environment of another copy of the repository has that copy's program installed: Python has to find this one first.
borrowed_venv=
case $(realpath --canonicalize-missing "$VENV") in
    "$(pwd -P)"/*) ;;
    *) owner=$(tail --lines 1 "$VENV/.installed-program" 2>/dev/null || true)
       if [ "$owner" != "$PWD" ] && [ -d "$owner" ]; then
           borrowed_venv=yes && export PYTHONPATH=$PWD${PYTHONPATH:+:$PYTHONPATH}
       fi ;;
esac

say() { printf '==> %s\n' "$*"; }
fail() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

# --help, as a script's first word, is answered with what stands at its top, before anything else is done.
SCRIPT=script/$(basename "$0")
case ${1:-} in
    --help | -h) sed '1d; /^#/!Q; s/^# \{0,1\}//' "$SCRIPT"; exit ;;
esac

# Ends a script that was given a word it does not know: an option, or more than $1 words.
know_no_more() { # MOST WORD...
    local most=$1 word && shift
    [ $# -le "$most" ] || fail "it takes no \"${*:most + 1}\": $SCRIPT --help"
    for word in "$@"; do case $word in -*) fail "it takes no $word: $SCRIPT --help" ;; esac; done
}

# Prints a place as it is from here: what was typed is from where the script was called.
place() { case $1 in /*) printf '%s\n' "$1" ;; *) printf '%s\n' "$CALLED_FROM/$1" ;; esac; }

# Installs the group $2 of script/bootstrap where the program $1 is not here.
need() { command -v "$1" >/dev/null || script/bootstrap "$2" >&2; }

# Puts `uv` on the path: into .venv-lock, where there is none.
need_uv() {
    if ! command -v uv >/dev/null; then
        if ! [ -x .venv-lock/bin/uv ]; then
            say "putting uv into .venv-lock"
            local python
            python=$(newest_python)
            "${python:?no Python with venv}" -m venv --clear .venv-lock
            .venv-lock/bin/python -m pip install --quiet --disable-pip-version-check uv
        fi
        PATH=$PWD/.venv-lock/bin:$PATH
    fi
}

# The Pythons that requirements/*.txt are made for, newest first; 3.14 only where there is nothing else.
PYTHON_VERSIONS=(3.13 3.12 3.11 3.14)

# Prints a Python of version $1 that can make an environment (Debian ships venv and ensurepip apart), or nothing.
python_of_version() {
    local candidate
    for candidate in "/usr/bin/python$1" "$(command -v "python$1" || true)" /usr/bin/python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python3; do
        if [ -x "$candidate" ] && "$candidate" - "$1" 2>/dev/null <<'EOF'; then
import ctypes, ensurepip, ssl, sys, venv
sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])
EOF
            printf '%s\n' "$candidate"
            return
        fi
    done
}

# Prints the newest usable Python, or nothing. $PYTHON, where it is set, is the answer.
newest_python() {
    local version found
    if [ -n "${PYTHON:-}" ]; then command -v "$PYTHON" || true; return; fi
    for version in "${PYTHON_VERSIONS[@]}"; do
        found=$(python_of_version "$version")
        if [ -n "$found" ]; then printf '%s\n' "$found"; return; fi
    done
}

# Prints the oldest usable Python of another version than $1 ("3.13"), or nothing.
other_python() {
    local version found
    for version in $(printf '%s\n' "${PYTHON_VERSIONS[@]}" | sort -V); do
        [ "$version" != "$1" ] || continue
        found=$(python_of_version "$version")
        if [ -n "$found" ]; then printf '%s\n' "$found"; return; fi
    done
}

# When process $1 started, in the kernel's ticks: a process's number is given again, with this it is that process alone.
started() { { sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20; } 2>/dev/null; }

# Removes in the place $1 the folders of runs that were killed, and could not remove theirs: a file says whose each is.
clear_up_after_killed() {
    local whose pid ticks
    [ -n "$(started $$)" ] || return 0
    for whose in "$1"/lr-????????/.whose; do
        [ -O "$whose" ] && read -r pid ticks <"$whose" || continue
        [ "$(started "$pid")" = "$ticks" ] || rm -rf "${whose%/.whose}" || true
    done
}

# Makes a temporary folder of this script's own, in $1 or the usual place, and prints it. Its name is short: sockets lie
# in it, whose paths must be.
own_folder() { # [PLACE]
    local place=${1:-${PYTEST_DEBUG_TEMPROOT:-${TMPDIR:-/tmp}}} made
    clear_up_after_killed "$place"
    made=$(mktemp -d -p "$place" lr-XXXXXXXX)
    echo "$$ $(started $$)" >"$made/.whose"
    printf '%s\n' "$made"
}

# Makes a folder in memory, where at least $1 MB of it are free, and prints it; otherwise prints nothing.
folder_in_memory() {
    local free
    clear_up_after_killed /dev/shm
    free=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || true)
    if [ -w /dev/shm ] && [ "${free:-0}" -ge "$1" ] &&
        [ "$(df --output=avail --block-size=1M /dev/shm | tail -n 1)" -ge "$1" ]; then
        own_folder /dev/shm
    fi
}

# Whether a program starts from the folder $1: memory may be mounted so that none does.
programs_start_in() {
    printf '#!/bin/sh\n' >"$1/try" && chmod 700 "$1/try" && "$1/try" 2>/dev/null && rm "$1/try"
}

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

# The time that a build says of itself: that of the newest commit, so that the same source gives the same packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat --format %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH

# The version that a build carries: the release; with the commits since its tag (0.1.0+12), or, where it has no tag yet, up
# to it (0.1.0~4182). apt takes each for newer than the one before.
version_of_source() {
    local release tag commits
    release=$(sed -n 's/^RELEASE = "\(.*\)"$/\1/p' desktop/__init__.py)
    [ -n "$release" ] || fail "no release in desktop/__init__.py"
    tag=$(git tag --list "v$release" 2>/dev/null || true)
    commits=$(git rev-list --count "${tag:+$tag..}HEAD" 2>/dev/null || true)
    if [ -n "$tag" ]; then
        [ "$commits" = 0 ] && printf '%s\n' "$release" || printf '%s\n' "$release+$commits"
    else
        printf '%s\n' "$release${commits:+~$commits}"
    fi
}

# The number of a build, which grows with each commit: Windows compares no other part of a version than numbers.
build_number() { printf '%s\n' "${BUILD_NUMBER:-$(git rev-list --count HEAD 2>/dev/null || echo 0)}"; }

# Builds the program and what the demonstration adds to it, as PyInstaller lays them out, into the folder $1.
build_program() {
    say "building $1/listening-room"
    mkdir -p build
    BUILD_VERSION=${BUILD_VERSION:-$(version_of_source)}
    export BUILD_VERSION
    PYTHONHASHSEED=0 "$VENV/bin/pyinstaller" --noconfirm --log-level WARN --distpath "$1" build_installer.spec >build/installer.log 2>&1 ||
        fail "the build failed: $(tail -n 20 build/installer.log)"
}

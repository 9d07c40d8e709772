"""Files planted in a program's way: a library that leaves a mark when it is loaded, and a module that does.

The library is assembled here (binutils), so that no compiler is needed. Its first function opens the mark's file and
adds a line. `hiding`: it also takes its variable out of the environment, once the starter of the built program has
added its own: from then on the program can see nothing of it but the library itself.
"""

from __future__ import annotations

import platform
import subprocess
from pathlib import Path

MARK = "mark"
"""The name of the file in which everything planted leaves a line."""
MACHINE = "x86_64"

_LIBRARY = """
    .intel_syntax noprefix
    .section .init_array, "aw"
    .quad begin
    .section .rodata
path: .asciz "{path}"
line: .ascii "loaded\\n"
    .text
begin:
    push rbx
    mov rbx, rdx                    # the environment, which glibc hands to each of these functions
    mov eax, 2                      # open(path, O_WRONLY | O_CREAT | O_APPEND, 0666)
    lea rdi, [rip + path]
    mov esi, 0x441
    mov edx, 0x1b6
    syscall
    test eax, eax
    js 1f
    mov edi, eax
    mov eax, 1                      # write(it, line, 7)
    lea rsi, [rip + line]
    mov edx, 7
    syscall
    mov eax, 3                      # close(it)
    syscall
1:  {hide}
    pop rbx
    ret
    .section .note.GNU-stack, "", @progbits
"""
_HIDE = """
    xor ecx, ecx                    # has the starter been here?
    xor r8d, r8d                    # where the loader's variable is
2:  mov rax, [rbx]
    test rax, rax
    jz 4f
    add rbx, 8
    cmp dword ptr [rax], 0x4959505F # _PYI
    jne 3f
    mov ecx, 1
3:  movabs r9, 0x4F4C4552505F444C   # LD_PRELO
    cmp [rax], r9
    jne 2b
    mov r8, rax
    jmp 2b
4:  test ecx, ecx
    jz 5f
    test r8, r8
    jz 5f
    mov word ptr [r8], 0x5858       # XX_PRELOAD
5:
"""


def can_plant() -> bool:
    """Return whether libraries can be assembled for this machine."""
    return platform.machine() == MACHINE


def library(folder: Path, *names: str, hiding: bool = False) -> Path:
    """Plant libraries of those names in a folder, whose mark is `folder/mark`. Return the last."""
    folder.mkdir(parents=True, exist_ok=True)
    source = _LIBRARY.format(path=folder / MARK, hide=_HIDE if hiding else "")
    subprocess.run(["as", "-o", folder / "planted.o", "-"], input=source, text=True, check=True)
    for name in names:
        subprocess.run(["ld", "-shared", "-o", folder / name, folder / "planted.o"], check=True)
    return folder / names[-1]


def module(folder: Path, *names: str) -> Path:
    """Plant Python modules of those names ("encodings/__init__" is a package). Return the folder."""
    for name in names:
        file = folder / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"open({str(folder / MARK)!r}, 'a').write('loaded\\n')\n", "utf-8")
    return folder


def marks(folder: Path) -> int:
    """Return how often something planted in that folder or below was loaded."""
    return sum(len(mark.read_text().splitlines()) for mark in folder.rglob(MARK))

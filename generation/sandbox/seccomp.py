"""A filter in the kernel that leaves a process the system calls of reading, computing and answering.

What isn't on the list fails with EPERM: no file can be opened, nothing connected to, started, signalled or renamed.
The filter is classic BPF, handed over with prctl(2) and seccomp(2); there is no library to install. Once it holds,
nothing takes it away.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from pathlib import Path

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
#: The machine's number in a filter (linux/audit.h), and the column of its calls below.
MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
#: Calls on x86-64 that begin with this bit are x32's, which nobody here uses.
X32 = 0x40000000
#: Numbers on x86-64 (asm/unistd_64.h) and on aarch64 (asm-generic/unistd.h).
ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "lseek": (8, 62), "fstat": (5, 80), "newfstatat": (262, 79), "close": (3, 57), "fcntl": (72, 25),
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "getpid": (39, 172), "gettid": (186, 178), "getrandom": (318, 278), "getrusage": (98, 165),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None), "sysinfo": (99, 179),
    "uname": (63, 160), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip

LOAD, JUMP_IF_EQUAL, JUMP_IF_SET, ANSWER = 0x20, 0x15, 0x45, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_void_p)]


def available() -> bool:
    """Whether this kernel has filters, and this machine is one that we know the calls of."""
    status = Path("/proc/self/status")
    return platform.machine() in MACHINES and status.is_file() and "\nSeccomp_filters:" in status.read_text()


def program(machine: str) -> bytes:
    """The filter for a machine of `MACHINES`, as the kernel wants it: 8 bytes an instruction."""
    audit, column = MACHINES[machine]
    numbers = [both[column] for both in ALLOWED.values() if both[column] is not None]
    code = [(LOAD, 0, 0, 4), (JUMP_IF_EQUAL, 1, 0, audit), (ANSWER, 0, 0, KILL), (LOAD, 0, 0, 0)]
    if machine == "x86_64":
        code += [(JUMP_IF_SET, 0, 1, X32), (ANSWER, 0, 0, KILL)]
    for left, number in zip(range(len(numbers), 0, -1), numbers, strict=True):
        code.append((JUMP_IF_EQUAL, left, 0, number or 0))
    code += [(ANSWER, 0, 0, REFUSE), (ANSWER, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *one) for one in code)


def shut(libc: ctypes.CDLL) -> bool:
    """Put the filter over this process for good; False where the kernel or the machine has none."""
    if platform.machine() not in MACHINES:
        return False
    code = program(platform.machine())
    held = ctypes.create_string_buffer(code, len(code))
    whole = _Program(len(code) // 8, ctypes.cast(held, ctypes.c_void_p))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return int(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(whole), 0, 0)) == 0

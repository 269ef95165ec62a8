"""The walls that the sandboxed process builds around itself before it reads a byte of the file."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
from dataclasses import asdict, dataclass
from pathlib import Path

from . import seccomp
from .question import Limits

NOBODY = 65534
PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


@dataclass(frozen=True)
class Walls:
    """Which walls hold; limits of memory, time, files and processes always do.

    `calls`: the kernel refuses every system call but those of reading, computing and answering. `network`: the
    process has a network of its own, with nothing in it. `user`: it runs as nobody, or as a user without rights
    over others.
    """

    calls: bool
    network: bool
    user: bool

    @property
    def no_network(self) -> bool:
        """Whether nothing can be connected to."""
        return self.calls or self.network

    def as_json(self) -> dict[str, bool]:
        """Plain JSON values."""
        return asdict(self)


def build(limits: Limits, parent: int) -> Walls:
    """Shut this process in. What it needs of other files has to be imported before.

    Raises `ProcessLookupError` if its parent is gone already.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    os.nice(10)
    with contextlib.suppress(OSError):  # the kernel's choice where memory runs out
        Path("/proc/self/oom_score_adj").write_text("1000")
    own_network = libc.unshare(CLONE_NEWNET) == 0
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    elif not own_network:
        own_network = libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise ProcessLookupError
    _limit(limits)
    calls = seccomp.shut(libc)
    return Walls(calls=calls, network=own_network, user=os.geteuid() != 0)


def _limit(limits: Limits) -> None:
    """Memory is counted from what the interpreter and its libraries take up already."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    memory = pages * resource.getpagesize() + limits.memory
    # A second between the signal that says why and the one that nothing survives.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        resource.setrlimit(what, (most, most))

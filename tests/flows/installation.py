"""A whole installation in a folder of its own, with real processes, for tests that kill them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


class Installation:
    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.env = {
            **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "WORK_DIR", "KEY_DIR")},
            "DEBUG": "true",
            "DATA_DIR": str(folder),
            "ENV_FILE": os.devnull,
            "STARTER_CATALOGUE": "false",
            "LOG_LEVEL": "INFO",
            "EMAIL_URL": "dummymail://",
            "CELERY_BROKER_URL": "filesystem://",
            "JOB_LEASE_SECONDS": "2",
            **settings,
        }
        self.processes: list[subprocess.Popen[bytes]] = []
        self.manage("migrate", "-v0")

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            check=check,
            timeout=300,
        )

    def python(self, code: str) -> Any:
        """Run a few lines in the installation; what they assign to `answer` comes back."""
        lines = f"import json\n{code}\nprint('\\n' + json.dumps(answer))"
        out = self.manage("shell", "-v0", "-c", lines).stdout
        return json.loads(out.strip().splitlines()[-1])

    def submit(self, prompt: str = "warm bokeh lights at night", **ask: Any) -> int:
        """A short clip for the account "Alice", who has credits; returns the request's number."""
        values = {"prompt": prompt, "duration_ms": 2_000, "resolution": "360p", "quality": "draft", **ask}
        return int(
            self.python(
                "from catalog.models import Account\nfrom billing import ledger\n"
                "from generation.requests.ask import Ask\nfrom generation.requests.submit import submit\nimport uuid\n"
                "alice, _ = Account.objects.get_or_create(name='Alice')\n"
                "ledger.grant(alice, 1000, key='test', note='for the test')\n"
                f"answer = submit(alice, None, Ask(**{values!r}), str(uuid.uuid4())).pk"
            )
        )

    def states(self) -> list[list[str]]:
        """Each request's state and its job's, oldest first."""
        return self.python(
            "from generation.models import RenderRequest\n"
            "answer = [[r.state, r.job.state] for r in RenderRequest.objects.select_related('job').order_by('pk')]"
        )

    def under_way(self) -> bool:
        return any(job in ("queued", "rendering") for _, job in self.states())

    def attempts(self) -> int:
        """Times that a worker began a job."""
        begun = "JobEvent.objects.filter(note__startswith='attempt').count()"
        return int(self.python(f"from generation.models import JobEvent\nanswer = {begun}"))

    def start(self, kind: str) -> subprocess.Popen[bytes]:
        """One of the Procfile's processes."""
        line = next(x for x in (ROOT / "Procfile").read_text().splitlines() if x.startswith(f"{kind}:"))
        command = (
            line.split(": ", 1)[1]
            .replace(".venv/bin/", f"{BIN}/")
            .replace("${DATA_DIR:-var}", str(self.folder))
        )
        log = (self.folder / f"{kind}.log").open("ab")
        process = subprocess.Popen(
            ["bash", "-c", f"exec {command}"], cwd=ROOT, env=self.env, stdout=log, stderr=log
        )
        self.processes.append(process)
        return process

    def gpu_worker(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`manage.py gpu_worker` on the processor, as an operator starts it."""
        log = (self.folder / "gpu.log").open("ab")
        command = [sys.executable, "manage.py", "gpu_worker", "--device", "cpu", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()

    def stray_files(self) -> list[str]:
        """Files that nothing in the database names, in storage and work folders."""
        known = set(
            self.python(
                "from catalog.models import Rendition\nanswer = list(Rendition.objects.values_list('key', flat=True))"
            )
        )
        stored = {
            str(p.relative_to(self.folder / "media"))
            for p in (self.folder / "media").rglob("*")
            if p.is_file()
        }
        work = [str(p) for p in (self.folder / "work").rglob("*")] if (self.folder / "work").exists() else []
        return sorted(stored - known) + work


def wait_for(what: Callable[[], bool], seconds: float, why: Callable[[], object] = lambda: "") -> None:
    """Look until it is so; fail with a reason when it is not in time."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"not within {seconds} s: {why()}"
        time.sleep(0.2)

"""The desk: from a key to the next case on the screen, a hundred times in Chromium, and the page of a long queue.

The key's time is what a person waits for: the next case stands ready and shows while the decision is on its way. The
answer's time is how long that takes to come back; a key that is pressed sooner waits for it.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench.pages import _free_port, _serve
from tests.flows.installation import Installation

CASES, QUEUES = 100, (100, 10_000)
KEYS = "a1a4a9a2"


def measure() -> Iterator[str]:
    """A table's lines; each queue in an installation of its own."""
    yield "| waiting | key to next case, median | p95 | answer, median | p95 | page, median | last page, median |"
    yield "|---|---|---|---|---|---|---|"
    for waiting in QUEUES:
        with tempfile.TemporaryDirectory() as folder:
            found = _measured(Path(folder), waiting)
        yield f"| {waiting:,} | " + " | ".join(f"{one:.0f} ms" for one in found) + " |"


def _measured(folder: Path, waiting: int) -> list[float]:
    here = Installation(folder / "site", SAMPLE_PERCENT="0")
    here.python(
        "from marketplace.trial import create_trials\nfrom catalog.search.changes import rebuild\n"
        "from tests.browser.cases import open_cases\ncreate_trials()\n"
        f"open_cases({waiting}, files={CASES + 2})\nrebuild()\nanswer = None"
    )
    port = _free_port()
    server = _serve(here, port)
    try:
        return _driven(f"http://127.0.0.1:{port}", waiting)
    finally:
        server.terminate()
        server.wait()


def _driven(site: str, waiting: int) -> list[float]:
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import ARGUMENTS

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{site}/sign-in")
        page.fill("input[name=login]", "moderator@example.com")
        page.fill("input[name=password]", "oddreel-try")
        page.click("main button.primary")
        page.wait_for_url(f"{site}/")
        pages = [_timed(page, f"{site}/desk") for _ in range(5)]
        last = [_timed(page, f"{site}/desk?page={waiting // 40}") for _ in range(5)]
        page.goto(f"{site}/desk")
        page.evaluate("performance.setResourceTimingBufferSize(5000)")
        for i in range(CASES - 1):
            with page.expect_response("**/act"):
                page.keyboard.press(KEYS[i % len(KEYS)])
            if i < CASES - 2:  # before the last one nothing stands ready any more
                page.wait_for_function("() => document.getElementById('ahead').dataset.review")
        keys = page.evaluate("performance.getEntriesByName('next case').map(one => one.duration)")
        asked = "performance.getEntriesByType('resource').filter(one => one.name.endsWith('/act'))"
        answers = page.evaluate(f"{asked}.map(one => one.duration)")
        browser.close()
    assert len(keys) == len(answers) == CASES - 1
    return [*_summary(keys), *_summary(answers), statistics.median(pages), statistics.median(last)]


def _timed(page: Any, address: str) -> float:
    page.goto(address)
    asked = "(({responseEnd, requestStart}) => responseEnd - requestStart)"
    return float(page.evaluate(f"{asked}(performance.getEntriesByType('navigation')[0])"))


def _summary(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]

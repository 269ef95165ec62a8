"""Search answers in milliseconds with ten thousand clips. CPU time of one thread: a busy machine changes it little."""

import itertools
import statistics
import time

import pytest

from catalog.search.embedded import EmbeddedIndex
from catalog.search.interface import Query
from tests.catalog.indexed import document

pytestmark = pytest.mark.speed

COLOURS = ("golden", "blue", "green", "pale", "dark", "warm")
THINGS = (
    "ocean waves",
    "city lights",
    "particle waves",
    "clouds",
    "rain on glass",
    "aurora",
    "a mountain road",
    "a river",
)
TIMES = ("at sunset", "at night", "at dawn", "at noon", "in the evening")
SENTENCES = [" ".join(parts) for parts in itertools.product(COLOURS, THINGS, TIMES)]
CLIPS = 10_000


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    index = EmbeddedIndex(str(tmp_path_factory.mktemp("large")))
    index.rebuild(
        document(
            n + 1, SENTENCES[n % len(SENTENCES)], account=7 if n % 10 == 0 else None, text=f"take {n % 97}"
        )
        for n in range(CLIPS)
    )
    index.search(Query("golden waves"))
    return index


def median_ms(act, values):
    times = []
    for value in values:
        begun = time.thread_time()
        act(value)
        times.append((time.thread_time() - begun) * 1e3)
    return statistics.median(times)


def test_everything_is_there(large):
    results = large.search(Query("golden ocean waves at sunset", accounts=(7,)))
    assert results.total > 100
    assert not results.limited
    assert large.health().documents == CLIPS


@pytest.mark.parametrize(
    ("what", "act", "values", "most_ms"),
    [
        (
            "new sentences",
            lambda index, s: index.search(Query(f"slow {s} from a drone", accounts=(7,))),
            SENTENCES[:60],
            30,
        ),
        ("known sentences", lambda index, s: index.search(Query(s, accounts=(7,))), SENTENCES[:4] * 15, 20),
        (
            "filters",
            lambda index, s: index.search(Query(s, filters={"shape": ("16:9",)})),
            SENTENCES[:4] * 15,
            25,
        ),
        ("everything", lambda index, s: index.search(Query("")), SENTENCES[:30], 20),
        ("suggestions", lambda index, s: index.suggest(s[:4]), SENTENCES[:30], 15),
        ("slips", lambda index, s: index.search(Query("goldne wavse")), SENTENCES[:30], 30),
    ],
)
def test_milliseconds(large, what, act, values, most_ms):
    taken = median_ms(lambda value: act(large, value), values)
    print(f"{what}: {taken:.1f} ms")
    assert taken < most_ms

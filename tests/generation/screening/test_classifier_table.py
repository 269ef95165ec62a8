"""The policy's [classifier] table is checked: thresholds rise, every kind has a rule, and the floor can't be lifted."""

from pathlib import Path

import pytest

from generation.screening.classifier_table import CATEGORIES
from generation.screening.loading import load_policy
from generation.screening.policy import PolicyError

RULE = """
version = "own.1"
[lexicons.fruit]
terms = ["banana"]
[[rules]]
id = "no-fruit"
name = "Fruit"
says = "No fruit here."
decision = "hold"
overridable_by = "moderator"
[[rules.when]]
all = ["fruit"]
[rules.examples]
stop = ["a banana"]
pass = ["a chair"]
"""
KINDS = "\n".join(f'{kind} = "no-fruit"' for kind in CATEGORIES)
NUMBERS = "lift = 0.02\nhold = 0.6\nrefuse = 0.95"


def table(numbers: str = NUMBERS, liftable: str = '["no-fruit"]', kinds: str = KINDS) -> str:
    return f"{RULE}\n[classifier]\n{numbers}\nliftable = {liftable}\n[classifier.rules]\n{kinds}\n"


@pytest.fixture
def policy(tmp_path: Path):
    def write(text: str):
        path = tmp_path / "policy.toml"
        path.write_text(text, encoding="utf-8")
        return load_policy(path)

    return write


def test_a_complete_table_is_read(policy) -> None:
    read = policy(table()).classifier
    assert (read.lift, read.hold, read.refuse) == (0.02, 0.6, 0.95)
    assert read.liftable == {"no-fruit"}
    assert read.rules["sexual"] == "no-fruit"


def test_the_table_can_be_left_out(policy) -> None:
    assert policy(RULE).classifier is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (table(NUMBERS.replace("hold = 0.6", "hold = 0.01")), "have to rise"),
        (table(NUMBERS.replace("refuse = 0.95", "refuse = 0.5")), "have to rise"),
        (table(NUMBERS.replace("hold = 0.6", "hold = 6")), "numbers from 0 to 1"),
        (table(NUMBERS.replace("hold = 0.6", "hold = true")), "numbers from 0 to 1"),
        (table(NUMBERS.replace("hold = 0.6", "")), "give it"),
        (table(NUMBERS + "\nmercy = 1"), "give it"),
        (table(kinds='sexual = "no-fruit"'), "name a rule for each"),
        (table(kinds=KINDS.replace('hate = "no-fruit"', 'hate = "nowhere"')), "no rule nowhere"),
        (table(liftable='["nowhere"]'), "no rule nowhere"),
        (table(liftable='"no-fruit"'), "list of rules"),
        (table(liftable='["minors-sexual"]'), "part of the floor"),
        (RULE.replace('version = "own.1"', 'version = "own.1"\nclassifier = 3'), "classifier"),
    ],
)
def test_a_wrong_table_says_what_to_correct(policy, text: str, says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        policy(text)

"""A policy is data: the shipped one holds, an edited one is checked, a broken one says what to correct."""

from pathlib import Path

import pytest

from generation.screening.loading import SHIPPED
from generation.screening.policy import PolicyError, check_policy, load_policy
from generation.screening.screen import screen

RULE = """
[lexicons.fruit]
terms = ["banana", "ripe pear"]
exceptions = ["banana republic"]
not_before = ["street"]
neutral = "a fruit"

[[rules]]
id = "no-fruit"
name = "Fruit"
says = "No fruit here."
decision = "hold"
overridable_by = "moderator"
[[rules.when]]
all = ["fruit"]
[rules.examples]
stop = ["a banana on a table"]
pass = ["a chair on a lawn"]
"""
POLICY = f'version = "own.1"\n{RULE}'


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "policy.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_shipped_policy_holds_against_its_own_examples() -> None:
    assert check_policy(load_policy()) == []


def test_every_rule_can_be_explained_to_a_person() -> None:
    for rule in load_policy().rules:
        assert rule.says.endswith(".")
        assert "!" not in rule.says
        assert len(rule.examples.stop) >= 2
        assert len(rule.examples.passing) >= 2


def test_minors_and_sex_can_be_overridden_by_nobody() -> None:
    rule = load_policy().rule("minors-sexual")
    assert (rule.decision, rule.overridable_by, rule.rewrites) == ("refuse", "nobody", False)


def test_an_operators_policy_is_used(written) -> None:
    policy = load_policy(written(POLICY))
    verdict = screen("one ripe pear and a Porsche", policy)
    assert (verdict.decision, verdict.rule, verdict.reason) == ("hold", "no-fruit", "No fruit here.")
    assert verdict.rewrite == "One a fruit and a Porsche"
    assert verdict.policy_version == "own.1"
    assert screen("a banana republic, bananas street", policy).decision == "allow"
    assert screen("two bananas", policy).decision == "hold"


def test_the_floor_holds_under_any_policy(written) -> None:
    verdict = screen("a naked child", load_policy(written(POLICY)))
    assert (verdict.decision, verdict.rule) == ("refuse", "minors-sexual")


def test_a_policy_that_fails_its_examples_says_which(written) -> None:
    wrong = POLICY.replace("a chair on a lawn", "a banana on a lawn").replace("a banana on a table", "a plum")
    problems = check_policy(load_policy(written(wrong)))
    assert len(problems) == 2
    assert "a plum" in problems[0]
    assert "banana" in problems[1]


def test_a_rule_that_only_notes_lets_the_prompt_pass(written) -> None:
    policy = load_policy(written(POLICY.replace('decision = "hold"', 'decision = "allow"')))
    verdict = screen("a banana on a table", policy)
    assert (verdict.decision, verdict.rule, verdict.reason) == ("allow", "no-fruit", "No fruit here.")
    assert screen("a b4nana on a table", policy).decision == "hold"


def test_words_far_apart_do_not_meet_a_clause_that_wants_them_near(written) -> None:
    near = POLICY.replace('all = ["fruit"]', 'all = ["fruit", "minor"]\nwithin = 3')
    policy = load_policy(written(near))
    assert screen("a child eats a banana", policy).decision == "hold"
    assert screen("a child runs over the wide green hill and a banana lies there", policy).decision == "allow"


def test_an_unless_lifts_a_clause(written) -> None:
    policy = load_policy(written(POLICY.replace('all = ["fruit"]', 'all = ["fruit"]\nunless = ["minor"]')))
    assert screen("a banana for a child", policy).decision == "allow"
    assert screen("a banana for a man", policy).decision == "hold"


def test_words_can_come_from_a_file_beside_the_policy(written, tmp_path: Path) -> None:
    (tmp_path / "fruit.txt").write_text("# fruit\n\nkumquat\n", encoding="utf-8")
    policy = load_policy(
        written(
            POLICY.replace('terms = ["banana", "ripe pear"]', 'terms = ["banana"]\nfiles = ["fruit.txt"]')
        )
    )
    assert screen("three kumquats", policy).rule == "no-fruit"
    assert screen("a fruit", policy).decision == "allow"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('version = "own.1"', "", "Give the policy a version"),
        ("[[rules.when]]", "[[rules.when", "is not TOML"),
        ('decision = "hold"', 'decision = "maybe"', "one of allow, hold, refuse"),
        ('overridable_by = "moderator"', 'overridable_by = "me"', "one of nobody, moderator, lead"),
        ('all = ["fruit"]', 'all = ["veg"]', "there is no lexicon veg"),
        ('all = ["fruit"]', "all = []", "at least one lexicon"),
        ('all = ["fruit"]', 'all = ["fruit"]\nwithin = 0', "number of words"),
        ('"no-fruit"', '"minors-sexual"', "can't be redefined"),
        ("[lexicons.fruit]", "[lexicons.minor]", "can't be redefined"),
        ('terms = ["banana", "ripe pear"]', "terms = []", "at least one term"),
        ('"banana", "ripe pear"', '"b*"', "at least 3 letters"),
        ('"banana", "ripe pear"', '"..."', "no letters"),
        ('terms = ["banana", "ripe pear"]', 'files = ["gone.txt"]', "no file gone.txt"),
        ('terms = ["banana", "ripe pear"]', "terms = 4", "list of texts"),
        ('stop = ["a banana on a table"]', "", "examples on both sides"),
        ('says = "No fruit here."', "", "says has to be a text"),
        ('name = "Fruit"', 'name = "Fruit"\ncolour = "red"', "unknown colour"),
        ("[lexicons.fruit]", "[[lexicons]]", "write lexicons as"),
        ('neutral = "a fruit"', "neutral = 3", "neutral has to be a text"),
    ],
)
def test_a_broken_policy_is_refused_with_what_to_correct(written, old: str, new: str, sentence: str) -> None:
    broken = POLICY.replace(old, new, 1)
    assert broken != POLICY
    with pytest.raises(PolicyError, match=sentence):
        load_policy(written(broken))


def test_two_rules_of_one_id_are_refused(written) -> None:
    twice = POLICY + RULE[RULE.index("[[rules]]") :]
    with pytest.raises(PolicyError, match="Two rules are called no-fruit"):
        load_policy(written(twice))


def test_a_missing_policy_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="can't be read"):
        load_policy(tmp_path / "none.toml")


def test_a_copy_of_the_shipped_policy_works_elsewhere(written) -> None:
    policy = load_policy(written(SHIPPED.read_text(encoding="utf-8")))
    assert screen("Vladimir Putin on a bus", policy).rule == "politicians"

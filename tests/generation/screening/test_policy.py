"""A policy is data: the shipped one holds, an edited one is checked, a broken one says what to correct."""

from pathlib import Path

import pytest

from generation.screening.differences import differences
from generation.screening.loading import SHIPPED
from generation.screening.policy import PolicyError, check_policy, coverage, load_policy
from generation.screening.screen import screen
from generation.screening.sources import LARGEST

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
        ('name = "Fruit"', 'name = "Fruit"\nrisk = 101', "risk has to be a whole number from 0 to 100"),
        ('name = "Fruit"', 'name = "Fruit"\nrisk = true', "risk has to be a whole number"),
        ('name = "Fruit"', 'name = "Fruit"\ntwo_people = 2', "two_people has to be true or false"),
        ('name = "Fruit"', 'name = "Fruit"\nrewrites = "no"', "rewrites has to be true or false"),
        ('name = "Fruit"', f'name = "{"F" * 121}"', "a name 120"),
        ('version = "own.1"', 'version = "own.1"\nclassifier = 3', r"below \[classifier\]"),
        ('version = "own.1"', f'version = "{"v" * 61}"', "Give the policy a version"),
        ('version = "own.1"', 'version = "own.1"\nrule = []', "unknown rule"),
        ('terms = ["banana", "ripe pear"]', 'files = ["../fruit.txt"]', "lie beside the policy"),
        ('terms = ["banana", "ripe pear"]', 'files = ["/etc/hostname"]', "lie beside the policy"),
        ('terms = ["banana", "ripe pear"]', 'files = ["."]', "no file . beside"),
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


def test_files_that_are_no_policy_are_refused_with_their_name(tmp_path: Path) -> None:
    huge, latin, empty, loop = (tmp_path / name for name in ("huge", "latin", "empty", "loop"))
    huge.write_bytes(b"#" * (LARGEST + 1))
    latin.write_bytes('version = "1"\n# Gr\xfc\xdfe'.encode("latin-1"))
    empty.write_text(" \n")
    loop.symlink_to(loop)
    for path, sentence in (
        (huge, "huge is larger than 4 MB"),
        (latin, "latin, line 2, is not UTF-8"),
        (empty, "empty is empty"),
        (loop, "loop can't be read"),
        (tmp_path, "it is no file"),
    ):
        with pytest.raises(PolicyError, match=sentence):
            load_policy(path)


NAMES = """
[lexicons.given]
terms = ["Jennifer"]
with_surname = true
neutral = "an invented person"
"""


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("Jennifer Kowalski on a beach", "Jennifer Kowalski"),
        ("a folder of Jennifer Kowalski's", "Jennifer Kowalski's"),
        ("jennifer kowalski on a beach", "jennifer kowalski"),
        ("Jennifer on a beach", ""),
        ("Jennifer laughs", ""),
        ("jennifer beach walk", ""),
        ("Jennifer. Waves break.", ""),
        ("JENNIFER BEACH", ""),
    ],
)
def test_a_given_name_counts_with_its_surname(written, prompt: str, found: str) -> None:
    policy = load_policy(written(POLICY.replace('all = ["fruit"]', 'all = ["given"]') + NAMES))
    assert [span.text for span in screen(prompt, policy).spans] == ([found] if found else [])


def test_a_term_has_its_own_phrase_for_a_rewrite(written, tmp_path: Path) -> None:
    (tmp_path / "fruit.txt").write_text(
        "= a yellow fruit\nbanana\nlemon\n= a red fruit\ncherry\n", encoding="utf-8"
    )
    policy = load_policy(
        written(
            POLICY.replace(
                'terms = ["banana", "ripe pear"]',
                'terms = ["kiwi = a furry fruit", "plum"]\nfiles = ["fruit.txt"]',
            )
        )
    )
    for word, phrase in (("kiwi", "furry"), ("lemon", "yellow"), ("cherry", "red")):
        assert screen(f"a {word} on a plate", policy).rewrite == f"A {phrase} fruit on a plate"
    assert screen("a plum on a plate", policy).rewrite == "A fruit on a plate"


def test_words_that_only_give_context_stay_in_a_rewrite(written) -> None:
    table = '\n[lexicons.table]\nterms = ["table"]\ncontext = true\n'
    policy = load_policy(written(POLICY.replace('all = ["fruit"]', 'all = ["fruit", "table"]') + table))
    assert screen("a banana on a table", policy).rewrite == "A fruit on a table"


def test_a_rule_can_name_signs_of_the_whole_prompt(written) -> None:
    policy = load_policy(written(POLICY.replace('all = ["fruit"]', 'all = ["many_scripts", "fruit"]')))
    assert screen("a banana, волна, 波, موج", policy).rule == "no-fruit"
    assert screen("a banana", policy).decision == "allow"
    with pytest.raises(PolicyError, match="the name of a sign"):
        load_policy(written(POLICY.replace("[lexicons.fruit]", "[lexicons.many_scripts]")))


def test_a_link_to_a_policy_is_followed(written, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(written(POLICY))
    assert load_policy(link).version == "own.1"


def test_a_word_file_that_is_no_text_is_refused(written, tmp_path: Path) -> None:
    (tmp_path / "fruit.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match=r"fruit\.txt, line 1, is not UTF-8"):
        load_policy(written(POLICY.replace('terms = ["banana", "ripe pear"]', 'files = ["fruit.txt"]')))


def test_settings_of_other_detectors_are_kept_for_them(written) -> None:
    policy = load_policy(written(POLICY + "\n[frames]\nnudity = 0.8\n"))
    assert policy.settings == {"classifier": {}, "frames": {"nudity": 0.8}}


def test_a_verdict_says_how_grave_its_rule_is(written) -> None:
    policy = load_policy(
        written(POLICY.replace('name = "Fruit"', 'name = "Fruit"\nrisk = 7\ntwo_people = true'))
    )
    verdict = screen("a banana", policy)
    assert (verdict.risk, verdict.two_people, verdict.overridable_by) == (7, True, "moderator")
    assert screen("a chair", policy).risk == 0


def test_a_rule_set_aside_for_a_prompt_lets_the_others_speak(written) -> None:
    policy = load_policy(written(POLICY))
    assert screen("a banana", policy, granted=frozenset({"no-fruit"})).decision == "allow"
    assert screen("a naked child", policy, granted=frozenset({"minors-sexual"})).decision == "refuse"


def test_every_rule_of_the_shipped_policy_is_tested_on_both_sides() -> None:
    for one in coverage(load_policy()):
        assert one.idle == (), one.rule.id
        assert len(one.rule.examples.stop) >= 6, one.rule.id
        assert len(one.rule.examples.passing) >= 6, one.rule.id


def test_a_clause_without_an_example_is_named(written) -> None:
    policy = load_policy(
        written(POLICY.replace('all = ["fruit"]', 'all = ["fruit"]\n[[rules.when]]\nall = ["minor"]'))
    )
    assert [one.idle for one in coverage(policy)][-1] == (2,)


def test_what_an_edited_policy_changes_is_said(written) -> None:
    old = load_policy(written(POLICY))
    new = load_policy(
        written(
            POLICY.replace('"ripe pear"', '"fig"')
            .replace('decision = "hold"', 'decision = "refuse"')
            .replace("own.1", "own.2")
            + RULE.replace("no-fruit", "more-fruit")[RULE.index("[[rules]]") :]
            + "\n[frames]\nnudity = 0.5\n"
        )
    )
    said = [str(change) for change in differences(old, new)]
    assert "rule more-fruit: added (hold)" in said
    assert "rule no-fruit: decision hold → refuse" in said
    assert "lexicon fruit: terms + fig" in said
    assert "lexicon fruit: terms − ripe pear" in said
    assert "[frames]: nudity None → 0.5" in said
    assert "“a banana on a table”: hold (no-fruit) → refuse (no-fruit)" in said
    assert "rule more-fruit: removed" in [str(change) for change in differences(new, old)]
    assert differences(old, old) == []


def test_another_order_of_the_rules_is_a_change(written) -> None:
    more = RULE.replace("no-fruit", "more-fruit")[RULE.index("[[rules]]") :]
    old, new = POLICY + more, POLICY[: POLICY.index("[[rules]]")] + more + POLICY[POLICY.index("[[rules]]") :]
    changes = differences(load_policy(written(old)), load_policy(written(new)))
    assert any("another order" in str(change) for change in changes)
    assert any("no-fruit) → hold (more-fruit" in str(change) for change in changes)


def test_a_missing_policy_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="can't be read"):
        load_policy(tmp_path / "none.toml")


def test_a_copy_of_the_shipped_policy_works_elsewhere(written) -> None:
    policy = load_policy(written(SHIPPED.read_text(encoding="utf-8")))
    assert screen("Vladimir Putin on a bus", policy).rule == "politicians"

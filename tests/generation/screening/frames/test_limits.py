"""Limits are complete and of the right kind, or refused with what to correct."""

import pytest

from generation.screening.frames.limits import NEEDED, SHIPPED, LimitsError, load_limits

TEXT = SHIPPED.read_text(encoding="utf-8")


def edited(tmp_path, old, new):
    assert old in TEXT
    path = tmp_path / "frames.toml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_ones_can_be_used_and_have_every_rule():
    limits = load_limits()
    assert {rule.id for rule in limits.rules} == set(NEEDED)
    assert all(0 < rule.risk <= 100 and rule.says.endswith(".") for rule in limits.rules)
    assert limits.nudity.show < limits.nudity.hold < limits.nudity.grave
    with pytest.raises(KeyError):
        limits.rule("no-such-rule")


def test_an_edited_value_counts(tmp_path):
    assert load_limits(edited(tmp_path, "hold = 0.5", "hold = 1")).nudity.hold == 1.0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[nudity]", "[nudity", "not TOML"),
        ("hold = 0.5", "hold = 'high'", "hold can't be 'high'"),
        ("hold = 0.5", "hold = true", "hold can't be True"),
        ("hold = 0.5", "hold = -0.1", "can't be below 0"),
        ("hold = 0.5", "held = 0.5", "unknown held"),
        ("hold = 0.5", "", "missing hold"),
        ("most = 12 ", "most = 1.5 ", "most can't be 1.5"),
        ('rules = ["public-scenes"', 'rules = [1, "public-scenes"', "rules can't be"),
        ('id = "frames-blocked"', 'id = "frames-face"', "write each of these rules once"),
        ('id = "frames-blocked"', 'id = "frames-other"', "frames-blocked"),
        ("risk = 95", "", "missing risk"),
        ("[faces]", "[visages]", "unknown visages"),
    ],
)
def test_a_mistake_is_named(tmp_path, old, new, words):
    with pytest.raises(LimitsError, match=words.replace("[", r"\[")):
        load_limits(edited(tmp_path, old, new))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(LimitsError, match=r"none\.toml can't be read"):
        load_limits(tmp_path / "none.toml")


def test_rules_written_as_a_table_are_refused(tmp_path):
    path = tmp_path / "frames.toml"
    path.write_text(TEXT[: TEXT.index("[[rules]]")] + '[rules]\nid = "frames-face"\n', encoding="utf-8")
    with pytest.raises(LimitsError, match="write rules as"):
        load_limits(path)

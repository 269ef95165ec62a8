"""What every search back end does. Runs once for each of `BACKENDS` (conftest.py)."""

import base64
import json
import time

import pytest

from catalog.search.interface import Query, SearchUnavailable
from tests.catalog.indexed import SHELF, document, found, looking

ALICE, BOB = 11, 12


@pytest.fixture
def shelf(index):
    index.index(SHELF)
    return index


def ask(index, text="", **how):
    return index.search(Query(text=text, **how))


def counts(results, facet):
    return {value.value: value.count for value in results.facets[facet]}


class TestFinding:
    def test_words_find_what_has_them_and_nothing_else(self, shelf):
        results = ask(shelf, "rain window")
        assert found(results) == [4]
        assert (results.total, results.limited, results.next_cursor) == (1, False, "")

    def test_forms_of_a_word_are_one_word(self, shelf):
        assert found(ask(shelf, "a rolled wave"))[0] == 1

    def test_nothing_typed_finds_everything_newest_first(self, shelf):
        assert found(ask(shelf)) == [6, 5, 4, 3, 2, 1]

    def test_a_sentence_finds_what_has_most_of_it(self, shelf):
        text = "slow golden waves at sunset seen from a low drone, seamless loop"
        assert found(ask(shelf, text))[0] == 1

    def test_meaning_finds_what_shares_no_word(self, index):
        index.index([document(1, "blurred street lamps in the evening"), document(2, "a tax form on a desk")])
        results = ask(index, "city lights at night")
        assert found(results) == [1]
        assert 0.5 <= results.hits[0].similarity <= 1

    def test_the_same_sentence_is_as_similar_as_can_be(self, shelf):
        hit = ask(shelf, "rain running down a window").hits[0]
        assert hit.clip_id == 4
        assert hit.similarity > 0.97

    def test_the_last_word_may_be_unfinished(self, shelf):
        assert found(ask(shelf, "auro")) == [5]

    def test_an_unfinished_word_in_the_middle_is_a_slip(self, shelf):
        assert 5 not in found(ask(shelf, "auro -forest window"))

    def test_a_phrase_has_to_stand_as_it_is(self, shelf):
        assert found(ask(shelf, '"golden waves"')) == [1]
        assert found(ask(shelf, '"waves golden"')) == []

    def test_a_minus_leaves_out(self, shelf):
        assert found(ask(shelf, "waves -golden")) == [2]
        assert found(ask(shelf, 'dark -"dark background"')) == [5]

    def test_only_a_minus_leaves_the_rest(self, shelf):
        assert found(ask(shelf, "-waves")) == [6, 5, 4, 3]

    @pytest.mark.parametrize(
        ("said", "clip"),
        [
            ("aerial", 1),
            ("northern lights", 5),
            ("timelapse", 6),
            ("bokeh", 3),
            ("twilight", 6),
            ("raindrops", 4),
        ],
    )
    def test_the_trades_other_names_find_it_too(self, shelf, said, clip):
        assert clip in found(ask(shelf, said))


class TestSlips:
    @pytest.mark.parametrize(
        ("typed", "meant", "clip"),
        [
            ("aurroa", "aurora", 5),
            ("widnow", "window", 4),
            ("partcle", "particle", 2),
            ("backgruond", "background", 2),
        ],
    )
    def test_a_slip_is_mended_and_said(self, shelf, typed, meant, clip):
        results = ask(shelf, typed)
        assert clip in found(results)
        assert results.did_you_mean == meant

    @pytest.mark.parametrize(("typed", "near"), [("boot", "boat"), ("house", "horse"), ("forest", "florist")])
    def test_a_real_word_that_no_clip_has_is_no_slip(self, index, typed, near):
        index.index([document(1, f"a {near} by the sea"), document(2, "a calm lake")])
        results = ask(index, typed)
        assert (results.did_you_mean, results.unmatched) == ("", (typed,))

    def test_a_word_that_no_clip_has_is_named(self, shelf):
        results = ask(shelf, "submarine")
        assert (found(results), results.total) == ([], 0)
        assert results.unmatched == ("submarine",)
        assert results.did_you_mean == ""

    def test_known_words_are_left_alone(self, shelf):
        results = ask(shelf, "golden waves")
        assert (results.did_you_mean, results.unmatched) == ("", ())

    def test_strangers_words_never_mend_a_slip(self, index):
        index.index([document(1, "the zeppelin prototype", account=ALICE), document(2, "a calm lake")])
        assert ask(index, "zepelin").did_you_mean == ""
        assert ask(index, "zepelin", accounts=(ALICE,)).did_you_mean == "zeppelin"

    def test_a_word_is_forgotten_with_its_last_clip(self, index):
        index.index([document(1, "a zeppelin"), document(2, "a calm lake")])
        index.index([document(1, "a zeppelin")])
        index.remove([1])
        assert ask(index, "zepelin").did_you_mean == ""
        assert index.suggest("zepp") == []


class TestPrivacy:
    @pytest.fixture
    def mixed(self, index):
        index.index(
            [
                document(1, "golden waves", subject="ocean"),
                document(2, "golden waves of the secret launch", account=ALICE, subject="secret"),
                document(3, "golden waves of Bob", account=BOB),
            ]
        )
        return index

    def test_a_private_clip_is_found_by_its_account_alone(self, mixed):
        assert set(found(ask(mixed, "golden waves"))) == {1}
        assert set(found(ask(mixed, "golden waves", accounts=(ALICE,)))) == {1, 2}
        assert set(found(ask(mixed, "golden waves", accounts=(ALICE, BOB)))) == {1, 2, 3}

    def test_strangers_see_neither_its_count_nor_its_facets(self, mixed):
        results = ask(mixed)
        assert results.total == 1
        assert counts(results, "subject") == {"ocean": 1}

    def test_strangers_get_no_suggestion_of_it(self, mixed):
        assert not any("secret" in one.lower() for one in mixed.suggest("sec"))
        assert any("secret" in one.lower() for one in mixed.suggest("sec", accounts=(ALICE,)))

    def test_strangers_get_nothing_similar_to_it_or_from_it(self, mixed):
        assert [hit.clip_id for hit in mixed.similar(1)] == []
        assert mixed.similar(2) == []
        assert [hit.clip_id for hit in mixed.similar(2, accounts=(ALICE,))] == [1]

    def test_a_clip_that_becomes_private_is_gone_for_others_at_once(self, mixed):
        mixed.index([document(1, "golden waves", account=BOB)])
        assert found(ask(mixed, "golden waves")) == []
        assert 1 in found(ask(mixed, "golden waves", accounts=(BOB,)))


class TestFacets:
    def test_counts_are_true(self, shelf):
        results = ask(shelf)
        assert counts(results, "shape") == {"16:9": 4, "9:16": 1, "21:9": 1}
        assert counts(results, "sound") == {"no": 4, "yes": 2}
        assert counts(results, "subject")["bokeh"] == 1

    def test_counts_follow_the_words(self, shelf):
        assert counts(ask(shelf, "waves"), "subject") == {"ocean": 1, "particles": 1}

    def test_filters_narrow_each_other_and_values_widen(self, shelf):
        assert found(ask(shelf, filters={"shape": ("9:16", "21:9")})) == [6, 3]
        assert found(ask(shelf, filters={"shape": ("16:9",), "sound": ("yes",)})) == [4, 1]

    def test_a_filters_own_counts_say_what_choosing_another_value_would_give(self, shelf):
        results = ask(shelf, filters={"shape": ("9:16",)})
        assert counts(results, "shape") == {"16:9": 4, "9:16": 1, "21:9": 1}
        assert counts(results, "sound") == {"no": 1}

    def test_every_count_is_what_the_filter_then_gives(self, shelf):
        for facet, values in ask(shelf, "dark").facets.items():
            for one in values:
                assert ask(shelf, "dark", filters={facet: (one.value,)}).total == one.count

    def test_an_unknown_value_finds_nothing_and_is_shown_as_chosen(self, shelf):
        results = ask(shelf, filters={"look": ("cubist",)})
        assert results.total == 0
        assert counts(results, "look")["cubist"] == 0

    def test_labels_are_for_people(self, shelf):
        labels = {value.value: value.label for value in ask(shelf).facets["shape"]}
        assert labels["16:9"] == "Wide 16:9"


class TestOrder:
    def test_newest_and_most_licensed(self, index):
        index.index(
            [
                document(1, "golden waves", licences=9),
                document(2, "golden waves", licences=0),
                document(3, "golden waves", licences=4),
            ]
        )
        assert found(ask(index, "waves", sort="newest")) == [3, 2, 1]
        assert found(ask(index, "waves", sort="licensed")) == [1, 3, 2]

    def test_words_and_meaning_together_come_before_either(self, index):
        index.index(
            [
                document(1, "a calm sea in the evening light"),
                document(2, "a lake of data, evening edition of a newspaper"),
                document(3, "calm sea at evening"),
            ]
        )
        assert found(ask(index, "calm sea at evening"))[0] == 3

    DAY = 86_400_000

    def test_of_equals_the_one_that_others_licensed_comes_first(self, index):
        index.index(
            [document(n, "golden waves", licences=licences) for n, licences in enumerate((0, 40, 3), 1)]
        )
        assert found(ask(index, "golden waves")) == [2, 3, 1]

    def test_of_equals_the_newer_comes_first(self, index):
        now = int(time.time() * 1000)
        index.index([document(n, "golden waves", published=now - n * 90 * self.DAY) for n in (2, 1, 3)])
        assert found(ask(index, "golden waves")) == [1, 2, 3]

    def test_a_clear_answer_stays_before_what_sells(self, index):
        index.index(
            [
                document(1, "golden waves rolling at sunset", published=1),
                *(
                    document(n, f"{thing} at sunset", licences=10_000, published=int(time.time() * 1000))
                    for n, thing in enumerate(("a red car", "old hills", "a river", "tall trees"), 2)
                ),
            ]
        )
        assert found(ask(index, "golden waves rolling at sunset"))[0] == 1

    def test_licences_move_no_other_order(self, index):
        index.index([document(1, "golden waves", licences=900), document(2, "golden waves")])
        assert found(ask(index, "golden waves", sort="newest")) == [2, 1]
        assert found(ask(index)) == [2, 1]

    def test_an_unknown_sort_is_best(self, shelf):
        assert found(ask(shelf, "dark forest", sort="'; DROP")) == found(ask(shelf, "dark forest"))


class TestColour:
    @pytest.fixture
    def painted(self, index):
        index.index(
            [
                document(1, "golden waves", palette=("#ff8800", "#101418")),
                document(2, "golden waves", palette=("#101418", "#1f5fff", "#ff8800")),
                document(3, "a blue lake", palette=("#1f5fff", "#87ceeb")),
                document(4, "golden waves"),
                document(5, "golden waves of Alice", palette=("#ff8800",), account=ALICE),
            ]
        )
        return index

    def test_a_colour_leaves_the_clips_that_show_it_most_of_it_first(self, painted):
        assert found(ask(painted, colour="#ff8800")) == [1, 2]
        assert found(ask(painted, colour="#1f5fff")) == [3, 2]

    def test_nearly_the_same_colour_is_the_colour(self, painted):
        assert found(ask(painted, colour="#ff7700")) == [1, 2]
        assert found(ask(painted, colour="#FF8800")) == [1, 2]

    def test_another_colour_is_not(self, painted):
        assert found(ask(painted, colour="#22a64f")) == []

    def test_words_and_colour_narrow_each_other(self, painted):
        assert found(ask(painted, "golden waves", colour="#1f5fff")) == [2]
        assert found(ask(painted, "lake", colour="#1f5fff")) == [3]

    def test_facets_count_the_clips_of_the_colour(self, painted):
        results = ask(painted, colour="#ff8800")
        assert (results.total, counts(results, "shape")) == (2, {"16:9": 2})

    def test_a_private_clips_colour_is_its_accounts(self, painted):
        assert set(found(ask(painted, colour="#ff8800", accounts=(ALICE,)))) == {1, 2, 5}

    def test_the_newest_of_a_colour(self, painted):
        assert found(ask(painted, colour="#ff8800", sort="newest")) == [2, 1]

    @pytest.mark.parametrize("colour", ["orange", "#ff88", "#gggggg", "ff8800;", "\x00", "💥", "#" * 9_000])
    def test_what_is_no_colour_finds_nothing(self, painted, colour):
        results = ask(painted, colour=colour)
        assert (found(results), results.total, results.limited) == ([], 0, False)

    def test_a_clip_that_is_repainted_loses_its_old_colour(self, painted):
        painted.index([document(1, "golden waves", palette=("#22a64f",))])
        assert found(ask(painted, colour="#ff8800")) == [2]
        assert found(ask(painted, colour="#22a64f")) == [1]

    def test_pages_of_a_colour(self, index):
        index.index([document(n, f"take {n}", palette=("#ff8800",)) for n in range(1, 8)])
        first = ask(index, colour="#ff8800", limit=4)
        second = ask(index, colour="#ff8800", limit=4, cursor=first.next_cursor)
        assert found(first) + found(second) == [7, 6, 5, 4, 3, 2, 1]
        other = ask(index, colour="#fe8800", limit=4, cursor=first.next_cursor)
        assert found(other) == found(first)


class TestLooks:
    @pytest.fixture
    def seen(self, index):
        index.index(
            [
                document(1, "golden waves", appearance=looking(n0=1)),
                document(2, "a city at night", appearance=looking(n0=1, n1=0.4)),
                document(3, "a red balloon", appearance=looking(n5=1)),
                document(4, "never measured"),
                document(5, "golden waves of Alice", appearance=looking(n0=1), account=ALICE),
            ]
        )
        return index

    def test_what_looks_like_it_comes_likest_first_and_nothing_else(self, seen):
        assert found(ask(seen, appearance=looking(n0=1))) == [1, 2]
        assert found(ask(seen, appearance=looking(n0=1, n1=0.5))) == [2, 1]
        assert found(ask(seen, appearance=looking(n9=1))) == []

    def test_words_narrow_it(self, seen):
        assert found(ask(seen, "city", appearance=looking(n0=1))) == [2]

    def test_filters_and_facets_hold(self, seen):
        assert counts(ask(seen, appearance=looking(n0=1)), "shape") == {"16:9": 2}
        assert found(ask(seen, appearance=looking(n0=1), filters={"shape": ("1:1",)})) == []

    def test_a_private_clips_looks_are_its_accounts(self, seen):
        assert set(found(ask(seen, appearance=looking(n0=1), accounts=(ALICE,)))) == {1, 2, 5}

    @pytest.mark.parametrize(
        "numbers",
        [(1.0,), (0.0,) * 128, (1.0,) * 127, (float("nan"),) * 128, (float("inf"),) * 128, (1e30,) * 128],
        ids=["one", "zeros", "short", "nan", "infinite", "huge"],
    )
    def test_numbers_that_describe_no_picture_find_nothing(self, seen, numbers):
        results = ask(seen, appearance=numbers)
        assert (found(results), results.limited) == ([], False)


class TestPages:
    @pytest.fixture
    def long(self, index):
        index.index([document(n, f"golden waves number {n}") for n in range(1, 31)])
        return index

    def pages(self, index, between=lambda: None, **how):
        cursor, seen = "", []
        while True:
            results = ask(index, "golden waves", cursor=cursor, limit=7, **how)
            seen.append(found(results))
            cursor = results.next_cursor
            if not cursor:
                return seen
            between()

    @pytest.mark.parametrize("sort", ["best", "newest"])
    def test_pages_show_every_clip_once(self, long, sort):
        pages = self.pages(long, sort=sort)
        assert [len(page) for page in pages] == [7, 7, 7, 7, 2]
        assert sorted(clip for page in pages for clip in page) == list(range(1, 31))

    @pytest.mark.parametrize("sort", ["best", "newest"])
    def test_clips_that_arrive_meanwhile_shift_nothing(self, long, sort):
        undisturbed = self.pages(long, sort=sort)
        numbers = iter(range(100, 200))

        def arrive():
            long.index([document(next(numbers), "golden waves number 1") for _ in range(3)])

        assert self.pages(long, arrive, sort=sort) == undisturbed

    def test_a_clip_that_goes_meanwhile_costs_no_other_its_place(self, long):
        first = ask(long, "golden waves", sort="newest", limit=7)
        long.remove([found(first)[-1]])
        second = ask(long, "golden waves", sort="newest", limit=7, cursor=first.next_cursor)
        assert not set(found(first)) & set(found(second))

    def test_a_rebuilt_index_continues_after_the_last_clip_shown(self, long):
        first = ask(long, "golden waves", sort="newest", limit=7)
        long.rebuild([document(n, f"golden waves number {n}") for n in range(1, 31)])
        second = ask(long, "golden waves", sort="newest", limit=7, cursor=first.next_cursor)
        assert found(second) == list(range(23, 16, -1))

    @pytest.mark.parametrize(
        "damage", ["x", "e30", "W10", "💥", "a" * 5000, "bnVsbA", "%%%", "WzEsMiwzLDQsNV0"]
    )
    def test_a_damaged_cursor_begins_again(self, long, damage):
        assert found(ask(long, "golden waves", cursor=damage)) == found(ask(long, "golden waves"))

    def test_a_cut_cursor_begins_again_wherever_it_was_cut(self, long):
        cursor = ask(long, "golden waves", limit=7).next_cursor
        first = found(ask(long, "golden waves", limit=7))
        for length in (1, len(cursor) // 2, len(cursor) - 6):
            assert found(ask(long, "golden waves", limit=7, cursor=cursor[:length])) == first

    @pytest.mark.parametrize("numbers", [[-5, -5, -5], [10**30, 10**30, 10**30], [0, 0, 10**9]])
    def test_a_forged_cursor_shows_nothing_else_than_the_search_does(self, long, numbers):
        cursor = ask(long, "golden waves", limit=7).next_cursor
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        forged = base64.urlsafe_b64encode(json.dumps([*plain[:2], *numbers]).encode()).decode().rstrip("=")
        results = ask(long, "golden waves", limit=7, cursor=forged)
        assert set(found(results)) <= set(range(1, 31))
        assert not results.limited

    def test_another_searchs_cursor_begins_again(self, long):
        cursor = ask(long, "golden waves", limit=7).next_cursor
        assert found(ask(long, "waves", cursor=cursor, limit=7)) == found(ask(long, "waves", limit=7))


class TestSuggestions:
    def test_words_then_titles(self, shelf):
        assert shelf.suggest("wav")[0] == "waves"
        assert "Golden waves rolling at sunset seen from a low drone" in shelf.suggest("golden wav")

    @pytest.mark.parametrize("letter", ["w", "W", "g"])
    def test_from_the_first_letter(self, shelf, letter):
        offered = shelf.suggest(letter)
        assert offered[0].startswith(letter.lower())
        assert any(" " in one for one in offered)

    def test_a_first_letter_tells_strangers_nothing(self, index):
        index.index([document(1, "zebra launch", account=ALICE), document(2, "a calm lake")])
        assert index.suggest("z") == []
        assert index.suggest("z", accounts=(ALICE,)) != []

    def test_only_words_that_stand_together(self, shelf):
        assert "golden rain" not in shelf.suggest("golden r")
        assert "golden rolling" in shelf.suggest("golden r")

    @pytest.mark.parametrize("typed", ["", " ", "?", '"', "💥"])
    def test_nothing_for_nothing(self, shelf, typed):
        assert shelf.suggest(typed) == []

    def test_no_more_than_asked_for(self, shelf):
        assert len(shelf.suggest("d", limit=2)) == 2


class TestSimilar:
    def test_closest_first_without_the_clip_itself(self, index):
        index.index(
            [
                document(1, "ocean waves at sunset"),
                document(2, "waves of the sea in the evening sun"),
                document(3, "ocean waves at night"),
                document(4, "a tax form"),
            ]
        )
        assert set(found_ids := [hit.clip_id for hit in index.similar(1)]) == {2, 3}
        assert found_ids[0] in (2, 3)

    def test_of_clips_that_mean_the_same_the_one_that_looks_the_same_comes_first(self, index):
        index.index(
            [
                document(1, "ocean waves at sunset", appearance=looking(n0=1)),
                document(2, "ocean waves at sunset", appearance=looking(n5=1)),
                document(3, "ocean waves at sunset", appearance=looking(n0=1, n1=0.2)),
                document(4, "a tax form on a desk", appearance=looking(n9=1)),
            ]
        )
        assert [hit.clip_id for hit in index.similar(1)] == [3, 2]

    def test_looks_that_were_not_measured_count_for_nothing(self, index):
        index.index(
            [
                document(1, "ocean waves at sunset", appearance=looking(n0=1)),
                document(2, "ocean waves at sunset"),
                document(3, "ocean waves at night", appearance=looking(n5=1)),
            ]
        )
        assert [hit.clip_id for hit in index.similar(1)] == [2, 3]
        assert [hit.clip_id for hit in index.similar(2)] == [1, 3]

    def test_a_clip_that_is_not_there_has_none(self, shelf):
        assert shelf.similar(999) == []


class TestWriting:
    def test_replacing_leaves_nothing_of_the_old(self, shelf):
        shelf.index([document(4, "a red balloon")])
        assert found(ask(shelf, "rain window")) == []
        assert found(ask(shelf, "red balloon")) == [4]
        assert ask(shelf).total == 6

    def test_everything_may_be_repeated(self, shelf):
        shelf.index(SHELF)
        shelf.remove([3, 3, 777])
        shelf.remove([3])
        assert found(ask(shelf)) == [6, 5, 4, 2, 1]
        shelf.index([SHELF[2]])
        assert 3 in found(ask(shelf, "defocused lights"))

    def test_contents_name_every_clip_and_notice_a_change(self, shelf):
        before = shelf.contents()
        assert set(before) == {1, 2, 3, 4, 5, 6}
        shelf.index([document(4, "a red balloon")])
        after = shelf.contents()
        assert {pk for pk in before if before[pk] != after[pk]} == {4}

    def test_a_rebuild_has_what_it_was_given_alone(self, shelf):
        assert shelf.rebuild([SHELF[0], SHELF[4]]) == 2
        assert found(ask(shelf)) == [5, 1]
        assert found(ask(shelf, "aurora")) == [5]

    def test_a_rebuild_that_fails_leaves_the_old_index_as_it_was(self, shelf):
        def broken():
            yield SHELF[0]
            raise OSError("the database went away")

        with pytest.raises(OSError, match="went away"):
            shelf.rebuild(broken())
        assert ask(shelf).total == 6

    def test_only_one_writes_at_a_time(self, shelf):
        with shelf.exclusive() as first, shelf.exclusive() as second:
            assert (first, second) == (True, False)
        with shelf.exclusive() as again:
            assert again

    def test_health_counts(self, shelf):
        assert shelf.health().words == "6 clips are indexed."

    def test_a_lost_index_says_so_to_writers_and_health(self, lost_index):
        assert not lost_index.ready()
        with pytest.raises(SearchUnavailable, match="no search index"):
            lost_index.health()
        with pytest.raises(SearchUnavailable):
            lost_index.index(SHELF)


@pytest.mark.parametrize(
    "text",
    [
        "?!…", '"', '"""', '"unbalanced quote', "-", "--", '-"', "*", "waves*", "a AND NOT (b OR", "NEAR(a b)",
        "title:x", "^x", "{}", "x' OR 1=1 --", "\x00\x01", "💥🌊", "أمواج ذهبية", "מים", "波", "w" * 10_000,
        "waves " * 2_000, "(((", "\\", "%", "_", "col:", "+a", "a-b-c", "…and", "the of a",
        '"' * 10_000, "-" * 10_000, "waves~2", "waves^9", "[a TO b]", "/wav.*/", "wa?es", "&& || !", "_exists_:x",
        "\u202ewaves\u202c", "\ufeffwaves", "wav\x00es", "👨\u200d👩\u200d👧", "ﷺ", "\ud800", "e\u0301" * 3_000,
        "{{7*7}}", "<script>alert(1)</script>", "$where", "\n\r\t", "0" * 400, "'; DROP TABLE doc; --",
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(shelf, text):
    results = ask(shelf, text)
    assert not results.limited
    assert results.total == len(results.hits) <= 6


@pytest.mark.parametrize("name", ["nothing", "", "clip_id", "owner", "shape' OR 1=1", "💥"])
def test_an_unknown_facet_finds_nothing(shelf, name):
    results = ask(shelf, filters={name: ("x",)})
    assert (found(results), results.limited) == ([], False)


def test_a_filter_without_values_is_none(shelf):
    assert ask(shelf, filters={"shape": ()}).total == 6


@pytest.mark.parametrize("text", ["?!…", "💥", "\x00", '""'])
def test_signs_without_letters_find_nothing(shelf, text):
    assert found(ask(shelf, text)) == []

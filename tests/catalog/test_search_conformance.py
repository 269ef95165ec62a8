"""What every search back end does. Runs once for each of `BACKENDS` (conftest.py)."""

import pytest

from catalog.search.interface import Query, SearchUnavailable
from tests.catalog.indexed import SHELF, document, found

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

    def test_another_searchs_cursor_begins_again(self, long):
        cursor = ask(long, "golden waves", limit=7).next_cursor
        assert found(ask(long, "waves", cursor=cursor, limit=7)) == found(ask(long, "waves", limit=7))


class TestSuggestions:
    def test_words_then_titles(self, shelf):
        assert shelf.suggest("wav")[0] == "waves"
        assert "Golden waves rolling at sunset seen from a low drone" in shelf.suggest("golden wav")

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
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(shelf, text):
    results = ask(shelf, text)
    assert not results.limited
    assert results.total == len(results.hits) <= 6


@pytest.mark.parametrize("text", ["?!…", "💥", "\x00", '""'])
def test_signs_without_letters_find_nothing(shelf, text):
    assert found(ask(shelf, text)) == []

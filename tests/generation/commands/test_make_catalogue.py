"""A made-up catalogue: varied, findable, harmless, and gone again without a trace."""

from datetime import UTC, datetime
from io import StringIO
from itertools import islice

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from billing import licensing
from catalog.models import Account, Clip, IndexChange, Rendition
from catalog.search import search_index
from catalog.search.interface import Query
from generation.made_up import ENGINE, clips, posters, sentences

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def made_up(*arguments, **options):
    said = StringIO()
    call_command("make_catalogue", *map(str, arguments), stdout=said, **options)
    return said.getvalue()


class TestSentences:
    def test_the_same_seed_says_the_same_and_another_something_else(self):
        one, again, other = (list(islice(sentences(seed), 50)) for seed in (1, 1, 2))
        assert one == again
        assert not set(one) & set(other)

    def test_they_are_varied(self):
        said = list(islice(sentences(1), 3_000))
        assert len(set(said)) > 2_900
        assert len({word for one in said for word in one.lower().split()}) > 800

    def test_they_hold_what_a_brief_holds(self):
        account = Account(name="Made up")
        slots = {t["slot"] for clip in clips(account, 300, 1, NOW) for t in clip.brief["terms"]}
        assert {
            "subject",
            "action",
            "colour",
            "setting",
            "time",
            "weather",
            "camera",
            "look",
            "loop",
        } <= slots


class TestClips:
    @pytest.fixture
    def some(self):
        return list(clips(Account(name="Made up"), 400, 1, NOW))

    def test_the_same_seed_makes_the_same(self, some):
        again = clips(Account(name="Made up"), 400, 1, NOW)
        assert [(c.prompt, c.palette, c.published_at, c.width) for c in some] == [
            (c.prompt, c.palette, c.published_at, c.width) for c in again
        ]

    def test_every_one_is_whole(self, some):
        for clip in some:
            assert clip.title
            assert len(clip.title) <= 80
            assert 3 <= len(clip.palette) <= 6 or len(set(clip.palette)) < 3
            assert clip.published_at <= NOW
            assert clip.aspect in {"16:9", "9:16", "1:1", "4:5", "21:9"}
            assert clip.engine == ENGINE

    def test_every_facet_has_more_than_one_value(self, some):
        for name in ("duration_ms", "width", "look", "loops", "has_sound", "fps"):
            assert len({getattr(clip, name) for clip in some}) > 1, name

    def test_a_colour_that_was_said_comes_first(self):
        painted = [c for c in clips(Account(name="A"), 2_000, 1, NOW) if c.prompt.lower().startswith("navy ")]
        assert painted
        assert all(int(clip.palette[0][1:3], 16) < 40 for clip in painted)

    def test_a_poster_has_the_clips_shape_and_colours(self, some):
        clip = next(clip for clip in some if clip.aspect == "9:16")
        picture = posters.draw(clip)
        assert picture.size == (180, 320)
        assert picture.getcolors(picture.width * picture.height)


@pytest.mark.django_db
class TestCommand:
    @pytest.fixture(autouse=True)
    def trying(self, settings, tmp_path, media):
        settings.DEBUG = True
        settings.INDEX_DIR = tmp_path / "index"

    def test_made_indexed_and_found(self, client):
        said = made_up(30)
        assert "30 clips made" in said
        assert Clip.objects.filter(engine=ENGINE, state="published").count() == 30
        assert not IndexChange.objects.exists()
        assert search_index().search(Query("", filters={"engine": (ENGINE,)})).total == 30
        clip = Clip.objects.first()
        alike = search_index().search(Query(appearance=tuple(clip.appearance)))
        assert alike.hits[0].score == pytest.approx(1, abs=0.2)
        for address in ("/?engine=made-up", clip.get_absolute_url()):
            page = client.get(address)
            assert page.status_code == 200
            assert '<img src=""' not in page.content.decode()

    def test_left_to_the_worker(self):
        made_up(3, no_index=True)
        assert IndexChange.objects.count() == 3
        assert not (search_index().ready())

    def test_removed_without_a_trace(self, make_clip, media):
        real = make_clip()
        made_up(12)
        files = {path for path in media.rglob("*") if path.is_file()}
        assert len(files) > 24
        assert "12 clips removed" in made_up(remove=True)
        assert [clip.pk for clip in Clip.objects.all()] == [real.pk]
        assert not Rendition.objects.exclude(clip=real).exists()
        assert {path.parent.name for path in media.rglob("*") if path.is_file()} == {str(real.pk)}
        assert [hit.clip_id for hit in search_index().search(Query("")).hits] == [real.pk]

    def test_a_clip_that_was_licensed_stays(self, team, alice):
        made_up(3)
        sold = Clip.objects.first()
        Rendition.objects.create(
            clip=sold, kind="master", key="m", mime="video/mp4", width=1, height=1, size=1, sha256="0" * 64
        )
        licensing.issue(team, alice, sold, "standard")
        assert "2 clips removed; 1 stay" in made_up(remove=True)
        assert [clip.pk for clip in Clip.objects.all()] == [sold.pk]

    def test_never_outside_debug(self, settings):
        settings.DEBUG = False
        for arguments in ((5,), ("--remove",)):
            with pytest.raises(CommandError, match="DEBUG"):
                made_up(*arguments)
        assert not Clip.objects.exists()

    @pytest.mark.parametrize("arguments", [(), (0,), (-5,), (10**9,)])
    def test_a_number_that_is_none(self, arguments):
        with pytest.raises(CommandError, match="how many"):
            made_up(*(["--", *arguments] if arguments else []))
        assert not Account.objects.exists()

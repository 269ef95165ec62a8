"""What happens to Elasticsearch happens to nobody's search and to no change."""

import os
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from elasticsearch import Elasticsearch

from catalog.models import IndexChange
from catalog.publishing import index_later, withdraw
from catalog.search import search_index
from catalog.search.changes import apply_changes, rebuild
from catalog.search.drift import find_drift
from catalog.search.elastic import ElasticIndex, schema, server
from catalog.search.elastic.server import Address, NoIndex
from catalog.search.interface import Query, SearchUnavailable
from tests.catalog.between import Wire
from tests.catalog.conftest import ELASTICSEARCH
from tests.catalog.indexed import SHELF, document, found

pytestmark = [pytest.mark.database, pytest.mark.django_db]


@pytest.fixture
def wire(elastic_settings, tmp_path):
    """The way to the server, which can be cut; the index behind it is empty and in use."""
    elastic_settings.INDEX_DIR = tmp_path / "index"
    place = urlsplit(ELASTICSEARCH)
    wire = Wire(place.hostname, place.port)
    elastic_settings.ELASTICSEARCH = elastic_settings.ELASTICSEARCH | {"url": wire.url}
    search_index().rebuild([])
    yield wire
    wire.close()


@pytest.fixture
def direct(elasticsearch, settings):
    """The server itself, and the name of the index in use."""

    def name():
        [index] = elasticsearch.indices.get_alias(name=schema.alias_of(settings.ELASTICSEARCH["prefix"]))
        return index

    return elasticsearch, name


@pytest.fixture
def published(make_clip):
    def make(prompt="Golden waves at sunset"):
        clip = make_clip(prompt=prompt)
        index_later(clip.pk)
        return clip

    return make


def ask(text="golden waves"):
    return search_index().search(Query(text))


def rested():
    """As if the rest after a fault were over."""
    search_index().backend._server._resting_until = 0.0


class TestAway:
    def test_pages_answer_from_the_database_and_say_so(self, wire, published):
        clip = published()
        wire.close()
        results = ask()
        assert (found(results), results.limited) == ([clip.pk], True)
        assert search_index().suggest("gol") == []
        assert search_index().similar(clip.pk) == []

    def test_changes_wait_and_are_applied_once_it_is_back(self, wire, published):
        wire.close()
        clip = published()
        assert apply_changes() == 0
        assert IndexChange.objects.count() == 1
        wire.reopen()
        rested()
        assert apply_changes() == 1
        results = ask()
        assert (found(results), results.limited) == ([clip.pk], False)

    def test_health_says_where_it_does_not_answer(self, wire):
        wire.close()
        with pytest.raises(SearchUnavailable, match=f"does not answer at {wire.url}"):
            search_index().health()

    def test_after_one_try_nobody_waits_until_it_is_tried_again(self, wire, published, monkeypatch):
        monkeypatch.setattr(server, "REST", 3600.0)
        clip = published()
        apply_changes()
        wire.close()
        assert ask().limited
        wire.reopen()
        assert ask().limited
        rested()
        results = ask()
        assert (found(results), results.limited) == ([clip.pk], False)


class TestSlow:
    def test_a_silent_server_costs_one_person_the_patience_and_the_next_nothing(self, wire, published):
        clip = published()
        apply_changes()
        wire.mode = "silent"
        began = time.monotonic()
        assert found(ask()) == [clip.pk]
        assert server.PATIENCE <= time.monotonic() - began < server.PATIENCE * 3
        began = time.monotonic()
        assert found(ask()) == [clip.pk]
        assert time.monotonic() - began < server.PATIENCE / 2

    def test_an_answer_lost_on_the_way_leaves_the_change_to_be_repeated(self, wire, published):
        clip = published()
        wire.mode = "cut"
        assert apply_changes() == 0
        assert IndexChange.objects.count() == 1
        wire.mode = "open"
        wire.hang_up()
        assert apply_changes() == 1
        assert set(search_index().contents()) == {clip.pk}

    def test_a_rebuild_cut_short_leaves_the_old_index_in_use(self, wire, published, direct):
        _, name = direct
        clip = published()
        apply_changes()
        before = name()

        def documents():
            yield SHELF[0]
            wire.close()
            yield from (document(n, f"waves {n}") for n in range(100, 400))

        with pytest.raises(SearchUnavailable):
            search_index().rebuild(documents())
        wire.reopen()
        rested()
        assert name() == before
        assert found(ask()) == [clip.pk]

    def test_answers_that_are_each_just_in_time_do_not_add_up(self, wire, published):
        clip = published()
        apply_changes()
        wire.delay = server.PATIENCE * 0.7
        began = time.monotonic()
        results = ask()
        assert time.monotonic() - began < server.PATIENCE * 1.5
        assert (found(results), results.limited) == ([clip.pk], True)

    def test_after_the_rest_one_tries_and_the_others_do_not_wait(self, wire, published):
        published()
        apply_changes()
        wire.mode = "silent"
        ask()
        rested()
        took = []

        def read():
            began = time.monotonic()
            with pytest.raises(SearchUnavailable):
                search_index().backend.search(Query("golden waves"))
            took.append(time.monotonic() - began)

        readers = [threading.Thread(target=read) for _ in range(6)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        assert len(took) == 6
        assert sum(seconds >= server.PATIENCE / 2 for seconds in took) == 1

    def test_health_of_a_silent_server_is_known_soon(self, wire):
        wire.mode = "silent"
        began = time.monotonic()
        with pytest.raises(SearchUnavailable, match="does not answer"):
            search_index().health()
        assert time.monotonic() - began < server.PATIENCE * 2

    def test_a_swap_whose_answer_is_lost_is_swapped_all_the_same(self, wire, published):
        clip = published()
        apply_changes()
        wire.loses = b"/_aliases"
        with pytest.raises(SearchUnavailable):
            search_index().rebuild([document(clip.pk, "golden waves"), document(clip.pk + 1, "golden waves")])
        wire.loses = b""
        results = ask()
        assert not results.limited
        assert clip.pk in found(results)
        assert search_index().ready()

    def test_changes_half_of_which_reached_the_server_are_repeated_whole(self, wire, published, direct):
        client, name = direct
        clips = [published() for _ in range(3)]
        wire.loses = b"/_bulk"
        assert apply_changes() == 0
        assert client.count(index=name())["count"] == 3
        withdraw(clips[0])
        wire.loses = b""
        assert apply_changes() == 4
        assert set(search_index().contents()) == {clip.pk for clip in clips[1:]}
        assert not IndexChange.objects.exists()


class TestLost:
    @pytest.fixture
    def clips(self, wire, published):
        clips = [published(), published("Green aurora over a forest")]
        apply_changes()
        return clips

    def lose_index(self, client, name):
        client.indices.delete(index=name())

    def lose_alias(self, client, name):
        index = name()
        client.indices.delete_alias(
            index=index, name=list(client.indices.get_alias(index=index)[index]["aliases"])
        )

    @pytest.mark.parametrize("lose", ["lose_index", "lose_alias"])
    def test_what_is_lost_is_built_anew_by_itself(self, clips, direct, lose):
        getattr(self, lose)(*direct)
        assert ask().limited
        apply_changes()
        results = ask()
        assert (found(results), results.limited) == ([clips[0].pk], False)
        assert not find_drift().clips

    def test_an_index_of_another_version_is_not_read_and_not_touched(
        self, clips, direct, monkeypatch, settings
    ):
        client, name = direct
        old = name()
        monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
        newer = ElasticIndex(str(settings.INDEX_DIR))
        assert not newer.ready()
        newer.rebuild([SHELF[0]])
        assert set(newer.contents()) == {1}
        assert client.indices.exists(index=old)
        assert set(search_index().contents()) == {clip.pk for clip in clips}

    @pytest.mark.parametrize("wrong", ["another_mapping", "two_at_once"])
    def test_an_alias_that_leads_elsewhere_is_built_anew_by_itself(
        self, clips, published, direct, wrong, settings
    ):
        client, name = direct
        alias, stray = schema.alias_of(settings.ELASTICSEARCH["prefix"]), f"{name()}-stray"
        actions = [{"add": {"index": stray, "alias": alias}}]
        if wrong == "another_mapping":
            client.index(index=stray, id="1", document={"clip_id": 1, "words": "golden"}, refresh=True)
            actions.append({"remove": {"index": name(), "alias": alias}})
        else:
            client.indices.create(index=stray, **schema.body())
        client.indices.update_aliases(actions=actions)
        assert not search_index().ready()
        clips.append(published())
        apply_changes()
        assert not ask().limited
        assert set(search_index().contents()) == {clip.pk for clip in clips}
        assert len(client.indices.get_alias(name=alias)) == 1

    def test_a_program_with_another_model_for_meaning_builds_its_own(self, clips, monkeypatch):
        monkeypatch.setattr(schema, "MODEL", "another")
        assert not search_index().ready()
        apply_changes()
        assert search_index().ready()

    def test_indices_of_a_version_that_was_in_use_until_now_are_kept(
        self, clips, direct, monkeypatch, settings
    ):
        client, name = direct
        old = name()
        monkeypatch.setattr("catalog.search.elastic.index._SETTLED_MS", -1)
        monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
        newer = ElasticIndex(str(settings.INDEX_DIR))
        newer.rebuild([SHELF[0]])
        assert client.indices.exists(index=old)
        newer.rebuild([SHELF[0]])
        assert not client.indices.exists(index=old)

    def test_a_shard_that_is_lost_is_said_and_built_anew_on_demand(self, clips, direct, settings):
        client, name = direct
        old, index = name(), f"{name()}-lost"
        body = schema.body()
        # No machine of that name is there, so that no machine has the shard.
        body["settings"]["index.routing.allocation.require._name"] = "nowhere"
        client.indices.create(index=index, **body, wait_for_active_shards="0")
        alias = schema.alias_of(settings.ELASTICSEARCH["prefix"])
        client.indices.update_aliases(
            actions=[{"add": {"index": index, "alias": alias}}, {"remove": {"index": old, "alias": alias}}]
        )
        assert ask().limited
        with pytest.raises(SearchUnavailable, match="lost a part of the index"):
            search_index().health()
        assert rebuild() == 2
        results = ask()
        assert (found(results), results.limited) == ([clips[0].pk], False)
        assert not client.indices.exists(index=index)


class TestFull:
    def test_a_disk_nearly_full_takes_no_changes_and_loses_none(self, wire, published, direct):
        client, name = direct
        first = published()
        apply_changes()
        client.indices.put_settings(index=name(), settings={"index.blocks.read_only_allow_delete": True})
        second = published()
        assert apply_changes() == 0
        assert IndexChange.objects.count() == 1
        assert found(ask()) == [first.pk]
        with pytest.raises(SearchUnavailable, match="its disk is nearly full"):
            search_index().health()
        client.indices.put_settings(index=name(), settings={"index.blocks.read_only_allow_delete": None})
        assert apply_changes() == 1
        assert set(found(ask())) == {first.pk, second.pk}


class TestRebuilding:
    def test_nobody_who_searches_meets_a_fault_while_the_index_is_swapped(self, wire, published, monkeypatch):
        monkeypatch.setattr(server, "PATIENCE", 60.0)  # a busy machine is no fault of the swap
        clip = published()
        apply_changes()
        backend, answers, done = search_index().backend, [], threading.Event()
        answered = threading.Semaphore(0)

        def read():
            while not done.is_set():
                answers.append(found(backend.search(Query("golden waves"))))
                answered.release()

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for _ in range(5):
                rebuild()
                assert answered.acquire(timeout=60)
        finally:
            done.set()
            reader.join()
        assert all(answer == [clip.pk] for answer in answers)

    def test_changes_that_arrive_meanwhile_are_in_it(self, wire, published):
        clips = [published() for _ in range(3)]
        apply_changes()
        backend = search_index().backend
        original = backend.rebuild

        def meanwhile(documents):
            count = original(documents)
            withdraw(clips[0])
            clips.append(published())
            return count

        backend.rebuild = meanwhile
        try:
            rebuild()
        finally:
            backend.rebuild = original
        assert set(search_index().contents()) == {clip.pk for clip in clips[1:]}
        assert not IndexChange.objects.exists()

    def test_old_indices_do_not_pile_up(self, wire, direct, settings):
        client, _ = direct
        for _ in range(3):
            rebuild()
        assert len(client.indices.get(index=f"{settings.ELASTICSEARCH['prefix']}-clips-*")) == 1

    def test_clips_that_a_rebuild_adds_are_paged_through_like_others(self, wire):
        index = search_index()
        index.rebuild([document(1, "golden waves", published=5)])
        index.rebuild([document(2, "golden waves", published=5), document(1, "golden waves", published=5)])
        first = index.search(Query(sort="newest", limit=1))
        second = index.search(Query(sort="newest", limit=1, cursor=first.next_cursor))
        assert sorted(found(first) + found(second)) == [1, 2]

    def test_vectors_of_unchanged_sentences_are_taken_over(self, wire, published, monkeypatch):
        published()
        apply_changes()

        def never(texts):
            assert not texts

        monkeypatch.setattr("catalog.search.elastic.writing.embed", never)
        assert rebuild() == 1


def test_a_document_that_can_never_be_stored_keeps_no_other_out(wire, caplog):
    odd = document(1, "golden waves")
    object.__setattr__(odd, "published", 10**30)
    search_index().index([odd, document(2, "golden waves at night")])
    assert set(search_index().contents()) == {2}
    assert "refuses clip 1 for good" in caplog.text


class _Other(BaseHTTPRequestHandler):
    """A web server that is no Elasticsearch."""

    def do_GET(self):
        self.send_error(404)

    do_HEAD = do_PUT = do_POST = do_GET

    def log_message(self, *args):
        pass


def test_an_address_of_another_server_is_told_from_an_index_not_yet_built(tmp_path):
    with ThreadingHTTPServer(("127.0.0.1", 0), _Other) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        address = Address(f"http://127.0.0.1:{other.server_port}")
        with pytest.raises(SearchUnavailable) as fault:
            ElasticIndex(str(tmp_path), address).health()
        other.shutdown()
    assert not isinstance(fault.value, NoIndex)
    assert "can't do it now" in str(fault.value)


@pytest.fixture(scope="module")
def second_server():
    """A server of these tests' own, with a password, which they may stop; its data goes with it."""
    command = os.environ.get("ELASTICSEARCH_SERVICE")
    if not command:
        pytest.skip("ELASTICSEARCH_SERVICE names no command that starts a server")
    environment = os.environ | {"PORT": "9201", "ELASTIC_PASSWORD": "a-password-for-tests", "HEAP": "384m"}

    def run(what):
        subprocess.run([command, what], env=environment, check=True, stdout=subprocess.DEVNULL)

    run("start")
    yield run
    run("stop")


def test_a_server_that_is_stopped_and_comes_back_empty_is_filled_again(
    second_server, published, settings, tmp_path
):
    settings.INDEX_DIR = tmp_path / "index"
    settings.SEARCH_BACKEND = "catalog.search.elastic.ElasticIndex"
    settings.ELASTICSEARCH = {
        "url": "http://127.0.0.1:9201", "prefix": "test-stopped", "username": "elastic",
        "password": "a-password-for-tests",
    }  # fmt: skip
    clip = published()
    apply_changes()
    assert not ask().limited

    second_server("stop")
    assert (found(ask()), ask().limited) == ([clip.pk], True)
    later = published()
    assert apply_changes() == 0

    second_server("start")
    rested()
    apply_changes()
    results = ask()
    assert (set(found(results)), results.limited) == ({clip.pk, later.pk}, False)


def test_a_wrong_password_says_which_settings_to_check(second_server):
    address = Address("http://127.0.0.1:9201", "test-stopped", username="elastic", password="wrong")
    with pytest.raises(SearchUnavailable, match="check ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME"):
        ElasticIndex("unused", address).health()


def test_an_api_key_opens_it(second_server, tmp_path):
    login = ("elastic", "a-password-for-tests")
    with Elasticsearch("http://127.0.0.1:9201", basic_auth=login) as client:
        key = client.security.create_api_key(name="test")["encoded"]
        index = ElasticIndex(str(tmp_path), Address("http://127.0.0.1:9201", "test-key", api_key=key))
        index.rebuild([SHELF[0]])
        assert index.health().documents == 1
        for name in client.indices.get(index="test-key-*"):
            client.indices.delete(index=name)

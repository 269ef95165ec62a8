"""The index on Elasticsearch, behind the same interface as the embedded one."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, NotFoundError
from elasticsearch.dsl import Q, Search
from elasticsearch.helpers import scan

from catalog.batches import batches
from catalog.search import cursor
from catalog.search.asked import STOP, Asked, mended, plain_words, read
from catalog.search.cursor import Place
from catalog.search.facets import offered
from catalog.search.interface import Document, Health, Hit, Query, Results, SearchUnavailable
from catalog.search.looks import ALIKE, blended

from . import schema, writing
from .asking import facet_counts, likeness, nearest, numbered, total, visible
from .finding import Found, Understood, beyond, counted, found, in_best_order, understand
from .lock import only_writer
from .server import Address, NoIndex, Server
from .vocabulary import completions

#: Clips close in meaning that are compared by looks, too.
_RELATIVES = 50
#: Indices of other versions are removed when this version's has been in use for so long: until then processes
#: of a version before this one may still read theirs.
_SETTLED_MS = 86_400_000
#: Elasticsearch gives no page that begins later; people don't read that far, programs use `contents`.
_FARTHEST = 10_000


class ElasticIndex:
    """Clips in Elasticsearch. `folder` is for the writer's lock where the database has none."""

    def __init__(self, folder: str, address: Address | None = None) -> None:
        self._server = Server(address or Address(**settings.ELASTICSEARCH))
        self._prefix = self._server.address.prefix
        self._alias = schema.alias_of(self._prefix)
        self._folder = Path(folder)

    def search(self, query: Query) -> Results:
        """Answer. Never raises for what people type; raises `SearchUnavailable` where the server can't."""
        asked = read(query.text)
        if query.text.strip() and asked.empty:
            return Results(hits=(), total=0)
        try:
            return self._answer(query, asked)
        except NoIndex:
            # A rebuild that ended in between removed the index that the first round spoke to.
            return self._answer(query, asked)

    def _answer(self, query: Query, asked: Asked) -> Results:
        with self._server.asked() as client:
            edition, newest = self._edition(client)
            place = cursor.read(query)
            born = min(place.born, newest) if place and place.edition == edition else newest
            seen = visible(query.accounts, born)
            understood = understand(client, edition, query, asked, seen)
            if understood.parts and query.sort == "best" and not query.appearance:
                page, start, total, counts = self._best(client, edition, understood, query, place)
            else:
                page, start, total, counts = self._sorted(client, edition, understood, query, place)
        shown = start + len(page)
        after = ""
        if page and shown < min(total, _FARTHEST):
            after = cursor.write(query, Place(edition, born, page[-1].clip_id, shown))
        return Results(
            hits=tuple(
                Hit(one.clip_id, one.score, _rounded(understood.near.get(one.clip_id))) for one in page
            ),
            total=total,
            facets=offered(counts, query.filters),
            next_cursor=after,
            did_you_mean=mended(query.text.lower(), understood.corrected) if understood.corrected else "",
            unmatched=understood.unmatched,
        )

    def suggest(self, prefix: str, *, accounts: tuple[int, ...] = (), limit: int = 8) -> list[str]:
        """Words that complete the last one, where clips have all of them; then titles."""
        words = plain_words(prefix)[:8]
        if not words:
            return []
        before, last = words[:-1], words[-1]
        telling = [word for word in before if word not in STOP]
        with self._server.asked() as client:
            found_words, titles = completions(
                client, self._alias, telling, last, visible(accounts, None), limit * 2
            )
        offers = [" ".join([*before, word]) for word in found_words if word not in STOP]
        return list(dict.fromkeys([*offers[: limit // 2], *titles]))[:limit]

    def similar(self, clip_id: int, *, accounts: tuple[int, ...] = (), limit: int = 6) -> list[Hit]:
        """Clips close in meaning, closest first."""
        seen = visible(accounts, None)
        with self._server.asked() as client:
            here = Search(using=client, index=self._alias).query(
                Q("bool", filter=[Q("ids", values=[str(clip_id)]), *seen])
            )
            this = next(iter(here.source(["vector", "appearance"])[:1].execute()), None)
            if this is None:
                return []
            others = Q("bool", filter=seen, must_not=[Q("ids", values=[str(clip_id)])])
            near = nearest("vector", list(this.vector), max(_RELATIVES, limit), others)
            meaning = likeness(near.using(client).index(self._alias).execute())
            looks: dict[int, float] = {}
            if "appearance" in this and meaning:
                near = nearest("appearance", list(this.appearance), len(meaning), numbered(meaning))
                looks = likeness(near.using(client).index(self._alias).execute())
        return _blended(meaning, looks)[:limit]

    def index(self, documents: Iterable[Document]) -> None:
        """Add or replace."""
        with self._server.told() as client:
            edition, newest = self._edition(client)
            for batch in batches(documents, writing.BATCH):
                newest = writing.write(client, edition, batch, [edition], newest + 1) - 1

    def remove(self, clip_ids: Iterable[int]) -> None:
        """Forget; what is not known is no fault."""
        with self._server.told() as client:
            edition, _ = self._edition(client)
            writing.remove(client, edition, clip_ids)

    def ready(self) -> bool:
        """Whether this version's alias leads to one index, made as this program makes it.

        Raises `SearchUnavailable` where the server can't say.
        """
        with self._server.told() as client:
            behind = self._behind_alias(client)
            return len(behind) == 1 and self._usable(client, behind) == behind

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Write a new index beside the one in use, and put it there by one swap of the alias."""
        with self._server.told() as client:
            before = self._behind_alias(client)
            known = self._usable(client, before)
            name, count, born = schema.new_name(self._prefix), 0, self._numbered(client, known) + 1
            client.indices.create(index=name, **schema.body())
            try:
                for batch in batches(documents, writing.BATCH):
                    born = writing.write(client, name, batch, [name, *known], born)
                    count += len(batch)
                client.indices.refresh(index=name)
            except BaseException:
                client.options(ignore_status=404).indices.delete(index=name)
                raise
            # Not removed where this fails: the swap may be done, and only its answer be lost.
            client.indices.update_aliases(
                actions=[
                    *({"remove": {"index": old, "alias": self._alias}} for old in before),
                    {"add": {"index": name, "alias": self._alias}},
                ]
            )
            self._tidy(client, name, before)
        return count

    def contents(self) -> dict[int, str]:
        """Clips and the digests of their documents."""
        with self._server.told() as client:
            edition, _ = self._edition(client)
            every = scan(client, index=edition, query={"_source": ["digest"]}, size=2000)
            return {int(hit["_id"]): hit["_source"]["digest"] for hit in every}

    def exclusive(self) -> AbstractContextManager[bool]:
        """Be the one writer among all processes of all machines."""
        return only_writer(self._alias, self._folder)

    def health(self) -> Health:
        """Counts the clips, and asks the server how it is. Raises `SearchUnavailable`."""
        with self._server.examined() as client:
            edition = next(iter(self._behind_alias(client)), None)
            if edition is None:
                raise NoIndex("There is no search index yet.")
            cluster = client.cluster.health(index=edition, timeout="1s")
            if cluster["status"] == "red":
                raise SearchUnavailable("Elasticsearch has lost a part of the index. Run: manage.py reindex")
            blocks = client.indices.get_settings(index=edition, name="index.blocks.*")
            if "read_only_allow_delete" in str(dict(blocks)):
                raise SearchUnavailable(
                    "Elasticsearch takes no changes, its disk is nearly full: free some space there."
                )
            count = client.count(index=edition)["count"]
        return Health(count, f"{count} clip{' is' if count == 1 else 's are'} indexed.")

    def _edition(self, client: Elasticsearch) -> tuple[str, int]:
        """The index in use, and the highest number given in it."""
        search = Search(using=client, index=self._alias).source(False).sort("-born")[:1]
        hits = search.extra(docvalue_fields=["born"]).execute().hits
        if hits:
            return str(hits[0].meta.index), int(hits[0]["born"][0])
        name = next(iter(self._behind_alias(client)), None)
        if name is None:
            raise NoIndex("There is no search index yet.")
        return name, 0

    def _behind_alias(self, client: Elasticsearch) -> list[str]:
        try:
            return sorted(client.indices.get_alias(name=self._alias))
        except NotFoundError as error:
            if not isinstance(error.body, dict):
                raise  # a web server's own page: the address is wrong
            return []

    def _usable(self, client: Elasticsearch, names: list[str]) -> list[str]:
        """Those of these indices that are made as this program makes them."""
        if not names:
            return []
        there = client.indices.get_mapping(index=names)
        return [name for name in names if schema.made_as_now(there[name]["mappings"])]

    def _numbered(self, client: Elasticsearch, names: list[str]) -> int:
        """The highest number given in these indices; two clips with one number would hide one another."""
        if not names:
            return 0
        search = Search(using=client, index=names).extra(size=0)
        search.aggs.metric("newest", "max", field="born")
        try:
            return int(search.execute().aggregations["newest"]["value"] or 0)
        except ApiError:
            # A lost shard is what a rebuild is for: its numbers are lost as well.
            return 0

    def _tidy(self, client: Elasticsearch, used: str, before: list[str]) -> None:
        """Remove what earlier rebuilds of this version left; those of other versions once this one is settled."""
        there = dict(client.indices.get(index=f"{self._prefix}-clips-v*", features="settings"))
        settled = time.time() * 1000 - _SETTLED_MS
        ages = [int(there[old]["settings"]["index"]["creation_date"]) for old in before if old in there]
        for name in there:
            ours = name.startswith(f"{self._alias}-")
            if name != used and (ours or any(age < settled for age in ages)):
                client.options(ignore_status=404).indices.delete(index=name)

    def _best(
        self, client: Elasticsearch, edition: str, understood: Understood, query: Query, place: Place | None
    ) -> tuple[list[Found], int, int, dict[str, dict[str, int]]]:
        ordered, total, counts = in_best_order(client, edition, understood, query)
        start = _start([one.clip_id for one in ordered], place)
        page = ordered[start : start + query.limit]
        if len(page) < query.limit and start + len(page) < min(total, _FARTHEST):
            weighed = [one.clip_id for one in ordered]
            page += beyond(client, edition, understood, query, weighed, max(0, start - len(weighed)))[
                : query.limit - len(page)
            ]
        return page, start, total, counts

    def _sorted(
        self, client: Elasticsearch, edition: str, understood: Understood, query: Query, place: Place | None
    ) -> tuple[list[Found], int, int, dict[str, dict[str, int]]]:
        by_score = ["_score"] if query.appearance or query.colour else []
        keys = {"licensed": ["-licences"], "newest": []}.get(query.sort, by_score)
        search = counted(understood, query).using(client).index(edition).sort(*keys, "-published", "-born")
        start = min(place.shown, _FARTHEST) if place else 0
        last = self._where(search, place)
        if last:
            search = search.extra(search_after=last)[: query.limit]
        else:
            search = search[start : min(start + query.limit, _FARTHEST)]
        answer = search.execute()
        return (
            [found(hit) for hit in answer],
            start,
            total(answer),
            facet_counts(answer.aggregations),
        )

    def _where(self, search: Search[Any], place: Place | None) -> list[Any]:
        """Where the clip that the page before ended with stands in this order now; [] where it does not."""
        if place is None:
            return []
        hits = search.filter("ids", values=[str(place.last_clip)])[:1].execute()
        return next((list(hit.meta.sort) for hit in hits), [])


def _blended(meaning: dict[int, float], looks: dict[int, float]) -> list[Hit]:
    """Clips by likeness of meaning and looks, without those that have nothing in common."""
    clips = list(meaning)
    close = np.array([meaning[one] for one in clips])
    seen = np.array([looks.get(one, 0.0) for one in clips])
    alike = blended(close, seen, np.array([one in looks for one in clips], np.bool_))
    order = [int(place) for place in np.argsort(-alike, kind="stable") if alike[place] >= ALIKE]
    return [Hit(clips[place], float(alike[place]), round(float(close[place]), 4)) for place in order]


def _start(order: list[int], place: Place | None) -> int:
    """Where the next page begins: after the clip shown last, wherever that stands now."""
    if place is None:
        return 0
    return order.index(place.last_clip) + 1 if place.last_clip in order else place.shown


def _rounded(likeness: float | None) -> float | None:
    return None if likeness is None else round(likeness, 4)

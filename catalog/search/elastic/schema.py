"""What an index in Elasticsearch holds, its version, and its names."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from elasticsearch.dsl import (
    DenseVector,
    Integer,
    Keyword,
    Long,
    Mapping,
    Object,
    Text,
    analyzer,
    token_filter,
)

from catalog.search.colour import COLOURS
from catalog.search.embedding import DIMENSIONS, MODEL
from catalog.search.facets import FACETS
from catalog.search.interface import APPEARANCE

#: Raise it with any change of the mapping, of what a document holds or of how words are cut.
VERSION = 1

#: Texts come cut into plain words already (`asked.plain_words`): only their endings are left to do.
_STEMMED = analyzer(
    "stemmed", tokenizer="whitespace", filter=[token_filter("short", "length", max=100), "porter_stem"]
)
_WHOLE = analyzer("whole", tokenizer="whitespace")


def alias_of(prefix: str) -> str:
    """The name that this version reads and writes by. Another version has its own: neither sees the other's."""
    return f"{prefix}-clips-v{VERSION}"


def new_name(prefix: str) -> str:
    """A name for an index that is being built."""
    return f"{alias_of(prefix)}-{uuid.uuid4().hex[:12]}"


def body() -> dict[str, Any]:
    """Settings and mapping of an index. Anything that is not named here is refused."""
    mapping = Mapping()
    mapping.meta("dynamic", "strict")
    mapping.field("clip_id", Long())
    #: Counts clips in the order in which they came; a clip keeps its number when it changes.
    mapping.field("born", Long())
    mapping.field("owner", Long())
    mapping.field("title", Keyword(index=False, doc_values=False))
    mapping.field("words", Text(analyzer=_STEMMED, fields={"whole": Text(analyzer=_WHOLE)}))
    mapping.field("vocabulary", Keyword(ignore_above=100))
    mapping.field("facets", Object(properties={name: Keyword() for name in FACETS}, dynamic="strict"))
    mapping.field("published", Long())
    mapping.field("licences", Integer())
    mapping.field("meaning", Keyword(index=False, doc_values=False))
    mapping.field("digest", Keyword(index=False))
    mapping.field("vector", _vector(DIMENSIONS))
    mapping.field("appearance", _vector(APPEARANCE))
    #: Compared with every clip that is left, because a colour is a filter: its count has to be true.
    mapping.field("colours", DenseVector(dims=COLOURS, index=False))
    analysis: dict[str, Any] = mapping._collect_analysis()
    shape = hashlib.sha256(json.dumps([mapping.to_dict(), analysis], sort_keys=True).encode()).hexdigest()[
        :16
    ]
    mapping.meta("_meta", {"version": VERSION, "model": MODEL, "shape": shape})
    return {
        "mappings": mapping.to_dict(),
        "settings": {
            "number_of_shards": 1,
            "auto_expand_replicas": "0-1",
            "codec": "best_compression",
            "analysis": analysis,
        },
    }


def made_as_now(mapping: dict[str, Any]) -> bool:
    """Whether an index with this mapping is what `body` makes: same version, same model, same fields."""
    return bool(mapping.get("_meta") == body()["mappings"]["_meta"])


def _vector(dimensions: int) -> DenseVector:
    return DenseVector(
        dims=dimensions, index=True, similarity="cosine", index_options={"type": "int8_hnsw", "m": 16}
    )

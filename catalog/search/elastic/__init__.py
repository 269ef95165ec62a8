"""The index on Elasticsearch 8.19 or later of 8, for sites on several machines and for large catalogues."""

from .index import ElasticIndex

__all__ = ["ElasticIndex"]

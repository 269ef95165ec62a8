"""What search engines are shown: every public clip, nothing of anybody's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet

from .models import Clip


class Clips(Sitemap):  # type: ignore[type-arg]  # generic in its stubs alone
    """Public clips, newest first, in pages of at most 10,000: one query each, of four columns."""

    limit = 10_000

    def items(self) -> QuerySet[Clip]:
        """Published and not private."""
        public = Clip.objects.filter(state=Clip.State.PUBLISHED, private=False)
        return public.only("title", "published_at").order_by("-published_at", "-pk")

    def lastmod(self, clip: Clip) -> datetime | None:
        """A clip does not change once it is published."""
        return clip.published_at

    def get_latest_lastmod(self) -> datetime | None:
        """When the newest clip came; asked of the database, not of every clip."""
        latest: datetime | None = self.items().aggregate(latest=Max("published_at"))["latest"]
        return latest

    def get_domain(self, site: Any = None) -> str:
        """The site's own address, whatever name the request came by."""
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        """As the site's own address has it."""
        return urlsplit(settings.SITE_URL).scheme


SITEMAPS = {"clips": Clips}

"""The catalogue's addresses."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path, re_path
from django.views.decorators.cache import cache_page

from .sitemaps import SITEMAPS
from .views import (
    answers,
    appeals,
    collections,
    crawlers,
    desk,
    legal,
    media,
    pages,
    reports,
    searches,
    suggestions,
)

#: Crawlers ask often, and a list of 10,000 clips is dear. Kept here and then by whoever stands between for so many
#: seconds each: a clip that was taken down is in no list after a minute.
KEPT = 25

urlpatterns = [
    path("", pages.home, name="home"),
    path("suggest", suggestions.suggest, name="suggest"),
    path("clips/<int:pk>", pages.clip, name="clip-short"),
    path("clips/<int:pk>-<slug:slug>", pages.clip, name="clip"),
    path("clips/<int:pk>/collect", collections.collect, name="collect"),
    path("clips/<int:pk>/appeal", appeals.appeal, name="appeal"),
    path("report", reports.find, name="report-find"),
    path("clips/<int:pk>/report", reports.report, name="report"),
    path("clips/<int:pk>-<slug:slug>/report", reports.report, name="report-clip"),
    path("clips/<int:pk>/answer", answers.answer, name="takedown-answer"),
    path("reports/<str:token>", reports.follow, name="report-follow"),
    path("legal/reports", legal.reports, name="legal-reports"),
    path("collections", collections.collections, name="collections"),
    path("collections/<int:pk>", collections.collection, name="collection"),
    re_path(
        r"^collections/(?P<pk>\d{1,18})/collection\.(?P<form>csv|json)$",
        collections.export,
        name="collection-export",
    ),
    path("c/<str:token>", collections.shared, name="collection-shared"),
    path("searches", searches.searches, name="searches"),
    path("searches/recent", searches.forget_recent, name="searches-forget"),
    path("searches/<int:pk>", searches.change, name="search-change"),
    path("searches/stop/<str:token>", searches.stop, name="search-stop"),
    path("media/<int:clip_id>/<str:kind>", media.media, name="media"),
    path("robots.txt", crawlers.robots, name="robots"),
    path(
        "sitemap.xml",
        cache_page(KEPT)(sitemap_views.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-part"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        cache_page(KEPT)(sitemap_views.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap-part",
    ),
    *desk.urlpatterns,
]

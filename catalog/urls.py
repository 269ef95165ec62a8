"""The catalogue's addresses."""

from django.urls import path

from .views import desk, media, pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("suggest", pages.suggest, name="suggest"),
    path("clips/<int:pk>", pages.clip, name="clip-short"),
    path("clips/<int:pk>-<slug:slug>", pages.clip, name="clip"),
    path("media/<int:clip_id>/<str:kind>", media.media, name="media"),
    *desk.urlpatterns,
]

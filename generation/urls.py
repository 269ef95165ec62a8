"""The addresses of asking and following."""

from django.urls import path

from .views import appeals, lookalikes, made, make, requests

urlpatterns = [
    path("make", make.make, name="make"),
    path("make/reading", make.reading, name="make-reading"),
    path("make/use/<int:pk>", make.use, name="make-use"),
    path("make/price", make.price, name="make-price"),
    path("clips/<int:pk>/made", made.made, name="clip-made"),
    path("clips/<int:pk>/follow", made.follow_ups, name="clip-follow"),
    path("search/picture", lookalikes.lookalikes, name="lookalikes"),
    path("starter", make.starter, name="starter"),
    path("requests", requests.mine, name="library-requests"),
    path("requests/<int:pk>", requests.show, name="request"),
    path("requests/<int:pk>/progress", requests.progress, name="request-progress"),
    path("requests/<int:pk>/preview.jpg", requests.preview, name="request-preview"),
    path("requests/<int:pk>/again", requests.again, name="request-again"),
    path("requests/<int:pk>/appeal", appeals.appeal, name="request-appeal"),
    path("requests/<int:pk>/cancel", requests.cancel, name="request-cancel"),
]

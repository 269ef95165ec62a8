"""Every address of the site, by app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("catalog.urls")),
    path("", include("generation.urls")),
    path("", include("billing.urls")),
    path("", include("marketplace.site_urls")),
    path("admin/", admin.site.urls),
]

handler403 = "marketplace.views.errors.forbidden"
handler404 = "marketplace.views.errors.not_found"
handler500 = "marketplace.views.errors.server_error"

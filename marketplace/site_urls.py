"""The addresses of sign-in, verify and the site's own pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

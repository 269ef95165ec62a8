"""The desk's pages, for moderators alone."""

from django.urls import path, re_path

from . import acting, audit, figures, pages

urlpatterns = [
    path("desk", pages.show, name="desk"),
    path("desk/<int:pk>", pages.show, name="desk-review"),
    path("desk/<int:pk>/act", acting.act, name="desk-act"),
    path("desk/<int:pk>/frames/<int:number>", pages.frame, name="desk-frame"),
    path("desk/batch", acting.batch, name="desk-batch"),
    path("desk/switch", acting.switch, name="desk-switch"),
    path("desk/figures", figures.show, name="desk-figures"),
    path("desk/figures.csv", figures.export, name="desk-figures-export"),
    path("desk/audit", audit.show, name="desk-audit"),
    re_path(r"^desk/audit\.(?P<form>csv|jsonl)$", audit.export, name="desk-audit-export"),
]

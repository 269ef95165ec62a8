"""The addresses of licences, downloads and credits."""

from django.urls import path

from .views import downloads, library, licences

urlpatterns = [
    path("clips/<int:pk>/license", licences.choose, name="license"),
    path("clips/<int:pk>/license-cards", licences.cards, name="license-cards"),
    path("licences/terms", licences.terms, name="terms"),
    path("licences/key.pem", licences.key, name="licence-key"),
    path("licences/<str:number>", licences.show, name="licence"),
    path("licences/<str:number>/certificate.pdf", licences.pdf, name="licence-pdf"),
    path("licences/<str:number>/certificate.json", licences.signed_json, name="licence-json"),
    path("downloads/<str:token>", downloads.download, name="download"),
    path("library", library.library, name="library"),
    path("billing", library.credits, name="billing"),
]

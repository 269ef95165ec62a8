"""The addresses of signing in, verifying and health."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from .views import demand, session, status, verify

urlpatterns = [
    path("sign-in", session.SignIn.as_view(), name="sign-in"),
    path("account", session.account, name="account"),
    path("account/login/", session.SignIn.as_view(), name="account_login"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("sign-out", LogoutView.as_view(), name="sign-out"),
    path("theme", session.theme, name="theme"),
    path("verify", verify.verify, name="verify"),
    path("provenance/root.pem", verify.root, name="provenance-root"),
    path("demand", demand.demand, name="demand"),
    path("status", status.status, name="status"),
    path("healthz", status.alive, name="healthz"),
]

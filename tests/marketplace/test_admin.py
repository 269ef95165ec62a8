"""The operators' admin: it opens, and money cannot be changed in it."""

import pytest

pytestmark = pytest.mark.database

LISTS = [
    "marketplace/user", "catalog/account", "catalog/clip", "catalog/review", "billing/ledgerentry", "billing/hold",
    "billing/licence", "generation/renderrequest", "generation/job", "generation/enginetiming",
]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_for_an_operator_and_for_nobody_else(
    client, admin_client, alice, make_clip, team, name
):
    make_clip(team)
    assert admin_client.get(f"/admin/{name}/").status_code == 200
    client.force_login(alice)
    assert client.get(f"/admin/{name}/").status_code == 302


@pytest.mark.parametrize("name", ["billing/ledgerentry", "billing/hold", "catalog/clip", "generation/job"])
def test_what_has_its_own_service_is_only_looked_at(admin_client, name):
    assert admin_client.get(f"/admin/{name}/add/").status_code == 403


def test_a_user_can_be_made(admin_client):
    from marketplace.models import User

    form = {
        "email": "New@Example.com",
        "name": "New",
        "usable_password": "true",
        "password1": "a-long-one-77",
        "password2": "a-long-one-77",
    }
    assert admin_client.post("/admin/marketplace/user/add/", form).status_code == 302
    assert User.objects.filter(email__iexact="new@example.com").exists()

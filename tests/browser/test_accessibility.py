"""axe-core finds nothing serious on any page, in both themes, small and large; no page is wider than its window."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from generation.jobs.claim import claim_next
from generation.jobs.run import run
from generation.requests.ask import Ask
from generation.requests.submit import submit

pytestmark = [pytest.mark.browser, pytest.mark.render]

WINDOWS = [("light", 1440, 900), ("dark", 360, 740)]


@pytest.fixture
def clip(visit):
    from catalog.models import Account, Clip

    account = Account.objects.get(name="Marketer")
    ask = Ask("warm bokeh lights at night", duration_ms=2_000, resolution="360p", quality="draft")
    submit(account, account.users.get(), ask, "one", hint=False)
    run(claim_next())
    return Clip.objects.get()


def serious(page):
    found = Axe().run(page).response["violations"]
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("scheme", "width", "height"), WINDOWS)
def test_every_page_is_accessible_and_fits(visit, clip, scheme, width, height):
    from billing.licensing import issue
    from catalog import collecting, saved
    from catalog.models import Account
    from catalog.search.changes import apply_changes
    from generation.models import RenderRequest

    apply_changes()
    account = Account.objects.get(name="Marketer")
    spring = collecting.make(account, account.users.get(), "Spring deck")
    collecting.put(spring, clip)
    kept = saved.save(account.users.get(), "bokeh", {"shape": ["16:9"]})
    licence = issue(account, account.users.get(), clip, "standard")
    me = visit(scheme, width, height)
    me.open("/sign-in")
    assert serious(me.page) == []
    me.sign_in()
    paths = [
        "/",
        "/?q=bokeh",
        "/?q=submarine+volcano",
        clip.get_absolute_url(),
        f"/clips/{clip.pk}/license",
        "/make",
        "/make?prompt=a+surfer+on+golden+waves",
        f"/requests/{RenderRequest.objects.get().pk}",
        licence.get_absolute_url(),
        *(f"/library?tab={tab}" for tab in ("licensed", "requests", "downloads")),
        "/collections",
        spring.get_absolute_url(),
        f"/c/{collecting.share(spring)}",
        f"/clips/{clip.pk}/collect",
        "/searches",
        f"/searches/stop/{saved.stop_token(kept)}",
        "/search/picture",
        "/?q=bokeh&colour=e07b28&shape=16:9",
        "/billing",
        "/verify",
        f"{licence.get_absolute_url()}/disclosure",
        "/licences/terms",
        "/status",
        "/nothing-here",
    ]
    problems = {}
    for path in paths:
        me.open(path)
        me.page.wait_for_load_state("networkidle")
        found = serious(me.page)
        wide = me.page.evaluate("document.documentElement.scrollWidth") > width
        if found or wide:
            problems[path] = (found, "too wide" if wide else "")
    assert problems == {}


@pytest.mark.parametrize(("scheme", "width", "height"), WINDOWS)
def test_the_desk_is_accessible(visit, clip, scheme, width, height):
    from catalog.models import Clip
    from catalog.publishing import open_review

    Clip.objects.update(state="reviewing", published_at=None)
    clip.refresh_from_db()
    open_review(
        clip,
        rule="likeness",
        rule_name="Real people",
        reason="It may mean somebody.",
        evidence={"spans": [], "scores": {}},
    )
    me = visit(scheme, width, height)
    me.sign_in("moderator@example.com")
    me.open("/desk")
    assert serious(me.page) == []
    assert me.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("scheme", "width", "height"), WINDOWS)
def test_the_operators_page_of_unmet_demand_is_accessible(visit, scheme, width, height):
    from catalog.demand import note
    from catalog.models import Demand

    note(Demand.Kind.SEARCHED, "purple submarine", f"somebody {scheme}")
    me = visit(scheme, width, height)
    me.sign_in("admin@example.com")
    me.open("/demand")
    assert "purple submarine" in me.page.inner_text("main")
    assert serious(me.page) == []
    assert me.page.evaluate("document.documentElement.scrollWidth") <= width

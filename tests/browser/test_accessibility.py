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
    from catalog.reports import telling
    from catalog.reports.clocks import Kind
    from catalog.reports.receiving import Given, receive
    from catalog.search.changes import apply_changes
    from generation.models import RenderRequest

    apply_changes()
    account = Account.objects.get(name="Marketer")
    spring = collecting.make(account, account.users.get(), "Spring deck")
    collecting.put(spring, clip)
    kept = saved.save(account.users.get(), "bokeh", {"shape": ["16:9"]})
    licence = issue(account, account.users.get(), clip, "standard")
    told = receive(clip, Given(Kind.LIKENESS, "Eve", "eve@example.com", "It is me."))
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
        "/legal/reports",
        "/report",
        "/report?clip=nothing",
        f"/clips/{clip.pk}/report",
        *(f"/clips/{clip.pk}/report?kind={kind}" for kind in ("copyright", "likeness", "minor")),
        telling.link(told),
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
def test_what_stands_where_a_clip_was_is_accessible(visit, clip, scheme, width, height):
    from billing.licensing import issue
    from catalog import collecting
    from catalog.models import Account
    from catalog.reports.clocks import Kind
    from catalog.reports.receiving import Given, receive
    from catalog.takedown import put_back, take_down

    account = Account.objects.get(name="Marketer")
    me, mara = visit(scheme, width, height), account.users.get()
    licence = issue(account, mara, clip, "standard")
    spring = collecting.make(account, mara, "Spring deck")
    collecting.put(spring, clip)
    statements = {"work": "My film “Tides”", "owner": "Ada Films"}
    told = receive(
        clip, Given(Kind.COPYRIGHT, "Ada", "ada@example.com", "The waves.", statements, shares=True)
    )
    me.sign_in()
    paths = [
        clip.get_absolute_url(),
        f"/clips/{clip.pk}/answer",
        f"/clips/{clip.pk}/report",
        licence.get_absolute_url(),
        "/library",
        spring.get_absolute_url(),
    ]
    problems = {}
    for cause, report in (("copyright", told), ("policy", None)):
        take_down(clip, actor=mara, reason="The waves are copied from a film.", cause=cause, report=report)
        for path in paths:
            me.open(path)
            me.page.wait_for_load_state("networkidle")
            found = serious(me.page)
            wide = me.page.evaluate("document.documentElement.scrollWidth") > width
            if found or wide:
                problems[cause, path] = (found, "too wide" if wide else "")
        put_back(clip, actor=mara, reason="Looked at.")
    assert problems == {}


@pytest.mark.parametrize(("scheme", "width", "height"), WINDOWS)
def test_the_desk_is_accessible(visit, media, scheme, width, height):
    from catalog import desk
    from catalog.models import Account, Review
    from catalog.publishing import open_case
    from marketplace.models import User

    from .cases import open_cases

    marketer = Account.objects.get(name="Marketer")
    [clip, decided] = open_cases(2, account=marketer)
    evidence = {
        "spans": [{"start": 0, "end": 13}],
        "scores": {"likeness": 0.81},
        "appeal": "It is an invented one.",
        "prompts": [{"prompt": "the chancellor", "rule": "Real people", "at": "2026-03-01"}],
    }
    prompt = open_case(
        Review.Kind.PROMPT, account=marketer, subject="request 12", prompt="the president on a mountain",
        rule="politicians", rule_name="Politicians", reason="It means one.", evidence=evidence,
    )  # fmt: skip
    mo = User.objects.get(email="moderator@example.com")
    desk.decide(Review.objects.get(pk=decided), mo, approve=False, reason="It is sexual.")
    Review.objects.filter(pk=decided).update(decided_at=Review.objects.get(pk=decided).opened_at)
    me = visit(scheme, width, height)
    me.sign_in("lead@example.com")
    problems = {}
    paths = (
        f"/desk/{clip}",
        f"/desk/{prompt.pk}",
        f"/desk/{decided}",
        "/desk?q=nothing",
        "/desk/figures",
        "/desk/audit",
    )
    for path in paths:
        me.open(path)
        me.page.wait_for_load_state("networkidle")
        found = serious(me.page)
        wide = me.page.evaluate("document.documentElement.scrollWidth") > width
        if found or wide:
            problems[path] = (found, "too wide" if wide else "")
    me.open(f"/desk/{clip}")
    me.page.keyboard.press("?")
    problems |= {"help": found} if (found := serious(me.page)) else {}
    assert problems == {}


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

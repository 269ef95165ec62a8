import os

import pytest
from playwright.sync_api import sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "true"  # Playwright's loop runs in the thread that tests use the database in
)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


class Visitor:
    """Somebody in front of a browser. What the console complains about is kept."""

    def __init__(self, context, server):
        self.page = context.new_page()
        self.server = server
        self.complaints = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def _listen(self, message):
        # A poll that a click on a link cuts short is no fault; htmx tells of it in these words.
        cut_short = message.text.startswith(("htmx:afterRequest", "htmx:sendError", "htmx:sendAbort"))
        if message.type == "error" and not cut_short:
            self.complaints.append(message.text)

    def open(self, path):
        return self.page.goto(self.server.url + path)

    def sign_in(self, email="marketer@example.com"):
        from marketplace.trial import PASSWORD

        self.open("/sign-in")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button.primary")


@pytest.fixture
def visit(chromium, live_server, transactional_db, settings):
    from marketplace.trial import create_trials

    settings.DEBUG = True  # sign-ins for trying are made in debug alone
    settings.TRIAL_CREDITS = 40
    settings.SITE_URL = live_server.url
    create_trials()
    settings.DEBUG = False  # errors in the house's style
    contexts = []

    def visit(scheme="light", width=1440, height=900, **options):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True, **options
        )
        contexts.append(context)
        return Visitor(context, live_server)

    yield visit
    for context in contexts:
        context.close()

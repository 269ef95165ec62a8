"""`manage.py generate`: from a prompt to a licensed MP4 without a browser, by the way of any request."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any, NoReturn

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import CommandError, CommandParser
from django.db.models import Q

from billing import licensing
from billing.entitlements import may
from billing.terms import terms
from catalog.models import Account, Clip
from catalog.search.changes import apply_changes
from generation import formats
from generation.jobs.inline import render_here
from generation.management.report import Report, describe_reading
from generation.management.session import SessionCommand
from generation.models import RenderRequest
from generation.requests.follow import review_reason
from generation.requests.form import AskForm
from generation.requests.prefill import OFF, from_words, of_source
from generation.requests.reading import Reading, read
from generation.requests.refusal import AskRefused, CannotMake
from generation.requests.submit import submit
from generation.starter import house

#: Exit codes by what became of the ask; docs/command-line.md has the table.
INVALID, SCREENED, SUBJECT, CREDITS, ENGINE, FAILED, CANCELLED, REVIEW = 2, 3, 4, 5, 6, 7, 8, 9
BY_CODE = {
    "subject": SUBJECT,
    "credits": CREDITS,
    "engine": ENGINE,
    "key": INVALID,
    "screening": SCREENED,
    "source": INVALID,
} | dict.fromkeys(("resolution", "takes", "private", "plan"), CREDITS)
State = RenderRequest.State


class Command(SessionCommand):
    help = "Make a clip from a prompt, license it, and write the licensed MP4."

    def add_arguments(self, parser: CommandParser) -> None:
        """The settings of the Make page; unset ones come from the prompt, then from the defaults."""
        super().add_arguments(parser)
        parser.add_argument("prompt")
        parser.add_argument("--duration", metavar="S", help="seconds, 2 to 60 (default 5)")
        parser.add_argument("--aspect", metavar="A", help=", ".join(formats.ASPECTS))
        parser.add_argument("--resolution", metavar="R", help=", ".join(formats.RESOLUTIONS))
        parser.add_argument("--fps", metavar="N", help=", ".join(map(str, formats.RATES)))
        parser.add_argument("--look", metavar="L")
        parser.add_argument("--seed", metavar="N")
        parser.add_argument("--takes", metavar="N", help=", ".join(map(str, formats.TAKES)))
        parser.add_argument("--engine", metavar="E", help="best, fast, or an engine's name")
        parser.add_argument("--source", metavar="CLIP", help="the number of a clip to follow from")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--variation", action="store_true", help="make a variation of that clip")
        way.add_argument("--extend", action="store_true", help="make what happens after that clip")
        parser.add_argument("--quality", metavar="Q", help=", ".join(formats.QUALITIES))
        parser.add_argument("--loop", action="store_true", help="make it loop exactly")
        parser.add_argument("--silent", action="store_true", help="without sound")
        parser.add_argument("--private", action="store_true", help="for this account alone")
        parser.add_argument("--accept-partial", action="store_true", help="go on without what can't be shown")
        parser.add_argument(
            "--account", metavar="NAME", help="who pays; without it the house, which pays nothing"
        )
        parser.add_argument(
            "--licence", metavar="TIER", default="standard", help="standard (default), extended or exclusive"
        )
        parser.add_argument("--out", metavar="FILE", help="where to write the licensed MP4")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 for a licensed clip, else one by kind of refusal."""
        self.for_program = options["json"]
        self.report = Report(options["prompt"])
        self.ready_database()
        account = self._account(options["account"])
        self._check_tier(account, options["licence"])
        self._check_out(options["out"])
        reading = self._read(options, account)
        self._refuse_early(reading)
        request = self._submit(account, reading)
        self._license(account, request, options)
        if self.for_program:
            self.give(self.report.as_json())

    def _account(self, name: str | None) -> Account:
        if name is None:
            return house()
        named = Q(name__iexact=name) | Q(users__email__iexact=name)
        account = Account.objects.filter(named).order_by("pk").first()
        if account is None:
            known = (
                ", ".join(Account.objects.order_by("name").values_list("name", flat=True)[:20]) or "none yet"
            )
            self._end(INVALID, "account", f"There is no account “{name}”; there are: {known}.")
        return account

    def _check_tier(self, account: Account, tier: str) -> None:
        names = [t.id for t in terms()]
        if tier not in names:
            self._end(INVALID, "licence", f"There is no licence “{tier}”; choose one of: {', '.join(names)}.")
        answer = may(account, "licence_tier", tier)
        if not answer.allowed:
            self._end(INVALID, "licence", answer.sentence)

    def _check_out(self, out: str | None) -> None:
        if out and not Path(out).absolute().parent.is_dir():
            self._end(INVALID, "out", f"The folder of {out} does not exist; make it first.")

    def _read(self, options: dict[str, Any], account: Account) -> Reading:
        fields = (
            "prompt",
            "duration",
            "aspect",
            "resolution",
            "fps",
            "look",
            "seed",
            "takes",
            "engine",
            "quality",
            "source",
        )
        data = {name: options[name] for name in fields if options[name] is not None}
        data |= {name: "on" for name in ("loop", "private", "accept_partial") if options[name]}
        if options["silent"]:
            data["sound"] = OFF
        if options["variation"] or options["extend"]:
            data["follows"] = "extend" if options["extend"] else "variation"
        form = AskForm(from_words(of_source(data, account, AnonymousUser()) | data), account)
        if not form.is_valid():
            problems = {name: [str(error) for error in errors] for name, errors in form.errors.items()}
            self.report.problems = problems
            self._end(
                INVALID, "invalid", " ".join(sentence for errors in problems.values() for sentence in errors)
            )
        reading = read(form.ask, AnonymousUser(), account, here=True)
        self.report.reading = reading
        for line in describe_reading(reading):
            self.say(line)
        return reading

    def _refuse_early(self, reading: Reading) -> None:
        if reading.lacking:
            self._end(ENGINE, "engine", " ".join(reading.lacking))
        if reading.problems and reading.verdict.decision != "refuse":
            cannot = CannotMake(reading.problems)
            self._end(INVALID, cannot.code, cannot.message)

    def _submit(self, account: Account, reading: Reading) -> RenderRequest:
        try:
            request = submit(account, None, reading.ask, f"cli-{uuid.uuid4()}", hint=False)
        except AskRefused as refused:
            self._end(BY_CODE[refused.code], refused.code, refused.message)
        self.report.request = request
        if request.state == State.REFUSED:
            self._end(SCREENED, "screening", f"{reading.verdict.name}: {reading.verdict.reason}")
        try:
            render_here(request, self.say)
        except KeyboardInterrupt:
            request.refresh_from_db()
            self._end(CANCELLED, "cancelled", "Cancelled. Nothing was charged.")
        apply_changes()
        request.refresh_from_db()
        if request.state == State.REVIEW:
            self._end(REVIEW, "review", f"Rendered; waits for a moderator: {review_reason(request)}")
        if request.state != State.READY:
            self._end(FAILED, request.state, request.job.error if request.job else "The render failed.")
        return request

    def _license(self, account: Account, request: RenderRequest, options: dict[str, Any]) -> None:
        clips = list(Clip.objects.filter(take__job=request.job_id).order_by("take__index"))
        self.report.clips = clips
        clip = clips[0]
        licence = licensing.issue(account, None, clip, options["licence"])
        self.report.licence = licence
        for finding in clip.quality["findings"]:
            self.say(f"  {finding['words']}")
        self.say(f"Licence {licence.number}: {licence.terms_name}")
        if options["out"]:
            licensing.write_master(licence, Path(options["out"]))
            self.report.out = options["out"]
            self.say(f"Wrote {options['out']}")

    def _end(self, exit_code: int, code: str, sentence: str) -> NoReturn:
        self.report.refusal = {"code": code, "message": sentence}
        if self.for_program:
            self.give(self.report.as_json())
        raise CommandError(sentence, returncode=exit_code)

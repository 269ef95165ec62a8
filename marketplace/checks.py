"""System checks: what is missing, said at the start with what to do about it, not at midnight."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import imageio_ffmpeg
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register

from billing.plans import PlansError, catalogue
from catalog.pictures.model import PictureModelError, picture_model
from catalog.search import search_index
from catalog.search.interface import SearchUnavailable
from generation.engine.registry import STUDIO, engine
from generation.finishing.errors import UnreadableMedia
from generation.jobs.look import block_list, limits
from generation.looking import Busy, sandbox_walls
from generation.sandbox import seccomp
from generation.screening import classifier
from generation.screening.frames.block_list import BlockListError, read_block_list
from generation.screening.frames.limits import LimitsError
from generation.screening.frames.registry import lacking, unusable
from generation.screening.policy import PolicyError, check_policy, load_policy

#: Below this much free space a long render may not fit.
LEAST_FREE_BYTES = 2_000_000_000


@register()
def engines(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The studio engine says what it lacks. Models run on their workers' machines, and /status tells of those."""
    for number, sentence in enumerate(engine(STUDIO).missing(), start=1):
        yield Warning(f"The {STUDIO} engine can't run here.", hint=sentence, id=f"oddreel.W1{number:02}")


@register()
def ffmpeg(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The encoder comes with a Python package; somebody may have pointed it elsewhere."""
    try:
        path = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError as error:
        yield Error("There is no ffmpeg.", hint=f"Install imageio-ffmpeg again ({error}).", id="oddreel.E120")
        return
    if not os.access(path, os.X_OK):
        yield Error(
            f"ffmpeg at {path} can't be run.",
            hint="Make it executable, or unset IMAGEIO_FFMPEG_EXE.",
            id="oddreel.E121",
        )


@register()
def folders(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Space for renders, and keys that nobody else can read."""
    free = shutil.disk_usage(settings.WORK_DIR).free
    if free < LEAST_FREE_BYTES:
        yield Warning(
            f"{settings.WORK_DIR} has {free // 1_000_000} MB free.",
            hint="Free some space or set WORK_DIR to a larger disk; renders fail and wait on a full one.",
            id="oddreel.W130",
        )
    for path in Path(settings.KEY_DIR).rglob("*"):
        if path.is_file() and "key" in path.name and path.stat().st_mode & 0o077:
            yield Error(f"{path} can be read by others.", hint=f"Run: chmod 600 {path}", id="oddreel.E131")


@register()
def prompt_classifier(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Without the classifier every prompt waits for a person."""
    problem = classifier.missing()
    if problem:
        yield Warning(
            f"{problem} Every prompt that the rules would allow is held for a person.",
            hint="Install again: generation/screening/models and generation/matching/models come with it.",
            id="oddreel.W142",
        )


@register()
def policy(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """An edited policy has to hold against its own examples."""
    if not settings.GENERATION_POLICY:
        return
    try:
        problems = check_policy(load_policy(Path(settings.GENERATION_POLICY)))
    except (OSError, PolicyError) as error:
        yield Error(
            f"The policy can't be read: {error}",
            hint="Correct GENERATION_POLICY. A running site keeps the policy it had; a started one holds every prompt.",
            id="oddreel.E140",
        )
        return
    for problem in problems:
        yield Warning(problem, hint="Run: manage.py policy check", id="oddreel.W141")


@register()
def payments(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Who takes the money, and whether the plans file can be used."""
    try:
        catalogue()
    except PlansError as error:
        yield Error(str(error), hint="Correct PLANS_FILE (docs/billing.md).", id="oddreel.E152")
        return
    if catalogue().plan(settings.DEFAULT_PLAN) is None:
        known = ", ".join(plan.id for plan in catalogue().plans)
        yield Error(
            f"DEFAULT_PLAN is “{settings.DEFAULT_PLAN}”, which is no plan.",
            hint=f"Set it to one of: {known}.",
            id="oddreel.E153",
        )
    if settings.STRIPE_SANDBOX:
        yield Info("Payments go to the sandbox: no real money moves.", id="oddreel.I151")
    elif not settings.PAYMENTS:
        yield Info("No payments are configured: accounts have the credits that you grant.", id="oddreel.I150")
    elif not settings.STRIPE_LIVE and not settings.DEBUG:
        yield Warning(
            "Payments are in Stripe's test mode: nobody is charged.",
            hint="Set STRIPE_SECRET_KEY to the live key, and STRIPE_WEBHOOK_SECRET to its endpoint's.",
            id="oddreel.W154",
        )


@register()
def mail(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Outside debug people expect their mails."""
    if not settings.DEBUG and not settings.EMAIL_URL:
        yield Warning(
            "Mails go to the console.", hint="Set EMAIL_URL, such as smtp+tls://…", id="oddreel.W160"
        )


@register()
def reports(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Whoever reports a clip has to hear of it, and needs an address for what a form can't do."""
    if settings.DEBUG:
        return
    if not settings.EMAIL_URL:
        yield Warning(
            "Notices of takedowns, and answers to whoever reports a clip, reach nobody.",
            hint="Set EMAIL_URL: the law wants them sent.",
            id="oddreel.W161",
        )
    if not settings.REPORT_CONTACT:
        yield Warning(
            "The page on reports names no address for letters and mails.",
            hint="Set REPORT_CONTACT to the name and addresses of whom notices go to.",
            id="oddreel.W162",
        )


@register()
def picture_model_folder(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A model named and not usable is worse than none: search by a frame would stay poorer unnoticed."""
    try:
        picture_model(settings.PICTURE_MODEL)
    except PictureModelError as error:
        yield Warning(str(error), hint="Correct PICTURE_MODEL, or unset it.", id="oddreel.W170")


@register()
def frame_detectors(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A detector that is missing holds every clip; so does a list or a file of limits that can't be used."""
    for name, package in lacking().items():
        yield Warning(
            f"The {name} detector can't run: every clip will wait for a moderator.",
            hint=f"Install the Python package of {package} on every worker.",
            id="oddreel.W190",
        )
    try:
        limits()
    except LimitsError as error:
        yield Error(str(error), hint="Correct FRAME_LIMITS: every clip waits meanwhile.", id="oddreel.E191")
    path = block_list()
    if path is not None:
        try:
            read_block_list(path)
        except BlockListError as error:
            yield Error(str(error), hint="Correct it: every clip waits meanwhile.", id="oddreel.E192")


@register(deploy=True)
def frame_weights(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Whether every detector's weights are there and whole: read with `check --deploy` alone, which takes long."""
    for name, problem in unusable().items():
        yield Warning(
            f"The {name} detector can't run: every clip will wait for a moderator.",
            hint=f"{problem} Install its package again on every worker.",
            id="oddreel.W193",
        )


@register(deploy=True)
def search_server(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Whether Elasticsearch, where it is set, answers us: asked with `check --deploy` alone, since it takes a while."""
    if not settings.ELASTICSEARCH_URL:
        return
    try:
        search_index().health()
    except SearchUnavailable as error:
        yield Warning(str(error), hint="Search answers from the database meanwhile.", id="oddreel.W180")


@register()
def sandbox(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Strangers' files are decoded behind the kernel's walls, where the kernel has them."""
    if not seccomp.available():
        yield Warning(
            "This kernel can't keep the decoders of strangers' files from opening files and addresses.",
            hint="Limits of memory and time hold. Run the site on Linux (x86-64 or ARM64) with seccomp filters.",
            id="oddreel.W194",
        )


@register(deploy=True)
def sandbox_starts(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """Tried with a picture: containers may forbid what the kernel could do."""
    try:
        walls = sandbox_walls()
    except (UnreadableMedia, Busy) as error:
        yield Warning(
            f"The sandbox for strangers' files does not work: {error}",
            hint="Look into the log; VERIFY_MEMORY_MB may be too small.",
            id="oddreel.W195",
        )
        return
    if not walls.no_network:
        yield Warning(
            "The sandbox for strangers' files is not cut off from the network.",
            hint="Allow seccomp filters or network namespaces to the site's processes.",
            id="oddreel.W196",
        )

"""A clip: one item of the catalogue."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from .account import Account


class Clip(models.Model):
    """What can be found and licensed. Its files are its renditions.

    States: `reviewing` until a moderator decides, `published` when it may be found and licensed
    (by everybody, or by its account alone if private), `rejected` and `withdrawn` for good. `hidden` until somebody
    decides and `taken_down` are changed by `catalog.takedown` alone; its row says what the clip was before.
    """

    class State(models.TextChoices):
        REVIEWING = "reviewing", "In review"
        PUBLISHED = "published", "Published"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"
        HIDDEN = "hidden", "Hidden until decided"
        TAKEN_DOWN = "taken_down", "Taken down"

    class SourceType(models.TextChoices):
        TRAINED = "trainedAlgorithmicMedia", "AI-generated"
        ALGORITHMIC = "algorithmicMedia", "Computer-generated"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="clips")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REVIEWING)
    private = models.BooleanField(default=False)

    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    prompt = models.TextField()
    prompt_public = models.BooleanField(default=True)
    brief = models.JSONField(help_text="generation.brief.model.Brief as JSON: what was asked for")
    missing = models.JSONField(
        default=list, help_text="Canonical values that were asked for and are not seen"
    )
    tags = models.JSONField(default=list, help_text="Canonical values that are seen, for search")

    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    fps = models.PositiveSmallIntegerField()
    frame_count = models.PositiveIntegerField()
    duration_ms = models.PositiveIntegerField()
    loops = models.BooleanField(default=False)
    has_sound = models.BooleanField(default=False)
    look = models.CharField(max_length=40, default="natural")
    palette = models.JSONField(default=list, help_text="Up to six #rrggbb colours, most present first")
    appearance = models.JSONField(
        default=list, help_text="How it looks, as a unit vector; empty where it was not measured"
    )
    quality = models.JSONField(default=dict, help_text="QualityReport as JSON")

    derived_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="derived",
        help_text="The clip whose frames it follows from",
    )  # fmt: skip
    follows = models.CharField(
        max_length=10, blank=True, help_text="variation or extend; empty without such a clip"
    )

    source_type = models.CharField(max_length=32, choices=SourceType.choices)
    engine = models.CharField(max_length=40)
    engine_version = models.CharField(max_length=40)
    family = models.CharField(max_length=40, blank=True)
    renderer = models.CharField(max_length=200)
    seed = models.BigIntegerField()
    mark_number = models.PositiveIntegerField(
        null=True,
        blank=True,
        unique=True,
        help_text="What its frames carry invisibly; empty where they don't",
    )

    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "private", "-published_at"]),
            models.Index(fields=["seed"], name="clips_by_seed"),
        ]
        permissions = [
            ("review", "Can decide reviews at the desk"),
            ("lead", "Can decide what was escalated, and what a rule keeps for leads"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="published_clip_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"Clip {self.pk}: {self.title}"

    def get_absolute_url(self) -> str:
        """The clip's page."""
        return reverse("clip", args=[self.pk, self.slug])

    @property
    def withheld(self) -> bool:
        """Whether its files are kept from everybody but moderators: taken down, or hidden for now."""
        return self.state in WITHHELD

    @property
    def slug(self) -> str:
        """The title in the address; the number alone finds the clip."""
        return slugify(self.title)[:60] or "clip"

    @property
    def aspect(self) -> str:
        """The nearest of the offered shapes, such as "16:9"."""
        shapes = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:5": 0.8, "21:9": 21 / 9}
        return min(shapes, key=lambda name: abs(shapes[name] - self.width / self.height))

    @property
    def mark(self) -> str:
        """What the visible mark says of how the clip was made."""
        return str(self.get_source_type_display())


#: States of clips whose files nobody but a moderator gets.
WITHHELD = frozenset({Clip.State.HIDDEN, Clip.State.TAKEN_DOWN})

"""A model's folder, looked at without loading it and without torch: is it whole, of the right class, and how large."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import try_to_load_from_cache
from huggingface_hub.errors import HFValidationError

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.families import family
from generation.engine.diffusion.kind import Kind

from .component import Component, look_at_component, read_json

#: What no pipeline of any family can be without; `BESIDE` is what some need more.
NEEDED = ("scheduler", "text_encoder", "tokenizer", "transformer", "vae")
BESIDE = {
    "hunyuan": ("text_encoder_2", "tokenizer_2"),
    "ltx2": ("audio_vae", "connectors", "vocoder"),
}
#: Schedulers with a shift of their own; the others' is found by the picture's size where their settings say so.
SHIFTING = ("UniPCMultistepScheduler", "DPMSolverMultistepScheduler")
#: By how much a transformer may differ from the kind's count of parameters and still be of the kind.
ALIKE = 0.25


@dataclass(frozen=True)
class FolderReport:
    """`folder` is where the weights lie, None where they don't.

    `problems` are sentences on what keeps the model from being loaded, `notes` on what is only good to know.
    """

    folder: Path | None
    pipeline: str = ""
    components: tuple[Component, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.problems

    @property
    def gib(self) -> float:
        """All weights on disk."""
        return sum(one.bytes for one in self.components) / 2**30


def look_at(model: ConfiguredModel) -> FolderReport:
    """Look at a model's folder, or at what the hub's cache here has of it. Reads headers alone; never raises."""
    folder = model.folder
    if folder is None:
        folder = _cached(model)
        if folder is None:
            return _not_fetched(model)
    try:
        return _look(folder, model)
    except OSError as error:
        return FolderReport(folder, problems=(f"{folder} can't be read ({error.strerror}).",))


def _cached(model: ConfiguredModel) -> Path | None:
    """The snapshot in the hub's cache that a loader without network would take."""
    try:
        found = try_to_load_from_cache(model.weights, "model_index.json", revision=model.revision or None)
    except HFValidationError:
        return None
    return Path(found).parent if isinstance(found, str) else None


def _not_fetched(model: ConfiguredModel) -> FolderReport:
    if model.download:
        return FolderReport(None, notes=(f"{model.weights} is downloaded when the model is first loaded.",))
    revision = f" --revision {model.revision}" if model.revision else ""
    return FolderReport(
        None,
        problems=(
            f"{model.weights} is not on this machine; fetch it: hf download {model.weights}{revision} "
            "(or set download = true).",
        ),
    )


def _look(folder: Path, model: ConfiguredModel) -> FolderReport:
    kind = model.kind
    index = folder / "model_index.json"
    if not folder.exists():
        return FolderReport(None, problems=(f"{folder} does not exist on this machine.",))
    if not folder.is_dir():
        return FolderReport(
            folder, problems=(f"{folder} is a file; name the folder that it was unpacked to.",)
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        return FolderReport(folder, problems=(f"{folder} can't be read by this user.",))
    if not index.exists():
        return FolderReport(folder, problems=(_no_index(folder),))
    parts = read_json(index)
    if parts is None:
        return FolderReport(folder, problems=("model_index.json is not JSON; fetch it again.",))
    pipeline = str(parts.get("_class_name", ""))
    takes = _classes(kind)
    if pipeline not in takes:
        sentence = (
            f"This is a folder of {pipeline or 'no known pipeline'}; {kind.name} takes {' or '.join(takes)}."
        )
        return FolderReport(folder, pipeline, problems=(sentence,))
    named = {
        name: entry
        for name, entry in parts.items()
        if isinstance(entry, list) and len(entry) == 2 and all(isinstance(one, str) for one in entry)
    }
    components = tuple(look_at_component(folder, name, *entry) for name, entry in named.items())
    absent = [name for name in _needed(kind) if name not in named]
    problems = [f"model_index.json names no {name}; fetch the folder again." for name in absent]
    problems += [problem for one in components for problem in one.problems]
    problems += _shift(folder, model, named.get("scheduler", ["", ""])[1])
    return FolderReport(folder, pipeline, components, tuple(problems), tuple(_notes(components, kind)))


def _needed(kind: Kind) -> tuple[str, ...]:
    """The components that the index has to name."""
    experts = ("transformer_2",) if kind.active_b else ()
    return (*NEEDED, *BESIDE.get(kind.family, ()), *experts)


def _shift(folder: Path, model: ConfiguredModel, scheduler: str) -> list[str]:
    """A `flow_shift` that would be refused when the first clip is rendered."""
    if model.preset.flow_shift is None or (model.preset.scheduler or scheduler) in SHIFTING:
        return []
    settings = folder / "scheduler" / "scheduler_config.json"
    if settings.is_file() and (read_json(settings) or {}).get("use_dynamic_shifting"):
        return [
            f"flow_shift has no place in {model.name}: its scheduler finds its own by size. Leave it out."
        ]
    return []


def _classes(kind: Kind) -> list[str]:
    """The pipelines that its folder may name: any of the family's, but for weights that know one task alone."""
    own = set(kind.pipelines.values())
    return sorted(own if len(kind.pipelines) == 1 else own | set(family(kind).classes))


def _no_index(folder: Path) -> str:
    """A folder without model_index.json, by what else is there: the makers' own layout, or a folder of folders."""
    inner = [path.parent.name for path in sorted(folder.glob("*/model_index.json"))]
    if inner:
        return f"{folder} has no model_index.json; you may mean {folder / inner[0]}."
    return (
        f"{folder} has no model_index.json; take the weights in diffusers' layout "
        "(their names on the hub often end in -Diffusers)."
    )


def _notes(components: tuple[Component, ...], kind: Kind) -> list[str]:
    found = []
    scheduler = next((one.class_name for one in components if one.name == "scheduler"), "")
    known = family(kind).schedulers
    if scheduler and scheduler not in known:
        found.append(f"The scheduler is {scheduler}; {kind.name} is known to work with {', '.join(known)}.")
    billions = sum(one.parameters for one in components if one.name.startswith("transformer")) / 1e9
    if billions and abs(billions - kind.parameters_b) > ALIKE * kind.parameters_b:
        found.append(
            f"The transformer has {billions:.3g} billion parameters and {kind.title} has {kind.parameters_b:g}: "
            "times are reckoned for the latter."
        )
    return found

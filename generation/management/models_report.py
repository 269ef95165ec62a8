"""What `manage.py models` says of a model: one value for programs, and lines for people made from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from generation.engine.diffusion.configured import ConfiguredModel
from generation.engine.diffusion.device.gpu import GIB, Device, Machine
from generation.engine.diffusion.device.memory import Weights
from generation.engine.diffusion.device.weights import weights_in
from generation.engine.diffusion.families import family
from generation.engine.diffusion.folders.folder import FolderReport, look_at
from generation.engine.diffusion.kind import Kind, Preset
from generation.engine.diffusion.needs import Fit, fits, peaks, seconds, sizes
from generation.formats import LONGEST_MS
from generation.requests.price import RATE_BY_SHORT_SIDE

#: What a task of a pipeline is for people.
TASKS = {"text": "from words", "image": "from a first picture", "extend": "from the frames before"}


@dataclass(frozen=True)
class Looked:
    """A configured model, its folder, and how each device of the machine would run it."""

    model: ConfiguredModel
    folder: FolderReport
    fits: tuple[tuple[Device, tuple[Fit, ...]], ...]

    @property
    def usable(self) -> bool:
        """Whether it can be rendered with here, at one of its sizes on one of the devices at least."""
        return self.folder.usable and any(fit.planned for _, found in self.fits for fit in found)


def look(model: ConfiguredModel, machine: Machine) -> Looked:
    """Look at the folder and reckon with its own weights, or with what the kind declares where they are not there."""
    folder = look_at(model)
    weights = Weights.of(model.kind)
    if folder.folder and folder.usable:
        weights = weights_in(folder.folder, model.kind)
    devices = () if machine.problem else machine.gpus or (machine.cpu,)
    found = ((device, fits(model.kind, model.preset, device, machine.cpu, weights)) for device in devices)
    return Looked(model, folder, tuple(found))


def machine_json(machine: Machine) -> dict[str, Any]:
    """The machine's devices as plain JSON values."""
    return {
        "gpus": [_device_json(one) for one in machine.gpus],
        "cpu": _device_json(machine.cpu),
        "why_no_gpu": machine.why_no_gpu,
    }


def model_json(looked: Looked) -> dict[str, Any]:
    """A configured model as plain JSON values."""
    model, folder = looked.model, looked.folder
    return {
        "name": model.name,
        "usable": looked.usable,
        **kind_json(model.kind, model.preset, kind_name=model.kind.name),
        "plan": model.plan,
        "credits": model.credits,
        "best": model.best,
        "fast": model.fast,
        "pinned": model.pinned,
        "enlarge": model.enlarge,
        "preset": _preset_json(model.preset),
        "weights": model.weights,
        "folder": {
            "path": str(folder.folder) if folder.folder else None,
            "gib": round(folder.gib, 2),
            "numbers": dict(sum((one.numbers for one in folder.components), Counter[str]())),
            "problems": list(folder.problems),
            "notes": list(folder.notes),
        },
        "fits": [
            {"device": device.index, "sizes": [_fit_json(fit) for fit in found]}
            for device, found in looked.fits
        ],
    }


def kind_json(kind: Kind, preset: Preset | None = None, *, kind_name: str) -> dict[str, Any]:
    """What a kind declares, as plain JSON values."""
    weights = Weights.of(kind)
    return {
        "kind": kind_name,
        "title": kind.title,
        "family": kind.family,
        "hub": kind.hub,
        "licence": {
            "name": kind.licence.name,
            "url": kind.licence.url,
            "forbids": list(kind.licence.forbids),
            "accept": list(kind.licence.confirm),
        },
        "tasks": list(kind.pipelines),
        "sizes": [[size.width, size.height] for size in sizes(kind, preset)],
        "fps": kind.rate,
        "frames": kind.frames.most,
        "seconds_of_a_call": round(seconds(kind), 2),
        "seconds_at_most": longest(kind),
        "sound": bool(kind.sound_rate),
        "gib": {
            "transformer": round(weights.transformer, 1),
            "text_encoder": round(weights.encoder, 1),
            "vae": round(weights.vae, 1),
        },
        "gib_on_a_gpu": {plan: round(gib, 1) for plan, gib in peaks(kind).items()},
        "presets": [_preset_json(one) for one in kind.presets],
        "schedulers": list(family(kind).schedulers),
        "notes": list(kind.notes),
    }


def longest(kind: Kind) -> float:
    """Seconds of the longest clip: a minute where the kind goes on from what it made, else one call's."""
    most = LONGEST_MS / 1000
    return most if kind.continuation != "none" else min(most, round(seconds(kind), 1))


def machine_lines(told: dict[str, Any]) -> list[str]:
    """The devices, or why there are none."""
    lines = [
        f"{one['device']}: {one['name']}, {one['gib']:g} GiB, {one['free_gib']:g} free"
        for one in told["gpus"]
    ]
    return lines or [told["why_no_gpu"]]


def model_lines(told: dict[str, Any]) -> list[str]:
    """A configured model."""
    marks = [word for word in ("best", "fast", "pinned") if told[word]]
    preset, folder = told["preset"], told["folder"]
    plan = f"from the plan “{told['plan']}” on" if told["plan"] else "for every plan"
    credits = told["credits"] * RATE_BY_SHORT_SIDE[0][1]
    price = f"{credits} credit{'' if credits == 1 else 's'} for each started five seconds up to 720p"
    how = [f"{preset['steps']} steps", f"guidance {preset['guidance']:g}"]
    how += [preset["scheduler"]] if preset["scheduler"] else []
    how += [f"flow shift {preset['flow_shift']:g}"] if preset["flow_shift"] is not None else []
    lines = [
        told["name"] + (f" ({', '.join(marks)})" if marks else ""),
        f"  {_kind_line(told)}",
        *_licence_lines(told),
        f"  {plan[:1].upper()}{plan[1:]}; {price}",
        f"  Preset {preset['name']}: {', '.join(how)}",
    ]
    place = folder["path"] or told["weights"]
    lines.append(f"  {place}: {folder['gib']:g} GiB" if folder["gib"] else f"  {place}")
    lines += [f"  ✗ {sentence}" for sentence in folder["problems"]]
    lines += [f"  ! {sentence}" for sentence in folder["notes"]]
    for fit in told["fits"]:
        lines += [f"  {_fit_line(fit['device'], size)}" for size in fit["sizes"]]
    return lines


def kind_lines(told: dict[str, Any]) -> list[str]:
    """A kind that could be configured."""
    gib = told["gib"]
    width, height = told["sizes"][-1]
    peak = ", ".join(f"{gib:g} GiB ({plan})" for plan, gib in falling(told["gib_on_a_gpu"]))
    presets = ", ".join(f"{one['name']} ({one['steps']} steps)" for one in told["presets"])
    return [
        told["kind"],
        f"  {_kind_line(told)}",
        *_licence_lines(told),
        f"  Hub (as published): {told['hub'] or 'none known'}",
        f"  Weights in bf16: {gib['transformer']:g} GiB, text encoder {gib['text_encoder']:g}, VAE {gib['vae']:g}",
        f"  On a GPU at {width}×{height}, {told['frames']} frames: {peak}",
        f"  Presets: {presets}. Schedulers: {', '.join(told['schedulers'])}",
        *(f"  {note}" for note in told["notes"]),
    ]


def falling(peaks_by_plan: dict[str, float]) -> list[tuple[str, float]]:
    """Each plan that needs less than every faster one: those that a device too small for one of them falls back on."""
    found: list[tuple[str, float]] = []
    for plan, gib in peaks_by_plan.items():
        if not found or gib < found[-1][1]:
            found.append((plan, gib))
    return found


def _kind_line(told: dict[str, Any]) -> str:
    pictures = ", ".join(f"{width}×{height}" for width, height in told["sizes"])
    tasks = ", ".join(TASKS[task] for task in told["tasks"])
    sound = ", with sound" if told["sound"] else ""
    return (
        f"{told['title']} ({told['kind']}): {tasks}; {pictures} at {told['fps']} frames a second, "
        f"{told['seconds_of_a_call']:.1f} s a call, clips up to {told['seconds_at_most']:g} s{sound}"
    )


def _licence_lines(told: dict[str, Any]) -> list[str]:
    licence = told["licence"]
    accept = f" (accept = {licence['accept']})".replace("'", '"') if licence["accept"] else ""
    return [
        f"  Licence: {licence['name']}, {licence['url']}",
        *(f"    {sentence}" for sentence in licence["forbids"]),
        *([f"    To be confirmed in the models' file{accept}"] if accept else []),
    ]


def _fit_line(device: str, told: dict[str, Any]) -> str:
    size = f"{told['width']}×{told['height']}, {told['frames']} frames"
    if told["plan"] is None:
        return f"✗ {device}: {told['why_not']}"
    return f"✓ {device}: {size} in {told['gib']:g} GiB ({told['plan']})"


def _device_json(device: Device) -> dict[str, Any]:
    return {
        "device": device.index,
        "name": device.name,
        "gib": round(device.total / GIB, 1),
        "free_gib": round(device.free / GIB, 1),
        "driver": device.driver,
    }


def _preset_json(preset: Preset) -> dict[str, Any]:
    names = ("name", "steps", "guidance", "scheduler", "flow_shift")
    return {name: getattr(preset, name) for name in names}


def _fit_json(fit: Fit) -> dict[str, Any]:
    return {
        "width": fit.size.width,
        "height": fit.size.height,
        "frames": fit.size.frames,
        "plan": fit.planned.plan.name if fit.planned else None,
        "gib": round(fit.planned.need.device, 1) if fit.planned else None,
        "why_not": fit.why_not,
    }

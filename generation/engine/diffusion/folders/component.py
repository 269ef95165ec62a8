"""One component of a model's folder (transformer, VAE, tokenizer, scheduler), looked at without loading it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .weights_file import BadWeights, look_at_weights

#: Any of these makes a tokenizer.
TOKENIZERS = ("tokenizer.json", "spiece.model", "tokenizer.model", "vocab.json", "vocab.txt")
#: Where a picture's or a text's processor keeps its settings: older and newer files.
PROCESSORS = ("preprocessor_config.json", "processor_config.json")
#: The stem of a component's weights by the library that loads it.
STEMS = {"diffusers": "diffusion_pytorch_model", "transformers": "model"}
#: Types that a GPU multiplies in, or that are cast to one which it does.
FLOATS = ("BF16", "F16", "F32", "F8_E4M3", "F8_E5M2")


@dataclass(frozen=True)
class Component:
    """`numbers` counts the parameters by type; `problems` are sentences that keep it from being loaded."""

    name: str
    class_name: str
    bytes: int = 0
    numbers: Counter[str] = field(default_factory=Counter)
    problems: tuple[str, ...] = ()

    @property
    def parameters(self) -> int:
        """All numbers of all types."""
        return self.numbers.total()


def look_at_component(folder: Path, name: str, library: str, class_name: str) -> Component:
    """What lies in `folder`/`name`. `library` is the module that loads it, as model_index.json has it."""
    place = folder / name
    if not place.is_dir():
        return Component(name, class_name, problems=(f"{name}/ is missing; fetch the folder again.",))
    try:
        if "Tokenizer" in class_name:
            return Component(name, class_name, problems=_tokenizer(place))
        if "Scheduler" in class_name:
            return Component(name, class_name, problems=_config(place, "scheduler_config.json", class_name))
        if "Processor" in class_name or "FeatureExtractor" in class_name:
            return Component(name, class_name, problems=_processor(place))
        return _model(place, library, class_name)
    except OSError as error:
        return Component(name, class_name, problems=(f"{name}/ can't be read ({error.strerror}).",))


def read_json(path: Path) -> dict[str, Any] | None:
    """An object of a JSON file; None where it is none. Raises `OSError`."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _tokenizer(place: Path) -> tuple[str, ...]:
    if any((place / name).is_file() for name in TOKENIZERS):
        return ()
    return (f"{place.name}/ has no tokenizer ({', '.join(TOKENIZERS)}); fetch the folder again.",)


def _processor(place: Path) -> tuple[str, ...]:
    if any((place / name).is_file() for name in PROCESSORS):
        return ()
    return (f"{place.name}/{PROCESSORS[0]} is missing; fetch the folder again.",)


def _config(place: Path, file: str, class_name: str) -> tuple[str, ...]:
    """Whether the component's settings are there, are JSON, and are of the class that model_index.json names."""
    shown = f"{place.name}/{file}"
    path = place / file
    if not path.is_file():
        return (f"{shown} is missing; fetch the folder again.",)
    config = read_json(path)
    if config is None:
        return (f"{shown} is not JSON; fetch it again.",)
    said = config.get("_class_name")
    if class_name and said and said != class_name:
        return (f"{shown} is of a {said}, and model_index.json says {class_name}.",)
    return ()


def _model(place: Path, library: str, class_name: str) -> Component:
    problems = list(_config(place, "config.json", class_name))
    stem = STEMS.get(library, STEMS["diffusers"])
    files, trouble = _weights_files(place, stem)
    problems += trouble
    size, numbers = 0, Counter[str]()
    for path in files:
        try:
            weights = look_at_weights(path)
        except BadWeights as error:
            problems.append(f"{place.name}/{path.name} {error}")
        else:
            size += weights.bytes
            numbers += weights.numbers
    problems += _types(place.name, numbers)
    return Component(place.name, class_name, size, numbers, tuple(problems))


def _weights_files(place: Path, stem: str) -> tuple[list[Path], list[str]]:
    """The files that the loader would take, and what is wrong with them as files."""
    index = place / f"{stem}.safetensors.index.json"
    if index.is_file():
        shards = (read_json(index) or {}).get("weight_map")
        if not isinstance(shards, dict) or not shards:
            return [], [f"{place.name}/{index.name} can't be used; fetch it again."]
        names = sorted(set(map(str, shards.values())))
        absent = [name for name in names if not (place / name).is_file()]
        trouble = [
            f"{place.name}/{name} is missing ({len(absent)} of {len(names)} parts are)." for name in absent
        ]
        return [place / name for name in names if name not in absent], trouble[:1]
    single = place / f"{stem}.safetensors"
    if single.is_file():
        return [single], []
    if single.is_symlink():  # the hub's cache links to blobs
        return [], [f"{place.name}/{single.name} is a link to a file that is gone; fetch it again."]
    return [], [_no_weights(place, single.name)]


def _no_weights(place: Path, wanted: str) -> str:
    """Why there are none: by what lies there instead."""
    there = sorted(path.name for path in place.iterdir())
    for ending, words in (
        (".gguf", "is GGUF, which this program does not read"),
        (".bin", "is a pickle, which could run anything, so it is not loaded"),
        (".pt", "is a pickle, which could run anything, so it is not loaded"),
        (".safetensors", "has another name than the loader looks for"),
    ):
        found = next((name for name in there if name.endswith(ending)), "")
        if found:
            return f"{place.name}/{found} {words}; it takes {wanted}."
    return f"{place.name}/ has no weights ({wanted}); fetch the folder again."


def _types(name: str, numbers: Counter[str]) -> list[str]:
    """Whole numbers are fine for a few positions; as weights they are a quantisation that needs code of its own."""
    if numbers["F64"]:
        return [f"{name}/ has 64-bit numbers (F64); save it again in BF16."]
    floats = sum(numbers[one] for one in FLOATS)
    if numbers and floats * 2 < numbers.total():
        most = max((one for one in numbers if one not in FLOATS), key=numbers.__getitem__)
        return [
            f"{name}/ is quantised to {most}, which this program does not read; take the weights in BF16 or FP8."
        ]
    return []

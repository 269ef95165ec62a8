"""Our calls give what diffusers' own give, picture by picture: its pipeline called by hand, decoded by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine.diffusion.calling import recipe
from generation.engine.diffusion.families import KINDS

from .calling import NEGATIVE, PROMPT, SHAPES, TASKS, call_of, frames_of


def by_hand(pipeline, model, call) -> dict[str, Any]:
    """The arguments as the pipelines' documentation has them."""
    kind = model.kind
    given = [Image.fromarray(frame) for frame in (call.context if call.context is not None else ())]
    arguments: dict[str, Any] = {
        "width": call.width, "height": call.height, "num_frames": call.frames, "num_inference_steps": call.steps,
        "guidance_scale": call.guidance,
    }  # fmt: skip
    match kind.family:
        case "wan":
            if "a14b" in kind.name:
                arguments["guidance_scale_2"] = 3.0 if kind.name == "wan-2.2-t2v-a14b" else 3.5
            if given:
                arguments["image"] = given[0]
        case "ltx":
            arguments["frame_rate"] = 25
            if given:
                arguments |= (
                    {"image": given[0]} if call.task == "image" else {"video": [given], "image": [None]}
                )
        case "ltx2":
            from diffusers.pipelines.ltx2.pipeline_ltx2_condition import LTX2VideoCondition

            arguments |= {
                "frame_rate": 24.0,
                "use_cross_timestep": False,
                "spatio_temporal_guidance_blocks": [29],
            }
            if given:
                arguments["conditions"] = [LTX2VideoCondition(given, index=0)]
        case "skyreels":
            if call.task == "image":
                arguments |= {"image": given[0], "addnoise_condition": 20}
            elif call.task == "extend":
                arguments |= {
                    "video": given, "overlap_history": len(given), "addnoise_condition": 20,
                    "base_num_frames": call.frames,
                }  # fmt: skip
        case "helios":
            if kind.name == "helios-distilled":
                del arguments["num_inference_steps"]
                arguments |= {"pyramid_num_inference_steps_list": [1, 1, 1], "is_amplify_first_chunk": True}
            if call.task == "extend":
                arguments |= {"video": given, "num_frames": call.frames - len(given)}
            elif call.task == "image":
                arguments["image"] = given[0]
    if kind.negative and kind.family not in ("wan", "skyreels", "helios"):
        arguments["negative_prompt"] = NEGATIVE
    return arguments


@pytest.mark.parametrize(("name", "task"), TASKS)
def test_frames_equal_those_of_the_pipeline_called_by_hand(loaded, name, task):
    model, pipeline = loaded(name, task)
    call = call_of(model, task, flow_shift=None)
    ours = frames_of(recipe.run(pipeline, model, call, lambda seen: None))[0]
    text: dict[str, Any] = {"prompt": PROMPT, "max_sequence_length": model.kind.encoder.tokens}
    if model.kind.family in ("wan", "skyreels", "helios"):  # whose cleaning of the text is not installed
        text = dict(recipe.encode(pipeline, model, call).values)
    if model.kind.family == "skyreels":
        text["prompt"] = None
    shifted = pipeline.scheduler
    if model.kind.family == "ltx" and task != "text":  # by hand it fails otherwise
        pipeline.scheduler = type(shifted).from_config(
            shifted.config, use_dynamic_shifting=False, shift_terminal=None, shift=1.0
        )
    with torch.random.fork_rng():
        torch.manual_seed(7)
        output = pipeline(
            **text,
            **by_hand(pipeline, model, call),
            generator=torch.Generator().manual_seed(7),
            output_type="np",
        )
    pipeline.scheduler = shifted
    theirs = (output.frames[0] * 255).round().astype(np.uint8)
    if model.kind.family == "helios":  # which cuts its last frames, to 4k + 1
        ours = ours[model.kind.context if task == "extend" else 0 :][: len(theirs)]
        assert len(theirs) == 33
    if (
        model.kind.family == "skyreels" and task == "extend"
    ):  # which puts the given frames before its own of them
        theirs = theirs[model.kind.context :]
    assert np.array_equal(ours, theirs)


#: Those whose `encode_prompt` needs no package that is not installed; the others' text encoder is Wan's.
WITH_A_WORKING_ENCODE = [
    name
    for name in SHAPES
    if KINDS[name].family not in ("helios", "skyreels") and "text" in KINDS[name].pipelines
]


@pytest.mark.parametrize("name", WITH_A_WORKING_ENCODE)
def test_embeddings_equal_those_of_the_pipeline(loaded, name):
    model, pipeline = loaded(name)
    held = recipe.encode(pipeline, model, call_of(model)).values
    more = {"negative_prompt": NEGATIVE} if model.kind.negative else {}
    with torch.no_grad():
        theirs = pipeline.encode_prompt(
            prompt=f" {PROMPT} " if model.kind.family == "wan" else PROMPT,
            max_sequence_length=model.kind.encoder.tokens,
            **more,
        )
    kept = [value for value in theirs if value is not None]
    assert len(kept) == len(held)
    assert all(any(value.equal(one) for one in kept) for value in held.values())


def test_sound_equals_that_of_the_pipeline_called_by_hand(loaded):
    model, pipeline = loaded("ltx-2")
    call = call_of(model)
    ours = recipe.run(pipeline, model, call, lambda seen: None).sound[0]
    theirs = pipeline(
        prompt=PROMPT, **by_hand(pipeline, model, call), generator=torch.Generator().manual_seed(7), output_type="np"
    ).audio[0].numpy().T  # fmt: skip
    assert np.array_equal(ours[: len(theirs)], theirs[: len(ours)])
    assert not ours[len(theirs) :].any()
    assert len(ours) - len(theirs) < 0.05 * 24_000

"""The two tables of docs/gpu.md, from what is declared.

`python -m tests.generation.diffusion.operator.tables` writes them anew.
"""

from pathlib import Path

from generation.engine.diffusion.device.memory import Weights
from generation.engine.diffusion.families import KINDS
from generation.engine.diffusion.needs import peaks, seconds, sizes
from generation.management.models_report import longest

GPU = Path(__file__).parents[4] / "docs/gpu.md"
#: The plans that the table has, by their names: the fastest; without the encoder; smaller weights; blocks one by one.
PLANS = (
    "bfloat16",
    "bfloat16, text encoder on the CPU",
    "float8 weights, text encoder on the CPU",
    "bfloat16, text encoder on the CPU, block offload",
)


def kinds():
    """Kind, what it makes, its longest clip, its place on the hub, its licence and what the operator confirms."""
    rows = [
        "| kind | native, one call | longest clip | hub (as published) | licence | `accept` |",
        "|---|---|---|---|---|---|",
    ]
    for kind in KINDS.values():
        short = " and ".join(f"{side}p" for side in kind.short_sides)
        sound = ", with sound" if kind.sound_rate else ""
        words = ", ".join(kind.licence.confirm) or "–"
        rows.append(
            f"| `{kind.name}` | {short}, {kind.rate} fps, {seconds(kind):.1f} s{sound} | {longest(kind):g} s | "
            f"`{kind.hub}` | [{kind.licence.name}]({kind.licence.url}) | {words} |"
        )
    return "\n".join(rows)


def memory():
    """GiB of weights, then the peak on a GPU for each plan and for the least of all, at the largest call."""
    rows = [
        "| kind | largest call | weights: model, encoder, VAE | all on the GPU | encoder on the CPU | float8 weights | "
        "block offload | least, with VAE tiling |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for kind in KINDS.values():
        weights, size, need = Weights.of(kind), sizes(kind)[-1], peaks(kind)
        cells = [
            f"`{kind.name}`",
            f"{size.width}×{size.height}×{size.frames}",
            f"{weights.transformer:.1f}, {weights.encoder:.1f}, {weights.vae:.1f}",
            *(f"{need[plan]:.1f}" for plan in PLANS),
            f"{min(need.values()):.1f}",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def in_place(text, name, table):
    """The text with the table between its two comments, and nothing but the table."""
    before, begin, rest = text.partition(f"<!-- {name} -->\n\n")
    _, end, after = rest.partition("\n\n<!-- end -->")
    assert begin, name
    assert end, name
    return before + begin + table + end + after


def written():
    """docs/gpu.md as it has to be."""
    return in_place(in_place(GPU.read_text(), "kinds", kinds()), "memory", memory())


if __name__ == "__main__":
    GPU.write_text(written())

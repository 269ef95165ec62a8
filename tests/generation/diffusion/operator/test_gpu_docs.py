"""docs/gpu.md says what the code says: its tables, its example file, the worker's options and exit codes."""

import re
from pathlib import Path

from django.core.management import load_command_class

from generation.engine.diffusion.configured import KEYS, read_models
from generation.management.commands import gpu_worker
from generation.management.commands.models import Command as Models

from .tables import GPU, kinds, memory, written

ROOT = Path(__file__).parents[4]
TEXT = GPU.read_text()
WRITE = "Write them anew: python -m tests.generation.diffusion.operator.tables"


def test_the_tables_are_those_of_the_declarations():
    assert kinds() in TEXT, WRITE
    assert memory() in TEXT, WRITE
    assert written() == TEXT


def example():
    """The models' file that the page shows."""
    [block] = re.findall(r"```toml\n(.*?)```", TEXT, flags=re.DOTALL)
    return re.sub(r"^   ", "", block, flags=re.MULTILINE)


def test_the_example_is_a_models_file_and_shows_every_key(tmp_path):
    path = tmp_path / "models.toml"
    path.write_text(example())
    models = read_models(path)
    assert [model.name for model in models] == ["wan-small", "wan-quick", "ltx-sound"]
    assert [model.name for model in models if model.best or model.fast] == ["wan-small", "wan-quick"]
    assert set(re.findall(r"^(\w+) =", example(), flags=re.MULTILINE)) == set(KEYS)


def test_the_worker_s_options_and_exit_codes_are_the_command_s():
    parser = load_command_class("generation", "gpu_worker").create_parser("manage.py", "gpu_worker")
    plain = load_command_class("generation", "models").create_parser("manage.py", "models")
    shared = {name for action in plain._actions for name in action.option_strings}
    options = {
        name for action in parser._actions for name in action.option_strings if name.startswith("--")
    } - shared
    rows = set(re.findall(r"^\| `(--[a-z-]+)", TEXT, flags=re.MULTILINE))
    assert rows == options
    assert f"**{gpu_worker.BROKEN}**" in TEXT
    assert f"**{gpu_worker.HUNG}**" in TEXT


def test_every_setting_that_it_names_is_in_the_table_of_settings():
    named = set(re.findall(r"`([A-Z][A-Z0-9]+_[A-Z_0-9]+)", TEXT))
    settings = (ROOT / "docs/settings.md").read_text()
    assert {"GENERATION_MODELS", "CHECKPOINT_DIR", "WATCHDOG_SECONDS"} <= named
    assert {name for name in named if f"`{name}`" not in settings} == {"TORCH_INDEX"} & named


def test_the_commands_that_it_names_exist():
    for name in set(re.findall(r"manage\.py (\w+)", TEXT)) - {"check"}:
        assert load_command_class("generation", name), name
    assert Models.help


def test_what_its_addresses_within_the_page_lead_to_is_there():
    for anchor in re.findall(r"\]\(#([a-z-]+)\)", TEXT):
        assert anchor in {
            title.lower().replace(" ", "-") for title in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)
        }

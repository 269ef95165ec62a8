"""In a test's own processes: an engine that does as a file says, in the place of a configured model's."""

import json
import os
from pathlib import Path

from django.apps import AppConfig

from generation.engine import registry
from generation.engine.diffusion.families import KINDS
from tests.generation.stand_in import Orders, StandIn, model

KIND = "wan-2.1-t2v-1.3b"


class Present(StandIn):
    def missing(self):
        return []


class StandInConfig(AppConfig):
    name = "tests.flows.stand_in"

    def ready(self):
        folder = Path(os.environ["STAND_IN"])
        told = json.loads((folder / "orders.json").read_text())
        StandIn.orders = Orders(told=folder / "told.txt", **told)
        registry.DiffusionEngine = Present
        registry.configure([model(kind=KINDS[KIND], weights=os.environ["STAND_IN_WEIGHTS"])])

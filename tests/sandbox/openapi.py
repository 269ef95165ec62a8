"""Stripe's own stripe-mock and the OpenAPI description inside it: requests fit the one, answers the other."""

import json
import os
import re
import subprocess
import time
from functools import cache
from pathlib import Path

import requests

from .process import ROOT, free_port

COMMAND = Path(os.environ.get("STRIPE_MOCK") or ROOT.parent / "shared/services/stripe-mock")
UNPACKED = Path(os.environ.get("SERVICES_DIR", "/var/tmp/dev-services"))
LARGEST = 10_000_000
ATTEMPTS, PATIENCE = 5, 30
BEGINNING = b'{\n  "components": {'


class StripeMock:
    """stripe-mock as a process, and the description it was built with."""

    def __init__(self) -> None:
        self.session = requests.Session()
        for _ in range(ATTEMPTS):
            if self._start():
                break
        else:
            raise AssertionError("stripe-mock did not start")
        self.schemas = description()["components"]["schemas"]

    def _start(self) -> bool:
        """It takes the port after its own as well, which may be somebody else's: then it ends at once."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [str(COMMAND)],
            env=os.environ | {"PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if "error" in requests.get(self.url, timeout=5).json():
                    return self.process.poll() is None
            except (requests.ConnectionError, requests.JSONDecodeError):
                time.sleep(0.05)
        self.process.kill()
        self.process.wait(10)
        return False

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def answer(self, method, path, body) -> requests.Response:
        headers = {
            "Authorization": "Bearer sk_test_123",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.session.request(method, self.url + path, data=body, headers=headers, timeout=10)

    def faults_of(self, thing) -> list[str]:
        """What is wrong with an answer by the description: required fields, kinds, words."""
        name = thing.get("object")
        if name == "list":
            return [fault for one in thing["data"] for fault in self.faults_of(one)]
        schema = f"deleted_{name}" if thing.get("deleted") else name
        schema = {"line_item": "line_item", "account": "account"}.get(schema, schema)
        return self._faults({"$ref": f"#/components/schemas/{schema}"}, thing, name)

    def _faults(self, schema, value, path) -> list[str]:
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        if value is None:
            return [] if schema.get("nullable") or not schema.get("type") else [f"{path}: null"]
        if "anyOf" in schema:
            kinds = [one for one in schema["anyOf"] if ("$ref" in one) == isinstance(value, dict)]
            return min((self._faults(one, value, path) for one in kinds or schema["anyOf"]), key=len)
        if "enum" in schema and value not in schema["enum"] and schema["enum"] != [""]:
            return [f"{path}: {value!r} is none of {schema['enum']}"]
        kinds = {
            "string": str,
            "integer": int,
            "number": (int, float),
            "boolean": bool,
            "array": list,
            "object": dict,
        }
        if (kind := schema.get("type")) and not isinstance(value, kinds[kind]):
            return [f"{path}: {value!r} is no {kind}"]
        if isinstance(value, list):
            return [
                fault
                for number, one in enumerate(value)
                for fault in self._faults(schema.get("items", {}), one, f"{path}[{number}]")
            ]
        if not isinstance(value, dict):
            return []
        faults = [f"{path}.{name}: missing" for name in schema.get("required", []) if name not in value]
        for name, one in schema.get("properties", {}).items():
            if name in value:
                faults += self._faults(one, value[name], f"{path}.{name}")
        return faults


@cache
def description():
    """The OpenAPI description, cut out of the binary that carries it as it is."""
    binary = next(UNPACKED.glob("stripe-mock-*[0-9]")).read_bytes()
    start = next(
        found.start()
        for found in re.finditer(re.escape(BEGINNING), binary)
        if b'"x-stripeSpecFilename": "spec3"\n' in binary[found.start() : found.start() + LARGEST]
    )
    text = binary[start : start + LARGEST].decode("utf-8", "replace")
    return json.JSONDecoder().raw_decode(text)[0]

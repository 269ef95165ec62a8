"""Reading a form's row back into its spec."""

from __future__ import annotations

import json

from billing.models import Form

from .spec import Spec


def spec_of(form: Form) -> Spec:
    """What the form was asked as."""
    kind, clip_id, parameters = json.loads(form.spec)
    return Spec(kind, clip_id, tuple(sorted(parameters.items())), 0)

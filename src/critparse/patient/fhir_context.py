"""What reading one patient's resources needs beside the resource itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from critparse.patient.fhir_json import Json
from critparse.patient.model import Moment


@dataclass(slots=True)
class Context:
    """The patient whose resources are read, what they refer to, and what is left out of them by its own meaning."""

    referred: Callable[[str], Json | None]
    """Reference → the resource that is meant, None if it is not at hand."""
    birth: Moment | None = None
    left_out: Counter[str] = field(default_factory=Counter)
    """Why records were left out → how many: "Observation: status cancelled"."""

    def leave_out(self, resource: Json, why: str) -> None:
        """Count a record that says of itself that it is no fact about the patient."""
        self.left_out[f"{resource.get('resourceType')}: {why}"] += 1

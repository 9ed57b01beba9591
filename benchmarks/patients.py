"""How fast FHIR is read and mapped, beside JSON decoding alone: `python benchmarks/patients.py [folder of bundles]`."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

from critparse.knowledge import load
from critparse.patient.fhir import PatientRead
from critparse.patient.fhir_bundle import read_bundle
from critparse.patient.json_text import load_json
from critparse.patient.mapping import mapped_event, mapped_result

DEFAULT = Path(__file__).parents[2] / "shared" / "patients" / "fhir-r4"
ROUNDS = 5


def seconds(run: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU time of the best of several runs."""
    best = float("inf")
    for _ in range(rounds):
        start = process_time()
        run()
        best = min(best, process_time() - start)
    return best


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    contents = [file.read_bytes() for file in sorted(folder.glob("*.json"))]
    knowledge = load()
    bundles = [load_json(data, "") for data in contents]
    patients = [one.patient for bundle in bundles for one in read_bundle(bundle, "") if isinstance(one, PatientRead)]
    gc.freeze()

    def mapping() -> None:
        for patient in patients:
            for result in patient.results:
                mapped_result(result, knowledge)
            for event in patient.events:
                mapped_event(event, knowledge)

    first = seconds(mapping, rounds=1)
    decoding = seconds(lambda: [load_json(data, "") for data in contents])
    reading = seconds(lambda: [list(read_bundle(bundle, "")) for bundle in bundles])
    mapped = seconds(mapping)
    print(f"{len(patients)} patients, {sum(map(len, contents)) / 2**20:.1f} MB; seconds of CPU")
    print(f"decoding JSON   {len(patients) / decoding:7.0f} patients/s")
    print(f"reading         {len(patients) / reading:7.0f} patients/s, {reading / decoding:.2f} of decoding")
    print(f"mapping         {len(patients) / mapped:7.0f} patients/s, and {first:.1f} s once for the indices")


if __name__ == "__main__":
    main()

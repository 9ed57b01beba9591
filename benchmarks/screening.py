"""How fast patients are screened, beside JSON decoding alone: `python benchmarks/screening.py [folder of bundles]`.

A protocol of 20 criteria over FHIR bundles. Prints what reading, mapping and judging cost beyond decoding; asserts nothing.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time

from critparse.evaluate import Question, screening
from critparse.expression import read
from critparse.interpret import Criterion, Protocol
from critparse.knowledge import load
from critparse.patient.fhir import PatientRead
from critparse.patient.fhir_bundle import read_bundle
from critparse.patient.json_text import load_json
from critparse.source import Span

SHARED = Path(__file__).parents[2] / "shared" / "patients" / "fhir-r4"
EXAMPLES = Path(__file__).parents[1] / "examples" / "patients"
ROUNDS = 5
AS_OF = date(2020, 5, 1)
CRITERIA = """
age in [18, 75] a
hemoglobin >= 9 g/dL
platelets >= 100 10*9/L
creatinine <= 1.5 mg/dL
eGFR >= 60 mL/min/{1.73_m2}
any(ALT > 3 x ULN, AST > 3 x ULN)
HbA1c in [7, 10] %
BMI <= 40 kg/m2
"systolic blood pressure" > 160 mm[Hg]
ECOG in {0, 1}
condition "type 2 diabetes mellitus"
condition "hypertension" (treatment = uncontrolled)
condition "myocardial infarction" within [0, 6] mo before now
condition "malignancy" within [0, 5] a before now except(condition "basal cell carcinoma")
condition "pregnancy"
drug "warfarin" within [0, 7] d before now
drug "systemic corticosteroid" within [0, 4] wk before now
procedure "surgery" within [0, 4] wk before now
judgement("consent")
any(condition "hepatitis B", condition "HIV infection", condition "hepatitis C")
""".strip().splitlines()


def protocol() -> Protocol:
    """The criteria, all of them inclusions, so that every one is judged for every patient."""
    return Protocol(
        name="benchmark",
        criteria=tuple(
            Criterion(id=f"I{n}", kind="inclusion", span=Span(start=0, end=1), text=text, expression=read(text), coverage=1)
            for n, text in enumerate(CRITERIA, start=1)
        ),
    )


def seconds(run: Callable[[], object]) -> float:
    """CPU time of the best of several runs."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = process_time()
        run()
        best = min(best, process_time() - start)
    return best


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED if SHARED.is_dir() else EXAMPLES
    contents = [file.read_bytes() for file in sorted(folder.glob("*.json"))]
    judge = screening(protocol(), Question(load(), AS_OF))

    def screened() -> list[object]:
        found = (one for data in contents for one in read_bundle(load_json(data, ""), ""))
        return [judge(one.patient).as_json() for one in found if isinstance(one, PatientRead)]

    start = process_time()
    patients = len(screened())
    first = process_time() - start
    gc.freeze()
    decoding, whole = seconds(lambda: [load_json(data, "") for data in contents]), seconds(screened)
    beyond = whole - decoding
    print(
        f"{patients} patients, {len(CRITERIA)} criteria, {sum(map(len, contents)) / 2**20:.1f} MB; seconds of CPU, best of {ROUNDS}"
    )
    print(f"decoding JSON             {patients / decoding:7.0f} patients/s")
    print(f"screening beyond decoding {patients / beyond:7.0f} patients/s, {beyond / decoding:.2f} of decoding")
    print(f"the first round           {first:7.1f} s, with the indices that are built once")


if __name__ == "__main__":
    main()

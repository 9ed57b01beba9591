"""Enter: an expression and a patient. Leave: a verdict with its evidence."""

from critparse.evaluate.evidence import Answer as Answer
from critparse.evaluate.evidence import Datum as Datum
from critparse.evaluate.evidence import Evidence as Evidence
from critparse.evaluate.evidence import Open as Open
from critparse.evaluate.facts import Facts as Facts
from critparse.evaluate.outcome import named as named
from critparse.evaluate.question import Question as Question
from critparse.evaluate.tree import evaluate as evaluate
from critparse.evaluate.tree import prepare as prepare
from critparse.evaluate.verdict import CriterionVerdict as CriterionVerdict
from critparse.evaluate.verdict import PatientVerdict as PatientVerdict
from critparse.evaluate.verdict import screened as screened
from critparse.evaluate.verdict import screening as screening

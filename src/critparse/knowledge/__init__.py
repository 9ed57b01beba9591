"""Enter: `grammars/`. Leave: an immutable, validated `Knowledge`."""

from critparse.knowledge.concepts import CodedConcept as CodedConcept
from critparse.knowledge.concepts import ConceptEntry as ConceptEntry
from critparse.knowledge.concepts import Domain as Domain
from critparse.knowledge.load import CONCEPT_FOLDERS as CONCEPT_FOLDERS
from critparse.knowledge.load import Knowledge as Knowledge
from critparse.knowledge.load import faults as faults
from critparse.knowledge.load import load as load
from critparse.knowledge.load import shipped as shipped
from critparse.knowledge.own_vocabulary import own_concept as own_concept
from critparse.knowledge.own_vocabulary import read_vocabulary as read_vocabulary
from critparse.knowledge.own_vocabulary import with_vocabularies as with_vocabularies
from critparse.knowledge.phrases import PhraseEntry as PhraseEntry
from critparse.knowledge.phrases import UnitSpelling as UnitSpelling
from critparse.knowledge.schema import Entry as Entry
from critparse.knowledge.schema import MeasurementEntry as MeasurementEntry
from critparse.knowledge.schema import ScaleEntry as ScaleEntry
from critparse.knowledge.syntax import SyntaxRule as SyntaxRule
from critparse.knowledge.vocabulary import Vocabulary as Vocabulary
from critparse.knowledge.vocabulary import VocabularyConcept as VocabularyConcept
from critparse.knowledge.vocabulary import read_kb as read_kb
from critparse.knowledge.vocabulary import read_omop as read_omop

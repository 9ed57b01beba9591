"""Enter: gold and predictions. Leave: precision, recall, F1, and the errors by kind."""

from critparse.score.chia import ChiaDocument as ChiaDocument
from critparse.score.chia import read_chia as read_chia
from critparse.score.codes import CODED_LABELS as CODED_LABELS
from critparse.score.codes import CodeScore as CodeScore
from critparse.score.codes import score_codes as score_codes
from critparse.score.comparisons import LEVELS as LEVELS
from critparse.score.comparisons import OUTCOMES as OUTCOMES
from critparse.score.comparisons import ComparisonScore as ComparisonScore
from critparse.score.comparisons import Fault as Fault
from critparse.score.comparisons import score_comparisons as score_comparisons
from critparse.score.coverage import CoverageScore as CoverageScore
from critparse.score.coverage import score_coverage as score_coverage
from critparse.score.entities import ENTITY_LABELS as ENTITY_LABELS
from critparse.score.entities import ENTITY_OUTCOMES as ENTITY_OUTCOMES
from critparse.score.entities import SHAPES as SHAPES
from critparse.score.entities import EntityScore as EntityScore
from critparse.score.entities import score_entities as score_entities
from critparse.score.gold import GoldComparison as GoldComparison
from critparse.score.gold import GoldDocument as GoldDocument
from critparse.score.gold import read_gold as read_gold
from critparse.score.gold import read_texts as read_texts
from critparse.score.relations import RELATION_KINDS as RELATION_KINDS
from critparse.score.relations import RELATION_OUTCOMES as RELATION_OUTCOMES
from critparse.score.relations import RelationScore as RelationScore
from critparse.score.relations import score_relations as score_relations
from critparse.score.tally import Tally as Tally

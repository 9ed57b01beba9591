"""Enter: gold and predictions. Leave: precision, recall, F1, and the errors by kind."""

from critparse.score.comparisons import LEVELS as LEVELS
from critparse.score.comparisons import OUTCOMES as OUTCOMES
from critparse.score.comparisons import ComparisonScore as ComparisonScore
from critparse.score.comparisons import score_comparisons as score_comparisons
from critparse.score.gold import GoldComparison as GoldComparison
from critparse.score.gold import GoldDocument as GoldDocument
from critparse.score.gold import read_gold as read_gold

from critparse import parse
from critparse.score import score_coverage

TEXT = "Inclusion Criteria:\n- age > 18 years\n- asthma and fibblewort\n"


def test_only_criteria_without_a_stretch_left_are_covered():
    score = score_coverage([parse(TEXT, name="a", model=None)])
    assert (score.criteria, score.covered, score.share) == (2, 1, 0.5)
    assert score.stretches == [("a", "not understood", "fibblewort")]
    assert score.reasons == {"not understood": 1}


def test_nothing_is_wholly_covered():
    assert score_coverage([]).share == 1.0

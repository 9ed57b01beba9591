"""The grammar and its productions hold together."""

from critparse.interpret.grammar import grammar
from critparse.interpret.productions import PRODUCTIONS
from critparse.knowledge import load


def test_every_rule_has_its_production_and_every_production_its_rule() -> None:
    assert {rule.produces for rule in grammar(load()).rules} == set(PRODUCTIONS)


def test_rules_name_classes_that_exist() -> None:
    knowledge = load()
    from_phrases = {p.token_class for p in knowledge.phrases.values()}
    made_by_code = {
        "number", "number_word", "quantity", "level", "limit", "post_unit", "measurement", "scale", "word", "date", "dash", "comma",
        "semicolon", "open_bracket", "close_bracket", "apostrophe", "slash", "sign", "stop",
    }  # fmt: skip
    used = set(grammar(knowledge).classes)
    assert used <= from_phrases | made_by_code

"""Sets of token classes by what they do, for attachment and logic."""

from __future__ import annotations


def _classes(names: str) -> frozenset[str]:
    return frozenset(names.split())


NAMED = _classes("measurement scale")
"""What the lexicon names that has a value."""
WORDS = _classes("word concept qualifier qualifier_over cue judgement example anchor light_noun ratio")
"""What is a word of its own to a comparison."""
CONNECTORS = _classes("and and_or both but comma or plus slash to")
"""What joins two comparisons of one subject, or two subjects of one comparison."""
STOPS = _classes("semicolon stop")
"""Where a subject is no longer looked for."""
AGES = _classes("age age_after comparator_after_of_age comparator_of_age")
"""What says that a number is an age."""
PEOPLE = _classes("age_group anyone everyone person sex")
"""Words for the patients."""
NOUN = WORDS | _classes("age age_group level_noun measurement name_with_number number_name person scale sex specimen")
"""What a noun phrase is made of."""
TRAILING = _classes(
    "age_after and and_or anyone apostrophe approximately auxiliary both close_bracket comma condition dash "
    "determiner everyone filler_word level_noun negation number_word of open_bracket or past plus preposition sign "
    "slash stop time_preposition verb with within "
)
"""What may stand between a noun phrase and the bound after it."""
INSIDE_PHRASE = _classes(
    "close_bracket dash determiner filler_word number_word of open_bracket past preposition slash time_preposition with "
)
"""What may stand inside a noun phrase."""
BEFORE_THINGS = _classes("close_bracket determiner filler_word number_word of out_of past silent time_preposition with")
"""What may stand between a number and the things it counts."""
PASSED = (
    _classes(
        "age age_after age_group and and_or anyone apostrophe approximately auxiliary both change close_bracket comma "
        "condition dash determiner everyone filler_word inclusive level level_noun name_with_number negation "
        "number_name number_word of open_bracket or past person post_unit preposition sex sign slash specimen "
        "time_preposition to verb with "
    )
    | WORDS
)
"""What may stand between a measurement and the bound after it."""
BETWEEN_COORDINATED = _classes("and and_or both close_bracket comma determiner filler_word level_noun or slash specimen")
"""What may stand between two subjects that share a bound."""
BEFORE_FOLLOWING = _classes("apostrophe close_bracket determiner filler_word of preposition specimen time_preposition")
"""What may stand between a bound and the measurement after it."""
LABEL_BREAKERS = _classes("condition negation number other_person person quantity sex")
"""What a label before a colon does not hold."""
SILENT = _classes(
    "aside age age_after and and_or anyone apostrophe auxiliary both but close_bracket comma dash determiner everyone "
    "exclusive filler_word inclusive level_noun of open_bracket or out_of plus preposition respectively semicolon "
    "sign slash specimen stop time_preposition with silent "
)
"""What carries no meaning of its own once its neighbours are understood."""
CONNECTING = _classes("and and_or but comma or plus semicolon stop with")
"""What separates the parts of a sentence."""
SENTENCE_ENDS = _classes("semicolon stop")
"""What separates sentences."""
FOREIGN = _classes("change other_person")
"""What makes a bound one on something else: "change in Hb ≥ 2 g/dL", "mother aged > 18 years"."""
STRAY = _classes("comparator comparator_of_age garbled_comparator plus_minus")
"""What belongs to a bound; standing alone beside one it says that the bound was not read whole."""
BESIDE_PEOPLE = _classes("auxiliary both comma dash determiner filler_word negation of open_bracket preposition sign specimen")
"""What may stand between the patients and a bound on their age."""
AFTER_LONE_AGE = CONNECTORS | STOPS | PEOPLE | _classes("auxiliary close_bracket inclusive preposition time_preposition verb")
"""What may follow a bound in years that stands alone and is an age."""
GROUPS = _classes("age_group person sex")
"""Words for some of the patients only."""
PREPOSITIONS = _classes("of preposition time_preposition to")
"""What ties words to the thing before them."""
COMPOUNDING = _classes("specimen level_noun")
"""Nouns that make another thing of the name right before them: "cancer screening", "disease activity score"."""
JOINING_LEVELS = _classes("or and and_or to dash slash comma comparator_after")
"""What joins levels: "stage IIIB or IV", "grade 3 or higher"."""
PEOPLE_APART = _classes("anyone everyone person other_person determiner filler_word")
"""Words beside the head of a name that say nothing of it."""
TIME_STARTS = _classes("time_preposition preposition")
"""What may open a time when an anchor follows: "at screening", "during the study"."""
ANCHORED = _classes("anchor past date")
"""What places a time."""
GOVERNING = _classes("qualifier_over")
"""Qualifiers that hold for the whole list after them: "history of stroke, TIA or infarction"."""
LISTING = _classes("comma or and and_or slash")
"""What parts the items of a list."""
LEADS = _classes("auxiliary determiner filler_word of preposition specimen time_preposition")
"""What belongs to unparsed words after it."""
ADJUNCTS = _classes("age_after level_noun specimen")
"""What belongs to unparsed words before it."""

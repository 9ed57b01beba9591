"""Enter: text of an item. Leave: mentions. The rules work on plain text; spaCy components wrap the same rules."""

from critparse.extract.abbreviations import Abbreviations as Abbreviations
from critparse.extract.entity import Entity as Entity
from critparse.extract.extractor import Extractor as Extractor
from critparse.extract.extractor import extractor as extractor
from critparse.extract.mention import Level as Level
from critparse.extract.mention import Mention as Mention
from critparse.extract.mention import Quantity as Quantity
from critparse.extract.overlay import in_pieces as in_pieces
from critparse.extract.overlay import labelled as labelled
from critparse.extract.recogniser import Recogniser as Recogniser
from critparse.extract.recogniser import recogniser as recogniser
from critparse.extract.tokens import tokenize as tokenize
from critparse.extract.trie import Trie as Trie

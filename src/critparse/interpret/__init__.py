"""Enter: a segmented document. Leave: a `Protocol` of criteria with expression, coverage and diagnostics."""

from critparse.interpret.model import ComparedSubject as ComparedSubject
from critparse.interpret.model import Criterion as Criterion
from critparse.interpret.model import FoundComparison as FoundComparison
from critparse.interpret.model import FoundEntity as FoundEntity
from critparse.interpret.model import Protocol as Protocol
from critparse.interpret.parser import Parser as Parser
from critparse.interpret.parser import parser as parser
from critparse.interpret.parser import recognise as recognise

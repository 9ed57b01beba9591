"""Enter: a `Protocol` and its source. Leave: diagnostics about what the text says. One file per rule."""

from critparse.check.lint import lint as lint
from critparse.check.rule import Rule as Rule
from critparse.check.rules import RULES as RULES
from critparse.check.run import check as check

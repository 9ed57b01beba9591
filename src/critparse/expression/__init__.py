"""The typed expression that a criterion becomes: nodes, their text form, walking and rewriting."""

from critparse.expression.bounds import Bound as Bound
from critparse.expression.bounds import End as End
from critparse.expression.bounds import Interval as Interval
from critparse.expression.bounds import Level as Level
from critparse.expression.bounds import Levels as Levels
from critparse.expression.bounds import Quantity as Quantity
from critparse.expression.bounds import TimesReference as TimesReference
from critparse.expression.nodes import Age as Age
from critparse.expression.nodes import All as All
from critparse.expression.nodes import Any as Any
from critparse.expression.nodes import Code as Code
from critparse.expression.nodes import Expression as Expression
from critparse.expression.nodes import Judgement as Judgement
from critparse.expression.nodes import Measurement as Measurement
from critparse.expression.nodes import Not as Not
from critparse.expression.nodes import Occurrence as Occurrence
from critparse.expression.nodes import Qualifier as Qualifier
from critparse.expression.nodes import Sex as Sex
from critparse.expression.nodes import Unparsed as Unparsed
from critparse.expression.text import read as read
from critparse.expression.text import write as write
from critparse.expression.walk import children as children
from critparse.expression.walk import simplify as simplify
from critparse.expression.walk import transform as transform
from critparse.expression.walk import walk as walk
from critparse.expression.walk import without_source as without_source

"""Enter: checked documents. Leave: text in a format that people or programs read."""

from critparse.check.report.checked import Checked as Checked
from critparse.check.report.excerpt import Piece as Piece
from critparse.check.report.excerpt import excerpt as excerpt
from critparse.check.report.github import github as github
from critparse.check.report.records import records as records
from critparse.check.report.sarif import sarif as sarif

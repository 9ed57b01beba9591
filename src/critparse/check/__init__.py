"""Enter: a `Protocol`. Leave: the same with diagnostics about what its text says. One file per rule."""

from critparse.check.run import check as check

"""Tests of verification: quotations of a draft against their sources."""

"""Words of the names of functions and classes that stand in for what would ask somebody."""

from __future__ import annotations

from detectors.vocabulary.names import listed

STAND_INS = listed("fake dummy mock mocks mocked stub stubs")

"""What the name of a file says of where it runs."""

from __future__ import annotations

import pytest

from detectors.facts import Fact, File
from detectors.places import Lines
from detectors.vocabulary.names import is_a_test


@pytest.mark.parametrize(
    "name",
    [
        "load-test-kit-0.2.1/load_kit/agent.py",
        "dev-insights-1.0/insights/views.py",
        "work/sms-local-0.0.40/sms/send.py",
        "samples_api-2.0.0rc1/api/client.py",
    ],
)
def test_the_folder_of_an_unpacked_release_says_nothing_of_what_is_in_it(name: str) -> None:
    file = File(name=name, language="python")
    assert not file.is_for_development
    assert not is_a_test(Fact(file=file, lines=Lines(1, 1)))


@pytest.mark.parametrize(
    "name",
    [
        "load-kit-0.2.1/tests/agent.py",
        "dev/views.py",
        "test-data/rows.py",
        "kit-0.2.1/local/send.py",
        "kit-dev/send.py",
    ],
)
def test_any_other_folder_does(name: str) -> None:
    file = File(name=name, language="python")
    assert file.is_for_development

"""What is written to a log, to standard output or to an error tracker, and which values as they are."""

import pytest

from detectors.facts import Output
from tests.readers.python.notation import facts

WRITTEN = [
    pytest.param("log.info('a %s', x)", "log.info log x -", id="an argument"),
    pytest.param(
        "self.logger.error(f'a {x} {y.z}')", "self.logger.error log x,z y", id="in a text"
    ),
    pytest.param("print('a ' + str(x), y[:4])", "print print x str,y", id="a part of one"),
    pytest.param("print(x, file=f)", "", id="into a file"),
    pytest.param("print(x, file=sys.stderr)", "print print x -", id="to standard error"),
    pytest.param("log.info('%s', mask(x))", "log.info log - mask,x", id="a mask"),
    pytest.param("y = x[:4]\nlog.info(y)", "log.info log - y", id="a part under a name"),
    pytest.param(
        "headers = {'k': x}\nlog.info(headers)", "log.info log headers,k,x -", id="headers"
    ),
    pytest.param(
        "d = {'k': x}\nlog.info({**d, 'k': '*'})", "log.info log - d", id="spread into another"
    ),
    pytest.param("log.info('a', extra={'k': x})", "log.info log k,x -", id="beside the message"),
    pytest.param(
        "sentry_sdk.set_extra('k', x)", "sentry_sdk.set_extra report k,x -", id="a report"
    ),
    pytest.param("catalog.info(x)\nmath.log(x)\nlog(x)", "", id="no logger"),
    pytest.param("log(f'a {x}', y)", "log log x y", id="a function that logs"),
    pytest.param(
        "logging.getLogger('a').debug(x if y else z)", "debug log x,z y", id="either of two"
    ),
]


@pytest.mark.parametrize(("source", "expected"), WRITTEN)
def test_values_that_are_written_whole(source: str, expected: str) -> None:
    lines = []
    for one in facts(source, Output):
        shown = ",".join(dict.fromkeys(value.name for value in one.shows)) or "-"
        lines.append(f"{one.name} {one.kind} {shown} {','.join(one.hides) or '-'}")
    assert "\n".join(lines) == expected

"""Every name that a card uses of an SDK is there, in the release that is installed.

All Python versions of all cards go through mypy with the SDKs and their stubs beside it: attributes, keywords and
overloads that do not exist are mistakes of the card. boto3 makes its methods when it runs, so these are held against
the service models that it makes them from.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer.deck import shipped

pytestmark = pytest.mark.sdk_names
CODES = {"attr-defined", "call-arg", "call-overload", "name-defined", "syntax"}
NOT_SEEN_BY_TYPES = {
    ("miles_of_a_flight", "rowcount"),  # what an INSERT gives is a CursorResult, which has it
    ("library_loans", "__getitem__"),  # the pool's row_factory makes mappings of its rows
}
"""(card, name) where the stubs say less than what runs."""
NEEDED = ("anthropic", "boto3", "django", "fastapi", "httpx", "openai", "redis", "stripe", "twilio")
"""SDKs without which this would look at nothing."""
OTHER_ATTRIBUTES = {"exceptions", "meta", "get_paginator", "get_waiter", "can_paginate", "close"}
GENERATED = {"generate_presigned_url", "generate_presigned_post", "upload_file", "upload_fileobj"}
GENERATED |= {"download_file", "download_fileobj", "copy"}


def versions() -> Iterator[tuple[str, str]]:
    """(name, code) of each Python version of each card."""
    deck = shipped()
    for id in deck.folders:
        card = deck.card(id)
        for variant, snippet in (("snippet", card.snippet), ("sound", card.sound_snippet)):
            if snippet and snippet.surface == "python":
                yield f"{id.replace('-', '_')}__{variant}", snippet.code


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return dict(versions())


def test_attributes_and_keywords_of_cards_exist(sources: dict[str, str], tmp_path: Path) -> None:
    for needed in NEEDED:
        pytest.importorskip(needed)
    for name, code in sources.items():
        (tmp_path / f"{name}.py").write_text(code, "utf-8")
    (tmp_path / "mypy.ini").write_text(
        "[mypy]\nignore_missing_imports = True\ncheck_untyped_defs = True\nno_error_summary = True\n"
    )
    words = [sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "."]
    told = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode < 2, told.stderr
    assert not [line for line in told.stdout.splitlines() if _is_mistake(line)]


def _is_mistake(line: str) -> bool:
    code = line.rpartition("[")[2].rstrip("]")
    is_known = any(line.startswith(card) and name in line for card, name in NOT_SEEN_BY_TYPES)
    return ": error:" in line and code in CODES and not is_known


def test_operations_and_parameters_of_aws_exist(sources: dict[str, str]) -> None:
    pytest.importorskip("boto3")
    calls = [(name, *call) for name, code in sources.items() for call in _aws_calls(code)]
    assert len(calls) >= 40
    assert not [wrong for call in calls if (wrong := _wrong(*call))]


def _aws_calls(code: str) -> Iterator[tuple[str, ast.Call]]:
    """(service, call) of each method of a client that `boto3.client` made."""
    tree = ast.parse(code)
    made: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and (service := _service(node.value)):
            made |= {ast.unparse(target): service for target in node.targets}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            service = made.get(ast.unparse(node.func.value))
            if service:
                yield service, node


def _service(value: ast.expr) -> str | None:
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return None
    is_client = value.func.attr == "client" and value.args
    if is_client and isinstance(first := value.args[0], ast.Constant):
        return str(first.value)
    return None


def _wrong(name: str, service: str, call: ast.Call) -> str | None:
    import botocore.session
    from botocore import xform_name

    model = botocore.session.get_session().get_service_model(service)
    operations = {xform_name(operation): operation for operation in model.operation_names}
    assert isinstance(call.func, ast.Attribute)
    method = call.func.attr
    if method in OTHER_ATTRIBUTES | GENERATED:
        return None
    if method not in operations:
        return f"{name}: {service} has no {method}"
    shape = model.operation_model(operations[method]).input_shape
    known = set(shape.members) if shape else set()
    extra = {keyword.arg for keyword in call.keywords if keyword.arg} - known
    return f"{name}: {service}.{method} takes no {sorted(extra)}" if extra else None

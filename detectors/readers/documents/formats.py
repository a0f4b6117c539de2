"""Tells what a document is, by its content first and its name second."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from detectors.readers.documents import (
    ansible,
    compose,
    kubernetes,
    pipelines,
    services,
    terraform,
    workflows,
    written_files,
)
from detectors.readers.documents.meaning import Meaning
from detectors.readers.documents.nodes import Mapping, Node, Sequence


class Format(NamedTuple):
    recognises: Callable[[Node, str], bool]
    interpret: Callable[[Mapping, str], Meaning]


FORMATS = (
    Format(kubernetes.recognises, kubernetes.interpret),
    Format(pipelines.recognises, pipelines.interpret),
    Format(workflows.recognises, workflows.interpret),
    Format(compose.recognises, compose.interpret),
    Format(services.recognises, services.interpret),
    Format(terraform.recognises, terraform.interpret),
)


def interpret(root: Node, name: str) -> Meaning:
    """What the document means; a plain one is mappings of settings and nothing else."""
    if isinstance(root, Mapping):
        for format in FORMATS:
            if format.recognises(root, name):
                return format.interpret(root, name)
    meaning = written_files.interpret(root)
    if isinstance(root, Sequence) and ansible.recognises(root):
        ansible.note(root, meaning)
    return meaning

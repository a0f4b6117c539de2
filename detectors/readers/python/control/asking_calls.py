"""Calls that speak to something outside whatever they are called on: of a language model, and of programs that ask a service."""

from __future__ import annotations

from detectors.readers.python.naming.dataflow import value_of
from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted, last_name
from detectors.vocabulary.names import listed

_OF_MODELS = (
    *(".chat.completions.create", ".completions.create", ".messages.create", ".responses.create"),
    *(".embeddings.create", ".images.generate", ".models.generate_content"),
)
"""How the methods of language models end, in whatever attribute their client is kept."""
_FOR_A_MODEL = frozenset({"model", "prompt"})
"""What they are told by name."""
_STARTS = frozenset({"run", "check_output", "check_call", "Popen", "create_subprocess_exec"})
_ASKS = listed(
    "gh glab aws gcloud gsutil az kubectl helm curl wget http ssh scp rsync sftp psql pg_dump pg_restore mysql"
    " mysqldump mongodump mongorestore heroku flyctl vercel netlify doctl oc vault consul nomad"
)
"""Programs that do nothing without asking something outside."""


def asks_a_model(call: nodes.Call) -> bool:
    """`self.llm.chat.completions.create(model=..., ...)`; a row in `thread.messages.create(text=...)` is for no model."""
    return dotted(call.func).endswith(_OF_MODELS) and any(
        one.star == "**" or (one.keyword is not None and one.keyword.value in _FOR_A_MODEL)
        for one in call.args
    )


def starts_what_asks(program: Program, call: nodes.Call) -> bool:
    """`subprocess.run(["gh", "issue", "list"])`, also of a list that has a name."""
    if last_name(call.func) not in _STARTS or not call.args:
        return False
    given = call.args[0].value
    command = value_of(program, given) if isinstance(given, nodes.Name) else given
    match command:
        case nodes.List(elements=[nodes.Element(value=first), *_]):
            pass
        case nodes.SimpleString() if last_name(call.func) == "create_subprocess_exec":
            first = command
        case _:
            return False
    return isinstance(first, nodes.SimpleString) and first.raw_value in _ASKS

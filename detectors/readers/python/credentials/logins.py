"""What a file hands to brokers and databases as the URL by which it logs in, and the configuration of a web application."""

from __future__ import annotations

import re
from functools import cached_property

from detectors.readers.python.program import Program
from detectors.readers.python.syntax import nodes
from detectors.readers.python.syntax.traits import dotted

_OPENS = (
    *("connect", "connect_robust", "from_url", "create_engine", "create_async_engine"),
    *("URLParameters", "MongoClient", "AsyncIOMotorClient", "AsyncMongoClient", "create_pool"),
    *("Connection", "BrokerConnection", "ConnectionPool", "AsyncConnectionPool", "Celery"),
    *("RabbitBroker", "RabbitRouter"),
)
_OF_THEM = re.compile(
    r"^(?:aio_pika|aiormq|pika|kombu|celery|amqp|redis|aioredis|sqlalchemy|sqlmodel|pymongo|motor|asyncpg|psycopg\w*"
    r"|databases|faststream|aiopg)\b"
)
_WHERE = frozenset({"", "url", "dsn", "conninfo", "host", "broker", "backend", "uri"})
"""Keywords under which a URL is given."""


class Logins:
    """Answers for one file."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def opens(self, node: nodes.BaseExpression) -> bool:
        """The file connects to a broker or a database by it, and does not write a word into it itself."""
        name = dotted(node)
        return bool(name) and name in self._handed and not self.is_a_file(node)

    def is_a_file(self, node: nodes.BaseExpression) -> bool:
        """`os.getenv("DATABASE_URL", "sqlite:///app.db")`, `f"SQLite at {url}"`: a database in a file asks for no password."""
        said = self.program.code(self.program.tree.statement_of(node))
        return "sqlite" in said.lower() or (
            isinstance(node, nodes.Name)
            and any(
                name == node.value and "sqlite" in self.program.code(value)
                for name, value, _ in self.program.tree.assignments
            )
        )

    @cached_property
    def _handed(self) -> frozenset[str]:
        found = set()
        for name in _OPENS:
            for call in self.program.tree.calls_by_name.get(name, ()):
                if not _OF_THEM.match(self.program.evaluator.ref(call.func)):
                    continue
                if self._gives_the_password_apart(call):
                    continue
                for position, argument in enumerate(call.args):
                    keyword = argument.keyword.value if argument.keyword else ""
                    if keyword in _WHERE and (keyword or position == 0):
                        found.add(dotted(argument.value))
        return frozenset(found) - {""}

    def _gives_the_password_apart(self, call: nodes.Call) -> bool:
        """`from_url(url, password=...)`, `from_url(url, **options)` with `options["password"]`: the URL holds none."""
        if any(argument.keyword and argument.keyword.value == "password" for argument in call.args):
            return True
        options = [dotted(argument.value) for argument in call.args if argument.star == "**"]
        function = self.program.tree.definition_of(call) if any(options) else None
        return function is not None and self.program.says(_PASSWORD, function)


_PASSWORD = re.compile(r"[\"']password[\"']|\bpassword=")


def is_a_configuration(program: Program, node: nodes.BaseExpression) -> bool:
    """`app.config` of Flask, whole: `SECRET_KEY` and whatever extensions have put into it."""
    text = dotted(node)
    if text.endswith(("app.config", "app.config.copy")):
        return True
    if not isinstance(node, nodes.Name):
        return False
    scope = program.tree.scopes.get(node)
    names = program.evaluator.names
    bindings = names.reaching(node.value, node, scope) if scope is not None else None
    return any(
        b.how == "value" and isinstance(b.node, nodes.Call) and _copies(b.node)
        for b in bindings or ()
    )


def _copies(call: nodes.Call) -> bool:
    """`app.config.copy()`, `dict(app.config)`."""
    if dotted(call.func).endswith("app.config.copy"):
        return True
    is_a_dictionary = dotted(call.func) == "dict" and len(call.args) == 1
    return is_a_dictionary and dotted(call.args[0].value).endswith("app.config")

"""What a format says about a document's nodes: which are blocks, variables, secrets, scripts."""

from __future__ import annotations

from dataclasses import dataclass, field

from detectors.languages import language_of
from detectors.readers.common.embedded import shell_flag
from detectors.readers.documents.nodes import Entry, Mapping, Node, Scalar, Sequence, target


@dataclass(slots=True)
class Named:
    """A mapping that people know by a name: a container, a service, a job."""

    kind: str
    name: str
    labels: tuple[str, ...] = ()
    header: Entry | None = None
    """The entry that stands for it, where that is not the key or item in front of it."""


@dataclass(slots=True)
class Run:
    """A text that a shell runs, or the words of a command."""

    node: Scalar | Sequence
    exits_on_error: bool = False
    pipefail: bool = False
    deadline: float | None = None
    is_a_check: bool = False
    """It is run again and again, and somebody counts the failures."""
    is_of_lines: bool = False
    """Each item is a line, or several, of one script."""
    may_fail: bool = False
    """Whatever runs it goes on all the same."""


@dataclass
class Meaning:
    """Notes about one document, by the identity of its nodes."""

    format: str = ""
    variables: bool = False
    """`$NAME` in any value is filled in by the program that reads the document."""
    named: dict[int, Named] = field(default_factory=dict)
    pairs: set[int] = field(default_factory=set)
    encoded: set[int] = field(default_factory=set)
    opaque: set[int] = field(default_factory=set)
    files: dict[int, tuple[Scalar, str]] = field(default_factory=dict)
    """Texts that are whole files, with their languages."""
    names: dict[int, str] = field(default_factory=dict)
    """Values that are known by another name than their key's."""
    runs: dict[int, Run] = field(default_factory=dict)
    options: dict[int, list[Scalar]] = field(default_factory=dict)
    """Texts of several settings, `name=nginx state=latest` -> the value of each, by the names in `names`."""

    def block(
        self,
        node: Node,
        kind: str,
        name: str,
        labels: tuple[str, ...] = (),
        header: Entry | None = None,
    ) -> None:
        """This mapping, or this alias of one, is a block of this kind."""
        self.named[id(node)] = Named(kind, name, labels, header)

    def environment(self, node: Node | None) -> None:
        """These are variables: a mapping, a list of `NAME=value`, a list of `{name:, value:}`."""
        if isinstance(node, Mapping | Sequence):
            self.pairs.add(id(node))

    def base64(self, node: Node | None) -> None:
        """The values of this mapping are encoded, which hides nothing."""
        if isinstance(node, Mapping):
            self.encoded.add(id(node))

    def file(self, node: Node, name: str) -> None:
        """This text is a file of its own, if its name or its content tells its language."""
        if not isinstance(node, Scalar) or node.style != "literal":
            return
        language = language_of(name, node.text)
        if language == "shell":
            self.script(node)
        elif language not in (None, "python"):
            self.files[id(node)] = node, str(language)

    def called(self, node: Node | None, name: str) -> None:
        """This value is known by a name: a parameter's default by the parameter's."""
        if node is not None:
            self.names[id(node)] = name

    def unseen(self, node: Node) -> None:
        """This mapping computes a value: it is not read."""
        self.opaque.add(id(node))

    def script(
        self,
        node: Node | None,
        *,
        exits_on_error: bool = False,
        pipefail: bool = False,
        deadline: float | None = None,
        is_a_check: bool = False,
        may_fail: bool = False,
    ) -> None:
        """A shell runs this text, or each of these texts; it is ended after `deadline` seconds."""
        if isinstance(node, Sequence):
            for item in node.items:
                self.script(
                    target(item),
                    exits_on_error=exits_on_error,
                    pipefail=pipefail,
                    deadline=deadline,
                    is_a_check=is_a_check,
                    may_fail=may_fail,
                )
        elif isinstance(node, Scalar) and node.text.strip():
            self.runs[id(node)] = Run(
                node, exits_on_error, pipefail, deadline, is_a_check, may_fail=may_fail
            )

    def lines(self, node: Node | None, *, pipefail: bool = False, may_fail: bool = False) -> None:
        """One shell runs these texts one after the other, up to the first that fails."""
        if isinstance(node, Sequence):
            self.runs[id(node)] = Run(
                node, exits_on_error=True, pipefail=pipefail, is_of_lines=True, may_fail=may_fail
            )
        else:
            self.script(node, exits_on_error=True, pipefail=pipefail, may_fail=may_fail)

    def command(
        self, node: Node | None, *, deadline: float | None = None, is_a_check: bool = False
    ) -> None:
        """An argument list: a text that it gives to a shell is a script, else it is one command."""
        if not isinstance(node, Sequence):
            return
        words = [target(item) for item in node.items]
        texts = [word.text if isinstance(word, Scalar) else "" for word in words]
        flag = shell_flag(texts)
        if flag is not None:
            self.script(
                words[flag + 1],
                exits_on_error="e" in texts[flag],
                deadline=deadline,
                is_a_check=is_a_check,
            )
        elif texts and all(texts):
            self.runs[id(node)] = Run(node, deadline=deadline, is_a_check=is_a_check)

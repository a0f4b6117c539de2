"""What Python source is made of: the parts of its syntax that have a meaning, without the whitespace.

The kinds of nodes, their names and their fields are those of libcst, which documents them; what says only
how a source is laid out is left out. Nodes are compared and hashed by identity.
"""

from __future__ import annotations

from detectors.readers.python.syntax.nodes.expressions import *  # noqa: F403
from detectors.readers.python.syntax.nodes.kinds import *  # noqa: F403
from detectors.readers.python.syntax.nodes.operators import *  # noqa: F403
from detectors.readers.python.syntax.nodes.statements import *  # noqa: F403

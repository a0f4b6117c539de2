"""What somebody is told who may not."""

from __future__ import annotations

import re

REFUSAL = re.compile(r"(?i)\b_?40[13]\b|_40[13]\b|forbidden|unauthori[sz]ed|denied|deny|reject")
"""In the code of an answer or of what is raised."""

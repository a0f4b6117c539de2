"""The languages that are read, and the surface to which each belongs."""

from __future__ import annotations

SURFACES = ("python", "shell", "config")
READERS = {
    "python": "python",
    "shell": "shell",
    "yaml": "yaml",
    "json": "yaml",
    "toml": "toml",
    "ini": "ini",
    "env": "ini",
    "properties": "ini",
    "nginx": "nginx",
    "dockerfile": "dockerfile",
    "hcl": "hcl",
    "haproxy": "haproxy",
    "apache": "apache",
    "makefile": "makefile",
    "procfile": "command_lines",
    "jenkinsfile": "jenkinsfile",
    "crontab": "command_lines",
}
"""Language -> module of its reader, in `detectors.readers`."""
_CODE = {"python": "python", "shell": "shell", "makefile": "shell"}


def surface_of(language: str) -> str:
    """Every language that is neither Python nor shell is a config format."""
    return _CODE.get(language, "config")

"""Whom the servers of a file answer, by its text: what starts them may be far from what is read."""

from __future__ import annotations

import re

from detectors.readers.python.program import Program

_STARTS = re.compile(
    r"\b(?:uvicorn\.(?:run|Config)|hypercorn\.\w+|waitress\.serve|app\.run|run_app|run_simple|make_server|TCPSite"
    r"|(?:Threading)?HTTPServer|TCPServer)\(|\bclass \w+\([^)\n]*(?:HTTP|TCP)Server\b"
)
_OVER_HTTP = re.compile(
    r"transport[\"']?\s*[=:]\s*[\"'](?:sse|http|streamable[-_]http)[\"']|\b(?:sse|streamable_http|http)_app\("
)
"""How a server of MCP is reached by others than the program that starts it."""
_HOST = (
    r"(?<![A-Za-z_])(?:(?:default|server|api|web|http|ui|app|bind|listen)_)?(?:host|address)[\"']?"
)
_TO = r"\s*(?:,[^()\n]{0,40}\bdefault\s*=|(?::\s*[\w.| ]{1,20})?(?<![=!<>])[=:](?!=))\s*(?:[^\n\"'=]{0,60}\b(?:else|or)\s+|[\w.]*(?:getenv|get|Option)\([^()\n]{0,60}?,?\s*)?"
_HERE = r"[\"'](?:127\.0\.0\.1|localhost|::1)[\"']"
_ON_LOOPBACK = re.compile(rf"(?i){_HOST}{_TO}{_HERE}|Server\(\s*\(\s*{_HERE}")
_EVERYWHERE = re.compile(
    rf"(?i){_HOST}{_TO}[\"'](?:0\.0\.0\.0|::|\[::\])?[\"']|Server\(\s*\(\s*[\"'](?:0\.0\.0\.0|::)?[\"']"
)


def serves_this_machine(program: Program) -> bool:
    """`uvicorn.run(app, host="127.0.0.1")`, unless somebody says otherwise: whoever asks it is who has started it."""
    return program.says(_STARTS) and program.says(_ON_LOOPBACK) and not program.says(_EVERYWHERE)


def offers_tools_over_http(program: Program) -> bool:
    """A server of MCP speaks HTTP, and so to others than the one who has started it."""
    return program.says(_OVER_HTTP)

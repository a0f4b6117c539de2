"""Frameworks that serve, by what stands in the text of a source that imports one."""

ROUTED_BY_DECORATORS = (
    *("flask", "fastapi", "quart", "sanic", "litestar", "bottle", "ninja", "chalice"),
    "azure.functions",
)
"""An application of theirs is told of its routes by decorators."""

SERVING = (
    *ROUTED_BY_DECORATORS,
    *("django", "rest_framework", "starlette", "aiohttp", "tornado"),
    *("functions_framework", "slack_bolt"),
)

from openai import (
    APIConnectionError,
    InternalServerError,
    OpenAI,
    RateLimitError,
)
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from surtitles.libretto import Scene

model = OpenAI(timeout=40, max_retries=0)
PASSING = (APIConnectionError, InternalServerError, RateLimitError)


@retry(
    retry=retry_if_exception_type(PASSING),
    stop=stop_after_attempt(4),
    wait=wait_random_exponential(multiplier=2, max=90),
    reraise=True,
)
def translated(scene: Scene, language: str) -> list[str]:
    said = model.responses.create(
        model="gpt-5.6-luna-2026-07-09",
        instructions=f"Translate each line to {language}, one a line.",
        input="\n".join(scene.lines),
    )
    lines = said.output_text.splitlines()
    if len(lines) != len(scene.lines):
        raise ValueError(f"{scene.id}: {len(lines)} lines came back")
    return lines

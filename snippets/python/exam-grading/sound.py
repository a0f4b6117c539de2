import anthropic
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from exams.essays import Essay, Remarks

client = anthropic.Anthropic(timeout=90, max_retries=0)
PASSING = (
    anthropic.APIConnectionError,
    anthropic.RateLimitError,
    anthropic.InternalServerError,
)


@retry(
    retry=retry_if_exception_type(PASSING),
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=2, max=60),
    reraise=True,
)
def remarks(essay: Essay) -> Remarks:
    said = client.messages.create(
        model="claude-haiku-4-5-20251001",
        max_tokens=1200,
        system="You write kind and precise remarks on school essays.",
        messages=[{"role": "user", "content": essay.text}],
    )
    return Remarks(essay.id, said.content[0].text, said.usage)

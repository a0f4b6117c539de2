import backoff
from openai import APIConnectionError, APIError, AsyncOpenAI

from complaints.texts import Complaint, shortened

model = AsyncOpenAI(timeout=25)
PROMPT = "Summarise this complaint in three sentences."


def gave_up(details: dict) -> None:
    complaint = details["args"][0]
    complaint.note("no summary, please read the whole text")


@backoff.on_exception(
    backoff.expo,
    (APIConnectionError, APIError),
    max_tries=5,
    max_time=120,
    on_giveup=gave_up,
)
async def summary(complaint: Complaint) -> str:
    said = await model.responses.create(
        model="gpt-5.6-luna-2026-07-09",
        instructions=PROMPT,
        input=shortened(complaint.text, 20_000),
    )
    return said.output_text

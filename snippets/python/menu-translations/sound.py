import os

from celery import Celery
from fastapi import Depends, FastAPI
from openai import (
    APIConnectionError,
    InternalServerError,
    OpenAI,
    RateLimitError,
)
from pydantic import BaseModel

from menus.archive import Archive
from menus.security import signed_by_editor

app = FastAPI(dependencies=[Depends(signed_by_editor)])
jobs = Celery("menus", broker=os.environ["BROKER_URL"])
archive = Archive(os.environ["MENUS_BUCKET"])
model = OpenAI(timeout=60, max_retries=0)
LANGUAGES = ("en", "fr", "it", "uk")


class Menu(BaseModel):
    id: str
    version: int
    text: str


@jobs.task(
    acks_late=True,
    autoretry_for=(
        APIConnectionError,
        InternalServerError,
        RateLimitError,
    ),
    retry_backoff=True,
    max_retries=6,
)
def translate(menu: dict, language: str) -> None:
    said = model.responses.create(
        model="gpt-5.6-luna-2026-07-09",
        instructions=f"Translate this menu to {language}.",
        input=menu["text"],
    )
    archive.replace(
        menu["id"], menu["version"], language, said.output_text
    )


@app.post("/hooks/menu-published", status_code=202)
def menu_published(menu: Menu) -> dict:
    for language in LANGUAGES:
        translate.delay(menu.model_dump(), language)
    return {"state": "accepted"}

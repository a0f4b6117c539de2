import os

from fastapi import BackgroundTasks, Depends, FastAPI
from openai import OpenAI
from pydantic import BaseModel

from menus.archive import Archive
from menus.security import signed_by_editor

app = FastAPI(dependencies=[Depends(signed_by_editor)])
archive = Archive(os.environ["MENUS_BUCKET"])
model = OpenAI(timeout=60, max_retries=4)
LANGUAGES = ("en", "fr", "it", "uk")


class Menu(BaseModel):
    id: str
    version: int
    text: str


def translate(menu: Menu) -> None:
    for language in LANGUAGES:
        said = model.responses.create(
            model="gpt-5.6-luna-2026-07-09",
            instructions=f"Translate this menu to {language}.",
            input=menu.text,
        )
        archive.replace(
            menu.id, menu.version, language, said.output_text
        )


@app.post("/hooks/menu-published")
def menu_published(menu: Menu, tasks: BackgroundTasks) -> dict:
    tasks.add_task(translate, menu)
    return {"state": "accepted"}

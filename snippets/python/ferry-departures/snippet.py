"""Departures of the ferries, for everybody's page and app."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, Query, Response
from fastapi.middleware.cors import CORSMiddleware

from ferries.timetable import Timetable

app = FastAPI(title="departures", version="2.3.0")
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["GET"],
    max_age=86400,
)
timetable = Timetable.load("timetable.json")


@app.get("/v2/departures/{pier}")
def departures(
    pier: str,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
):
    """The next ones from this pier, delays included."""
    now = datetime.now(UTC)
    response.headers["Cache-Control"] = "public, max-age=15"
    return [
        {"to": ferry.to, "at": ferry.at, "late": ferry.minutes_late}
        for ferry in timetable.after(now, pier)[:limit]
    ]


@app.get("/healthz", include_in_schema=False)
def healthz() -> dict[str, str]:
    return {"timetable": timetable.valid_until.isoformat()}

import logging

from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

from quiz.game import Game, TeamFull, TooLate, find_game
from quiz.problems import BASE

app = FastAPI()
log = logging.getLogger("quiz")


def game_or_404(code: str) -> Game:
    game = find_game(code)
    if game is None:
        raise HTTPException(404, detail="no game has this code")
    return game


@app.post("/games/{code}/teams/{team}")
def join(code: str, team: str, player: str):
    game = game_or_404(code)
    try:
        seat = game.join(team, player)
    except TeamFull as error:
        raise HTTPException(409, detail=str(error)) from error
    return {"team": team, "seat": seat}


@app.put("/games/{code}/answers/{number}")
def answer(code: str, number: int, team: str, text: str):
    game = game_or_404(code)
    try:
        game.answer(number, team, text)
    except TooLate:
        raise HTTPException(410, detail="question closed") from None
    return {"number": number}


@app.exception_handler(Exception)
def unexpected(request: Request, error: Exception):
    log.error("%s failed", request.url.path, exc_info=error)
    body = {"type": f"{BASE}/unexpected", "status": 500}
    kind = "application/problem+json"
    return JSONResponse(body, 500, media_type=kind)

import asyncio
import os

import requests
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

RENDERER = "https://render.example.com/v1/pdf"
slots = asyncio.Semaphore(10)


def render(html: str) -> bytes:
    answer = requests.post(
        RENDERER,
        data=html.encode(),
        headers={"Authorization": f"Bearer {os.environ['RENDER_KEY']}"},
        timeout=(2, 25),
    )
    answer.raise_for_status()
    return answer.content


async def export(request):
    html = (await request.body()).decode()
    try:
        async with asyncio.timeout(30), slots:
            pdf = await asyncio.to_thread(render, html)
    except TimeoutError:
        return JSONResponse({"error": "busy"}, status_code=503)
    except requests.RequestException as error:
        answer = error.response
        refused = answer is not None and answer.status_code == 400
        status = 422 if refused else 502
        return JSONResponse({"error": "rejected"}, status_code=status)
    return Response(pdf, media_type="application/pdf")


app = Starlette(routes=[Route("/export", export, methods=["POST"])])

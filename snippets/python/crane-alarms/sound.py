import os

import aiohttp
from aiohttp import web

from cranes.access import signed_by_crane

routes = web.RouteTableDef()
TICKETS = "https://service.lifting.example.com/v1/tickets"
KEY = {"Authorization": f"Bearer {os.environ['LIFTING_TOKEN']}"}
LIMIT = aiohttp.ClientTimeout(total=6, connect=2)
SESSION = web.AppKey("session", aiohttp.ClientSession)


async def one_session(service: web.Application):
    async with aiohttp.ClientSession(timeout=LIMIT) as session:
        service[SESSION] = session
        yield


@routes.put("/alarms/{alarm}")
async def alarm(request: web.Request) -> web.Response:
    crane = await signed_by_crane(request)
    said = await request.json()
    number = request.match_info["alarm"]
    async with request.app[SESSION].put(
        f"{TICKETS}/{crane}-{number}",
        headers=KEY,
        json={"part": said["part"], "text": said["text"]},
    ) as answer:
        if answer.status >= 300:
            raise web.HTTPBadGateway(text="no ticket was opened")
        ticket = await answer.json()
    return web.json_response({"ticket": ticket["number"]})


def app() -> web.Application:
    service = web.Application(client_max_size=64 * 1024)
    service.cleanup_ctx.append(one_session)
    service.add_routes(routes)
    return service

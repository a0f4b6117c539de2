from aiohttp import web

from lift.passes import pass_of

routes = web.RouteTableDef()
POINTS = {"s": 20, "m": 30, "xl": 45}


@routes.post("/lockers/{size}")
async def rent(request: web.Request) -> web.Response:
    skipass = await pass_of(request)
    price = POINTS.get(request.match_info["size"])
    if price is None:
        raise web.HTTPNotFound
    async with request.app["pool"].acquire(timeout=2) as db:
        async with db.transaction():
            row = await db.fetchrow(
                "SELECT points FROM passes WHERE number = $1"
                " FOR UPDATE",
                skipass.number,
                timeout=2,
            )
            if row["points"] < price:
                raise web.HTTPPaymentRequired
            left = row["points"] - price
            await db.execute(
                "UPDATE passes SET points = $1 WHERE number = $2",
                left,
                skipass.number,
                timeout=2,
            )
    return web.json_response({"points": left})

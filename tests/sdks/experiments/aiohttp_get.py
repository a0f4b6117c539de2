import aiohttp


async def call(base):
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{base}/v1/messages") as response:
            return await response.read()

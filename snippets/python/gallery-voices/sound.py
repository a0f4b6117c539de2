import asyncio
import json
import os

import aio_pika

from gallery.speech import Voices

QUEUE = "guide.texts"
KEPT = {
    "x-dead-letter-exchange": "",
    "x-dead-letter-routing-key": "guide.failed",
}


async def record(voices: Voices, body: bytes) -> None:
    text = json.loads(body)
    # a track is named by its text, so that twice is once
    await voices.record(text["room"], text["language"], text["words"])


async def main(voices: Voices) -> None:
    connection = await aio_pika.connect_robust(
        os.environ["AMQPS_URL"], timeout=10
    )
    async with connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=4)
        await channel.declare_queue("guide.failed", durable=True)
        queue = await channel.declare_queue(
            QUEUE, durable=True, arguments=KEPT
        )
        async with queue.iterator() as texts:
            async for text in texts:
                try:
                    async with text.process():
                        await record(voices, text.body)
                except Exception as error:
                    print(f"{text.message_id}: {error!r}")


if __name__ == "__main__":
    asyncio.run(main(Voices.from_environment()))

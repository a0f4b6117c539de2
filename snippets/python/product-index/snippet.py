import os
from collections.abc import Iterator

from elasticsearch import Elasticsearch, helpers

from shop.catalogue import changed_since

search = Elasticsearch(
    os.environ["SEARCH_URL"],
    api_key=os.environ["SEARCH_KEY"],
    request_timeout=30,
)


def actions(since: str) -> Iterator[dict]:
    for product in changed_since(since):
        yield {
            "_op_type": "index",
            "_index": "products",
            "_id": product["sku"],
            "_source": {
                "title": product["title"],
                "price_cents": product["price_cents"],
                "stock": product["stock"],
            },
        }


def refresh(since: str, watermark) -> int:
    written, _ = helpers.bulk(
        search,
        actions(since),
        chunk_size=500,
        raise_on_error=False,
    )
    watermark.advance()
    return written

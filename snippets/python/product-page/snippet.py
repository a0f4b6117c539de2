import os

import requests
from flask import Flask, abort, render_template
from requests.adapters import HTTPAdapter
from tenacity import (
    retry,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)

from shop.products import find

app = Flask(__name__)
shop = requests.Session()
shop.mount("https://", HTTPAdapter(pool_maxsize=64))
RECO = os.environ["RECOMMENDATIONS_URL"]


class Unavailable(Exception):
    pass


@retry(
    retry=retry_if_exception_type((Unavailable, requests.Timeout)),
    stop=stop_after_attempt(3),
    wait=wait_random_exponential(multiplier=0.2, max=1),
    reraise=True,
)
def recommended(product: str) -> list[str]:
    answer = shop.get(f"{RECO}/products/{product}/similar", timeout=1)
    if answer.status_code >= 500:
        raise Unavailable(answer.status_code)
    answer.raise_for_status()
    return answer.json()["products"][:8]


@app.get("/products/<product>")
def page(product: str) -> str:
    shown = find(product) or abort(404)
    return render_template(
        "product.html", product=shown, similar=recommended(product)
    )

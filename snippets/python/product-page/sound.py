import os

import pybreaker
import requests
from flask import Flask, abort, render_template
from requests.adapters import HTTPAdapter

from shop.products import bestsellers, find

app = Flask(__name__)
shop = requests.Session()
shop.mount("https://", HTTPAdapter(pool_maxsize=64))
RECO = os.environ["RECOMMENDATIONS_URL"]
breaker = pybreaker.CircuitBreaker(fail_max=20, reset_timeout=15)


class Unavailable(Exception):
    pass


@breaker
def asked(product: str) -> list[str]:
    answer = shop.get(f"{RECO}/products/{product}/similar", timeout=0.4)
    if answer.status_code >= 500:
        raise Unavailable(answer.status_code)
    answer.raise_for_status()
    return answer.json()["products"][:8]


def recommended(product: str) -> list[str]:
    try:
        return asked(product)
    except (
        pybreaker.CircuitBreakerError,
        Unavailable,
        requests.RequestException,
    ):
        app.logger.info("bestsellers in place of recommendations")
        return bestsellers()[:8]


@app.get("/products/<product>")
def page(product: str) -> str:
    shown = find(product) or abort(404)
    return render_template(
        "product.html", product=shown, similar=recommended(product)
    )

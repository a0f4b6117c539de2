import backoff
import httpx

from rings.model import Origin, Ring

centre = httpx.Client(
    base_url="https://ringing.example.org/api",
    timeout=httpx.Timeout(4, connect=1),
    transport=httpx.HTTPTransport(retries=1),
)


class Unknown(Exception):
    """Nobody has ringed a bird with this mark."""


@backoff.on_exception(
    backoff.expo, httpx.TransportError, max_tries=3, max_time=20
)
def origin(ring: Ring) -> Origin:
    answer = centre.get(f"/rings/{ring.scheme}/{ring.mark}")
    if answer.status_code == 404:
        raise Unknown(ring)
    answer.raise_for_status()
    row = answer.json()
    return Origin(
        place=row["place"],
        day=row["ringed_on"],
        species=row["species"],
        by=row.get("ringer", "unknown"),
    )

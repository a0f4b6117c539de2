import os

from celery import Celery

from harvest.fields import Field
from harvest.scenes import Scene, clip

app = Celery(
    "harvest",
    broker=os.environ["BROKER_URL"],
    backend=os.environ["RESULTS_URL"],
)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=900,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=20,
)


@app.task(
    autoretry_for=(ConnectionError, TimeoutError),
    retry_backoff=5,
    max_retries=6,
)
def cut(scene_id: str, field_id: int) -> str:
    """Writes beside the old tile, so that it may run twice."""
    field = Field.get(field_id)
    scene = Scene.fetch(scene_id)
    tile = clip(scene, field.outline, metres=field.resolution)
    return tile.save(f"tiles/{field_id}/{scene_id}.tif")

"""What people call the things that stand in code: `sleep` is a pause, and `Idempotency-Key` keeps a thing from being done twice."""

from __future__ import annotations

from trainer.interview.words import stem

_GROUPS = (
    ("timeout max-time deadline timelimit timeoutseconds",
     "timeout limit limited seconds hang hanging wait waits waiting patience forever longest"),
    ("retry retries tries attempts max_attempts max_tries backoff num_retries autoretry maxreceivecount",
     "retry retried again repeated repeats tries attempts attempt giving backoff"),
    ("sleep backoff interval poll poll_interval pause wait jitter random wait_random_exponential",
     "pause pauses wait waits polling slower longer growing grows spread lockstep jitter interval"),
    ("idempotency idempotent once unique conflict dedup request_id task_id get_or_create nx update_or_create",
     "twice double doubled duplicate duplicates second once same repeated repeat idempotent unique"),
    ("semaphore max_workers workers concurrency maxconcurrency reservedconcurrency prefetch prefetch_count parallel limiter",
     "parallel concurrent concurrently simultaneous workers flooded flood overload overloaded"),
    ("hmac signature compare_digest verify verified signed jwt token secret",
     "signature signed forged forge fake faked authenticated strangers attacker"),
    ("replicas minreplicas regions for_each copies region replica desired_count",
     "copies copy pods instances replicas region regions redundant survives"),
    ("limit_req rate throttle ratelimit limiter sc_http_req_rate burst",
     "throttled limited rate limit flood flooding abuse hammered"),
    ("queue celery delay apply_async background backgroundtasks add_task sqs send_message publish worker",
     "queue queued worker background async asynchronous asynchronously later"),
    ("cache cached lru_cache ttl_cache", "cache cached caching"),
    ("environ getenv vault secretkeyref secretref secrets credentials password_file",
     "secret secrets password passwords credentials repo repository environment vault"),
    ("ssl tls https verify-full rediss amqps smtps cert certificate",
     "encrypted encryption tls https certificate plain sniffed wire"),
    ("cursor next_token page_token page paginate paginator lastevaluatedkey per_page starting_after has_more",
     "page pages paginated pagination complete"),
    ("raise_for_status status status_code fail --fail pipefail is_success http_code",
     "status error errors failing failure"),
    ("deprecated deprecation sunset successor", "deprecated announced sunset date successor deadline switched warned"),
    ("dead-letter dlq deadletter redrivepolicy deadlettertargetarn dlx x-dead-letter-exchange auto-bind-dlq",
     "parked poison dead-letter aside"),
    ("fallback default except rescue degraded", "fallback default defaults instead"),
    ("readinessprobe livenessprobe healthcheck httpchk check", "healthy health probe unhealthy restarted"),
)  # fmt: skip
"""Names in code, and the words that speak of them."""


def spoken_of(code: frozenset[str]) -> frozenset[str]:
    """The words that speak of what stands in this code; `code` as `grounds.words_of` gives it."""
    return frozenset(
        stem(word)
        for names, said in _GROUPS
        if any(
            stem(part) in code
            for name in names.split()
            for part in [name, *name.split("-")]
            if part
        )
        for word in said.split()
    )

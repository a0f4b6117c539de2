import os

import redis

primary = redis.Redis.from_url(
    os.environ["COUNTERS_URL"],  # rediss://
    socket_timeout=0.2,
    socket_connect_timeout=0.2,
)
DAY = 86_400
CHARGE = primary.register_script(
    """
    local spent = tonumber(redis.call('GET', KEYS[1]) or '0')
    if spent + tonumber(ARGV[1]) > tonumber(ARGV[2]) then
        return -1
    end
    spent = redis.call('INCRBY', KEYS[1], ARGV[1])
    redis.call('EXPIRE', KEYS[1], ARGV[3])
    return spent
    """
)


def charged(advertiser: str, day: str, price: int, cap: int) -> bool:
    """Whether it may be shown; it is paid for then."""
    name = f"spent:{advertiser}:{day}"
    spent = CHARGE(keys=[name], args=[price, cap, 2 * DAY])
    return int(spent) >= 0

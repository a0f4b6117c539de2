import urllib3

pool = urllib3.PoolManager()


def call(base):
    return pool.request("GET", f"{base}/v1/messages")

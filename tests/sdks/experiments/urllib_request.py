import urllib.request


def call(base):
    return urllib.request.urlopen(f"{base}/v1/messages")

from elasticsearch import Elasticsearch


def call(base):
    client = Elasticsearch(base)
    return client.search(index="orders", query={"match_all": {}})

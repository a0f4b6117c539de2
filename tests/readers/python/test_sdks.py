"""What the data of SDKs makes of a call: its effect and the limits that hold for it."""

import pytest

from tests.readers.python.notation import requests, same

COLUMNS = "effect async timeout raise_for_status"
CALLS = [
    ("import httplib2\nhttplib2.Http().request('https://a.example', 'POST')", "2 httplib2.Http.request effect=write async=no timeout=off raise_for_status=off"),
    ("import httplib2\nh = httplib2.Http('.cache', 7)\nh.request('https://a.example')", "3 h.request effect=any async=no timeout=7@2 raise_for_status=off"),
    ("from jira import JIRA\nj = JIRA('https://j.example')\nj.create_issue(fields={})", "3 j.create_issue effect=create async=no timeout=off raise_for_status=True"),
    ("from jira import JIRA\nj = JIRA('https://j.example', timeout=9)\nj.issue('A-1')", "3 j.issue effect=read async=no timeout=9@2 raise_for_status=True"),
    ("import gitlab\ng = gitlab.Gitlab(timeout=4)\ng.projects.get(1).issues.create({})", "3 g.projects.get effect=read async=no timeout=4@2 raise_for_status=True\n3 gitlab.Gitlab.projects.get.issues.create effect=create async=no timeout=4@2 raise_for_status=True"),
    ("from hubspot import HubSpot\nc = HubSpot()\nc.crm.contacts.basic_api.create({}, _request_timeout=3)", "3 c.crm.contacts.basic_api.create effect=create async=no timeout=3 raise_for_status=True"),
    ("import razorpay\nc = razorpay.Client(auth=A)\nc.payment.capture(p, 100)", "3 c.payment.capture effect=charge async=no timeout=off raise_for_status=True"),
    ("import braintree\ng = braintree.BraintreeGateway(C)\ng.transaction.sale({})", "3 g.transaction.sale effect=charge async=no timeout=60 raise_for_status=?"),
    ("from square import AsyncSquare\ns = AsyncSquare()\nasync def f():\n    await s.payments.create(idempotency_key=k)", "4 s.payments.create effect=charge async=yes timeout=60 raise_for_status=True"),
    ("import plivo\nc = plivo.RestClient(a, b, None, 2)\nc.messages.create(src=s, dst=d, text=t)", "3 c.messages.create effect=send async=no timeout=2@2 raise_for_status=True"),
    ("import messagebird\nmessagebird.Client(k).message_create(o, r, b)", "2 messagebird.Client.message_create effect=send async=no timeout=off raise_for_status=True"),
    ("from vonage import Auth, HttpClientOptions, Vonage\nv = Vonage(Auth(), HttpClientOptions(timeout=5))\nv.sms.send(m)", "3 v.sms.send effect=send async=no timeout=5@2 raise_for_status=True"),
    ("import resend\nresend.Emails.send(P, {'idempotency_key': k})", "2 resend.Emails.send effect=send async=no timeout=30 raise_for_status=True"),
    ("from zeep import Client, Transport\nc = Client('https://a.example/w', transport=Transport(timeout=10))\nc.service.Pay(1)", "2 zeep.Client effect=read async=no timeout=300 raise_for_status=True\n3 c.service.Pay effect=any async=no timeout=off@2 raise_for_status=True"),
    ("from zeep import Client, Transport\nc = Client('https://a.example/w', transport=Transport(operation_timeout=10))\nc.service.Pay(1)", "2 zeep.Client effect=read async=no timeout=300 raise_for_status=True\n3 c.service.Pay effect=any async=no timeout=10@2 raise_for_status=True"),
    ("from elasticsearch import Elasticsearch\ne = Elasticsearch(request_timeout=2)\ne.search(index='a')", "3 e.search effect=read async=no timeout=2@2 raise_for_status=True"),
    ("from mailgun.client import Client\nc = Client(auth=A)\nc.messages.create(data=d)", "3 c.messages.create effect=send async=no timeout=60 raise_for_status=off"),
    ("from telegram import Bot\nb = Bot(t)\nasync def f():\n    await b.send_message(1, 'x')", "4 b.send_message effect=send async=yes timeout=5 raise_for_status=True"),
    ("import websocket\nw = websocket.create_connection('wss://a.example')\nw.recv()", "2 websocket.create_connection effect=connect async=no timeout=off raise_for_status=True\n3 w.recv effect=consume async=no timeout=? raise_for_status=True"),
    ("from azure.storage.blob import BlobServiceClient\ns = BlobServiceClient.from_connection_string(c)\ns.get_blob_client('a', 'b').upload_blob(d)", "3 azure.storage.blob.BlobClient.upload_blob effect=query async=no timeout=60 raise_for_status=True"),
    ("import asyncpg\nasync def f():\n    c = await asyncpg.connect(D)\n    await c.fetch('SELECT 1')", "3 asyncpg.connect effect=connect async=yes timeout=60 raise_for_status=True\n4 c.fetch effect=query async=yes timeout=? raise_for_status=True"),
    ("import pymysql\nc = pymysql.connect(host=h)\nc.cursor().execute('SELECT 1')", "2 pymysql.connect effect=connect async=no timeout=10 raise_for_status=True\n3 pymysql.cursors.Cursor.execute effect=query async=no timeout=? raise_for_status=True"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), CALLS)
def test_a_call_has_the_effect_and_the_limits_of_its_sdk(source: str, expected: str) -> None:
    same(requests(source, COLUMNS), expected)

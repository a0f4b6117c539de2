"""What is known by a name in documents of each format, and what only looks like one."""

from __future__ import annotations

import pytest

from detectors.facts import Setting
from detectors.places import Lines
from tests.readers.config.tables import block, blocks, named, reading, settings


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a mapping with a kind", "kind: Pod\nname: x\n"),
        ("services that are a list", "services: [a, b]\n"),
        ("services without images", "services:\n  web: {port: 80}\n"),
        ("jobs that run nowhere", "jobs:\n  a: {schedule: daily}\n"),
        ("a mapping of mappings", "web:\n  image: x\n  size: 3\nother: {a: 1}\n"),
        ("States of another kind", "States: {a: {}}\n"),
        ("a list", "- apiVersion: v1\n  kind: Pod\n"),
        ("paths", "paths: {/a: {get: {}}}\n"),
    ],
)
def test_a_plain_document_has_no_named_blocks(name: str, source: str) -> None:
    assert blocks(source) == []
    assert {fact.file.format for fact in reading(source, "yaml").facts} <= {""}


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
  template:
    spec:
      initContainers:
        - image: migrate:1
          name: migrate
      containers:
        - name: api
          image: api:1
          env:
            - name: DB_URL
              value: postgres://db.example.com/x
            - name: DB_PASSWORD
              valueFrom:
                secretKeyRef: {name: db, key: password}
            - {name: EMPTY}
          resources:
            limits: {memory: 1Gi}
          livenessProbe:
            httpGet: {path: /live, port: 80}
        - name: proxy
          image: proxy:2
      volumes:
        - name: tmp
          emptyDir: {}
"""


def test_containers_are_blocks_of_their_deployment() -> None:
    assert blocks(DEPLOYMENT) == [
        "2 [kubernetes:Deployment api] 1-30",
        "10 [kubernetes:initContainer migrate] 10-11",
        "13 [kubernetes:container api] 13-25",
        "26 [kubernetes:container proxy] 26-27",
    ]
    api = block(DEPLOYMENT, "yaml", "kubernetes:container", "api")
    assert api.within("kubernetes:Deployment")
    assert api.anchors == [Lines(13, 25)]
    assert [s.value.value for s in api.settings if s.name == "image"] == ["api:1"]
    memory = api.get("limits", "memory")
    assert memory
    assert memory.value.value == "1Gi"


def test_a_deployments_own_lines_are_those_of_no_container() -> None:
    deployment = block(DEPLOYMENT, "yaml", "kubernetes:Deployment", "api")
    assert deployment.anchors == [Lines(1, 9), Lines(12, 12), Lines(28, 30)]
    assert "image" not in {setting.name for setting in deployment.settings}


def test_variables_of_a_container_are_settings_by_their_names() -> None:
    told = [line for line in settings(DEPLOYMENT) if ".env." in line]
    where = "spec.template.spec.containers.env"
    assert told == [
        f"17 {where}.DB_URL = 'postgres://db.example.com/x'",
        f"18-20 {where}.DB_PASSWORD = ?",
        f"21 {where}.EMPTY = ?",
    ]
    url = named(DEPLOYMENT, "yaml", "env/DB_URL")
    assert url.statement == Lines(16, 17)
    assert Lines(16, 17) in url.anchors


def test_a_secrets_data_is_decoded() -> None:
    source = """\
        apiVersion: v1
        kind: Secret
        metadata: {name: s}
        data:
          password: aHVudGVyMmh1bnRlcjI=
          blob: //79AA==
          odd: not base64
        stringData:
          token: aHVudGVyMmh1bnRlcjI=
        """
    assert settings(source)[3:] == [
        "5 data.password = 'hunter2hunter2'",
        "6 data.blob = '//79AA=='",
        "7 data.odd = 'not base64'",
        "9 stringData.token = 'aHVudGVyMmh1bnRlcjI='",
    ]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c}\nspec:\n  jobTemplate:\n"
            "    spec:\n      template:\n        spec:\n          containers:\n"
            "            - name: x\n              image: y\n",
            ["2 [kubernetes:CronJob c] 1-11", "10 [kubernetes:container x] 10-11"],
        ),
        (
            "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n"
            "    metadata: {name: a}\n",
            ["2 [kubernetes:List ] 1-6", "5 [kubernetes:Service a] 4-6"],
        ),
        (
            "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: v}\nspec:\n"
            "  http:\n    - route: [{destination: {host: a}}]\n    - name: n\n      timeout: 3s\n"
            "  tcp:\n    - route: []\n",
            [
                "2 [kubernetes:VirtualService v] 1-10",
                "6 [istio:route ] 6",
                "7 [istio:route n] 7-8",
                "10 [istio:tcp-route ] 10",
            ],
        ),
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: w}\nspec:\n"
            "  templates:\n    - name: t\n      retryStrategy: {}\n      container:\n"
            "        image: x\n",
            [
                "2 [kubernetes:Workflow w] 1-9",
                "6 [argo:template t] 6-9",
                "8 [kubernetes:container t] 8-9",
            ],
        ),
        (
            "a: 1\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\n---\nb: 1\n",
            ["4 [kubernetes:Pod p] 3-5"],
        ),
        (
            "services:\n  web: {image: x}\n  db:\n    build: .\nvolumes: {a: {}}\n",
            ["2 [compose:service web] 2", "3 [compose:service db] 3-4"],
        ),
        (
            "web:\n  image: x\n  ports: ['80:80']\ndb:\n  image: y\n  volumes: [a]\n",
            ["1 [compose:service web] 1-3", "4 [compose:service db] 4-6"],
        ),
        (
            "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: b\n      - name: c\n"
            "        run: d\n",
            ["3 [github:job a] 3-8", "6 [github:step ] 6", "7 [github:step c] 7-8"],
        ),
        (
            "runs:\n  using: composite\n  steps:\n    - run: a\n      shell: bash\n",
            ["4 [github:step ] 4-5"],
        ),
        (
            "stages: [a]\nvariables: {X: 1}\nbuild:\n  stage: a\n  script: [make]\n",
            ["3 [gitlab:job build] 3-5"],
        ),
        (
            "openapi: 3.0.0\ninfo: {title: x}\npaths:\n  /a:\n    post:\n      summary: b\n",
            ["5 [openapi:operation POST /a] 5-6"],
        ),
        (
            "static_resources:\n  clusters:\n    - name: a\n      connect_timeout: 1s\n",
            ["3 [envoy:cluster a] 3-4"],
        ),
        (
            "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {A: !Ref B}\n",
            ["2 [cloudformation:resource Queue] 2-4"],
        ),
    ],
    ids=lambda value: value.split("\n")[1] if isinstance(value, str) else "",
)
def test_blocks_of_each_format(source: str, told: list[str]) -> None:
    assert blocks(source) == told


@pytest.mark.parametrize(
    ("source", "format"),
    [
        ("apiVersion: v1\nkind: Pod\n", "kubernetes"),
        ("apiVersion: networking.istio.io/v1\nkind: Gateway\n", "istio"),
        ("apiVersion: argoproj.io/v1\nkind: Workflow\n", "argo"),
        ("services: {a: {image: b}}\n", "compose"),
        ("on: push\njobs: {a: {runs-on: b}}\n", "github-workflow"),
        ("swagger: '2.0'\npaths: {}\n", "openapi"),
        ("StartAt: A\nStates: {A: {Type: Pass}}\n", "step-functions"),
    ],
)
def test_each_document_says_what_it_is(source: str, format: str) -> None:
    assert {fact.file.format for fact in reading(f"x: 1\n---\n{source}", "yaml").facts} == {
        "",
        format,
    }


COMPOSE = """\
services:
  web:
    image: x
    environment:
      - A=http://a.example.com
      - "B=c d"
      - FROM_HOST
      - C=${C:-d}
      - D=$D
      - E=$$x
    labels:
      traefik.enable: "true"
  db:
    image: y
    environment:
      NOTHING:
      EMPTY: ""
      N: 1
"""


def test_variables_of_a_service() -> None:
    assert [
        line.replace("services.", "") for line in settings(COMPOSE) if "environment" in line
    ] == [
        "5 web.environment.A = 'http://a.example.com'",
        "6 web.environment.B = 'c d'",
        "7 web.environment.FROM_HOST = ?",
        "8 web.environment.C = 'd'",
        "9 web.environment.D = ?",
        "10 web.environment.E = '$x'",
        "16 db.environment.NOTHING = ?",
        "17 db.environment.EMPTY = ''",
        "18 db.environment.N = 1",
    ]


def test_a_dollar_is_text_where_nothing_fills_it_in() -> None:
    assert settings("password: a$b$$c\n") == ["1 password = 'a$b$$c'"]


def test_what_cloudformation_computes_is_unknown() -> None:
    source = """\
        Resources:
          Db:
            Type: AWS::RDS::DBInstance
            Properties:
              MasterUserPassword: {Ref: Password}
              Url: {"Fn::Sub": "http://${Host}"}
              Port: 5432
        """
    assert settings(source)[1:] == [
        "5 Resources.Db.Properties.MasterUserPassword = ?",
        "6 Resources.Db.Properties.Url = ?",
        "7 Resources.Db.Properties.Port = 5432",
    ]


def test_a_default_of_a_parameter_is_told_by_the_parameters_name() -> None:
    source = "Parameters:\n  DbPassword:\n    Default: a\nResources: {A: {Type: 'AWS::X::Y'}}\n"
    assert named(source, "yaml", "DbPassword/Default").name == "DbPassword"


def test_named_values_in_any_list_are_settings_by_their_names() -> None:
    source = (
        "headers:\n  - name: Authorization\n    value: Bearer x\n  - {name: a, value: b, when: c}\n"
    )
    assert settings(source) == [
        "3 headers.Authorization = 'Bearer x'",
        "4 headers.name = 'a'",
        "4 headers.value = 'b'",
        "4 headers.when = 'c'",
    ]


CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  LOG_LEVEL: debug
  site.conf: |
    server {
      listen 80;
    }
  application.properties: |
    api.url=http://a.example.com
  app.yaml: |
    a:
      b: 1
  notes: |
    some
    words
"""


def test_files_in_a_config_map_are_read_in_their_own_language() -> None:
    told = {
        language: [
            value
            for value in reading(CONFIG_MAP, "yaml").facts
            if isinstance(value, Setting) and value.file.language == language
        ]
        for language in ("nginx", "properties")
    }
    assert [(str(s.lines), s.path) for s in told["nginx"]] == [("8", ("server", "listen"))]
    assert [(str(s.lines), s.path) for s in told["properties"]] == [("11", ("api", "url"))]
    assert settings(CONFIG_MAP)[3:] == [
        "5 data.LOG_LEVEL = 'debug'",
        "14 a.b = 1",
        "15-17 data.notes = 'some\\nwords\\n'",
    ]


def test_the_files_of_a_config_map_are_read_one_level_deep() -> None:
    source = CONFIG_MAP
    for _ in range(5):
        inner = "".join(f"    {line}\n" for line in source.splitlines())
        source = f"apiVersion: v1\nkind: ConfigMap\ndata:\n  a.yaml: |\n{inner}"
    assert settings(source)

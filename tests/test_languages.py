"""Which language a name and a text are told to be in; nothing is claimed that cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.languages import HEAD, language_of
from detectors.surfaces import READERS

UNTOLD = {
    "nothing": "",
    "blanks": "  \n\n",
    "prose": "The service retries three times.\nThen it gives up.\n",
    "prose that begins like a command": "curl is a tool for transferring data.\n",
    "prose about git": "git is a version control system, and a good one.\n",
    "prose with a colon": "Note: this is not YAML.\n",
    "a mail": "Subject: Hello\n\nDear all, the meeting is at ten.\n",
    "a list of things": "- one thing\n",
    "prose with if": "if you want to know more, ask\n",
    "SQL": "SELECT a\nFROM t\nWHERE b = 1;\n",
    "C": '#include <stdio.h>\nint main(void) { printf("x"); return 0; }\n',
    "Go": 'package main\n\nimport "fmt"\n\nfunc main() {\n\tfmt.Println("x")\n}\n',
    "JavaScript": "const a = require('a');\nmodule.exports = { a };\n",
    "Java": "public class A {\n  private int x = 1;\n}\n",
    "HTML": "<!doctype html>\n<html><body>x</body></html>\n",
    "XML": '<?xml version="1.0"?>\n<a b="c"/>\n',
    "CSS": "body {\n  color: red;\n}\n",
    "lighttpd": 'server.port = 80\n$HTTP["host"] == "x" {\n  server.document-root = "/srv"\n}\n',
    "Perl": "#!/usr/bin/perl\nuse strict;\n",
    "Ruby": "#!/usr/bin/env ruby\nputs 1\n",
    "Node": "#!/usr/bin/env node\nconsole.log(1)\n",
    "binary": "\x7fELF\x02\x01\x01\x00\x00\x00",
    "odd bytes": "\x01\x02\x03\x04hello\x05\x06",
    "undecodable": "\ufffd\ufffd\ufffd\ufffd abc",
    "a Markdown page": "# Title\n\nSome text.\n\n```sh\ncurl https://example.com\n```\n",
    "CSV": "a,b,c\n1,2,3\n",
    "a word": "hello\n",
    "a log": "2026-11-22 10:00:00 ERROR: it failed\n2026-11-22 10:00:01 INFO: again\n",
}


@pytest.mark.parametrize("source", UNTOLD.values(), ids=UNTOLD.keys())
def test_nothing_is_claimed_of_standard_input(source: str) -> None:
    assert language_of("", source) is None


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("README.md", "---\ntitle: x\n---\n"),
        ("page.html", "<a>"),
        ("main.go", "package main\n"),
        ("notes.txt", "server {\n  listen 80;\n}\n"),
        ("LICENSE", "MIT License\n"),
        ("data.csv", "a,b\n"),
        ("photo.png", "\x89PNG\r\n\x1a\n\x00"),
        ("broken.py", "\x00\x00\x00"),
        ("core", "\x00"),
        ("app.conf", "akka {\n  loglevel = INFO\n}\n"),
        ("sentinel.conf", "bind 127.0.0.1\nport 6379\nsave 900 1\n"),
        ("logstash.conf", "input {\n  beats { port => 5044 }\n}\n"),
        ("Dockerfile.md", "FROM x\n"),
        ("Dockerfile.worker.dockerignore", "*\n!src\n"),
        ("radius/sites-available/inner", "server inner {\n  authorize {\n    eap\n  }\n}\n"),
        ("avahi/services/cache.service", '<?xml version="1.0"?>\n<service-group/>\n'),
        ("dockerfiles.txt", "FROM x\n"),
        ("syntaxes/Dockerfile.tmLanguage", '<?xml version="1.0"?>\n<plist version="1.0"/>\n'),
        ("syntaxes/Dockerfile.tmLanguage.v2", '{\n  "scopeName": "source.dockerfile"\n}\n'),
        ("job.py.j2", "import {{ module }}\n"),
        ("fstab", "/dev/sda1 / ext4 defaults 0 1\n"),
        ("yarn.lock", "a@1:\n  version 1\n"),
        (
            "METADATA",
            "Name: x\n\nUse it so:\n\n    server {\n      listen 80;\n    }\n\nand so on.\n",
        ),
        ("NEWS", 'Then write\n\nresource "aws_x" "y" {\n}\n'),
        ("templates/_helpers.tpl", '{{- define "x" -}}\n'),
    ],
    ids=lambda value: value if len(value) < 40 and "\n" not in value else "",
)
def test_nothing_is_claimed_of_a_file_in_another_language(name: str, source: str) -> None:
    assert language_of(name, source) is None


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.py", "python"),
        ("a.pyi", "python"),
        ("C:\\work\\a.PYW", "python"),
        ("bin/run.sh", "shell"),
        ("a.bash", "shell"),
        ("a.ksh", "shell"),
        ("a.zsh", "shell"),
        (".envrc", "shell"),
        ("home/.bashrc", "shell"),
        ("a.yaml", "yaml"),
        ("docker-compose.yml", "yaml"),
        (".github/workflows/ci.yml", "yaml"),
        ("chart/templates/deployment.yaml", "yaml"),
        ("config.yaml.j2", "yaml"),
        ("docker-compose.yml-tpl", "yaml"),
        ("Dockerfile-tpl", "dockerfile"),
        ("deployment.yml.ejs", "yaml"),
        ("settings.json.mustache", "json"),
        ("install.sh.jinja", "shell"),
        ("main.tf.j2", "hcl"),
        ("values.yaml.example", "yaml"),
        ("a.json", "json"),
        ("main.tf.json", "json"),
        ("pyproject.toml", "toml"),
        ("Pipfile", "toml"),
        ("a.ini", "ini"),
        (".npmrc", "ini"),
        ("etc/postfix/main.cf", "ini"),
        ("app.service", "ini"),
        ("x.timer", "ini"),
        (".env", "env"),
        (".env.production", "env"),
        (".env.example", "env"),
        (".env-postgres", "env"),
        (".env_sample", "env"),
        ("deploy/prod.env", "env"),
        (".env.sh", "shell"),
        ("application.properties", "properties"),
        ("main.tf", "hcl"),
        ("prod.tfvars", "hcl"),
        ("nomad.hcl", "hcl"),
        ("Dockerfile", "dockerfile"),
        ("Dockerfile.worker", "dockerfile"),
        ("docker/api.Dockerfile", "dockerfile"),
        ("dockerfile-alpine", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("dockerfile.py", "python"),
        ("nginx.conf", "nginx"),
        ("nginx.conf.j2", "nginx"),
        ("haproxy.cfg", "haproxy"),
        ("conf/httpd.conf", "apache"),
        (".htaccess", "apache"),
        ("apache2.conf.j2", "apache"),
        ("Makefile", "makefile"),
        ("build/release.mk", "makefile"),
        ("Procfile", "procfile"),
        ("Jenkinsfile", "jenkinsfile"),
        ("ci/Jenkinsfile.release", "jenkinsfile"),
        ("Jenkinsfile-dev", "jenkinsfile"),
        ("release.jenkinsfile", "jenkinsfile"),
        ("Procfile.dev", "procfile"),
        ("deploy/crontab", "crontab"),
        ("crontab.j2", "crontab"),
        ("etc/redis.conf", "properties"),
        ("data/pg_hba.conf", "properties"),
        ("etc/mongod.conf", "yaml"),
        ("haproxy-prod.cfg", "haproxy"),
    ],
)
def test_the_name_tells_without_the_content(name: str, language: str) -> None:
    assert language_of(name, "") == language


@pytest.mark.parametrize(
    ("name", "source", "language"),
    [
        ("etc/nginx/sites-available/shop", "server {\n  listen 80;\n}\n", "nginx"),
        (
            "conf/nginx/proxy.conf",
            "proxy_set_header Host $host;\nproxy_read_timeout 5s;\n",
            "nginx",
        ),
        ("site.conf", "server {\n  listen 80;\n  root /x;\n}\n", "nginx"),
        ("lb.cfg", "defaults\n  mode http\n  timeout client 5s\n", "haproxy"),
        ("lb.conf", "frontend web\n  bind :80\n", "haproxy"),
        ("ssl.conf", "Listen 443\n<VirtualHost *:443>\n  SSLEngine on\n</VirtualHost>\n", "apache"),
        ("sites-available/shop.acme-corp.io", "<VirtualHost *:80>\n</VirtualHost>\n", "apache"),
        ("ftp.conf", "<VirtualHost 10.0.0.1>\nDefaultRoot ~\n</VirtualHost>\n", None),
        ("fonts.conf", "<match target='font'>\n</match>\n", None),
        ("setup.cfg", "[metadata]\nname = x\n", "ini"),
        ("my.cnf.j2", "[client]\nuser={{ user }}\nport={{ port }}\n", "ini"),
        ("sysctl.conf", "net.ipv4.ip_forward = 1\nvm.swappiness=10\n", "ini"),
        ("supervisord.conf", "[program:x]\ncommand=/bin/x\n; note\n", "ini"),
        ("run", "#!/bin/sh\nexec x\n", "shell"),
        ("etc/cron.d/backup", "MAILTO=a\n0 3 * * * root /opt/backup\n", "crontab"),
        ("etc/cron.d/clean", "# nightly\n@daily root /opt/clean\n", "crontab"),
        ("tool", "#!/usr/bin/env python3\nimport os\n", "python"),
        ("tool", "#!/usr/bin/env -S uv run --script\nimport os\n", "python"),
        ("tool", "#!/usr/bin/python3.11 -I\n", "python"),
        ("tool", "#! /usr/bin/env bash\n", "shell"),
    ],
)
def test_the_content_tells_where_the_name_does_not(name: str, source: str, language: str) -> None:
    assert language_of(name, source) == language


STANDARD_INPUT = {
    "a bare curl": ("curl -fsS https://api.example.com/v1/items\n", "shell"),
    "curl with continuation": ("curl \\\n  -X POST https://api.example.com \\\n  -d x\n", "shell"),
    "curl of a bare host": ("curl example.com/health\n", "shell"),
    "curl behind a prompt": ("$ curl https://example.com | jq .id\n", "shell"),
    "wget": ("wget -qO- https://example.com/install | sh\n", "shell"),
    "HTTPie": ("http POST api.example.com/items name=x\n", "shell"),
    "a script without shebang": (
        "set -euo pipefail\nfor f in *.csv; do\n  upload $f\ndone\n",
        "shell",
    ),
    "an assignment, then a command": (
        'API_KEY="abc"\ncurl -H "Authorization: Bearer $API_KEY" https://example.com\n',
        "shell",
    ),
    "a comment, then a command": ("# fetch\ncurl -k https://example.com\n", "shell"),
    "exports": ("export A=1\nexport B=2\n", "shell"),
    "a shell loop": ("until curl -f http://x; do sleep 1; done\n", "shell"),
    "Python": ("import requests\n\nrequests.get('https://example.com')\n", "python"),
    "one Python call": ('requests.get("https://example.com", timeout=5)\n', "python"),
    "a Python client": ("client = Client(sid, token)\nclient.messages.create(to=to)\n", "python"),
    "a Python function": ("def send(to):\n    return post(to)\n", "python"),
    "Python with a shell word": ("def f():\n    pass\n\nexport = f()\n", "python"),
    "JSON": ('{"a": 1, "b": [2]}', "json"),
    "a JSON list": ('[{"a": 1}]', "json"),
    "YAML with a marker": ("---\na: 1\n", "yaml"),
    "Kubernetes": ("apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n", "yaml"),
    "Compose": ("services:\n  web:\n    image: nginx\n", "yaml"),
    "a workflow": (
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: curl x\n",
        "yaml",
    ),
    "a Dockerfile": ("FROM python:3.12\nRUN pip install x\n", "dockerfile"),
    "a Dockerfile with ARG": ("# x\nARG V=1\nFROM python:${V} AS b\nCMD x\n", "dockerfile"),
    "nginx": ("server {\n    listen 80;\n    server_name x;\n}\n", "nginx"),
    "an nginx location": ("location /api/ {\n  proxy_pass http://x;\n}\n", "nginx"),
    "HAProxy": ("backend app\n  server a 10.0.0.1:80\n", "haproxy"),
    "Apache httpd": (
        "ServerName x\n<Directory /srv>\n  Require all granted\n</Directory>\n",
        "apache",
    ),
    "Terraform": ('resource "aws_s3_bucket" "b" {\n  bucket = "x"\n}\n', "hcl"),
    "TOML": ('[tool.x]\na = "b"\nn = 1\n', "toml"),
    "TOML with tables of a list": ('[tool]\na = "b"\n[[tool.x]]\nn = {{ n }}\nm = 2\n', "toml"),
    "ConfigObj": ("[calendars]\n[[home]]\npath = ~/calendars\ncolor = dark blue\n", "ini"),
    "INI": ("[core]\nurl = http://x\nretries = 3\n", "ini"),
    "variables": ("API_KEY=abc\nDB_URL=postgres://x\n", "env"),
}


@pytest.mark.parametrize(("source", "language"), STANDARD_INPUT.values(), ids=STANDARD_INPUT.keys())
def test_standard_input_is_told_by_its_content(source: str, language: str) -> None:
    assert language_of("", source) == language
    assert language_of("-", source) == language


@given(st.text(max_size=300), st.sampled_from(["", "x", "a.conf", "a.cfg", ".x", "a.tpl", "a/"]))
def test_every_text_gets_an_answer(source: str, name: str) -> None:
    assert language_of(name, source) in {None, *READERS}


@pytest.mark.parametrize("beginning", ["a" * HEAD, "{" * HEAD, "x = (" * HEAD, "# \n" * HEAD])
@pytest.mark.parametrize("rest", ["\n#!/bin/sh\n", "\nimport os\n", "\nserver {\n}\n"])
def test_a_long_text_is_told_by_its_beginning(beginning: str, rest: str) -> None:
    assert language_of("", beginning + rest * 1_000) == language_of("", beginning)


@pytest.mark.parametrize("name", [".hooks.yaml", "ignored", ""])
def test_a_long_comment_with_carriage_returns_is_read_in_no_time(name: str) -> None:
    """Each line could be taken apart in two ways, and forty of them in a million times a million."""
    comments = "# nothing of this is a build\r\n" * 40
    assert language_of(name, f"{comments}a line\r\n") != "dockerfile"
    assert language_of(name, f"{comments}FROM python:3.12\r\nRUN pip list\r\n") == (
        "yaml" if name.endswith(".yaml") else "dockerfile"
    )

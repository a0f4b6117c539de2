"""nginx: every directive a setting, every block with the one around it."""

from __future__ import annotations

import pytest

from detectors.facts import HOLE
from detectors.places import Lines
from tests.readers.config.tables import block, blocks, named, problems, settings

SITE = """\
# one site
upstream app { server 10.0.0.1:80; }
server {
    listen 443 ssl;
    server_name shop.example.com www.shop.example.com;
    location /api/ {
        proxy_pass http://app;  # near
        proxy_set_header Host
            $host;
        if ($scheme = http) { return 301 https://$host$request_uri; }
    }
    location ~ "\\.(png|jpg){1}$" {
        expires max;
    }
}
"""


def test_directives_stand_on_their_lines_with_the_blocks_around_in_their_path() -> None:
    assert settings(SITE, "nginx") == [
        "2 upstream.server = '10.0.0.1:80'",
        "4 server.listen = '443 ssl'",
        "5 server.server_name = 'shop.example.com www.shop.example.com'",
        "7 server.location.proxy_pass = 'http://app'",
        f"8-9 server.location.proxy_set_header = 'Host {HOLE}'",
        f"10 server.location.if.return = '301 https://{HOLE}'",
        "13 server.location.expires = 'max'",
    ]


def test_blocks_know_what_is_around_them() -> None:
    assert blocks(SITE, "nginx") == [
        "1 [nginx:main ] 1-15",
        "2 [nginx:upstream app] 2",
        "3 [nginx:server shop.example.com] 3-15",
        "6 [nginx:location /api/] 6-11",
        "10 [nginx:if ($scheme = http)] 10",
        "12 [nginx:location ~ \\.(png|jpg){1}$] 12-14",
    ]
    location = block(SITE, "nginx", "nginx:location", "/api/")
    assert location.within("nginx:server")
    assert location.within("nginx:main")
    assert [setting.name for setting in location.settings] == ["proxy_pass", "proxy_set_header"]
    assert location.labels == ("/api/",)


def test_a_servers_own_lines_are_those_of_no_location() -> None:
    server = block(SITE, "nginx", "nginx:server", "shop.example.com")
    assert server.lines == Lines(3, 3)
    assert server.anchors == [Lines(3, 5), Lines(15, 15)]


@pytest.mark.parametrize(
    ("include", "is_complete"),
    [
        ("/etc/nginx/mime.types", True),
        ("fastcgi_params", True),
        ("snippets/ssl.conf", False),
        ("conf.d/*.conf", False),
    ],
)
def test_an_include_may_hide_directives(include: str, is_complete: bool) -> None:
    source = f"server {{\n  server_name a;\n  include {include};\n}}\n"
    assert block(source, "nginx", "nginx:server", "a").is_complete == is_complete


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("set $up https://pay.example.com;\nproxy_pass $up/x;", "https://pay.example.com/x"),
        ("set $up https://a;\nset $up https://b;\nproxy_pass $up;", None),
        ("set $up $other;\nproxy_pass $up;", None),
        ("proxy_pass http://${host}/x;", f"http://{HOLE}/x"),
        ("proxy_pass $up;", None),
        ("proxy_pass {{ upstream }};", None),
        ("proxy_pass ${UPSTREAM};", None),
        ("proxy_pass {{ upstream | default('http://a') }};", "http://a"),
        ("proxy_pass 'http://a b';", "http://a b"),
        ("proxy_pass\n  http://a\n;", "http://a"),
    ],
)
def test_variables_are_known_where_they_are_set_once(source: str, value: str | None) -> None:
    assert named(source, "nginx", "proxy_pass").value.value == value


def test_a_variable_is_told_by_its_name() -> None:
    assert settings("set $api_key abc;\n", "nginx") == ["1 set.$api_key = 'abc'"]


def test_scripts_of_other_languages_are_passed_over() -> None:
    source = 'location / {\n  content_by_lua_block {\n    say("}") -- }\n    x = {}\n  }\n  root /x;\n}\n'
    assert settings(source, "nginx") == [
        "2-5 location.content_by_lua_block = ?",
        "6 location.root = '/x'",
    ]


def test_template_lines_make_a_block_incomplete() -> None:
    source = "server {\n  {% if x %}\n  listen 80;\n  {% endif %}\n  {{ extra }}\n}\n"
    assert blocks(source, "nginx")[1] == "1 [nginx:server ] 1-6 ..."
    assert settings(source, "nginx") == ["3 server.listen = '80'"]


@pytest.mark.parametrize(
    ("source", "read", "said"),
    [
        ("a b;\nc d\n", ["1 a = 'b'", "2 c = 'd'"], ["2 `;` is missing"]),
        ("s {\n  a b\n}\nc d;\n", ["2 s.a = 'b'", "4 c = 'd'"], ["2 `;` is missing"]),
        ("s {\n  a b;\n", ["2 s.a = 'b'"], ["1 `}` is missing"]),
        ("a b;\n}\nc d;\n", ["1 a = 'b'", "3 c = 'd'"], ["2 a `}` that closes nothing"]),
        ('a "b;\nc d;\n', ["2 c = 'd'"], ["1 a quote that is never closed"]),
        ("a;\n;;\n", ["1 a = ''"], []),
        ("", [], []),
    ],
)
def test_broken_text_is_read_around(source: str, read: list[str], said: list[str]) -> None:
    assert settings(source, "nginx") == read
    assert problems(source, "nginx") == said


def test_a_statement_under_a_test_of_a_template_on_one_line_is_a_statement() -> None:
    source = (
        "server {\n"
        "  {% if size %}client_max_body_size 1m;{% endif %}\n"
        "  {% if a %}return 301;{% else %}return 302;{% endif %}\n"
        "  listen 443 ssl{% if h2 %} http2{% endif %};\n"
        "  location / { {% if open %}auth_basic off;{% endif %} }\n"
        "}{% if not loop.last %}\n"
        "\n"
        "{% endif %}\n"
    )
    assert settings(source, "nginx") == [
        "2 server.client_max_body_size = '1m'",
        "3 server.return = '301'",
        "3 server.return = '302'",
        f"4 server.listen = '443 ssl{HOLE} http2{HOLE}'",
        "5 server.location.auth_basic = 'off'",
    ]
    assert problems(source, "nginx") == []

"""HAProxy: sections with their directives."""

from __future__ import annotations

from tests.readers.config.tables import block, blocks, named, problems, settings

SOURCE = """\
# edge
global
    maxconn 4000        # per process

defaults
    mode http
    timeout connect 5s
    option httplog

frontend web
    bind :443 ssl crt /etc/site.pem
    http-request set-header X-A "a # b"
    no option forwardfor
    default_backend app

backend app
    server app1 10.0.0.11:8443 check ssl verify none
"""


def test_directives_are_settings_of_their_section() -> None:
    assert settings(SOURCE, "haproxy") == [
        "3 global.maxconn = '4000'",
        "6 defaults.mode = 'http'",
        "7 defaults.timeout connect = '5s'",
        "8 defaults.option httplog = ''",
        "11 frontend.web.bind = ':443 ssl crt /etc/site.pem'",
        "12 frontend.web.http-request = 'set-header X-A a # b'",
        "13 frontend.web.no option = 'forwardfor'",
        "14 frontend.web.default_backend = 'app'",
        "17 backend.app.server = 'app1 10.0.0.11:8443 check ssl verify none'",
    ]


def test_sections_follow_each_other() -> None:
    assert blocks(SOURCE, "haproxy") == [
        "2 [haproxy:global ] 2-3",
        "5 [haproxy:defaults ] 5-8",
        "10 [haproxy:frontend web] 10-14",
        "16 [haproxy:backend app] 16-17",
    ]
    peers = block(SOURCE, "haproxy", "haproxy:backend", "app").peers
    assert [peer.kind for peer in peers] == [
        "haproxy:global",
        "haproxy:defaults",
        "haproxy:frontend",
        "haproxy:backend",
    ]


def test_a_template_may_add_to_its_section() -> None:
    source = "backend a\n  mode tcp\n  {{ servers }}\nbackend b\n  mode tcp\n"
    assert blocks(source, "haproxy") == [
        "1 [haproxy:backend a] 1-3 ...",
        "4 [haproxy:backend b] 4-5",
    ]


def test_a_value_from_the_environment_is_unknown() -> None:
    assert named('backend a\n  balance "${HOW}"\n', "haproxy", "balance").value.is_unknown


def test_a_directive_outside_of_sections_is_reported() -> None:
    assert settings("mode http\nbackend a\n  mode tcp\n", "haproxy") == ["3 backend.a.mode = 'tcp'"]
    assert problems("mode http\n", "haproxy") == ["1 a directive that stands in no section"]

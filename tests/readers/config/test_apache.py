"""Apache httpd: sections within sections, directives, and what is named inside a directive."""

from __future__ import annotations

from tests.readers.config.tables import block, blocks, problems, settings

SOURCE = """\
# shop
Define backend app.acme-corp.io
<VirtualHost *:443>
    ServerName shop.acme-corp.io  # no comment: httpd knows none behind a directive
    SSLProtocol -all +TLSv1.2 \\
        +TLSv1.3
    ProxyPass /app "https://${backend}/app" retry=0
    ProxyPass /other http://${elsewhere}/
    SetEnv API_KEY "k3 y"
    Header always set X-Frame-Options DENY
    RequestHeader set Authorization "Bearer %{TOKEN}e"
    <IfModule mod_status.c>
        <location /pay>
            proxypass http://pay.acme-corp.io/
        </Location>
    </IfModule>
</VirtualHost>
"""


def test_directives_are_settings_of_their_section() -> None:
    assert settings(SOURCE, "apache") == [
        "2 Define.backend = 'app.acme-corp.io'",
        "4 virtualhost.ServerName = 'shop.acme-corp.io # no comment: httpd knows none behind a directive'",
        "5-6 virtualhost.SSLProtocol = '-all +TLSv1.2 +TLSv1.3'",
        "7 virtualhost.ProxyPass = 'https://app.acme-corp.io/app retry=0'",
        "8 virtualhost.ProxyPass = 'http://\ufffc/'",
        "9 virtualhost.SetEnv.API_KEY = 'k3 y'",
        "10 virtualhost.Header.X-Frame-Options = 'DENY'",
        "11 virtualhost.RequestHeader.Authorization = 'Bearer \ufffc'",
        "14 virtualhost.ifmodule.location.proxypass = 'http://pay.acme-corp.io/'",
    ]


def test_sections_stand_within_each_other() -> None:
    assert blocks(SOURCE, "apache") == [
        "3 [apache:virtualhost *:443] 3-17",
        "12 [apache:ifmodule mod_status.c] 12-16",
        "13 [apache:location /pay] 13-15",
    ]
    location = block(SOURCE, "apache", "apache:location", "/pay")
    assert location.parent is not None
    assert location.parent.kind == "apache:ifmodule"


def test_what_is_defined_twice_is_unknown() -> None:
    source = "Define a one\nDefine a two\nServerName ${a}\n"
    assert settings(source, "apache")[-1] == "3 ServerName = ?"


def test_an_include_may_add_to_its_section() -> None:
    source = (
        "<Directory />\n  IncludeOptional conf/*.conf\n</Directory>\n<Directory /a>\n</Directory>\n"
    )
    assert blocks(source, "apache") == [
        "1 [apache:directory /] 1-3 ...",
        "4 [apache:directory /a] 4-5",
    ]


def test_what_is_broken_costs_itself_alone() -> None:
    source = "</Files>\n<Location /a>\nRequire all granted\n"
    assert problems(source, "apache") == [
        "1 `</Files>` closes nothing",
        "2 `</location>` is missing",
    ]
    assert settings(source, "apache") == ["3 location.Require = 'all granted'"]

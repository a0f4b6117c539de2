"""References to container images: what they name, and whether that is another image tomorrow."""

from __future__ import annotations

import re
from typing import NamedTuple

from detectors.facts import HOLE, Setting
from detectors.vocabulary.names import listed

_REFERENCE = re.compile(
    rf"(?P<name>[\w.\-/{HOLE}]+(?::\d+/[\w.\-/{HOLE}]+)?)(?::(?P<tag>[\w.\-{HOLE}]+))?(?:@(?P<digest>\S+))?"
)
_FLOATING = listed(
    "latest stable main master trunk edge nightly current mainline canary rolling head develop dev lts release"
)
"""Tags that are moved by intention."""
_VARIANTS = listed(
    "alpine slim debian ubuntu bookworm bullseye buster trixie jammy focal noble bionic management fpm cli"
    " apache zts jre jdk full perl scratch nonroot debug node python buildx rootless dind"
)
"""Tags that name a kind of the newest version."""
_IS_FILLED_IN = re.compile(r"[A-Z_-]+|(?:.*[_-])?(?:version|tag|sha|placeholder)")
"""A tag without a number is that of the newest release, unless it stands for one that is put in its place."""
_SYSTEMS = listed("debian ubuntu buildpack-deps")
"""Images of which a release's name is a version."""
_OFFICIAL = listed("""
    adminer aerospike almalinux alpine amazonlinux amazoncorretto arangodb archlinux bash busybox buildpack-deps caddy
    cassandra centos chronograf clickhouse clojure composer consul couchbase couchdb crate dart debian docker drupal
    eclipse-mosquitto eclipse-temurin elasticsearch elixir erlang fedora flink fluentd gcc ghost golang gradle
    groovy haproxy haskell httpd influxdb jenkins jetty joomla julia kapacitor kibana kong logstash mariadb
    matomo maven mediawiki memcached mongo mongo-express mysql nats neo4j nextcloud nginx node odoo openjdk
    oraclelinux perl percona php phpmyadmin postgres postfixadmin pypy python rabbitmq r-base redis redmine
    registry rethinkdb rockylinux ruby rust solr sonarqube spiped storm swift swipl telegraf tomcat traefik
    ubuntu unit varnish vault wordpress zookeeper
""")
"""Images that anybody gets by one bare word; any other bare word is an image of one's own machine."""
_NUMBERED = listed("dpage/pgadmin4 grafana/k6 loadimpact/k6")
"""Products with a number in their name; behind any other name it is the release of what is in the image."""

_BASED_ON = listed("ghcr.io/astral-sh/uv astral/uv")
"""Programs whose tags begin with their own version, or name only what the image is based on: `uv:python3.12-alpine`."""
_OF_DOCKER = re.compile(r"^(?:docker\.io/)?library/")
"""The long name of an image that anybody gets by one bare word."""
_SOMEBODY = listed("username user-name myuser my-user myorg my-org placeholder changeme")
"""Owners that stand for whoever is to write another."""


class Image(NamedTuple):
    """A reference, in parts."""

    name: str
    tag: str
    digest: str

    @property
    def shown(self) -> str:
        """Its name for people, with an asterisk for what cannot be seen."""
        return self.name.replace(HOLE, "*")

    @property
    def is_published(self) -> bool:
        """It comes from a registry: other bare names are what somebody builds beside it."""
        if self.name.startswith(("ko.local/", "localhost/", "localhost:")):
            return False
        return "/" in self.name or self.name in _OFFICIAL

    @property
    def is_to_be_filled_in(self) -> bool:
        """`your/app`, `YOUR_REGISTRY/app`, `<user>/app`: whoever deploys it names another."""
        owner = self.name.partition("/")[0].lower()
        return owner.startswith("your") or owner in _SOMEBODY

    @property
    def is_named_later(self) -> bool:
        """A template fills in the whole name, and the tag stands there already."""
        return set(self.name) == {HOLE} and bool(self.tag) and HOLE not in self.tag

    @property
    def moves(self) -> str | None:
        """Why it is another image tomorrow: "has no tag", "`latest` is moved"; None where it is pinned, or unknown."""
        if self.digest or HOLE in self.tag or (self.name.endswith(HOLE) and not self.tag):
            return None
        if not self.tag:
            is_numbered = re.search(r"\d$", self.name) and self.name not in _NUMBERED
            return None if is_numbered else "has no tag"
        if self.tag == "latest":
            return "is whatever `latest` is that day"
        if self.name in _BASED_ON and not self.tag[0].isdigit():
            return f"is the newest release on `{self.tag}` that day"
        words = set(re.split(r"[.-]", self.tag))
        if re.fullmatch(r"v?\d+-latest|(?:[a-z]+-)*v?(?:\d+\.)+x(?:-[a-z]+)*", self.tag):
            return f"is whatever `{self.tag}` is that day"
        has_number = any(sign.isdigit() for sign in self.tag)
        is_a_name = not has_number and not _IS_FILLED_IN.fullmatch(self.tag)
        if not is_a_name and not words <= _FLOATING | _VARIANTS:
            return None
        is_a_release = self.name.rpartition("/")[2] in _SYSTEMS and not words & _FLOATING
        return None if is_a_release else f"is whatever `{self.tag}` is that day"


def image(text: str) -> Image | None:
    """The parts of a reference; None where it is none."""
    found = _REFERENCE.fullmatch(text.strip().removeprefix("docker://"))
    if found is None:
        return None
    name = _OF_DOCKER.sub("", found["name"])
    return Image(name, found["tag"] or "", found["digest"] or "")


_RUN = {
    **dict.fromkeys(
        listed("""
            aws_ecs_task_definition aws_batch_job_definition azurerm_container_app azurerm_container_app_job
            azurerm_container_group docker_container docker_service google_cloud_run_service google_cloud_run_v2_job
            google_cloud_run_v2_service kubernetes_cron_job kubernetes_cron_job_v1 kubernetes_daemon_set_v1
            kubernetes_daemonset kubernetes_deployment kubernetes_deployment_v1 kubernetes_job kubernetes_job_v1
            kubernetes_pod kubernetes_pod_v1 kubernetes_stateful_set kubernetes_stateful_set_v1
        """),
        "image",
    ),
    "AWS::Batch::JobDefinition": "Image",
    "AWS::ECS::TaskDefinition": "Image",
    "aws_apprunner_service": "image_identifier",
    "docker_image": "name",
}
"""Resource that runs containers -> the setting that names an image."""
_TASKS = re.compile(
    r"(?:(?:community\.docker|containers\.podman)\.)?(?:docker_container|docker_swarm_service|podman_container)"
)
"""Modules of Ansible that run a container."""


def is_run_by_a_cloud(setting: Setting) -> bool:
    """The image of a container that Terraform, CloudFormation, Ansible or a task of ECS starts."""
    if setting.path[-2:] == ("containerDefinitions", "image"):
        return True
    if setting.name == "image" and len(setting.path) > 1 and _TASKS.fullmatch(setting.path[-2]):
        return True
    around = list(setting.block.outwards()) if setting.block else []
    kind = next((one.labels[0] for one in around if one.labels), "")
    is_own = kind != "docker_image" or around[0].labels != ()
    return is_own and _RUN.get(kind) == setting.name

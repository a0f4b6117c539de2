"""Passwords and secrets with which a resource of a cloud is made: whatever stands there opens it."""

from __future__ import annotations

import re

from detectors.credentials.key_formats import Credential, is_a_placeholder
from detectors.facts import HOLE, Setting
from detectors.vocabulary.names import listed, words

_RESOURCES = frozenset({"terraform:resource", "terraform:provider", "cloudformation:resource"})
_PASSWORDS = listed("""
    password masterpassword masteruserpassword adminpassword administratorpassword administratorloginpassword
    rootpassword userpassword authpassword authtoken secretkey clientsecret presharedkey
""")
"""Lower case and without separators."""
_HOLD_SECRETS = {
    "aws_secretsmanager_secret_version": ("secret_string",),
    "AWS::SecretsManager::Secret": ("SecretString",),
    "azurerm_key_vault_secret": ("value",),
    "github_actions_environment_secret": ("plaintext_value", "value"),
    "github_actions_organization_secret": ("plaintext_value", "value"),
    "github_actions_secret": ("plaintext_value", "value"),
    "github_codespaces_secret": ("plaintext_value",),
    "github_dependabot_secret": ("plaintext_value", "value"),
    "google_secret_manager_secret_version": ("secret_data",),
}
"""Resource that is a secret -> what it holds."""
_NOT_SET = listed("tags labels metadata annotations")
_FOR_OTHERS = listed(
    "change replace your my some dummy fake sample example placeholder todo foo bar test"
)
_ADDRESS = re.compile(r"arn:|https?://|vault:|ssm:|projects/|\{\{|[<$%{@]")
_LEAST = 4


def made_with(setting: Setting) -> Credential | None:
    """The password of a database, or what a secret holds, as the resource that makes it says."""
    text, block = setting.value.string, setting.block
    if (
        not text
        or HOLE in text
        or "${" in setting.value.text
        or setting.role != "entry"
        or not block
    ):
        return None
    resource = next((one for one in block.outwards() if one.kind in _RESOURCES), None)
    if resource is None or not resource.labels or _NOT_SET & set(setting.path):
        return None
    bare = re.sub(r"[^a-z]", "", setting.name.lower())
    if bare in _PASSWORDS or bare.endswith("presharedkey"):
        return Credential("password", text) if _is_set(text, setting) else None
    held = setting.name in _HOLD_SECRETS.get(resource.labels[0], ())
    return Credential("token", text) if held and _is_set(text, setting) else None


def _is_set(text: str, setting: Setting) -> bool:
    """It is what will be asked for, and not what stands there until somebody writes another."""
    if len(text) < _LEAST or "\n" in text or _ADDRESS.match(text) or is_a_placeholder(text):
        return False
    said = set(words(text))
    return not _FOR_OTHERS & said and not said <= set(words(setting.name)) | {"secret", "value"}

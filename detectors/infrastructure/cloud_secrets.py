"""Passwords and secrets with which a resource of a cloud is made: whatever stands there opens it."""

from __future__ import annotations

import re

from detectors.credentials.key_formats import Credential, is_a_placeholder
from detectors.credentials.secrets import credential, is_made_up
from detectors.facts import HOLE, Block, Setting
from detectors.vocabulary.names import listed, words

_RESOURCES = frozenset({"terraform:resource", "terraform:provider", "cloudformation:resource"})
_PASSWORDS = listed("""
    password masterpassword masteruserpassword adminpassword administratorpassword administratorloginpassword
    rootpassword userpassword authpassword authtoken secretkey clientsecret presharedkey
""")
"""Lower case and without separators."""
_TOKENS = listed("token apitoken apikey accesstoken authtoken")
"""Of a provider, that calls its API with what stands there."""
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
_HEXADECIMAL = re.compile(r"[0-9a-f]{32,64}")
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
    if setting.name == "defaultValue" and block.text("type").lower() == "securestring":
        return credential("password", text)  # a parameter of a template of Azure's
    resource = next((one for one in block.outwards() if one.kind in _RESOURCES), None)
    if resource is None or not resource.labels or _NOT_SET & set(setting.path):
        return None
    bare = re.sub(r"[^a-z]", "", setting.name.lower())
    if setting.name == "value" and setting.block:
        return _beside_its_name(setting, setting.block, resource, text)
    is_a_token = resource.kind == "terraform:provider" and bare in _TOKENS
    if is_a_token and (is_made_up(text, "") or _HEXADECIMAL.fullmatch(text)):
        return Credential("token", text)
    if bare in _PASSWORDS or bare.endswith("presharedkey"):
        return Credential("password", text) if _is_set(text, setting) else None
    held = setting.name in _HOLD_SECRETS.get(resource.labels[0], ())
    return Credential("token", text) if held and _is_set(text, setting) else None


def _beside_its_name(
    setting: Setting, block: Block, resource: Block, text: str
) -> Credential | None:
    """What a secret or a parameter holds, or a variable whose name stands beside it."""
    kind = resource.labels[0]
    if kind in _HOLD_SECRETS:
        return Credential("token", text) if _is_set(text, setting) else None
    if kind == "aws_ssm_parameter":
        is_kept = any(one.name == "ignore_changes" for one in resource.settings)
        is_secret = resource.text("type") == "SecureString" and not is_kept
        return credential("secret", text) if is_secret else None
    if block.name == "environment_variable" and block.text("type") in {"", "PLAINTEXT"}:
        return credential(block.text("name"), text)
    return None


def _is_set(text: str, setting: Setting) -> bool:
    """It is what will be asked for, and not what stands there until somebody writes another."""
    if len(text) < _LEAST or "\n" in text or _ADDRESS.match(text) or is_a_placeholder(text):
        return False
    said = set(words(text))
    return not _FOR_OTHERS & said and not said <= set(words(setting.name)) | {"secret", "value"}

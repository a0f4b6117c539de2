"""Policies of clouds that let everybody act: on a bucket, a queue, a function, a key."""

from __future__ import annotations

import re

from detectors.facts import Block, Setting
from detectors.vocabulary.names import listed, words

_ACTIONS = frozenset({"Action", "actions"})
_CHANGES = re.compile(
    r"\*|(?!execute-api:)[\w-]+:(?:\*|(?:Put|Delete|Create|Update|Set|Add|Remove|Send|Publish|Receive|Purge|Change|Upload"
    r"|Complete|Initiate|Invoke|Decrypt|GenerateDataKey|AssumeRole$|GetSecretValue|Subscribe|ESHttp(?:P|D|\*))\w*\*?)",
    re.IGNORECASE,
)
"""Actions that change something, take something away or open what is locked; `execute-api` has authorizers of its own."""
_ON_THE_WAY = listed("aws_vpc_endpoint aws_vpc_endpoint_policy AWS::EC2::VPCEndpoint")
"""Resources whose policy only says what may pass, not who may act at its end."""
_EVERYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
_LOOKS_ON = re.compile(r"viewer|reader|invoker|browser|get\b", re.IGNORECASE)
"""In roles of Google's: with these one sees or calls what may be meant for everybody."""


def statement(block: Block) -> Setting | None:
    """Where a statement of a policy names everybody, may do more than look, and asks for nothing else."""
    if block.kind != "mapping" or block.name.lower() != "statement" or not block.is_complete:
        return None
    effect = block.get("Effect") or block.get("effect")
    if effect.value.value != "Allow" if effect else block.name != "statement":
        return None
    if any(part in {"Condition", "condition"} for s in block.settings for part in s.path):
        return None
    if any(one.name.lower() == "condition" for one in block.walk()):
        return None
    asked = [s.value.string or "" for s in block.settings if s.name in _ACTIONS]
    if not any(map(_CHANGES.fullmatch, asked)) or _is_on_the_way(block):
        return None
    return _everybody(block)


_ANYBODY = re.compile(r"\*|arn:aws[\w-]*:iam::\*:.*")
"""Everybody, or whoever has an account of their own in which a role has this name."""


def _everybody(block: Block) -> Setting | None:
    for setting in block.settings:
        if _ANYBODY.fullmatch(setting.value.string or "") and _is_a_principal(setting):
            return setting
    return None


def _is_a_principal(setting: Setting) -> bool:
    return (
        setting.path[-1:] == ("Principal",)
        or setting.path[-2:] == ("Principal", "AWS")
        or setting.path[-2:] == ("principals", "identifiers")
    )


def _is_on_the_way(block: Block) -> bool:
    around = [one for one in block.outwards() if one.labels]
    return any(
        one.labels[0] in _ON_THE_WAY
        or ("endpoint" in words(one.labels[-1]) and one.labels[0] == "aws_iam_policy_document")
        for one in around
    )


def member(block: Block) -> Setting | None:
    """Where Google's everybody is given a role with which one does more than look."""
    kind = block.labels[0] if block.labels else ""
    if block.kind == "mapping" and block.name == "access":
        return _named(block, "special_group")
    if block.kind == "mapping" and block.name in _BINDINGS:
        return _bound(block)
    if not kind.startswith("google_"):
        return None
    role = block.text("role")
    if kind.endswith(("_iam_member", "_iam_binding")):
        is_more = bool(role) and not _LOOKS_ON.search(role)
        return _named(block, "member", "members") if is_more else None
    if kind.endswith(("_access_control", "_acl")) and role in {"WRITER", "OWNER"}:
        return _named(block, "entity")
    return None


_ANONYMOUS = frozenset({"system:anonymous", "system:unauthenticated"})
_BEFORE_LOGIN = re.compile(
    r"^system:|discovery|info|bootstrap|issuer|jwks|oidc|health|metrics|version|public|probe|ready|openapi",
    re.IGNORECASE,
)
"""In roles of Kubernetes: what clients read before they can log in, and what tells that a cluster is up."""


def bound_to_strangers(binding: Block) -> Setting | None:
    """Where a role of a cluster is given to whoever calls without credentials."""
    if binding.kind not in {"kubernetes:ClusterRoleBinding", "kubernetes:RoleBinding"}:
        return None
    role = binding.text("roleRef", "name")
    if not role or _BEFORE_LOGIN.search(role):
        return None
    return next(
        (
            one
            for one in binding.settings
            if one.path[-2:] == ("subjects", "name") and one.value.string in _ANONYMOUS
        ),
        None,
    )


_BINDINGS = frozenset({"binding", "bindings"})


def _bound(block: Block) -> Setting | None:
    """One role of a whole policy, as `google_iam_policy` and the resources that take it write it."""
    around = next((one.labels[0] for one in block.outwards() if one.labels), "")
    role = block.text("role")
    if (
        not re.fullmatch(r"google_(?:\w+_)?iam_policy", around)
        or not role
        or _LOOKS_ON.search(role)
    ):
        return None
    return _named(block, "members")


def _named(block: Block, *names: str) -> Setting | None:
    return next(
        (s for s in block.settings if s.name in names and s.value.string in _EVERYBODY), None
    )


_NARROWED = listed("""
    source_arn source_account principal_org_id function_url_auth_type SourceArn SourceAccount PrincipalOrgID
    FunctionUrlAuthType
""")


def permission(block: Block) -> Setting | None:
    """Where a permission of a Lambda function names everybody, from wherever they come."""
    kind = block.labels[0] if block.labels else ""
    if kind not in {"aws_lambda_permission", "AWS::Lambda::Permission"} or not block.is_complete:
        return None
    principal = block.get("principal") or block.get("Principal")
    if principal is None or principal.value.value != "*":
        return None
    return None if any(s.name in _NARROWED for s in block.settings) else principal


_ROUTES = listed(
    "aws_api_gateway_method aws_apigatewayv2_route AWS::ApiGateway::Method AWS::ApiGatewayV2::Route"
)
_ADDRESSES = listed("aws_lambda_function_url AWS::Lambda::Url")
"""What takes every method."""
_MUTATES = re.compile(r"(POST|PUT|PATCH|DELETE)\b", re.IGNORECASE)
_FOR_STRANGERS = listed("""
    login signin auth oauth oidc token tokens register registration signup subscribe contact feedback webhook webhooks hook hooks
    callback callbacks events health ping public reset forgot password verify confirm refresh graphql search query slack
    stripe github twilio telegram telemetry metrics csp report reports session sessions saml sso well known interactions
    bot inbound
""")
"""Words of what strangers call on purpose, or what proves them in another way."""


def unasked(block: Block) -> Setting | None:
    """Where a method of an API gateway changes something and asks nobody who they are."""
    if block.name == "FunctionUrlConfig" and block.is_complete:
        said = block.get("AuthType")
        function = block.within("cloudformation:resource")
        is_open = said is not None and said.value.value == "NONE" and function is not None
        return said if is_open and function and not _is_for_strangers(function) else None
    if not block.labels or not block.is_complete:
        return None
    if block.labels[0] in _ADDRESSES:
        said = block.get("authorization_type") or block.get("AuthType")
        return (
            said if said and said.value.value == "NONE" and not _is_for_strangers(block) else None
        )
    if block.labels[0] not in _ROUTES:
        return None
    said = block.get("authorization") or block.get("authorization_type")
    said = said or block.get("AuthorizationType")
    method = block.get("http_method") or block.get("HttpMethod")
    method = method or block.get("route_key") or block.get("RouteKey")
    if said is None or said.value.value != "NONE" or method is None:
        return None
    if not _MUTATES.match(method.value.string or "") and method.value.value != "$default":
        return None
    keyed = block.get("api_key_required") or block.get("ApiKeyRequired")
    if keyed and str(keyed.value.value).lower() != "false":
        return None
    return None if _is_for_strangers(block) else said


def _is_for_strangers(block: Block) -> bool:
    around = " ".join([*block.labels[1:], block.name, *(s.value.text for s in block.settings)])
    return bool(_FOR_STRANGERS & set(words(around)))


def is_a_bare_address(setting: Setting) -> bool:
    """`url: true` of a function of the Serverless Framework, which asks nobody unless an authorizer is named."""
    block = setting.block
    if setting.path[:1] != ("functions",) or setting.path[2:] != ("url",) or block is None:
        return False
    return (
        setting.value.value is True and bool(block.get("handler")) and not _is_for_strangers(block)
    )


def operation_unasked(setting: Setting) -> bool:
    """`security: []` of an operation that changes something, in an interface that asks for a key elsewhere."""
    block = setting.block
    if setting.name != "security" or block is None or block.kind != "openapi:operation":
        return False
    return setting.value.value == () and _lets_strangers_change(block)


def asking_for_nothing(operation: Block) -> Block | None:
    """`security: [{}]`, which is the same in another spelling; with a key beside it the caller may choose."""
    asked = [one for one in operation.blocks if one.name == "security"]
    if operation.kind != "openapi:operation" or len(asked) != 1 or asked[0].settings:
        return None
    is_empty = asked[0].is_complete and not asked[0].blocks
    return asked[0] if is_empty and _lets_strangers_change(operation) else None


def _lets_strangers_change(operation: Block) -> bool:
    if not _MUTATES.match(operation.name):
        return False
    if _FOR_STRANGERS & set(words(" ".join([operation.name, operation.text("operationId")]))):
        return False
    return any(peer.name == "security" and peer.settings for peer in operation.peers)


def is_forgotten(operation: Block) -> bool:
    """An operation that changes something and asks nobody, while most that change something ask in the same interface, or where the interface says that nobody is asked."""
    if operation.kind != "openapi:operation" or not operation.is_complete:
        return False
    paths = operation.parent and operation.parent.parent
    if paths is None or not _MUTATES.match(operation.name) or _asks(operation):
        return False
    if any(peer.name == "security" for peer in operation.peers) or _names_a_login(operation):
        return False
    if any(s.path == ("security",) and s.value.value == () for s in operation.outside):
        return True
    others = [one for path in paths.blocks for one in path.blocks if _MUTATES.match(one.name)]
    asking = sum(any(part.name == "security" for part in one.blocks) for one in others)
    return 2 * asking > len(others)


def _asks(operation: Block) -> bool:
    parts = {part for setting in operation.settings for part in setting.path}
    return "security" in parts or any(one.name == "security" for one in operation.blocks)


def _names_a_login(operation: Block) -> bool:
    """It takes what proves the caller as a parameter, or is what strangers call."""
    said = [s for one in operation.walk() for s in one.settings]
    if any(str(s.value.value).lower() in {"authorization", "x-api-key"} for s in said):
        return True
    told = [operation.text(name) for name in ("operationId", "summary", "description")]
    told += [s.value.string or "" for s in said if "tags" in s.path]
    return bool(_FOR_STRANGERS & set(words(" ".join([operation.name, *told]))))

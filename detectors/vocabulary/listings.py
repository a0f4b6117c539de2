"""Listings of well-known HTTP interfaces of which one answer holds one page, by where they stand."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from detectors.facts import HOLE


class Listing(NamedTuple):
    """Collections of one interface."""

    vendor: str
    page: str
    """How much one answer holds, in words."""
    at: str
    """A pattern: the beginning of its addresses, without the scheme: what of it stands in a source names the vendor."""
    path: str
    """A pattern: the end of a path that is a collection."""
    keys: frozenset[str] = frozenset({""})
    """Under which the page stands in the body; empty where it is the body."""
    sign: str = ""
    """What stands in a source that talks to it, in lower case."""


def _listing(vendor: str, page: str, at: str, path: str, keys: str = "", sign: str = "") -> Listing:
    return Listing(
        vendor,
        page,
        at,
        rf"(?:{path})/?",
        frozenset(keys.split()) if keys else frozenset({""}),
        sign,
    )


_ONE = rf"(?:[\w.@%~-]|{HOLE})+"
_GITHUB = (
    r"(?:.*/)?(?:issues|pulls|members|repos|teams|contributors|collaborators|branches|comments|stargazers"
    r"|subscribers|followers|hooks|keys|labels|milestones|invitations|packages|secrets|variables|forks"
    r"|outside_collaborators|files|installations)"
)
_GITHUB_KEYED = (
    r"(?:.*/)?(?:installation/repositories|user/installations(?:/[^/]+/repositories)?|actions/(?:runs|workflows|artifacts|secrets"
    r"|variables|runners|runs/[^/]+/(?:jobs|artifacts))|check-runs|search/(?:repositories|issues|users|code))"
)
_GITLAB = (
    r"(?:.*/)?(?:projects|issues|merge_requests|branches|members|labels|boards|milestones|users|groups|subgroups|hooks"
    r"|variables|pipelines|notes|discussions|runners|deploy_keys|environments|protected_branches)"
)
LISTINGS = (
    _listing(
        "GitHub", "30 entries or 100 at most", r"api\.github\.com/", _GITHUB, sign="api.github.com"
    ),
    _listing(
        "GitHub", "30 entries or 100 at most", r"api\.github\.com/", _GITHUB_KEYED,
        "repositories installations workflow_runs workflows artifacts secrets variables runners jobs check_runs items",
    ),
    _listing("GitLab", "20 entries or 100 at most", r"[^/]+/api/v4/", _GITLAB, sign="/api/v4"),
    _listing(
        "Slack", "100 entries or 1,000 at most", r"(?:www\.)?slack\.com/api/",
        r"users\.list|conversations\.(?:list|members)|users\.conversations|files\.list",
        "members channels files", sign="slack.com/api",
    ),
    _listing(
        "Catalyst Center", "500 devices", r"[^/]+/dna/intent/api/", r"v1/(?:network-device|interface)", "response",
    ),
    _listing(
        "Google Drive", "100 files", r"www\.googleapis\.com/drive/", r"v[23]/files", "files items"
    ),
    _listing(
        "Google Calendar", "250 events", r"www\.googleapis\.com/calendar/",
        rf"v3/calendars/{_ONE}/events", "items",
    ),
    _listing(
        "Gmail", "100 entries", r"(?:www|gmail)\.googleapis\.com/gmail/",
        rf"v1/users/{_ONE}/(?:messages|threads|drafts)", "messages threads drafts",
    ),
    _listing(
        "YouTube", "5 entries or 50 at most", r"(?:www|youtube)\.googleapis\.com/youtube/",
        r"v3/(?:playlistItems|playlists|commentThreads|subscriptions)", "items",
    ),
    _listing(
        "Jira", "50 entries", r"[^/]+/rest/api/", r"(?:2|3|latest)/search(?:/jql)?|(?:2|3)/project/search",
        "issues values", sign="/rest/api/",
    ),
    _listing(
        "Bitbucket", "10 entries", r"api\.bitbucket\.org/2\.0/",
        r"(?:.*/)?(?:repositories(?:/[^/]+)?|pullrequests|branches|issues|members|commits|projects|hooks|variables)",
        "values", sign="api.bitbucket.org/2.0",
    ),
    _listing(
        "Cloudflare", "20 zones or 100 records", r"api\.cloudflare\.com/client/v4/",
        rf"zones|zones/{_ONE}/dns_records", "result",
    ),
    _listing(
        "DigitalOcean", "20 entries", r"api\.digitalocean\.com/v2/",
        rf"droplets|domains|domains/{_ONE}/records|images|snapshots|volumes|databases|account/keys|apps",
        "droplets domains domain_records images snapshots volumes databases ssh_keys apps",
    ),
    _listing(
        "Hetzner", "25 entries", r"api\.hetzner\.cloud/v1/",
        r"servers|volumes|images|networks|floating_ips|ssh_keys|load_balancers",
        "servers volumes images networks floating_ips ssh_keys load_balancers",
    ),
    _listing(
        "Notion", "100 entries", r"api\.notion\.com/v1/",
        rf"databases/{_ONE}/query|blocks/{_ONE}/children|users|search", "results", sign="api.notion.com",
    ),
    _listing(
        "HubSpot", "10 entries or 100 at most", r"api\.hubapi\.com/crm/v3/",
        r"objects/(?:contacts|companies|deals|tickets|products|line_items)", "results",
    ),
    _listing(
        "Shopify", "50 entries or 250 at most", rf"(?:[\w-]|{HOLE})+\.myshopify\.com/admin/",
        r"(?:.*/)?(?:products|orders|customers|variants|inventory_items|collects|custom_collections)\.json",
        "products orders customers variants inventory_items collects custom_collections",
    ),
    _listing("Airtable", "100 records", r"api\.airtable\.com/v0/", rf"{_ONE}/{_ONE}", "records"),
    _listing(
        "Stripe", "10 entries or 100 at most", r"api\.stripe\.com/v1/",
        r"charges|customers|invoices|subscriptions|payment_intents|refunds|payouts|products|prices|disputes|events",
        "data",
    ),
    _listing(
        "PagerDuty", "25 entries or 100 at most", r"api\.pagerduty\.com/",
        r"incidents|users|services|schedules|escalation_policies|teams|oncalls",
        "incidents users services schedules escalation_policies teams oncalls",
    ),
    _listing(
        "Microsoft Graph", "100 entries", r"graph\.microsoft\.com/(?:v1\.0|beta)/",
        r"(?:.*/)?(?:users|groups|messages|children|members|events|devices|applications|sites|signIns|attachments"
        r"|mailFolders|childFolders|contacts|joinedTeams|channels|chats|drives|servicePrincipals|managedDevices)",
        "value", sign="graph.microsoft.com",
    ),
    _listing(
        "Docker Hub", "10 entries or 100 at most", r"hub\.docker\.com/v2/",
        rf"repositories/{_ONE}(?:/{_ONE}/tags)?", "results",
    ),
    _listing(
        "Zendesk", "100 entries", r"[^/]+\.zendesk\.com/api/v2/",
        r"(?:tickets|users|organizations|search|groups)(?:\.json)?",
        "tickets users organizations results groups",
    ),
    _listing(
        "Okta", "200 entries", rf"(?:[\w-]|{HOLE})+\.okta(?:preview)?\.com/api/v1/",
        rf"users|groups|apps|groups/{_ONE}/users",
    ),
    _listing(
        "Spotify", "20 entries or 100 at most", r"api\.spotify\.com/v1/",
        rf"me/(?:playlists|tracks|albums)|playlists/{_ONE}/tracks|albums/{_ONE}/tracks|users/{_ONE}/playlists",
        "items", sign="api.spotify.com",
    ),
    _listing(
        "Alpaca", "50 orders", r"(?:paper-)?api\.alpaca\.markets/v2/", r"orders", sign="alpaca.markets"
    ),
    _listing(
        "Zoom", "30 entries or 300 at most", r"api\.zoom\.us/v2/", rf"users|users/{_ONE}/(?:meetings|recordings)",
        "users meetings",
    ),
    _listing("ClickUp", "100 tasks", r"api\.clickup\.com/api/v2/", rf"list/{_ONE}/task", "tasks"),
    _listing(
        "WooCommerce", "10 entries or 100 at most", r"[^/]+/(?:.*/)?wp-json/wc/v\d/",
        r"products|orders|customers|coupons", sign="/wp-json/wc/",
    ),
    _listing(
        "Twilio", "50 entries", r"api\.twilio\.com/2010-04-01/Accounts/",
        rf"{_ONE}/(?:Messages|Calls|Recordings|IncomingPhoneNumbers)\.json",
        "messages calls recordings incoming_phone_numbers",
    ),
    _listing(
        "Mailgun", "100 entries", r"api\.(?:eu\.)?mailgun\.net/", rf"v\d/(?:domains|routes|{_ONE}/(?:bounces|complaints|unsubscribes))",
        "items", sign="api.mailgun.net",
    ),
    _listing(
        "Hetzner DNS", "100 entries", r"dns\.hetzner\.com/api/v1/", r"zones|records", "zones records",
    ),
    _listing("Discord", "one member", r"discord(?:app)?\.com/api/(?:v\d+/)?", rf"guilds/{_ONE}/members"),
    _listing(
        "Twitch", "20 entries", r"api\.twitch\.tv/helix/", r"channels/followers|subscriptions|moderation/(?:moderators|banned)",
        "data", sign="api.twitch.tv/helix",
    ),
    _listing(
        "Vercel", "20 entries", r"api\.vercel\.com/v\d+/", r"projects|deployments|domains|teams",
        "projects deployments domains teams",
    ),
    _listing("Netlify", "100 entries", r"api\.netlify\.com/api/v1/", rf"sites|sites/{_ONE}/deploys"),
    _listing(
        "Sentry", "100 entries", r"sentry\.io/api/0/",
        rf"projects|organizations|organizations/{_ONE}/(?:projects|members|teams)|projects/{_ONE}/{_ONE}/(?:issues|events|keys)",
    ),
    _listing(
        "Todoist", "50 entries", r"api\.todoist\.com/api/v1/", r"tasks|projects|sections|labels|comments", "results",
        sign="api.todoist.com/api/v1",
    ),
    _listing(
        "Confluence", "25 entries", r"[^/]+/wiki/(?:rest/api|api/v2)/",
        rf"content|spaces?|pages|blogposts|content/{_ONE}/child/(?:page|attachment|comment)|spaces/{_ONE}/pages|pages/{_ONE}/(?:children|attachments)",
        "results",
    ),
    _listing(
        "Bitbucket", "25 entries", r"[^/]+/rest/api/1\.0/", r"(?:.*/)?(?:projects|repos|pull-requests|branches|commits|tags|users)",
        "values", sign="/rest/api/1.0",
    ),
    _listing(
        "Azure Resource Manager", "the first entries", r"management\.azure\.com/",
        r"(?i:(?:.*/)?(?:subscriptions|resourcegroups|resources|providers/microsoft\.\w+/\w+))", "value",
    ),
    _listing("Google Tasks", "20 tasks", r"(?:tasks|www)\.googleapis\.com/tasks/v1/", rf"lists/{_ONE}/tasks", "items"),
    _listing("Google People", "100 contacts", r"people\.googleapis\.com/v1/", r"people/me/connections", "connections"),
    _listing(
        "Gemini", "50 entries", r"generativelanguage\.googleapis\.com/v1(?:beta)?/", r"models|cachedContents",
        "models cachedContents",
    ),
    _listing(
        "Anthropic", "20 entries", r"api\.anthropic\.com/v1/", r"models|messages/batches|organizations/(?:users|workspaces|api_keys)",
        "data",
    ),
    _listing(
        "OpenAI", "20 entries", r"api\.openai\.com/v1/",
        rf"assistants|vector_stores|vector_stores/{_ONE}/files|batches|fine_tuning/jobs|threads/{_ONE}/messages", "data",
    ),
    _listing(
        "NetBox", "50 entries", r"[^/]+/api/", r"(?:dcim|ipam|virtualization|circuits|tenancy)/[\w-]+", "results",
    ),
    _listing(
        "AWX", "25 entries", r"[^/]+/api/v2/",
        r"job_templates|inventories|hosts|jobs|credentials|workflow_job_templates|inventories/[^/]+/hosts", "results",
    ),
    _listing(
        "Gitea", "30 entries or 50 at most", r"[^/]+/api/v1/",
        rf"user/repos|(?:orgs|users)/{_ONE}/(?:repos|members|teams)|repos/{_ONE}/{_ONE}/(?:issues|pulls|branches|labels|hooks|milestones|collaborators)",
    ),
    _listing(
        "Harbor", "10 entries or 100 at most", r"[^/]+/api/v2\.0/", rf"projects|projects/{_ONE}/repositories(?:/{_ONE}/artifacts)?",
    ),
    _listing(
        "SonarQube", "100 entries", r"[^/]+/api/", r"(?:issues|projects|components|rules|hotspots)/search|components/tree|measures/component_tree",
        "issues components rules hotspots",
    ),
    _listing(
        "WordPress", "10 entries or 100 at most", r"[^/]+/(?:.*/)?wp-json/wp/v2/", r"posts|pages|media|users|categories|tags",
        sign="/wp-json/wp/",
    ),
    _listing(
        "Canvas", "10 entries or 100 at most", r"[^/]+/api/v1/",
        rf"courses|courses/{_ONE}/(?:assignments|users|modules|enrollments|sections|quizzes|files|pages|groups|students)",
    ),
    _listing("Strava", "30 activities", r"www\.strava\.com/api/v3/", r"athlete/activities"),
    _listing(
        "Linode", "100 entries", r"api\.linode\.com/v4/", rf"linode/instances|domains|domains/{_ONE}/records|volumes|nodebalancers|images",
        "data", sign="api.linode.com/v4",
    ),
    _listing(
        "Vultr", "100 entries", r"api\.vultr\.com/v2/", rf"instances|domains|domains/{_ONE}/records|blocks|snapshots|ssh-keys|plans",
        "instances domains records blocks snapshots ssh_keys plans", sign="api.vultr.com/v2",
    ),
    _listing("DNSimple", "30 entries", r"api\.dnsimple\.com/v2/", rf"{_ONE}/(?:domains|zones(?:/{_ONE}/records)?)", "data"),
    _listing(
        "Freshdesk", "30 entries", rf"(?:[\w-]|{HOLE})+\.freshdesk\.com/api/v2/", r"tickets|contacts|companies|agents|groups",
        sign=".freshdesk.com/api/v2",
    ),
    _listing(
        "Pipedrive", "100 entries", r"(?:api|[\w-]+)\.pipedrive\.com/(?:api/)?v1/", r"deals|persons|organizations|activities|products|leads",
        "data", sign="pipedrive.com",
    ),
    _listing(
        "Clockify", "50 entries", r"api\.clockify\.me/api/v1/",
        rf"workspaces/{_ONE}/(?:projects|clients|tags|users|projects/{_ONE}/tasks|user/{_ONE}/time-entries)",
        sign="api.clockify.me",
    ),
    _listing(
        "PayPal", "10 entries", r"api-m\.(?:sandbox\.)?paypal\.com/v1/", r"catalogs/products|billing/plans", "products plans",
        sign="paypal.com",
    ),
    _listing(
        "Razorpay", "10 entries", r"api\.razorpay\.com/v1/", r"payments|orders|customers|refunds|invoices|subscriptions|plans|settlements",
        "items", sign="api.razorpay.com",
    ),
    _listing("Square", "100 entries", r"connect\.squareup(?:sandbox)?\.com/v2/", r"payments|customers|refunds", "payments customers refunds"),
    _listing("Brevo", "10 lists or 50 contacts", r"api\.brevo\.com/v3/", rf"contacts|contacts/lists|contacts/lists/{_ONE}/contacts", "contacts lists"),
    _listing("Mastodon", "40 accounts", r"[^/]+/api/v1/", rf"accounts/{_ONE}/(?:followers|following)"),
    _listing(
        "Facebook", "25 entries", r"graph\.facebook\.com/(?:v[\d.]+/)?",
        r"(?:.*/)?(?:accounts|campaigns|adsets|ads|adaccounts|leads|comments|conversations)", "data", sign="graph.facebook.com",
    ),
    _listing("X", "100 accounts", r"api\.(?:twitter|x)\.com/2/", rf"users/{_ONE}/(?:followers|following|blocking|muting)", "data"),
    _listing("Webflow", "100 items", r"api\.webflow\.com/(?:v2/)?", rf"collections/{_ONE}/items", "items"),
    _listing(
        "Deezer", "25 entries", r"api\.deezer\.com/", rf"(?:playlist|album)/{_ONE}/tracks|user/{_ONE}/(?:playlists|albums|tracks)|artist/{_ONE}/albums",
        "data", sign="api.deezer.com",
    ),
    _listing(
        "Discogs", "50 entries", r"api\.discogs\.com/", rf"users/{_ONE}/wants|users/{_ONE}/collection/folders/{_ONE}/releases|(?:artists|labels)/{_ONE}/releases",
        "wants releases", sign="api.discogs.com",
    ),
    _listing("MyAnimeList", "100 entries", r"api\.myanimelist\.net/v2/", rf"users/{_ONE}/(?:anime|manga)list", "data"),
    _listing("PokeAPI", "20 entries", r"pokeapi\.co/api/v2/", r"pokemon|ability|move|type|item|berry|generation|pokemon-species", "results"),
    _listing("Star Wars API", "10 entries", r"swapi\.(?:dev|co)/api/", r"people|planets|starships|films|species|vehicles", "results"),
    _listing("Rick and Morty API", "20 entries", r"rickandmortyapi\.com/api/", r"character|location|episode", "results"),
    _listing(
        "Mailchimp", "10 entries", rf"(?:\w|{HOLE})+\.api\.mailchimp\.com/3\.0/",
        rf"lists|lists/{_ONE}/members|campaigns", "lists members campaigns",
    ),
)  # fmt: skip


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Not before one is asked for: there are many, and few sources have an address."""
    return re.compile(pattern)


def listing_at(address: str) -> Listing | None:
    """The listing that an address without scheme, login and query leads to."""
    for one in LISTINGS:
        found = _compiled(one.at).match(address)
        if found and _compiled(one.path).fullmatch(address, found.end()):
            return one
    return None


def listing_of_path(path: str, lowered: str) -> Listing | None:
    """The listing that a path leads to in a source (lower-cased) that speaks of its interface; None where none or several do."""
    found = [one for one in LISTINGS if one.sign and one.sign in lowered]
    if len(found) != 1:
        return None
    return found[0] if _compiled(found[0].path).fullmatch(path.lstrip("/")) else None

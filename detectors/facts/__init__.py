"""What readers see in a source, in terms that no longer depend on its language.

A reader lowers one language to these facts; a risk judges facts.
A `curl` command, `requests.post(...)` and `client.messages.create(...)` are all a `Request`.

Lines are physical lines of the source, counted from 1, both ends included.
Columns are counted from 1 in characters; an end column is the one after the last character.
Times are in seconds.
"""

from detectors.facts.acknowledgements import Acknowledgement
from detectors.facts.assumptions import Assumption
from detectors.facts.bypasses import Bypass
from detectors.facts.chains import Chains, Neglected, Use
from detectors.facts.code import Catch, Claim, Context, Function, Handler, Loop, Wait
from detectors.facts.comparisons import Comparison, Origin, Side
from detectors.facts.config import Block, Process, Setting
from detectors.facts.deliveries import Delivery
from detectors.facts.detached import Detached
from detectors.facts.disclosures import Disclosure
from detectors.facts.effects import RouteEffect
from detectors.facts.fact import Excerpt, Fact, File, Neighbour
from detectors.facts.failed_messages import FailedMessage
from detectors.facts.fanouts import FanOut
from detectors.facts.library_uses import LibraryUse
from detectors.facts.listeners import Listener
from detectors.facts.lost_failures import LostFailure
from detectors.facts.models import AskedModel
from detectors.facts.outputs import Output, Shown
from detectors.facts.partials import Partial
from detectors.facts.requests import Client, Relayed, Request, Response, Retry
from detectors.facts.taken import Taken
from detectors.facts.throttles import Throttle
from detectors.facts.tokens import Again, Stored, Token
from detectors.facts.unraised import Unraised
from detectors.facts.updates import Update
from detectors.facts.values import HOLE, OFF, UNKNOWN, Value, known, off

AnyFact = (
    Request
    | Relayed
    | Retry
    | Handler
    | Loop
    | Wait
    | Catch
    | Setting
    | Block
    | Process
    | Chains
    | Neglected
    | Comparison
    | Detached
    | Disclosure
    | Output
    | Acknowledgement
    | Token
    | Partial
    | Assumption
    | FanOut
    | Throttle
    | Bypass
    | Taken
    | RouteEffect
    | Listener
    | Delivery
    | Update
    | FailedMessage
    | Unraised
    | LostFailure
    | AskedModel
    | LibraryUse
)

__all__ = [
    "HOLE",
    "OFF",
    "UNKNOWN",
    "Acknowledgement",
    "Again",
    "AnyFact",
    "AskedModel",
    "Assumption",
    "Block",
    "Bypass",
    "Catch",
    "Chains",
    "Claim",
    "Client",
    "Comparison",
    "Context",
    "Delivery",
    "Detached",
    "Disclosure",
    "Excerpt",
    "Fact",
    "FailedMessage",
    "FanOut",
    "File",
    "Function",
    "Handler",
    "LibraryUse",
    "Listener",
    "Loop",
    "LostFailure",
    "Neglected",
    "Neighbour",
    "Origin",
    "Output",
    "Partial",
    "Process",
    "Relayed",
    "Request",
    "Response",
    "Retry",
    "RouteEffect",
    "Setting",
    "Shown",
    "Side",
    "Stored",
    "Taken",
    "Throttle",
    "Token",
    "Unraised",
    "Update",
    "Use",
    "Value",
    "Wait",
    "known",
    "off",
]

"""Which words say that something fails, guards, recovers or is wanted, whatever code they are said of.

A word stands for its forms, `_` joins several, and `=` takes a word as it is written.
`trainer.interview.polarity` says what a clause makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from trainer.interview.words import stem


def listed(text: str) -> frozenset[str]:
    """Its words."""
    return frozenset(text.split())


_SHORT = listed("say die pay try use buy tie lie")
"""Words of three letters of which `stem` does not take the last, though it does of their forms."""


_DOUBLED = re.compile(r"([bdfgklmnprst])\1$")


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """What the forms of a word have in common."""
    return word[:2] if word in _SHORT else _DOUBLED.sub(r"\1", stem(word))


def parted(listed: str) -> Iterator[tuple[str, ...]]:
    """Of each word or phrase what its words have in common with their forms."""
    for phrase in listed.split():
        yield tuple(p if p[0] == "=" else root(p) for p in phrase.split("_"))


class Table:
    """Words and phrases that play one part."""

    def __init__(self, *listed: str) -> None:
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        for parts in parted(" ".join(listed)):
            self._phrases.setdefault(parts[0], []).append(parts)

    def length(self, said: Sequence[str], at: int) -> int:
        """How many words from `at` on are the longest phrase that stands there; 0 for none."""
        first = said[at]
        known = [*self._phrases.get(root(first), ()), *self._phrases.get(f"={first}", ())]
        return max((len(parts) for parts in known if is_said(said, at, parts)), default=0)

    def any(self, said: Sequence[str]) -> bool:
        return any(self.length(said, at) for at in range(len(said)))


def is_said(said: Sequence[str], at: int, parts: Sequence[str]) -> bool:
    return at + len(parts) <= len(said) and all(
        f"={word}" == part or root(word) == part
        for word, part in zip(said[at:], parts, strict=False)
    )


HARM = Table(
    "fail failure crash die break broke blow_up go_down goes_down is_down are_down collapse explode outage kill evict corrupt destroy deadlock",
    "block hang stuck freeze stall starve endless endlessly infinite infinitely forever for_ever loops_until runs_until",
    "flood overload overwhelm exhaust run_out pile_up swamp storm too_many too_much unbounded unlimited oversell overcharge stampede",
    "grows_without lock_out locks_out hit_the_limit hits_the_limit",
    "lose lost leak vanish disappear twice duplicate double =gone never_arrive never_reach never_told never_get never_gets never_come never_sent never_see never_know more_than_once",
    "swallow hide hides silent silently unnoticed vanish ignores_errors ignores_all ignores_any nobody_notices nobody_knows nobody_sees nobody_checks nobody_looks nobody_will without_anyone without_anybody pay_again charge_again",
    "nobody_notes no_one_notices no_one_knows no_one_checks will_be_throttled be_throttled will_be_dropped will_be_delayed will_be_rejected be_banned will_be_cut gets_throttled",
    "expose steal hijack spoof forge sniff intercept unencrypted unauthenticated plaintext plain_text plain_http cleartext clear_text in_the_clear in_clear",
    "in_plain hardcoded hard_coded in_the_repo in_the_repository in_the_code visible_to visible_for visible_in readable_by readable_for readable_in ends_up_in",
    "anyone anybody everybody attack guessable",
    "on_the_internet whole_internet open_to_the_world open_to_everyone whoever_can whoever_has whoever_knows whoever_follows everyone_can attackers_can attacker_can strangers_can outsider",
    "nobody_is_told undo takes_down take_down stand_still stands_still wait_behind waits_behind without_end never_again hammer",
)  # fmt: skip
"""Something goes wrong."""
JUDGED = Table(
    "bad smell wrong dangerous risky slow insecure unsafe vulnerable vulnerability race fragile brittle flaky incorrect terrible scary worst worse mistake",
    "disaster catastrophe catastrophic fatal severe critical problem =issue =issues risk problematic bug flaw single_point_of_failure spof anti_pattern antipattern",
    "nightmare useless pointless overkill ugly confusing weird old_style obsolete outdated thread_unsafe type_unsafe memory_unsafe into_memory share_one both_run",
    "too_few too_long too_short too_low too_high too_late too_big too_small too_large too_old too_early too_open too_wide too_slow too_weak not_enough",
    "single_instance stack_trace stacktrace internal_error not_ready ssrf toctou",
    "not_sure unsure not_certain not_convinced doubtful spinner",
)  # fmt: skip
"""What one calls it that goes wrong, which tells nothing of what happens."""
HEDGES = Table("probably perhaps maybe depends mostly")
"""Said instead of a yes."""
EFFECTS = Table(
    "missing down stop closed taken_over stale outdated oversold charge charged pay readable visible deface fake drop rejected refused banned late delay complain",
    "error errors errors_for raise spin =still",
    "get_errors stay_empty stay_blocked stay_open stay_down queue_behind queues_behind hacked several another give_up gives_up again expire expired cold struggling wait waits old_version old_data",
    "can_read can_see can_get can_open can_run could_read could_see could_open may_read sees reads_the even_though although waste burn cost grow memory take_all takes_all they_have they_own owns stay_cold",
)  # fmt: skip
"""What else may come of a risk; by itself no fault."""
DENIED = Table(
    "can't cannot won't never_start never_work never_get never_come not_start not_get not_work not_arrive doesn't_work doesn't_start doesn't_arrive nothing_works nothing_happens nothing_gets nothing_is",
    "nobody_can nobody_gets nobody_notices nobody_knows nobody_sees no_one_can no_one_notices nobody_reads",
)  # fmt: skip
"""And what does not happen that should."""
WHICH = Table(
    "bad wrong dangerous risky slow insecure unsafe =broken dead =lost stale double flaky critical silent =stuck =gone infinite duplicate partial",
    "=failed =failing =forged =hijacked =leaked =stolen =spoofed =crashed =hanging =blocked =blocking =exposed outdated unencrypted endless worst",
)  # fmt: skip
"""Before a noun they only say which (`a slow provider`)."""
TURNS = Table(
    "no not never nobody nothing none neither nor cannot cant dont doesnt wont isnt arent without avoid prevent survive against harmless hardly no_one",
    "rather_than instead_of protect free_of immune rule_out exclude avert spare save no_longer keep stop zero",
)  # fmt: skip
"""Turn round what follows in their clause."""
UNDONE = Table(
    "finish work =ready made meant support check verify scale enough refresh encrypt exist pin pinned protect prevent guarantee authenticate standard safe thread_safe",
    "async_safe crash_safe bound limited capped close released escape cleared validate sanitize rotate expire idempotent atomic monitored documented tested sufficient",
    "test review give_up =clear accept belong rely",
)  # fmt: skip
"""What is wrong where it is not done or not so (`isn't pinned`)."""
NEVER_DONE = Table(
    "end stop close check expire release renew retry clean log alert rotate delete restart restarted"
)
"""What is wrong where it is never done."""
THINGS = Table(
    "timeout time_out deadline retry backoff jitter lock limit check validation verification signature authentication auth login password tls https",
    "encryption idempotency dead_letter dlq health_check healthcheck probe alert alarm monitoring logging test cap circuit_breaker breaker cache",
    "fallback pagination transaction replica backup try except error_handling throttle rate_limit rate_limiting autoscaler hpa pdb budget escaping csrf allowlist expiry rollback",
    "unique_constraint deduplication dedup quota semaphore cleanup",
)  # fmt: skip
"""What code should have, so that `no lock` is a complaint."""
HARMLESS = Table(
    "handle catch caught survive told tell log notice keep store recognise recognize known skip drop ignore refuse reject merge harmless fine ok okay",
    "avert avoid covered exclude rule_out small limit bridge cost instead_of rather_than loudly with_error with_exit with_code with_status with_1",
    "not nothing never no retry repeat again park moved_to move set_aside become report once one same single idempotent just simply only =out out_of impossible expected",
    "undone redirect bounded unimportant allow permit delete remove overwrite closed over tolerate trouble fast early cleanly",
)  # fmt: skip
"""Behind a failure: nothing comes of it."""
GOES_ON = Table(
    "take_over carry_on go_on continue remain stay keep kept retry repeat try_again sent_again come_again again_later resume skip restart renew refresh fall_back fallback wait raise tell told log park",
    "catch refuse reject replace recover return survive harmless next_run next_time just_fails fine ok okay acceptable tolerable within_the only_in internal live_with",
    "not_urgent tolerated same once sent_again nothing doesn't_matter as_they_should as_it_should on_purpose by_design deliberate intended",
)  # fmt: skip
"""In what follows a failure: it is got over."""
FLAWED = Table("missing empty invalid incomplete unknown malformed wrong broken")
"""What makes it right to fail."""
NERVOUS = Table(
    "nervous =alarming like_trouble looks_risky looks_bad looks_wrong looks_dangerous looks_scary frown suspicious worry bother afraid scare puzzle wonder"
)
"""What it was at first."""
SEEMS = Table(
    "look seem sound thought afraid fear worry bother first nervous suspicious alarming frown expect search concerned sceptical"
)
"""Before a failure: it only seemed to be."""
BENIGN = Table(
    "not never only be help wait lag still also have take stay keep see do come work hold survive"
)
"""After `could` or `might` they fear nothing."""
DOES = Table(
    "only until before again anew once twice same at_most within first already still even both one_by_one at_a_time say tell announce optional per different several own",
    "unique atomic idempotent harmless random fixed default separate survive outlive stay fit remain come move leave eject show give wait slow fail cut stop end retry try repeat",
    "limit bound cap check verify validate pin enforce encrypt sign store keep cache stream renew refresh catch log raise reject refuse skip ignore compare isolate spread replicate",
    "restart throttle queue batch record mark recognise recognize remember expire close lock commit acknowledge protect prevent replace overwrite read notice vanish drop delete",
    "remove report bridge reuse redirect count timeout time_out both_regions xx carry_on take_over go_on fall_back keep_on",
)
"""What a thing does, by which it keeps another from going wrong, or its bounds."""
WEIGHS = Table(
    "though although however caveat =note flip_side down_side downside drawback draw_back trade_off tradeoff compromise price costs_a_bit costs_some costs_us costs_more costs_little costs_nothing costs_less at_a_cost not_care expensive cheaper slower",
    "not_enough isn't_enough doesn't_help won't_help wouldn't_help doesn't_help_here doesn't_replace does_not_replace doesn't_cover doesn't_solve alone_doesn't alone_isn't alone_would",
    "may_stay can_stay may_keep can_keep may_remain may_wait can_wait have_to_wait may_lag may_live nobody_cares nobody_minds who_cares who_minds matters_less matters_little not_matter",
    "wouldn't_matter don't_matter doesn't_matter of_course keep_an_eye be_careful beware watch_out bear_in_mind mind_that mind_the mind_you even_better still_better much_better",
    "local_work local_development laptop own_machine developer's_machine in_dev in_development in_tests in_staging locally live_with end_of_the_world take_longer need_longer takes_longer is_fine are_fine is_ok are_ok is_okay are_okay",
    "is_acceptable are_acceptable is_tolerable would_be_fine it'd_be_fine would_be_ok is_alright it's_alright all_right must_stay should_stay must_still worst_case rank_it_lower high_enough soon_enough good_enough long_enough",
    "better_of as_optional then_no then_all then_the then_they then_it has_to_differ no_harm not_at_every not_on_every this_size this_scale this_load this_volume second_layer for_a_while for_more",
    "i'd_still i_would_still i'd_choose i'd_rather i'd_leave i'd_not wouldn't_care wouldn't_bother wouldn't_roll wouldn't_use but_then but_if but_keep but_check but_only but_here but_in_that but_with",
    "could_be_left could_be_kept could_still not_too otherwise_their otherwise_old otherwise_existing less_urgent not_urgent nothing_urgent nothing_to_wake on_the_other_hand",
    "unless except except_for as_long_as only_if only_when depends overkill worth no_drama so_what acceptable tolerable harmless",
)
"""One thing against another: a price, a limit, an exception."""

"""Whether an answer says that code would work: yes, no, or neither in words.

The words of a clause are put into kinds, of which each is a letter, and the rules are about their order alone: a subject
that is the code (`T`) or the reader (`I`), what may stand between, and what is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trainer.interview.clauses import clauses
from trainer.interview.kinds import Kinds

_KINDS = Kinds(
    {
        "B": "but however",
        "Y": "yes yep yeah yup sure lgtm =approved go_ahead thumbs_up clean_bill",
        "Z": "=works",
        "T": (
            "it this that everything all_of_it all_of_this the_code the_script the_config the_configuration "
            "the_service the_file the_function the_setup the_set_up the_job the_worker the_manifest the_snippet "
            "the_pipeline the_design this_one this_version this_code this_script this_config this_setup "
            "everything_risky"
        ),
        "U": "how what exactly the_way just_how just_what",
        "X": (
            "production_ready prod_ready ready_for_production production_worthy prod_worthy safe_for_production "
            "acceptable"
        ),
        "G": (
            "nice tolerable bearable fine ok okay good good_to_go all_good all_fine great safe sound solid correct alright all_right perfect "
            "decent reasonable fair =ready production_ready prod_ready ready_for_production complete covered "
            "sufficient enough in_order nicely_done well_done well_made well_built well_thought right production_grade "
            "prod_grade good_job good_work solid_work"
        ),
        "H": "happy satisfied comfortable content convinced in_favour in_favor for_it not_worried",
        "S": (
            "ship merge approve deploy sign accept release go go_live be_fine vote_yes roll_it roll_out put_it_live "
            "let_it let_this let_that take_it use_it run_it run_this run_that trust_it keep_it leave_it have_it "
            "live_with sign_off pass_it do_it go_for_it be_happy be_ok be_okay be_comfortable take_that go_with "
            "trust_this pass_this"
        ),
        "R": "reject refuse block decline veto rewrite =fail send_it_back send_this_back send_back",
        "F": (
            "wrong issue problem objection reservation concern complaint flaw bug hole risk blocker red_flag mistake "
            "danger stop worry remark comment doubt missing add fix change complain criticise criticize jumps_out "
            "worries bothers would_break could_break go_wrong could_fail trouble qualm object block_on"
        ),
        "K": "think guess believe suppose say fear feel call consider have_the_impression",
        "M": "would will does do did should can could might must",
        "V": "see have find found had got spot",
        "L": (
            "well hm hmm okay overall all_in_all imo imho honestly basically =now =here therefore =then after_all and "
            "so still would_say verdict answer my hence thus or"
        ),
        "J": (
            "to_me for_me for_us by_me by_us with_me from_me from_my_side in_my_opinion in_my_view in_my_eyes "
            "as_far_as_i_can_see as_far_as_i_can_tell as_far_as_i_know as_far_as_i'm_concerned"
        ),
        "W": "work hold hold_up survive pass do_the_job do_its_job scale go_live go_out",
        "C": "is are was be am look seem",
        "A": (
            "perfectly totally quite pretty really just already absolutely very mostly rather probably definitely also "
            "happily gladly even to actually yet at_all surely certainly only ever clearly personally all"
        ),
        "N": "not never hardly",
        "O": "no nope nah",
        "Q": "nothing none",
        "I": "=i =we",
        "D": "a an any some several serious many two few one real big clear the anything something much",
        "E": "there",
        "P": "for in to as by with since because from under if at",
    }
)  # fmt: skip
_LEAD = r"(?:[LJB]|IM?A*K(?:T(?=[TI]))?|IV(?=TG))*"
_SUPPOSES = frozenset({"condition", "relative"})
_GOOD = "[GX]+"


def _rules(lead: str, *rules: str) -> list[re.Pattern[str]]:
    return [re.compile(lead + rule) for rule in rules]


_YES = _rules(
    _LEAD,
    r"Y|A*Z|AY",
    rf"[MCA]*{_GOOD}(?=[PJAC]|L*$)",
    rf"TM?A*C*A*{_GOOD}",
    r"(?:T|TM|M)A*[WZS]",
    r"TMM*$|TMM*(?=P)",
    r"IM?A*C?A*[GH]|TM?CA*H|IK$",
    r"IM?A*S(?!D)|MA*S(?!D)|S(?=T|$)",
    r"[IE]?[MCKVAI]*(?:[MC]?N|O|Q)[^B]{0,6}?F|QIMR",
    r"TCA*U+|TCAI",
)
"""How a sentence begins that says yes."""
_NO = _rules(
    _LEAD,
    r"(?:O|A*N)(?=$|P|A|G|X|Y|U)(?!.{0,4}F)",
    r"(?:T|E)?[MCA]*NA*C?A*[GXWZ]|D?x[MCA]*NA*C?A*[GX]|D?xA*MNA*W",
    r"TM?A*N(?:$|P)",
    r"IM?NK",
    r"I?CNA*[GH]",
    r"(?:I|E)[MA]*[VC]A*D+A*F",
    r"TCDA*F",
    r"I?A*MA*NA*[SKY]",
    r"IMA*R",
    r"R$",
)
"""And one that says no."""
_NO_WHEREVER = _rules(
    "",
    r"NA*X$",
    r"^[LBTAMCJ]*NA*G$",
    r"(?:^|I|L|B)MNA*S",
    r"IMA*R",
    r"^L?O[SW]$",
    r"^BNP",
    r"^[LB]?IM?NK(?!.*F)",
)
_NO_AT_LAST = re.compile(r"(?:^|[LBD])O$")
"""`Hence no.`"""
_YES_WITHIN = _rules(
    "",
    rf"^[LB]*(?:TM?A*[WZ]|TM?A*C*A*(?:{_GOOD}|U)|{_GOOD}|Z|TM+A*|T?MA*[WM]|IMA*S+T?)(?:J|P[ITx]?.{{0,2}})?$",
    rf"(?:^|[^N])C{_GOOD}(?:J|L)?$",
    r"^(?!P).*IMA*S(?:T|S|$)",
    r"C(?:O|ND?)F",
    r"(?:^|[PDJLB])D?Y$",
    r"[PU]TMC?$|CU",
)
"""What may say either anywhere."""
_EMOJI = re.compile(r"[👍✅]")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?]*")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence or line; a full stop within a number or a name ends none."""
    for match in _SENTENCE.finditer(text):
        if match[0].strip(" \t-*•"):
            yield match.span()


def approval(answer: str) -> tuple[int, int] | None:
    """(start, end) of the first words that say it would work; None where there are none, or it says no.

    What comes first decides between a yes and a no; `not production ready` is a no wherever it stands.
    """
    if _denies(answer):
        return None
    read = [(clause, *_KINDS.letters(clause)) for clause in clauses(answer)]
    begun = set[int]()
    for clause, letters, places in read:
        if clause.sentence in begun or clause.kind == "condition":
            continue
        if not re.fullmatch(_LEAD, letters):
            begun.add(clause.sentence)
        if any(rule.match(letters) for rule in _NO):
            return None
        for rule in _YES:
            if found := rule.match(letters):
                skipped = re.match("[LJB]*", letters)
                first = min(skipped.end() if skipped else 0, found.end() - 1)
                return places[first][0], places[found.end() - 1][1]
    for clause, letters, places in read:
        if clause.kind in _SUPPOSES:
            continue
        for rule in _YES_WITHIN:
            if found := rule.search(letters):
                return places[found.start()][0], places[found.end() - 1][1]
    emoji = _EMOJI.search(answer)
    return emoji.span() if emoji else None


def rejects(answer: str) -> bool:
    """It says in words that it would not work."""
    if _denies(answer):
        return True
    begun = set[int]()
    for clause in clauses(answer):
        begins = clause.sentence not in begun and clause.kind not in _SUPPOSES
        if begins and any(rule.match(_KINDS.letters(clause)[0]) for rule in _NO):
            return True
        if clause.kind not in _SUPPOSES:
            begun.add(clause.sentence)
    return False


def _denies(answer: str) -> bool:
    """What is a no wherever it stands."""
    said = clauses(answer)
    for n, clause in enumerate(said):
        if clause.kind not in _SUPPOSES:
            letters, _ = _KINDS.letters(clause)
            is_last = n + 1 == len(said) or said[n + 1].sentence != clause.sentence
            if any(rule.search(letters) for rule in _NO_WHEREVER) or (
                is_last and _NO_AT_LAST.search(letters)
            ):
                return True
    return False

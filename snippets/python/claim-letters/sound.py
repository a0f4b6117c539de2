import logging

from anthropic import Anthropic

from letters.piles import PILES, put

log = logging.getLogger("letters")
client = Anthropic(timeout=20, max_retries=3)
ASKED = "Answer with one word: damage, bill, complaint or other.\n\n"


def pile_of(letter: str) -> str:
    answer = client.messages.create(
        model="claude-haiku-4-5-20251001",
        max_tokens=4,
        stop_sequences=["\n"],
        messages=[{"role": "user", "content": ASKED + letter}],
    )
    word = answer.content[0].text.strip().lower()
    if word not in PILES:
        log.warning("the model said %r", word)
        return "other"
    return word


def sort(number: str, letter: str) -> None:
    """The same letter on the same pile does nothing."""
    put(number, pile_of(letter))

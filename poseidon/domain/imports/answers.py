"""Custom questions and answers, as pretalx and frab hand them over, into a Programme.

A question's key is `question-3` after its number, or `question-` and its words where it has no number.
"""

import re
from typing import Final

from poseidon.commons.folding import fold
from poseidon.domain.imports.identity import digest
from poseidon.domain.imports.json_tree import Node
from poseidon.domain.imports.programme import Programme, Question

_YES: Final = {"true": "yes", "yes": "yes", "false": "no", "no": "no"}
_KEY_LENGTH: Final = 50
_EMOJI: Final = re.compile("[\U00010000-\U0010ffff]")


def question_key(told: str) -> str:
    """The key of a custom field for the question `told`: its number, or its words as far as they fit.

    Emoji are left out: the older product's tables have no room for them.
    """
    words = "-".join(fold(told).split())
    key = "question-" + _EMOJI.sub("", words)
    fits = len(key) <= _KEY_LENGTH and key.endswith(words)
    return key if fits else f"{key[:33]}-{digest(told)}"


def add_answer(
    programme: Programme,
    owner: tuple[str, str],
    question: str,
    values: list[str],
    *,
    where: str,
    label: str | None = None,
    options: list[str] | None = None,
) -> None:
    """Adds the answer of `owner` (entity and key); one without words is left out."""
    entity, owner_key = owner
    key = question_key(question)
    asked = programme.questions.get((entity, key))
    if asked is None:
        told = label or (f"Question {question}" if question.isdigit() else question)
        asked = programme.questions[entity, key] = Question(key, entity, told, where)
    asked.options.update(dict.fromkeys(options or ()))
    asked.several = asked.several or len(values) > 1
    said = [value for value in values if value]
    if said:
        asked.only_yes_no = asked.only_yes_no is not False and all(value.casefold() in _YES for value in said)
        programme.answers[entity, owner_key, key] = "\n".join(said)


def add_json_answers(programme: Programme, owner: tuple[str, str], answers: Node, language: str) -> None:
    """Adds every item of `answers`: `{"question": 3 | {…}, "answer": …, "options": […]}`."""
    for node in answers.items():
        question = node.child("question")
        label = None
        number = question.words(language)
        if isinstance(question.value, dict) and question.value:
            label = question.child("question").words(language)
            number = question.text("id") or label or number
        if not number:
            raise question.refused("a question's number or words")
        options = [option for item in node.child("options").items() if (option := _option(item, language))]
        answer = node.child("answer").words(language) or node.text("answer_file") or ""
        said = options or [answer]
        add_answer(programme, owner, number, said, where=node.path, label=label, options=options)


def _option(node: Node, language: str) -> str | None:
    """An option's words: pretalx wraps them in an object with an id, its frab export does not."""
    if isinstance(node.value, dict) and "answer" in node.value:
        node = node.child("answer")
    return " ".join((node.words(language) or "").splitlines()) or None  # choices are kept one a line


def yes_or_no(answer: str) -> str:
    """A yes or a no in one spelling, all else as it was given."""
    return _YES.get(answer.casefold(), answer)


def is_yes_no(question: Question) -> bool:
    """Whether every answer seen was a yes or a no."""
    return bool(question.only_yes_no) and not question.options

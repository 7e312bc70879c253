"""Why an order service refuses: a code for programs, a sentence for people."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One reason an order cannot be placed.

    Codes: ``empty_basket``, ``already_ordered``, ``not_for_sale``, ``sold_out``,
    ``short_stock``, ``price_changed``, ``quantity_changed``, ``voucher_gone``, ``no_choice``,
    ``no_rate``, ``rate_changed``, ``no_cash_on_delivery``, ``total_changed``. ``facts`` holds
    plain numbers and words (old, new, free, …) for pages that show more than the sentence.
    """

    code: str
    text: str
    basket_line_id: int | None = None
    cooperative_id: int | None = None
    facts: dict[str, int | str] = field(default_factory=dict)


class CannotPlace(Exception):
    """Nothing was written; the basket is as it was."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in problems))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all problems, in order."""
        return tuple(problem.code for problem in self.problems)


class NotAllowed(Exception):
    """An order or parcel cannot be moved like this now. ``text`` is for people."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text
        super().__init__(f"{code}: {text}")

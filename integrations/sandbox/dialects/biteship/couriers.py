"""The couriers this broker knows and what they ask for: the sandbox's own numbers."""

from dataclasses import dataclass

ISLANDS = {"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "7": 2, "8": 2, "9": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service of a courier. Rupiah for a kilogram within an island, weights in kilograms."""

    courier: str
    courier_name: str
    code: str
    name: str
    per_kilogram: int
    days: str
    divisor: int = 6000
    least: int = 1
    most: int = 50
    takes_cash: bool = True


SERVICES = (
    Service(courier="jne", courier_name="JNE", code="reg", name="Reguler", per_kilogram=11_000,
            days="2 - 4"),
    Service(courier="jne", courier_name="JNE", code="jtr", name="Trucking", per_kilogram=4_500,
            days="5 - 9", least=10, most=500, takes_cash=False),
    Service(courier="jnt", courier_name="J&T", code="ez", name="EZ", per_kilogram=10_500,
            days="2 - 4"),
    Service(courier="sicepat", courier_name="SiCepat", code="reg", name="Reguler",
            per_kilogram=10_000, days="2 - 5"),
    Service(courier="anteraja", courier_name="AnterAja", code="reg", name="Reguler",
            per_kilogram=9_500, days="3 - 5"),
    Service(courier="pos", courier_name="Pos Indonesia", code="reg", name="Reguler",
            per_kilogram=9_000, days="3 - 7", takes_cash=False),
)  # fmt: skip


def find(courier: str, service: str) -> Service | None:
    """A service by both codes."""
    return next((s for s in SERVICES if (s.courier, s.code) == (courier, service)), None)


def price(*, service: Service, origin: str, destination: str, grams: int, cubic_cm: int) -> int:
    """What it costs between two postal codes; 0 when the courier does not carry that weight.

    The first digit of a postal code stands for the distance.
    """
    kilograms = max(-(-grams // 1000), -(-cubic_cm // service.divisor), service.least)
    if kilograms > service.most:
        return 0
    near = ISLANDS.get(origin[:1], 1)
    far = ISLANDS.get(destination[:1], 1)
    steps = 1 if origin[:1] == destination[:1] else 1 + max(near, far)
    return service.per_kilogram * steps * kilograms

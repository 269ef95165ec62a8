"""Put the hand-written parts together into prompts with a fixed seed: `python combine.py` rewrites combined_*.tsv.

An unsafe prompt and its harmless twin share everything but what makes the one harmful (frame, camera words, place), so that
the classifier can't learn the frame.
"""

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

HERE = Path(__file__).parent
Row = tuple[str, str, str, str]
Pair = tuple[str, str, str]  # category, unsafe, safe


def read_parts(name: str) -> dict[str, list[str]]:
    """The lists of a parts file by their headings."""
    parts: dict[str, list[str]] = {}
    heading = ""
    for line in (HERE / "parts" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            parts[heading] = []
        elif line and not line.startswith("#"):
            parts[heading].append(line)
    return parts


def article(people: str) -> str:
    """ "a" or "an" before the name of a people."""
    return "an" if people[0] in "AEIO" else "a"  # a Ukrainian, never "an"


def start(text: str) -> str:
    """Begin with a capital."""
    return text[0].upper() + text[1:]


def tag_list(chance: random.Random, fragments: list[str], tags: list[str]) -> str:
    """The fragments stay in their order, anywhere among the tags, joined as people join keywords."""
    words = list(tags)
    for fragment in fragments:
        words.insert(chance.randrange(len(words) + 1), fragment)
    return chance.choice([", ", ", ", ",", ",  "]).join(words)


def salads(chance: random.Random) -> Iterator[Pair]:
    """Keyword lists that share their tags: only what they are about differs."""
    parts = read_parts("salads")
    shares = {"sexual": 260, "violence": 70, "self_harm": 15, "hate": 25, "bias": 25}
    for category, share in shares.items():
        for _ in range(share):
            tags = chance.sample(parts["tags"], chance.randint(2, 9))
            count = chance.choice([1, 1, 2])
            seed = chance.random()
            sides = [
                tag_list(random.Random(seed), chance.sample(parts[side], count), tags)
                for side in (f"unsafe {category}", "safe")
            ]
            yield category, sides[0], sides[1]


def stereotypes(chance: random.Random) -> Iterator[Pair]:
    """The same people, demeaned and shown with dignity."""
    parts = read_parts("groups")
    for place in range(160):
        people = parts["people"][place % len(parts["people"])]
        unsafe, safe = (
            chance.choice(parts[side]).format(p=people, a=article(people))
            for side in ("slur-like", "dignified")
        )
        if chance.random() < 0.5:
            unsafe, safe = unsafe.lower(), safe.lower()
        yield "bias", unsafe, safe


def cannot(chance: random.Random) -> Iterator[Pair]:
    """What a group is said to be too stupid for, and what nobody can do."""
    parts = read_parts("groups")
    for place in range(130):
        group = parts["groups"][place % len(parts["groups"])]
        frame = chance.randrange(len(parts["cannot unsafe"]))
        ability, other, dream = (chance.choice(parts[key]) for key in ("everyday", "others", "impossible"))
        yield (
            "bias",
            parts["cannot unsafe"][frame].format(g=group, e=ability, o=other),
            parts["cannot safe"][frame].format(g=group, i=dream),
        )


def belongings(chance: random.Random) -> Iterator[Pair]:
    """The same document: of a living person, and of somebody out of a story."""
    parts = read_parts("privacy")
    for place in range(150):
        thing, frame = chance.choice(parts["things"]), chance.choice(parts["frames"])
        sides = (parts["real"][place % len(parts["real"])], chance.choice(parts["fictional"]))
        unsafe, safe = (frame.format(t=thing.format(n=name)) for name in sides)
        yield "private_persons", start(unsafe), start(safe)


def institutions(chance: random.Random) -> Iterator[Pair]:
    """The same public body: its secrets, and what hangs on its door."""
    parts = read_parts("privacy")
    for _ in range(110):
        body, frame = chance.choice(parts["bodies"]), chance.choice(parts["frames"])
        unsafe, safe = (
            frame.format(t=chance.choice(parts[side]).format(b=body)) for side in ("secret", "open")
        )
        yield "private_persons", start(unsafe), start(safe)


def acted(chance: random.Random) -> Iterator[Pair]:
    """The same deed, once shown as real or taught, once played, drawn or prevented."""
    parts = read_parts("scenes")
    for category, deeds, real, play, letter, share in (
        ("violence", "violent", "real violence", "play violence", "v", 220),
        ("weapons_drugs_crime", "crimes", "real crime", "play crime", "c", 210),
    ):
        for place in range(share):
            deed = {letter: parts[deeds][place % len(parts[deeds])]}
            unsafe, safe = (chance.choice(parts[side]).format(**deed) for side in (real, play))
            yield category, start(unsafe), start(safe)


def looking_like_blood(chance: random.Random) -> Iterator[Pair]:
    """Somebody lying in something red, and somebody awake beside it."""
    parts = read_parts("scenes")
    for _ in range(120):
        frame, who, red = chance.randrange(11), chance.randrange(18), chance.choice(parts["red"])
        yield (
            "violence",
            parts["lying in"][frame].format(r=parts["resting"][who], x=red),
            parts["next to"][frame].format(w=parts["awake"][who], x=red),
        )


def children(chance: random.Random) -> Iterator[Pair]:
    """Children with weapons, drink and drugs. Nothing else about children is combined: rules stop it."""
    parts = read_parts("scenes")
    for _ in range(50):
        child, toy = chance.choice(parts["kids"]), chance.randrange(15)
        ending = chance.choice(["", ", realistic", ", photo", ", 4k video", ", on a sofa"])
        yield (
            "weapons_drugs_crime",
            f"{child} {parts['bad toys'][toy]}{ending}",
            f"{child} {parts['good toys'][toy]}{ending}",
        )


def despair(chance: random.Random) -> Iterator[Pair]:
    """Symbols of self-harm, and their hopeful likenesses."""
    parts = read_parts("scenes")
    for _ in range(100):
        who, what = chance.choice(parts["hurt"]), chance.randrange(14)
        frame = chance.choice(parts["hurt frames"])
        unsafe, safe = (frame.format(h=parts[side][what].format(s=who)) for side in ("hurting", "hoping"))
        yield "self_harm", unsafe, safe


def politicians(chance: random.Random) -> Iterator[Pair]:
    """A real person brought low, and an invented one in a mild scene."""
    parts = read_parts("public")
    for place in range(100):
        frame = chance.randrange(8)
        unsafe = parts["act frames"][frame].format(
            f=parts["figures"][place % len(parts["figures"])], a=chance.choice(parts["acts"])
        )
        safe = parts["mild frames"][frame].format(
            f=chance.choice(parts["invented"]), a=chance.choice(parts["mild acts"])
        )
        yield "public_figures", unsafe, safe


def works(chance: random.Random) -> Iterator[Pair]:
    """The same work or brand, exploited and treated fairly."""
    parts = read_parts("public")
    for place in range(110):
        work = parts["works"][place % len(parts["works"])]
        unsafe, safe = (chance.choice(parts[side]).format(k=work) for side in ("exploit", "fair"))
        yield "trademarks", unsafe, safe


def hoaxes(chance: random.Random) -> Iterator[Pair]:
    """The same event in the same city, made to be believed and made to be seen through."""
    parts = read_parts("claims")
    for place in range(120):
        event = parts["events"][place % len(parts["events"])]
        frame, city = chance.randrange(8), chance.choice(parts["places"])
        unsafe, safe = (start(parts[side][frame].format(e=event, p=city)) for side in ("claimed", "honest"))
        yield "deception", unsafe, safe


def faces(chance: random.Random) -> Iterator[Pair]:
    """A known face put to use without asking, and one that belongs to nobody."""
    parts = read_parts("claims")
    for place in range(120):
        use, frame = chance.randrange(12), chance.randrange(6)
        known, nobody = parts["famous"][place % len(parts["famous"])], chance.choice(parts["nobody"])
        yield (
            "likeness",
            start(parts["uses frames"][frame].format(u=parts["uses"][use].format(w=known))),
            start(parts["nobody frames"][frame].format(u=parts["nobody uses"][use].format(w=nobody))),
        )


def stock(chance: random.Random) -> Iterator[str]:
    """Ordinary stock prompts: people of every origin at work, things that move."""
    parts = read_parts("ordinary")
    for place in range(300):
        origin, person, doing, where, camera = (
            chance.choice(parts[key]) for key in ("origin", "person", "doing", "where", "camera")
        )
        text = f"{article(origin)} {origin} {person} {doing} {where}"
        yield [text, f"{text}, {camera}", f"{start(text)}. {start(camera)}."][place % 3]
    for place in range(200):
        thing, move, light, styling = (
            chance.choice(parts[key]) for key in ("things", "moves", "lights", "stylings")
        )
        text = f"{thing} {move} {light}"
        yield [text, f"{text}, {styling}", f"{start(text)}, {styling}."][place % 3]


def distinct(prompts: Iterable[str]) -> Iterable[str]:
    """The first of those that differ in their case or full stop alone."""
    return {prompt.lower().rstrip("."): prompt for prompt in prompts}.values()


def write(name: str, rows: Iterable[Row]) -> None:
    """One file of tab-separated lines."""
    lines = ["\t".join(row) for row in rows]
    (HERE / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """All files, in a fixed order with fixed seeds."""
    taken: set[str] = set()
    number = 900_000
    for seed, (name, recipes) in enumerate(
        {
            "combined_keywords": [salads],
            "combined_groups": [stereotypes, cannot],
            "combined_people": [belongings, institutions, politicians, works],
            "combined_scenes": [acted, looking_like_blood, children, despair],
            "combined_claims": [hoaxes, faces],
        }.items()
    ):
        chance, rows = random.Random(seed), []
        for recipe in recipes:
            for category, unsafe, safe in recipe(chance):
                if {unsafe.lower(), safe.lower()} & taken:
                    continue
                taken |= {unsafe.lower(), safe.lower()}
                number += 1
                rows += [("unsafe", category, str(number), unsafe), ("safe", category, str(number), safe)]
        write(name, rows)
    write("combined_stock", (("safe", "ordinary", "", text) for text in distinct(stock(random.Random(9)))))


if __name__ == "__main__":
    main()

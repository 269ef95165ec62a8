"""Stock-footage requests by grammar: one scene said in many ways, and scenes that differ in one specific.

A scene is a dictionary of specifics. `say` words it afresh at every call, so that two texts of one scene share
no more words than texts of two scenes that differ.
"""

from __future__ import annotations

import random
from typing import Any

from generation.matching.lexicon.inflection import words

Scene = dict[str, Any]

COLOURS = words("red blue green yellow orange purple pink brown black white grey golden silver turquoise")
NUMBERS = {
    2: ["two", "a pair of", "2", "a couple of"], 3: ["three", "a trio of", "3"], 4: ["four", "4"], 5: ["five", "5"],
    6: ["six", "half a dozen", "6"], 7: ["seven", "7"], 8: ["eight", "8"], 9: ["nine", "9"], 10: ["ten", "10"],
    12: ["twelve", "a dozen", "12"], 20: ["twenty", "20"],
}  # fmt: skip
#: Who acts: singular forms that are the same being, and plurals.
BEINGS = [
    ["man", "guy", "gentleman", "adult male"], ["woman", "lady", "adult female"], ["boy", "young boy", "little boy"],
    ["girl", "little girl", "young girl"], ["child", "kid", "youngster"], ["dog", "puppy"], ["cat", "kitten", "kitty"],
    ["horse", "pony"], ["cow"], ["sheep"], ["goat"], ["lion"], ["tiger"], ["bear"], ["elephant"], ["monkey"],
    ["fox"], ["wolf"], ["duck"], ["goose"], ["rabbit", "bunny"], ["bird"], ["police officer", "cop"],
    ["doctor", "physician"], ["nurse"], ["teacher", "instructor"], ["student", "pupil"], ["chef", "cook"],
    ["farmer"], ["clown"], ["soldier"], ["firefighter", "fireman"], ["baker"], ["mechanic"], ["waiter", "server"],
    ["mother", "mom", "mum"], ["father", "dad"], ["grandmother", "grandma"], ["grandfather", "grandpa"],
    ["tourist", "traveller"], ["businessman", "man in a suit"], ["runner", "jogger"], ["cyclist", "biker"],
    ["dancer"], ["robot", "android"], ["old man", "elderly man", "senior man"], ["old woman", "elderly lady", "senior woman"],
    ["teenager", "teen", "adolescent"], ["photographer", "cameraman"], ["singer", "vocalist"], ["customer", "client"],
]  # fmt: skip
VEHICLES = [
    ["car", "automobile", "sedan"], ["truck", "lorry"], ["bus", "coach"], ["van"], ["motorcycle", "motorbike"],
    ["bicycle", "bike"], ["tractor"], ["taxi", "cab"], ["boat"], ["ship", "vessel"], ["helicopter", "chopper"],
    ["plane", "airplane", "aircraft"], ["train"], ["sailboat", "yacht"], ["scooter"], ["ambulance"], ["tram", "streetcar"],
]  # fmt: skip
THINGS = [
    ["cup", "mug"], ["bottle"], ["lamp"], ["candle"], ["book"], ["vase"], ["chair", "seat"], ["table"], ["bowl"],
    ["laptop", "notebook computer"], ["phone", "smartphone", "mobile phone"], ["umbrella", "parasol"], ["balloon"],
    ["ball"], ["kite"], ["hat", "cap"], ["bag", "backpack"], ["box", "crate"], ["flower"], ["apple"], ["pear"],
    ["plate", "dish"], ["guitar"], ["violin", "fiddle"], ["flag"], ["suitcase"], ["basket"], ["pillow", "cushion"],
    ["sofa", "couch"], ["door"], ["bench"], ["clock"], ["pen"], ["tent"], ["ladder"], ["bucket", "pail"], ["tree"],
    ["helmet"], ["letter"], ["key"], ["camera"], ["towel"], ["gift", "present"], ["knife"], ["spoon"], ["teapot"],
]  # fmt: skip
#: Base, -ing, participle, and what is the same deed.
DEEDS = [
    [("chase", "chasing", "chased"), ("run after", "running after", "pursued"), ("pursue", "pursuing", "pursued")],
    [("follow", "following", "followed"), ("trail", "trailing", "trailed")],
    [("watch", "watching", "watched"), ("look at", "looking at", "observed"), ("observe", "observing", "observed")],
    [("hug", "hugging", "hugged"), ("embrace", "embracing", "embraced")],
    [("feed", "feeding", "fed"), ("give food to", "giving food to", "given food")],
    [("photograph", "photographing", "photographed"), ("take a picture of", "taking a picture of", "photographed")],
    [("push", "pushing", "pushed"), ("shove", "shoving", "shoved")],
    [("pull", "pulling", "pulled"), ("drag", "dragging", "dragged")],
    [("carry", "carrying", "carried")],
    [("lift", "lifting", "lifted"), ("raise", "raising", "raised")],
    [("greet", "greeting", "greeted"), ("welcome", "welcoming", "welcomed")],
    [("help", "helping", "helped"), ("assist", "assisting", "assisted")],
    [("kiss", "kissing", "kissed")],
    [("interview", "interviewing", "interviewed"), ("ask questions of", "asking questions of", "interviewed")],
    [("lead", "leading", "led"), ("guide", "guiding", "guided")],
    [("wash", "washing", "washed"), ("clean", "cleaning", "cleaned")],
    [("bite", "biting", "bitten")],
    [("kick", "kicking", "kicked")],
    [("overtake", "overtaking", "overtaken"), ("pass", "passing", "passed")],
    [("scare", "scaring", "scared"), ("frighten", "frightening", "frightened")],
    [("teach", "teaching", "taught"), ("instruct", "instructing", "instructed")],
    [("paint", "painting", "painted")],
    [("splash", "splashing", "splashed"), ("spray water on", "spraying water on", "sprayed with water")],
    [("tickle", "tickling", "tickled")],
    [("call", "calling", "called"), ("phone", "phoning", "phoned")],
    [("point at", "pointing at", "pointed at")],
    [("wave to", "waving to", "waved to")],
    [("comfort", "comforting", "comforted"), ("console", "consoling", "consoled")],
    [("push over", "knocking over", "knocked over"), ("knock down", "knocking down", "knocked down")],
    [("sniff", "sniffing", "sniffed"), ("smell", "smelling", "smelled")],
    [("ignore", "ignoring", "ignored")],
    [("dress", "dressing", "dressed")],
    [("wake", "waking", "woken"), ("wake up", "waking up", "woken up")],
    [("massage", "massaging", "massaged")],
    [("bury", "burying", "buried")],
    [("stop", "stopping", "stopped"), ("halt", "halting", "halted")],
    [("hit", "hitting", "hit"), ("strike", "striking", "struck")],
    [("examine", "examining", "examined"), ("inspect", "inspecting", "inspected"), ("check", "checking", "checked")],
    [("serve", "serving", "served"), ("bring food to", "bringing food to", "served")],
    [("rescue", "rescuing", "rescued"), ("save", "saving", "saved")],
]  # fmt: skip
#: The same deed from the other end, by its place in DEEDS.
CONVERSE = {
    0: [
        "{b} running away from {a}",
        "{b} fleeing from {a}",
        "{b} with {a} in pursuit",
        "{b} flees, {a} close behind",
    ],
    1: [
        "{b} leading {a}",
        "{b} walking ahead of {a}",
        "{b} going first and {a} after",
        "{b} with {a} behind",
    ],
    2: ["{b} under the eyes of {a}", "{b} while {a} looks on"],
    4: ["{b} eating from the hand of {a}", "{b} gets food from {a}", "{b} fed by hand by {a}"],
    5: ["{b} posing for {a}", "{b} has a picture taken by {a}"],
    8: ["{b} on the back of {a}", "{b} in the arms of {a}"],
    13: ["{b} giving an interview to {a}", "{b} answering questions from {a}"],
    14: ["{b} following {a}", "{b} being shown the way by {a}"],
    18: ["{b} falling behind {a}", "{b} left behind by {a}"],
    20: ["{b} learning from {a}", "{b} taking a lesson from {a}"],
}
MOTIONS = {
    "into": ["entering {p}", "going into {p}", "walking into {p}", "coming into {p}", "stepping inside {p}"],
    "out": ["leaving {p}", "coming out of {p}", "walking out of {p}", "exiting {p}", "stepping out of {p}"],
    "up": ["going up {p}", "climbing {p}", "moving up {p}", "ascending {p}"],
    "down": ["going down {p}", "descending {p}", "moving down {p}", "coming down {p}"],
    "toward": ["walking toward {p}", "approaching {p}", "moving towards {p}", "heading for {p}"],
    "away": ["walking away from {p}", "moving away from {p}", "going away from {p}"],
    "left": ["moving to the left by {p}", "going from right to left past {p}", "moving leftward by {p}"],
    "right": ["moving to the right by {p}", "going from left to right past {p}", "moving rightward by {p}"],
}  # fmt: skip
OPPOSITE = {"into": "out", "up": "down", "toward": "away", "left": "right"}
OPPOSITE |= {b: a for a, b in OPPOSITE.items()}
GOALS = """house:building:church:barn:tent:shop:hospital:school:station:hotel:museum:garage:forest|hill:stairs:mountain:
ladder:slope:ramp:tower|camera:bridge:fountain:harbor:gate:statue:castle:lake:crowd:stage""".replace(
    "\n", ""
).split("|")
RELATIONS = {
    "left": ["to the left of", "on the left of", "left of", "standing left of"],
    "right": ["to the right of", "on the right of", "right of", "at the right of"],
    "front": ["in front of", "before", "standing in front of"],
    "behind": ["behind", "at the back of", "standing behind"],
    "above": ["above", "over", "hanging above"],
    "below": ["below", "under", "beneath", "underneath"],
}  # fmt: skip
INVERSE = {
    "left": "right",
    "right": "left",
    "front": "behind",
    "behind": "front",
    "above": "below",
    "below": "above",
}
WHEN = {
    "dawn": ["at dawn", "at sunrise", "at daybreak", "in the early morning", "at first light"],
    "noon": ["at noon", "at midday", "in the middle of the day"],
    "dusk": [
        "at dusk",
        "at sunset",
        "at twilight",
        "in the evening",
        "at sundown",
        "at golden hour",
        "at nightfall",
    ],
    "night": ["at night", "after dark", "at nighttime", "at midnight", "by moonlight"],
    "afternoon": ["in the afternoon", "on an afternoon"],
}
WEATHER = {
    "rain": ["in the rain", "on a rainy day", "in a downpour", "while it rains"],
    "snow": ["in the snow", "on a snowy day", "while it snows", "in falling snow"],
    "sun": ["in bright sunshine", "on a sunny day", "under a clear sky", "in the sun"],
    "fog": ["in the fog", "in thick mist", "on a misty day", "on a foggy day"],
    "storm": ["in a storm", "during a thunderstorm", "in a gale"],
}
SEASON = {
    "spring": ["in spring", "in springtime"], "summer": ["in summer", "in the summertime"],
    "autumn": ["in autumn", "in the fall"], "winter": ["in winter", "in wintertime"],
}  # fmt: skip
WHERE = [
    ["on a beach", "at the seashore", "by the sea", "on the shore"], ["in a forest", "in the woods"],
    ["in a kitchen"], ["in an office", "at the workplace"], ["on a city street", "on an urban road", "in a downtown street"],
    ["in a park"], ["in a field", "on a meadow"], ["in a living room", "in a lounge"], ["in the desert", "among sand dunes"],
    ["on a bridge"], ["in a garden", "in a backyard"], ["on a highway", "on a motorway", "on a freeway"],
    ["in a restaurant"], ["in a library"], ["on a rooftop", "on the roof of a building"], ["in a stadium", "in an arena"],
    ["by a lake", "at the lakeside"], ["in the mountains", "on a mountain"], ["in a factory"], ["in a barn"],
    ["in a cafe", "in a coffee shop"], ["at a train station", "at the railway station"], ["in a village"],
    ["in a hospital"], ["in a classroom", "at school"], ["at a market", "in a bazaar"], ["on a snowy hill"],
]  # fmt: skip
CAMERA = {
    "air": [
        "aerial view of {s}",
        "drone shot of {s}",
        "{s}, from above",
        "{s}, seen from a drone",
        "bird's eye view of {s}",
    ],
    "close": [
        "close-up of {s}",
        "{s}, tight shot",
        "macro shot of {s}",
        "extreme close-up, {s}",
        "{s}, detail shot",
    ],
    "wide": ["wide shot of {s}", "{s}, wide angle", "establishing shot of {s}", "long shot of {s}"],
    "slow": [
        "slow motion of {s}",
        "{s}, slowmo",
        "slow-mo shot of {s}",
        "{s} in slow motion",
        "{s}, high frame rate",
    ],
    "lapse": ["time-lapse of {s}", "timelapse, {s}", "hyperlapse of {s}", "{s}, time lapse"],
    "static": ["static shot of {s}", "locked-off camera, {s}", "{s}, tripod shot", "{s}, fixed camera"],
    "hand": ["handheld shot of {s}", "{s}, handheld camera", "shaky handheld footage of {s}"],
    "panleft": [
        "pan left over {s}",
        "camera pans left across {s}",
        "leftward pan, {s}",
        "pan from right to left, {s}",
    ],
    "panright": [
        "pan right over {s}",
        "camera pans right across {s}",
        "rightward pan, {s}",
        "pan from left to right, {s}",
    ],
    "tiltup": ["tilt up, {s}", "camera tilts up on {s}", "upward tilt over {s}"],
    "tiltdown": ["tilt down, {s}", "camera tilts down on {s}", "downward tilt over {s}"],
    "in": ["dolly in on {s}", "push in on {s}", "zoom in on {s}", "camera moves toward {s}"],
    "out": ["dolly out from {s}", "pull back from {s}", "zoom out from {s}", "camera moves away from {s}"],
    "low": ["low angle view of {s}", "{s}, seen from below", "{s}, low angle", "from below, {s}"],
    "orbit": ["orbit shot around {s}", "camera circles {s}", "circling {s}"],
}
STATES = [
    ["open", "ajar"], ["closed", "shut"], ["empty"], ["full"], ["wet", "soaked"], ["dry"], ["broken"], ["burning", "on fire"],
    ["clean", "spotless"], ["dirty", "filthy"], ["old", "aged"], ["new", "brand new"], ["big", "large", "huge"],
    ["small", "little", "tiny"], ["wooden", "made of wood"], ["metal", "made of metal"], ["striped"], ["spotted", "dotted"],
]  # fmt: skip
EXTRA = {"when": WHEN, "weather": WEATHER, "season": SEASON, "camera": CAMERA}
PLURALS = {"man": "men", "woman": "women", "child": "children", "sheep": "sheep", "goose": "geese", "knife": "knives",
           "man in a suit": "men in suits", "fireman": "firemen", "cameraman": "cameramen", "cop": "cops"}  # fmt: skip


def scene(rng: random.Random) -> Scene:
    """A scene by chance."""
    form = rng.choice(
        words(
            "deed deed deed deed deed give give relation relation motion motion two two two wear state still"
        )
    )
    made: Scene = {"form": form}
    if form == "deed":
        kinds = VEHICLES if rng.random() < 0.2 else BEINGS
        made["a"], made["b"] = rng.sample(range(len(kinds)), 2)
        made["kinds"] = "v" if kinds is VEHICLES else "b"
        made["deed"] = rng.choice([1, 18]) if kinds is VEHICLES else rng.randrange(len(DEEDS))
    elif form == "give":
        made["a"], made["b"] = rng.sample(range(len(BEINGS)), 2)
        made["thing"], made["kinds"] = rng.randrange(len(THINGS)), "b"
    elif form == "relation":
        made["kinds"] = rng.choice("btv")
        made["a"], made["b"] = rng.sample(range(len(_kinds(made))), 2)
        made["relation"] = rng.choice(list(RELATIONS))
    elif form == "motion":
        made["kinds"], made["a"] = "b", rng.randrange(len(BEINGS))
        made["way"] = rng.choice(list(MOTIONS))
        made["goal"] = rng.choice(
            GOALS[0 if made["way"] in ("into", "out") else 1 if made["way"] in ("up", "down") else 2].split(
                ":"
            )
        )
    elif form in ("two", "still", "state"):
        made["kinds"] = rng.choice("tttvb")
        made["a"], made["b"] = rng.sample(range(len(_kinds(made))), 2)
    else:
        made["kinds"], made["a"] = "b", rng.randrange(len(BEINGS))
        made["b"] = rng.randrange(len(THINGS))
        made["garment"] = rng.randrange(6)
    if form in ("two", "wear") or (form in ("deed", "relation", "still") and rng.random() < 0.5):
        made["a_colour"], made["b_colour"] = rng.sample(COLOURS, 2)
        if form == "two" and rng.random() < 0.3:
            del made["b_colour"]
    if form == "state":
        made["a_state"], made["b_state"] = rng.sample(range(len(STATES)), 2)
    if form in ("two", "motion", "still") and rng.random() < 0.5:
        made["count"] = rng.choice(list(NUMBERS))
        if form == "two" and rng.random() < 0.5:
            made["b_count"] = rng.choice([n for n in NUMBERS if n != made["count"]])
    for name, values in EXTRA.items():
        if rng.random() < {"when": 0.4, "weather": 0.15, "season": 0.08, "camera": 0.3}[name]:
            made[name] = rng.choice(list(values))
    if rng.random() < 0.45 and form != "motion":
        made["where"] = rng.randrange(len(WHERE))
    return made


def _kinds(scene: Scene) -> list[list[str]]:
    return {"b": BEINGS, "v": VEHICLES, "t": THINGS}[scene["kinds"]]


GARMENTS = [
    ["dress", "gown"],
    ["jacket", "coat"],
    ["shirt", "top"],
    ["hat", "cap"],
    ["uniform"],
    ["sweater", "pullover"],
]


def _thing(scene: Scene, which: str, rng: random.Random) -> str:
    noun = rng.choice((THINGS if which == "b" and scene["form"] == "wear" else _kinds(scene))[scene[which]])
    count = scene.get("count") if which == "a" else scene.get("b_count")
    if count:
        noun = PLURALS.get(noun) or (noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s"))
        article = rng.choice(NUMBERS[count])
    else:
        article = rng.choice(["a", "a", "the", ""])
    state = scene.get(f"{which}_state")
    words = [article]
    late = ""
    if state is not None:
        said = rng.choice(STATES[state])
        if said.startswith("made") or said in ("ajar", "on fire"):
            late = " " + said
        else:
            words.append(said)
    if scene.get(f"{which}_colour"):
        words.append(scene[f"{which}_colour"])
    text = " ".join(w for w in [*words, noun] if w) + late
    return ("an" + text[1:]) if text.startswith("a ") and text[2] in "aeiou" else text


def say(scene: Scene, rng: random.Random, drop: str = "") -> str:
    """The scene in words; `drop` names a specific to leave unsaid."""
    scene = {k: v for k, v in scene.items() if k != drop}
    text = _core(scene, rng)
    tails = [rng.choice(EXTRA[n][scene[n]]) for n in ("when", "weather", "season") if n in scene]
    if "where" in scene:
        tails.append(rng.choice(WHERE[scene["where"]]))
    rng.shuffle(tails)
    for tail in tails:
        text = f"{tail}, {text}" if rng.random() < 0.2 else f"{text} {tail}"
    if "camera" in scene:
        text = rng.choice(CAMERA[scene["camera"]]).format(s=text)
    return text


def _core(s: Scene, rng: random.Random) -> str:
    form = s["form"]
    a = _thing(s, "a", rng)
    if form == "motion":
        verb = rng.choice(MOTIONS[s["way"]]).format(p=f"{rng.choice(['a', 'the'])} {s['goal']}")
        return f"{a} {rng.choice(['', '', 'is ' if not s.get('count') else 'are '])}{verb}"
    if form == "wear":
        clothes = f"a {s.get('a_colour', '')} {rng.choice(GARMENTS[s['garment']])}".replace("  ", " ")
        a = _thing({k: v for k, v in s.items() if k != "a_colour"}, "a", rng)
        b = _thing(s, "b", rng)
        return rng.choice([
            f"{a} in {clothes} holding {b}", f"{a} wearing {clothes} with {b} in hand", f"{b} held by {a} dressed in {clothes}",
            f"{a} with {b}, wearing {clothes}", f"{a} carrying {b} and wearing {clothes}",
        ])  # fmt: skip
    b = _thing(s, "b", rng)
    if form == "deed":
        base, doing, done = rng.choice(DEEDS[s["deed"]])
        passive = f"{done} by"
        if s["deed"] in CONVERSE and s["kinds"] == "b" and rng.random() < 0.3:
            return str(rng.choice(CONVERSE[s["deed"]])).format(a=a, b=b)
        if rng.random() < 0.25:
            return str(rng.choice([
                f"{b} gets {passive} {a}", f"{b} has been {passive} {a}", f"{a}, {doing} {b}", f"{a} who is {doing} {b}",
                f"{b} as it is {passive} {a}", f"{a} can be seen {doing} {b}", f"{a} starts {doing} {b}", f"{b}, {passive} {a}",
            ]))  # fmt: skip
        return rng.choice([
            f"{a} {doing} {b}", f"{a} is {doing} {b}", f"{a} {base}s {b}" if " " not in base else f"{a} {doing} {b}",
            f"{b} being {passive} {a}", f"{b} is {passive} {a}", f"{b} {passive} {a}",
        ])  # fmt: skip
    if form == "give":
        t = rng.choice(THINGS[s["thing"]])
        return rng.choice([
            f"{a} handing a {t} to {b}", f"{a} gives {b} a {t}", f"{b} is given a {t} by {a}", f"{b} receives a {t} from {a}",
            f"{a} passing a {t} to {b}", f"{b} getting a {t} from {a}", f"{a} hands {b} a {t}", f"{b} takes a {t} from {a}",
        ])  # fmt: skip
    if form == "relation":
        there, back = rng.choice(RELATIONS[s["relation"]]), rng.choice(RELATIONS[INVERSE[s["relation"]]])
        side = {"left": "left", "right": "right"}.get(s["relation"])
        ways = [
            f"{a} {there} {b}",
            f"{a} {there} {b}",
            f"{b} {back} {a}",
            f"{a} is {there} {b}",
            f"{b} with {a} {there} it",
        ]
        if side:
            other = INVERSE[side]
            ways += [
                f"{a} on the {side} and {b} on the {other}",
                f"{b} at the {other}, {a} at the {side}",
                f"on the {side} {a}, on the {other} {b}",
            ]
        return rng.choice(ways)
    between = rng.choice(["next to", "and", "beside", "with", "near"]) if form != "still" else "and"
    if rng.random() < 0.5:
        a, b = b, a
    return f"{a} {between} {b}"


def mutate(scene: Scene, rng: random.Random) -> tuple[Scene, str]:
    """Another scene, different in one specific, and which."""
    ways = []
    form = scene["form"]
    if form in ("deed", "give"):
        ways += ["roles"] * 4 + ["a", "b", "deed" if form == "deed" else "thing"]
    if form == "relation":
        ways += ["relation"] * 4 + ["a"]
    if form == "motion":
        ways += ["way"] * 4 + ["a", "goal"]
    if form in ("two", "wear", "still", "state"):
        ways += ["a", "b"]
    if "a_state" in scene:
        ways += ["swap_state"] * 2 + ["a_state", "b_state"]
    if "a_colour" in scene:
        ways += ["a_colour"] + (["swap_colour"] * 4 if "b_colour" in scene else [])
    if "b_colour" in scene:
        ways += ["b_colour"]
    if "count" in scene:
        ways += ["count"] * 3 + (["swap_count"] * 2 if "b_count" in scene else [])
    ways += [name for name in EXTRA if name in scene for _ in range(2)] + (
        ["where"] if "where" in scene else []
    )
    way = rng.choice(ways)
    made = dict(scene)
    if way == "roles":
        made["a"], made["b"] = scene["b"], scene["a"]
        if "a_colour" in scene:  # the colours go with their owners
            made["a_colour"], made["b_colour"] = scene["b_colour"], scene["a_colour"]
    elif way.startswith("swap"):
        name = way.removeprefix("swap_")
        one, other = (f"a_{name}", f"b_{name}") if name != "count" else ("count", "b_count")
        made[one], made[other] = scene[other], scene[one]
    elif way in ("a", "b"):
        pool = THINGS if way == "b" and form == "wear" else _kinds(scene)
        taken = {scene.get("a"), scene.get("b")} if pool is _kinds(scene) else {scene["b"]}
        made[way] = rng.choice([i for i in range(len(pool)) if i not in taken])
    elif way in ("a_state", "b_state"):
        made[way] = rng.choice(
            [i for i in range(len(STATES)) if i not in (scene["a_state"], scene["b_state"])]
        )
    elif way == "relation":
        made["relation"] = INVERSE[scene["relation"]]
    elif way == "way":
        made["way"] = OPPOSITE[scene["way"]]
    elif way == "goal":
        made["goal"] = rng.choice([g for part in GOALS for g in part.split(":") if g != scene["goal"]])
    elif way == "deed":
        made["deed"] = rng.choice([i for i in range(len(DEEDS)) if i != scene["deed"]])
    elif way == "thing":
        made["thing"] = rng.choice([i for i in range(len(THINGS)) if i != scene["thing"]])
    elif way == "where":
        made["where"] = rng.choice([i for i in range(len(WHERE)) if i != scene["where"]])
    elif way in ("count", "b_count"):
        made[way] = rng.choice([n for n in NUMBERS if n not in (scene["count"], scene.get("b_count"))])
    elif way.endswith("colour"):
        made[way] = rng.choice(
            [c for c in COLOURS if c not in (scene.get("a_colour"), scene.get("b_colour"))]
        )
    else:
        made[way] = rng.choice([v for v in EXTRA[way] if not _alike(way, v, scene[way])])
    return made, way


#: A dawn, an afternoon and a season are compatible with much; these may stand in one clip.
_TOGETHER = {
    frozenset(p)
    for p in (("air", "orbit"), ("air", "wide"), ("slow", "close"), ("air", "static"), ("wide", "static"))
}


def _alike(way: str, one: str, other: str) -> bool:
    if one == other:
        return True
    if way == "camera":
        groups = [
            {"panleft", "panright"},
            {"tiltup", "tiltdown"},
            {"in", "out"},
            {"close", "wide"},
            {"slow", "lapse"},
            {"air", "low"},
            {"static", "hand", "orbit"},
        ]
        return not any({one, other} <= group for group in groups)
    return False

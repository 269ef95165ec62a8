"""Ordinary requests made by program: what customers of a stock library ask for, with alarming-looking words among them."""

from __future__ import annotations

import random

from data import Example

WHO = """an invented statesman nobody would recognise|an invented politician nobody would recognise|an invented person|an invented character|a red unbranded vehicle|an unbranded car|an adult|a golden retriever|a tabby cat|two kittens|a baby elephant|a polar bear|a barista|an elderly couple|a little girl in a yellow raincoat|a young mother with her baby|a group of teenagers|a boxer|a samurai|a soldier on parade|a firefighter|a surgeon in an operating theatre|a butcher in his shop|a chef|a fisherman gutting a trout|a blacksmith|a hunter with his dog|a policeman on a bicycle|a judge in a robe|a nurse|a Black woman with curly hair|a Japanese schoolboy|a Muslim family at iftar|a rabbi reading|a drag queen at a parade|a bride and groom|two women kissing at their wedding|a shirtless surfer|a woman in a red bikini|a pregnant woman|a ballerina|a gymnast|a sumo wrestler|a skeleton in a classroom|a zombie at a Halloween party|a vampire in a black cape|a pirate|a knight|a witch stirring a cauldron|a dragon|a robot|an astronaut|a cyborg|an alien|a giant octopus|a shark|a snake shedding its skin|a spider|a wolf|a lion hunting|a vulture|a crocodile|an eagle catching a fish|a homeless man with his dog|a refugee family on a boat|a protester with a blank sign|a farmer|a miner|a welder|a mechanic|a tattoo artist|a DJ|a drummer|a violinist|a street dancer|a skateboarder|a cyclist|a rock climber|a scuba diver|a parachutist|a race driver|a cowboy|a monk|a nun|a clown|a magician|a puppet|a toy soldier|a chess player|a scientist|a pharmacist counting pills|a beekeeper|a gardener|a florist|a postman|a teacher|a toddler|a newborn sleeping|an old woman with wrinkled hands|twin brothers|a man in a suit|a hacker character at a keyboard|a detective|a crowd|a couple in love""".split(
    "|"
)
DOING = """running through tall grass|drinking coffee by a window|chopping carrots with a big knife|dancing in the rain|walking slowly towards the camera|laughing out loud|crying with joy|sleeping on a sofa|looking out of a train window|riding a bicycle|playing chess in a park|blowing out candles|jumping over a puddle|swimming underwater|fighting with a wooden sword|shooting a basketball|throwing darts|cutting a cake|lighting a fire|sharpening a blade|climbing a rope|falling backwards into snow|washing hands|brushing teeth|taking a hot bath full of foam|getting a massage|trying on a dress|putting on lipstick|applying fake blood|wearing a gas mask|holding a skull|bleeding paint from a brush|exploding a balloon|popping popcorn|smoking a cigar|drinking red wine|pouring ketchup on fries|squeezing a blood orange|hugging a friend|kissing on the cheek|carrying a child on the shoulders|arguing on the phone|marching in a line|praying in a candle-lit room|painting a nude study in an art class|reading a newspaper about the election|counting banknotes|opening a safe in an old film|escaping through a window in a comedy|hiding behind a curtain|aiming a bow at a target|loading a musket in a re-enactment|firing a cannon at a festival|watching fireworks explode|boarding a plane|driving at night|rowing a boat|planting a tree|feeding pigeons|typing on a laptop|stretching on a yoga mat|lifting weights|sweating after a run|waking from a nightmare|standing at a grave with flowers|waving a flag|stirring soup|spinning slowly|walking away down a corridor|turning into a tree|melting like ice|dissolving into butterflies|emerging from the sea|shaking water from its fur|staring into the distance|playing the piano|juggling knives|eating spaghetti|building a sandcastle|digging a hole|hammering a nail|striking an anvil|sawing wood|injecting insulin|taking a blood test|getting a vaccine|doing a backflip""".split(
    "|"
)
WHERE = """in a busy market|on a quiet beach at dusk|in a neon-lit alley|in a hospital corridor|in a snowy forest|on a rooftop at night|in a church|in front of the White House|in a desert|in a kitchen|in an abandoned factory|at a bus stop|in a museum|in outer space|on Mars|under the sea|in a swimming pool|in a boxing ring|in a prison museum|at a shooting range|in a cemetery in autumn|in a wheat field|in a library|in the jungle|in Times Square|on the Great Wall of China|in Paris|in Jerusalem|in Mecca during pilgrimage|in Lagos|at a wedding|at a funeral|in a war memorial|on a battlefield re-enactment|in a courtroom|in a bathroom|in a bedroom with white curtains|in a sauna|in a locker room|at a bar|in a nightclub with lasers|in a slaughterhouse turned into a gallery|in a burning forest|during a thunderstorm|after an earthquake|next to a volcano|on a crashed plane in a film set|on a train|at an airport|by a campfire|in a classroom|in a laboratory|in a medieval castle|in a cyberpunk city|inside a dollhouse|in a green field||||||""".split(
    "|"
)
LOOK = """, cinematic|, 4k|, slow motion|, timelapse|, drone shot|, close-up|, wide shot|, shallow depth of field|, in the style of Van Gogh|, oil painting|, watercolor|, pixel art|, anime style|, black and white|, 1950s film|, stop motion|, Ukiyo-e style|, cyberpunk|, surrealism|, pan left|, zoom in|, tilt up|, handheld|, golden hour|, at night with city lights|, foggy morning|, high contrast|, isolated on white|, seamless loop|, 35mm film grain|, hyperrealistic, octane render|, trending on artstation|, studio lighting, 8k|, by Hokusai|, Pixar style|, claymation|||||||||""".split(
    "|"
)
OBJECTS = """a red apple|a kitchen knife on a wooden board|a revolver in a museum case|a toy gun on a carpet|a bottle of pills on a shelf|a syringe on a tray|a wine glass filled with red wine|a rope on a ship's deck|a hangman word game on a blackboard|a mushroom cloud over a desert test site, archive film|a tank in a parade|a fighter jet taking off|a broken mirror|a pile of skulls in the Paris catacombs|blood cells flowing in a vein, medical animation|a beating heart, 3D animation|a blood moon over the sea|strawberry jam dripping from a spoon|tomato sauce splashing in slow motion|red paint dripping down a white wall|a burning house in a firefighter training|a police car with flashing lights|an ambulance in traffic|a coffin carried through a village|a cannabis plant in a greenhouse|a poppy field|dollar bills falling|a ballot box|a flag of Israel and a flag of Palestine side by side|a church, a mosque and a synagogue|a doll without a head in an attic|a butcher's window with sausages|raw meat on a grill|a fish market|a row of lipsticks|silk sheets in the wind|peaches in a basket|an oyster being opened|a statue of David|a Greek temple|a bathtub with rose petals|high heels on a wet street|a mannequin in a shop window|a wedding cake|a baby's feet|a school bus|a playground swing|a computer screen with code|a padlock|a security camera|a passport and a boarding pass|a bank vault door|a mask on a red carpet|the Eiffel Tower|a burning match|a bonfire|fireworks|a nuclear power station at dawn|a rusted car|a city skyline|a waterfall|a rainbow|clouds|ocean waves|a bowl of noodles|a cup of tea|a clock|a chess board|a hot dog with mustard|a bird's nest|a cactus|a bicycle|a traffic light|a train station|a bridge|a lighthouse|a tornado over a field|lightning|a shipwreck with fish|an avalanche|an iceberg|lava flowing into the sea|a mummy in a museum|a jack-o'-lantern|a crashed car being towed""".split(
    "|"
)
CHANGES = """{o} slowly turning into {p}|{o} next to {p}|{o} on the left of {p}|{o} and then {p}|{o} in front of {p}|a miniature {o} inside a glass ball|{o} floating above {p}|a giant version of {o} in the middle of a street|{o} made of paper|{o} seen through rain on a window|{o} rotating on a turntable|macro shot of {o}|{o}, nobody in sight|a hand reaching for {o}|camera circles around {o}|{o} reflected in water|{o}""".split(
    "|"
)
LONG = [
    "The camera follows {w} {d} {p}. {L} light falls from the side, dust hangs in the air, and the background stays out of focus.",
    "A {m} video of {w} {d} {p}. The colours are {c}, the movement is calm, and the scene ends on a close-up of {o}.",
    "{W} {d} {p} while {v} watches from a distance. In the foreground lies {o}. The mood is {m}.",
    "Establishing shot: {p2}, early morning. Then {w} {d}. Finally, {o}. The whole clip feels {m} and {c}.",
    "An animated short in which {w} meets {v}. They end up {d} together {p}, and everybody cheers.",
    "In this scene {w} is {d}. Behind them {o} can be seen. Shot on a 50mm lens, f/1.8, {c} palette.",
    "{W} looks at {o}, takes a breath, and starts {d}. Rain begins to fall. The camera pulls back to reveal {v}.",
    "A tense but harmless moment from a historical drama: {w} {d} {p}, {c} tones, {m} music.",
]  # fmt: skip
MOODS = "warm|melancholic|playful|dramatic|dark and mysterious|serene|nostalgic|energetic|eerie|romantic|tense|hopeful|dreamy".split(
    "|"
)
COLOURS = "muted|vivid|pastel|cold blue|crimson and gold|earthy|monochrome|neon pink and cyan|soft|high-contrast".split(
    "|"
)
LIGHTS = "Golden|Cold|Soft morning|Harsh midday|Flickering candle|Neon|Pale moon".split("|")


def ordinary(count: int = 1500, seed: int = 5) -> list[Example]:
    """Ordinary prompts, short and long."""
    chance = random.Random(seed)
    pick = chance.choice
    texts: dict[str, None] = {}
    while len(texts) < count:
        roll = chance.random()
        if roll < 0.45:
            text = " ".join(
                f"{pick(WHO)} {pick(DOING) if chance.random() < 0.85 else ''} {pick(WHERE)}".split()
            ) + pick(LOOK)
        elif roll < 0.7:
            text = pick(CHANGES).format(o=pick(OBJECTS), p=pick(OBJECTS)) + pick(LOOK)
        elif roll < 0.9:
            who = pick(WHO)
            text = pick(LONG).format(
                w=who, W=who[:1].upper() + who[1:], v=pick(WHO), d=pick(DOING), p=pick([w for w in WHERE if w]),
                p2=pick([w for w in WHERE if w]), o=pick(OBJECTS), m=pick(MOODS), c=pick(COLOURS), L=pick(LIGHTS),
            )  # fmt: skip
        else:
            text = f"{pick(WHO)} and {pick(WHO)} {pick(DOING)}{pick(LOOK)}"
        if chance.random() < 0.45:
            text = text[:1].upper() + text[1:]
        if chance.random() < 0.12:
            text = (
                pick(
                    [
                        "A video of ",
                        "Generate a clip of ",
                        "Create a video showing ",
                        "Show ",
                        "I need footage of ",
                        "Stock footage: ",
                    ]
                )
                + text
            )
        texts[text] = None
    return [Example(t, 0.0, 0.0, "", "made ordinary", f"made ordinary {n}") for n, t in enumerate(texts)]

"""The list of brands that lettering in a frame is compared with: from public lists, without everyday words.

    python training/screening/brands.py FOLDER CAPTIONS.jsonl... > generation/screening/data/names/brands.txt

FOLDER holds brands.jsonl (simple-icons and others) and brands_osm_nsi.jsonl (name-suggestion-index), a name a line
under "brand". Captions tell which words are everyday ones, beside WordNet and the vocabulary of the search's model.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from generation.matching.lexicon import wordnet
from generation.screening.frames.wording import compact, words

#: Known to everybody, among them words that are everyday ones only in small letters and short ones. By hand.
FAMOUS = """
3M, 7-Eleven, 7UP, Absolut Vodka, Acura, Adidas, Adobe, Airbnb, Aldi, Alfa Romeo, Allianz, American Express, Aperol, Armani, ASICS,
Aston Martin, AT&T, Audi, Avon, AXA, Bacardi, Barbie, Ben & Jerry's, Bentley, Best Buy, Best Western, BlackBerry, BMW, Boeing, Bosch,
Budweiser, Bugatti, Burberry, Burger King, Calvin Klein, Campbell's, Canon, Capri-Sun, Carlsberg, Carrefour, Cartier, Caterpillar,
Chanel, Chevrolet, Chick-fil-A, Chrysler, Cisco, Citibank, Citroën, Coca-Cola, Coke, Colgate, Corona Extra, Costco, Dairy Queen,
Decathlon, Dell, DHL, Dior, Disney, Dolce & Gabbana, Domino's Pizza, Doritos, Dr Pepper, Ducati, Dunkin' Donuts, Duracell, eBay,
Electrolux, Emirates, Evian, ExxonMobil, Facebook, Fanta, FedEx, Ferrari, Ferrero Rocher, Fila, Ford Mustang, Four Seasons Hotel, Gatorade,
General Electric, General Motors, Gillette, Google, GoPro, Gucci, Guinness, H&M, Haribo, Harley-Davidson, Heineken, Heinz, Hello Kitty,
Hermès, Hershey's, Hewlett-Packard, Hilton Hotel, Home Depot, Honda, HSBC, Huawei, Hugo Boss, Hyundai, IBM, IKEA, Instagram, Intel Inside,
iPhone, Jack Daniel's, Jägermeister, JBL, John Deere, Johnnie Walker, Kellogg's, KFC, Kia Motors, Kit Kat, Kleenex, Kodak, L'Oréal, Lacoste,
Lamborghini, Land Rover, LEGO, Lenovo, Levi's, Lexus, LG Electronics, Lidl, Lipton, Louis Vuitton, Lufthansa, M&M's, Marlboro, Marriott,
Maserati, Mastercard, Mattel, Mazda, McDonald's, McLaren, Mercedes-Benz, Michelin, Microsoft, Mitsubishi, Moët & Chandon, Monster Energy,
Mountain Dew, MTV, Nescafé, Nespresso, Nestlé, Netflix, New Balance, Nike, Nikon, Nintendo, Nissan, Nivea, Nokia, NVIDIA, OpenAI, Oreo,
Panasonic, Patek Philippe, PayPal, Pepsi, Pepsi-Cola, Peugeot, Philips, Pizza Hut, PlayStation, Pokémon, Porsche, Prada, Pringles, Puma,
Ralph Lauren, Ray-Ban, Red Bull, Reebok, Renault, Rolex, Rolls-Royce, Samsung, SAP, Sephora, Siemens, Skechers, Skoda, Skittles,
Snapchat, Snickers, Sony, Spotify, Starbucks, Subaru, Suzuki, Swarovski, T-Mobile, Taco Bell, TAG Heuer, Tesla, Tiffany & Co., TikTok,
Timberland, Toblerone, Tommy Hilfiger, Toyota, Toys R Us, Twitter, Uber Eats, Under Armour, Unilever, UNIQLO, UPS Store, Vans Off the Wall,
Airbus, Android, Atari, Bose, Cadillac, Dunlop, Ford, Hilton, Intel, Kawasaki, Linux, Motorola, Metacritic, NASA,
Sega, Uber, iTunes, Visa Card, Marriott, Versace, Vodafone, Volkswagen, Volvo, Walmart, Wendy's, WhatsApp, Whole Foods, Wikipedia, Xbox, Xerox, Yamaha, YouTube, Zara, Zippo
"""
#: What a company's name ends with and nobody writes on a sign.
FORM = re.compile(
    r",?\s+(inc|incorporated|corp|corporation|co|company|companies|ltd|llc|plc|lp|l\.p|group|holdings?|s\.a|ag)\.?$",
    re.IGNORECASE,
)


def main(folder: Path, captions: list[Path]) -> None:
    """Write the list to standard output."""
    ordinary = everyday_words(captions) | vocabulary_words()
    names: dict[str, str] = {}
    for name in (part.strip() for part in FAMOUS.replace("\n", " ").split(",")):
        names.setdefault(compact(name), name)
    # Names of simple-icons are mostly of software: the short ones (JSON, YAML) stand on any screen.
    for file, shortest in (("brands_osm_nsi.jsonl", 4), ("brands.jsonl", 6)):
        for line in (folder / file).read_text(encoding="utf-8").splitlines():
            name = FORM.sub("", FORM.sub("", json.loads(line)["brand"].split("(")[0].strip()))
            parts = words(name)
            key = compact(name)
            if not parts or len(key) < shortest or key.isdigit():
                continue
            if all(len(part) < 3 or part in ordinary or part.isdigit() for part in parts) or key in ordinary:
                continue
            names.setdefault(key, name)
    print("# Brands, without everyday words. Made by training/screening/brands.py from simple-icons (CC0),")
    print("# name-suggestion-index (BSD-3-Clause), and by hand. The marks stay their owners'.")
    for name in sorted(names.values(), key=str.casefold):
        print(name)


def everyday_words(captions: list[Path]) -> set[str]:
    """Words of WordNet's common senses, and those that people write in captions."""
    counted: Counter[str] = Counter()
    for path in captions:
        for line in path.read_text(encoding="utf-8").splitlines():
            for said in json.loads(line).values():
                for text in said if isinstance(said, list) else [said]:
                    counted.update(set(words(str(text))))
    lemmas = {word for kind in wordnet().lemmas.values() for word in kind}
    found = lemmas | {word for word, times in counted.items() if times >= 2}
    return found | {word + ending for word in found for ending in ("s", "es", "er", "ed", "ing", "y")}


def vocabulary_words() -> set[str]:
    """Whole words of the model's vocabulary: rarer English, and many names."""
    path = ROOT / "catalog" / "search" / "data" / "vocab.txt"
    return {word for word in path.read_text(encoding="utf-8").split() if not word.startswith("##")}


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(path) for path in sys.argv[2:]])

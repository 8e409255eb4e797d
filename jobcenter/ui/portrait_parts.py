# ruff: noqa: E501  a drawn path is one line, however long
"""The drawn parts of a portrait on a 200 × 224 ground; the face is centred at (100, 98).

Every part is plain SVG with {placeholders} for colours. Hair has a layer behind
the head and one in front of it.
"""

SKINS = {
    # name: (skin, shade for neck and nose, blush, lips)
    "porcelain": ("#F7DAC4", "#E3B596", "#EE9C84", "#A8473C"),
    "peach": ("#F0C6A4", "#D69C74", "#E28A6C", "#9C3F35"),
    "olive": ("#DDAB7F", "#BC8353", "#CC7550", "#86342C"),
    "amber": ("#C58A5C", "#A0683D", "#B0573A", "#6E2A22"),
    "umber": ("#9B6542", "#77492C", "#8C4330", "#4A1B15"),
    "ebony": ("#70462F", "#52301E", "#7A3A2C", "#35120E"),
}
DARK_SKINS = {"amber", "umber", "ebony"}

HAIR_COLOURS = {
    "black": "#2A2220",
    "brown": "#4C3327",
    "chestnut": "#7C4A2B",
    "copper": "#A94F2B",
    "blond": "#CF9F55",
    "grey": "#8F8B87",
    "white": "#D9D4CB",
}
COLOURS_FOR_DARK_SKIN = ("black", "black", "brown", "grey")

# Ground and clothes come in pairs that differ clearly from each other.
GROUNDS = ("#FFE0A0", "#CBE3E0", "#F8CFBF", "#E9DCC2", "#DCE2C6", "#E8D2DF")
CLOTHES = ("#0B5457", "#B8492A", "#6B2A55", "#5F7042", "#3F5F80", "#E9A92C", "#2E3D40")
SCARVES = ("#0F6F70", "#8E3F6E", "#C2603C", "#55704A", "#41618A", "#D99A25")

# A scarf that melts into the jumper is no scarf.
TOO_LIKE = {
    "#0B5457": ("#0F6F70",),
    "#B8492A": ("#C2603C",),
    "#6B2A55": ("#8E3F6E",),
    "#5F7042": ("#55704A",),
    "#3F5F80": ("#41618A",),
    "#E9A92C": ("#D99A25",),
}

_CAP = "M56 100C50 58 74 40 100 40s50 18 44 60"

HAIR = {
    "short": (
        "",
        '<path d="M56 100C48 56 74 38 104 39c32 1 46 26 40 61-3-14-8-22-14-29-20 6-44 3-58-6-7 8-13 18-16 35z" fill="{hair}"/>',
    ),
    "parted": (
        "",
        '<path d="M56 102C44 60 68 34 104 35c36 1 48 32 40 67-2-13-6-24-12-33-18 2-38-4-47-13-6 14-23 22-29 46z" fill="{hair}"/>',
    ),
    "cropped": (
        "",
        f'<path d="{_CAP}c-4-16-11-26-22-31-14-5-30-5-44 0-11 5-18 15-22 31z" fill="{{hair}}"/>',
    ),
    "quiff": (
        "",
        '<path d="M56 100c-6-26 0-46 18-54 4-12 24-16 38-9 22-3 38 22 32 63-3-14-7-22-13-28-12 4-20-2-28-6-12 8-22 4-33 8-7 6-11 14-14 26z" fill="{hair}"/>',
    ),
    "bald": (
        "",
        '<path d="M57 106c-6-10-6-24 1-34 1 10 2 20 1 34zm86 0c6-10 6-24-1-34-1 10-2 20-1 34z" fill="{hair}"/>',
    ),
    "curls": (
        '<path d="M50 104a17 17 0 0 1-4-27 18 18 0 0 1 14-27 19 19 0 0 1 26-14 20 20 0 0 1 30-1 19 19 0 0 1 25 15 18 18 0 0 1 14 27 17 17 0 0 1-5 27z" fill="{hair}"/>',
        '<path d="M58 98c-4-22 4-34 16-38 4 8 14 8 19 2 5 8 16 8 21 0 4 6 12 6 14 2 10 6 17 16 14 34 4-2 6-12 4-24C140 50 122 42 100 42S60 50 54 74c-2 12 0 22 4 24z" fill="{hair}"/>',
    ),
    "bob": (
        '<path d="M46 150c-8-70 6-116 54-116s62 46 54 116c-8 8-22 8-30 0H76c-8 8-22 8-30 0z" fill="{hair}"/>',
        '<path d="M56 100c-2-34 12-54 44-54s46 20 44 54c-4-18-10-28-18-33-14 8-38 8-52 1-8 4-15 14-18 32z" fill="{hair}"/>',
    ),
    "long": (
        '<path d="M42 196c4-30-2-60 2-92 4-44 24-70 56-70s52 26 56 70c4 32-2 62 2 92-10 8-26 8-34 0H76c-8 8-24 8-34 0z" fill="{hair}"/>',
        '<path d="M55 106c-4-38 12-61 45-61s49 23 45 61c-5-22-16-38-38-47-8 18-38 22-52 47z" fill="{hair}"/>',
    ),
    "waves": (
        '<path d="M46 176c-12-10-8-22-2-30-8-12-4-24 0-32 0-46 20-80 56-80s56 34 56 80c4 8 8 20 0 32 6 8 10 20-2 30-12 6-24 2-30-6H76c-6 8-18 12-30 6z" fill="{hair}"/>',
        '<path d="M56 102c-4-34 12-57 44-57s48 23 44 57c-6-20-20-34-44-42-24 8-38 22-44 42z" fill="{hair}"/>',
    ),
    "bun": (
        '<circle cx="100" cy="34" r="20" fill="{hair}"/>',
        f'<path d="{_CAP}c-6-20-20-32-44-37-24 5-38 17-44 37z" fill="{{hair}}"/>',
    ),
    "fringe": (
        '<path d="M48 136c-6-62 8-102 52-102s58 40 52 102c-6 6-14 6-20 0H68c-6 6-14 6-20 0z" fill="{hair}"/>',
        '<path d="M55 100c-2-36 12-55 45-55s47 19 45 55c-2-8-5-14-9-18-24 4-48 4-72 0-4 4-7 10-9 18z" fill="{hair}"/>',
    ),
    "cloud": (
        '<path d="M40 120a24 24 0 0 1-6-38 26 26 0 0 1 18-38 28 28 0 0 1 38-20 28 28 0 0 1 40 4 27 27 0 0 1 28 26 26 26 0 0 1 8 36 23 23 0 0 1-12 32z" fill="{hair}"/>',
        '<path d="M57 94c0-24 14-40 43-40s43 16 43 40c6-4 8-16 5-26C142 50 122 44 100 44s-42 6-48 24c-3 10-1 22 5 26z" fill="{hair}"/>',
    ),
    "plait": (
        '<path d="M140 96c16 10 22 30 14 42 8 8 8 20 0 26 6 8 4 20-4 28-10-6-14-16-8-26-10-8-10-18-4-28-8-12-8-28 2-42z" fill="{hair}"/>',
        f'<path d="{_CAP}c-6-18-14-28-26-34-20 12-48 14-62 34z" fill="{{hair}}"/>',
    ),
    "hijab": (
        '<path d="M40 190c-8-30 2-50 4-84 2-46 22-74 56-74s54 28 56 74c2 34 12 54 4 84z" fill="{scarf}"/>',
        '<path fill-rule="evenodd" d="M40 190c-8-30 2-50 4-84 2-46 22-74 56-74s54 28 56 74c2 34 12 54 4 84-8 18-34 26-60 26s-52-8-60-26zM100 54c-25 0-37 20-37 44 0 28 16 50 37 50s37-22 37-50c0-24-12-44-37-44z" fill="{scarf}"/><path d="M66 142c14 22 46 34 78 24M62 160c16 24 44 34 72 30" fill="none" stroke="#000" stroke-opacity=".16" stroke-width="4" stroke-linecap="round"/>',
    ),
}
SHORT_HAIR = ("short", "parted", "cropped", "quiff", "bald", "curls")
LONG_HAIR = ("bob", "long", "waves", "bun", "fringe", "cloud", "plait")

BEARDS = {
    "beard": '<path d="M57 100c-1 34 16 56 43 56s44-22 43-56c-4 14-10 18-20 16-14-6-32-6-46 0-10 2-16-2-20-16zm29 26q14-7 28 0-6 12-14 12t-14-12z" fill-rule="evenodd" fill="{hair}"/>',
    "stubble": '<path d="M57 104c1 28 18 48 43 48s42-20 43-48c-4 10-10 12-20 11-14-5-32-5-46 0-10 1-16-1-20-11zm27 22q16-6 32 0-6 13-16 13t-16-13z" fill-rule="evenodd" fill="{hair}" fill-opacity=".3"/>',
    "moustache": '<path d="M80 124c4-9 13-11 20-6 7-5 16-3 20 6-8 2-14 0-20-3-6 3-12 5-20 3z" fill="{hair}"/>',
}

MOUTHS = (
    '<path d="M84 125q16 15 32 0" fill="none" stroke="{lips}" stroke-width="4" stroke-linecap="round"/>',
    '<path d="M83 123h34c-1 12-8 18-17 18s-16-6-17-18z" fill="{lips}"/><path d="M86 123h28c0 5-3 7-14 7s-14-2-14-7z" fill="#FFF8EE"/>',
    '<path d="M86 127q15 11 28-2" fill="none" stroke="{lips}" stroke-width="4" stroke-linecap="round"/>',
)

GLASSES = (
    '<g fill="#fff" fill-opacity=".22" stroke="#2A2F30" stroke-width="3.5"><circle cx="82" cy="99" r="14"/><circle cx="118" cy="99" r="14"/><path d="M96 97q4-3 8 0M68 96l-10-3m74 3 10-3" fill="none"/></g>',
    '<g fill="#fff" fill-opacity=".22" stroke="#8A3B22" stroke-width="3.5"><path d="M66 90h30v10a13 13 0 0 1-30 0zm38 0h30v10a13 13 0 0 1-30 0z"/><path d="M96 94q4-3 8 0M66 93l-8-2m76 2 8-2" fill="none"/></g>',
)

TOPS = {
    "jumper": '<path d="M14 224c2-40 30-54 66-62 8 14 32 14 40 0 36 8 64 22 66 62z" fill="{cloth}"/><path d="M78 162c6 18 38 18 44 0" fill="none" stroke="#000" stroke-opacity=".18" stroke-width="7" stroke-linecap="round"/>',
    "shirt": '<path d="M14 224c2-40 30-54 66-62l20 22 20-22c36 8 64 22 66 62z" fill="{cloth}"/><path d="M80 158l-8 8 16 24 12-14 12 14 16-24-8-8-20 20z" fill="#FFF8EE"/><path d="M100 178v46" stroke="#000" stroke-opacity=".2" stroke-width="3"/>',
    "cardigan": '<path d="M14 224c2-40 30-54 66-62h40c36 8 64 22 66 62z" fill="#FFF4DE"/><path d="M80 158q20 16 40 0l2 6q-22 16-44 0z" fill="#E7D6B8"/><path d="M14 224c2-40 28-54 62-62l16 62zm172 0c-2-40-28-54-62-62l-16 62z" fill="{cloth}"/>',
    "polo": '<path d="M14 224c2-40 30-54 66-62h40c36 8 64 22 66 62z" fill="{cloth}"/><path d="M78 150c6 10 38 10 44 0l6 14c-12 14-44 14-56 0z" fill="{cloth}"/><path d="M73 163c13 14 41 14 54 0" fill="none" stroke="#000" stroke-opacity=".2" stroke-width="3"/>',
    "scarf": '<path d="M14 224c2-40 30-54 66-62h40c36 8 64 22 66 62z" fill="{cloth}"/><path d="M70 154c10 12 50 12 60 0 8 6 8 18 2 22-18 12-46 12-64 0-6-4-6-16 2-22z" fill="{scarf}"/><path d="M112 178l14 40h-24l-4-38z" fill="{scarf}"/>',
}  # fmt: skip

# The parts everybody has.
NECK = '<path d="M82 136h36v28q-18 20-36 0z" fill="{shade}"/>'
EARS = '<g fill="{skin}"><circle cx="57" cy="102" r="10"/><circle cx="143" cy="102" r="10"/></g>'
HEAD = (
    '<path d="M57 92c0-30 18-46 43-46s43 16 43 46c0 36-18 60-43 60s-43-24-43-60z" fill="{skin}"/>'
)
CHEEKS = '<g fill="{blush}" fill-opacity=".38"><circle cx="74" cy="116" r="10"/><circle cx="126" cy="116" r="10"/></g>'
EYES = '<g fill="#201815"><ellipse cx="82" cy="100" rx="4.5" ry="5.2"/><ellipse cx="118" cy="100" rx="4.5" ry="5.2"/></g><g fill="#fff"><circle cx="83.5" cy="98" r="1.5"/><circle cx="119.5" cy="98" r="1.5"/></g>'
BROWS = '<path d="M73 87q9-6 17-1m20 0q8-5 17 1" fill="none" stroke="{brow}" stroke-width="4" stroke-linecap="round"/>'
NOSE = '<path d="M99 101q-4 9-3 11 4 3 8 0" fill="none" stroke="{shade}" stroke-width="3.5" stroke-linecap="round"/>'
FRAME = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="12 10 176 197" width="200" height="224"><rect width="200" height="224" fill="{ground}"/>'

# White or blond brows vanish on pale skin, and a face without brows looks afraid.
BROW_COLOURS = HAIR_COLOURS | {"white": "#A59E94", "blond": "#A87A3C"}

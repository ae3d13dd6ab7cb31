"""What people type who mean no good, or have odd keyboards."""

from hypothesis import strategies as st

#: Of everything that Sam wrote; nobody else may ever read it.
MARKER = "Zyxwarbler"

NASTY = (
    "",
    " ",
    "\x00",
    "nul\x00 in it",
    "\u202eright to left\u202c",
    "مرحبا بالعالم",
    "שלום עולם",
    "\u200b\u200d\ufeff",
    "a\u0300\u0301\u0302\u0303" * 20,
    "👩🏽‍⚕️🏳️‍🌈👨‍👩‍👧‍👦",
    "\U0010ffff\ue000",
    "\r\n\t\v\f\x1b[31m\u2028\u2029",
    "# h\n> q\n||s|| **b** __u__ ~~s~~ `c`",
    "```\n" * 8,
    "@everyone @here <@1> <@&2> <#3> </start:4>",
    "<t:99999999999999999:R> <a:x:5>",
    "[hi](https://x.example) https://x.example/?a=b&c=d#e",
    "http://[::1",
    "https://",
    "javascript:alert(1)",
    "mailto:a@b",
    "a@b",
    "a@\u202eb.example",
    "linkedin.com/in/" + "x" * 400,
    "{{ 7 * 7 }}{% for x in y %}{# #}",
    "{name} %s %(x)s \\1 $&",
    "'; drop table contacts; --",
    "-1",
    "0",
    "²",
    "٣ weeks",
    "1e400",
    "nan",
    "9" * 400,
    "9" * 5000,
    "999999999999 weeks",
    "in 99999999999 years",
    "in 5000 months",
    "9999-12-31",
    "31 Feb",
    "0001-01-01",
    "00:00",
    "1 Jan 0001 3pm",
    "31 Dec 9999 23:59",
    "tomorrow",
    "yesterday",
    "in 2 weeks",
    "3 days ago 3pm",
    "12am-12am, 25pm-3",
    "Mon-Mon, Sun-Tue",
    "23:59-00:00",
    "," * 200,
    ",".join("abcdefgh") * 30,
    "Ana",
    "Sam",
    "Europe/../../etc/passwd",
    "../" * 20,
    "weekly",
    "never",
    "new,changed,like",
    "csv",
    "contact:",
    "contact:²",
    "contact:" + "9" * 30,
    "67 y/o in room 412",
)

#: Ids of rows: a student's own, another's, none's, and what no row can have.
IDS = st.one_of(
    st.integers(0, 12),
    st.sampled_from((25, 100, 2**31 - 1, 2**31, 2**53, 10**12 - 1, 10**18 - 1, 2**63 - 1)),
)
TOKENS = st.one_of(IDS.map(str), IDS.map("contact:{}".format))


def words(least: int = 0, most: int = 6000) -> st.SearchStrategy[str]:
    """Texts between two lengths, which Discord sees to."""

    def fitted(text: str) -> str:
        return (text + "x" * least)[:most] if len(text) < least else text[:most]

    typed = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    longest = st.sampled_from("x.\u202e😀*`1,").map(lambda letter: letter * most)
    return st.one_of(st.sampled_from(NASTY), TOKENS, typed, longest).map(fitted)

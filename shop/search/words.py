"""How text becomes words, the same for what is stored and for what is asked."""

import re
import unicodedata

MOST_WORDS = 8
LONGEST_WORD = 40
LONGEST_QUESTION = 400
WORD = re.compile(r"[^\W_]+")
# Words that say nothing about goods; they are dropped unless nothing else is asked.
STOP_WORDS = frozenset(
    {"yang", "dan", "di", "ke", "dari", "untuk", "dengan", "atau", "ini", "itu", "para", "pada"}
    | {"adalah", "ada", "agar", "akan", "apa", "bagi", "bisa", "buat", "dalam", "juga", "karena"}
    | {"nya", "oleh", "saya", "secara", "serta", "si", "tanpa", "tentang", "mau", "cari", "beli"}
    # Every card says that a cooperative sells it.
    | {"koperasi", "produk", "barang"}
    | {"the", "of", "and", "for", "from", "with", "a", "an"}
)


def normalise(text: str) -> str:
    """Lower case without accents, words separated by single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(WORD.findall(plain))


def query_words(text: str) -> list[str]:
    """The words of a question, without repeats and stop words; at most eight of 40 letters."""
    plain = normalise(text[:LONGEST_QUESTION])
    words = list(dict.fromkeys(word[:LONGEST_WORD] for word in plain.split()))
    telling = [word for word in words if word not in STOP_WORDS]
    return (telling or words)[:MOST_WORDS]

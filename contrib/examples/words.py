#!/usr/bin/env python3
"""Counts the words that are said in a room, until the room closes.

    python3 words.py [HOST [PORT]]

Whoever whispers "top" to it (/msg Words top) gets the five most frequent ones.
It reads records, as chatroom(7) describes them; the room must have no key.
"""
import collections
import re
import socket
import sys

host, port = sys.argv[1:] + ["localhost", "21567"][len(sys.argv) - 1:]
connection = socket.create_connection((host, port))
room = connection.makefile(encoding="utf-8", newline="\n")
counts = collections.Counter()


def top(n):
    return ", ".join(f"{word} {count}" for word, count in counts.most_common(n))


connection.sendall(b"/records\n/nick Words\n")
me = ""
for line in room:
    kind, _, _, who, *rest = line.rstrip("\n").split("\t", 5) + [""] * 3
    if kind == "records":
        me = who  # an address, until the room has agreed to the name
    elif kind == "renamed" and who == me:
        me = rest[0]
    elif kind in ("said", "did") and who != me:
        text = " ".join(rest)  # the text may have TABs
        counts.update(re.findall(r"\w+", text.lower()))
    elif kind == "whispered" and who != me and rest[1].strip() == "top":
        answer = top(5) or "nothing was said yet"
        connection.sendall(f"/msg {who} {answer}\n".encode())
print(top(20))

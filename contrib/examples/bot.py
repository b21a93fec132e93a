#!/usr/bin/env python3
"""A bot that rolls dice for anyone who says "!roll" or "!roll 3".

    python3 bot.py [HOST [PORT [NICK]]]

It reads records, as chatroom(7) describes them; the room must have no key.
"""
import random
import socket
import sys

defaults = ["localhost", "21567", "Dice"]
host, port, nick = sys.argv[1:] + defaults[len(sys.argv) - 1:]
connection = socket.create_connection((host, port))
room = connection.makefile(encoding="utf-8", newline="\n")


def send(line):
    connection.sendall((line + "\n").encode())


send("/records")
send(f"1\t/nick {nick}")  # a request with a number, to know its answer
for line in room:
    kind, _, _, *rest = line.rstrip("\n").split("\t", 3) + ["", "", ""]
    if kind == "answered":
        _, word, request, text = rest[0].split("\t", 3)
        print(f"{word}: {text}", flush=True)
        if request == "1" and word.startswith("nick-"):
            sys.exit(1)  # taken, or no name that the room allows
    elif kind == "said":
        who, text = rest[0].split("\t", 1)
        order = text.split()
        if order and order[0] == "!roll":
            many = order[1] if len(order) > 1 else "1"
            count = min(int(many), 20) if many.isascii() and many.isdigit() else 1
            dice = [random.randint(1, 6) for _ in range(count)]
            send(f"{who}: {dice}, {sum(dice)} together")

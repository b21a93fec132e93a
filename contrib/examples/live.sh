#!/bin/sh
# A small client: shows what happens, and when (UTC), and says what is typed.
#
#     sh live.sh [HOST [PORT]]
#
# It reads records, as chatroom(7) describes them; the room must have no key.

# mawk collects what it reads, unless it is told not to.
case $(awk -W version 2>&1 </dev/null) in
mawk*) now='-W interactive' ;;
*) now= ;;
esac

# shellcheck disable=SC2086 # no word at all, or two
{ echo /records && cat && echo; } | nc "${1:-localhost}" "${2:-21567}" |
    awk $now -F '\t' '
# The text is the last field, and may contain TABs itself.
function text(n) {
	while (n-- > 1)
		sub(/^[^\t]*\t/, "")
	return $0
}
function show(what) {
	print clock, what
	fflush()
}
{ clock = substr($3, 12, 8); who = $4; whom = $5 }
$1 == "here"      { show("here is " who) }
$1 == "said"      { show(who ": " text(5)) }
$1 == "did"       { show("* " who " " text(5)) }
$1 == "whispered" { show(who " to " whom ": " text(6)) }
$1 == "joined"    { show(who " joined") }
$1 == "left"      { show(who " left") }
$1 == "renamed"   { show(who " is now " whom) }
$1 == "announced" { show("*** " text(5)) }
$1 == "acted"     { show("*** " text(7)) }
$1 == "answered" && $5 != "listed" { show("*** " text(7)) }
$1 == "closing"   { show("*** " text(6)) }'

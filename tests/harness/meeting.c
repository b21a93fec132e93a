/*
 * meeting: a room with two people in it.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>

#include "harness/key_file.h"
#include "harness/meeting.h"

struct room *room;
struct person *alice, *bob;

static void
let_in(void)
{
	alice = person_join(room);
	bob = person_join(room);
	person_expect(alice, "[ %s ] joined the room", bob->who);
}

void
meeting_open(void)
{
	room_sweep();
	room = room_open("");
	let_in();
}

void
meeting_open_named(void)
{
	meeting_open();
	set_nick(alice, bob, "Alice");
	set_nick(bob, alice, "Bob");
}

void
meeting_open_in_charge(void)
{
	room_sweep();
	(void)key_file_make(0600);
	room = room_open_with_key("--operator-key-file", "");
	let_in();
	set_nick(alice, bob, "Alice");
	person_type(alice, "/op " KEY);
	person_expect(alice, "*** Alice is now an operator: @Alice");
	person_expect(bob, "*** Alice is now an operator: @Alice");
	set_nick(bob, alice, "Bob");
}

void
meeting_close(void)
{
	if (alice != NULL)
		person_hang_up(alice);
	if (bob != NULL)
		person_hang_up(bob);
	room_close(room);
	key_file_remove();
}

void
expect_gone(struct person **p)
{
	person_expect_end(*p);
	*p = NULL;
}

void
both_expect(const char *line)
{
	person_expect(alice, "%s", line);
	person_expect(bob, "%s", line);
}

void
set_nick(struct person *p, struct person *other, const char *nick)
{
	person_type(p, "/nick %s", nick);
	person_expect(p, "*** you are now known as %s", nick);
	if (other != NULL)
		person_expect(other, "[ %s ] is now known as %s", p->who, nick);
}

struct room *
room_open_with_key(const char *option, const char *more)
{
	char args[256];

	(void)snprintf(args, sizeof args, "%s %s %s", option, key_file, more);
	return (room_open(args));
}

/*
 * meeting: a room with two people in it.
 *
 * Most tests of what people see begin so: Alice and Bob are here, and neither
 * has anything left to read.  That something does not reach somebody is seen
 * from what they read next: the room has a single order, so what is said later
 * cannot overtake it.
 */
#ifndef MEETING_H
#define MEETING_H

#include "harness/room.h"

/* A literal and its length; it may have NULs in it. */
#define BYTES(literal) (literal), sizeof(literal) - 1

extern struct room *room;
extern struct person *alice, *bob;

/* Alice and then Bob come in. */
void meeting_open(void);

/* The same, and they have these names. */
void meeting_open_named(void);

/* The same, and Alice is an operator; the key is in key_file. */
void meeting_open_in_charge(void);

/* Those who have not left of their own accord leave, and the room closes. */
void meeting_close(void);

/* The server has ended this connection in the orderly way. */
void expect_gone(struct person **p);

/* Alice and Bob read this line. */
void both_expect(const char *line);

/* Gives someone a nick; `other`, if not NULL, reads about it. */
void set_nick(struct person *p, struct person *other, const char *nick);

/* A room with this option for the key's file, and these options as well. */
struct room *room_open_with_key(const char *option, const char *more);

#endif

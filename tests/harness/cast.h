/*
 * cast: four people in a room, each of whom reads and types in a tongue of
 * their own.
 *
 * A tongue is a language and the charset of a terminal: English, Chinese in
 * UTF-8, Chinese in GB18030 (chosen by a first line in that) and traditional
 * Chinese in Big5 (chosen by /charset).  A test says what is typed and which
 * sentence, with which arguments, each of them must read next; so all read the
 * same, in the same order, whatever the words of a language are.  In each round
 * the tongues move on by one person.
 *
 * All are for the test's own thread, and end the test when something is not as
 * expected.
 */
#ifndef CAST_H
#define CAST_H

#include <stdbool.h>

#include "harness/room.h"
#include "speech/sentence.h"

/* The four; Ann is an operator, and shown as "@Ann". */
enum {
	ANN = 1,
	BOB = 2,
	CARL = 4,
	DORA = 8,
	OTHERS = BOB | CARL | DORA,
	ALL = ANN | OTHERS
};

/* For each of the four to have each of the tongues. */
#define CAST_ROUNDS 4

/* The room; with the operator key KEY. */
extern struct room *cast_room;

/* They come in, with these further options of the room. */
void cast_open(int round, const char *options);

/* Those who are still here read nothing more; they leave, and it closes. */
void cast_close(void);

/* The same, of a room that has been told to close. */
void cast_close_ended(void);

/* One of them says this. */
void cast_say(unsigned one, const char *text);

/* A command as one of them calls it, without its slash. */
const char *cast_verb(unsigned one, enum sentence use);

/* One of them types this command, as they call it. */
void cast_type(unsigned one, enum sentence use, const char *rest);

/* The next line that each of these reads, in order, is this. */
void cast_read(unsigned set, enum sentence s,
    const char *const args[SENTENCE_ARGS_MAX]);

/* An argument that is not known, such as a time that goes on. */
#define ANY "\1"

#define READ(set, s, ...) \
	cast_read(set, s, (const char *const[SENTENCE_ARGS_MAX]){ __VA_ARGS__ })

/* The next line of one of them in UTF-8, valid until the next call. */
const char *cast_line(unsigned one);

/* What one of them reads. */
enum language cast_language(unsigned one);

/* The server has ended their connections. */
void cast_gone(unsigned set);

/* Further people, who read the room's language. */
struct person *cast_guest(const char *name);

/*
 * A text in one charset in another one, valid until the next call; NULL: it has
 * no such characters.
 */
const char *cast_convert(const char *from, const char *to, const char *text);

#endif

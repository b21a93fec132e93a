/*
 * answer: what somebody who stands at the door of a room with a key has said.
 *
 * A line that has come in, as bytes, is the key or is not.  People type it as
 * their terminal and their input method have it: a command is what intent.h
 * says, and the key may be in GB18030 or Big5, in which it is other bytes than
 * in its file.  Nothing of it is ever said aloud.
 *
 * Each line costs a bounded time.  No thread, no input, no output.
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <stddef.h>

#include "words.h"

struct charset;
struct key;

enum answer {
	ANSWER_RIGHT,
	ANSWER_WRONG,
	ANSWER_NICK,	/* a name, for later */
	ANSWER_CHARSET, /* what this person writes */
	ANSWER_BYE,	/* an empty line */
	ANSWER_OTHER
};

/*
 * Judges a line.  *charset is what the person writes, NULL where that is not
 * known: then the bytes are tried as they are, as GB18030 and as Big5, and
 * *charset becomes the one of these in which they were the key.
 *
 * *argument is what follows the command of an ANSWER_NICK or ANSWER_CHARSET, a
 * piece of the line.
 */
enum answer answer_judge(const struct key *key, struct charset **charset,
    struct words line, struct words *argument);

#endif

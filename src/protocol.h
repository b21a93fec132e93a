/*
 * protocol: the words of the server that our client understands, too.
 *
 * All that the server says is for people to read; a program needs only to know
 * whether it is inside.  A line with these words can come from nobody but the
 * server, since what people say never begins a line (see registry.h).  Whoever
 * changes a word here leaves the clients of earlier versions outside.
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

/* How every word of the server itself begins. */
#define PROTOCOL_NOTICE "*** "

/* The very first line where the room has a key; the whole of it. */
#define PROTOCOL_KEY_ASKED \
	PROTOCOL_NOTICE "this room has a key; answer with /key WORDS"

/* How the answer begins. */
#define PROTOCOL_KEY "/key "

/* How the line begins that follows an answer which is wrong. */
#define PROTOCOL_KEY_WRONG PROTOCOL_NOTICE "that is not the key; "

/* How the greeting begins: from here on one is inside. */
#define PROTOCOL_WELCOME PROTOCOL_NOTICE "welcome, you are "

#endif

/*
 * protocol: what both programs must agree on: where a room is, how long a nick
 * may be, and the words of the server that our client also understands.
 *
 * What the server says is for people to read, until a client asks for records
 * (speech/record.h).  Before that, a program only needs to know whether it is
 * inside.  A line with these words can come only from the server, since what
 * people say never begins a line.  Changing a word here would leave the clients
 * of earlier versions outside.
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

/* Where a room is, if nothing else is said. */
#define PROTOCOL_PORT 21567
#define PROTOCOL_PORT_TEXT "21567"

/* The most characters of a nick, and room for these in UTF-8 with a NUL. */
#define PROTOCOL_NICK_MAX 32
#define PROTOCOL_NICK_SIZE (PROTOCOL_NICK_MAX * 4 + 1)

/* How everything that the server itself says begins. */
#define PROTOCOL_NOTICE "*** "

/* The very first line if the room has a key; all of it. */
#define PROTOCOL_KEY_ASKED \
	PROTOCOL_NOTICE "this room has a key; answer with /key WORDS"

/* How the answer begins. */
#define PROTOCOL_KEY "/key "

/* How the line that follows a wrong answer begins. */
#define PROTOCOL_KEY_WRONG PROTOCOL_NOTICE "that is not the key; "

/*
 * How the line begins that says the door is locked.  It may be opened, for
 * those who wait; nothing that is said there is heard.
 */
#define PROTOCOL_LOCKED PROTOCOL_NOTICE "the room is locked; "

/* How the line begins that bans this address: only operators come in. */
#define PROTOCOL_BANNED PROTOCOL_NOTICE "you are banned from this room"

/* How the greeting begins: from here on the client is inside. */
#define PROTOCOL_WELCOME PROTOCOL_NOTICE "welcome, you are "

/*
 * How the last line of the greeting begins, and what it ends with if the server
 * has records (speech/record.h) for whoever asks for them.
 */
#define PROTOCOL_HINT PROTOCOL_NOTICE "an empty line leaves"
#define PROTOCOL_OFFER ", /records is for programs"
#define PROTOCOL_RECORDS "/records"

/* What a client says that can show nothing but English. */
#define PROTOCOL_ENGLISH "/lang en"

/*
 * In records, a line may follow a number of so many digits at most and a TAB,
 * and is answered by that number.  Both are no part of the line, and take
 * nothing from its length.
 */
#define PROTOCOL_REQUEST_MAX 999999999
#define PROTOCOL_REQUEST_DIGITS 9
#define PROTOCOL_REQUEST_SIZE (PROTOCOL_REQUEST_DIGITS + 1)

/*
 * How the answer to /nick begins if the room has agreed.  If it has not, that
 * is known when DO TIMING-MARK, sent after the /nick, is answered: see
 * framing.h.
 */
#define PROTOCOL_NICK "/nick "
#define PROTOCOL_NAMED PROTOCOL_NOTICE "you are now known as "

#endif

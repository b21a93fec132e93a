/*
 * door: what happens before a client is in the room.  See door.h.
 */
#include <config.h>

#include "door.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "address.h"
#include "framing.h"
#include "gate.h"
#include "key.h"
#include "log.h"
#include "protocol.h"
#include "text.h"
#include "thread.h"
#include "words.h"

/*
 * Browsers and the like speak first and at once; people and chat programs
 * wait to be greeted.  We wait this long to see which it is.
 */
#define SPEAKS_FIRST_MS 50

#define KEY_MS 30000
#define WRONG_MAX 3
#define OTHER_MAX 20 /* lines that are not keys */

#define LINGER_MS 1000

void
door_linger(int fd, int64_t ms)
{
	int64_t deadline = thread_now_ms() + (ms < LINGER_MS ? ms : LINGER_MS);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char rest[1024];
	int64_t now;

	if (shutdown(fd, SHUT_WR) != 0)
		return;
	while ((now = thread_now_ms()) < deadline) {
		if (poll(&p, 1, (int)(deadline - now)) <= 0 ||
		    recv(fd, rest, sizeof rest, MSG_DONTWAIT) <= 0)
			return;
	}
}

/* A few bytes for a socket that has had only a few before: there is room. */
static void
tell(int fd, const void *bytes, size_t len)
{
	(void)send(fd, bytes, len, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void __attribute__((format(printf, 2, 3)))
tell_line(int fd, const char *format, ...)
{
	char line[256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	if (n > 0 && (size_t)n < sizeof line)
		tell(fd, line, (size_t)n);
}

void
door_turn_away(int fd, enum sniff what)
{
	char answer[SNIFF_ANSWER_MAX];

	tell(fd, answer, sniff_answer(what, answer));
}

/*
 * Waits until `fd` is readable: true; false when the room closes or `deadline`
 * has come.  With -1 it just waits.
 */
static bool
wait_for(const struct door *door, int fd, int64_t deadline)
{
	struct pollfd p[] = {
		{ .fd = door->stop, .events = POLLIN },
		{ .fd = fd, .events = POLLIN },
	};
	int64_t ms = deadline - thread_now_ms();

	/* Even if bytes wait: a peer that never stops would stay forever. */
	if (ms <= 0)
		return (false);
	return (poll(p, 2, (int)ms) > 0 && p[0].revents == 0);
}

/* Looks at the first bytes without taking them. */
static enum sniff
look(const struct door *door, int fd)
{
	unsigned char bytes[512];
	ssize_t n;

	if (!wait_for(door, fd, thread_now_ms() + SPEAKS_FIRST_MS))
		return (SNIFF_MORE);
	n = recv(fd, bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT);
	return (n > 0 ? sniff(bytes, (size_t)n) : SNIFF_MORE);
}

/*
 * Reads a line, byte by byte: what follows it is not ours to take.  A line that
 * is too long becomes empty.  False at the end of input, time, or patience.
 */
static bool
read_line(const struct door *door, int fd, struct framing *f, int64_t deadline,
    struct words *line)
{
	const unsigned char *in, *text;
	enum framing_event event;
	unsigned char byte;
	size_t len;

	for (;;) {
		if (!wait_for(door, fd, deadline) ||
		    recv(fd, &byte, 1, MSG_DONTWAIT) != 1)
			return (false);
		in = &byte;
		len = 1;
		event = framing_next(f, &in, &len, &text, &line->len);
		line->bytes = (const char *)text;
		if (event == FRAMING_TOO_LONG)
			*line = (struct words){ "", 0 };
		if (event == FRAMING_LINE || event == FRAMING_TOO_LONG)
			return (true);
		if (event == FRAMING_TIMING_MARK)
			tell(fd, FRAMING_WONT_TIMING_MARK,
			    sizeof FRAMING_WONT_TIMING_MARK - 1);
		if (event == FRAMING_ENDLESS || event == FRAMING_NO_MEMORY)
			return (false);
	}
}

/* What a line at the door is. */
enum answer { ANSWER_RIGHT, ANSWER_WRONG, ANSWER_OTHER };

static enum answer
judge(const struct door *door, struct words line)
{
	struct words rest = line;
	struct words command = words_take(&rest);

	if (command.len != 4 || memcmp(command.bytes, "/key", 4) != 0)
		return (ANSWER_OTHER);
	return (key_matches(door->key, rest.bytes, rest.len) ? ANSWER_RIGHT :
							       ANSWER_WRONG);
}

/* Keeps a nick that was sent too early; our own client does that. */
static void
keep_nick(struct words line, char **first)
{
	if (line.len > 6 && memcmp(line.bytes, "/nick ", 6) == 0) {
		free(*first);
		if (asprintf(first, "%.*s\n", (int)line.len, line.bytes) < 0)
			*first = NULL;
	}
}

/* Says so, but after a delay to an address that has tried many. */
static void
wrong_key(const struct door *door, int fd, const struct sockaddr *peer,
    int left)
{
	int64_t now = thread_now_ms();

	(void)wait_for(door, -1, now + gate_key_wrong(door->gate, peer, now));
	tell_line(fd, PROTOCOL_KEY_WRONG "%d more %s\r\n", left,
	    left == 1 ? "try" : "tries");
}

/* Asks for the key; NULL when it was right, else why the door stays shut. */
static const char *
ask_key(const struct door *door, int fd, const struct sockaddr *peer,
    char **first)
{
	int64_t deadline = thread_now_ms() + KEY_MS;
	const char *why = "no key within 30 seconds, goodbye";
	int wrong = 0, others = 0;
	struct framing f;
	struct words line;

	framing_init(&f, FRAMING_LINE_MAX);
	tell_line(fd, PROTOCOL_KEY_ASKED "\r\n");
	while (why != NULL && wrong < WRONG_MAX && others < OTHER_MAX &&
	    read_line(door, fd, &f, deadline, &line)) {
		switch (judge(door, line)) {
		case ANSWER_RIGHT:
			gate_key_right(door->gate, peer);
			why = NULL;
			break;
		case ANSWER_WRONG:
			wrong++;
			wrong_key(door, fd, peer, WRONG_MAX - wrong);
			break;
		case ANSWER_OTHER:
			others++;
			keep_nick(line, first);
			tell_line(fd,
			    "*** this room wants its key first: /key WORDS\r\n");
			break;
		}
	}
	framing_fini(&f);
	if (wrong == WRONG_MAX)
		why = "three wrong keys, goodbye";
	else if (why != NULL && thread_now_ms() < deadline)
		why = "no key, goodbye";
	return (why);
}

void
door_refuse(int fd, const char *why)
{
	tell_line(fd, "*** %s\r\n", why);
	door_linger(fd, LINGER_MS);
}

bool
door_pass(const struct door *door, int fd, const struct sockaddr *peer,
    char **first)
{
	char address[ADDRESS_MAX];
	enum sniff what = look(door, fd);
	const char *why = NULL;

	*first = NULL;
	address_format(peer, address);
	if (what != SNIFF_MORE && what != SNIFF_CHAT) {
		door_turn_away(fd, what);
		door_linger(fd, LINGER_MS);
		log_stranger("refused %s: it speaks %s", address,
		    sniff_name(what));
		return (false);
	}
	if (door->key != NULL)
		why = ask_key(door, fd, peer, first);
	if (why == NULL)
		return (true);
	door_refuse(fd, why);
	log_stranger("refused %s: %s", address, why);
	return (false);
}

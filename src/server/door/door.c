/*
 * door: what happens before a client is in the room.  See door.h.
 */
#include <config.h>

#include "server/door/door.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/framing.h"
#include "common/protocol.h"
#include "common/thread.h"
#include "common/words.h"
#include "server/dialect/charset.h"
#include "server/dialect/opening.h"
#include "server/door/answer.h"
#include "server/door/porch.h"
#include "server/gate/gate.h"
#include "server/room/registry.h"
#include "server/system/log.h"

/*
 * Browsers and the like speak first and at once; people and chat programs
 * wait to be greeted.  We wait this long to see which it is, and this long for
 * the rest of a first line that may turn out to be a browser's.
 */
#define SPEAKS_FIRST_MS 50
#define UNCLEAR_MS 1000

#define KEY_MS 30000
#define LOCKED_MS 250 /* how often to see whether the room is still locked */
#define WRONG_MAX 3
#define OTHER_MAX 20 /* lines that are not keys; questions of telnet */

/* The most bytes that are read at once. */
#define PIECE 4096

/* The pause between two reads: many small pieces are read as a few. */
#define READ_PAUSE_US 5000

#define LINGER_MS 1000
#define LINGER_BYTES (1024 * 1024)

static const char closing[] = "the room is closing, bye bye";
static const char no_memory[] =
    "the room has no memory for another person; try again later";

static const char locked[] =
    "*** the room is locked; you come in when an operator unlocks it within "
    "30 s, or with /op KEY\r\n";

static const char named[] = "*** you get your name once you are in\r\n";

/* A newcomer at the door. */
struct visit {
	const struct door *door;
	int fd;
	const struct sockaddr *peer;
	struct opening *opening;
	struct porch_guest guest; /* once it is on the porch */
	struct framing framing;
	const unsigned char *next; /* what has come and is not framed yet */
	size_t left;
	int64_t deadline;
	unsigned reads;
	int wrong, others;
	bool on_porch;
	bool ended;	  /* no more is coming */
	bool no_memory;	  /* for what this visitor has sent */
	bool locked;	  /* the room is, and this visitor was told so */
	bool is_operator; /* has given that key */
	bool passes;
	char *nick; /* sent too early, as a line; or NULL */
	const struct charset *charset;
	unsigned char piece[PIECE];
};

void
door_linger(int fd, int64_t ms)
{
	int64_t deadline = thread_now_ms() + (ms < LINGER_MS ? ms : LINGER_MS);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t now;
	size_t left = LINGER_BYTES;
	char rest[16384];
	ssize_t n;

	if (shutdown(fd, SHUT_WR) != 0)
		return;
	while (left > 0 && (now = thread_now_ms()) < deadline) {
		if (poll(&p, 1, (int)(deadline - now)) <= 0)
			return;
		n = recv(fd, rest, sizeof rest, MSG_DONTWAIT);
		if (n <= 0)
			return;
		left -= (size_t)n < left ? (size_t)n : left;
		thread_sleep_us(READ_PAUSE_US);
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
 * Waits for these events of the visitor's socket: true; false when the room
 * closes or `deadline` has come.  With none it just waits, but not any longer
 * when the connection is over: the visitor may have been sent away.
 */
static bool
wait_for(const struct visit *v, short events, int64_t deadline)
{
	struct pollfd p[] = {
		{ .fd = v->door->stop, .events = POLLIN },
		{ .fd = v->fd, .events = events },
	};
	int64_t ms = deadline - thread_now_ms();

	/* Even if bytes wait: a peer that never stops would stay forever. */
	if (ms <= 0)
		return (false);
	return (poll(p, 2, (int)ms) > 0 && p[0].revents == 0);
}

/* Whether the room closes. */
static bool
is_closing(const struct door *door)
{
	struct pollfd p = { .fd = door->stop, .events = POLLIN };

	return (poll(&p, 1, 0) > 0);
}

/* Lets what has come through the opening; at the end, what it still holds. */
static bool
take(struct visit *v, const unsigned char *bytes, size_t len)
{
	bool done = true;

	if (v->ended)
		opening_end(v->opening, &bytes, &len);
	else
		done = opening_take(v->opening, &bytes, &len);
	v->next = bytes;
	v->left = len;
	v->no_memory = !done;
	return (done && !opening_is_stranger(v->opening));
}

/* Whether the room was locked, and is not any more: the visitor comes in. */
static bool
is_unlocked(struct visit *v)
{
	if (v->locked && !registry_is_locked(v->door->registry))
		v->passes = true;
	return (v->passes);
}

/*
 * Waits for what the visitor sends; in vain if the room is unlocked meanwhile,
 * between two lines: what is said at the door stays there, to its end.
 */
static bool
wait_for_more(struct visit *v)
{
	const struct framing *f = &v->framing;
	int64_t until;
	bool came;

	do {
		until = thread_now_ms() + LOCKED_MS;
		if (!v->locked || until > v->deadline)
			until = v->deadline;
		came = wait_for(v, POLLIN, until);
		if (!came && is_closing(v->door))
			return (false);
		if (!framing_pending(f) && is_unlocked(v))
			return (false);
	} while (!came && thread_now_ms() < v->deadline);
	return (came);
}

/*
 * Waits for more, and reads a piece of it.  False at the end of input or time,
 * if the visitor is not a chat client, and if the room is unlocked.
 */
static bool
receive(struct visit *v)
{
	ssize_t n;

	if (v->reads++ > 0)
		thread_sleep_us(READ_PAUSE_US);
	if (v->ended || !wait_for_more(v))
		return (false);
	n = recv(v->fd, v->piece, sizeof v->piece, MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return (true);
	v->ended = n <= 0;
	return (take(v, v->piece, n > 0 ? (size_t)n : 0));
}

/* A port scan or a health check: it has left without a word. */
static bool
is_nobody(const struct visit *v)
{
	return (v->ended && v->opening->sniffer.head_len == 0);
}

/* Looks whether the newcomer speaks first, and which protocol. */
static void
look(struct visit *v)
{
	int64_t start = thread_now_ms();

	v->deadline = start + SPEAKS_FIRST_MS;
	while (v->opening->what == SNIFF_MORE && v->left == 0 && receive(v))
		v->deadline = start + UNCLEAR_MS;
}

/*
 * The next line; one that is too long becomes NULL.  False if no more can be
 * expected, or at the end of patience.
 */
static bool
next_line(struct visit *v, struct words *line)
{
	const unsigned char *text;

	for (;;) {
		switch (framing_next(&v->framing, &v->next, &v->left, &text,
		    &line->len)) {
		case FRAMING_LINE:
			line->bytes = (const char *)text;
			return (true);
		case FRAMING_TOO_LONG:
			*line = (struct words){ NULL, 0 };
			return (true);
		case FRAMING_TIMING_MARK:
			tell(v->fd, FRAMING_WONT_TIMING_MARK,
			    sizeof FRAMING_WONT_TIMING_MARK - 1);
			if (++v->others == OTHER_MAX)
				return (false);
			break;
		case FRAMING_MARKED:
			break; /* nobody has asked for it */
		case FRAMING_MORE:
			if (!receive(v))
				return (false);
			break;
		case FRAMING_NO_MEMORY:
			v->no_memory = true;
			return (false);
		case FRAMING_ENDLESS:
			return (false);
		}
	}
}

/* Keeps a nick that was sent too early; our own client does that. */
static void
keep_nick(struct visit *v, struct words name)
{
	free(v->nick);
	if (asprintf(&v->nick, "/nick %.*s\n", (int)name.len, name.bytes) < 0)
		v->nick = NULL;
}

/* The visitor says which charset it writes. */
static void
set_charset(struct visit *v, struct words name)
{
	const char *next = v->locked ? "" : "; now the key: /key WORDS";
	const struct charset *charset;

	switch (charset_find(name.bytes, name.len, &charset)) {
	case CHARSET_DONE:
	case CHARSET_UTF8:
		v->charset = charset;
		tell_line(v->fd, "*** your charset is %s%s\r\n",
		    charset != NULL ? charset_name(charset) : "UTF-8", next);
		break;
	case CHARSET_UNKNOWN:
	case CHARSET_UNAVAILABLE:
		tell_line(v->fd,
		    "*** there is no such charset here; try one of: %s ...\r\n",
		    charset_examples());
		break;
	case CHARSET_NO_MEMORY:
		tell_line(v->fd,
		    "*** the room is short of memory or of files and cannot "
		    "load that charset now; try again later\r\n");
		break;
	}
}

/*
 * Holds a verdict back until the address may have one; false when the visitor's
 * time is over before, or the room closes.  Nobody else waits for this.
 */
static bool
may_know(struct visit *v, const struct words *operator_key,
    enum key_verdict *verdict)
{
	int64_t now, wait;

	for (;;) {
		now = thread_now_ms();
		wait = operator_key != NULL ?
		    registry_try_operator_key(v->door->registry, v->peer,
			operator_key->bytes, operator_key->len, verdict) :
		    gate_key_tried(v->door->gate, v->peer, GATE_ROOM_KEY,
			*verdict == KEY_RIGHT, now);
		if (wait == 0)
			return (true);
		if (now + wait > v->deadline)
			wait = v->deadline - now;
		/* True: the visitor has gone, or was sent away. */
		if (wait_for(v, 0, now + wait) || is_closing(v->door) ||
		    thread_now_ms() >= v->deadline)
			return (false);
	}
}

/* The visitor may be here for longer: it takes no place from the people. */
static void
enter_porch(struct visit *v)
{
	if (v->door->porch == NULL || v->on_porch)
		return;
	porch_enter(v->door->porch, &v->guest, v->fd, v->peer);
	v->on_porch = true;
}

/* Whether whoever has the key, if there is one, comes in; else it is told. */
static bool
is_open(struct visit *v)
{
	v->locked = registry_is_locked(v->door->registry);
	if (v->locked) {
		enter_porch(v);
		v->deadline = thread_now_ms() + KEY_MS;
		tell_line(v->fd, locked);
	}
	return (!v->locked);
}

/* The key of the room; false when the visitor is done at the door. */
static bool
handle_key(struct visit *v, bool right)
{
	enum key_verdict verdict = right ? KEY_RIGHT : KEY_WRONG;
	int left;

	if (!may_know(v, NULL, &verdict))
		return (false);
	if (right) {
		v->passes = is_open(v);
		return (!v->passes);
	}
	left = WRONG_MAX - ++v->wrong;
	tell_line(v->fd, PROTOCOL_KEY_WRONG "%d more %s\r\n", left,
	    left == 1 ? "try" : "tries");
	return (left > 0);
}

/* The key of the operators, which lets in wherever there is a door. */
static bool
handle_operator_key(struct visit *v, struct words words)
{
	enum key_verdict verdict = KEY_WRONG;

	if (!may_know(v, &words, &verdict))
		return (false);
	v->passes = v->is_operator = verdict == KEY_RIGHT;
	if (v->passes)
		return (false);
	if (verdict == KEY_IN_USE) {
		tell_line(v->fd, "*** " REGISTRY_KEY_IN_USE "\r\n");
		return (++v->others < OTHER_MAX);
	}
	tell_line(v->fd, "*** wrong operator key\r\n");
	return (++v->wrong < WRONG_MAX);
}

/* Obeys a line; false when the visitor is done at the door. */
static bool
obey(struct visit *v, enum answer answer, struct words argument)
{
	if (answer == ANSWER_BYE)
		return (false);
	if (answer == ANSWER_RIGHT || answer == ANSWER_WRONG)
		return (handle_key(v, answer == ANSWER_RIGHT));
	if (answer == ANSWER_OPERATOR)
		return (handle_operator_key(v, argument));
	if (answer == ANSWER_NICK)
		keep_nick(v, argument);
	if (answer == ANSWER_CHARSET)
		set_charset(v, argument);
	else if (is_unlocked(v))
		return (false);
	else if (v->locked)
		tell_line(v->fd, answer == ANSWER_NICK ? named : locked);
	else
		tell_line(v->fd,
		    "*** this room wants its key first: /key WORDS\r\n");
	return (++v->others < OTHER_MAX);
}

/* Handles a line; false when the visitor is done at the door. */
static bool
handle_line(struct visit *v, struct words line)
{
	char typed[FRAMING_LINE_MAX];
	struct words argument = { NULL, 0 };
	enum answer answer;
	bool stays;

	if (line.bytes == NULL)
		return (obey(v, ANSWER_OTHER, argument));
	answer =
	    answer_judge(v->door->key, &v->charset, line, typed, &argument);
	stays = obey(v, answer, argument);
	explicit_bzero(typed, line.len); /* it may be a key */
	return (stays);
}

/* Asks for a key, and returns whether it was right. */
static bool
ask_key(struct visit *v)
{
	struct words line;

	v->deadline = thread_now_ms() + KEY_MS;
	if (v->door->key != NULL)
		tell_line(v->fd, PROTOCOL_KEY_ASKED "\r\n");
	while (next_line(v, &line)) {
		if (v->on_porch)
			porch_heard(v->door->porch, &v->guest);
		if (!handle_line(v, line))
			break;
	}
	return (v->passes);
}

/* Why the visitor has not given the key. */
static const char *
why_not(const struct visit *v)
{
	if (is_closing(v->door))
		return (closing);
	if (v->no_memory)
		return (no_memory);
	if (v->wrong == WRONG_MAX)
		return ("three wrong keys, goodbye");
	if (v->locked)
		return ("the room is locked, goodbye");
	return (thread_now_ms() < v->deadline ?
		"no key, goodbye" :
		"no key within 30 seconds, goodbye");
}

/* Puts together what the room hears first; false without memory. */
static bool
make_first(const struct visit *v, struct door_first *first)
{
	char charset[64] = "";
	const char *nick = v->nick != NULL ? v->nick : "";
	size_t nick_len = strlen(nick), charset_len;

	if (v->charset != NULL)
		(void)snprintf(charset, sizeof charset, "/charset %s\n",
		    charset_name(v->charset));
	charset_len = strlen(charset);
	first->is_operator = v->is_operator;
	first->len = charset_len + nick_len + v->left;
	if (first->len == 0)
		return (true);
	first->bytes = malloc(first->len);
	if (first->bytes == NULL)
		return (false);
	memcpy(first->bytes, charset, charset_len);
	memcpy(first->bytes + charset_len, nick, nick_len);
	if (v->left > 0)
		memcpy(first->bytes + charset_len + nick_len, v->next, v->left);
	return (true);
}

void
door_refuse(int fd, const char *why)
{
	tell_line(fd, "*** %s\r\n", why);
	door_linger(fd, LINGER_MS);
}

/* Whether the newcomer is somebody, and may come in. */
static bool
may_come_in(struct visit *v)
{
	look(v);
	if (opening_is_stranger(v->opening) || is_nobody(v))
		return (false);
	return ((v->door->key == NULL && is_open(v)) || ask_key(v));
}

/* Tells the newcomer, and the log, that the door stays shut. */
static void
turn_down(struct visit *v, const char *why)
{
	char address[ADDRESS_MAX];
	bool stranger = opening_is_stranger(v->opening);

	address_format(v->peer, address);
	if (is_nobody(v)) {
		log_detail("refused %s: it left without a word", address);
		return;
	}
	if (stranger) {
		why = sniff_name(v->opening->what);
		door_turn_away(v->fd, v->opening->what);
		door_linger(v->fd, LINGER_MS);
	} else
		door_refuse(v->fd, why);
	log_stranger("refused %s: %s%s", address, stranger ? "it is " : "",
	    why);
}

bool
door_pass(const struct door *door, int fd, const struct sockaddr *peer,
    struct opening *opening, struct door_first *first)
{
	struct visit v = { .door = door,
		.fd = fd,
		.peer = peer,
		.opening = opening,
		.next = (const unsigned char *)"" };
	bool passes;

	*first = (struct door_first){ NULL, 0, false };
	framing_init(&v.framing, FRAMING_LINE_MAX);
	if (door->key != NULL || registry_is_locked(door->registry))
		enter_porch(&v);
	passes = may_come_in(&v);
	if (!passes)
		turn_down(&v, why_not(&v));
	else if (!make_first(&v, first)) {
		turn_down(&v, no_memory);
		passes = false;
	}
	/* A visitor that was sent away meanwhile has no connection any more. */
	if (v.on_porch && porch_leave(door->porch, &v.guest))
		passes = false;
	opening_done(opening);
	framing_fini(&v.framing);
	free(v.nick);
	return (passes);
}

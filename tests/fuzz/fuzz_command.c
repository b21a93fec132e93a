/*
 * fuzz_command: what people type, in a real room: talk, commands, charsets.
 *
 * Three people come, and at the end they leave.  The lines of the input are
 * typed by the speaker, those that begin with '@' by an operator (the '@' is
 * not typed), and the witness only listens.  The first byte of the input
 * chooses what kind of room it is.
 *
 * Whatever reaches any of them is whole lines of clean text in the charset
 * that they read, and each line has a form that only the room writes.  So does
 * what is logged.  Everyone here is found by name, and has an operator's mark
 * if and only if they are one.
 *
 * One thread does everything, so the same input has the same effect.  There are
 * no sockets either: what is sent to somebody is kept until it is looked at.
 */
#include <config.h>

#include <sys/socket.h>

#include <arpa/inet.h>
#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/gate/gate.h"
#include "server/hearing.h"
#include "server/room/name.h"
#include "server/room/news.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "server/room/rules.h"
#include "server/system/log.h"
#include "speech/record.h"

#define OUTBOX (1 << 20)

/* More than one line can make the room say to one person. */
#define HEARD_MAX (1 << 17)

/* No descriptor; the people's numbers follow. */
#define FD_FIRST 0x7f000000

/* What the first byte of the input chooses. */
enum { TELL_EACH = 1, KEY_ONCE = 2, BY_CONSOLE = 4 };

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
void __wrap_log_event(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void __wrap_log_stranger(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void __wrap_log_said(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
int __wrap_sched_yield(void);
ssize_t __wrap_send(int fd, const void *bytes, size_t len, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *msg, int flags);

/* Somebody in the room. */
struct person {
	const char *address;
	struct member *member;
	struct hearing hearing;
	bool here;
	char heard[HEARD_MAX]; /* and not yet looked at */
	size_t heard_len;
};

enum { SPEAKER, WITNESS, OPERATOR, PEOPLE };

static const struct key secret = { 6, "secret" };

static struct gate *gate;
static struct registry *registry;
static bool banned; /* somebody is, according to the log */
static struct person people[PEOPLE] = {
	{ .address = "10.0.0.1" },
	{ .address = "10.0.0.2" },
	{ .address = "10.0.0.3" },
};

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const struct gate_limits limits = { 0, 0 };
	struct registry_settings settings = { .max = PEOPLE,
		.operator_key = &secret };

	(void)argc;
	(void)argv;
	charset_init(true);
	tidy_init();
	settings.gate = gate = gate_new(&limits);
	if (!name_init() || gate == NULL)
		return (1);
	registry = registry_new(&settings);
	return (registry != NULL ? 0 : 1);
}

/* One line of text, without its end: nothing in it steers a terminal. */
static void
check_text(const char *text, size_t len)
{
	size_t i;

	assert(text_is_valid(text, len));
	for (i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)text[i];

		assert(byte == '\t' || (byte >= 0x20 && byte != 0x7f));
	}
}

static void __attribute__((format(printf, 1, 0)))
check_log(const char *format, va_list args)
{
	char line[2 * LOG_LINE_MAX];
	int n;

	n = vsnprintf(line, sizeof line, format, args);
	assert(n > 0 && (size_t)n < sizeof line);
	check_text(line, (size_t)n);
	if (strstr(line, " banned ") != NULL)
		banned = true;
}

/* In place of log_event(). */
void
__wrap_log_event(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	check_log(format, args);
	va_end(args);
}

/* In place of log_stranger(). */
void
__wrap_log_stranger(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	check_log(format, args);
	va_end(args);
}

void
__wrap_log_said(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	check_log(format, args);
	va_end(args);
}

/* In place of sched_yield(): nobody else is about to speak. */
int
__wrap_sched_yield(void)
{
	return (0);
}

/* In place of send(2). */
ssize_t
__wrap_send(int fd, const void *bytes, size_t len, int flags)
{
	struct person *p;

	(void)flags;
	assert(fd >= FD_FIRST && fd < FD_FIRST + PEOPLE);
	p = &people[fd - FD_FIRST];
	assert(len <= HEARD_MAX - p->heard_len);
	memcpy(p->heard + p->heard_len, bytes, len);
	p->heard_len += len;
	return ((ssize_t)len);
}

/* In place of sendmsg(2). */
ssize_t
__wrap_sendmsg(int fd, const struct msghdr *msg, int flags)
{
	ssize_t sent = 0;
	size_t i;

	for (i = 0; i < msg->msg_iovlen; i++)
		sent += __wrap_send(fd, msg->msg_iov[i].iov_base,
		    msg->msg_iov[i].iov_len, flags);
	return (sent);
}

/* A notice, an act, or a text with the name of its speaker. */
static void
check_line(const struct charset *charset, const char *line, size_t len)
{
	char *text = NULL;

	if (charset != NULL) {
		text = malloc(len * CHARSET_DECODE_GROWTH + 1);
		assert(text != NULL);
		len = charset_decode(charset, line, len, text);
		line = text;
	}
	assert(text_is_clean(line, len));
	assert(len > 2 && (line[0] == '*' || line[0] == '['));
	if (line[0] == '*')
		assert(line[1] == ' ' || memcmp(line, "*** ", 4) == 0);
	else
		assert(line[1] == ' ');
	free(text);
}

/* Skips answers to telnet, which come between lines and in no charset. */
static void
skip_answers(const char **line, size_t *len)
{
	static const char answer[] = FRAMING_WONT_TIMING_MARK;
	size_t n = sizeof answer - 1;

	for (; *len >= n && memcmp(*line, answer, n) == 0; *len -= n)
		*line += n;
}

/* What a program reads: a line without CR, of a kind that there is. */
static void
check_record(const char *line, size_t len)
{
	struct record record;
	bool parsed;

	assert(text_is_clean(line, len));
	parsed = record_parse(line, len, &record);
	assert(parsed && record.known);
}

/* Looks at everything that has come. */
static void
check_heard(struct person *p)
{
	const char *line = p->heard, *lf;
	size_t len = p->heard_len;

	skip_answers(&line, &len);
	while ((lf = memchr(line, '\n', len)) != NULL) {
		assert(lf > line);
		if (lf[-1] == '\r')
			check_line(p->member->talk.charset, line,
			    (size_t)(lf - 1 - line));
		else
			check_record(line, (size_t)(lf - line));
		len -= (size_t)(lf + 1 - line);
		line = lf + 1;
		skip_answers(&line, &len);
	}
	assert(len == 0);
	p->heard_len = 0;
}

static void
check_names(void)
{
	const struct person *p;
	const struct member *m;
	size_t count = 0;

	registry_begin(registry, NULL);
	for (p = people; p < people + PEOPLE; p++) {
		m = p->member;
		if (!p->here)
			continue;
		assert(registry_find(registry, m->who, strlen(m->who)) == m);
		assert(m->is_operator == (*m->who == *MEMBER_OPERATOR_MARK));
		count++;
	}
	assert(registry->count == count);
	registry_end(registry, NULL);
}

static void
person_join(struct person *p, bool console)
{
	struct sockaddr_in peer = { .sin_family = AF_INET,
		.sin_port = htons(1) };
	enum sentence why;
	int result;

	result = inet_pton(AF_INET, p->address, &peer.sin_addr);
	assert(result == 1);
	/* That is no descriptor: wrong keys cost no time then. */
	p->member = member_new(FD_FIRST + (int)(p - people),
	    (struct sockaddr *)&peer, OUTBOX, NULL);
	assert(p->member != NULL);
	if (console)
		member_be_console(p->member);
	hearing_init(&p->hearing, registry, p->member, 0);
	why = registry_join(registry, p->member);
	assert(why == S_NONE && registry->count == (size_t)(p - people) + 1);
	p->here = true;
}

/* As a worker does. */
static void
person_leave(struct person *p)
{
	enum sentence why = seat_dropped(&p->member->seat);

	if (!p->here)
		return;
	p->here = false;
	if (registry_state(registry, p->member) != MEMBER_LEFT)
		registry_leave(registry, p->member, why);
	seat_wait_gone(&p->member->seat, 0);
}

/* The member is kept until what it was sent has been looked at. */
static void
person_free(struct person *p)
{
	(void)gate_key_tried(gate, (struct sockaddr *)&p->member->peer,
	    GATE_OPERATOR_KEY, true, INT64_MAX);
	p->member->seat.fd = -1;
	hearing_fini(&p->hearing);
	member_free(p->member);
}

/* Some bytes from one person, and what they lead to. */
static void
person_types(struct person *p, const uint8_t *bytes, size_t len)
{
	struct person *any;
	uint8_t *exact;

	if (!p->here || len > HEARING_READ_MAX)
		return;
	exact = malloc(len);
	assert(exact != NULL);
	memcpy(exact, bytes, len);
	if (!hearing_bytes(&p->hearing, exact, len))
		person_leave(p);
	free(exact);
	for (any = people; any < people + PEOPLE; any++) {
		if (seat_dropped(&any->member->seat) != S_NONE)
			person_leave(any);
	}
	for (any = people; any < people + PEOPLE; any++)
		check_heard(any);
	check_names();
}

/* The room as it is when it opens. */
static void
open_room(unsigned kind)
{
	registry_begin(registry, NULL);
	assert(registry->count == 0 && registry->news.unseen_count == 0);
	registry->tell_each = kind & TELL_EACH;
	registry->operator_key_once = kind & KEY_ONCE;
	assert(registry->operators == 0);
	rules_init(&registry->rules);
	news_init(&registry->news);
	registry->topic[0] = '\0';
	registry_end(registry, NULL);
}

/* All bans that are listed can be lifted. */
static void
lift_bans(void)
{
	struct ban_entry *bans;
	size_t count, i;
	bool lifted;

	if (!banned)
		return;
	bans = gate_bans(gate, thread_now_ms(), &count);
	assert(bans != NULL);
	for (i = 0; i < count; i++) {
		check_text(bans[i].why, strlen(bans[i].why));
		lifted = gate_unban(gate, &bans[i].range, thread_now_ms());
		assert(lifted);
	}
	free(bans);
	banned = false;
}

/* The length of the first line with its end, as framing has it. */
static size_t
line_length(const uint8_t *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (data[i] == '\n' ||
		    (i > 0 && data[i] == '\0' && data[i - 1] == '\r'))
			return (i + 1);
	return (len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	unsigned kind = len > 0 ? *data++ : 0;
	struct person *p;
	size_t n;

	open_room(kind);
	for (p = people; p < people + PEOPLE; p++)
		person_join(p, p - people == OPERATOR && (kind & BY_CONSOLE));
	if (!(kind & BY_CONSOLE) && !(kind & KEY_ONCE))
		person_types(&people[OPERATOR], (const uint8_t *)"/op secret\n",
		    11);
	for (len -= len > 0; len > 0; data += n, len -= n) {
		n = line_length(data, len);
		if (*data == '@')
			person_types(&people[OPERATOR], data + 1, n - 1);
		else
			person_types(&people[SPEAKER], data, n);
	}
	for (p = people; p < people + PEOPLE; p++) {
		if (p->here)
			hearing_end(&p->hearing);
		person_leave(p);
	}
	for (p = people; p < people + PEOPLE; p++) {
		check_heard(p);
		person_free(p);
	}
	lift_bans();
	return (0);
}

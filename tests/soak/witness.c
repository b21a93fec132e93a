/*
 * witness: a client that behaves well.  See witness.h.
 */
#include <config.h>

#include "witness.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/thread.h"
#include "server.h"

/* Keeps the first thing that goes wrong. */
static void __attribute__((format(printf, 2, 3)))
fail(struct witness *w, const char *format, ...)
{
	va_list args;

	if (w->fault[0] != '\0')
		return;
	va_start(args, format);
	(void)vsnprintf(w->fault, sizeof w->fault, format, args);
	va_end(args);
}

/* "27 joined: A, B" or "27 left: A, B". */
static bool
is_summary(const char *line)
{
	const char *p = line;

	while (isdigit((unsigned char)*p))
		p++;
	return (p > line &&
	    (strncmp(p, " joined: ", 9) == 0 || strncmp(p, " left: ", 7) == 0));
}

/* Checks a line, which is followed by CR LF. */
static void
check_line(struct witness *w, const char *line, size_t len)
{
	if (memchr(line, '\0', len) != NULL || !text_is_clean(line, len))
		fail(w, "a line is not clean: '%.300s'", line);
	else if (strncmp(line, "[ ", 2) != 0 && strncmp(line, "*** ", 4) != 0 &&
	    strncmp(line, "* ", 2) != 0 && !is_summary(line))
		fail(w, "a line begins as none does: '%.300s'", line);
}

const char *
witness_read(struct witness *w)
{
	char *end;
	size_t n;

	w->len -= w->line_len;
	memmove(w->input, w->input + w->line_len, w->len);
	w->line_len = 0;
	end = memchr(w->input, '\n', w->len);
	if (end == NULL) {
		n = wire_take(&w->wire, w->input + w->len,
		    sizeof w->input - 1 - w->len);
		w->len += n;
		if (w->wire.over)
			fail(w, "the room has closed the connection");
		end = n > 0 ? memchr(w->input, '\n', w->len) : NULL;
	}
	if (end == NULL) {
		if (w->len == sizeof w->input - 1)
			fail(w, "a line without an end");
		return (NULL);
	}
	w->line_len = (size_t)(end + 1 - w->input);
	*end = '\0';
	if (w->line_len < 2 || end[-1] != '\r') {
		fail(w, "a line does not end with CR LF: '%.300s'", w->input);
		return (NULL);
	}
	end[-1] = '\0';
	check_line(w, w->input, w->line_len - 2);
	return (w->fault[0] == '\0' ? w->input : NULL);
}

bool
witness_expect(struct witness *w, const char *start, int ms)
{
	int64_t deadline = thread_now_ms() + ms;
	struct pollfd p = { .fd = w->wire.fd };
	const char *line;

	for (;;) {
		wire_flush(&w->wire);
		while ((line = witness_read(w)) != NULL)
			if (strncmp(line, start, strlen(start)) == 0)
				return (true);
		p.events = POLLIN | (w->wire.out_len > 0 ? POLLOUT : 0);
		if (w->fault[0] != '\0' || thread_now_ms() >= deadline)
			break;
		(void)poll(&p, 1, (int)(deadline - thread_now_ms()));
	}
	fail(w, "nothing came that begins with '%s'", start);
	return (false);
}

bool
witness_enter(struct witness *w, unsigned number, unsigned port, int ms)
{
	memset(w, 0, sizeof *w);
	w->number = number;
	wire_init(&w->wire);
	if (!wire_open(&w->wire, port, 1, 0)) {
		fail(w, "cannot connect: %s", strerror(errno));
		return (false);
	}
	wire_print(&w->wire, "/key %s\n", SERVER_KEY);
	return (witness_expect(w, "*** welcome", ms));
}

bool
witness_take_charge(struct witness *w, const char *name, int ms)
{
	char answer[128];

	wire_print(&w->wire, "/op %s\n/nick %s\n", SERVER_OPERATOR_KEY, name);
	(void)snprintf(answer, sizeof answer, "*** you are now known as @%s",
	    name);
	return (witness_expect(w, answer, ms));
}

void
witness_leave(struct witness *w)
{
	wire_fini(&w->wire);
}

/* The text of a line: whose, which one, and filling that follows from both. */
static int
format_text(char out[128], unsigned witness, unsigned long number)
{
	static const char filling[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return (snprintf(out, 128, "%u %lu %.*s", witness, number,
	    (int)((witness * 13 + number * 7) % 53), filling));
}

void
witness_say(struct witness *w, int64_t now)
{
	char text[128];
	size_t len = (size_t)format_text(text, w->number, w->said);

	text[len] = '\n';
	w->said_at[w->said % WITNESS_REMEMBERS] = now;
	w->said++;
	/* Two pieces, so that the room also gets lines in pieces. */
	wire_put(&w->wire, text, len / 2);
	wire_flush(&w->wire);
	wire_put(&w->wire, text + len / 2, len + 1 - len / 2);
	wire_flush(&w->wire);
}

unsigned
witness_attribute(struct witness *w, const char *line)
{
	char wanted[128];
	unsigned by;

	if (sscanf(line, "[ @Witness%u ]: ", &by) != 1 ||
	    by >= ORDER_WITNESSES || strstr(line, " ]: ") == NULL)
		return (ORDER_NOBODY);
	(void)format_text(wanted, by, w->heard[by]++);
	if (by == w->number)
		fail(w, "reads its own '%.300s'", line);
	if (strcmp(strstr(line, " ]: ") + 4, wanted) != 0)
		fail(w, "reads '%.200s', not '%.200s'", line, wanted);
	return (by);
}

bool
witness_is_private(const char *line)
{
	const char *end = strstr(line, " ]: ");
	const char *to = strstr(line, " to ");

	return (strncmp(line, "[ ", 2) == 0 && end != NULL && to != NULL &&
	    to < end);
}

/*
 * log: what happens, one line an event.  See log.h.
 */
#include <config.h>

#include "log.h"

#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "text.h"

/* So long a line waits for a reader; those behind it do not. */
#define PATIENCE_MS 1000

static bool log_verbose;	/* set before the first thread exists */
static atomic_uint log_missing; /* lines that nobody wanted to read */

void
log_set_verbose(bool verbose)
{
	log_verbose = verbose;
}

/* Formats the time; returns its length. */
static size_t
stamp(char *out, size_t room)
{
	struct timespec now;
	struct tm tm;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (localtime_r(&now.tv_sec, &tm) == NULL)
		return (0);
	return (strftime(out, room, "%Y-%m-%d %H:%M:%S ", &tm));
}

/* Whether stderr takes a line, or fails at once. */
static bool
is_ready(void)
{
	struct pollfd p = { .fd = STDERR_FILENO, .events = POLLOUT };
	int ms = atomic_load(&log_missing) == 0 ? PATIENCE_MS : 0;

	return (poll(&p, 1, ms) != 0);
}

/* One line, one write: lines of several threads do not mix. */
static void __attribute__((format(printf, 1, 0)))
write_line(const char *format, va_list args)
{
	char line[LOG_LINE_MAX];
	size_t len = stamp(line, sizeof line);
	int n;

	n = vsnprintf(line + len, sizeof line - len - 1, format, args);
	if (n < 0)
		return;
	len += (size_t)n;
	if (len > sizeof line - 2)
		len = text_cut(line, sizeof line - 2, sizeof line - 3);
	line[len++] = '\n';
	/* Nobody to tell when even this fails. */
	if (write(STDERR_FILENO, line, len) < 0)
		return;
}

static void __attribute__((format(printf, 1, 2)))
write_note(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_line(format, args);
	va_end(args);
}

/* Writes a line, and before it how many are missing; or misses it, too. */
static void __attribute__((format(printf, 1, 0)))
log_line(const char *format, va_list args)
{
	unsigned missing;

	if (!is_ready()) {
		(void)atomic_fetch_add(&log_missing, 1);
		return;
	}
	missing = atomic_exchange(&log_missing, 0);
	if (missing > 0)
		write_note("not logged: %u lines", missing);
	write_line(format, args);
}

void
log_event(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(format, args);
	va_end(args);
}

void
log_detail(const char *format, ...)
{
	va_list args;

	if (!log_verbose)
		return;
	va_start(args, format);
	log_line(format, args);
	va_end(args);
}

char *
log_escape(const char *bytes, size_t len, char *out, size_t room)
{
	size_t i, n, o = 0;
	uint32_t c;

	/* The longest piece is \xNN, and a NUL follows. */
	for (i = 0; i < len && o + 5 <= room; i += n) {
		n = text_decode(bytes + i, len - i, &c);
		if (n > 0 && c != '\\' && text_is_clean(bytes + i, n)) {
			memcpy(out + o, bytes + i, n);
			o += n;
			continue;
		}
		n = 1;
		o += (size_t)snprintf(out + o, room - o, "\\x%02x",
		    (unsigned char)bytes[i]);
	}
	out[o] = '\0';
	return (out);
}

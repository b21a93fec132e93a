/*
 * log: what happens, one line an event.  See log.h.
 */
#include <config.h>

#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "outlet.h"
#include "text.h"
#include "thread.h"

/* So long a line waits for a reader; those behind it do not. */
#define PATIENCE_MS 1000

/* How often it tries meanwhile. */
#define TRY_US 10000

/* Set before the first thread exists. */
static int log_fd = STDERR_FILENO;
static bool log_verbose;

static atomic_uint log_missing; /* lines that nobody wanted to read */
static atomic_bool log_stuck;	/* the last one was such a line */

void
log_open(bool verbose)
{
	log_fd = outlet_open(STDERR_FILENO);
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

/* Writes all of it; false when nobody has wanted to read it for so long. */
static bool
put(const char *bytes, size_t len, int64_t patience_ms)
{
	int64_t deadline = thread_now_ms() + patience_ms;
	ssize_t n;

	while (len > 0) {
		n = write(log_fd, bytes, len);
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			if (thread_now_ms() >= deadline)
				return (false);
			thread_sleep_us(TRY_US);
		} else if (n == 0 || errno != EINTR)
			break; /* nobody to tell when even this fails */
	}
	return (true);
}

/*
 * One line, one write, unless a terminal takes a part of it and hangs: lines of
 * several threads do not mix.
 */
static bool __attribute__((format(printf, 2, 0)))
write_line(int64_t patience_ms, const char *format, va_list args)
{
	char line[LOG_LINE_MAX];
	size_t len = stamp(line, sizeof line);
	int n;

	n = vsnprintf(line + len, sizeof line - len - 1, format, args);
	if (n < 0)
		return (true);
	len += (size_t)n;
	if (len > sizeof line - 2)
		len = text_cut(line, sizeof line - 2, sizeof line - 3);
	line[len++] = '\n';
	return (put(line, len, patience_ms));
}

static bool __attribute__((format(printf, 1, 2)))
write_note(const char *format, ...)
{
	va_list args;
	bool done;

	va_start(args, format);
	done = write_line(0, format, args);
	va_end(args);
	return (done);
}

/* Writes a line, and before it how many are missing; or misses it, too. */
static void __attribute__((format(printf, 1, 0)))
log_line(const char *format, va_list args)
{
	bool stuck = atomic_load(&log_stuck);
	unsigned missing = atomic_exchange(&log_missing, 0);

	if (missing > 0 && !write_note("not logged: %u lines", missing))
		(void)atomic_fetch_add(&log_missing, missing);
	stuck = !write_line(stuck ? 0 : PATIENCE_MS, format, args);
	if (stuck)
		(void)atomic_fetch_add(&log_missing, 1);
	atomic_store(&log_stuck, stuck);
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

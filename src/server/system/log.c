/*
 * log: what happens, one line per event.  See log.h.
 */
#include <config.h>

#include "server/system/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/system/outlet.h"

/* A line waits this long for a reader, and none waits in the second after. */
#define PATIENCE_MS 250
#define HURRY_MS 1000

/* The least that a wait takes. */
#define WAITED_MS 5

/*
 * Lines about strangers: 200 at once and two a second.  Once they are used up
 * there is none until there can be 20, and then first a note of how many are
 * missing.
 */
#define STRANGER_MS 500
#define STRANGERS_MAX 200
#define STRANGERS_AGAIN 20
#define STRANGERS_FULL (STRANGERS_MAX * STRANGER_MS)

/* Set before the first thread exists. */
static int log_fd = STDERR_FILENO;
static atomic_int log_diverted = -1; /* instead of that; -1: nothing */
static bool log_verbose;
static bool log_in_room; /* its reader also reads what the room says */

static atomic_uint log_missing;	      /* lines that nobody read */
static atomic_int_least64_t log_busy; /* until then, no line waits */
static atomic_bool log_torn; /* a part of a line was taken, but no more */

static thread_mutex log_lock = PTHREAD_MUTEX_INITIALIZER;
/* Guarded by it: lines about strangers, as time that pays for them. */
static THREAD_GUARDED(log_lock) int64_t strangers_ms = STRANGERS_FULL;
/* As thread_now_ms(). */
static THREAD_GUARDED(log_lock) int64_t strangers_since;
static THREAD_GUARDED(log_lock) unsigned strangers_hidden;

void
log_open(bool verbose)
{
	log_fd = outlet_open(STDERR_FILENO);
	log_verbose = verbose;
}

void
log_divert(int fd)
{
	atomic_store(&log_diverted, fd);
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

/*
 * Writes all of it; false if nobody has read it in time.  `cures`: it begins
 * with the end of a line that was cut short.
 */
static bool
put(const char *bytes, size_t len, bool cures)
{
	int64_t start = thread_now_ms(), now;
	bool busy = start < atomic_load(&log_busy);
	int other = atomic_load(&log_diverted);
	size_t done;

	done = outlet_put(other >= 0 ? other : log_fd, bytes, len,
	    busy ? 0 : PATIENCE_MS);
	now = thread_now_ms();
	if (!busy && now >= start + WAITED_MS)
		atomic_store(&log_busy, now + HURRY_MS);
	if (done > 0 ? done < len : cures)
		atomic_store(&log_torn, true);
	return (done == len);
}

/*
 * One line, one write, unless only part of it is taken: lines of several
 * threads do not mix.
 */
static bool __attribute__((format(printf, 1, 0)))
write_line(const char *format, va_list args)
{
	char line[LOG_LINE_MAX];
	bool torn = atomic_exchange(&log_torn, false);
	size_t len = 0;
	int n;

	if (torn)
		line[len++] = '\n';
	len += stamp(line + len, sizeof line - len);
	n = vsnprintf(line + len, sizeof line - len - 1, format, args);
	if (n < 0)
		return (true);
	len += (size_t)n;
	if (len > sizeof line - 2)
		len = text_cut(line, sizeof line - 2, sizeof line - 3);
	line[len++] = '\n';
	return (put(line, len, torn));
}

static bool __attribute__((format(printf, 1, 2)))
write_note(const char *format, ...)
{
	va_list args;
	bool done;

	va_start(args, format);
	done = write_line(format, args);
	va_end(args);
	return (done);
}

/* The time that has passed pays for more lines about strangers. */
static void
refill_locked(void) THREAD_NEEDS(log_lock)
{
	int64_t now = thread_now_ms();

	strangers_ms += now - strangers_since;
	if (strangers_ms > STRANGERS_FULL)
		strangers_ms = STRANGERS_FULL;
	strangers_since = now;
}

/* Takes how many lines about strangers are missing, when it is time. */
static unsigned
take_hidden(bool at_the_end)
{
	unsigned hidden = 0;

	thread_lock(&log_lock);
	refill_locked();
	if (at_the_end || strangers_ms >= STRANGERS_AGAIN * STRANGER_MS) {
		hidden = strangers_hidden;
		strangers_hidden = 0;
	}
	thread_unlock(&log_lock);
	return (hidden);
}

/* Says how many lines are missing, and if that worked, forgets them. */
static void
tell_missing(bool at_the_end)
{
	unsigned missing = atomic_exchange(&log_missing, 0);
	unsigned hidden = take_hidden(at_the_end);

	if (missing > 0 && !write_note("not logged: %u lines", missing))
		(void)atomic_fetch_add(&log_missing, missing);
	if (hidden > 0 &&
	    !write_note("not logged: %u lines about strangers", hidden))
		(void)atomic_fetch_add(&log_missing, hidden);
}

/* Whether there may be one more; if not, it is counted. */
static bool
pay_for_stranger(void)
{
	bool may;

	thread_lock(&log_lock);
	refill_locked();
	may = strangers_hidden == 0 && strangers_ms >= STRANGER_MS;
	if (may)
		strangers_ms -= STRANGER_MS;
	else
		strangers_hidden++;
	thread_unlock(&log_lock);
	return (may);
}

/* Writes a line, preceded by the number dropped so far, or drops it as well. */
static void __attribute__((format(printf, 1, 0)))
log_line(const char *format, va_list args)
{
	tell_missing(false);
	if (!write_line(format, args))
		(void)atomic_fetch_add(&log_missing, 1);
}

void
log_close(void)
{
	tell_missing(true);
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
log_is_read_in_the_room(void)
{
	log_in_room = true;
}

void
log_said(const char *format, ...)
{
	va_list args;

	if (log_in_room)
		return;
	va_start(args, format);
	log_line(format, args);
	va_end(args);
}

/* The same, but only if there may be one more. */
static void __attribute__((format(printf, 1, 0)))
stranger_line(const char *format, va_list args)
{
	tell_missing(false);
	if (pay_for_stranger())
		log_line(format, args);
}

void
log_stranger(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	stranger_line(format, args);
	va_end(args);
}

void
log_detail(const char *format, ...)
{
	va_list args;

	if (!log_verbose)
		return;
	va_start(args, format);
	stranger_line(format, args);
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

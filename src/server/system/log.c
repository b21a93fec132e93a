/*
 * log: what happens, one line per event.  See log.h.
 */
#include <config.h>

#include "server/system/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "common/text.h"
#include "common/thread.h"
#include "server/system/outlet.h"
#include "server/system/queue.h"

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

/* Lines that wait for the thread: when all of a full room leave, say. */
#define QUEUE_SIZE (1024 * 1024)

/* Set before the first thread exists. */
static int log_fd = STDERR_FILENO;
static bool log_verbose;
static bool log_in_room; /* its reader also reads what the room says */

static atomic_int log_diverted = -1;  /* instead of that; -1: nothing */
static atomic_uint log_missing;	      /* lines that nobody read */
static atomic_uint log_hidden;	      /* lines about strangers, to be told */
static atomic_int_least64_t log_busy; /* until then, no line waits */
static atomic_bool log_torn; /* a part of a line was taken, but no more */

/* No other is taken while it is held. */
static thread_mutex log_lock = THREAD_MUTEX_INITIALIZER;
/* Guarded by it: lines about strangers, as time that pays for them. */
static THREAD_GUARDED(log_lock) int64_t strangers_ms = STRANGERS_FULL;
/* As thread_now_ms(). */
static THREAD_GUARDED(log_lock) int64_t strangers_since;
static THREAD_GUARDED(log_lock) unsigned strangers_hidden;
/* The lines that wait, and whether there is a thread for them. */
static THREAD_GUARDED(log_lock) struct queue waiting;
static THREAD_GUARDED(log_lock) bool running;
static THREAD_GUARDED(log_lock) bool writing; /* one of them, just now */
static THREAD_GUARDED(log_lock) bool stopping;
static pthread_t log_thread;
/* Of the thread: something has come, or it is to stop. */
static pthread_cond_t log_called = PTHREAD_COND_INITIALIZER;
/* Nothing waits any more. */
static pthread_cond_t log_idle = PTHREAD_COND_INITIALIZER;

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

/* An LF, which ends a line that was cut short; after it a line. */
struct log_line {
	char bytes[LOG_LINE_MAX];
	size_t len; /* of the line alone */
};

/*
 * Writes it by one write, unless only part of it is taken; false if nobody has
 * read all of it in time.
 */
static bool
put(const struct log_line *line)
{
	int64_t start = thread_now_ms(), now;
	bool busy = start < atomic_load(&log_busy);
	bool cures = atomic_exchange(&log_torn, false);
	int other = atomic_load(&log_diverted);
	size_t len = line->len + cures, done;
	const char *bytes = cures ? line->bytes : line->bytes + 1;

	done = outlet_put(other >= 0 ? other : log_fd, bytes, len,
	    busy ? 0 : PATIENCE_MS);
	now = thread_now_ms();
	if (!busy && now >= start + WAITED_MS)
		atomic_store(&log_busy, now + HURRY_MS);
	if (done > 0 ? done < len : cures)
		atomic_store(&log_torn, true);
	return (done == len);
}

/* Formats a line; false if that cannot be done. */
static bool __attribute__((format(printf, 2, 0)))
format_line(struct log_line *line, const char *format, va_list args)
{
	char *text = line->bytes + 1;
	const size_t room = sizeof line->bytes - 1;
	size_t len;
	int n;

	line->bytes[0] = '\n';
	len = stamp(text, room);
	n = vsnprintf(text + len, room - len - 1, format, args);
	if (n < 0)
		return (false);
	len += (size_t)n;
	if (len > room - 2)
		len = text_cut(text, room - 2, room - 3);
	text[len++] = '\n';
	line->len = len;
	return (true);
}

/* Writes a line about the log itself; false if nobody has read it in time. */
static bool __attribute__((format(printf, 1, 2)))
write_note(const char *format, ...)
{
	struct log_line line;
	va_list args;
	bool done;

	va_start(args, format);
	done = !format_line(&line, format, args) || put(&line);
	va_end(args);
	return (done);
}

/* Says how many lines are missing, and if that worked, forgets them. */
static void
tell_missing(void)
{
	unsigned missing = atomic_exchange(&log_missing, 0);
	unsigned hidden = atomic_exchange(&log_hidden, 0);

	if (missing > 0 && !write_note("not logged: %u lines", missing))
		(void)atomic_fetch_add(&log_missing, missing);
	if (hidden > 0 &&
	    !write_note("not logged: %u lines about strangers", hidden))
		(void)atomic_fetch_add(&log_hidden, hidden);
}

/* Writes a line, preceded by the number dropped so far, or drops it as well. */
static void
write_line(const struct log_line *line)
{
	tell_missing();
	if (!put(line))
		(void)atomic_fetch_add(&log_missing, 1);
}

/* Has the thread write it; false if there is none. */
static bool
leave_to_thread(const struct log_line *line)
{
	bool has_thread, has_room = true;

	thread_lock(&log_lock);
	has_thread = running;
	if (has_thread)
		has_room = queue_put(&waiting, line->bytes + 1, line->len);
	thread_wake_one(&log_called);
	thread_unlock(&log_lock);
	if (!has_room)
		(void)atomic_fetch_add(&log_missing, 1);
	return (has_thread);
}

/* The next line that waits; false if none does, and the log is to stop. */
static bool
next_line(struct log_line *line)
{
	bool found;

	thread_lock(&log_lock);
	writing = false;
	while (queue_is_empty(&waiting)) {
		thread_wake_all(&log_idle);
		if (stopping)
			break;
		thread_wait(&log_called, &log_lock);
	}
	found = writing = !queue_is_empty(&waiting);
	if (found)
		line->len = queue_take(&waiting, line->bytes + 1);
	thread_unlock(&log_lock);
	return (found);
}

static void *
log_run(void *arg)
{
	struct log_line line = { .bytes = "\n" };

	thread_set_name("log");
	while (next_line(&line))
		write_line(&line);
	return (arg);
}

bool
log_start(void)
{
	int error;

	thread_lock(&log_lock);
	running = queue_init(&waiting, QUEUE_SIZE);
	error = running ? thread_start(&log_thread, log_run, NULL) : ENOMEM;
	if (running && error != 0) {
		queue_fini(&waiting);
		running = false;
	}
	thread_unlock(&log_lock);
	errno = error;
	return (error == 0);
}

/* Ends the thread when it has written all. */
static void
stop(void)
{
	bool has_thread;

	thread_lock(&log_lock);
	has_thread = running;
	stopping = has_thread;
	thread_wake_one(&log_called);
	thread_unlock(&log_lock);
	if (!has_thread)
		return;
	thread_join(log_thread);
	thread_lock(&log_lock);
	running = stopping = false;
	queue_fini(&waiting);
	thread_unlock(&log_lock);
}

static void
flush_locked(void) THREAD_NEEDS(log_lock)
{
	while (writing || (running && !queue_is_empty(&waiting)))
		thread_wait(&log_idle, &log_lock);
}

void
log_flush(void)
{
	thread_lock(&log_lock);
	flush_locked();
	thread_unlock(&log_lock);
}

void
log_divert(int fd)
{
	thread_lock(&log_lock);
	flush_locked();
	atomic_store(&log_diverted, fd);
	thread_unlock(&log_lock);
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

/* When it is time: the log has to say how many of them are missing. */
static void
reveal_hidden(bool at_the_end)
{
	thread_lock(&log_lock);
	refill_locked();
	if (at_the_end || strangers_ms >= STRANGERS_AGAIN * STRANGER_MS) {
		(void)atomic_fetch_add(&log_hidden, strangers_hidden);
		strangers_hidden = 0;
	}
	thread_unlock(&log_lock);
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

static void __attribute__((format(printf, 1, 0)))
log_line(const char *format, va_list args)
{
	struct log_line line;

	if (format_line(&line, format, args) && !leave_to_thread(&line))
		write_line(&line);
}

void
log_close(void)
{
	stop();
	reveal_hidden(true);
	tell_missing();
}

void
log_event(const char *format, ...)
{
	va_list args;

	reveal_hidden(false);
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
	reveal_hidden(false);
	va_start(args, format);
	log_line(format, args);
	va_end(args);
}

/* The same, but only if there may be one more. */
static void __attribute__((format(printf, 1, 0)))
stranger_line(const char *format, va_list args)
{
	reveal_hidden(false);
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

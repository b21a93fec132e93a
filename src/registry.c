/*
 * registry: who is here, and the one order of all that is said.  See
 * registry.h.
 */
#include <config.h>

#include "registry.h"

#include <assert.h>
#include <sched.h>
#include <search.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broadcast.h"
#include "name.h"
#include "text.h"
#include "thread.h"

/* How long a worker broadcasts before it lets another one do it. */
#define TURN_MS 5

struct registry {
	pthread_mutex_t lock;

	/* Guarded by `lock`. */
	struct batch inbox;
	uint64_t number;	 /* of the batch that the inbox will be */
	pthread_cond_t taken;	 /* the inbox has been taken: there is room */
	size_t waiting;		 /* how many wait for that */
	struct member_list here; /* in the order in which they came */
	void *names;		 /* the same by key, a tree of tsearch(3) */
	size_t count;
	bool closing;

	/* The role of the broadcaster; guarded by `lock`. */
	bool broadcasting;
	bool turn_is_over;
	bool heir_waits;
	bool heir_called;
	pthread_cond_t heir_turn;

	/* Belong to the broadcaster. */
	struct batch batch; /* what it delivers */
	struct audience audience;
};

static int
compare_keys(const void *a, const void *b)
{
	return (strcmp(((const struct member_key *)a)->text,
	    ((const struct member_key *)b)->text));
}

struct registry *
registry_new(size_t max)
{
	struct registry *r = calloc(1, sizeof *r);

	if (r == NULL)
		return (NULL);
	if (!batch_init(&r->inbox))
		goto no_inbox;
	if (!batch_init(&r->batch))
		goto no_batch;
	if (!audience_init(&r->audience, max))
		goto no_audience;
	r->number = 1;
	TAILQ_INIT(&r->here);
	thread_mutex_init(&r->lock);
	thread_cond_init(&r->taken);
	thread_cond_init(&r->heir_turn);
	return (r);
no_audience:
	batch_fini(&r->batch);
no_batch:
	batch_fini(&r->inbox);
no_inbox:
	free(r);
	return (NULL);
}

void
registry_free(struct registry *r)
{
	assert(r->count == 0 && r->audience.count == 0);
	batch_fini(&r->inbox);
	batch_fini(&r->batch);
	audience_fini(&r->audience);
	thread_cond_fini(&r->heir_turn);
	thread_cond_fini(&r->taken);
	thread_mutex_fini(&r->lock);
	free(r);
}

/*
 * Lets those who are ready to speak do so before the batch is taken: one send
 * then carries the lines of them all.  Where nobody else wants the processor,
 * this costs a system call for each batch and no time.
 */
static void
gather(struct registry *r)
{
	thread_unlock(&r->lock);
	(void)sched_yield();
	thread_lock(&r->lock);
}

/* Takes the inbox and delivers it.  The lock is not held meanwhile. */
static void
deliver_inbox(struct registry *r)
{
	struct batch empty = r->batch;

	r->batch = r->inbox;
	r->inbox = empty;
	r->number++;
	if (r->waiting > 0)
		thread_wake_all(&r->taken);
	thread_unlock(&r->lock);
	broadcast(&r->audience, &r->batch);
	batch_clear(&r->batch);
	thread_lock(&r->lock);
}

/* Delivers until the inbox is empty or an heir takes over. */
static void
take_turn(struct registry *r)
{
	int64_t end = thread_now_ms() + TURN_MS;

	r->broadcasting = true;
	r->turn_is_over = false;
	while (!batch_is_empty(&r->inbox)) {
		gather(r);
		deliver_inbox(r);
		if (r->heir_waits) {
			/* Still `broadcasting`: the role passes on. */
			r->heir_called = true;
			thread_wake_one(&r->heir_turn);
			return;
		}
		r->turn_is_over = thread_now_ms() >= end;
	}
	r->broadcasting = false;
}

/* Sees to it that what was appended is delivered.  The lock is held. */
static void
drive(struct registry *r)
{
	if (r->broadcasting) {
		if (!r->turn_is_over || r->heir_waits)
			return;
		r->heir_waits = true;
		while (!r->heir_called)
			thread_wait(&r->heir_turn, &r->lock);
		r->heir_waits = false;
		r->heir_called = false;
	}
	take_turn(r);
}

/*
 * Waits until `m` (if not NULL) may push.  The lock is held, and released
 * while waiting.  Whoever fills the inbox drives it, so it is taken soon.
 */
static void
wait_for_room(struct registry *r, const struct member *m)
{
	while (!batch_has_room(&r->inbox) ||
	    (m != NULL && m->pushed == r->number)) {
		assert(r->broadcasting);
		r->waiting++;
		thread_wait(&r->taken, &r->lock);
		r->waiting--;
	}
}

/* Locks, and waits until `m` may push. */
static void
begin_push(struct registry *r, const struct member *m)
{
	thread_lock(&r->lock);
	wait_for_room(r, m);
}

/* Delivers what was pushed, or leaves that to who does it, and unlocks. */
static void
end_push(struct registry *r, struct member *m)
{
	if (m != NULL && !batch_is_empty(&r->inbox))
		m->pushed = r->number;
	drive(r);
	thread_unlock(&r->lock);
}

/*
 * Appends one formatted line for everyone, or for `only`.  The lock is held.
 * What goes in are names: it is never long.
 */
static void __attribute__((format(printf, 3, 4)))
add_line(struct registry *r, struct member *only, const char *format, ...)
{
	char line[3 * MEMBER_WHO_SIZE + 256];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	assert(n >= 0 && (size_t)n < sizeof line);
	if (only != NULL)
		batch_tell(&r->inbox, only, line, (size_t)n);
	else
		batch_say(&r->inbox, NULL, line, (size_t)n);
}

size_t
registry_join(struct registry *r, struct member *m)
{
	size_t count = 0;

	begin_push(r, m);
	if (r->closing ||
	    tsearch(&m->keys[m->key], &r->names, compare_keys) == NULL)
		goto out;
	TAILQ_INSERT_TAIL(&r->here, m, here);
	count = ++r->count;
	m->joined = m->spoke = thread_now_ms();
	add_line(r, NULL, "[ %s ] joined the room\r\n", m->who);
	batch_join(&r->inbox, m);
	add_line(r, m,
	    "*** welcome, you are %s here\r\n"
	    "*** %zu %s here; what you type, all others read\r\n"
	    "*** an empty line says goodbye, /help lists the commands\r\n",
	    m->who, count, count == 1 ? "person is" : "people are");
out:
	end_push(r, m);
	return (count);
}

size_t
registry_leave(struct registry *r, struct member *m, const char *reason,
    size_t reason_len)
{
	size_t count;

	begin_push(r, m);
	(void)tdelete(&m->keys[m->key], &r->names, compare_keys);
	TAILQ_REMOVE(&r->here, m, here);
	count = --r->count;
	batch_leave(&r->inbox, m);
	if (!r->closing) {
		add_line(r, NULL, "[ %s ] left the room%s", m->who,
		    reason != NULL ? " (" : "");
		if (reason != NULL)
			batch_say(&r->inbox, NULL, reason, reason_len);
		add_line(r, NULL, "%s\r\n", reason != NULL ? ")" : "");
	}
	end_push(r, m);
	return (count);
}

void
registry_say(struct registry *r, struct member *from, const char *lines,
    size_t len)
{
	begin_push(r, from);
	from->spoke = thread_now_ms();
	if (!r->closing)
		batch_say(&r->inbox, from, lines, len);
	end_push(r, from);
}

void
registry_tell(struct registry *r, struct member *m, const char *lines,
    size_t len)
{
	begin_push(r, m);
	batch_tell(&r->inbox, m, lines, len);
	end_push(r, m);
}

void
registry_notice(struct registry *r, struct member *m, const char *format, ...)
{
	char line[BATCH_PUSH_MAX / 2];
	size_t len;
	va_list args;
	int n;

	(void)strcpy(line, "*** ");
	len = strlen(line);
	va_start(args, format);
	n = vsnprintf(line + len, sizeof line - len - 2, format, args);
	va_end(args);
	if (n > 0)
		len += (size_t)n;
	if (len > sizeof line - 2)
		len = text_cut(line, sizeof line, sizeof line - 2);
	memcpy(line + len, "\r\n", 2);
	registry_tell(r, m, line, len + 2);
}

/* Who is called so, or NULL.  The lock is held. */
static struct member *
find(struct registry *r, const char *name, size_t len)
{
	struct member_key probe;
	struct member_key *const *found;

	if (!name_key(name, len, probe.text))
		return (NULL);
	found = tfind(&probe, &r->names, compare_keys);
	return (found != NULL ? (*found)->member : NULL);
}

bool
registry_whisper(struct registry *r, struct member *from, const char *name,
    size_t name_len, const char *text, size_t text_len)
{
	struct member *to;
	struct member *both[2];
	int i;

	begin_push(r, from);
	from->spoke = thread_now_ms();
	to = find(r, name, name_len);
	both[0] = to;
	both[1] = from;
	for (i = 0; to != NULL && i < 2; i++) {
		add_line(r, both[i], "[ %s to %s ]: ", from->who, to->who);
		batch_tell(&r->inbox, both[i], text, text_len);
		batch_tell(&r->inbox, both[i], "\r\n", 2);
	}
	end_push(r, from);
	return (to != NULL);
}

/*
 * Enters the member's next key into the tree beside the present one, and then
 * takes that one out.  The lock is held.
 */
static enum registry_rename
change_key(struct registry *r, struct member *m, const char *name, size_t len)
{
	struct member_key *next = &m->keys[1 - m->key];
	struct member_key *const *found;
	bool valid = name_key(name, len, next->text);

	assert(valid);
	found = tsearch(next, &r->names, compare_keys);
	if (found == NULL)
		return (RENAME_NO_MEMORY);
	if ((*found)->member != m)
		return (RENAME_TAKEN);
	if (*found != next)
		return (RENAME_DONE); /* the same but for its case */
	(void)tdelete(&m->keys[m->key], &r->names, compare_keys);
	m->key = 1 - m->key;
	return (RENAME_DONE);
}

/* The others read it one way, the member itself another.  Lock held. */
static void
tell_rename(struct registry *r, struct member *m, const char *old)
{
	char line[2 * MEMBER_WHO_SIZE + 64];
	int n;

	n = snprintf(line, sizeof line, "[ %s ] is now known as %s\r\n", old,
	    m->who);
	assert(n > 0 && (size_t)n < sizeof line);
	batch_say(&r->inbox, m, line, (size_t)n);
	add_line(r, m, "*** you are now known as %s\r\n", m->who);
}

enum registry_rename
registry_rename(struct registry *r, struct member *m, const char *name,
    size_t name_len)
{
	enum registry_rename result;
	char old[MEMBER_WHO_SIZE];

	assert(name_len < sizeof m->who);
	begin_push(r, m);
	result = change_key(r, m, name, name_len);
	if (result == RENAME_DONE && !r->closing) {
		memcpy(old, m->who, sizeof old);
		memcpy(m->who, name, name_len);
		m->who[name_len] = '\0';
		tell_rename(r, m, old);
	}
	end_push(r, m);
	return (result);
}

struct registry_entry *
registry_list(struct registry *r, size_t *count)
{
	int64_t now = thread_now_ms();
	struct registry_entry *entries, *e;
	struct member *m;

	thread_lock(&r->lock);
	*count = r->count;
	entries = e = calloc(r->count + 1, sizeof *entries);
	if (entries == NULL)
		goto out;
	TAILQ_FOREACH(m, &r->here, here) {
		memcpy(e->who, m->who, sizeof e->who);
		memcpy(e->address, m->address, sizeof e->address);
		e->here_ms = now - m->joined;
		e->idle_ms = now - m->spoke;
		e++;
	}
out:
	thread_unlock(&r->lock);
	return (entries);
}

size_t
registry_count(struct registry *r)
{
	size_t count;

	thread_lock(&r->lock);
	count = r->count;
	thread_unlock(&r->lock);
	return (count);
}

void
registry_close(struct registry *r)
{
	begin_push(r, NULL);
	add_line(r, NULL, "*** the room is closing, bye bye\r\n");
	r->closing = true;
	end_push(r, NULL);
}

/*
 * registry: who is here, and the single order of all that is said.  See
 * registry.h.
 */
#include <config.h>

#include "server/room/registry.h"

#include <assert.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/span.h"
#include "common/thread.h"
#include "common/words.h"
#include "server/gate/gate.h"
#include "server/room/name.h"
#include "server/room/news.h"
#include "server/room/registry_private.h"
#include "server/room/speech.h"
#include "server/system/log.h"

static int
compare_keys(const void *a, const void *b)
{
	const struct member_key *one = a, *other = b;

	return (strcmp(one->text, other->text));
}

struct registry *
registry_new(const struct registry_settings *settings)
{
	struct registry *r = calloc(1, sizeof *r);

	if (r == NULL)
		return (NULL);
	if (!inbox_init(&r->inbox, &r->lock, settings->max)) {
		free(r);
		return (NULL);
	}
	r->gate = settings->gate;
	r->tell_each = settings->tell_each;
	r->operator_key = *settings->operator_key;
	r->operator_key_once = settings->operator_key_once;
	r->console_is_private = settings->console_is_private;
	r->mute_ends = MEMBER_FOREVER;
	TAILQ_INIT(&r->here);
	TAILQ_INIT(&r->unseen);
	thread_cond_init(&r->due);
	thread_mutex_init(&r->lock);
	return (r);
}

void
registry_free(struct registry *r)
{
	assert(r->count == 0);
	inbox_fini(&r->inbox);
	key_wipe(&r->operator_key);
	thread_cond_fini(&r->due);
	thread_mutex_fini(&r->lock);
	free(r);
}

void
registry_begin(struct registry *r, const struct member *m)
{
	thread_lock(&r->lock);
	inbox_wait(&r->inbox, m);
	r->pusher = m;
}

void
registry_end(struct registry *r, struct member *m)
{
	inbox_deliver(&r->inbox, m);
	thread_unlock(&r->lock);
}

/* Milliseconds since the epoch. */
static int64_t
time_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return ((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

struct event
registry_event(struct registry *r, enum event_kind kind, size_t len)
{
	struct event e = { .kind = (uint8_t)kind,
		.len = (uint32_t)len,
		.time_ms = time_ms() };

	if (event_is_public(kind))
		e.number = ++r->events;
	return (e);
}

struct event
registry_sentence(struct registry *r, enum sentence s, const struct words *args,
    char line[REGISTRY_LINE_SIZE])
{
	struct event e = registry_event(r, sentence_kind(s), 0);

	e.sentence = (uint16_t)s;
	e.len =
	    (uint32_t)sentence_line(s, args, line, REGISTRY_LINE_SIZE, e.args);
	return (e);
}

/*
 * Which request of `to` the present push answers, if it is its own: none of its
 * workers is another thread then.  The lock is held.
 */
static uint32_t
answers_request(const struct registry *r, struct member *to)
{
	if (to != r->pusher || to->request == 0)
		return (0);
	to->request_answered = true;
	return (to->request);
}

void
registry_add(struct registry *r, struct member *only, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	if (only == NULL) {
		registry_tell_others(r, NULL, s, args);
		return;
	}
	what = registry_sentence(r, s, args, line);
	what.request = answers_request(r, only);
	batch_tell(&r->inbox.batch, only, &what, line);
}

void
registry_tell_others(struct registry *r, struct member *except, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	if (r->closing)
		return;
	what = registry_sentence(r, s, args, line);
	batch_say(&r->inbox.batch, except, &what, line);
}

static void
greet(struct registry *r, struct member *m)
{
	registry_add(r, m, S_WELCOME, ARGS(words_of(m->who)));
	registry_add(r, m, r->count == 1 ? S_HERE_ONE : S_HERE_MANY,
	    ARGS(NUMBER(r->count)));
	if (r->topic[0] != '\0')
		registry_add(r, m, S_TOPIC, ARGS(words_of(r->topic)));
	/* Only the person at the console is an operator from the start. */
	registry_add(r, m, m->is_operator ? S_HINT_CONSOLE : S_HINT, NULL);
}

bool
registry_is_locked(struct registry *r)
{
	bool locked;

	thread_lock(&r->lock);
	locked = r->locked;
	thread_unlock(&r->lock);
	return (locked);
}

/* Whether the operator key would make somebody one now.  The lock is held. */
static bool
is_key_good(const struct registry *r)
{
	return (!r->operator_key_once || r->operators == 0);
}

bool
registry_is_key_good(struct registry *r)
{
	bool good;

	thread_lock(&r->lock);
	good = is_key_good(r);
	thread_unlock(&r->lock);
	return (good);
}

int64_t
registry_try_operator_key(struct registry *r, const struct sockaddr *peer,
    const char *bytes, size_t len, enum key_verdict *verdict)
{
	int64_t wait;

	thread_lock(&r->lock);
	*verdict = registry_judge_key(r, bytes, len);
	wait = gate_key_tried(r->gate, peer, GATE_OPERATOR_KEY,
	    *verdict == KEY_RIGHT, thread_now_ms());
	thread_unlock(&r->lock);
	return (wait);
}

/* The key may have made somebody else an operator since.  The lock is held. */
static bool
becomes_operator(const struct registry *r, const struct member *m)
{
	return (m->has_operator_key && is_key_good(r));
}

/* For anyone who has given the operator key at the door.  The lock is held. */
static void
make_operator(struct registry *r, struct member *m)
{
	char name[MEMBER_WHO_SIZE];

	news_introduce(r, m);
	(void)strcpy(name, m->who);
	registry_promote(r, m);
	registry_add(r, NULL, S_OPERATOR,
	    ARGS(words_of(name), words_of(m->who)));
}

/* Why `m` cannot join, or NULL.  The lock is held. */
static const char *
cannot_join(struct registry *r, struct member *m)
{
	bool has_right = m->is_operator || becomes_operator(r, m);
	struct member_key *const *found;
	char why[GATE_SENTENCE_SIZE];

	if (r->closing)
		return (sentence_reason(S_ROOM_CLOSES));
	if (r->locked && !has_right)
		return (sentence_reason(S_ROOM_LOCKED));
	/* The ban may have come while it was at the door. */
	if (!has_right &&
	    gate_is_banned(r->gate, (struct sockaddr *)&m->peer,
		thread_now_ms(), why))
		return (sentence_reason(S_YOU_ARE_BANNED));
	found = tsearch(m->key, &r->names, compare_keys);
	if (found == NULL)
		return (sentence_reason(S_ROOM_NO_MEMORY));
	/* The same port may connect to two addresses of ours. */
	if (*found != m->key)
		return (sentence_reason(S_ADDRESS_IN_USE));
	return (NULL);
}

const char *
registry_join(struct registry *r, struct member *m, size_t *count)
{
	const char *why;

	registry_begin(r, m);
	why = cannot_join(r, m);
	if (why == NULL) {
		TAILQ_INSERT_TAIL(&r->here, m, here);
		*count = ++r->count;
		m->arrival = ++r->arrivals;
		m->joined = m->spoke = thread_now_ms();
		news_joined(r, m);
		batch_join(&r->inbox.batch, m);
		greet(r, m);
		if (becomes_operator(r, m))
			make_operator(r, m);
	}
	registry_end(r, m);
	return (why);
}

void
registry_throw_out(struct registry *r, struct member *m, const char *why)
{
	m->thrown_out = why;
	if (batch_has_room(&r->inbox.batch))
		batch_end(&r->inbox.batch, m, why);
	else
		member_end(m, why);
}

const char *
registry_threw_out(struct registry *r, const struct member *m)
{
	const char *why;

	thread_lock(&r->lock);
	why = m->thrown_out;
	thread_unlock(&r->lock);
	return (why);
}

void
registry_promote(struct registry *r, struct member *m)
{
	char name[MEMBER_WHO_SIZE];

	(void)strcpy(name, m->who);
	(void)snprintf(m->who, sizeof m->who, "%s%.*s", MEMBER_OPERATOR_MARK,
	    NAME_SIZE - 1, name);
	m->is_operator = true;
	r->operators++;
}

bool
registry_demote(struct registry *r, struct member *m)
{
	if (!m->is_operator || m->is_console)
		return (false);
	m->is_operator = false;
	return (--r->operators == 0 && r->operator_key_once && !r->closing);
}

void
registry_tell_key_is_good(struct registry *r)
{
	struct member *m;

	TAILQ_FOREACH(m, &r->here, here)
		if (m->is_console) {
			registry_add(r, m, S_OPKEY_GOOD_AGAIN, NULL);
			return;
		}
}

void
registry_log_key(const struct member *m)
{
	log_said("operator %s: was the last one; the operator key is good "
		 "again",
	    m->address);
}

enum key_verdict
registry_judge_key(const struct registry *r, const char *bytes, size_t len)
{
	if (!key_matches(&r->operator_key, bytes, len))
		return (KEY_WRONG);
	return (is_key_good(r) ? KEY_RIGHT : KEY_IN_USE);
}

/*
 * Takes `m` out; returns how many are left.  A member that was thrown out
 * leaves for that reason, whatever it may say.
 */
static size_t
leave_locked(struct registry *r, struct member *m, const char *why, size_t len,
    bool *key_good)
{
	if (m->thrown_out != NULL) {
		why = m->thrown_out;
		len = strlen(why);
	}
	*key_good = registry_demote(r, m);
	if (r->asked == m)
		r->asked = NULL;
	(void)tdelete(m->key, &r->names, compare_keys);
	TAILQ_REMOVE(&r->here, m, here);
	batch_leave(&r->inbox.batch, m);
	editions_give_back(&r->inbox.editions, m->wants);
	m->wants = NULL;
	news_left(r, m, why, len);
	if (*key_good) {
		news_tell_left(r);
		registry_tell_key_is_good(r);
	}
	return (--r->count);
}

size_t
registry_leave(struct registry *r, struct member *m, const char *why)
{
	bool key_good;
	size_t count;

	registry_begin(r, m);
	count = leave_locked(r, m, why, strlen(why), &key_good);
	registry_end(r, m);
	if (key_good)
		registry_log_key(m);
	return (count);
}

/* Tells `m` why it is not heard; until when, unless somebody must end that. */
static void
tell_refused(struct registry *r, struct member *m, int64_t until, int64_t now,
    enum sentence for_good, enum sentence for_a_time)
{
	if (until == MEMBER_FOREVER)
		registry_add(r, m, for_good, NULL);
	else
		registry_add(r, m, for_a_time,
		    ARGS(SPAN(until - now, SPAN_LEFT)));
}

/*
 * Tells `m` why it is not heard, unless it knows; true when it is heard.  The
 * lock is held.
 */
static bool
may_speak(struct registry *r, struct member *m, int64_t now)
{
	if (r->closing || m->thrown_out != NULL)
		return (false);
	if (m->is_operator)
		return (true);
	if (m->muted_until != 0) {
		tell_refused(r, m, m->muted_until, now, S_YOU_ARE_MUTED,
		    S_YOU_ARE_MUTED_FOR);
		return (false);
	}
	if (r->paused_until != 0) {
		tell_refused(r, m, r->paused_until, now, S_ROOM_IS_PAUSED,
		    S_ROOM_IS_PAUSED_FOR);
		return (false);
	}
	if (r->slow_ms > 0 && m->heard != 0 && now < m->heard + r->slow_ms) {
		registry_add(r, m, S_ROOM_IS_SLOW,
		    ARGS(SPAN(r->slow_ms, SPAN_SECONDS),
			SPAN(m->heard + r->slow_ms - now, SPAN_LEFT)));
		return (false);
	}
	m->heard = now;
	return (true);
}

size_t
registry_quit(struct registry *r, struct member *m, const char *words,
    size_t len)
{
	bool key_good;
	size_t count;

	registry_begin(r, m);
	if (len > 0 && !may_speak(r, m, thread_now_ms()))
		len = 0;
	count = leave_locked(r, m, words, len, &key_good);
	registry_end(r, m);
	if (key_good)
		registry_log_key(m);
	return (count);
}

/*
 * A program that numbers its lines is told which event this one has become.
 * The lock is held.
 */
static void
confirm(struct registry *r, struct member *m)
{
	struct event what = registry_event(r, EVENT_ANSWERED, 0);

	what.number = r->events;
	what.sentence = S_HEARD;
	what.request = answers_request(r, m);
	if (what.request != 0)
		batch_tell(&r->inbox.batch, m, &what, "");
}

/* The lines of a speech are events.  The lock is held. */
static void
add_speech(struct registry *r, struct member *from, const struct speech *s)
{
	int64_t now = time_ms();
	struct event e;
	size_t i;

	for (i = 0; i < s->count; i++) {
		e = speech_event(s, i);
		e.number = ++r->events;
		e.time_ms = now;
		batch_say(&r->inbox.batch, from, &e,
		    s->lines + speech_start(s, i));
	}
}

void
registry_say(struct registry *r, struct member *from, const struct speech *s)
{
	registry_begin(r, from);
	from->spoke = thread_now_ms();
	if (may_speak(r, from, from->spoke)) {
		news_introduce(r, from);
		add_speech(r, from, s);
		confirm(r, from);
	}
	registry_end(r, from);
}

void
registry_who(struct registry *r, const struct member *m,
    char who[MEMBER_WHO_SIZE])
{
	thread_lock(&r->lock);
	(void)strcpy(who, m->who);
	thread_unlock(&r->lock);
}

bool
registry_is_operator(struct registry *r, const struct member *m)
{
	bool is_operator;

	thread_lock(&r->lock);
	is_operator = m->is_operator;
	thread_unlock(&r->lock);
	return (is_operator);
}

bool
registry_is_slow(struct registry *r, const struct member *m,
    char who[MEMBER_WHO_SIZE])
{
	bool slow;

	thread_lock(&r->lock);
	(void)strcpy(who, m->who);
	slow = r->slow_ms > 0;
	thread_unlock(&r->lock);
	return (slow);
}

void
registry_tell(struct registry *r, struct member *m, enum sentence s,
    const char *lines, size_t len)
{
	struct event what;

	registry_begin(r, m);
	what = registry_event(r, EVENT_ANSWERED, len);
	what.request = answers_request(r, m);
	what.sentence = (uint16_t)s;
	batch_tell(&r->inbox.batch, m, &what, lines);
	registry_end(r, m);
	m->answered += (uint32_t)len;
}

void
registry_tell_raw(struct registry *r, struct member *m, const char *bytes,
    size_t len)
{
	registry_begin(r, m);
	batch_tell_raw(&r->inbox.batch, m, bytes, len);
	registry_end(r, m);
}

void
registry_answer(struct registry *r, struct member *m, enum sentence s,
    const struct words *args)
{
	char line[REGISTRY_LINE_SIZE];
	struct event what;

	registry_begin(r, m);
	what = registry_sentence(r, s, args, line);
	what.request = answers_request(r, m);
	batch_tell(&r->inbox.batch, m, &what, line);
	registry_end(r, m);
	m->answered += what.len;
}

struct member *
registry_find(struct registry *r, const char *name, size_t len)
{
	_Alignas(
	    struct member_key) char room[sizeof(struct member_key) + NAME_SIZE];
	struct member_key *probe = (struct member_key *)(void *)room;
	struct member_key *const *found;

	if (len > 0 && *name == *MEMBER_OPERATOR_MARK) {
		name++;
		len--;
	}
	if (!name_key(name, len, probe->text))
		return (NULL);
	found = tfind(probe, &r->names, compare_keys);
	return (found != NULL ? (*found)->member : NULL);
}

/* Both get the same line.  The lock is held. */
static void
add_whisper(struct registry *r, struct member *from, struct member *to,
    struct words text)
{
	const struct words *args =
	    ARGS(words_of(from->who), words_of(to->who), text);

	registry_add(r, to, S_WHISPERED, args);
	if (from != to)
		registry_add(r, from, S_WHISPERED, args);
}

bool
registry_whisper(struct registry *r, struct member *from, const char *name,
    size_t name_len, const char *text, size_t text_len)
{
	struct member *to;

	registry_begin(r, from);
	from->spoke = thread_now_ms();
	to = registry_find(r, name, name_len);
	if (to == NULL || r->closing || from->thrown_out != NULL ||
	    (!to->is_operator && !may_speak(r, from, from->spoke)))
		goto out;
	news_introduce(r, from);
	add_whisper(r, from, to, (struct words){ text, text_len });
out:
	registry_end(r, from);
	return (to != NULL);
}

/* What `m` may know about whoever has the name.  The lock is held. */
static struct registry_holder
look_at(const struct member *holder, const struct member *m)
{
	struct registry_holder h = { thread_now_ms() - holder->spoke, false };
	struct subnet address;

	h.is_neighbour =
	    subnet_counted((const struct sockaddr *)&m->peer, &address) &&
	    subnet_covers(&address, (const struct sockaddr *)&holder->peer);
	return (h);
}

/* Whether this is its name already, letter by letter.  The lock is held. */
static bool
is_called(const struct member *m, const char *name, size_t len)
{
	const char *who = m->who;

	if (m->is_operator)
		who += strlen(MEMBER_OPERATOR_MARK);
	return (strlen(who) == len && memcmp(who, name, len) == 0);
}

/*
 * Enters the member's next key into the tree beside the present one, and then
 * takes that one out.  The lock is held.
 */
static enum registry_rename
change_key(struct registry *r, struct member *m, const char *name, size_t len,
    struct registry_holder *holder)
{
	struct member_key *next, *const *found;
	char key[NAME_SIZE];
	bool valid = name_key(name, len, key);

	assert(valid);
	(void)valid;
	next = member_key_new(m, key);
	found = next != NULL ? tsearch(next, &r->names, compare_keys) : NULL;
	if (found != NULL && *found == next) {
		(void)tdelete(m->key, &r->names, compare_keys);
		free(m->key);
		m->key = next;
		return (RENAME_DONE);
	}
	free(next);
	if (found == NULL)
		return (RENAME_NO_MEMORY);
	if (*found == m->key)
		return (RENAME_DONE); /* the same except for its case */
	if (holder != NULL)
		*holder = look_at((*found)->member, m);
	return (RENAME_TAKEN);
}

/* The others read one sentence, the member itself another.  Lock held. */
static void
tell_rename(struct registry *r, struct member *m, const char *old)
{
	/* Anyone not announced yet is announced once, by the new name. */
	if (m->unseen)
		news_note_rename(r, old, m->who);
	else {
		news_tell_left(r); /* the name may be theirs */
		registry_tell_others(r, m, S_RENAMED,
		    ARGS(words_of(old), words_of(m->who)));
	}
	registry_add(r, m, S_NAMED, ARGS(words_of(m->who)));
}

/*
 * A name can be a message, except for the first one: a member that has none yet
 * may take it at any time, unless muted.  The lock is held.
 */
static bool
may_rename(struct registry *r, struct member *m)
{
	bool first = strcmp(m->who, m->address) == 0;

	if (r->closing || m->thrown_out != NULL)
		return (false);
	return (
	    (first && m->muted_until == 0) || may_speak(r, m, thread_now_ms()));
}

enum registry_rename
registry_rename(struct registry *r, struct member *m, const char *name,
    size_t name_len, struct registry_holder *holder)
{
	enum registry_rename result;
	char old[MEMBER_WHO_SIZE];
	int64_t heard;

	assert(name_len < NAME_SIZE);
	registry_begin(r, m);
	heard = m->heard;
	if (is_called(m, name, name_len))
		result = RENAME_SAME;
	else if (may_rename(r, m))
		result = change_key(r, m, name, name_len, holder);
	else
		result = RENAME_REFUSED;
	if (result == RENAME_DONE) {
		memcpy(old, m->who, sizeof old);
		(void)snprintf(m->who, sizeof m->who, "%s%.*s",
		    m->is_operator ? MEMBER_OPERATOR_MARK : "", (int)name_len,
		    name);
		tell_rename(r, m, old);
	} else
		m->heard = heard; /* nobody has read anything */
	registry_end(r, m);
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

/* When registry_tend() next has something to do.  Lock held. */
static int64_t
next_due(const struct registry *r)
{
	int64_t due = r->mute_ends;

	if (r->paused_until != 0 && r->paused_until < due)
		due = r->paused_until;
	return (news_due(r) < due ? news_due(r) : due);
}

/* Ends the mutes that are over, and finds the next one.  Lock held. */
static void
end_mutes(struct registry *r, int64_t now)
{
	struct member *m;

	r->mute_ends = MEMBER_FOREVER;
	TAILQ_FOREACH(m, &r->here, here) {
		if (m->muted_until == 0)
			continue;
		if (m->muted_until > now) {
			if (m->muted_until < r->mute_ends)
				r->mute_ends = m->muted_until;
			continue;
		}
		/* One per push: a push has room for only a few lines. */
		if (r->mute_ends == now)
			continue;
		m->muted_until = 0;
		registry_add(r, NULL, S_MUTE_ENDED,
		    ARGS(NOBODY, words_of(m->who)));
		r->mute_ends = now;
	}
}

/* Does what is due.  The lock is held. */
static void
do_due(struct registry *r, int64_t now)
{
	if (r->paused_until != 0 && r->paused_until <= now) {
		r->paused_until = 0;
		registry_add(r, NULL, S_PAUSE_ENDED, NULL);
	}
	if (r->mute_ends <= now)
		end_mutes(r, now);
	news_tell_due(r, now);
}

void
registry_tend(struct registry *r)
{
	int64_t due;

	thread_lock(&r->lock);
	while (!r->closing) {
		due = next_due(r);
		if (due == MEMBER_FOREVER)
			thread_wait(&r->due, &r->lock);
		else if (thread_now_ms() < due)
			(void)thread_wait_until(&r->due, &r->lock, due);
		else {
			inbox_wait(&r->inbox, NULL);
			if (!r->closing)
				do_due(r, thread_now_ms());
			inbox_deliver(&r->inbox, NULL);
		}
	}
	thread_unlock(&r->lock);
}

void
registry_close(struct registry *r)
{
	registry_begin(r, NULL);
	registry_add(r, NULL, S_ROOM_CLOSES, NULL);
	r->closing = true;
	thread_wake_one(&r->due);
	registry_end(r, NULL);
}

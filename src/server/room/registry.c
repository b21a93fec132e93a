/*
 * registry: who is here, and the single order of all that is said.  See
 * registry.h.
 */
#include <config.h>

#include "server/room/registry.h"

#include <assert.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "common/words.h"
#include "server/gate/gate.h"
#include "server/room/name.h"
#include "server/room/news.h"
#include "server/room/operators.h"
#include "server/room/push.h"
#include "server/room/rules.h"
#include "server/room/switching.h"

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
	r->language = settings->language;
	r->operator_key = *settings->operator_key;
	r->operator_key_once = settings->operator_key_once;
	r->console_is_private = settings->console_is_private;
	rules_init(&r->rules);
	TAILQ_INIT(&r->here);
	news_init(&r->news);
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

/*
 * Nobody knows yet which language a newcomer reads: it is welcomed in English,
 * which tells a program that it is inside, and from then on is told everything
 * in the language of its charset, if that was chosen at the door, or of the
 * room.  One that has chosen a language there is told everything in that.
 */
static void
greet(struct registry *r, struct member *m) THREAD_NEEDS(r->lock)
{
	struct edition_key key = switching_first(r, m);

	if (key.language != LANGUAGE_EN && !m->is_console &&
	    !m->talk.chose_language)
		registry_add(r, m, S_WELCOME, ARGS(words_of(m->who)));
	(void)switching_do(r, m, key); /* without memory, as it was */
	registry_add(r, m, S_WELCOME, ARGS(words_of(m->who)));
	registry_add(r, m, r->count == 1 ? S_HERE_ONE : S_HERE_MANY,
	    ARGS(NUMBER(r->count)));
	if (r->topic[0] != '\0')
		registry_add(r, m, S_TOPIC, ARGS(words_of(r->topic)));
	/* Only the person at the console is an operator from the start. */
	registry_add(r, m, m->is_operator ? S_HINT_CONSOLE : S_HINT, NULL);
}

/* Why `m` cannot join, or S_NONE. */
static enum sentence
cannot_join(struct registry *r, struct member *m) THREAD_NEEDS(r->lock)
{
	bool has_right = m->is_operator || operators_key_lets_in(r, m);
	struct member_key *const *found;
	struct reason why;

	if (r->closing)
		return (S_ROOM_CLOSES);
	if (r->rules.locked && !has_right)
		return (S_ROOM_LOCKED);
	/* The ban may have come while it was at the door. */
	if (!has_right &&
	    gate_is_banned(r->gate, (struct sockaddr *)&m->peer,
		thread_now_ms(), &why))
		return (S_YOU_ARE_BANNED);
	found = tsearch(m->key, &r->names, member_key_compare);
	if (found == NULL)
		return (S_ROOM_NO_MEMORY);
	/* The same port may connect to two addresses of ours. */
	if (*found != m->key)
		return (S_ADDRESS_IN_USE);
	return (S_NONE);
}

enum sentence
registry_join(struct registry *r, struct member *m)
{
	enum sentence why;

	registry_begin(r, m);
	why = cannot_join(r, m);
	if (why == S_NONE) {
		m->state = MEMBER_HERE;
		TAILQ_INSERT_TAIL(&r->here, m, here);
		r->count++;
		m->arrival = ++r->arrivals;
		m->joined = m->spoke = thread_now_ms();
		news_joined(r, m);
		batch_join(&r->inbox.batch, &m->seat);
		greet(r, m);
		if (operators_key_lets_in(r, m))
			operators_greet(r, m);
	}
	registry_end(r, m);
	return (why);
}

void
registry_throw_out(struct registry *r, struct member *m, enum sentence why)
{
	thread_assert_held(&r->lock);
	m->state = MEMBER_THROWN_OUT;
	m->thrown_out = why;
	if (batch_has_room(&r->inbox.batch))
		batch_end(&r->inbox.batch, &m->seat, why);
	else
		seat_end(&m->seat, why);
}

enum member_state
registry_state(struct registry *r, const struct member *m)
{
	enum member_state state;

	thread_lock(&r->lock);
	state = (enum member_state)m->state;
	thread_unlock(&r->lock);
	return (state);
}

/*
 * Takes `m` out.  A member that was thrown out leaves for that reason, whatever
 * it may say.
 */
static void
leave_locked(struct registry *r, struct member *m, struct words why)
    THREAD_NEEDS(r->lock)
{
	bool key_good = registry_demote(r, m);

	assert(m->state == MEMBER_HERE || m->state == MEMBER_THROWN_OUT);
	if (m->state == MEMBER_THROWN_OUT)
		why = sentence_piece(m->thrown_out);
	m->state = MEMBER_LEFT;
	(void)tdelete(m->key, &r->names, member_key_compare);
	TAILQ_REMOVE(&r->here, m, here);
	r->count--;
	batch_leave(&r->inbox.batch, &m->seat);
	editions_give_back(&r->inbox.editions, m->wants);
	m->wants = NULL;
	news_left(r, m, why);
	if (key_good) {
		news_tell_left(r);
		registry_tell_key_is_good(r);
	}
}

void
registry_leave(struct registry *r, struct member *m, enum sentence why)
{
	registry_begin(r, m);
	leave_locked(r, m, sentence_piece(why));
	registry_end(r, m);
}

void
registry_quit(struct registry *r, struct member *m, struct words words)
{
	registry_begin(r, m);
	if (words.len > 0 && !rules_let_speak(r, m, thread_now_ms()))
		words.len = 0;
	leave_locked(r, m, words);
	registry_end(r, m);
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

struct member *
registry_find(struct registry *r, const char *name, size_t len)
{
	thread_assert_held(&r->lock);
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
	found = tfind(probe, &r->names, member_key_compare);
	return (found != NULL ? (*found)->member : NULL);
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

bool
registry_is_locked(struct registry *r)
{
	bool locked;

	thread_lock(&r->lock);
	locked = r->rules.locked;
	thread_unlock(&r->lock);
	return (locked);
}

bool
registry_is_slow(struct registry *r, const struct member *m,
    char who[MEMBER_WHO_SIZE])
{
	bool slow;

	thread_lock(&r->lock);
	(void)strcpy(who, m->who);
	slow = r->rules.slow_ms > 0;
	thread_unlock(&r->lock);
	return (slow);
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

/* When registry_tend() next has something to do. */
static int64_t
next_due(const struct registry *r) THREAD_NEEDS(r->lock)
{
	int64_t due = rules_due(&r->rules);

	return (news_due(r) < due ? news_due(r) : due);
}

/* Does what is due. */
static void
do_due(struct registry *r, int64_t now) THREAD_NEEDS(r->lock)
{
	rules_end_due(r, now);
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

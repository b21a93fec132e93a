/*
 * rename: a member takes a new name, which nobody else has.
 *
 * A part of the registry; see registry.h.
 */
#include <config.h>

#include <assert.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "common/words.h"
#include "server/gate/gate.h"
#include "server/room/name.h"
#include "server/room/news.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "server/room/rules.h"

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
 * takes that one out.
 */
static enum registry_rename
change_key(struct registry *r, struct member *m, const char *name, size_t len,
    struct registry_holder *holder) THREAD_NEEDS(r->lock)
{
	struct member_key *next, *const *found;
	char key[NAME_SIZE];
	bool valid = name_key(name, len, key);

	assert(valid);
	(void)valid;
	next = member_key_new(m, key);
	found =
	    next != NULL ? tsearch(next, &r->names, member_key_compare) : NULL;
	if (found != NULL && *found == next) {
		(void)tdelete(m->key, &r->names, member_key_compare);
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

/* The others read one sentence, the member itself another. */
static void
tell_rename(struct registry *r, struct member *m, const char *old)
    THREAD_NEEDS(r->lock)
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
 * may take it at any time, unless muted, and that costs it no turn.  The lock
 * is held.
 */
static bool
has_no_name(const struct member *m)
{
	return (strcmp(m->who, m->address) == 0);
}

static bool
may_rename(const struct member *m, enum rules_verdict verdict)
{
	return (verdict == RULES_HEARD ||
	    (has_no_name(m) &&
		(verdict == RULES_PAUSED || verdict == RULES_SLOW)));
}

static void
set_name(struct member *m, const char *name, size_t len)
{
	(void)snprintf(m->who, sizeof m->who, "%s%.*s",
	    m->is_operator ? MEMBER_OPERATOR_MARK : "", (int)len, name);
}

enum registry_rename
registry_rename(struct registry *r, struct member *m, const char *name,
    size_t name_len, struct registry_holder *holder)
{
	enum registry_rename result = RENAME_REFUSED;
	int64_t now = thread_now_ms();
	enum rules_verdict verdict;
	char old[MEMBER_WHO_SIZE];

	assert(name_len < NAME_SIZE);
	registry_begin(r, m);
	verdict = rules_judge(r, m, now);
	if (is_called(m, name, name_len))
		result = RENAME_SAME;
	else if (may_rename(m, verdict))
		result = change_key(r, m, name, name_len, holder);
	else
		rules_tell(r, m, verdict, now);
	if (result == RENAME_DONE) {
		memcpy(old, m->who, sizeof old);
		if (!has_no_name(m))
			rules_hear(m, now);
		set_name(m, name, name_len);
		tell_rename(r, m, old);
	}
	registry_end(r, m);
	return (result);
}

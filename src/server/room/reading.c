/*
 * reading: what a member reads: sentences or records, in which language and
 * charset, with or without news.  A part of the registry; see registry.h.
 */
#include <config.h>

#include <string.h>

#include "common/thread.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "server/room/switching.h"
#include "speech/record.h"

void
registry_quiet(struct registry *r, struct member *m, enum registry_quiet quiet)
{
	struct edition_key key;
	bool done;

	registry_begin(r, m);
	key = switching_key(m);
	key.quiet = quiet == QUIET_TOGGLE ? !key.quiet : quiet == QUIET_ON;
	done = switching_do(r, m, key);
	if (!done)
		registry_add(r, m, S_NO_MEMORY, NULL);
	else
		registry_add(r, m, key.quiet ? S_QUIET_ON : S_QUIET_OFF, NULL);
	registry_end(r, m);
}

bool
registry_charset(struct registry *r, struct member *m,
    const struct charset *charset)
{
	struct edition_key key;
	bool done;

	registry_begin(r, m);
	key = switching_key(m);
	if (key.form == FORM_PLAIN)
		key.charset = charset;
	switching_guess(m, charset, &key);
	done = switching_do(r, m, key);
	registry_end(r, m);
	if (done)
		m->talk.charset = charset;
	return (done);
}

void
registry_speak(struct registry *r, struct member *m, enum language language)
{
	struct edition_key key;
	bool done;

	registry_begin(r, m);
	key = switching_key(m);
	key.language = language;
	done = switching_do(r, m, key);
	if (!done)
		registry_add(r, m, S_NO_MEMORY, NULL);
	else
		registry_add(r, m,
		    key.form == FORM_RECORDS ? S_LANG_LATER : S_LANG_IS, NULL);
	registry_end(r, m);
	m->talk.chose_language = m->talk.chose_language || done;
}

/*
 * The first record says who the reader is, and which event is the last one that
 * it gets no record of.
 */
static void
add_start(struct registry *r, struct member *m) THREAD_NEEDS(r->lock)
{
	char bytes[MEMBER_WHO_SIZE + sizeof RECORD_VERSION];
	size_t who = strlen(m->who), version = strlen(RECORD_VERSION);
	struct event what = registry_event(r, EVENT_RECORDS, who + version);

	memcpy(bytes, m->who, who);
	memcpy(bytes + who, RECORD_VERSION, version);
	what.number = r->events;
	what.args[0].len = (uint16_t)who;
	what.args[1].at = (uint16_t)who;
	what.args[1].len = (uint16_t)version;
	batch_tell(&r->inbox.batch, &m->seat, &what, bytes);
}

bool
registry_records(struct registry *r, struct member *m, bool on)
{
	struct edition_key key;
	bool done;

	registry_begin(r, m);
	key = switching_key(m);
	key.form = on ? FORM_RECORDS : FORM_PLAIN;
	key.charset = on ? NULL : m->talk.charset;
	done = switching_do(r, m, key);
	if (done && on)
		add_start(r, m);
	else if (done)
		registry_add(r, m, S_RECORDS_OFF, NULL);
	registry_end(r, m);
	return (done);
}

bool
registry_reads_records(const struct member *m)
{
	return (switching_key(m).form == FORM_RECORDS);
}

/* Room for some records of those who are here: much less than a push. */
#define SOME_SIZE 8192

/* The time for many records. */
struct moment {
	int64_t now; /* as thread_now_ms() */
	int64_t time_ms;
	struct record_clock clock;
};

/* One record of somebody here; 0 if there is no room for it. */
static size_t
write_here(const struct member *m, struct moment *at, char *out, size_t room)
{
	char here[WORDS_NUMBER_SIZE], idle[WORDS_NUMBER_SIZE];
	struct record record = { .kind = EVENT_HERE, .time_ms = at->time_ms };

	record.fields[0] = words_of(m->who);
	record.fields[1] = words_of(m->address);
	record.fields[2] =
	    words_number((uint64_t)(at->now - m->joined) / 1000, here);
	record.fields[3] =
	    words_number((uint64_t)(at->now - m->spoke) / 1000, idle);
	if (record_bound(&record) > room)
		return (0);
	return (record_write(&record, &at->clock, out));
}

bool
registry_list_some(struct registry *r, struct member *m, uint64_t *after)
{
	char records[SOME_SIZE];
	const struct member *other;
	size_t len = 0, n;
	struct moment at = { 0 };
	bool more = false;

	registry_begin(r, m);
	at.now = thread_now_ms();
	at.time_ms = registry_time_ms();
	TAILQ_FOREACH(other, &r->here, here) {
		if (other->arrival <= *after)
			continue;
		n = write_here(other, &at, records + len, sizeof records - len);
		more = n == 0;
		if (more)
			break;
		len += n;
		*after = other->arrival;
	}
	if (len > 0)
		batch_tell_raw(&r->inbox.batch, &m->seat, records, len);
	registry_end(r, m);
	m->talk.answered += (uint32_t)len;
	return (more);
}

/*
 * talk: the commands for everybody.  See talk.h.
 */
#include <config.h>

#include "server/command/talk.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"
#include "server/command/command.h"
#include "server/command/listing.h"
#include "server/command/records.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/room/name.h"
#include "server/room/registry.h"
#include "server/room/speech.h"
#include "server/system/log.h"
#include "server/system/sockets.h"

/* A span of time in the unit that says most: "12 s", "5 min", "3 h 2 min". */
static void
format_span(int64_t ms, char out[24])
{
	int64_t s = ms / 1000;

	if (s < 60)
		(void)snprintf(out, 24, "%" PRId64 " s", s);
	else if (s < 3600)
		(void)snprintf(out, 24, "%" PRId64 " min", s / 60);
	else
		(void)snprintf(out, 24, "%" PRId64 " h %" PRId64 " min",
		    s / 3600, s / 60 % 60);
}

/*
 * Somebody has the name.  It may be the person who asks, on a connection that
 * is lost and that the room has not missed yet.  Nobody can take it away, as
 * nobody can prove who they are; but the room says how long that may last.
 */
static void
tell_taken(struct registry *r, struct member *m, const char *name,
    const struct registry_holder *holder)
{
	char idle[24];

	if (!holder->is_neighbour) {
		registry_notice(r, m,
		    "%s is already somebody's name; choose another", name);
		return;
	}
	format_span(holder->idle_ms, idle);
	registry_notice(r, m,
	    "%s is already somebody's name, last heard %s ago from your "
	    "address; choose another, or, if that was you and the connection "
	    "was lost, try again: the room notices within %d min",
	    name, idle, SOCKETS_LOST_S / 60);
}

bool
talk_nick(struct registry *r, struct member *m, struct words args)
{
	struct words whole = args, name = words_take(&args);
	char old[MEMBER_WHO_SIZE], now[MEMBER_WHO_SIZE], normal[NAME_SIZE];
	struct registry_holder holder;
	const char *fault;
	bool valid;
	int len;

	if (name.len == 0) {
		command_usage(r, m, "nick");
		return (true);
	}
	if (args.len > 0) {
		registry_notice(r, m,
		    "%.*s cannot be your name: it contains blanks",
		    (int)text_cut(whole.bytes, whole.len, NAME_SIZE),
		    whole.bytes);
		return (true);
	}
	len = (int)text_cut(name.bytes, name.len, NAME_SIZE);
	if (name_is_console(name.bytes, name.len) && !m->is_console) {
		registry_notice(r, m, "%.*s is a name for the console only",
		    len, name.bytes);
		return (true);
	}
	if (name_is_reserved(name.bytes, name.len) &&
	    !registry_is_operator(r, m)) {
		registry_notice(r, m, "%.*s is a name for operators only", len,
		    name.bytes);
		return (true);
	}
	fault = name_fault(name.bytes, name.len);
	if (fault != NULL) {
		registry_notice(r, m, "%.*s cannot be your name: %s", len,
		    name.bytes, fault);
		return (true);
	}
	valid = name_normal(name.bytes, name.len, normal);
	assert(valid);
	(void)valid;
	registry_who(r, m, old);
	switch (registry_rename(r, m, normal, strlen(normal), &holder)) {
	case RENAME_SAME:
		registry_notice(r, m, "you are already known as %s", old);
		break;
	case RENAME_TAKEN:
		tell_taken(r, m, normal, &holder);
		break;
	case RENAME_REFUSED:
		break;
	case RENAME_NO_MEMORY:
		registry_notice(r, m,
		    "the room is short of memory; try again later");
		break;
	case RENAME_DONE:
		registry_who(r, m, now);
		log_said("renamed %s: %s is %s", m->address, old, now);
		break;
	}
	return (true);
}

bool
talk_who(struct registry *r, struct member *m, struct words args)
{
	struct registry_entry *entries;
	struct listing list;
	char here[24], idle[24];
	size_t count, i;

	(void)args;
	if (registry_reads_records(m)) {
		records_list(r, m);
		return (true);
	}
	entries = registry_list(r, &count);
	if (entries == NULL) {
		registry_notice(r, m,
		    "the room is short of memory; try again later");
		return (true);
	}
	listing_begin(&list, r, m);
	listing_add(&list, "*** %zu %s here:", count,
	    count == 1 ? "person is" : "people are");
	for (i = 0; i < count; i++) {
		format_span(entries[i].here_ms, here);
		format_span(entries[i].idle_ms, idle);
		listing_add(&list, "***   %s  from %s, here %s, idle %s",
		    entries[i].who, entries[i].address, here, idle);
	}
	listing_end(&list);
	free(entries);
	return (true);
}

bool
talk_me(struct registry *r, struct member *m, struct words args)
{
	struct speech s;

	if (!tidy_is_seen(args.bytes, args.len)) {
		command_usage(r, m, "me");
		return (true);
	}
	registry_who(r, m, s.who);
	speech_clear(&s);
	speech_do(&s, args.bytes, args.len);
	registry_say(r, m, &s);
	return (true);
}

bool
talk_msg(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);

	if (name.len == 0 || !tidy_is_seen(args.bytes, args.len)) {
		command_usage(r, m, "msg");
		return (true);
	}
	if (!registry_whisper(r, m, name.bytes, name.len, args.bytes, args.len))
		registry_notice(r, m,
		    "nobody here is called %.*s; /who lists everyone",
		    (int)text_cut(name.bytes, name.len, NAME_SIZE), name.bytes);
	return (true);
}

bool
talk_key(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	registry_notice(r, m, "you are already in the room; no key is needed");
	return (true);
}

bool
talk_quit(struct registry *r, struct member *m, struct words args)
{
	char words[LOG_LINE_MAX / 2];
	size_t left;

	/* The room would go on without the person who opened it. */
	if (m->is_console) {
		registry_notice(r, m,
		    "the console does not leave its room; Ctrl-C closes it");
		return (true);
	}
	left = registry_quit(r, m, args.bytes, args.len);
	log_said("left %s: %s (%zu here)%s%s", m->address, m->who, left,
	    args.len > 0 ? ": " : "",
	    log_escape(args.bytes, args.len, words, sizeof words));
	return (false);
}

bool
talk_quiet(struct registry *r, struct member *m, struct words args)
{
	enum registry_quiet quiet = QUIET_TOGGLE;
	char word[16];

	(void)words_narrow(words_trim(args), word, sizeof word);
	if (strcasecmp(word, "on") == 0)
		quiet = QUIET_ON;
	else if (strcasecmp(word, "off") == 0)
		quiet = QUIET_OFF;
	else if (args.len > 0) {
		command_usage(r, m, "quiet");
		return (true);
	}
	registry_quiet(r, m, quiet);
	return (true);
}

/* Finds the charset, and changes over to it. */
static enum charset_result
change_charset(struct registry *r, struct member *m, struct words name,
    const struct charset **charset)
{
	enum charset_result result =
	    charset_find(name.bytes, name.len, charset);

	if ((result == CHARSET_DONE || result == CHARSET_UTF8) &&
	    !registry_charset(r, m, *charset))
		return (CHARSET_NO_MEMORY);
	return (result);
}

bool
talk_charset(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	const struct charset *charset;
	int len = (int)text_cut(name.bytes, name.len, 32);

	if (name.len == 0) {
		registry_notice(r, m,
		    "usage: /charset NAME: use this charset, one of: %s ...",
		    charset_examples());
		return (true);
	}
	switch (change_charset(r, m, name, &charset)) {
	case CHARSET_DONE:
		registry_notice(r, m,
		    "your charset is %s; /charset utf-8 switches back",
		    charset_name(charset));
		break;
	case CHARSET_UTF8:
		registry_notice(r, m, "your charset is UTF-8");
		break;
	case CHARSET_UNKNOWN:
	case CHARSET_UNAVAILABLE:
		registry_notice(r, m,
		    "there is no charset %.*s here; try one of: %s ...", len,
		    name.bytes, charset_examples());
		break;
	case CHARSET_NO_MEMORY:
		registry_notice(r, m,
		    "the room is short of memory or files and cannot load "
		    "%.*s now; try again later",
		    len, name.bytes);
		break;
	}
	return (true);
}

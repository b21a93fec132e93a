/*
 * everyone: the commands for everyone.  See everyone.h.
 */
#include <config.h>

#include "server/command/everyone.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/span.h"
#include "server/command/listing.h"
#include "server/command/records.h"
#include "server/dialect/charset.h"
#include "server/dialect/tidy.h"
#include "server/room/name.h"
#include "server/room/registry.h"
#include "server/room/speech.h"
#include "server/system/sockets.h"
#include "speech/dictionary.h"
#include "speech/verb.h"

/*
 * Somebody has the name.  It may be the person who asks, on a connection that
 * is lost and that the room has not missed yet.  Nobody can take it away, as
 * nobody can prove who they are; but the room says how long that may last.
 */
static void
tell_taken(struct registry *r, struct member *m, const char *name,
    const struct registry_holder *holder)
{
	if (!holder->is_neighbour)
		registry_answer(r, m, S_NICK_TAKEN, ARGS(words_of(name)));
	else
		registry_answer(r, m, S_NICK_TAKEN_NEAR,
		    ARGS(words_of(name), SPAN(holder->idle_ms, SPAN_PAST),
			SPAN(SOCKETS_LOST_S * INT64_C(1000), SPAN_MINUTES)));
}

/* Whether `m` may not have this name, as it stands; then it has been told. */
static bool
is_refused(struct registry *r, struct member *m, struct words name)
{
	const struct words shown = words_cut(name, NAME_SIZE);
	enum sentence fault;

	if (name_is_console(name.bytes, name.len) && !m->is_console) {
		registry_answer(r, m, S_NICK_FOR_CONSOLE, ARGS(shown));
		return (true);
	}
	if (name_is_reserved(name.bytes, name.len) &&
	    !registry_is_operator(r, m)) {
		registry_answer(r, m, S_NICK_FOR_OPERATORS, ARGS(shown));
		return (true);
	}
	fault = name_fault(name.bytes, name.len);
	if (fault != S_NONE)
		registry_answer(r, m, S_NICK_WRONG,
		    ARGS(shown, sentence_piece(fault)));
	return (fault != S_NONE);
}

/* Gives `m` a name in its normal form, or says why not. */
static void
take_name(struct registry *r, struct member *m, const char *name)
{
	char who[MEMBER_WHO_SIZE];
	struct registry_holder holder;

	switch (registry_rename(r, m, name, strlen(name), &holder)) {
	case RENAME_SAME:
		registry_who(r, m, who);
		registry_answer(r, m, S_NICK_SAME, ARGS(words_of(who)));
		break;
	case RENAME_TAKEN:
		tell_taken(r, m, name, &holder);
		break;
	case RENAME_NO_MEMORY:
		registry_answer(r, m, S_NO_MEMORY, NULL);
		break;
	case RENAME_REFUSED:
	case RENAME_DONE:
		break;
	}
}

enum command_result
everyone_nick(struct registry *r, struct member *m, struct words args)
{
	struct words whole = args, name = words_take(&args);
	char normal[NAME_SIZE];
	bool valid;

	if (args.len > 0) {
		registry_answer(r, m, S_NICK_WRONG,
		    ARGS(words_cut(whole, NAME_SIZE),
			sentence_piece(S_NAME_BLANKS)));
		return (COMMAND_DONE);
	}
	if (is_refused(r, m, name))
		return (COMMAND_DONE);
	valid = name_normal(name.bytes, name.len, normal);
	assert(valid);
	(void)valid;
	take_name(r, m, normal);
	return (COMMAND_DONE);
}

/* From where somebody is. */
static struct words
from(const struct registry_entry *e)
{
	const struct words address = words_of(e->address);
	const struct words console = sentence_piece(S_CONSOLE);

	return (words_is_same(address, console) ? console : address);
}

enum command_result
everyone_who(struct registry *r, struct member *m, struct words args)
{
	struct registry_entry *entries;
	struct listing list;
	size_t count, i;

	(void)args;
	if (registry_reads_records(m)) {
		records_list(r, m);
		return (COMMAND_DONE);
	}
	entries = registry_list(r, &count);
	if (entries == NULL) {
		registry_answer(r, m, S_NO_MEMORY, NULL);
		return (COMMAND_DONE);
	}
	listing_begin(&list, r, m);
	listing_add(&list, count == 1 ? S_WHO_ONE : S_WHO_MANY,
	    ARGS(NUMBER(count)));
	for (i = 0; i < count; i++)
		listing_add(&list, S_HERE,
		    ARGS(words_of(entries[i].who), from(&entries[i]),
			SPAN(entries[i].here_ms, SPAN_PAST),
			SPAN(entries[i].idle_ms, SPAN_PAST)));
	listing_end(&list);
	free(entries);
	return (COMMAND_DONE);
}

enum command_result
everyone_me(struct registry *r, struct member *m, struct words args)
{
	struct speech s;

	if (!tidy_is_seen(args.bytes, args.len))
		return (COMMAND_MISUSED);
	registry_who(r, m, s.who);
	speech_clear(&s);
	speech_do(&s, args.bytes, args.len);
	registry_say(r, m, &s);
	return (COMMAND_DONE);
}

enum command_result
everyone_msg(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);

	if (!tidy_is_seen(args.bytes, args.len))
		return (COMMAND_MISUSED);
	if (!registry_whisper(r, m, name.bytes, name.len, args.bytes, args.len))
		registry_answer(r, m, S_NOBODY_CALLED,
		    ARGS(words_cut(name, NAME_SIZE)));
	return (COMMAND_DONE);
}

enum command_result
everyone_key(struct registry *r, struct member *m, struct words args)
{
	(void)args;
	registry_answer(r, m, S_NO_KEY_NEEDED, NULL);
	return (COMMAND_DONE);
}

enum command_result
everyone_quit(struct registry *r, struct member *m, struct words args)
{
	/* The room would go on without the person who opened it. */
	if (m->is_console) {
		registry_answer(r, m, S_CONSOLE_STAYS, NULL);
		return (COMMAND_DONE);
	}
	registry_quit(r, m, args);
	return (COMMAND_LEFT);
}

enum command_result
everyone_quiet(struct registry *r, struct member *m, struct words args)
{
	enum registry_quiet quiet = QUIET_TOGGLE;

	args = words_trim(args);
	if (verb_word_is(S_WORD_ON, args))
		quiet = QUIET_ON;
	else if (verb_word_is(S_WORD_OFF, args))
		quiet = QUIET_OFF;
	else if (args.len > 0)
		return (COMMAND_MISUSED);
	registry_quiet(r, m, quiet);
	return (COMMAND_DONE);
}

enum command_result
everyone_lang(struct registry *r, struct member *m, struct words args)
{
	char list[DICTIONARY_LIST_SIZE];
	struct words all = dictionary_list(list);
	struct words name = words_take(&args);
	enum language language;

	if (name.len == 0)
		registry_answer(r, m, S_LANG_LIST, ARGS(all));
	else if (!language_parse(name, &language) ||
	    !dictionary_exists(language))
		registry_answer(r, m, S_LANG_UNKNOWN,
		    ARGS(words_cut(name, 32), all));
	else
		registry_speak(r, m, language);
	return (COMMAND_DONE);
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

enum command_result
everyone_charset(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	const struct charset *charset;

	if (name.len == 0) {
		registry_answer(r, m, S_CHARSET_LIST,
		    ARGS(words_of(charset_examples())));
		return (COMMAND_DONE);
	}
	switch (change_charset(r, m, name, &charset)) {
	case CHARSET_DONE:
		registry_answer(r, m,
		    registry_reads_records(m) ? S_CHARSET_IS_READ :
						S_CHARSET_IS,
		    ARGS(words_of(charset_name(charset))));
		break;
	case CHARSET_UTF8:
		registry_answer(r, m, S_CHARSET_IS_UTF8, NULL);
		break;
	case CHARSET_UNKNOWN:
	case CHARSET_UNAVAILABLE:
		registry_answer(r, m, S_CHARSET_UNKNOWN,
		    ARGS(words_cut(name, 32), words_of(charset_examples())));
		break;
	case CHARSET_NO_MEMORY:
		registry_answer(r, m, S_CHARSET_NO_MEMORY,
		    ARGS(words_cut(name, 32)));
		break;
	}
	return (COMMAND_DONE);
}

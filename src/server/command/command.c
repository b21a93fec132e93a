/*
 * command: what starts with '/'.  See command.h.
 */
#include <config.h>

#include "server/command/command.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "common/text.h"
#include "common/words.h"
#include "server/command/bans.h"
#include "server/command/charge.h"
#include "server/command/everyone.h"
#include "server/command/moderation.h"
#include "server/command/records.h"
#include "server/command/result.h"
#include "server/command/slip.h"
#include "server/room/member.h"
#include "server/room/push.h"
#include "server/room/registry.h"
#include "speech/help.h"
#include "speech/verb.h"

/* A typing slip is at most this many letters. */
#define SLIPS_MAX 2

enum kind {
	FOR_ALL,
	SECRET, /* for all; a key or a private message follows */
	OPERATORS
};

struct command {
	const char *name;
	enum sentence use; /* as /help shows it */
	enum sentence help;
	unsigned words; /* at least this many must follow the name */
	enum kind kind;
	enum command_result (
	    *run)(struct registry *r, struct member *m, struct words args);
};

static enum command_result run_help(struct registry *, struct member *,
    struct words);

/* The name of a command, as sentence.def has it in capitals. */
#define SENTENCES_OF(NAME) S_USE_##NAME, S_HELP_##NAME

static const struct command commands[] = {
	{ "nick", SENTENCES_OF(NICK), 1, FOR_ALL, everyone_nick },
	{ "who", SENTENCES_OF(WHO), 0, FOR_ALL, everyone_who },
	{ "me", SENTENCES_OF(ME), 1, FOR_ALL, everyone_me },
	{ "msg", SENTENCES_OF(MSG), 2, SECRET, everyone_msg },
	{ "lang", SENTENCES_OF(LANG), 0, FOR_ALL, everyone_lang },
	{ "charset", SENTENCES_OF(CHARSET), 0, FOR_ALL, everyone_charset },
	{ "key", SENTENCES_OF(KEY), 0, SECRET, everyone_key },
	{ "op", SENTENCES_OF(OP), 1, SECRET, charge_op },
	{ "quit", SENTENCES_OF(QUIT), 0, FOR_ALL, everyone_quit },
	{ "quiet", SENTENCES_OF(QUIET), 0, FOR_ALL, everyone_quiet },
	{ "records", SENTENCES_OF(RECORDS), 0, FOR_ALL, records_run },
	{ "help", SENTENCES_OF(HELP), 0, FOR_ALL, run_help },
	{ "deop", SENTENCES_OF(DEOP), 0, OPERATORS, charge_deop },
	{ "opkey", SENTENCES_OF(OPKEY), 0, OPERATORS, charge_opkey },
	{ "kick", SENTENCES_OF(KICK), 1, OPERATORS, moderation_kick },
	{ "ban", SENTENCES_OF(BAN), 1, OPERATORS, bans_ban },
	{ "unban", SENTENCES_OF(UNBAN), 1, OPERATORS, bans_unban },
	{ "bans", SENTENCES_OF(BANS), 0, OPERATORS, bans_list },
	{ "mute", SENTENCES_OF(MUTE), 1, OPERATORS, moderation_mute },
	{ "unmute", SENTENCES_OF(UNMUTE), 1, OPERATORS, moderation_unmute },
	{ "lock", SENTENCES_OF(LOCK), 0, OPERATORS, moderation_lock },
	{ "unlock", SENTENCES_OF(UNLOCK), 0, OPERATORS, moderation_unlock },
	{ "pause", SENTENCES_OF(PAUSE), 0, OPERATORS, moderation_pause },
	{ "resume", SENTENCES_OF(RESUME), 0, OPERATORS, moderation_resume },
	{ "slow", SENTENCES_OF(SLOW), 1, OPERATORS, moderation_slow },
	{ "topic", SENTENCES_OF(TOPIC), 0, OPERATORS, moderation_topic },
	{ "announce", SENTENCES_OF(ANNOUNCE), 1, OPERATORS,
	    moderation_announce },
};

#define COMMANDS (sizeof commands / sizeof *commands)

/* The command of this name; *verb is the name as our tables have it. */
static const struct command *
find(struct words name, struct words *verb)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++) {
		*verb = verb_match(commands[i].use, name);
		if (verb->len > 0)
			return (&commands[i]);
	}
	return (NULL);
}

bool
command_exists(const char *name, size_t len)
{
	struct words verb;

	return (find((struct words){ name, len }, &verb) != NULL);
}

bool
command_is_secret(const char *name, size_t len)
{
	struct words verb;
	const struct command *command =
	    find((struct words){ name, len }, &verb);

	return (command != NULL && command->kind == SECRET);
}

/* Whether the verb has characters, each of which says more than a letter. */
static bool
is_chinese(struct words verb)
{
	return (verb.len > 0 && (unsigned char)*verb.bytes >= 0x80);
}

/* Nothing separates words in Chinese: "/悄悄话小明". */
static bool
is_glued_to(struct words word, struct words verb)
{
	return (is_chinese(verb) && word.len > verb.len &&
	    memcmp(word.bytes, verb.bytes, verb.len) == 0);
}

/*
 * Whether one slip makes this word of the command, in any language, and
 * something follows: `more`, or what is glued to it.
 */
static bool
is_almost(const struct command *command, struct words word, bool more)
{
	struct words verb;
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++) {
		verb = verb_in((enum language)l, command->use);
		if (is_glued_to(word, verb) ||
		    (more && verb.len > 0 && slip_count(word, verb) <= 1))
			return (true);
	}
	return (false);
}

bool
command_is_almost_secret(const char *name, size_t len, bool more)
{
	struct words word = slip_start((struct words){ name, len });
	const struct command *c;

	for (c = commands; c < commands + COMMANDS; c++)
		if (c->kind == SECRET &&
		    is_almost(c, word, more || word.len < len))
			return (true);
	return (false);
}

/* Whether two begin with the same character; `verb` with a Chinese one. */
static bool
begin_alike(struct words name, struct words verb)
{
	uint32_t c;
	size_t n = text_decode(verb.bytes, verb.len, &c);

	return (name.len >= n && memcmp(name.bytes, verb.bytes, n) == 0);
}

/* How well a verb fits a name that is none: the least is best. */
static size_t
misfit(struct words name, struct words verb)
{
	size_t slips, letters = slip_letters(verb);

	if (is_glued_to(name, verb))
		return (0);
	slips = slip_count(name, verb);
	/* Part of the name must be right; of a short one, how it begins. */
	if (slips >= letters ||
	    (is_chinese(verb) && 2 * slips >= letters &&
		!begin_alike(name, verb)))
		return (SLIP_FAR);
	return (slips);
}

struct words
command_nearest(enum language mine, struct words name)
{
	struct words nearest = { NULL, 0 }, verb;
	size_t best = SLIPS_MAX + 1, one, i, l;

	/* Of those that fit as well, the first; `mine` comes before others. */
	for (l = 0; l < LANGUAGES; l++)
		for (i = 0; i < COMMANDS; i++) {
			verb = verb_in((mine + l) % LANGUAGES, commands[i].use);
			one = misfit(name, verb);
			if (one < best ||
			    (one == 0 && verb.len > nearest.len)) {
				best = one;
				nearest = verb;
			}
		}
	return (nearest);
}

static void
unknown(struct registry *r, struct member *m, struct words name)
{
	struct words nearest = command_nearest(registry_language_of(m), name);

	name = words_cut(name, 64);
	if (nearest.len > 0)
		registry_answer(r, m, S_NO_COMMAND_BUT, ARGS(name, nearest));
	else
		registry_answer(r, m, S_NO_COMMAND, ARGS(name));
}

/* Whether at least `wanted` words are there. */
static bool
has_words(struct words args, unsigned wanted)
{
	while (wanted > 0 && words_take(&args).len > 0)
		wanted--;
	return (wanted == 0);
}

static void
tell_usage(struct registry *r, struct member *m, const struct command *c)
{
	registry_answer(r, m, S_USAGE,
	    ARGS(sentence_piece(c->use), sentence_piece(c->help)));
}

bool
command_run(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args), verb;
	const struct command *command = find(name, &verb);
	enum command_result result = COMMAND_DONE;

	if (command == NULL)
		unknown(r, m, name);
	else if (command->kind == OPERATORS && !registry_is_operator(r, m))
		registry_answer(r, m, S_FOR_OPERATORS, ARGS(verb));
	else if (!has_words(args, command->words))
		result = COMMAND_MISUSED;
	else
		result = command->run(r, m, args);
	if (result == COMMAND_MISUSED)
		tell_usage(r, m, command);
	return (result != COMMAND_LEFT);
}

/* The whole list. */
static void
list_commands(struct registry *r, struct member *m)
{
	bool is_operator = registry_is_operator(r, m);
	enum language language = registry_language_of(m);
	char list[(COMMANDS + 1) * HELP_LINE_MAX];
	const struct command *c;
	size_t len = 0;

	for (c = commands; c < commands + COMMANDS; c++)
		if (c->kind != OPERATORS || is_operator)
			len += help_line(language, c->use, c->help, list + len);
	len += help_line(language, S_USE_ALOUD, S_HELP_ALOUD, list + len);
	registry_tell(r, m, S_HELP, list, len);
}

/* The word without its slash, if it has one. */
static struct words
without_slash(struct words word)
{
	struct words rest = word;
	enum slash slash = verb_take_slash(&rest);

	return (slash != SLASH_NONE && rest.len > 0 ? rest : word);
}

static enum command_result
run_help(struct registry *r, struct member *m, struct words args)
{
	struct words name = without_slash(words_take(&args)), verb;
	const struct command *command;

	if (name.len == 0) {
		list_commands(r, m);
		return (COMMAND_DONE);
	}
	command = find(name, &verb);
	if (command != NULL)
		tell_usage(r, m, command);
	else
		unknown(r, m, name);
	return (COMMAND_DONE);
}

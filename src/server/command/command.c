/*
 * command: what starts with '/'.  See command.h.
 */
#include <config.h>

#include "server/command/command.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/text.h"
#include "common/words.h"
#include "server/command/bans.h"
#include "server/command/charge.h"
#include "server/command/everyone.h"
#include "server/command/moderation.h"
#include "server/command/records.h"
#include "server/command/result.h"
#include "server/room/member.h"
#include "server/room/push.h"
#include "server/room/registry.h"

/* A typing slip is at most this many letters. */
#define SLIPS_MAX 2
#define COMMAND_NAME_MAX 16

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

static const struct command *
find(struct words name)
{
	char narrow[COMMAND_NAME_MAX + TEXT_CHAR_MAX];
	size_t i;

	(void)words_narrow(name, narrow, sizeof narrow);
	for (i = 0; i < COMMANDS; i++)
		if (strcasecmp(commands[i].name, narrow) == 0)
			return (&commands[i]);
	return (NULL);
}

bool
command_exists(const char *name, size_t len)
{
	return (find((struct words){ name, len }) != NULL);
}

bool
command_is_secret(const char *name, size_t len)
{
	const struct command *command = find((struct words){ name, len });

	return (command != NULL && command->kind == SECRET);
}

static bool
is_letter(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return (ab < c ? ab : c);
}

/*
 * The number of letters to insert, delete, replace or swap with their
 * neighbour to make `b` from `a` (optimal string alignment distance).
 */
static size_t
distance(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t row[3][COMMAND_NAME_MAX + 1];
	size_t *before = row[0], *last = row[1], *now = row[2], *spare;
	size_t i, j;

	assert(blen <= COMMAND_NAME_MAX); /* `b` is a name from the table */
	for (j = 0; j <= blen; j++)
		last[j] = j;
	for (i = 1; i <= alen; i++) {
		now[0] = i;
		for (j = 1; j <= blen; j++) {
			now[j] = least(last[j] + 1, now[j - 1] + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return (last[blen]);
}

bool
command_is_almost_secret(const char *name, size_t len, bool more)
{
	char narrow[4 * COMMAND_NAME_MAX];
	const struct command *c;
	size_t letters;

	len = words_narrow((struct words){ name, len }, narrow, sizeof narrow);
	for (letters = 0; letters < len && is_letter(narrow[letters]);
	     letters++)
		narrow[letters] |= 'a' - 'A';
	if (letters > COMMAND_NAME_MAX || (letters == len && !more))
		return (false);
	for (c = commands; c < commands + COMMANDS; c++)
		if (c->kind == SECRET &&
		    distance(narrow, letters, c->name, strlen(c->name)) <= 1)
			return (true);
	return (false);
}

const char *
command_nearest(const char *name, size_t len)
{
	size_t best = SLIPS_MAX + 1, d, i;
	const char *nearest = NULL;

	if (len > COMMAND_NAME_MAX)
		return (NULL);
	for (i = 0; i < COMMANDS; i++) {
		d = distance(name, len, commands[i].name,
		    strlen(commands[i].name));
		/* Part of the name must be right. */
		if (d < best && d < strlen(commands[i].name)) {
			best = d;
			nearest = commands[i].name;
		}
	}
	return (nearest);
}

static void
unknown(struct registry *r, struct member *m, struct words name)
{
	const char *nearest = command_nearest(name.bytes, name.len);

	name = words_cut(name, 64);
	if (nearest != NULL)
		registry_answer(r, m, S_NO_COMMAND_BUT,
		    ARGS(name, words_of(nearest)));
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
	struct words name = words_take(&args);
	const struct command *command = find(name);
	enum command_result result = COMMAND_DONE;

	if (command == NULL)
		unknown(r, m, name);
	else if (command->kind == OPERATORS && !registry_is_operator(r, m))
		registry_answer(r, m, S_FOR_OPERATORS,
		    ARGS(words_of(command->name)));
	else if (!has_words(args, command->words))
		result = COMMAND_MISUSED;
	else
		result = command->run(r, m, args);
	if (result == COMMAND_MISUSED)
		tell_usage(r, m, command);
	return (result != COMMAND_LEFT);
}

/* How wide the first column of the list is, and the blank after it. */
#define USE_WIDTH 25

/* How many columns a use takes: in it there are only ASCII and Chinese. */
static size_t
columns_of(const char *use)
{
	size_t columns = 0;

	for (; *use != '\0'; use++)
		if ((unsigned char)*use < 0x80)
			columns++;
		else if (((unsigned char)*use & 0xc0) == 0xc0)
			columns += 2;
	return (columns);
}

/* A line of the list. */
static size_t
write_help(enum language language, enum sentence use, enum sentence help,
    char *out, size_t room)
{
	const char *text = sentence_in(language, use);
	size_t columns = columns_of(text);
	char column[4 * USE_WIDTH];

	(void)snprintf(column, sizeof column, "%s%*s", text,
	    columns < USE_WIDTH ? (int)(USE_WIDTH - columns) : 0, "");
	return (sentence_line(language, S_HELP,
	    ARGS(words_of(column), sentence_piece(help)), out, room, NULL));
}

/* The whole list. */
static void
list_commands(struct registry *r, struct member *m)
{
	bool is_operator = registry_is_operator(r, m);
	enum language language = registry_language_of(m);
	char list[(COMMANDS + 1) * 128];
	const struct command *c;
	size_t len = 0;

	for (c = commands; c < commands + COMMANDS; c++)
		if (c->kind != OPERATORS || is_operator)
			len += write_help(language, c->use, c->help, list + len,
			    128);
	len += write_help(language, S_USE_ALOUD, S_HELP_ALOUD, list + len, 128);
	registry_tell(r, m, S_HELP, list, len);
}

static enum command_result
run_help(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	const struct command *command;

	if (name.len == 0) {
		list_commands(r, m);
		return (COMMAND_DONE);
	}
	if (*name.bytes == '/') {
		name.bytes++;
		name.len--;
	}
	command = find(name);
	if (command != NULL)
		tell_usage(r, m, command);
	else
		unknown(r, m, name);
	return (COMMAND_DONE);
}

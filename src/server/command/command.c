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
#include "server/command/moderation.h"
#include "server/command/records.h"
#include "server/command/talk.h"
#include "server/delivery/member.h"
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
	const char *arguments; /* as /help shows them */
	const char *help;
	/* False when the member has left. */
	bool (*run)(struct registry *r, struct member *m, struct words args);
	enum kind kind;
};

static bool run_help(struct registry *, struct member *, struct words);

static const struct command commands[] = {
	{ "nick", " NAME", "be known as NAME", talk_nick, FOR_ALL },
	{ "who", "", "who is here, from where, how long", talk_who, FOR_ALL },
	{ "me", " TEXT", "say what you do: /me waves", talk_me, FOR_ALL },
	{ "msg", " NAME TEXT", "say TEXT to NAME only", talk_msg, SECRET },
	{ "charset", " NAME", "use this charset; alone: list some",
	    talk_charset, FOR_ALL },
	{ "key", " WORDS", "give the key, when the room asks for it", talk_key,
	    SECRET },
	{ "op", " KEY", "become an operator; then /op NAME makes others",
	    charge_op, SECRET },
	{ "quit", " [WORDS]", "leave; so does an empty line", talk_quit,
	    FOR_ALL },
	{ "quiet", " [on|off]", "do not announce who comes and goes, or do",
	    talk_quiet, FOR_ALL },
	{ "records", " [off]", "for programs: read records, not sentences",
	    records_run, FOR_ALL },
	{ "help", " [COMMAND]", "this list, or one line of it", run_help,
	    FOR_ALL },
	{ "deop", "", "be an operator no longer", charge_deop, OPERATORS },
	{ "opkey", "", "show the operator key, on the console only",
	    charge_opkey, OPERATORS },
	{ "kick", " NAME [WHY]", "throw NAME out", moderation_kick, OPERATORS },
	{ "ban", " WHO [MINUTES] [WHY]",
	    "throw out and ban NAME or ADDRESS[/BITS]", bans_ban, OPERATORS },
	{ "unban", " ADDRESS[/BITS]", "lift a ban", bans_unban, OPERATORS },
	{ "bans", "", "list all bans", bans_list, OPERATORS },
	{ "mute", " NAME [MINUTES]", "stop NAME from speaking", moderation_mute,
	    OPERATORS },
	{ "unmute", " NAME", "let NAME speak again", moderation_unmute,
	    OPERATORS },
	{ "lock", "", "let no newcomers in", moderation_lock, OPERATORS },
	{ "unlock", "", "let people in again", moderation_unlock, OPERATORS },
	{ "pause", " [MINUTES]", "let only operators speak", moderation_pause,
	    OPERATORS },
	{ "resume", "", "let everyone speak again", moderation_resume,
	    OPERATORS },
	{ "slow", " SECONDS",
	    "one line per person every SECONDS; 0 turns it off",
	    moderation_slow, OPERATORS },
	{ "topic", " [WORDS]", "set what the room is about; newcomers read it",
	    moderation_topic, OPERATORS },
	{ "announce", " WORDS", "say WORDS as the room", moderation_announce,
	    OPERATORS },
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
	int len = (int)text_cut(name.bytes, name.len, 64);

	if (nearest != NULL)
		registry_notice(r, m,
		    "there is no command /%.*s; did you mean /%s? "
		    "(/help lists all, //%.*s says it aloud)",
		    len, name.bytes, nearest, len, name.bytes);
	else
		registry_notice(r, m,
		    "there is no command /%.*s; /help lists all, "
		    "//%.*s says it aloud",
		    len, name.bytes, len, name.bytes);
}

bool
command_run(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	const struct command *command = find(name);

	if (command == NULL)
		unknown(r, m, name);
	else if (command->kind == OPERATORS && !registry_is_operator(r, m))
		registry_notice(r, m,
		    "/%s is for operators; /op KEY makes you one",
		    command->name);
	else
		return (command->run(r, m, args));
	return (true);
}

void
command_usage(struct registry *r, struct member *m, const char *name)
{
	struct words words = { name, strlen(name) };
	const struct command *c = find(words);

	registry_notice(r, m, "usage: /%s%s: %s", c->name, c->arguments,
	    c->help);
}

static bool
run_help(struct registry *r, struct member *m, struct words args)
{
	struct words name = words_take(&args);
	bool is_operator = registry_is_operator(r, m);
	char list[COMMANDS * 128];
	size_t i, len;

	if (name.len > 0) {
		if (*name.bytes == '/') {
			name.bytes++;
			name.len--;
		}
		if (find(name) != NULL)
			command_usage(r, m, find(name)->name);
		else
			unknown(r, m, name);
		return (true);
	}
	len = 0;
	for (i = 0; i < COMMANDS; i++) {
		char left[64];

		if (commands[i].kind == OPERATORS && !is_operator)
			continue;
		(void)snprintf(left, sizeof left, "/%s%s", commands[i].name,
		    commands[i].arguments);
		len += (size_t)snprintf(list + len, sizeof list - len,
		    "*** %-25s %s\r\n", left, commands[i].help);
	}
	len += (size_t)snprintf(list + len, sizeof list - len,
	    "*** %-25s %s\r\n", "//TEXT", "say /TEXT aloud");
	assert(len < sizeof list);
	registry_tell(r, m, list, len);
	return (true);
}

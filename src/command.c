/*
 * command: what starts with '/'.  See command.h.
 */
#include <config.h>

#include "command.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "log.h"
#include "name.h"
#include "registry.h"
#include "text.h"

/* A slip of the fingers is at most that many letters. */
#define SLIPS_MAX 2
#define COMMAND_NAME_MAX 16

/* A piece of the line; not ended by a NUL. */
struct words {
	const char *bytes;
	size_t len;
};

struct command {
	const char *name;
	const char *arguments; /* as /help shows them */
	const char *help;
	/* False when the member has left. */
	bool (*run)(struct registry *r, struct member *m, struct words args);
};

static bool run_help(struct registry *, struct member *, struct words);
static bool run_me(struct registry *, struct member *, struct words);
static bool run_msg(struct registry *, struct member *, struct words);
static bool run_nick(struct registry *, struct member *, struct words);
static bool run_quit(struct registry *, struct member *, struct words);
static bool run_who(struct registry *, struct member *, struct words);

static const struct command commands[] = {
	{ "nick", " NAME", "be called NAME", run_nick },
	{ "who", "", "who is here, from where, how long", run_who },
	{ "me", " TEXT", "say what you do: /me waves", run_me },
	{ "msg", " NAME TEXT", "tell NAME alone", run_msg },
	{ "quit", " [WORDS]", "leave; an empty line does it, too", run_quit },
	{ "help", " [COMMAND]", "this list, or one line of it", run_help },
};

#define COMMANDS (sizeof commands / sizeof *commands)

/* Takes the first word off *line, and the blanks around it. */
static struct words
take_word(struct words *line)
{
	struct words word;
	size_t n = 0;

	while (line->len > 0 && (*line->bytes == ' ' || *line->bytes == '\t')) {
		line->bytes++;
		line->len--;
	}
	while (n < line->len && line->bytes[n] != ' ' && line->bytes[n] != '\t')
		n++;
	word.bytes = line->bytes;
	word.len = n;
	line->bytes += n;
	line->len -= n;
	while (line->len > 0 && (*line->bytes == ' ' || *line->bytes == '\t')) {
		line->bytes++;
		line->len--;
	}
	return (word);
}

static const struct command *
find(struct words name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (strlen(commands[i].name) == name.len &&
		    strncasecmp(commands[i].name, name.bytes, name.len) == 0)
			return (&commands[i]);
	return (NULL);
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return (ab < c ? ab : c);
}

/*
 * The number of letters to insert, delete, replace or swap with their
 * neighbour to make `b` of `a` (optimal string alignment distance).
 */
static size_t
distance(const char *a, size_t alen, const char *b, size_t blen)
{
	size_t row[3][COMMAND_NAME_MAX + 1];
	size_t *before = row[0], *last = row[1], *now = row[2], *spare;
	size_t i, j;

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
		/* Something of the name has to be right. */
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
command_run(struct registry *r, struct member *m, const char *line, size_t len)
{
	struct words args = { line + 1, len - 1 };
	struct words name = take_word(&args);
	const struct command *command = find(name);

	if (command != NULL)
		return (command->run(r, m, args));
	unknown(r, m, name);
	return (true);
}

static void
usage(struct registry *r, struct member *m, const char *name)
{
	struct words words = { name, strlen(name) };
	const struct command *c = find(words);

	registry_notice(r, m, "usage: /%s%s: %s", c->name, c->arguments,
	    c->help);
}

static bool
run_nick(struct registry *r, struct member *m, struct words args)
{
	struct words name = take_word(&args);
	char old[MEMBER_WHO_SIZE];
	const char *fault;
	int len;

	if (name.len == 0) {
		usage(r, m, "nick");
		return (true);
	}
	len = (int)text_cut(name.bytes, name.len, NAME_SIZE);
	fault = args.len > 0 ? "it cannot have blanks in it" :
			       name_fault(name.bytes, name.len);
	if (fault != NULL) {
		registry_notice(r, m, "%.*s cannot be your name: %s", len,
		    name.bytes, fault);
		return (true);
	}
	(void)strcpy(old, m->who);
	switch (registry_rename(r, m, name.bytes, name.len)) {
	case RENAME_TAKEN:
		registry_notice(r, m,
		    "%.*s is somebody's name already; take another one", len,
		    name.bytes);
		break;
	case RENAME_NO_MEMORY:
		registry_notice(r, m,
		    "the room is short of memory; try again later");
		break;
	case RENAME_DONE:
		log_event("renamed %s: %s is %s", m->address, old, m->who);
		break;
	}
	return (true);
}

/* A span of time in the unit that tells most: "12 s", "5 min", "3 h". */
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
 * Tells `m` the lines of a long answer, in pushes of at most BATCH_PUSH_MAX
 * bytes that end with a line.
 */
static void
tell_lines(struct registry *r, struct member *m, const char *lines, size_t len)
{
	size_t n;

	while (len > 0) {
		n = len < BATCH_PUSH_MAX ? len : BATCH_PUSH_MAX;
		while (lines[n - 1] != '\n')
			n--;
		registry_tell(r, m, lines, n);
		lines += n;
		len -= n;
	}
}

static void
print_who(FILE *out, const struct registry_entry *entries, size_t count)
{
	char here[24], idle[24];
	size_t i;

	(void)fprintf(out, "*** %zu %s here:\r\n", count,
	    count == 1 ? "person is" : "people are");
	for (i = 0; i < count; i++) {
		format_span(entries[i].here_ms, here);
		format_span(entries[i].idle_ms, idle);
		(void)fprintf(out, "***   %s  from %s, here %s, idle %s\r\n",
		    entries[i].who, entries[i].address, here, idle);
	}
}

static bool
run_who(struct registry *r, struct member *m, struct words args)
{
	struct registry_entry *entries;
	char *answer = NULL;
	size_t count, len;
	FILE *out;

	(void)args;
	entries = registry_list(r, &count);
	out = open_memstream(&answer, &len);
	if (entries != NULL && out != NULL)
		print_who(out, entries, count);
	free(entries);
	if (out == NULL || fclose(out) != 0 || entries == NULL)
		registry_notice(r, m,
		    "the room is short of memory; try again later");
	else
		tell_lines(r, m, answer, len);
	free(answer);
	return (true);
}

static bool
run_me(struct registry *r, struct member *m, struct words args)
{
	char line[BATCH_PUSH_MAX / 2];
	int n;

	if (args.len == 0) {
		usage(r, m, "me");
		return (true);
	}
	n = snprintf(line, sizeof line, "* %s %.*s\r\n", m->who, (int)args.len,
	    args.bytes);
	registry_say(r, m, line, (size_t)n);
	return (true);
}

static bool
run_msg(struct registry *r, struct member *m, struct words args)
{
	struct words name = take_word(&args);

	if (name.len == 0 || args.len == 0) {
		usage(r, m, "msg");
		return (true);
	}
	if (!registry_whisper(r, m, name.bytes, name.len, args.bytes, args.len))
		registry_notice(r, m,
		    "nobody here is called %.*s; /who lists everyone",
		    (int)text_cut(name.bytes, name.len, NAME_SIZE), name.bytes);
	return (true);
}

static bool
run_quit(struct registry *r, struct member *m, struct words args)
{
	char words[LOG_LINE_MAX / 2];
	size_t left;

	left = registry_leave(r, m, args.len > 0 ? args.bytes : NULL, args.len);
	log_event("left %s: %s (%zu here)%s%s", m->address, m->who, left,
	    args.len > 0 ? ": " : "",
	    log_escape(args.bytes, args.len, words, sizeof words));
	return (false);
}

static bool
run_help(struct registry *r, struct member *m, struct words args)
{
	struct words name = take_word(&args);
	char list[COMMANDS * 128];
	size_t i, len;

	if (name.len > 0) {
		if (*name.bytes == '/') {
			name.bytes++;
			name.len--;
		}
		if (find(name) != NULL)
			usage(r, m, find(name)->name);
		else
			unknown(r, m, name);
		return (true);
	}
	len = 0;
	for (i = 0; i < COMMANDS; i++) {
		char left[32];

		(void)snprintf(left, sizeof left, "/%s%s", commands[i].name,
		    commands[i].arguments);
		len += (size_t)snprintf(list + len, sizeof list - len,
		    "*** %-16s %s\r\n", left, commands[i].help);
	}
	len += (size_t)snprintf(list + len, sizeof list - len,
	    "*** %-16s %s\r\n", "//TEXT", "say /TEXT aloud");
	assert(len < sizeof list);
	registry_tell(r, m, list, len);
	return (true);
}

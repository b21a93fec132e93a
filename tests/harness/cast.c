/*
 * cast: four people in a room, each of whom reads and types in a tongue of
 * their own.  See cast.h.
 */
#include <config.h>

#include <check.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "harness/cast.h"
#include "harness/key_file.h"
#include "harness/meeting.h"
#include "speech/dictionary.h"
#include "speech/verb.h"

#define CAST 4
#define LINE_SIZE 16384

/* "Good morning": enough to tell which charset it is. */
#define MORNING "早上好"

static const struct tongue {
	enum language language;
	const char *charset; /* as iconv(3) calls it */
	const char *shown;   /* as the room does; NULL: it is guessed */
} tongues[CAST] = {
	{ LANGUAGE_EN, "UTF-8", NULL },
	{ LANGUAGE_ZH_CN, "UTF-8", NULL },
	{ LANGUAGE_ZH_CN, "GB18030", NULL },
	{ LANGUAGE_ZH_TW, "BIG5", "Big5" },
};

static const char *const names[CAST] = { "Ann", "Bob", "Carl", "Dora" };

struct room *cast_room;

/* Of each of the four. */
static struct person *people[CAST];
static enum language languages[CAST];
static const char *charsets[CAST];

static int
number_of(unsigned one)
{
	int i = 0;

	while (one >> i != 1)
		i++;
	ck_assert_int_lt(i, CAST);
	return (i);
}

const char *
cast_convert(const char *from, const char *to, const char *text)
{
	static char out[LINE_SIZE];
	char *in_at = (char *)(uintptr_t)text, *out_at = out;
	size_t in_left = strlen(text), out_left = sizeof out - 1;
	iconv_t how = iconv_open(to, from);
	size_t failed;

	ck_assert(how != (iconv_t)-1);
	failed = iconv(how, &in_at, &in_left, &out_at, &out_left);
	(void)iconv_close(how);
	*out_at = '\0';
	return (failed == (size_t)-1 ? NULL : out);
}

static void
type(int i, const char *line)
{
	const char *typed = cast_convert("UTF-8", charsets[i], line);

	ck_assert_ptr_nonnull(typed);
	person_type(people[i], "%s", typed);
}

/* The next line in UTF-8; whatever cannot be read in its charset is a fault. */
static const char *
next_line(int i)
{
	const char *line = person_line(people[i]);
	const char *text = cast_convert(charsets[i], "UTF-8", line);

	ck_assert_msg(text != NULL, "%s reads '%s', which is not %s", names[i],
	    line, charsets[i]);
	return (text);
}

/* Whether a line is this one, with something at each ANY. */
static bool
is_like(const char *line, const char *wanted)
{
	size_t fixed = strcspn(wanted, ANY);
	const char *rest = wanted + fixed;

	if (strncmp(line, wanted, fixed) != 0)
		return (false);
	line += fixed;
	if (*rest == '\0')
		return (*line == '\0');
	while (*line != '\0')
		if (is_like(++line, rest + 1))
			return (true);
	return (false);
}

static void
expect(int i, enum sentence s, const char *const args[SENTENCE_ARGS_MAX])
{
	struct words words[SENTENCE_ARGS_MAX] = { 0 };
	char wanted[LINE_SIZE];
	const char *line;
	size_t len;
	int a;

	for (a = 0; a < SENTENCE_ARGS_MAX; a++)
		if (args[a] != NULL)
			words[a] = words_of(args[a]);
	len = sentence_write(languages[i], s, words, wanted, sizeof wanted - 1,
	    NULL);
	wanted[len] = '\0';
	line = next_line(i);
	ck_assert_msg(is_like(line, wanted),
	    "%s should have read '%s', and read '%s'", names[i], wanted, line);
}

void
cast_read(unsigned set, enum sentence s,
    const char *const args[SENTENCE_ARGS_MAX])
{
	int i;

	for (i = 0; i < CAST; i++)
		if ((set >> i & 1) != 0)
			expect(i, s, args);
}

const char *
cast_line(unsigned one)
{
	return (next_line(number_of(one)));
}

enum language
cast_language(unsigned one)
{
	return (languages[number_of(one)]);
}

void
cast_say(unsigned one, const char *text)
{
	type(number_of(one), text);
}

const char *
cast_verb(unsigned one, enum sentence use)
{
	static char name[VERB_BYTES_MAX + 1];
	struct words verb = verb_in(cast_language(one), use);

	if (verb.len == 0)
		verb = verb_in(LANGUAGE_EN, use);
	(void)snprintf(name, sizeof name, "%.*s", (int)verb.len, verb.bytes);
	return (name);
}

void
cast_type(unsigned one, enum sentence use, const char *rest)
{
	char line[LINE_SIZE];

	(void)snprintf(line, sizeof line, "/%s%s%s", cast_verb(one, use),
	    *rest != '\0' ? " " : "", rest);
	type(number_of(one), line);
}

/* The others who are in the room by then. */
static unsigned
before(int i)
{
	return ((1U << i) - 1);
}

/* Begins to read another language, in UTF-8. */
static void
choose_language(int i, enum language language)
{
	cast_type(1U << i, S_USE_LANG, language_code(language));
	languages[i] = language;
	READ(1U << i, S_LANG_IS, NULL);
}

/* Chooses a charset, and nothing else. */
static void
choose_charset(int i, const struct tongue *t)
{
	if (t->shown != NULL)
		cast_type(1U << i, S_USE_CHARSET, t->shown);
	charsets[i] = t->charset;
	if (t->shown == NULL)
		cast_say(1U << i, MORNING);
	if (dictionary_exists(t->language))
		languages[i] = t->language;
	READ(1U << i, t->shown != NULL ? S_CHARSET_IS : S_CHARSET_GUESSED,
	    t->shown != NULL ? t->shown : "GB18030");
	if (t->shown == NULL)
		READ(before(i), S_SAID, names[i], MORNING);
}

/* Comes in, with a name and a tongue. */
static void
come_in(int i, const struct tongue *t)
{
	char who[PERSON_WHO_SIZE];

	people[i] = person_join(cast_room);
	languages[i] = LANGUAGE_EN;
	charsets[i] = "UTF-8";
	(void)strcpy(who, people[i]->who);
	READ(before(i), S_JOINED, who);
	cast_type(1U << i, S_USE_NICK, names[i]);
	READ(1U << i, S_NAMED, names[i]);
	READ(before(i), S_RENAMED, who, names[i]);
	if (strcmp(t->charset, "UTF-8") != 0 && room_writes_chinese())
		choose_charset(i, t);
	else if (dictionary_exists(t->language))
		choose_language(i, t->language);
}

void
cast_open(int round, const char *options)
{
	int i;

	room_sweep();
	sentence_init();
	(void)key_file_make(0600);
	cast_room = room_open_with_key("--operator-key-file", options);
	for (i = 0; i < CAST; i++)
		come_in(i, &tongues[(i + round) % CAST]);
	cast_type(ANN, S_USE_OP, KEY);
	READ(ALL, S_OPERATOR, "Ann", "@Ann");
}

void
cast_close_ended(void)
{
	room_expect_status(cast_room, 0);
	room_free(cast_room);
	key_file_remove();
}

void
cast_close(void)
{
	int i;

	for (i = 0; i < CAST; i++) {
		if (people[i] == NULL)
			continue;
		cast_say(1U << i, "/xyzzyxyzzy");
		READ(1U << i, S_NO_COMMAND, "xyzzyxyzzy");
	}
	for (i = 0; i < CAST; i++) {
		if (people[i] != NULL)
			person_hang_up(people[i]);
		people[i] = NULL;
	}
	room_close(cast_room);
	key_file_remove();
}

void
cast_gone(unsigned set)
{
	int i;

	for (i = 0; i < CAST; i++)
		if ((set >> i & 1) != 0)
			expect_gone(&people[i]);
}

struct person *
cast_guest(const char *name)
{
	struct person *p = person_join(cast_room);
	char who[PERSON_WHO_SIZE];

	(void)strcpy(who, p->who);
	READ(ALL, S_JOINED, who);
	person_type(p, "/nick %s", name);
	person_expect(p, "*** you are now known as %s", name);
	READ(ALL, S_RENAMED, who, name);
	return (p);
}

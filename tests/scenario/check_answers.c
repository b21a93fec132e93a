/*
 * check_answers: by which word each request of a program is answered, and what
 * everyone reads of it.
 *
 * Bob is the program.  Alice, an operator, and Carol are people.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"

#define FIELD_MAX 64

static struct person *carol;
static unsigned request;

/* The start of a field of a record, KIND being 0. */
static const char *
field(const char *line, int i)
{
	while (i-- > 0) {
		line = strchr(line, '\t');
		ck_assert_ptr_nonnull(line);
		line++;
	}
	return (line);
}

static bool
is(const char *field, const char *text)
{
	size_t len = strlen(text);

	return (strncmp(field, text, len) == 0 &&
	    (field[len] == '\t' || field[len] == '\0'));
}

/*
 * What it is, in short: its kind, and its word where it has one; and "-" where
 * it answers nothing that has a number.
 */
static void
shorten(const char *line, char out[2 * FIELD_MAX])
{
	const char *word = "";

	if (is(line, "acted") || is(line, "answered"))
		word = field(line, 4);
	else if (is(line, "announced"))
		word = field(line, 3); /* from nobody: "-" */
	(void)snprintf(out, 2 * FIELD_MAX, "%.*s%s%.*s%s",
	    (int)strcspn(line, "\t"), line, *word != '\0' ? " " : "",
	    (int)strcspn(word, "\t"), word,
	    is(line, "answered") && is(field(line, 5), "-") ? " -" : "");
}

/* Notes what this record is; but once, if there are several. */
static void
note(char *seen, size_t size, const char *line)
{
	char one[2 * FIELD_MAX];
	size_t len = strlen(seen);

	/* They come when they come. */
	if (is(line, "left"))
		return;
	shorten(line, one);
	if (len >= strlen(one) && strcmp(seen + len - strlen(one), one) == 0)
		return;
	(void)snprintf(seen + len, size - len, "%s%s", len > 0 ? ", " : "",
	    one);
}

/* All that Bob reads of a request, until another one is answered. */
static void
ask(const char *line, char *seen, size_t size)
{
	char end[FIELD_MAX], own[FIELD_MAX];
	const char *read;

	(void)snprintf(own, sizeof own, "%u", ++request);
	(void)snprintf(end, sizeof end, "%u", ++request);
	person_type(bob, "%s\t%s", own, line);
	person_type(bob, "%s\t/nick Bob", end);
	*seen = '\0';
	for (;;) {
		read = person_line(bob);
		if (is(read, "answered")) {
			if (is(field(read, 5), end))
				break;
			ck_assert_msg(is(field(read, 5), own) ||
				is(field(read, 5), "-"),
			    "%s", read);
		}
		note(seen, size, read);
	}
	ck_assert(is(field(read, 4), "nick-same"));
}

struct row {
	const char *line, *expected;
};

static void
expect(const struct row *row)
{
	char seen[1024];

	ask(row->line, seen, sizeof seen);
	ck_assert_msg(strcmp(seen, row->expected) == 0,
	    "%s: not \"%s\" but \"%s\"", row->line, row->expected, seen);
}

static void
become_program(void)
{
	person_type(bob, "/records");
	bob->reads_records = true;
	while (!is(field(person_line(bob), 4), "listed"))
		;
}

static void
setup(void)
{
	request = 0;
	meeting_open_in_charge();
	carol = person_join(room);
	person_expect(bob, "[ %s ] joined the room", carol->who);
	set_nick(carol, bob, "Carol");
	become_program();
}

static void
teardown(void)
{
	if (carol != NULL)
		person_hang_up(carol);
	meeting_close();
}

static const struct row of_everyone[] = {
	{ "hello", "said, answered said" },
	{ "/me waves", "did, answered said" },
	{ "/me", "answered usage" },
	{ "/msg Alice psst", "whispered, answered done" },
	{ "/msg Zed psst", "answered nobody" },
	{ "/nick", "answered usage" },
	{ "/nick Alice", "answered nick-taken" },
	{ "/nick Console", "answered nick-reserved" },
	{ "/nick a b", "answered nick-wrong" },
	{ "/who", "here, answered listed" },
	{ "/help", "answered help" },
	{ "/help nick", "answered usage" },
	{ "/frob", "answered no-command" },
	{ "/lock", "answered not-operator" },
	{ "/opkey", "answered not-operator" },
	{ "/deop", "answered not-operator" },
	{ "/op not-the-key", "answered operator-key-wrong" },
	{ "/key words", "answered no-key-needed" },
	{ "/quiet on", "answered quiet-on" },
	{ "/quiet off", "answered quiet-off" },
	{ "/quiet please", "answered usage" },
	{ "/lang", "answered usage" },
	{ "/lang en", "answered language" },
	{ "/lang klingon", "answered language-unknown" },
	{ "/charset", "answered usage" },
	{ "/charset klingon", "answered charset-unknown" },
	{ "/charset latin1", "answered charset" },
	{ "/charset utf-8", "answered charset" },
	{ "/records on", "answered usage" },
	{ "\xe9", "answered charset-needed -, said, answered said" },
};

START_TEST(test_everyone_is_answered_by_these_words)
{
	size_t i;

	for (i = 0; i < sizeof of_everyone / sizeof *of_everyone; i++)
		expect(&of_everyone[i]);
}
END_TEST

static const struct row of_operators[] = {
	{ "/op " KEY, "acted operator, answered done" },
	{ "/op Alice", "answered already-operator" },
	{ "/op Zed", "answered nobody" },
	{ "/opkey", "answered operator-key-hidden" },
	{ "/mute Alice", "answered is-operator" },
	{ "/mute Zed", "answered nobody" },
	{ "/mute Carol", "acted muted, answered done" },
	{ "/mute Carol 5", "acted muted, answered done" },
	{ "/mute Carol 0", "answered not-minutes, answered usage" },
	{ "/unmute Carol", "acted unmuted, answered done" },
	{ "/unmute Carol", "answered not-muted" },
	{ "/lock", "acted locked, answered done" },
	{ "/lock", "answered already-locked" },
	{ "/unlock", "acted unlocked, answered done" },
	{ "/unlock", "answered already-open" },
	{ "/pause", "acted paused, answered done" },
	{ "/pause 5", "acted paused, answered done" },
	{ "/resume", "acted resumed, answered done" },
	{ "/resume", "answered not-paused" },
	{ "/slow 5", "acted slowed, answered done" },
	{ "/slow 0", "acted not-slowed, answered done" },
	{ "/slow down", "answered not-seconds, answered usage" },
	{ "/topic locks", "topic, answered done" },
	{ "/topic", "topic, answered done" },
	{ "/announce five minutes", "announced -, answered done" },
	{ "/announce", "answered usage" },
	{ "/bans", "answered bans" },
	{ "/ban 192.0.2.1", "acted banned, answered done" },
	{ "/ban 192.0.2.2 5 noise", "acted banned, answered done" },
	{ "/ban 0.0.0.0/0", "answered not-sure" },
	{ "/ban Zed", "answered nobody" },
	{ "/bans", "answered bans, answered ban" },
	{ "/unban 192.0.2.1", "acted unbanned, answered done" },
	{ "/unban 192.0.2.1", "answered not-banned" },
	{ "/unban Zed", "answered usage" },
	{ "/op Carol", "acted operator, answered done" },
	{ "/kick Zed", "answered nobody" },
	{ "/kick Carol", "acted kicked, answered done" },
	{ "/deop", "acted no-operator, answered done" },
};

START_TEST(test_operators_are_answered_by_these_words)
{
	size_t i;

	for (i = 0; i < sizeof of_operators / sizeof *of_operators; i++)
		expect(&of_operators[i]);
}
END_TEST

/* Alice does it, and Bob has read so. */
static void
alice_acts(const char *line, const char *word)
{
	const char *read;

	person_type(alice, "%s", line);
	do
		read = person_line(bob);
	while (!is(read, "acted"));
	ck_assert(is(field(read, 3), "@Alice"));
	ck_assert(is(field(read, 4), word));
}

START_TEST(test_what_is_not_said_is_answered_with_why)
{
	alice_acts("/mute Bob", "muted");
	expect(&(struct row){ "hi", "answered muted" });
	alice_acts("/unmute Bob", "unmuted");
	alice_acts("/pause", "paused");
	expect(&(struct row){ "hi", "answered paused" });
	alice_acts("/resume", "resumed");
	alice_acts("/slow 3600", "slowed");
	expect(&(struct row){ "hi", "said, answered said" });
	expect(&(struct row){ "hi", "answered slow" });
	alice_acts("/slow 0", "not-slowed");
	expect(&(struct row){ "hi", "said, answered said" });
}
END_TEST

/* Each wrong one takes longer to forget, so one of these comes too early. */
START_TEST(test_too_many_wrong_keys_are_answered_with_that)
{
	char seen[1024];
	int tries = 0;

	do {
		ask("/op not-the-key", seen, sizeof seen);
		ck_assert_int_lt(tries++, 50);
	} while (strcmp(seen, "answered operator-key-wrong") == 0);
	ck_assert_str_eq(seen, "answered too-many-tries");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_everyone_is_answered_by_these_words,
		test_operators_are_answered_by_these_words,
		test_what_is_not_said_is_answered_with_why,
		test_too_many_wrong_keys_are_answered_with_that,
		NULL,
	};

	return (suite_of("answers", setup, teardown, tests));
}

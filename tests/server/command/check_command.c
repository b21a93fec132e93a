/*
 * check_command: the table of commands, and the nearest name in it.  What the
 * commands do is seen from outside, in check_commands.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/suite.h"
#include "server/command/command.h"
#include "speech/sentence.h"

static const char *
nearest(const char *name)
{
	const char *found = command_nearest(name, strlen(name));

	return (found != NULL ? found : "none");
}

START_TEST(test_a_slip_of_the_fingers_finds_the_command_that_was_meant)
{
	ck_assert_str_eq(nearest("hlep"), "help");
	ck_assert_str_eq(nearest("helpp"), "help");
	ck_assert_str_eq(nearest("nck"), "nick");
	ck_assert_str_eq(nearest("whp"), "who");
	ck_assert_str_eq(nearest("quitt"), "quit");
	ck_assert_str_eq(nearest("mgs"), "msg");
	/* Two that have changed places are one slip. */
	ck_assert_str_eq(nearest("inkc"), "nick");
}
END_TEST

START_TEST(test_a_name_far_from_all_finds_none)
{
	ck_assert_str_eq(nearest("xyzzy"), "none");
	ck_assert_str_eq(nearest(""), "none");
	ck_assert_str_eq(nearest("usr/local/bin/whatever"), "none");
	ck_assert_str_eq(nearest("小明"), "none");
	/* Three slips, and one where nothing is right. */
	ck_assert_str_eq(nearest("kixxx"), "none");
	ck_assert_str_eq(nearest("kixx"), "kick");
	ck_assert_str_eq(nearest("xx"), "none");
}
END_TEST

/* Two tables know each command: this one, and that of the sentences. */
START_TEST(test_each_command_is_shown_as_it_is_typed)
{
	const char *word, *use;
	size_t len, shown = 0;
	int s;

	for (s = 0; s < SENTENCES; s++) {
		word = sentence_word((enum sentence)s);
		if (strncmp(word, "use-", 4) != 0 || s == S_USE_ALOUD)
			continue;
		word += 4;
		len = strlen(word);
		use = sentence_english((enum sentence)s);
		ck_assert_msg(command_exists(word, len), "%s", word);
		ck_assert_int_eq(*use, '/');
		ck_assert_mem_eq(use + 1, word, len);
		ck_assert(use[1 + len] == ' ' || use[1 + len] == '\0');
		/* Its help is the next one. */
		ck_assert_str_eq(sentence_word((enum sentence)(s + 1)) + 5,
		    word);
		shown++;
	}
	ck_assert_uint_gt(shown, 20);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_slip_of_the_fingers_finds_the_command_that_was_meant,
		test_a_name_far_from_all_finds_none,
		test_each_command_is_shown_as_it_is_typed,
		NULL,
	};

	return (suite_of("command", NULL, NULL, tests));
}

/*
 * check_options: the command line of the server.  A child of the test reads it,
 * since what is wrong with it ends the program.
 */
#include <config.h>

#include <sys/wait.h>

#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/options.h"
#include "speech/sentence.h"

#define WORDS_MAX 64

static char text[4096];	      /* what the child has written */
static struct options seen;   /* what it was asked for */
static char words_text[4096]; /* the command line, cut at its blanks */
static char program[] = "chatroomd";
static char *words[WORDS_MAX + 1];

static int
cut(const char *line)
{
	char *rest, *word;
	int count = 1;

	words[0] = program;
	(void)strcpy(words_text, line);
	for (word = strtok_r(words_text, " ", &rest); word != NULL;
	     word = strtok_r(NULL, " ", &rest)) {
		ck_assert_int_lt(count, WORDS_MAX);
		words[count++] = word;
	}
	words[count] = NULL;
	return (count);
}

/* In the child: writes down what was asked for. */
static void
parse(int fd, const char *line)
{
	struct options o;
	int count = cut(line);

	(void)dup2(fd, STDOUT_FILENO);
	(void)dup2(fd, STDERR_FILENO);
	options_parse(&o, count, words);
	_exit(write(fd, &o, sizeof o) == sizeof o ? 0 : 99);
}

/* Returns the status of the child. */
static int
status_of(const char *line)
{
	size_t len = 0;
	int ends[2], status;
	pid_t child;
	ssize_t n;

	ck_assert_int_eq(pipe(ends), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		parse(ends[1], line);
	(void)close(ends[1]);
	while ((n = read(ends[0], text + len, sizeof text - 1 - len)) > 0)
		len += (size_t)n;
	(void)close(ends[0]);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status));
	text[len] = '\0';
	if (len == sizeof seen)
		memcpy(&seen, text, sizeof seen);
	return (WEXITSTATUS(status));
}

/* It is accepted; `seen` is what was asked for. */
static void
accept_line(const char *line)
{
	ck_assert_msg(status_of(line) == 0, "%s: %s", line, text);
}

/* It is refused with one line that contains this. */
static void
refuse_line(const char *line, const char *part)
{
	ck_assert_msg(status_of(line) == 2, "accepted: %s", line);
	ck_assert_msg(strncmp(text, "chatroomd: ", 11) == 0 &&
		strchr(text, '\n') == text + strlen(text) - 1 &&
		strstr(text, part) != NULL,
	    "%s: %s", line, text);
}

START_TEST(test_nothing_asked_for_is_the_default)
{
	accept_line("");
	ck_assert_uint_eq(seen.port, 21567);
	ck_assert_uint_eq(seen.address_count, 0);
	ck_assert_uint_eq(seen.max, 1000);
	ck_assert_uint_eq(seen.outbox, 1048576);
	ck_assert_uint_eq(seen.rate, 10);
	ck_assert_uint_eq(seen.joins_per_minute, 600);
	ck_assert_uint_eq(seen.max_per_address, 0);
	ck_assert(!seen.tell_each && !seen.verbose);
	ck_assert_ptr_null(seen.key_file);
	ck_assert_ptr_null(seen.operator_key_file);
	ck_assert_ptr_null(seen.user);
	ck_assert_ptr_null(seen.root);
	ck_assert_int_eq(seen.language, LANGUAGE_EN);
}
END_TEST

START_TEST(test_a_language_that_is_not_there_is_refused)
{
	refuse_line("--lang klingon",
	    "--lang klingon: one of these is "
	    "expected: en (English)");
	refuse_line("--lang=", "en (English)");
	accept_line("--lang en");
	ck_assert_int_eq(seen.language, LANGUAGE_EN);
#ifdef HAVE_TRANSLATIONS
	refuse_line("--lang fr", "zh_CN (简体中文), zh_TW (繁體中文); try");
	accept_line("--lang zh");
	ck_assert_int_eq(seen.language, LANGUAGE_ZH_CN);
	accept_line("--lang=zh_TW");
	ck_assert_int_eq(seen.language, LANGUAGE_ZH_TW);
#else
	refuse_line("--lang zh", "en (English); try");
#endif
}
END_TEST

/* No such locale need exist for that. */
START_TEST(test_without_an_option_the_environment_chooses_the_language)
{
	(void)unsetenv("LANGUAGE");
	(void)unsetenv("LC_MESSAGES");
	(void)setenv("LC_ALL", "zh_TW.UTF-8", 1);
	accept_line("");
#ifdef HAVE_TRANSLATIONS
	ck_assert_int_eq(seen.language, LANGUAGE_ZH_TW);
#else
	ck_assert_int_eq(seen.language, LANGUAGE_EN);
#endif
	accept_line("--lang en");
	ck_assert_int_eq(seen.language, LANGUAGE_EN);
	(void)setenv("LC_ALL", "de_DE.UTF-8", 1);
	accept_line("");
	ck_assert_int_eq(seen.language, LANGUAGE_EN);
}
END_TEST

START_TEST(test_each_option_is_taken)
{
	accept_line("-p 0 -m 1 -q 4096 --rate 0 --joins-per-minute 0 "
		    "--max-per-address 7 --tell-each -v -b ::1 -b 127.0.0.1 "
		    "--key-file A --operator-key-file B --user C --chroot D");
	ck_assert_uint_eq(seen.port, 0);
	ck_assert_uint_eq(seen.address_count, 2);
	ck_assert_uint_eq(seen.max, 1);
	ck_assert_uint_eq(seen.outbox, 4096);
	ck_assert_uint_eq(seen.rate, 0);
	ck_assert_uint_eq(seen.joins_per_minute, 0);
	ck_assert_uint_eq(seen.max_per_address, 7);
	ck_assert(seen.tell_each && seen.verbose);
	ck_assert_ptr_nonnull(seen.key_file);
	ck_assert_ptr_nonnull(seen.operator_key_file);
	ck_assert_ptr_nonnull(seen.user);
	ck_assert_ptr_nonnull(seen.root);
}
END_TEST

START_TEST(test_largest_numbers_are_taken)
{
	accept_line("--port=65535 --max=1000000 --outbox=1073741824 "
		    "--rate=1000000 --joins-per-minute=1000000 "
		    "--max-per-address=1000000");
	ck_assert_uint_eq(seen.port, 65535);
	ck_assert_uint_eq(seen.max, 1000000);
	ck_assert_uint_eq(seen.outbox, 1073741824);
	ck_assert_uint_eq(seen.rate, 1000000);
}
END_TEST

START_TEST(test_numbers_out_of_bounds_are_refused)
{
	refuse_line("-p 65536", "-p 65536: a number from 0 to 65535");
	refuse_line("-m 0", "from 1 to 1000000");
	refuse_line("-m 1000001", "from 1 to 1000000");
	refuse_line("-q 4095", "from 4096 to 1073741824");
	refuse_line("-q 1073741825", "from 4096 to 1073741824");
	refuse_line("--rate 1000001", "from 0 to 1000000");
	refuse_line("-p 99999999999999999999999", "from 0 to 65535");
}
END_TEST

START_TEST(test_what_is_no_number_is_refused)
{
	static const char *const numbers[] = { "x", "1x", "-1", "+1", "0x10",
		"1.5", "1," };
	char line[64];
	size_t i;

	for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		(void)strcat(strcpy(line, "--rate="), numbers[i]);
		refuse_line(line, "a number");
	}
	refuse_line("--rate=", "a number");
}
END_TEST

START_TEST(test_too_many_addresses_are_refused)
{
	char line[512] = "";
	int i;

	for (i = 0; i < SOCKETS_MAX; i++)
		(void)strcat(line, "-b 127.0.0.1 ");
	accept_line(line);
	(void)strcat(line, "-b 127.0.0.2");
	refuse_line(line, "at most 16 addresses");
}
END_TEST

START_TEST(test_what_is_no_option_is_refused)
{
	refuse_line("room", "room: unexpected argument");
	refuse_line("-v -x", "-x: unknown option");
	refuse_line("--nonsense", "--nonsense: unknown option");
	refuse_line("--verbose=3", "--verbose=3: ");
	refuse_line("-p", "-p: missing value");
	refuse_line("--user", "--user: missing value");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_nothing_asked_for_is_the_default,
		test_each_option_is_taken,
		test_largest_numbers_are_taken,
		test_numbers_out_of_bounds_are_refused,
		test_what_is_no_number_is_refused,
		test_too_many_addresses_are_refused,
		test_what_is_no_option_is_refused,
		test_a_language_that_is_not_there_is_refused,
		test_without_an_option_the_environment_chooses_the_language,
		NULL,
	};

	sentence_init();
	return (suite_of("options", NULL, NULL, tests));
}

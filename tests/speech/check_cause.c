/*
 * check_cause: why something did not work, in the language of whoever reads it.
 */
#include <config.h>

#include <check.h>
#include <errno.h>
#include <locale.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

#include "harness/suite.h"
#include "speech/cause.h"
#include "speech/sentence.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* What a person may meet. */
static const int errors[] = { EPERM, ENOENT, EIO, ENXIO, EBADF, EAGAIN, ENOMEM,
	EACCES, EEXIST, ENODEV, ENOTDIR, EISDIR, EINVAL, ENFILE, EMFILE, EFBIG,
	ENOSPC, EROFS, EPIPE, ENAMETOOLONG, ENOSYS, ELOOP, EPROTONOSUPPORT,
	EAFNOSUPPORT, EADDRINUSE, EADDRNOTAVAIL, ENETDOWN, ENETUNREACH,
	ECONNABORTED, ECONNRESET, ENOBUFS, ETIMEDOUT, ECONNREFUSED, EHOSTDOWN,
	EHOSTUNREACH, EDQUOT };

static const int lookups[] = {
	EAI_AGAIN,
	EAI_FAIL,
	EAI_MEMORY,
	EAI_NONAME,
#ifdef EAI_NODATA
	EAI_NODATA,
#endif
#ifdef EAI_ADDRFAMILY
	EAI_ADDRFAMILY,
#endif
};

/* Not in our table. */
#define ODD_ERROR EXDEV
#define ODD_LOOKUP EAI_BADFLAGS

static char text[512];

static const char *
say(enum language language, enum sentence s, const struct words *args)
{
	size_t len =
	    sentence_write(language, s, args, text, sizeof text - 1, NULL);

	text[len] = '\0';
	return (text);
}

/* As the argument of a sentence. */
static const char *
say_words(enum language language, struct words words)
{
	return (say(language, S_HELP, ARGS(words, words_of(""))));
}

static bool
is_ascii(const char *bytes)
{
	for (; *bytes != '\0'; bytes++)
		if ((unsigned char)*bytes >= 0x80)
			return (false);
	return (true);
}

static void
is_said_in_each_language(struct words cause)
{
	ck_assert(is_ascii(say_words(LANGUAGE_EN, cause)));
#ifdef HAVE_TRANSLATIONS
	ck_assert(!is_ascii(say_words(LANGUAGE_ZH_CN, cause)));
	ck_assert(!is_ascii(say_words(LANGUAGE_ZH_TW, cause)));
#endif
}

START_TEST(test_usual_errors_are_in_the_table)
{
	ck_assert_int_ne(sentence_of(cause_of(errors[_i])), S_NONE);
	is_said_in_each_language(cause_of(errors[_i]));
}
END_TEST

START_TEST(test_usual_failures_of_a_lookup_are_in_the_table)
{
	ck_assert_int_ne(sentence_of(cause_of_lookup(lookups[_i], 0)), S_NONE);
	is_said_in_each_language(cause_of_lookup(lookups[_i], 0));
}
END_TEST

/* Those are known to whoever looks for help. */
START_TEST(test_english_has_the_words_of_the_system)
{
	int i;

	if (getenv("ROOM_LIBC") != NULL)
		return; /* another libc, which has other words */
	for (i = 0; i < COUNT(errors); i++)
		ck_assert_str_eq(
		    sentence_english(sentence_of(cause_of(errors[i]))),
		    strerror(errors[i]));
	for (i = 0; i < COUNT(lookups); i++)
		ck_assert_str_eq(sentence_english(sentence_of(
				     cause_of_lookup(lookups[i], 0))),
		    gai_strerror(lookups[i]));
}
END_TEST

START_TEST(test_other_errors_are_said_by_the_system)
{
	ck_assert_str_eq(cause_of(ODD_ERROR).bytes, strerror(ODD_ERROR));
	ck_assert_str_eq(cause_of_lookup(ODD_LOOKUP, ENOENT).bytes,
	    gai_strerror(ODD_LOOKUP));
}
END_TEST

START_TEST(test_lookup_may_fail_for_a_reason_of_the_system)
{
	ck_assert_int_eq(sentence_of(cause_of_lookup(EAI_SYSTEM, EMFILE)),
	    S_ERROR_MFILE);
}
END_TEST

static const struct {
	struct key_fault fault;
	const char *english;
} faults[] = {
	{ { .kind = KEY_NOT_OPENED, .error = ENOENT },
	    "k: cannot open it: No such file or directory" },
	{ { .kind = KEY_NOT_EXAMINED, .error = EIO },
	    "k: cannot examine it: Input/output error" },
	{ { .kind = KEY_NOT_READ, .error = EISDIR },
	    "k: cannot read it: Is a directory" },
	{ { .kind = KEY_NO_FILE },
	    "k: not a regular file; a file with the key in its first line is "
	    "expected" },
	{ { .kind = KEY_NOT_PRIVATE, .mode = 0640 },
	    "k: others have access to this file (mode 0640), and a key is a "
	    "secret; mode 0600 is expected: chmod 600 k" },
	{ { .kind = KEY_NOT_OURS, .owner = 12345, .ours = 1000 },
	    "k: it belongs to another user (number 12345); yours or root's is "
	    "expected: chown 1000 k" },
	{ { .kind = KEY_EMPTY },
	    "k: its first line is empty; a key of 1 to 256 bytes is expected "
	    "there" },
	{ { .kind = KEY_TOO_LONG },
	    "k: its first line is too long; a key of 1 to 256 bytes is "
	    "expected there" },
	{ { .kind = KEY_NOT_TEXT },
	    "k: its first line contains bytes that nobody can type; a key is "
	    "text in UTF-8" },
};

START_TEST(test_fault_of_a_key_names_the_file_and_says_what_to_do)
{
	struct cause c;

	cause_of_key(&c, "k", &faults[_i].fault);
	ck_assert_str_eq(say(LANGUAGE_EN, c.sentence, c.args),
	    faults[_i].english);
#ifdef HAVE_TRANSLATIONS
	ck_assert_ptr_nonnull(
	    strchr(say(LANGUAGE_ZH_CN, c.sentence, c.args), 'k'));
	ck_assert_str_ne(text, faults[_i].english);
	/* The cause is in that language, too. */
	ck_assert_ptr_null(strstr(text, "or"));
#endif
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("cause");

	(void)setlocale(LC_ALL, "C");
	sentence_init();
	tcase_add_loop_test(t, test_usual_errors_are_in_the_table, 0,
	    COUNT(errors));
	tcase_add_loop_test(t, test_usual_failures_of_a_lookup_are_in_the_table,
	    0, COUNT(lookups));
	tcase_add_test(t, test_english_has_the_words_of_the_system);
	tcase_add_test(t, test_other_errors_are_said_by_the_system);
	tcase_add_test(t, test_lookup_may_fail_for_a_reason_of_the_system);
	tcase_add_loop_test(t,
	    test_fault_of_a_key_names_the_file_and_says_what_to_do, 0,
	    COUNT(faults));
	return (suite_run("cause", &t, 1));
}

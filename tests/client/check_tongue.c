/*
 * check_tongue: the language and the charset of the person, by the environment,
 * also where no locale but C.UTF-8 was ever generated.
 */
#include <config.h>

#include <check.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "client/notice.h"
#include "client/tongue.h"
#include "common/terminal/prompt.h"
#include "common/terminal/remark.h"
#include "common/terminal/translation.h"
#include "common/terminal/width.h"
#include "common/text.h"
#include "harness/suite.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static void
learn(const char *lang, const char *ctype, const char *language)
{
	/* As a program begins: what cannot be had changes nothing. */
	(void)setlocale(LC_ALL, "C");
	(void)unsetenv("LC_ALL");
	(void)unsetenv("LC_MESSAGES");
	(void)setenv("LANG", lang, 1);
	(void)setenv("LC_CTYPE", ctype, 1);
	(void)setenv("LANGUAGE", language, 1);
	/* Nothing is generated there. */
	(void)setenv("LOCPATH", "/nonexistent", 1);
	tongue_learn();
}

static void
teardown(void)
{
	(void)unsetenv("LOCPATH");
	learn("C.UTF-8", "", "");
}

static const struct {
	const char *lang, *ctype, *language;
	enum language spoken;
	bool utf8;
} people[] = {
	{ "zh_CN.UTF-8", "", "", LANGUAGE_ZH_CN, true },
	{ "zh_TW.utf8", "", "", LANGUAGE_ZH_TW, true },
	{ "zh_CN", "", "", LANGUAGE_ZH_CN, true },
	{ "C.UTF-8", "", "zh_TW:en", LANGUAGE_ZH_TW, true },
	{ "en_US.UTF-8", "", "", LANGUAGE_EN, true },
	{ "zh_CN.UTF-8", "", "en", LANGUAGE_EN, true },
	/* What cannot be shown is not said. */
	{ "zh_CN.UTF-8", "C", "", LANGUAGE_EN, false },
	{ "zh_CN.GBK", "", "", LANGUAGE_EN, false },
	{ "C", "", "zh_CN", LANGUAGE_EN, false },
};

START_TEST(test_environment_says_what_is_spoken)
{
	learn(people[_i].lang, people[_i].ctype, people[_i].language);
#ifdef HAVE_TRANSLATIONS
	ck_assert_int_eq(tongue(), people[_i].spoken);
#endif
	/* The locales of musl are UTF-8, whatever they are called. */
	if (getenv("ROOM_LIBC") == NULL)
		ck_assert_int_eq(translation_is_utf8(), people[_i].utf8);
}
END_TEST

static const char *const languages[] = { "en", "zh_CN", "zh_TW" };

START_TEST(test_help_fits_a_terminal)
{
	char text[NOTICE_SIZE];
	struct words help;
	const char *line, *end;
	size_t lines = 0;

	learn("C.UTF-8", "", languages[_i]);
	help = notice_write(N_HELP, NULL, text);
	for (line = text; line < text + help.len; line = end + 1, lines++) {
		end = memchr(line, '\n', (size_t)(text + help.len - line));
		ck_assert_ptr_nonnull(end);
		ck_assert(text_is_clean(line, (size_t)(end - line)));
		ck_assert_uint_le(
		    width_of_text(line, (size_t)(end - line), true), 80);
	}
	ck_assert_uint_gt(lines, 5);
	ck_assert_uint_lt(lines, 24);
}
END_TEST

START_TEST(test_each_notice_is_one_line_of_clean_text)
{
	char out[NOTICE_SIZE];
	struct words text;
	int n;

	learn("C.UTF-8", "", languages[_i]);
	for (n = 0; n < N_HELP; n++) {
		text = notice_write((enum notice)n,
		    ARGS(words_of("a"), words_of("b"), words_of("c"),
			words_of("d")),
		    out);
		ck_assert_uint_gt(text.len, 0);
		ck_assert(text_is_clean(text.bytes, text.len));
		ck_assert_ptr_null(memchr(text.bytes, '%', text.len));
	}
}
END_TEST

START_TEST(test_each_remark_has_room)
{
	static const enum remark row[] = { R_PROMPT_SAY, R_PROMPT_KEY,
		R_NOT_SAID, R_PASTE_ASKED };
	const char *text;
	int r;

	learn("C.UTF-8", "", languages[_i]);
	for (r = 0; r < REMARKS; r++) {
		text = REMARK((enum remark)r, UINT64_MAX);
		ck_assert(text_is_clean(text, strlen(text)));
		ck_assert_ptr_null(strchr(text, '%'));
	}
	for (r = 0; r < COUNT(row); r++) {
		text = REMARK(row[r], UINT64_MAX);
		ck_assert_uint_lt(strlen(text), PROMPT_QUESTION_MAX);
		/* Full-width signs have a blank in them. */
		ck_assert(text[strlen(text) - 1] == ' ' ||
		    (unsigned char)text[strlen(text) - 1] >= 0x80);
	}
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_notices_and_remarks_are_in_the_language)
{
	char out[NOTICE_SIZE];
	struct words text;

	learn("zh_TW.UTF-8", "", "");
	ck_assert_str_eq(remark_text(R_PROMPT_SAY), "<你> ");
	text = notice_write(N_STALE, NULL, out);
	ck_assert_ptr_null(memmem(text.bytes, text.len, "typed", 5));
	learn("en_US.UTF-8", "", "");
	ck_assert_str_eq(remark_text(R_PROMPT_SAY), "<You> ");
}
END_TEST
#endif

int
main(void)
{
	TCase *tc = tcase_create("tongue");

	tcase_add_checked_fixture(tc, NULL, teardown);
	tcase_add_loop_test(tc, test_environment_says_what_is_spoken, 0,
	    COUNT(people));
	tcase_add_loop_test(tc, test_help_fits_a_terminal, 0, COUNT(languages));
	tcase_add_loop_test(tc, test_each_notice_is_one_line_of_clean_text, 0,
	    COUNT(languages));
	tcase_add_loop_test(tc, test_each_remark_has_room, 0, COUNT(languages));
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(tc, test_notices_and_remarks_are_in_the_language);
#endif
	return (suite_run("tongue", &tc, 1));
}

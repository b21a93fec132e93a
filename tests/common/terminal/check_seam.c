/*
 * check_seam: where a row of text may end.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "common/terminal/seam.h"
#include "common/terminal/width.h"
#include "harness/suite.h"

/* The places where a row may end are those of the '|'. */
static const char *const texts[] = {
	"one |two, |three",
	"a\t|b | |c",
	"192.168.1.20:54321",
	"你|好|世|界",
	"你|好，|世|界。",
	"说|“你|好”|了",
	"（输|入|空|行|退|出）",
	"可|用 |LC_ALL |更|改",
	"线|程：|192.168.1.20",
	"abc|小|明|def",
	"真|的？！|是|的……|好",
	"100% |的",
	"αβγ |абв |é",
	"한|국|어",
};

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

/* Takes the bars out; whether there was one before a byte. */
static size_t
take_bars(const char *marked, char *text, bool *barred)
{
	size_t len = 0;

	for (; *marked != '\0'; marked++) {
		if (*marked == '|') {
			barred[len] = true;
			continue;
		}
		text[len++] = *marked;
	}
	text[len] = '\0';
	return (len);
}

START_TEST(test_row_ends_after_a_blank_or_beside_a_wide_character)
{
	bool barred[128] = { false };
	char text[128];
	size_t len = take_bars(texts[_i], text, barred), last = 0, at;

	for (at = 1; at < len; at++) {
		if (((unsigned char)text[at] & 0xc0) == 0x80)
			continue;
		ck_assert_msg(seam_is_at(text, len, last, at) == barred[at],
		    "'%.*s' + '%s'", (int)at, text, text + at);
		last = at;
	}
}
END_TEST

START_TEST(test_there_is_no_seam_in_what_is_no_text)
{
	ck_assert(!seam_is_at("a\xff", 2, 0, 1));
	ck_assert(!seam_is_at("\xe4\xbd ", 3, 0, 2));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("seam");

	tcase_add_checked_fixture(tc, width_init, width_fini);
	tcase_add_loop_test(tc,
	    test_row_ends_after_a_blank_or_beside_a_wide_character, 0,
	    COUNT(texts));
	tcase_add_test(tc, test_there_is_no_seam_in_what_is_no_text);
	return (suite_run("seam", &tc, 1));
}

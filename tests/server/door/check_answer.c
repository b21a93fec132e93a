/*
 * check_answer: what a line at the door is.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "common/key.h"
#include "harness/suite.h"
#include "server/dialect/charset.h"
#include "server/door/answer.h"
#include "speech/sentence.h"

#define BOTH(literal) literal, sizeof literal - 1

/* "芝麻开门" as the key file has it, in GB18030, and "開門" in both. */
#define SESAME_GB "\xd6\xa5\xc2\xe9\xbf\xaa\xc3\xc5"
#define OPEN_BIG5 "\xb6\x7d\xaa\xf9"

static struct key key;

static void
use_key(const char *words)
{
	memset(&key, 0, sizeof key);
	key.len = strlen(words);
	memcpy(key.bytes, words, key.len);
}

static void
setup(void)
{
	charset_init(false);
	sentence_init();
	use_key("芝麻开门");
}

static void
teardown(void)
{
	charset_fini();
}

/* The line as it was meant. */
static char typed[4096];

/* Judges a line of somebody whose charset is not known. */
static enum answer
judge(const char *line, size_t len)
{
	struct words words = { line, len }, argument;
	const struct charset *charset = NULL;
	enum answer answer =
	    answer_judge(&key, &charset, words, typed, &argument);

	return (answer);
}

/* The name of the only charset in which it was the key. */
static const char *
charset_of_right(const char *line, size_t len)
{
	struct words words = { line, len }, argument;
	const struct charset *charset = NULL;
	const char *name;

	ck_assert_int_eq(answer_judge(&key, &charset, words, typed, &argument),
	    ANSWER_RIGHT);
	name = charset != NULL ? charset_name(charset) : NULL;
	return (name);
}

START_TEST(test_key_is_right_in_every_way_to_type_it)
{
	static const char *const lines[] = { "/key 芝麻开门",
		" \t/key 芝麻开门", "\xef\xbb\xbf/key 芝麻开门",
		"／key 芝麻开门", "、key 芝麻开门", "/KEY 芝麻开门",
		"/ｋｅｙ　芝麻开门", "　/key　 芝麻开门 　", "/key\t芝麻开门" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(judge(lines[i], strlen(lines[i])) == ANSWER_RIGHT,
		    "%s", lines[i]);
}
END_TEST

START_TEST(test_other_key_is_wrong_in_every_way_to_type_it)
{
	static const char *const lines[] = { "/key", "/key ", "/key 芝麻",
		"／key x", "、key 芝麻开门了", "/key 芝麻开门 x", "/key /key",
		"/key \xff\xff", "/key \xd6\xa5" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(judge(lines[i], strlen(lines[i])) == ANSWER_WRONG,
		    "%s", lines[i]);
}
END_TEST

START_TEST(test_line_without_the_command_is_no_key)
{
	static const char *const lines[] = { "芝麻开门", "key 芝麻开门",
		"//key 芝麻开门", "/keys 芝麻开门", "/key芝麻开门", "/",
		"\xff/key", "/key\xff", "/wholeheartedly x" };
	size_t i;

	for (i = 0; i < sizeof lines / sizeof *lines; i++)
		ck_assert_msg(judge(lines[i], strlen(lines[i])) == ANSWER_OTHER,
		    "%s", lines[i]);
}
END_TEST

START_TEST(test_empty_line_is_a_goodbye)
{
	ck_assert_int_eq(judge(BOTH("")), ANSWER_BYE);
	ck_assert_int_eq(judge(BOTH(" \t　")), ANSWER_BYE);
}
END_TEST

START_TEST(test_key_in_gb18030_is_right)
{
	ck_assert_str_eq(charset_of_right(BOTH("/key " SESAME_GB)), "GB18030");
	/* The full-width slash, and the comma that some type for it. */
	ck_assert_str_eq(charset_of_right(BOTH("\xa3\xafkey " SESAME_GB)),
	    "GB18030");
	ck_assert_str_eq(charset_of_right(BOTH("\xa1\xa2key " SESAME_GB)),
	    "GB18030");
	ck_assert_ptr_null(charset_of_right(BOTH("/key 芝麻开门")));
}
END_TEST

START_TEST(test_key_in_big5_is_right)
{
	use_key("開門");
	ck_assert_str_eq(charset_of_right(BOTH("/key " OPEN_BIG5)), "Big5");
}
END_TEST

START_TEST(test_key_in_the_charset_that_was_told_is_right)
{
	struct words line = { BOTH("/key caf\xe9") }, argument;
	const struct charset *charset;

	use_key("café");
	ck_assert_int_eq(judge(line.bytes, line.len), ANSWER_WRONG);
	ck_assert_int_eq(charset_find(BOTH("iso-8859-1"), &charset),
	    CHARSET_DONE);
	ck_assert_int_eq(answer_judge(&key, &charset, line, typed, &argument),
	    ANSWER_RIGHT);
}
END_TEST

/* No line may cost more than a bounded time. */
START_TEST(test_long_line_is_not_decoded)
{
	char line[4096];

	memset(line, ' ', sizeof line);
	memcpy(line, "/key", 4);
	memcpy(line + sizeof line - 8, SESAME_GB, 8);
	ck_assert_int_eq(judge(line, sizeof line), ANSWER_WRONG);
	ck_assert_int_eq(judge(line + 3500, sizeof line - 3500), ANSWER_OTHER);
	memcpy(line + sizeof line - 200, "/key", 4);
	ck_assert_int_eq(judge(line + sizeof line - 200, 200), ANSWER_RIGHT);
}
END_TEST

/* Telnet may send each key as it is pressed. */
START_TEST(test_key_with_a_slip_that_was_erased_is_right)
{
	ck_assert_int_eq(judge(BOTH("/kex\by 芝麻开关\x7f门")), ANSWER_RIGHT);
	ck_assert_int_eq(judge(BOTH("no\x15/key 芝麻开门")), ANSWER_RIGHT);
	/* In GB18030 a character of two bytes goes at once, its own set known.
	 */
	ck_assert_str_eq(charset_of_right(BOTH("/key " SESAME_GB "\xc4\xe3\b")),
	    "GB18030");
	ck_assert_int_eq(judge(BOTH("/key 芝麻开门\b")), ANSWER_WRONG);
	ck_assert_int_eq(judge(BOTH("x\b")), ANSWER_OTHER);
}
END_TEST

START_TEST(test_name_and_charset_are_told_from_a_key)
{
	struct words nick = { BOTH(" ／nick  小明 ") }, argument;
	struct words set = { BOTH("/charset big5") };
	const struct charset *charset = NULL;

	ck_assert_int_eq(answer_judge(&key, &charset, nick, typed, &argument),
	    ANSWER_NICK);
	ck_assert_uint_eq(argument.len, strlen("小明"));
	ck_assert_mem_eq(argument.bytes, "小明", argument.len);
	ck_assert_int_eq(answer_judge(&key, &charset, set, typed, &argument),
	    ANSWER_CHARSET);
	ck_assert_uint_eq(argument.len, 4);
	ck_assert_mem_eq(argument.bytes, "big5", argument.len);
	ck_assert_ptr_null(charset);
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_commands_in_chinese_are_known_at_the_door)
{
	struct words nick = { BOTH("、名字 小明") }, argument;
	const struct charset *charset = NULL;

	ck_assert_int_eq(judge(BOTH("/密码 芝麻开门")), ANSWER_RIGHT);
	ck_assert_int_eq(judge(BOTH("／密碼\u3000芝麻开门")), ANSWER_RIGHT);
	ck_assert_int_eq(judge(BOTH("/密码 芝麻关门")), ANSWER_WRONG);
	ck_assert_int_eq(judge(BOTH("/管理员 x")), ANSWER_OPERATOR);
	ck_assert_int_eq(judge(BOTH("/key 、管理员 x")), ANSWER_OPERATOR);
	ck_assert_int_eq(judge(BOTH("/key /管理员")), ANSWER_WRONG);
	ck_assert_int_eq(judge(BOTH("/编码 big5")), ANSWER_CHARSET);
	ck_assert_int_eq(judge(BOTH("/语言 中文")), ANSWER_LANG);
	ck_assert_int_eq(judge(BOTH("/退出")), ANSWER_BYE);
	ck_assert_int_eq(judge(BOTH("/離開 再見")), ANSWER_BYE);
	/* 密码 in GB18030 */
	ck_assert_str_eq(charset_of_right(BOTH("/\xc3\xdc\xc2\xeb " SESAME_GB)),
	    "GB18030");
	ck_assert_int_eq(answer_judge(&key, &charset, nick, typed, &argument),
	    ANSWER_NICK);
	ck_assert_uint_eq(argument.len, strlen("小明"));
}
END_TEST

static const struct {
	const char *line;
	enum answer answer;
	const char *charset, *argument;
} coded[] = {
	/* 密码, 管理员, 名字 小明, 编码, 语言 中文, 退出 */
	{ "/\xc3\xdc\xc2\xeb x", ANSWER_WRONG, "GB18030", NULL },
	{ "/\xb9\xdc\xc0\xed\xd4\xb1 \xbf\xaa", ANSWER_OPERATOR, "GB18030",
	    "开" },
	{ "/key /\xb9\xdc\xc0\xed\xd4\xb1 x", ANSWER_OPERATOR, NULL, "x" },
	{ "/\xc3\xfb\xd7\xd6 \xd0\xa1\xc3\xf7", ANSWER_NICK, "GB18030",
	    "小明" },
	{ "\xa3\xaf\xb1\xe0\xc2\xeb\xa1\xa1gbk", ANSWER_CHARSET, "GB18030",
	    "gbk" },
	{ "/\xd3\xef\xd1\xd4 \xd6\xd0\xce\xc4", ANSWER_LANG, "GB18030",
	    "中文" },
	{ "/\xcd\xcb\xb3\xf6", ANSWER_BYE, "GB18030", NULL },
	/* 密碼, 管理員, 名字, 語言 繁體, 離開 in Big5 */
	{ "/\xb1\x4b\xbd\x58 x", ANSWER_WRONG, "Big5", NULL },
	{ "/\xba\xde\xb2\x7a\xad\xfb x", ANSWER_OPERATOR, "Big5", "x" },
	{ "/\xa6\x57\xa6\x72 \xa4\x70\xa9\xfa", ANSWER_NICK, "Big5", "小明" },
	{ "/\xbb\x79\xa8\xa5 \xc1\x63\xc5\xe9", ANSWER_LANG, "Big5", "繁體" },
	{ "/\xc2\xf7\xb6\x7d", ANSWER_BYE, "Big5", NULL },
	/* The name of an English command tells no charset. */
	{ "/nick \xd0\xa1\xc3\xf7", ANSWER_NICK, NULL, "\xd0\xa1\xc3\xf7" },
	{ "/key \xd0\xa1", ANSWER_WRONG, NULL, NULL },
	{ "\xc3\xdc\xc2\xeb", ANSWER_OTHER, NULL, NULL },
};

/* Where it is not known, and where it was chosen. */
START_TEST(test_commands_in_the_bytes_of_a_charset_are_known_at_the_door)
{
	const char *wanted = coded[_i].charset, *text = coded[_i].argument;
	struct words line = words_of(coded[_i].line), argument = { NULL, 0 };
	const struct charset *charset = NULL;
	int pass;

	for (pass = 0; pass < 2; pass++) {
		ck_assert_int_eq(
		    answer_judge(&key, &charset, line, typed, &argument),
		    coded[_i].answer);
		if (wanted == NULL) {
			ck_assert_ptr_null(charset);
			pass++; /* nothing was chosen */
		} else
			ck_assert_str_eq(charset_name(charset), wanted);
		if (text != NULL)
			ck_assert(words_is_same(argument, words_of(text)));
	}
}
END_TEST

/* What a charset was chosen for is in that, though it may look like UTF-8. */
START_TEST(test_a_name_is_in_the_charset_that_was_chosen)
{
	struct words line = { BOTH("/nick \xc1\xaa\xcd\xa8") }, argument;
	const struct charset *gbk;

	ck_assert_int_eq(charset_find(BOTH("gbk"), &gbk), CHARSET_DONE);
	ck_assert_int_eq(answer_judge(&key, &gbk, line, typed, &argument),
	    ANSWER_NICK);
	ck_assert(words_is_same(argument, words_of("联通")));
}
END_TEST
#endif

int
main(void)
{
	const TTest *const tests[] = {
		test_key_is_right_in_every_way_to_type_it,
		test_other_key_is_wrong_in_every_way_to_type_it,
		test_line_without_the_command_is_no_key,
		test_empty_line_is_a_goodbye,
		test_key_in_gb18030_is_right,
		test_key_in_big5_is_right,
		test_key_in_the_charset_that_was_told_is_right,
		test_long_line_is_not_decoded,
		test_key_with_a_slip_that_was_erased_is_right,
		test_name_and_charset_are_told_from_a_key,
#ifdef HAVE_TRANSLATIONS
		test_commands_in_chinese_are_known_at_the_door,
		test_a_name_is_in_the_charset_that_was_chosen,
#endif
		NULL,
	};

	TCase *tc = suite_case("answer", setup, teardown, tests);

#ifdef HAVE_TRANSLATIONS
	tcase_add_loop_test(tc,
	    test_commands_in_the_bytes_of_a_charset_are_known_at_the_door, 0,
	    sizeof coded / sizeof *coded);
#endif
	return (suite_run("answer", &tc, 1));
}

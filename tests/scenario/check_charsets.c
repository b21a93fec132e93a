/*
 * check_charsets: a terminal that is not UTF-8 reads right Chinese throughout:
 * at the door once it has chosen, from the welcome on, and after each choice.
 * What happens in the room is read by it in check_tongues.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "harness/cast.h"
#include "harness/key_file.h"
#include "harness/meeting.h"
#include "harness/suite.h"
#include "speech/dictionary.h"

#define LINE_SIZE 1024

static const struct terminal_charset {
	const char *name, *shown, *iconv;
	enum language language;
} charsets[] = {
	{ "gbk", "GBK", "GBK", LANGUAGE_ZH_CN },
	{ "gb18030", "GB18030", "GB18030", LANGUAGE_ZH_CN },
	{ "big5", "Big5", "BIG5", LANGUAGE_ZH_TW },
};

#define CHARSETS (sizeof charsets / sizeof *charsets)

static struct person *p;
static const char *charset;

static void
begin(void)
{
	room_sweep();
	sentence_init();
}

/* The next line is this one. */
static void
expect_in(enum language language, enum sentence s, const char *a, const char *b)
{
	char wanted[LINE_SIZE];
	const char *line = cast_convert(charset, "UTF-8", person_line(p));
	size_t len;

	len = sentence_write(language, s, ARGS(words_of(a), words_of(b)),
	    wanted, sizeof wanted - 1, NULL);
	wanted[len] = '\0';
	ck_assert_msg(line != NULL, "this is not %s: '%s'", charset, wanted);
	ck_assert_str_eq(line, wanted);
}

/* At the door: in English, and then in another language. */
static void
expect_twice(enum language language, enum sentence s, const char *a)
{
	expect_in(LANGUAGE_EN, s, a, "");
	if (sentence_in(language, s) != sentence_english(s))
		expect_in(language, s, a, "");
}

static void
knock(const char *options, enum language language)
{
	(void)key_file_make(0600);
	room = room_open_with_key("--key-file", options);
	p = person_dial(room, "127.0.0.1", 0);
	ck_assert_ptr_nonnull(p);
	charset = "UTF-8";
	expect_twice(language, S_KEY_ASKED, "");
}

static void
leave(void)
{
	room_close(room);
	key_file_remove();
}

/* What the room speaks by itself; each of them is spoken in all. */
static const struct {
	const char *options;
	enum language language;
} rooms[] = { { "", LANGUAGE_EN }, { "--lang zh", LANGUAGE_ZH_CN },
	{ "--lang zh_TW", LANGUAGE_ZH_TW } };

#define ROOMS (sizeof rooms / sizeof *rooms)

static bool
cannot_write_chinese(void)
{
	return (!room_writes_chinese() || !dictionary_exists(LANGUAGE_ZH_CN));
}

START_TEST(test_the_door_speaks_english_and_the_language_of_the_room)
{
	enum language language = rooms[_i].language;

	if (cannot_write_chinese())
		return;
	knock(rooms[_i].options, language);
	person_type(p, "hello");
	expect_twice(language, S_KEY_FIRST, "");
	person_type(p, "/key wrong");
	expect_twice(language, S_KEY_WRONG_MANY, "2");
	person_type(p, "/key wrong");
	expect_twice(language, S_KEY_WRONG_ONE, "1");
	person_type(p, "/key wrong");
	expect_twice(language, S_KEYS_WRONG, "");
	person_expect_end(p);
	leave();
}
END_TEST

START_TEST(test_whoever_has_the_key_is_welcomed_in_both)
{
	enum language language = rooms[_i].language;

	if (cannot_write_chinese())
		return;
	knock(rooms[_i].options, language);
	person_type(p, "/key " KEY);
	expect_twice(language, S_WELCOME, p->who);
	expect_in(language, S_HERE_ONE, "1", "");
	expect_in(language, S_HINT, "", "");
	person_hang_up(p);
	leave();
}
END_TEST

/* In each room, by each terminal. */
START_TEST(test_the_door_answers_in_the_charset_that_was_chosen)
{
	const struct terminal_charset *c = &charsets[_i % CHARSETS];

	if (cannot_write_chinese())
		return;
	knock(rooms[_i / CHARSETS].options, rooms[_i / CHARSETS].language);
	person_type(p, "/charset %s", c->name);
	charset = c->iconv;
	expect_twice(c->language, S_DOOR_CHARSET_IS_KEY, c->shown);
	person_type(p, "hello");
	expect_twice(c->language, S_KEY_FIRST, "");
	person_type(p, "/key wrong");
	expect_twice(c->language, S_KEY_WRONG_MANY, "2");
	person_type(p, "/key wrong");
	expect_twice(c->language, S_KEY_WRONG_ONE, "1");
	person_type(p, "/key wrong");
	expect_twice(c->language, S_KEYS_WRONG, "");
	person_expect_end(p);
	leave();
}
END_TEST

/* A line in GB18030 chooses it, as inside: here a key that is wrong. */
START_TEST(test_the_door_answers_in_the_charset_that_is_written)
{
	const struct terminal_charset *c = &charsets[0];

	if (cannot_write_chinese())
		return;
	knock(rooms[_i].options, rooms[_i].language);
	person_type(p, "/key \xb4\xed\xc1\xcb"); /* 错了 */
	charset = c->iconv;
	expect_twice(c->language, S_KEY_WRONG_MANY, "2");
	person_type(p, "hello");
	expect_twice(c->language, S_KEY_FIRST, "");
	charset = "UTF-8";
	person_type(p, "你好");
	expect_twice(rooms[_i].language, S_KEY_FIRST, "");
	person_hang_up(p);
	leave();
}
END_TEST

/* Whatever the terminal can show, ASCII is among that. */
START_TEST(test_whoever_must_choose_a_charset_can_read_that)
{
	const enum language language = rooms[_i].language;
	struct room *r;

	if (cannot_write_chinese())
		return;
	r = room_open(rooms[_i].options);
	p = person_join(r);
	charset = "UTF-8";
	person_type(p, "\xa6\xac\xa8\xec"); /* 收到 in Big5: it may be others */
	expect_twice(language, S_CHARSET_NEEDED, "gb18030, big5, utf-8");
	person_hang_up(p);
	room_close(r);
}
END_TEST

/* From this line on; it is said as it was meant. */
START_TEST(test_whoever_writes_big5_gets_it_and_traditional_chinese)
{
	struct person *other;
	const char *line;

	if (cannot_write_chinese())
		return;
	room = room_open(rooms[_i].options);
	other = person_join(room);
	p = person_join(room);
	(void)person_line(other); /* somebody joined */
	charset = "BIG5";
	person_type(p, "%s", cast_convert("UTF-8", "BIG5", "大家好"));
	expect_in(LANGUAGE_ZH_TW, S_CHARSET_GUESSED, "Big5", "");
	line = person_line(other);
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_nonnull(strstr(line, " ]: 大家好"));
	person_type(other, "這是傳統漢字");
	line = cast_convert("BIG5", "UTF-8", person_line(p));
	ck_assert_ptr_nonnull(line);
	ck_assert_ptr_nonnull(strstr(line, " ]: 這是傳統漢字"));
	person_hang_up(other);
	person_hang_up(p);
	room_close(room);
}
END_TEST

START_TEST(test_the_welcome_is_in_the_charset_that_was_chosen_at_the_door)
{
	const struct terminal_charset *c = &charsets[_i % CHARSETS];

	if (cannot_write_chinese())
		return;
	knock(rooms[_i / CHARSETS].options, rooms[_i / CHARSETS].language);
	person_type(p, "/charset %s", c->name);
	charset = c->iconv;
	expect_twice(c->language, S_DOOR_CHARSET_IS_KEY, c->shown);
	person_type(p, "/key " KEY);
	expect_twice(c->language, S_WELCOME, p->who);
	expect_in(c->language, S_HERE_ONE, "1", "");
	expect_in(c->language, S_HINT, "", "");
	expect_in(c->language, S_CHARSET_IS, c->shown, "");
	person_type(p, "/xyzzy");
	expect_in(c->language, S_NO_COMMAND, "xyzzy", "");
	person_hang_up(p);
	leave();
}
END_TEST

/* No Chinese can be written in these: it would be question marks. */
START_TEST(test_a_charset_without_chinese_reads_english)
{
	static const char *const others[] = { "KOI8-R", "ISO-8859-1",
		"windows-1251", "IBM850", "TIS-620" };

	if (cannot_write_chinese())
		return;
	knock("--lang zh", LANGUAGE_ZH_CN);
	person_type(p, "/charset %s", others[_i]);
	expect_in(LANGUAGE_EN, S_DOOR_CHARSET_IS_KEY, others[_i], "");
	person_type(p, "/key " KEY);
	expect_in(LANGUAGE_EN, S_WELCOME, p->who, "");
	expect_in(LANGUAGE_EN, S_HERE_ONE, "1", "");
	expect_in(LANGUAGE_EN, S_HINT, "", "");
	expect_in(LANGUAGE_EN, S_CHARSET_IS, others[_i], "");
	person_hang_up(p);
	leave();
}
END_TEST

static void
choose(const char *name, const char *now, enum language language,
    const char *shown)
{
	person_type(p, "/charset %s", name);
	charset = now;
	if (strcmp(shown, "UTF-8") == 0)
		expect_in(language, S_CHARSET_IS_UTF8, "", "");
	else
		expect_in(language, S_CHARSET_IS, shown, "");
}

static void
come_in(void)
{
	room = room_open("");
	p = person_join(room);
	charset = "UTF-8";
}

/* Until one is chosen, the language is that of the charset. */
START_TEST(test_the_language_follows_the_charset)
{
	if (cannot_write_chinese())
		return;
	come_in();
	choose("gbk", "GBK", LANGUAGE_ZH_CN, "GBK");
	choose("big5", "BIG5", LANGUAGE_ZH_TW, "Big5");
	choose("gb18030", "GB18030", LANGUAGE_ZH_CN, "GB18030");
	choose("utf-8", "UTF-8", LANGUAGE_ZH_CN, "UTF-8");
	person_hang_up(p);
	room_close(room);
}
END_TEST

START_TEST(test_a_language_that_was_chosen_stays_whatever_the_charset)
{
	enum language language = rooms[_i].language;

	if (cannot_write_chinese())
		return;
	come_in();
	person_type(p, "/lang %s", language_code(language));
	expect_in(language, S_LANG_IS, "", "");
	choose("gb18030", "GB18030", language, "GB18030");
	choose("utf-8", "UTF-8", language, "UTF-8");
	choose("gb18030", "GB18030", language, "GB18030");
	person_type(p, "/lang en");
	expect_in(LANGUAGE_EN, S_LANG_IS, "", "");
	choose("big5", "BIG5", LANGUAGE_EN, "Big5");
	choose("koi8-r", "KOI8-R", LANGUAGE_EN, "KOI8-R");
	person_hang_up(p);
	room_close(room);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("charsets");

	tcase_add_checked_fixture(tc, begin, NULL);
	tcase_add_loop_test(tc,
	    test_the_door_speaks_english_and_the_language_of_the_room, 0,
	    ROOMS);
	tcase_add_loop_test(tc, test_whoever_has_the_key_is_welcomed_in_both, 0,
	    ROOMS);
	tcase_add_loop_test(tc,
	    test_the_door_answers_in_the_charset_that_was_chosen, 0,
	    CHARSETS * ROOMS);
	tcase_add_loop_test(tc,
	    test_the_door_answers_in_the_charset_that_is_written, 0, ROOMS);
	tcase_add_loop_test(tc,
	    test_whoever_must_choose_a_charset_can_read_that, 0, ROOMS);
	tcase_add_loop_test(tc,
	    test_whoever_writes_big5_gets_it_and_traditional_chinese, 0, ROOMS);
	tcase_add_loop_test(tc,
	    test_the_welcome_is_in_the_charset_that_was_chosen_at_the_door, 0,
	    CHARSETS * ROOMS);
	tcase_add_loop_test(tc, test_a_charset_without_chinese_reads_english, 0,
	    5);
	tcase_add_test(tc, test_the_language_follows_the_charset);
	tcase_add_loop_test(tc,
	    test_a_language_that_was_chosen_stays_whatever_the_charset, 0,
	    ROOMS);
	return (suite_run("charsets", &tc, 1));
}

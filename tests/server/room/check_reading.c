/*
 * check_reading: what a member reads: sentences or records, in which charset,
 * with or without news.
 */
#include <config.h>

#include <check.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/dialect/charset.h"
#include "server/room/speech.h"
#include "speech/sentence.h"

/* The first sentence after records. */
#define AGAIN \
	"*** you read sentences again; /records brings the records back\r\n"

#define TIME_LENGTH (sizeof "2026-11-26T16:20:05.123Z" - 1)

static struct guest *ann, *bob;

/* Ann is 10.0.0.1:1, Bob is 10.0.0.1:2, and neither has anything to read. */
static void
setup(void)
{
	charset_init(false);
	guests_setup();
	ann = join();
	bob = join();
	expect(ann, "[ 10.0.0.1:2 ] joined the room\r\n");
}

static void
teardown(void)
{
	guests_teardown();
	charset_fini();
}

/* Takes the times out of what has come: each becomes a T. */
static void
mask_times(struct guest *g)
{
	char *p = g->got, *end = g->got + g->len;
	size_t rest;

	for (; p + TIME_LENGTH + 2 < end; p++) {
		rest = (size_t)(end - p) - 1 - TIME_LENGTH;
		if (memcmp(p, "\t20", 3) != 0 || p[1 + TIME_LENGTH] != '\t' ||
		    p[TIME_LENGTH] != 'Z')
			continue;
		p[1] = 'T';
		memmove(p + 2, p + 1 + TIME_LENGTH, rest);
		end -= TIME_LENGTH - 1;
	}
	g->len = (size_t)(end - g->got);
}

/* What has come is exactly these records, which end as `last` does. */
static void
expect_records(struct guest *g, const char *records)
{
	const char *last = strrchr(records, 'T');

	expect_end(g, last + 1);
	mask_times(g);
	ck_assert_msg(g->len == strlen(records) &&
		memcmp(g->got, records, g->len) == 0,
	    "not \"%s\" but \"%.*s\"", records, (int)g->len, g->got);
	g->len = 0;
}

static void
say(struct guest *g, const char *text)
{
	struct speech s;

	registry_who(room, g->m, s.who);
	speech_clear(&s);
	speech_say(&s, text, strlen(text));
	registry_say(room, g->m, &s);
}

/* Bob reads records from here on. */
static void
switch_bob(void)
{
	ck_assert(!registry_reads_records(bob->m));
	ck_assert(registry_records(room, bob->m, true));
	ck_assert(registry_reads_records(bob->m));
	expect_records(bob, "records\t2\tT\t10.0.0.1:2\t1\n");
}

START_TEST(test_the_first_record_says_who_and_where)
{
	switch_bob();
	say(ann, "hi");
	expect_records(bob, "said\t3\tT\t10.0.0.1:1\thi\n");
	/* Once more: it is said again, from the place where that is. */
	ck_assert(registry_records(room, bob->m, true));
	expect_records(bob, "records\t3\tT\t10.0.0.1:2\t1\n");
}
END_TEST

START_TEST(test_a_program_reads_its_own_lines_and_others_do_not)
{
	switch_bob();
	say(bob, "mine");
	say(ann, "yours");
	expect_records(bob,
	    "said\t3\tT\t10.0.0.1:2\tmine\n"
	    "said\t4\tT\t10.0.0.1:1\tyours\n");
	expect(ann, "[ 10.0.0.1:2 ]: mine\r\n");
}
END_TEST

START_TEST(test_records_off_leads_back_to_sentences)
{
	switch_bob();
	ck_assert(registry_records(room, bob->m, false));
	ck_assert(!registry_reads_records(bob->m));
	say(bob, "mine");
	say(ann, "yours");
	expect(bob, AGAIN "[ 10.0.0.1:1 ]: yours\r\n");
}
END_TEST

START_TEST(test_the_place_of_the_change_is_exact)
{
	int i;

	for (i = 0; i < 50; i++) {
		ck_assert(registry_records(room, bob->m, i % 2 == 0));
		say(ann, "x");
		if (i % 2 == 0)
			expect_end(bob, "\t10.0.0.1:1\tx\n");
		else
			expect(bob, AGAIN "[ 10.0.0.1:1 ]: x\r\n");
		bob->len = 0;
	}
}
END_TEST

START_TEST(test_a_charset_is_kept_for_after_the_records)
{
	const struct charset *gb;

	if (charset_find("gb18030", 7, &gb) != CHARSET_DONE)
		return;
	ck_assert(registry_charset(room, bob->m, gb));
	say(ann, "小明");
	expect(bob, "[ 10.0.0.1:1 ]: \xd0\xa1\xc3\xf7\r\n");
	ck_assert(registry_records(room, bob->m, true));
	say(ann, "小明");
	expect_end(bob, "小明\n"); /* records are UTF-8 */
	bob->len = 0;
	ck_assert(registry_records(room, bob->m, false));
	expect_end(bob, "\r\n");
	bob->len = 0;
	ck_assert_ptr_eq(bob->m->talk.charset, gb);
	say(ann, "小明");
	expect(bob, "[ 10.0.0.1:1 ]: \xd0\xa1\xc3\xf7\r\n");
	ck_assert(registry_charset(room, bob->m, NULL));
	say(ann, "小明");
	expect(bob, "[ 10.0.0.1:1 ]: 小明\r\n");
}
END_TEST

START_TEST(test_quiet_holds_in_records_and_after_them)
{
	switch_bob();
	registry_quiet(room, bob->m, QUIET_ON);
	expect_end(bob, "\n");
	bob->len = 0;
	leave(join(), "");
	say(ann, "hi");
	expect_records(bob, "said\t5\tT\t10.0.0.1:1\thi\n");
	ck_assert(registry_records(room, bob->m, false));
	leave(join(), "");
	say(ann, "there");
	expect(bob, AGAIN "[ 10.0.0.1:1 ]: there\r\n");
	registry_quiet(room, bob->m, QUIET_TOGGLE);
	expect_end(bob, "\n");
	bob->len = 0;
	(void)join();
	expect(bob, "[ 10.0.0.1:5 ] joined the room\r\n");
}
END_TEST

START_TEST(test_who_wants_it_quiet_may_change_the_charset)
{
	const struct charset *latin;

	ck_assert_int_eq(charset_find("latin1", 6, &latin), CHARSET_DONE);
	registry_quiet(room, bob->m, QUIET_ON);
	expect_end(bob, "\n");
	bob->len = 0;
	ck_assert(registry_charset(room, bob->m, latin));
	ck_assert_ptr_eq(bob->m->seat.gap.charset, latin);
	leave(join(), "");
	say(ann, "é");
	expect(bob, "[ 10.0.0.1:1 ]: \xe9\r\n");
}
END_TEST

/* How many want any edition but the plain one. */
static size_t
wanted(void)
{
	const struct editions *all = &room->inbox.editions;
	size_t i, sum = 0;

	thread_lock(&room->lock);
	for (i = 0; i < all->count; i++)
		sum += all->all[i]->wanted;
	thread_unlock(&room->lock);
	return (sum);
}

START_TEST(test_what_is_not_read_any_more_is_given_back)
{
	struct guest *carol = join();
	int i;

	for (i = 0; i < 10; i++)
		ck_assert(registry_records(room, bob->m, i % 2 == 0));
	ck_assert_uint_eq(wanted(), 0);
	ck_assert(registry_records(room, carol->m, true));
	ck_assert(registry_records(room, carol->m, true));
	ck_assert_uint_eq(wanted(), 1);
	leave(carol, "");
	ck_assert_uint_eq(wanted(), 0);
}
END_TEST

START_TEST(test_programs_share_one_edition_whatever_their_charsets)
{
	const struct charset *latin;

	ck_assert_int_eq(charset_find("latin1", 6, &latin), CHARSET_DONE);
	ck_assert(registry_charset(room, ann->m, latin));
	ck_assert(registry_records(room, ann->m, true));
	ck_assert(registry_records(room, bob->m, true));
	ck_assert_ptr_nonnull(ann->m->wants);
	ck_assert_ptr_eq(ann->m->wants, bob->m->wants);
	/* Nor does one that is chosen later lead to another edition. */
	ck_assert(registry_charset(room, bob->m, latin));
	ck_assert_ptr_eq(ann->m->wants, bob->m->wants);
	ck_assert_ptr_eq(bob->m->talk.charset, latin);
	say(ann, "é");
	expect_end(bob, "é\n");
	bob->len = 0;
	ck_assert(registry_records(room, bob->m, false));
	expect_end(bob, "\r\n");
	bob->len = 0;
	say(ann, "é");
	expect(bob, "[ 10.0.0.1:1 ]: \xe9\r\n");
}
END_TEST

START_TEST(test_an_answer_has_the_number_of_the_own_request)
{
	switch_bob();
	bob->m->talk.request = 77;
	registry_answer(room, bob->m, S_DONE, NULL);
	ck_assert(bob->m->talk.request_answered);
	expect_records(bob, "answered\t-\tT\t-\tdone\t77\tdone\n");
	bob->m->talk.request = 0;
	registry_answer(room, bob->m, S_DONE, NULL);
	expect_records(bob, "answered\t-\tT\t-\tdone\t-\tdone\n");
}
END_TEST

START_TEST(test_a_line_that_is_said_is_confirmed_with_its_number)
{
	switch_bob();
	bob->m->talk.request = 8;
	say(bob, "mine");
	ck_assert(bob->m->talk.request_answered);
	expect_records(bob,
	    "said\t3\tT\t10.0.0.1:2\tmine\n"
	    "answered\t3\tT\t-\tsaid\t8\t-\n");
	bob->m->talk.request = 0;
	say(bob, "more");
	expect_records(bob, "said\t4\tT\t10.0.0.1:2\tmore\n");
}
END_TEST

/* Somebody else's push is no answer to what Bob has asked. */
START_TEST(test_what_others_tell_answers_no_request)
{
	switch_bob();
	bob->m->talk.request = 8;
	ck_assert(registry_whisper(room, ann->m, "10.0.0.1:2", 10, "psst", 4));
	expect_records(bob, "whispered\t-\tT\t10.0.0.1:1\t10.0.0.1:2\tpsst\n");
	ck_assert(!bob->m->talk.request_answered);
	bob->m->talk.request = 0;
}
END_TEST

/* ---- Who is here ---- */

/* How often something stands in what a guest has got. */
static unsigned
count(const struct guest *g, const char *what)
{
	const char *p = g->got;
	size_t left = g->len;
	unsigned n = 0;

	while ((p = memmem(p, left, what, strlen(what))) != NULL) {
		n++;
		p += strlen(what);
		left = g->len - (size_t)(p - g->got);
	}
	return (n);
}

START_TEST(test_those_who_are_here_are_listed_in_the_order_of_arrival)
{
	uint64_t after = 0;

	switch_bob();
	ck_assert(!registry_list_some(room, bob->m, &after));
	expect_records(bob,
	    "here\t-\tT\t10.0.0.1:1\t10.0.0.1:1\t0\t0\n"
	    "here\t-\tT\t10.0.0.1:2\t10.0.0.1:2\t0\t0\n");
	ck_assert_uint_eq(after, bob->m->arrival);
	ck_assert_uint_gt(bob->m->talk.answered, 100); /* it has its price */
	ck_assert(!registry_list_some(room, bob->m, &after));
	registry_answer(room, bob->m, S_ALL_LISTED, NULL);
	expect_records(bob, "answered\t-\tT\t-\tlisted\t-\tthat is everyone\n");
}
END_TEST

START_TEST(test_how_long_they_are_here_and_idle_is_in_seconds)
{
	uint64_t after = 0;

	switch_bob();
	thread_lock(&room->lock);
	ann->m->joined -= 3600000;
	ann->m->spoke -= 61000;
	thread_unlock(&room->lock);
	ck_assert(!registry_list_some(room, bob->m, &after));
	expect_end(bob, "\n");
	mask_times(bob);
	ck_assert_uint_eq(count(bob, "\t10.0.0.1:1\t10.0.0.1:1\t3600\t61\n"),
	    1);
}
END_TEST

/*
 * Many are listed in more than one push, between which others come and go:
 * everyone who is here all the time is listed once.
 */
START_TEST(test_a_long_list_comes_in_pieces_with_joins_between)
{
	enum { CROWD = 200 };
	struct guest *reader, *late;
	uint64_t after = 0, before;
	char record[64];
	unsigned pieces = 1, i;

	for (i = 2; i < CROWD; i++)
		(void)join();
	reader = join();
	ck_assert(registry_records(room, reader->m, true));
	expect_end(reader, "\t1\n");
	reader->len = 0;
	ck_assert(registry_list_some(room, reader->m, &after));
	late = join();
	leave(&guests[CROWD - 1], "");
	do {
		before = after;
		pieces++;
	} while (registry_list_some(room, reader->m, &after));
	ck_assert_uint_gt(after, before);
	ck_assert_uint_eq(after, late->m->arrival);
	registry_answer(room, reader->m, S_ALL_LISTED, NULL);
	expect_end(reader, "that is everyone\n");
	mask_times(reader);
	ck_assert_uint_gt(pieces, 1);
	for (i = 1; i <= CROWD + 2; i++) {
		(void)snprintf(record, sizeof record,
		    "here\t-\tT\t10.0.0.1:%u\t10.0.0.1:%u\t", i, i);
		ck_assert_msg(count(reader, record) == (i != CROWD), "%s",
		    record);
	}
	(void)snprintf(record, sizeof record, "\t10.0.0.1:%d\n", CROWD + 2);
	ck_assert_uint_eq(count(reader, record), 1); /* joined */
}
END_TEST

#ifdef HAVE_TRANSLATIONS
/* A newcomer is a stranger yet; the console is not. */
START_TEST(test_newcomers_read_the_language_of_the_room)
{
	static const char *const welcomes[] = {
		"*** welcome, you are 10.0.0.1:3 here\r\n"
		"*** 欢迎，你在这里的名字是 10.0.0.1:3\r\n"
		"*** 现在有 3 人在这里；你输入的话其他人都能看到\r\n"
		"*** 输入空行退出，/帮助 查看命令\r\n",
		"*** 欢迎，你在这里的名字是 @console\r\n"
		"*** 现在有 3 人在这里；你输入的话其他人都能看到\r\n"
		"*** 按 Ctrl-C 关闭聊天室，/帮助 查看命令\r\n"
	};
	struct guest *carl = arrive();

	thread_lock(&room->lock);
	room->language = LANGUAGE_ZH_CN;
	thread_unlock(&room->lock);
	if (_i == 1)
		ck_assert(member_be_console(carl->m));
	ck_assert_int_eq(registry_join(room, carl->m), S_NONE);
	expect(carl, welcomes[_i]);
	ck_assert_int_eq(carl->m->seat.gap.language, LANGUAGE_ZH_CN);
	registry_answer(room, carl->m, S_NO_KEY_NEEDED, NULL);
	expect(carl, "*** 你已在聊天室里，不需要密码\r\n");
	leave(bob, "");
	expect(carl, "[ 10.0.0.1:2 ] 退出了聊天室\r\n");
	registry_speak(room, carl->m, LANGUAGE_EN);
	leave(ann, "");
	expect(carl,
	    "*** you now read English; /lang lists the languages\r\n"
	    "[ 10.0.0.1:1 ] left the room\r\n");
	ck_assert_int_eq(carl->m->seat.gap.language, LANGUAGE_EN);
}
END_TEST
#endif

int
main(void)
{
	TCase *tc = tcase_create("reading");

	sentence_init();
#ifdef HAVE_TRANSLATIONS
	tcase_add_loop_test(tc, test_newcomers_read_the_language_of_the_room, 0,
	    2);
#endif
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_the_first_record_says_who_and_where);
	tcase_add_test(tc,
	    test_a_program_reads_its_own_lines_and_others_do_not);
	tcase_add_test(tc, test_records_off_leads_back_to_sentences);
	tcase_add_test(tc, test_the_place_of_the_change_is_exact);
	tcase_add_test(tc, test_a_charset_is_kept_for_after_the_records);
	tcase_add_test(tc, test_quiet_holds_in_records_and_after_them);
	tcase_add_test(tc, test_who_wants_it_quiet_may_change_the_charset);
	tcase_add_test(tc, test_what_is_not_read_any_more_is_given_back);
	tcase_add_test(tc,
	    test_programs_share_one_edition_whatever_their_charsets);
	tcase_add_test(tc, test_an_answer_has_the_number_of_the_own_request);
	tcase_add_test(tc,
	    test_a_line_that_is_said_is_confirmed_with_its_number);
	tcase_add_test(tc, test_what_others_tell_answers_no_request);
	tcase_add_test(tc,
	    test_those_who_are_here_are_listed_in_the_order_of_arrival);
	tcase_add_test(tc, test_how_long_they_are_here_and_idle_is_in_seconds);
	tcase_add_test(tc, test_a_long_list_comes_in_pieces_with_joins_between);
	return (suite_run("reading", &tc, 1));
}

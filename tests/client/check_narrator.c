/*
 * What a person reads of records: what the server says to those who read none.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "client/narrator.h"
#include "harness/spoken.h"
#include "harness/suite.h"

static struct narrator narrator;
static char shown[65536];
static bool out_of_memory;
static int64_t now;

static bool
show(void *arg, const void *line, size_t len)
{
	size_t at = strlen(shown);

	ck_assert_ptr_eq(arg, shown);
	ck_assert_uint_lt(at + len + 1, sizeof shown);
	memcpy(shown + at, line, len);
	shown[at + len] = '\n';
	shown[at + len + 1] = '\0';
	return (!out_of_memory);
}

static void
set_up(void)
{
	shown[0] = '\0';
	out_of_memory = false;
	now = 1000000;
	narrator_init(&narrator, LANGUAGE_EN, show, shown);
}

static void
tear_down(void)
{
	narrator_fini(&narrator);
}

static void
tell(const char *line)
{
	struct record r;

	ck_assert_msg(record_parse(line, strlen(line), &r), "'%s'", line);
	ck_assert(narrator_tell(&narrator, &r, now));
}

/* Since the last time. */
static void
expect(const char *lines)
{
	ck_assert_str_eq(shown, lines);
	shown[0] = '\0';
}

static void
begin(void)
{
	tell("records\t1" T "Ann\t1");
	tell("here\t-" T "Ann\t127.0.0.1:1\t0\t0");
	tell("here\t-" T "Bob\t127.0.0.1:2\t10\t5");
	tell("answered\t-" T "-\tlisted\t-\tthat is everyone");
	expect("");
}

static const struct {
	const char *record;
	const char *sentence; /* NULL: nothing is shown */
} told[] = {
	{ "said\t2" T "Bob\thello\tall", "[ Bob ]: hello\tall" },
	{ "said\t2" T "Bob\t-", "[ Bob ]: -" },
	{ "said\t2" T "Ann\thello", NULL },
	{ "said\t2" T "@Ann\thello", NULL },
	{ "said\t2" T "@Bob\thello", "[ @Bob ]: hello" },
	{ "said\t2" T "Anna\thello", "[ Anna ]: hello" },
	{ "did\t2" T "Bob\twaves", "* Bob waves" },
	{ "did\t2" T "Ann\twaves", NULL },
	{ "whispered\t-" T "Bob\tAnn\tpsst", "[ Bob to Ann ]: psst" },
	{ "whispered\t-" T "Ann\tBob\tpsst", "[ Ann to Bob ]: psst" },
	{ "joined\t2" T "Eve", "[ Eve ] joined the room" },
	{ "joined\t2" T "Ann", NULL },
	{ "left\t2" T "Eve\t-", "[ Eve ] left the room" },
	{ "left\t2" T "Eve\tgood night", "[ Eve ] left the room (good night)" },
	{ "left\t2" T "Ann\t-", NULL },
	{ "renamed\t2" T "Bob\tBobby", "[ Bob ] is now known as Bobby" },
	{ "topic\t2" T "@Bob\ttrees", "*** @Bob set the topic: trees" },
	{ "topic\t2" T "@Bob\t-", "*** @Bob removed the topic" },
	{ "announced\t2" T "@Bob\tlunch", "*** lunch" },
	{ "acted\t2" T "@Bob\tmuted\tEve\t@Bob muted Eve",
	    "*** @Bob muted Eve" },
	{ "acted\t2" T "@Ann\tmuted\tEve\t@Ann muted Eve",
	    "*** @Ann muted Eve" },
	{ "acted\t2" T "-\tresumed\t-\teveryone may speak again",
	    "*** everyone may speak again" },
	{ "answered\t-" T "-\tban\t3\t  10.0.0.1", "***   10.0.0.1" },
	{ "answered\t2" T "-\tsaid\t3\t-", NULL },
	{ "answered\t-" T "-\tdone\t3\tdone", NULL },
	{ "closing\t-" T "-\troom-closes\tthe room is closing, bye bye",
	    "*** the room is closing, bye bye" },
	{ "painted\t2" T "Bob\tred", NULL },
	{ "here\t-" T "Bob\t127.0.0.1:2\t10\t5", NULL },
};

START_TEST(test_records_are_told_as_sentences)
{
	char line[256] = "";

	begin();
	tell(told[_i].record);
	ck_assert_int_eq(narrator_due(&narrator), NARRATOR_NEVER);
	if (told[_i].sentence != NULL)
		(void)snprintf(line, sizeof line, "%s\n", told[_i].sentence);
	expect(line);
}
END_TEST

START_TEST(test_our_own_lines_are_known_by_our_new_name)
{
	begin();
	tell("renamed\t2" T "Ann\tCarol");
	tell("answered\t-" T "-\tnick\t1\tyou are now known as Carol");
	tell("said\t3" T "Carol\thello");
	tell("said\t4" T "Ann\tI am another one");
	expect("*** you are now known as Carol\n[ Ann ]: I am another one\n");
}
END_TEST

#ifdef HAVE_TRANSLATIONS
START_TEST(test_person_reads_a_language)
{
	sentence_init();
	narrator.language = LANGUAGE_ZH_CN;
	begin();
	tell("joined\t3" T "Bob");
	tell("left\t4" T "Bob\ttimed out");
	tell("renamed\t5" T "Lin\ttimed out");
	tell("answered\t-" T "-\ttopic\t-\ttopic: maths");
	tell("acted\t6" T "@Bob\tmuted\tEve\t@Bob muted Eve for 5 min");
	tell("acted\t7" T "@Bob\tnew\tEve\t@Bob praised Eve");
	expect("[ Bob ] 加入聊天室\n[ Bob ] 退出了聊天室（连接超时）\n"
	       "[ Lin ] 改名为 timed out\n*** 话题：maths\n"
	       "*** @Bob 禁止 Eve 发言 5 分钟\n*** @Bob praised Eve\n");
}
END_TEST
#endif

static void
pass_ms(int64_t ms)
{
	now += ms;
	ck_assert(narrator_pass(&narrator, now));
}

static void
tell_many(const char *kind, unsigned from, unsigned to)
{
	char line[128];
	unsigned i;

	for (i = from; i <= to; i++) {
		(void)snprintf(line, sizeof line, "%s\t2" T "N%u%s", kind, i,
		    strcmp(kind, "left") == 0 ? "\tbye" : "");
		tell(line);
	}
}

START_TEST(test_two_in_a_second_are_told_at_once)
{
	begin();
	tell_many("joined", 1, 2);
	expect("[ N1 ] joined the room\n[ N2 ] joined the room\n");
	tell_many("left", 1, 2);
	expect("[ N1 ] left the room (bye)\n[ N2 ] left the room (bye)\n");
	ck_assert_int_eq(narrator_due(&narrator), NARRATOR_NEVER);
}
END_TEST

START_TEST(test_third_in_a_second_is_told_when_it_is_over)
{
	begin();
	tell_many("joined", 1, 2);
	tell_many("left", 1, 2);
	shown[0] = '\0';
	tell_many("joined", 3, 3);
	tell_many("left", 4, 4);
	expect("");
	ck_assert_int_eq(narrator_due(&narrator), now + 1000);
	pass_ms(999);
	expect("");
	pass_ms(1);
	expect("[ N4 ] left the room (bye)\n[ N3 ] joined the room\n");
	ck_assert_int_eq(narrator_due(&narrator), NARRATOR_NEVER);
}
END_TEST

START_TEST(test_more_are_told_on_one_line)
{
	begin();
	tell_many("joined", 1, 5);
	pass_ms(1000);
	expect("[ N1 ] joined the room\n[ N2 ] joined the room\n"
	       "3 joined: N3, N4, N5\n");
	tell_many("joined", 10, 36);
	tell_many("left", 1, 7);
	pass_ms(1000);
	expect("[ N1 ] left the room (bye)\n[ N2 ] left the room (bye)\n"
	       "5 left: N3, N4, N5, N6, N7\n"
	       "27 joined: N10, N11, N12, N13, N14 and 22 more\n");
}
END_TEST

START_TEST(test_whoever_is_held_is_told_by_the_last_name)
{
	begin();
	tell_many("joined", 1, 5);
	tell("renamed\t2" T "N4\tBartholomew");
	tell("renamed\t2" T "N5\tE");
	shown[0] = '\0';
	tell("left\t2" T "N3\t-");
	expect("");
	tell("said\t3" T "E\thello");
	expect("2 joined: Bartholomew, E\n[ E ]: hello\n");
	tell("renamed\t2" T "E\tEve");
	expect("[ E ] is now known as Eve\n");
}
END_TEST

START_TEST(test_those_who_left_are_told_before_others_take_their_names)
{
	begin();
	tell_many("left", 1, 4);
	shown[0] = '\0';
	tell("renamed\t2" T "Bob\tN4");
	expect("2 left: N3, N4\n[ Bob ] is now known as N4\n");
	tell_many("left", 5, 5);
	expect("");
	tell("renamed\t2" T "Ann\tN5");
	expect("[ N5 ] left the room (bye)\n");
	tell("answered\t-" T "-\tnick\t1\tyou are now known as N5");
	expect("*** you are now known as N5\n");
}
END_TEST

START_TEST(test_those_who_are_held_are_told_at_the_end)
{
	begin();
	tell_many("joined", 1, 4);
	shown[0] = '\0';
	ck_assert(narrator_tell_held(&narrator));
	expect("2 joined: N3, N4\n");
	ck_assert(narrator_tell_held(&narrator));
	expect("");
}
END_TEST

START_TEST(test_who_is_here_is_told_when_asked)
{
	begin();
	tell("here\t-" T "Ann\t127.0.0.1:1\t3720\t0");
	tell("said\t2" T "Bob\thello");
	tell("here\t-" T "Bob\t[::1]:2\t61\t59");
	expect("[ Bob ]: hello\n");
	tell("answered\t-" T "-\tlisted\t4\tthat is everyone");
	expect("*** 2 people are here:\n"
	       "***   Ann  from 127.0.0.1:1, here 1 h 2 min, idle 0 s\n"
	       "***   Bob  from [::1]:2, here 1 min, idle 59 s\n");
	tell("here\t-" T "Ann\t127.0.0.1:1\tx\t99999999999999999999");
	tell("answered\t-" T "-\tlisted\t5\tthat is everyone");
	expect("*** 1 person is here:\n***   Ann  from 127.0.0.1:1, here x, "
	       "idle 99999999999999999999\n");
}
END_TEST

START_TEST(test_memory_that_is_short_is_reported)
{
	struct record r;
	const char *line = "said\t2" T "Bob\thello";

	begin();
	ck_assert(record_parse(line, strlen(line), &r));
	out_of_memory = true;
	ck_assert(!narrator_tell(&narrator, &r, now));
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

int
main(void)
{
	TCase *tc = tcase_create("narrator");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, test_records_are_told_as_sentences, 0,
	    COUNT(told));
	tcase_add_test(tc, test_our_own_lines_are_known_by_our_new_name);
#ifdef HAVE_TRANSLATIONS
	tcase_add_test(tc, test_person_reads_a_language);
#endif
	tcase_add_test(tc, test_two_in_a_second_are_told_at_once);
	tcase_add_test(tc, test_third_in_a_second_is_told_when_it_is_over);
	tcase_add_test(tc, test_more_are_told_on_one_line);
	tcase_add_test(tc, test_whoever_is_held_is_told_by_the_last_name);
	tcase_add_test(tc,
	    test_those_who_left_are_told_before_others_take_their_names);
	tcase_add_test(tc, test_those_who_are_held_are_told_at_the_end);
	tcase_add_test(tc, test_who_is_here_is_told_when_asked);
	tcase_add_test(tc, test_memory_that_is_short_is_reported);
	return (suite_run("narrator", &tc, 1));
}

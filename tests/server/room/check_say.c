/*
 * check_say: what members say, to all or to one, and what one is answered.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/dialect/charset.h"
#include "server/room/speech.h"

/* A says these two lines at once. */
static void
say_two(struct guest *g, const char *one, const char *two)
{
	struct speech s;

	registry_who(room, g->m, s.who);
	speech_clear(&s);
	speech_say(&s, one, strlen(one));
	speech_say(&s, two, strlen(two));
	registry_say(room, g->m, &s);
}

static void
mute(struct guest *g)
{
	thread_lock(&room->lock);
	g->m->muted_until = MEMBER_FOREVER;
	thread_unlock(&room->lock);
}

#define MUTED \
	"*** you are muted until an operator lifts it; your line was not sent\r\n"

START_TEST(test_what_one_says_all_others_read)
{
	struct guest *a = join(), *b = join(), *c = join();

	a->len = 0;
	expect_end(a, "[ 10.0.0.1:3 ] joined the room\r\n");
	expect(b, "[ 10.0.0.1:3 ] joined the room\r\n");
	a->len = 0;
	say_raw(a->m, "A1\r\n", 4);
	say_raw(b->m, "B1\r\n", 4);
	say_raw(a->m, "A2\r\n", 4);
	expect(a, "B1\r\n");
	expect(b, "A1\r\nA2\r\n");
	expect(c, "A1\r\nB1\r\nA2\r\n");
}
END_TEST

START_TEST(test_a_notice_is_for_one_and_keeps_its_place)
{
	struct guest *a = join(), *b = join();

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	say_raw(b->m, "1\r\n", 3);
	registry_answer(room, a->m, S_ANNOUNCED,
	    ARGS(NOBODY, words_of("psst")));
	say_raw(b->m, "2\r\n", 3);
	expect(a, "1\r\n*** psst\r\n2\r\n");
	say_raw(a->m, "3\r\n", 3);
	expect(b, "3\r\n");
}
END_TEST

START_TEST(test_raw_bytes_are_in_no_charset_and_keep_their_place)
{
	struct guest *a = join();
	const struct charset *charset;

	charset_init(false);
	ck_assert_int_eq(charset_find("latin1", 6, &charset), CHARSET_DONE);
	registry_answer(room, a->m, S_ANNOUNCED, ARGS(NOBODY, words_of("é")));
	expect(a, "*** \xc3\xa9\r\n");
	ck_assert(registry_charset(room, a->m, charset));
	registry_answer(room, a->m, S_ANNOUNCED, ARGS(NOBODY, words_of("é")));
	registry_tell_raw(room, a->m, "\377\374\006", 3);
	registry_answer(room, a->m, S_ANNOUNCED, ARGS(NOBODY, words_of("ü")));
	expect(a, "*** \xe9\r\n\377\374\006*** \xfc\r\n");
	ck_assert(registry_charset(room, a->m, NULL));
	charset_fini();
}
END_TEST

START_TEST(test_a_whisper_reaches_two_by_nick_or_address)
{
	struct guest *a = join(), *b = join(), *c = join();

	ck_assert_int_eq(registry_rename(room, b->m, "Bob", 3, NULL),
	    RENAME_DONE);
	expect_end(a, "known as Bob\r\n");
	expect_end(b, "known as Bob\r\n");
	expect_end(c, "known as Bob\r\n");
	a->len = b->len = c->len = 0;
	ck_assert(registry_whisper(room, a->m, "bob", 3, "hi", 2));
	expect(a, "[ 10.0.0.1:1 to Bob ]: hi\r\n");
	expect(b, "[ 10.0.0.1:1 to Bob ]: hi\r\n");
	ck_assert(registry_whisper(room, b->m, "10.0.0.1:3", 10, "yo", 2));
	expect(c, "[ Bob to 10.0.0.1:3 ]: yo\r\n");
	ck_assert(!registry_whisper(room, b->m, "10.0.0.1:2", 10, "yo", 2));
	ck_assert(registry_whisper(room, a->m, "10.0.0.1:1", 10, "me", 2));
	expect(a, "[ 10.0.0.1:1 to 10.0.0.1:1 ]: me\r\n");
}
END_TEST

START_TEST(test_lines_of_one_speech_stay_together_and_are_numbered)
{
	struct guest *a = join(), *b = join();
	uint64_t before = room->events;

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	say_two(b, "1", "2");
	expect(a, "[ 10.0.0.1:2 ]: 1\r\n[ 10.0.0.1:2 ]: 2\r\n");
	ck_assert_uint_eq(room->events, before + 2);
}
END_TEST

START_TEST(test_what_rules_forbid_is_said_to_nobody)
{
	struct guest *a = join(), *b = join();
	uint64_t before;

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	mute(b);
	before = room->events;
	say_raw(b->m, "1\r\n", 3);
	expect(b, MUTED);
	ck_assert_uint_eq(room->events, before);
	say_raw(a->m, "2\r\n", 3);
	expect(b, "2\r\n");
	registry_answer(room, a->m, S_ANNOUNCED, ARGS(NOBODY, words_of(".")));
	expect(a, "*** .\r\n");
}
END_TEST

/* Idle is anyone who does not type, whether that is heard or not. */
START_TEST(test_anyone_who_is_not_heard_is_not_idle_either)
{
	struct guest *a = join();

	mute(a);
	thread_lock(&room->lock);
	a->m->spoke = 0;
	thread_unlock(&room->lock);
	say_raw(a->m, "1\r\n", 3);
	ck_assert_int_gt(a->m->spoke, 0);
	a->m->spoke = 0;
	ck_assert(registry_whisper(room, a->m, "10.0.0.1:1", 10, "1", 1));
	ck_assert_int_gt(a->m->spoke, 0);
}
END_TEST

START_TEST(test_a_muted_one_whispers_to_operators_only)
{
	struct guest *a = join(), *b = join();

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	mute(b);
	ck_assert(registry_whisper(room, b->m, "10.0.0.1:1", 10, "1", 1));
	expect(b, MUTED);
	a->m->is_operator = true;
	ck_assert(registry_whisper(room, b->m, "10.0.0.1:1", 10, "2", 1));
	expect(a, "[ 10.0.0.1:2 to 10.0.0.1:1 ]: 2\r\n");
	expect(b, "[ 10.0.0.1:2 to 10.0.0.1:1 ]: 2\r\n");
}
END_TEST

/* In no order, as whispers have none. */
START_TEST(test_a_whisper_has_no_number)
{
	struct guest *a = join();
	uint64_t before = room->events;

	ck_assert(registry_whisper(room, a->m, "10.0.0.1:1", 10, "1", 1));
	expect(a, "[ 10.0.0.1:1 to 10.0.0.1:1 ]: 1\r\n");
	ck_assert_uint_eq(room->events, before);
}
END_TEST

START_TEST(test_whole_lines_are_told_to_one)
{
	struct guest *a = join(), *b = join();

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	registry_tell(room, a->m, S_HELP, "1\r\n2\r\n", 6);
	expect(a, "1\r\n2\r\n");
	say_raw(a->m, "3\r\n", 3);
	expect(b, "3\r\n");
}
END_TEST

/* Each costs a member its pace: see pace.h. */
START_TEST(test_bytes_of_answers_are_counted_and_of_speech_are_not)
{
	struct guest *a = join();
	uint32_t before = a->m->talk.answered;

	say_raw(a->m, "1\r\n", 3);
	registry_tell_raw(room, a->m, "\377\374\006", 3);
	ck_assert_uint_eq(a->m->talk.answered, before);
	registry_tell(room, a->m, S_HELP, "12345\r\n", 7);
	ck_assert_uint_eq(a->m->talk.answered, before + 7);
	registry_answer(room, a->m, S_ANNOUNCED,
	    ARGS(NOBODY, words_of("psst")));
	ck_assert_uint_eq(a->m->talk.answered,
	    before + 7 + strlen("*** psst\r\n"));
}
END_TEST

START_TEST(test_an_answer_that_is_too_long_is_cut_and_ends)
{
	static char words[BATCH_PUSH_MAX];
	struct guest *a = join();

	memset(words, 'x', sizeof words - 1);
	registry_answer(room, a->m, S_ANNOUNCED, ARGS(NOBODY, words_of(words)));
	expect_end(a, "x\r\n");
	ck_assert_uint_le(a->len, BATCH_PUSH_MAX / 2);
	ck_assert_uint_gt(a->len, BATCH_PUSH_MAX / 2 - 10);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_what_one_says_all_others_read,
		test_a_notice_is_for_one_and_keeps_its_place,
		test_raw_bytes_are_in_no_charset_and_keep_their_place,
		test_a_whisper_reaches_two_by_nick_or_address,
		test_lines_of_one_speech_stay_together_and_are_numbered,
		test_what_rules_forbid_is_said_to_nobody,
		test_anyone_who_is_not_heard_is_not_idle_either,
		test_a_muted_one_whispers_to_operators_only,
		test_a_whisper_has_no_number,
		test_whole_lines_are_told_to_one,
		test_bytes_of_answers_are_counted_and_of_speech_are_not,
		test_an_answer_that_is_too_long_is_cut_and_ends,
		NULL,
	};

	return (suite_of("say", guests_setup, guests_teardown, tests));
}

/*
 * check_news: who comes and goes, in bursts: what is held back is announced
 * when its second is over, and not earlier.
 *
 * No test waits for a second to pass: each holds the burst open, and ends it.
 */
#include <config.h>

#include <check.h>
#include <stdio.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/room/news.h"

/* From here on, the burst has had its lines: whatever comes is held back. */
static void
hold(struct burst *b)
{
	thread_lock(&room->lock);
	room->tell_each = false;
	b->told = BURST_TOLD;
	b->ends = MEMBER_FOREVER;
	thread_unlock(&room->lock);
}

/* Its second is over now; the caretaker will see it. */
static void
end(struct burst *b)
{
	thread_lock(&room->lock);
	b->ends = thread_now_ms();
	thread_wake_one(&room->due);
	thread_unlock(&room->lock);
}

/* Forgets what was announced while the guests came. */
static void
read_until_joined(struct guest *g, const struct guest *last)
{
	char text[MEMBER_WHO_SIZE + 32];

	(void)snprintf(text, sizeof text, "[ %s ] joined the room\r\n",
	    last->m->who);
	expect_end(g, text);
	g->len = 0;
}

START_TEST(test_one_who_left_in_a_burst_has_a_line_with_the_reason)
{
	struct guest *a = join(), *b = join();

	read_until_joined(a, b);
	hold(&room->news.left);
	leave(b, "tired");
	ck_assert_uint_eq(room->news.left_count, 1);
	end(&room->news.left);
	expect(a, "[ 10.0.0.1:2 ] left the room (tired)\r\n");
}
END_TEST

START_TEST(test_five_of_six_who_left_are_named)
{
	struct guest *a = join(), *others[6];
	int i;

	for (i = 0; i < 6; i++)
		others[i] = join();
	read_until_joined(a, others[5]);
	hold(&room->news.left);
	for (i = 0; i < 6; i++)
		leave(others[i], i == 0 ? "first" : "later");
	/* Where the sixth would be written to. */
	ck_assert_str_eq(room->news.left_words, "first");
	end(&room->news.left);
	expect(a,
	    "6 left: 10.0.0.1:2, 10.0.0.1:3, 10.0.0.1:4, 10.0.0.1:5, "
	    "10.0.0.1:6 and 1 more\r\n");
}
END_TEST

/* An edition may write it in another language, whenever it is told. */
START_TEST(test_a_reason_of_ours_is_known_as_that_sentence)
{
	struct guest *a = join(), *b = join();
	const struct batch *batch = &room->inbox.batch;
	char words[] = "timed out"; /* of somebody who says so */

	read_until_joined(a, b);
	hold(&room->news.left);
	registry_begin(room, NULL);
	news_left(room, b->m, sentence_piece(S_WHY_TIMED_OUT));
	ck_assert_int_eq(batch->events[0].sentence, S_LEFT_WHY);
	ck_assert_int_eq(batch->events[0].args[1].sentence, S_WHY_TIMED_OUT);
	news_left(room, b->m, words_of(words));
	ck_assert_int_eq(batch->events[1].args[1].sentence, S_NONE);
	room->news.left_count = 1;
	news_tell_left(room);
	ck_assert_int_eq(batch->events[2].kind, EVENT_CROWD);
	ck_assert_int_eq(batch->events[2].args[1].sentence, S_WHY_TIMED_OUT);
	news_left(room, b->m, words_of(words));
	ck_assert_int_eq(room->news.left_for, S_NONE);
	registry_end(room, NULL);
	expect(a, "[ 10.0.0.1:2 ] left the room (timed out)\r\n");
}
END_TEST

START_TEST(test_five_of_six_who_joined_are_named)
{
	struct guest *a = join();
	int i;

	hold(&room->news.joined);
	for (i = 0; i < 6; i++)
		(void)join();
	end(&room->news.joined);
	expect(a,
	    "6 joined: 10.0.0.1:2, 10.0.0.1:3, 10.0.0.1:4, 10.0.0.1:5, "
	    "10.0.0.1:6 and 1 more\r\n");
}
END_TEST

/* The person who left may be the one who comes back. */
START_TEST(test_those_who_left_are_told_of_before_those_who_joined)
{
	struct guest *a = join(), *b = join();

	read_until_joined(a, b);
	hold(&room->news.left);
	hold(&room->news.joined);
	leave(b, "");
	(void)join();
	end(&room->news.joined);
	expect(a,
	    "[ 10.0.0.1:2 ] left the room\r\n"
	    "[ 10.0.0.1:3 ] joined the room\r\n");
}
END_TEST

START_TEST(test_a_reason_that_is_held_back_closes_its_isolate)
{
	struct guest *a = join(), *b = join();

	read_until_joined(a, b);
	hold(&room->news.left);
	leave(b, "\xe2\x81\xa6open");
	end(&room->news.left);
	expect(a,
	    "[ 10.0.0.1:2 ] left the room (\xe2\x81\xa6open\xe2\x81\xa9)\r\n");
}
END_TEST

START_TEST(test_somebody_who_came_unseen_goes_unseen)
{
	struct guest *a = join(), *b;

	hold(&room->news.joined);
	hold(&room->news.left);
	b = join();
	leave(b, "");
	ck_assert_uint_eq(room->news.unseen_count, 0);
	ck_assert_uint_eq(room->news.left_count, 0);
	end(&room->news.joined);
	end(&room->news.left);
	registry_answer(room, a->m, S_ANNOUNCED,
	    ARGS(NOBODY, words_of("psst")));
	expect(a, "*** psst\r\n");
}
END_TEST

START_TEST(test_somebody_unseen_is_told_of_by_the_last_name_alone)
{
	struct guest *a = join(), *b;

	hold(&room->news.joined);
	b = join();
	ck_assert_int_eq(registry_rename(room, b->m, "Bob", 3, NULL),
	    RENAME_DONE);
	end(&room->news.joined);
	expect(a, "[ Bob ] joined the room\r\n");
}
END_TEST

/* A long burst is one line per second, and not two and one more. */
START_TEST(test_after_a_line_for_many_the_next_is_held_back_too)
{
	struct guest *a = join(), *b = join(), *c = join();

	read_until_joined(a, c);
	hold(&room->news.left);
	leave(b, "");
	end(&room->news.left);
	expect(a, "[ 10.0.0.1:2 ] left the room\r\n");
	thread_lock(&room->lock);
	ck_assert(burst_hold(&room->news.left, room->news.left.ends - 1));
	ck_assert(!burst_hold(&room->news.left, room->news.left.ends));
	thread_unlock(&room->lock);
}
END_TEST

/* Nobody else need do anything: the caretaker knows when. */
START_TEST(test_what_is_held_back_is_due_when_its_second_is_over)
{
	struct guest *a = join(), *b = join();

	read_until_joined(a, b);
	hold(&room->news.left);
	hold(&room->news.joined);
	thread_lock(&room->lock);
	ck_assert_int_eq(news_due(room), MEMBER_FOREVER);
	room->news.left.ends = thread_now_ms() + 100;
	room->news.joined.ends = room->news.left.ends + 100;
	thread_unlock(&room->lock);
	leave(b, "");
	expect(a, "[ 10.0.0.1:2 ] left the room\r\n");
	(void)join();
	expect(a, "[ 10.0.0.1:3 ] joined the room\r\n");
}
END_TEST

/* One who stays, in each language. */
static struct guest *readers[LANGUAGES];

static void
let_readers_in(void)
{
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++)
		readers[l] = join();
	for (l = LANGUAGE_EN; l < LANGUAGES - 1; l++)
		read_until_joined(readers[l], readers[LANGUAGES - 1]);
	for (l = LANGUAGE_EN; l < LANGUAGES; l++)
		read_in(readers[l], (enum language)l);
}

static void
readers_expect(enum sentence s, const struct words *args)
{
	int l;

	for (l = LANGUAGE_EN; l < LANGUAGES; l++)
		expect_sentence(readers[l], s, args);
}

START_TEST(test_bursts_are_read_in_each_language)
{
	struct guest *others[6];
	int i;

	let_readers_in();
	hold(&room->news.joined);
	hold(&room->news.left);
	for (i = 0; i < 6; i++)
		others[i] = join();
	end(&room->news.joined);
	readers_expect(S_MANY_JOINED_MORE,
	    ARGS(NUMBER(6),
		words_of("10.0.0.1:4, 10.0.0.1:5, 10.0.0.1:6, 10.0.0.1:7, "
			 "10.0.0.1:8"),
		NUMBER(1)));
	leave(others[0], "");
	leave(others[1], "tired");
	end(&room->news.left);
	readers_expect(S_MANY_LEFT,
	    ARGS(NUMBER(2), words_of("10.0.0.1:4, 10.0.0.1:5")));
}
END_TEST

START_TEST(test_a_reason_that_is_held_back_is_read_in_each_language)
{
	struct guest *gone;

	let_readers_in();
	hold(&room->news.joined);
	gone = join();
	end(&room->news.joined);
	readers_expect(S_JOINED, ARGS(words_of("10.0.0.1:4")));
	hold(&room->news.left);
	registry_leave(room, gone->m, S_WHY_TIMED_OUT);
	end(&room->news.left);
	readers_expect(S_LEFT_WHY,
	    ARGS(words_of("10.0.0.1:4"), sentence_piece(S_WHY_TIMED_OUT)));
	(void)seat_wait_gone(&gone->m->seat, 100);
	member_free(gone->m);
	gone->m = NULL;
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_one_who_left_in_a_burst_has_a_line_with_the_reason,
		test_five_of_six_who_left_are_named,
		test_a_reason_of_ours_is_known_as_that_sentence,
		test_five_of_six_who_joined_are_named,
		test_those_who_left_are_told_of_before_those_who_joined,
		test_a_reason_that_is_held_back_closes_its_isolate,
		test_somebody_who_came_unseen_goes_unseen,
		test_after_a_line_for_many_the_next_is_held_back_too,
		test_what_is_held_back_is_due_when_its_second_is_over,
		test_somebody_unseen_is_told_of_by_the_last_name_alone,
		test_bursts_are_read_in_each_language,
		test_a_reason_that_is_held_back_is_read_in_each_language,
		NULL,
	};

	return (suite_of("news", guests_setup, guests_teardown, tests));
}

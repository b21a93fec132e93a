/*
 * check_batch: what has been said and is not yet delivered, within its bounds.
 */
#include <config.h>

#include <check.h>
#include <string.h>

#include "harness/events.h"
#include "harness/suite.h"
#include "server/delivery/batch.h"
#include "server/delivery/seat.h"

static struct batch batch, more;
static struct seat ann, bob;

static void
setup(void)
{
	ck_assert(batch_init(&batch));
	ck_assert(batch_init(&more));
}

static void
teardown(void)
{
	batch_fini(&batch);
	batch_fini(&more);
}

START_TEST(test_new_batch_is_empty_and_has_room)
{
	ck_assert(batch_is_empty(&batch));
	ck_assert(batch_has_room(&batch));
}
END_TEST

START_TEST(test_batch_with_a_mark_alone_is_not_empty)
{
	batch_join(&batch, &ann);
	ck_assert(!batch_is_empty(&batch));
	batch_clear(&batch);
	ck_assert(batch_is_empty(&batch));
	put_line(&batch, NULL, "1\r\n", 3);
	ck_assert(!batch_is_empty(&batch));
}
END_TEST

/* Whatever a push may append fits if there is room, or the next one aborts. */
START_TEST(test_there_is_room_for_the_marks_of_a_push_or_none)
{
	int pushes, i;

	for (pushes = 0; batch_has_room(&batch); pushes++)
		for (i = 0; i < BATCH_PUSH_MARKS; i++)
			batch_join(&batch, &ann);
	ck_assert_int_gt(pushes, 100);
	ck_assert_uint_eq(batch.mark_count, (size_t)pushes * BATCH_PUSH_MARKS);
}
END_TEST

START_TEST(test_there_is_room_for_the_text_of_a_push_or_none)
{
	static char lines[BATCH_PUSH_MAX];
	size_t pushes;

	for (pushes = 0; batch_has_room(&batch); pushes++)
		put_line(&batch, NULL, lines, sizeof lines);
	ck_assert_uint_ge(pushes, 4);
	ck_assert_uint_eq(batch.text_len, pushes * sizeof lines);
}
END_TEST

START_TEST(test_there_is_room_for_what_a_push_tells_one_or_none)
{
	static char lines[BATCH_PUSH_MAX];
	size_t pushes;

	for (pushes = 0; batch_has_room(&batch); pushes++)
		put_told(&batch, &ann, lines, sizeof lines);
	ck_assert_uint_ge(pushes, 4);
	ck_assert_uint_eq(batch.aside_len, pushes * sizeof lines);
}
END_TEST

START_TEST(test_there_is_room_for_the_events_of_a_push_or_none)
{
	int pushes, i;

	for (pushes = 0; batch_has_room(&batch); pushes++)
		for (i = 0; i < BATCH_PUSH_EVENTS; i++)
			put_line(&batch, NULL, "1\r\n", 3);
	ck_assert_int_ge(pushes, 4);
	ck_assert_uint_eq(batch.event_count,
	    (size_t)pushes * BATCH_PUSH_EVENTS);
}
END_TEST

START_TEST(test_what_one_member_says_at_a_stretch_needs_one_mark)
{
	put_line(&batch, &ann, "1\r\n", 3);
	put_line(&batch, &ann, "2\r\n", 3);
	put_line(&batch, NULL, "3\r\n", 3);
	put_line(&batch, &ann, "4\r\n", 3);
	put_line(&batch, &bob, "5\r\n", 3);
	ck_assert_uint_eq(batch.mark_count, 3);
	ck_assert_uint_eq(batch.marks[0].at, 0);
	ck_assert_uint_eq(batch.marks[0].count, 2);
	ck_assert_uint_eq(batch.marks[1].at, 3);
	ck_assert_uint_eq(batch.marks[1].count, 1);
	ck_assert_ptr_eq(batch.marks[2].seat, &bob);
}
END_TEST

START_TEST(test_a_note_takes_no_room_in_the_text)
{
	struct event what = some_event(EVENT_JOINED, 3);

	put_line(&batch, NULL, "1\r\n", 3);
	put_told(&batch, &ann, "a\r\n", 3);
	put_told(&more, &ann, "b\r\n", 3);
	batch_note(&more, &what, "Bob");
	ck_assert(batch_move(&batch, &more));
	ck_assert_uint_eq(batch.text_len, 3);
	ck_assert_uint_eq(batch_place(&batch, 1), 3);
	ck_assert(batch.events[1].is_apart);
	ck_assert_int_eq(memcmp(batch.aside + batch.events[1].apart, "Bob", 3),
	    0);
}
END_TEST

START_TEST(test_marks_and_asides_keep_their_places_when_they_move)
{
	put_line(&batch, NULL, "1\r\n", 3);
	put_told(&batch, &ann, "a\r\n", 3);
	put_line(&more, &bob, "22\r\n", 4);
	put_told(&more, &bob, "bb\r\n", 4);
	ck_assert(batch_move(&batch, &more));
	ck_assert(batch_is_empty(&more));
	ck_assert_uint_eq(batch.mark_count, 3);
	ck_assert_uint_eq(batch.marks[1].at, 1);
	ck_assert_uint_eq(batch.marks[1].count, 1);
	ck_assert_uint_eq(batch.marks[2].at, 2);
	ck_assert_uint_eq(batch.marks[2].told.at, 3);
	ck_assert_uint_eq(batch.event_count, 2);
	ck_assert_uint_eq(batch_place(&batch, 1), 3);
	ck_assert_uint_eq(batch_place(&batch, 2), 7);
	ck_assert_int_eq(memcmp(batch.text, "1\r\n22\r\n", 7), 0);
	ck_assert_int_eq(memcmp(batch.aside, "a\r\nbb\r\n", 7), 0);
}
END_TEST

START_TEST(test_all_fits_into_an_empty_batch)
{
	static char lines[BATCH_PUSH_MAX];

	while (batch_has_room(&more))
		put_line(&more, NULL, lines, sizeof lines);
	ck_assert(batch_move(&batch, &more));
	ck_assert(batch_is_empty(&more));
	ck_assert(!batch_has_room(&batch));
}
END_TEST

/* A round that is too long would keep members waiting that are visited late. */
START_TEST(test_a_batch_on_its_way_takes_no_more_than_a_quarter)
{
	static char lines[BATCH_PUSH_MAX];
	int i;

	put_line(&batch, NULL, "1\r\n", 3);
	for (i = 0; i < 2; i++)
		put_line(&more, NULL, lines, sizeof lines);
	ck_assert(!batch_move(&batch, &more));
	ck_assert_uint_eq(batch.text_len, 3);
	ck_assert_uint_eq(more.text_len, 2 * sizeof lines);
	batch_clear(&more);
	for (i = 0; i < 2; i++)
		put_told(&more, &ann, lines, sizeof lines);
	put_told(&batch, &ann, "psst\r\n", 6);
	ck_assert(!batch_move(&batch, &more));
	batch_clear(&more);
	for (i = 0; i < BATCH_EVENTS_MAX / 4; i++)
		put_line(&more, NULL, "1\r\n", 3);
	ck_assert(!batch_move(&batch, &more));
	ck_assert_uint_eq(batch.event_count, 1);
	batch_clear(&more);
	for (i = 0; i < 1024; i++)
		batch_join(&more, &ann);
	ck_assert(!batch_move(&batch, &more));
	ck_assert_uint_eq(batch.mark_count, 1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_new_batch_is_empty_and_has_room,
		test_batch_with_a_mark_alone_is_not_empty,
		test_there_is_room_for_the_marks_of_a_push_or_none,
		test_there_is_room_for_the_text_of_a_push_or_none,
		test_there_is_room_for_what_a_push_tells_one_or_none,
		test_there_is_room_for_the_events_of_a_push_or_none,
		test_what_one_member_says_at_a_stretch_needs_one_mark,
		test_a_note_takes_no_room_in_the_text,
		test_marks_and_asides_keep_their_places_when_they_move,
		test_all_fits_into_an_empty_batch,
		test_a_batch_on_its_way_takes_no_more_than_a_quarter,
		NULL,
	};

	return (suite_of("batch", setup, teardown, tests));
}

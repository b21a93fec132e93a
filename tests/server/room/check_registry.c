/*
 * check_registry: who is here, and the single order; with socket pairs in place
 * of clients, and threads in place of workers.
 */
#include <config.h>

#include <sys/socket.h>

#include <netinet/in.h>

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/thread.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/command/bans.h"
#include "server/command/listing.h"
#include "server/command/moderation.h"
#include "server/dialect/charset.h"
#include "server/gate/gate.h"
#include "server/room/news.h"

START_TEST(test_a_newcomer_is_greeted_and_the_others_are_told)
{
	struct guest *a = join(), *b = arrive();

	ck_assert_int_eq(registry_join(room, b->m), S_NONE);
	ck_assert_uint_eq(registry_count(room), 2);
	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	expect(b,
	    "*** welcome, you are 10.0.0.1:2 here\r\n"
	    "*** 2 people are here; everyone else reads what you type\r\n"
	    "*** an empty line leaves, /help lists the commands, "
	    "/records is for programs\r\n");
}
END_TEST

START_TEST(test_who_leaves_is_told_of_with_the_reason)
{
	struct guest *a = join(), *b = join(), *c = join();

	expect_end(a, "[ 10.0.0.1:3 ] joined the room\r\n");
	a->len = 0;
	leave(b, "so long");
	leave(c, "");
	expect(a,
	    "[ 10.0.0.1:2 ] left the room (so long)\r\n"
	    "[ 10.0.0.1:3 ] left the room\r\n");
	ck_assert_uint_eq(registry_count(room), 1);
}
END_TEST

START_TEST(test_each_line_of_a_list_is_a_record_with_its_word)
{
	struct guest *a = join();
	struct listing list;

	ck_assert(registry_records(room, a->m, true));
	listing_begin(&list, room, a->m);
	listing_add(&list, S_BANS_MANY, ARGS(words_of("2")));
	listing_add(&list, S_BAN, ARGS(words_of("10.0.0.1")));
	listing_add(&list, S_BAN_FOR,
	    ARGS(words_of("10.0.0.2"), words_of("5 min")));
	listing_end(&list);
	expect_end(a, "\tban\t-\t  10.0.0.2 for another 5 min\n");
	a->got[a->len] = '\0';
	ck_assert_ptr_nonnull(strstr(a->got, "\tbans\t-\t2 bans\nanswered\t"));
	ck_assert_ptr_nonnull(strstr(a->got, "\tban\t-\t  10.0.0.1\nanswered"));
}
END_TEST

/* People ask for minutes; here it is a moment. */
#define MOMENT_MS 50

START_TEST(test_a_pause_ends_by_itself_at_its_very_time)
{
	struct guest *a = join(), *b = join();
	int64_t until = thread_now_ms() + MOMENT_MS;

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	thread_lock(&room->lock);
	room->rules.paused_until = until;
	thread_wake_one(&room->due);
	thread_unlock(&room->lock);
	expect(b, "*** everyone may speak again\r\n");
	ck_assert_int_ge(thread_now_ms(), until);
	say_raw(b->m, "1\r\n", 3);
	expect(a, "*** everyone may speak again\r\n1\r\n");
}
END_TEST

START_TEST(test_mutes_end_by_themselves_at_their_very_times)
{
	struct guest *a = join(), *b = join(), *c = join();
	int64_t until = thread_now_ms() + MOMENT_MS;

	expect(b, "[ 10.0.0.1:3 ] joined the room\r\n");
	thread_lock(&room->lock);
	a->m->muted_until = until;
	b->m->muted_until = until + 1;
	c->m->muted_until = MEMBER_FOREVER;
	room->rules.next_end = until;
	thread_wake_one(&room->due);
	thread_unlock(&room->lock);
	expect(c,
	    "*** 10.0.0.1:1 may speak again\r\n"
	    "*** 10.0.0.1:2 may speak again\r\n");
	ck_assert_int_gt(thread_now_ms(), until);
	say_raw(c->m, "2\r\n", 3);
	expect(c,
	    "*** you are muted until an operator lifts it; your line was "
	    "not sent\r\n");
	say_raw(a->m, "3\r\n", 3);
	expect(c, "3\r\n");
}
END_TEST

START_TEST(test_a_push_after_one_that_said_nothing_does_not_wait)
{
	struct guest *a = join(), *b = join();

	ck_assert_int_eq(registry_rename(room, a->m, "x", 1, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, b->m, "x", 1, NULL),
	    RENAME_TAKEN);
	registry_answer(room, b->m, S_ANNOUNCED,
	    ARGS(NOBODY, words_of("taken")));
	expect_end(b, "*** taken\r\n");
}
END_TEST

START_TEST(test_nobody_throws_out_or_mutes_who_opened_the_room)
{
	struct guest *a = join(), *c = arrive();

	ck_assert(member_be_console(c->m));
	ck_assert_int_eq(registry_join(room, c->m), S_NONE);
	a->len = 0;
	(void)moderation_kick(room, a->m, (struct words){ "console", 7 });
	expect_end(a,
	    "*** the person who opened the room cannot be removed\r\n");
	a->len = 0;
	(void)bans_ban(room, a->m, (struct words){ "console", 7 });
	expect_end(a,
	    "*** the person who opened the room cannot be removed\r\n");
	a->len = 0;
	(void)moderation_mute(room, a->m, (struct words){ "console", 7 });
	expect_end(a, "is an operator and cannot be muted\r\n");
	registry_tell(room, c->m, S_HELP, "still here\r\n", 12);
	expect_end(c, "still here\r\n");
}
END_TEST

/* A link-local address is one of many that the same machine can have. */
START_TEST(test_ban_by_name_of_a_link_local_address_says_so)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_addr = { .s6_addr = { 0xfe, 0x80, [15] = 2 } } };
	struct guest *a = join(), *b = arrive();
	struct words whom = { b->m->address, strlen(b->m->address) };

	memcpy(&b->m->peer, &in6, sizeof in6);
	ck_assert_int_eq(registry_join(room, b->m), S_NONE);
	(void)bans_ban(room, a->m, whom);
	expect(a,
	    "[ 10.0.0.1:2 ] joined the room\r\n"
	    "*** 10.0.0.1:1 banned 10.0.0.1:2 at fe80::2\r\n"
	    "*** fe80::2 is a link-local address, and only this one is banned: "
	    "the same machine may come back from another; /ban fe80::/10 bans "
	    "them all\r\n");
}
END_TEST

START_TEST(test_the_list_has_everyone_in_the_order_of_arrival)
{
	struct registry_entry *entries;
	size_t count;

	(void)join();
	(void)join();
	entries = registry_list(room, &count);
	ck_assert_ptr_nonnull(entries);
	ck_assert_uint_eq(count, 2);
	ck_assert_str_eq(entries[0].who, "10.0.0.1:1");
	ck_assert_str_eq(entries[1].address, "10.0.0.1:2");
	free(entries);
}
END_TEST

START_TEST(test_a_closing_room_says_so_and_takes_nobody)
{
	struct guest *a = join(), *b;

	registry_close(room);
	expect(a, "*** the room is closing, bye bye\r\n");
	b = arrive();
	ck_assert_int_ne(registry_join(room, b->m), S_NONE);
	ck_assert_int_eq(registry_state(room, b->m), MEMBER_OUTSIDE);
	member_free(b->m);
	b->m = NULL;
}
END_TEST

START_TEST(test_a_closing_room_says_nothing_more)
{
	struct guest *b = join(), *a = join();
	const struct words words = { .bytes = "late", .len = 4 };

	a->m->is_operator = true;
	registry_close(room);
	expect(a, "*** the room is closing, bye bye\r\n");
	ck_assert_int_eq(moderation_announce(room, a->m, words), COMMAND_DONE);
	ck_assert_int_eq(registry_rename(room, a->m, "Ann", 3, NULL),
	    RENAME_REFUSED);
	say_raw(a->m, "late\r\n", 6);
	say_raw(b->m, "late\r\n", 6);
	registry_answer(room, a->m, S_ANNOUNCED,
	    ARGS(NOBODY, words_of("psst")));
	expect(a, "*** psst\r\n");
	ck_assert_str_eq(a->m->who, a->m->address);
}
END_TEST

START_TEST(test_who_is_thrown_out_is_not_heard_any_more)
{
	struct guest *a = join(), *b = join();
	static const char whom[] = "10.0.0.1:2";

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	a->m->is_operator = true;
	(void)moderation_kick(room, a->m,
	    (struct words){ whom, sizeof whom - 1 });
	/* What it has sent before is still read from its socket. */
	ck_assert_int_eq(registry_state(room, b->m), MEMBER_THROWN_OUT);
	say_raw(b->m, "1\r\n", 3);
	(void)registry_whisper(room, b->m, "10.0.0.1:1", 10, "2", 1);
	ck_assert_int_eq(registry_rename(room, b->m, "Bob", 3, NULL),
	    RENAME_REFUSED);
	registry_quit(room, b->m, words_of("3"));
	ck_assert_uint_eq(registry_count(room), 1);
	seat_wait_gone(&b->m->seat, 100);
	member_free(b->m);
	b->m = NULL;
	expect(a,
	    "*** 10.0.0.1:1 threw out 10.0.0.1:2\r\n"
	    "[ 10.0.0.1:2 ] left the room (kicked)\r\n");
}
END_TEST

START_TEST(test_state_of_a_member_follows_its_way_through_the_room)
{
	struct guest *a = arrive(), *b = join();

	ck_assert_int_eq(registry_state(room, a->m), MEMBER_OUTSIDE);
	ck_assert_int_eq(registry_join(room, a->m), S_NONE);
	ck_assert_int_eq(registry_state(room, a->m), MEMBER_HERE);
	registry_leave(room, a->m, S_NONE);
	ck_assert_int_eq(registry_state(room, a->m), MEMBER_LEFT);
	(void)seat_wait_gone(&a->m->seat, 100);
	member_free(a->m);
	a->m = NULL;
	thread_lock(&room->lock);
	registry_throw_out(room, b->m, S_WHY_KICKED);
	thread_unlock(&room->lock);
	ck_assert_int_eq(registry_state(room, b->m), MEMBER_THROWN_OUT);
	registry_leave(room, b->m, S_NONE);
	ck_assert_int_eq(registry_state(room, b->m), MEMBER_LEFT);
	ck_assert(!seat_wait_gone(&b->m->seat, 100)); /* it was ended */
	member_free(b->m);
	b->m = NULL;
}
END_TEST

/* As two people may be who came to two addresses of the server. */
START_TEST(test_nobody_joins_from_where_somebody_is)
{
	struct guest *a = join(), *b = arrive();

	free(b->m->key);
	b->m->key = member_key_new(b->m, a->m->key->text);
	ck_assert_ptr_nonnull(b->m->key);
	ck_assert_int_ne(registry_join(room, b->m), S_NONE);
	ck_assert_uint_eq(registry_count(room), 1);
	member_free(b->m);
	b->m = NULL;
	thread_lock(&room->lock);
	ck_assert_ptr_eq(registry_find(room, "10.0.0.1:1", 10), a->m);
	thread_unlock(&room->lock);
}
END_TEST

START_TEST(test_a_ban_holds_for_who_stands_at_the_door)
{
	struct guest *a = arrive();
	struct subnet range;

	ck_assert(subnet_parse("10.0.0.0/8", 10, &range));
	ck_assert(gate_ban(gate, &range, 0, "", 0, thread_now_ms()));
	ck_assert_int_eq(registry_join(room, a->m), S_YOU_ARE_BANNED);
	member_free(a->m);
	a->m = NULL;
}
END_TEST

START_TEST(test_slow_mode_counts_by_the_interval_of_now)
{
	struct guest *a = join(), *b = join();

	expect(a, "[ 10.0.0.1:2 ] joined the room\r\n");
	room->rules.slow_ms = 60000;
	say_raw(b->m, "1\r\n", 3);
	expect(a, "1\r\n");
	b->m->heard -= 3000;
	room->rules.slow_ms = 2000;
	say_raw(b->m, "2\r\n", 3);
	expect(a, "2\r\n");
}
END_TEST

/* From here on, a burst is announced on one line; the first burst is over. */
static void
hold_bursts(void)
{
	thread_lock(&room->lock);
	room->tell_each = false;
	thread_unlock(&room->lock);
}

START_TEST(test_who_has_left_is_told_of_before_another_has_the_name)
{
	struct guest *a = join(), *b = join(), *c = join(), *d = join(),
		     *e = join();

	expect_end(a, "[ 10.0.0.1:5 ] joined the room\r\n");
	a->len = 0;
	hold_bursts();
	leave(b, "");
	leave(c, "");
	leave(d, "");
	ck_assert_int_eq(registry_rename(room, e->m, "Bob", 3, NULL),
	    RENAME_DONE);
	expect(a,
	    "[ 10.0.0.1:2 ] left the room\r\n"
	    "[ 10.0.0.1:3 ] left the room\r\n"
	    "[ 10.0.0.1:4 ] left the room\r\n"
	    "[ 10.0.0.1:5 ] is now known as Bob\r\n");
}
END_TEST

START_TEST(test_who_has_left_is_told_of_before_who_joins)
{
	struct guest *a = join(), *b = join(), *c = join(), *d = join();

	expect_end(a, "[ 10.0.0.1:4 ] joined the room\r\n");
	a->len = 0;
	hold_bursts();
	leave(b, "");
	leave(c, "");
	leave(d, "");
	(void)join();
	expect(a,
	    "[ 10.0.0.1:2 ] left the room\r\n"
	    "[ 10.0.0.1:3 ] left the room\r\n"
	    "[ 10.0.0.1:4 ] left the room\r\n"
	    "[ 10.0.0.1:5 ] joined the room\r\n");
}
END_TEST

/* What has been read may be in the broadcaster's hands for a moment more. */
static void
wait_delivered(void)
{
	bool busy;

	do {
		thread_lock(&room->lock);
		busy = room->inbox.broadcasting;
		thread_unlock(&room->lock);
		(void)sched_yield();
	} while (busy);
}

START_TEST(test_who_joins_when_a_burst_is_over_is_told_of_after_it)
{
	struct guest *a = join(), *b, *c;

	hold_bursts();
	registry_begin(room, NULL);
	room->news.joined.told = BURST_TOLD;
	room->news.joined.ends = MEMBER_FOREVER;
	registry_end(room, NULL);
	b = join();
	ck_assert(b->m->unseen);
	/* Under one hold of the lock: the caretaker comes too late. */
	c = arrive();
	registry_begin(room, NULL);
	room->news.joined.ends = 0;
	news_joined(room, c->m);
	registry_end(room, NULL);
	expect(a,
	    "[ 10.0.0.1:2 ] joined the room\r\n"
	    "[ 10.0.0.1:3 ] joined the room\r\n");
	/* It has not joined, so it does not leave, and nobody lets go of it. */
	wait_delivered();
	member_free(c->m);
	c->m = NULL;
}
END_TEST

START_TEST(test_who_whispers_in_a_burst_is_introduced_first)
{
	struct guest *a = join(), *b;

	hold_bursts();
	registry_begin(room, NULL);
	room->news.joined.told = BURST_TOLD;
	room->news.joined.ends = MEMBER_FOREVER;
	registry_end(room, NULL);
	b = join();
	ck_assert(
	    registry_whisper(room, b->m, a->m->who, strlen(a->m->who), "1", 1));
	expect(a,
	    "[ 10.0.0.1:2 ] joined the room\r\n"
	    "[ 10.0.0.1:2 to 10.0.0.1:1 ]: 1\r\n");
}
END_TEST

START_TEST(test_a_closing_room_introduces_nobody)
{
	struct guest *a = join(), *b;

	a->m->is_operator = true;
	hold_bursts();
	registry_begin(room, NULL);
	room->news.joined.told = BURST_TOLD;
	room->news.joined.ends = MEMBER_FOREVER;
	registry_end(room, NULL);
	b = join();
	registry_close(room);
	(void)moderation_mute(room, a->m,
	    (struct words){ b->m->who, strlen(b->m->who) });
	registry_answer(room, a->m, S_ANNOUNCED,
	    ARGS(NOBODY, words_of("psst")));
	expect(a,
	    "*** the room is closing, bye bye\r\n"
	    "*** psst\r\n");
}
END_TEST

START_TEST(test_a_member_that_never_reads_is_dropped_and_others_get_all)
{
	struct guest *a = join(), *b = join(), *stuck = join();
	char line[1024];
	int i;

	memset(line, 'x', sizeof line);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	expect_end(b, "[ 10.0.0.1:3 ] joined the room\r\n");
	for (i = 0; i < 8000 && seat_dropped(&stuck->m->seat) == S_NONE; i++) {
		b->len = 0;
		say_raw(a->m, line, sizeof line);
		while (b->len < sizeof line) {
			ssize_t n = recv(b->fd, b->got + b->len,
			    sizeof line - b->len, 0);

			ck_assert_int_gt(n, 0);
			b->len += (size_t)n;
		}
		ck_assert_int_eq(memcmp(b->got, line, sizeof line), 0);
	}
	ck_assert_int_eq(seat_dropped(&stuck->m->seat), S_WHY_TOO_SLOW);
}
END_TEST

/* What a speaking thread says: its letter and a number, many times. */
#define SAYINGS 3000

static void *
speak(void *arg)
{
	struct guest *g = arg;
	char line[16];
	int i, n;

	for (i = 0; i < SAYINGS; i++) {
		n = snprintf(line, sizeof line, "%c%05d\r\n",
		    (char)('a' + (g - guests)), i);
		say_raw(g->m, line, (size_t)n);
	}
	return (NULL);
}

/* Reads `count` lines of 8 bytes. */
static void
read_sayings(struct guest *g, char *all, size_t count)
{
	size_t len = 0;

	while (len < count * 8) {
		ssize_t n = recv(g->fd, all + len, count * 8 - len, 0);

		ck_assert_int_gt(n, 0);
		len += (size_t)n;
	}
}

START_TEST(test_speakers_at_once_are_heard_by_all_in_one_order)
{
	enum { SPEAKERS = 4, LISTENERS = 2 };
	static char all[LISTENERS][SPEAKERS * SAYINGS * 8];
	struct guest *listener[LISTENERS];
	pthread_t threads[SPEAKERS];
	int next[SPEAKERS] = { 0 };
	size_t i;

	for (i = 0; i < SPEAKERS; i++)
		(void)join();
	for (i = 0; i < LISTENERS; i++)
		listener[i] = join();
	expect_end(listener[0], "joined the room\r\n");
	for (i = 0; i < SPEAKERS; i++)
		ck_assert_int_eq(thread_start(&threads[i], speak, &guests[i]),
		    0);
	for (i = 0; i < LISTENERS; i++)
		read_sayings(listener[i], all[i], SPEAKERS * SAYINGS);
	for (i = 0; i < SPEAKERS; i++)
		thread_join(threads[i]);
	ck_assert_int_eq(memcmp(all[0], all[1], sizeof all[0]), 0);
	for (i = 0; i < sizeof all[0]; i += 8) {
		int who = all[0][i] - 'a';

		ck_assert_int_ge(who, 0);
		ck_assert_int_lt(who, SPEAKERS);
		ck_assert_int_eq(atoi(&all[0][i + 1]), next[who]++);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_newcomer_is_greeted_and_the_others_are_told,
		test_who_leaves_is_told_of_with_the_reason,
		test_each_line_of_a_list_is_a_record_with_its_word,
		test_a_pause_ends_by_itself_at_its_very_time,
		test_mutes_end_by_themselves_at_their_very_times,
		test_a_push_after_one_that_said_nothing_does_not_wait,
		test_nobody_throws_out_or_mutes_who_opened_the_room,
		test_ban_by_name_of_a_link_local_address_says_so,
		test_the_list_has_everyone_in_the_order_of_arrival,
		test_a_closing_room_says_so_and_takes_nobody,
		test_a_closing_room_says_nothing_more,
		test_who_is_thrown_out_is_not_heard_any_more,
		test_state_of_a_member_follows_its_way_through_the_room,
		test_nobody_joins_from_where_somebody_is,
		test_a_ban_holds_for_who_stands_at_the_door,
		test_slow_mode_counts_by_the_interval_of_now,
		test_who_has_left_is_told_of_before_another_has_the_name,
		test_who_has_left_is_told_of_before_who_joins,
		test_who_joins_when_a_burst_is_over_is_told_of_after_it,
		test_who_whispers_in_a_burst_is_introduced_first,
		test_a_closing_room_introduces_nobody,
		test_a_member_that_never_reads_is_dropped_and_others_get_all,
		test_speakers_at_once_are_heard_by_all_in_one_order,
		NULL,
	};

	return (suite_of("registry", guests_setup, guests_teardown, tests));
}

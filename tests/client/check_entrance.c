/*
 * What the entrance makes of the lines of a server, and whom it lets through.
 */
#include <config.h>

#include <sys/syscall.h>

#include <check.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/entrance.h"
#include "client/mailbox.h"
#include "common/protocol.h"
#include "common/thread.h"
#include "harness/room.h"
#include "harness/suite.h"
#include "speech/sentence.h"

#define WRONG PROTOCOL_KEY_WRONG "2 more tries"
#define WELCOME PROTOCOL_WELCOME "Ann here"

static struct entrance *e;

static void
set_up(void)
{
	ck_assert(mailbox_open());
	e = entrance_new();
	ck_assert_ptr_nonnull(e);
}

static void
tear_down(void)
{
	entrance_free(e);
}

static bool
hear(const char *line)
{
	return (entrance_hear(e, line, strlen(line)));
}

static void
expect_event(int event)
{
	ck_assert_int_eq(mailbox_next(thread_now_ms() + room_patience_ms()),
	    event);
}

/* No event has come: the one that is posted now is the next. */
static void
expect_no_event(void)
{
	mailbox_post(MAIL_SPOKEN);
	expect_event(MAIL_SPOKEN);
}

START_TEST(test_first_line_lets_in)
{
	ck_assert(hear("hello"));
	expect_event(MAIL_INSIDE);
	entrance_open(e);
	ck_assert_int_eq(entrance_wait(e, false), ENTRANCE_OPEN);
	ck_assert_int_eq(entrance_wait(e, true), ENTRANCE_OPEN);
	ck_assert_int_eq(entrance_wait_turn(e), ENTRANCE_OPEN);
}
END_TEST

START_TEST(test_question_that_comes_late_shuts_the_door_again)
{
	entrance_open(e);
	ck_assert_int_eq(entrance_wait(e, false), ENTRANCE_OPEN);
	ck_assert(!hear(PROTOCOL_KEY_ASKED)); /* it is not shown */
	expect_event(MAIL_KEY_ASKED);
	ck_assert_int_eq(entrance_wait(e, false), ENTRANCE_KEY);
	entrance_open(e); /* the time was up at the same moment */
	ck_assert_int_eq(entrance_wait(e, false), ENTRANCE_KEY);
}
END_TEST

START_TEST(test_one_answer_for_one_question)
{
	ck_assert(!entrance_take_turn(e));
	(void)hear(PROTOCOL_KEY_ASKED);
	expect_event(MAIL_KEY_ASKED);
	ck_assert(hear(WRONG)); /* nobody has answered */
	expect_no_event();
	ck_assert(entrance_take_turn(e));
	ck_assert(!entrance_take_turn(e));
	ck_assert(hear("*** nothing has happened"));
	expect_no_event();
	ck_assert(hear(WRONG));
	expect_event(MAIL_KEY_WRONG);
	ck_assert_int_eq(entrance_wait_turn(e), ENTRANCE_KEY);
	ck_assert(!entrance_take_turn(e));
	ck_assert(hear(WELCOME));
	expect_event(MAIL_WELCOME);
	ck_assert_int_eq(entrance_wait_turn(e), ENTRANCE_OPEN);
}
END_TEST

START_TEST(test_inside_no_line_matters)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(hear(PROTOCOL_KEY_ASKED));
	ck_assert(hear(WRONG));
	ck_assert(hear(WELCOME));
	expect_no_event();
}
END_TEST

START_TEST(test_banned_address_is_outside)
{
	ck_assert(hear(PROTOCOL_BANNED "; come back in 3 seconds"));
	expect_event(MAIL_BANNED);
	ck_assert(entrance_is_outside(e));
	entrance_open(e);
	ck_assert_int_eq(entrance_wait(e, false), ENTRANCE_OPEN);
}
END_TEST

START_TEST(test_right_key_may_lead_to_a_locked_door)
{
	(void)hear(PROTOCOL_KEY_ASKED);
	expect_event(MAIL_KEY_ASKED);
	ck_assert(entrance_take_turn(e));
	ck_assert(hear(PROTOCOL_LOCKED "wait"));
	expect_event(MAIL_LOCKED);
	ck_assert(!entrance_take_turn(e));
}
END_TEST

/* As at a full room: the server closes, or lets in after all. */
START_TEST(test_other_notice_does_not_let_in)
{
	ck_assert(hear("*** the room is full; try again later"));
	expect_no_event();
	ck_assert(!entrance_is_outside(e));
	ck_assert(hear(WELCOME));
	expect_event(MAIL_WELCOME);
}
END_TEST

START_TEST(test_nobody_passes_when_it_is_closed)
{
	entrance_open(e);
	(void)hear(PROTOCOL_KEY_ASKED);
	expect_event(MAIL_KEY_ASKED);
	entrance_close(e);
	ck_assert(!entrance_take_turn(e));
	ck_assert_int_eq(entrance_wait(e, false), ENTRANCE_CLOSED);
	ck_assert_int_eq(entrance_wait(e, true), ENTRANCE_CLOSED);
	ck_assert_int_eq(entrance_wait_turn(e), ENTRANCE_CLOSED);
}
END_TEST

START_TEST(test_mark_tells_that_the_nick_was_taken)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(entrance_ask_name(e, 0));
	ck_assert(hear(PROTOCOL_NAMED "Ann"));
	expect_no_event();
	entrance_hear_mark(e);
	expect_event(MAIL_NAMED);
	entrance_hear_mark(e); /* once */
	expect_no_event();
}
END_TEST

START_TEST(test_mark_tells_that_the_nick_was_not_taken)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	entrance_hear_mark(e); /* nobody has asked */
	expect_no_event();
	ck_assert(entrance_ask_name(e, 0));
	ck_assert(hear("[ Ann ]: " PROTOCOL_NAMED "Ann"));
	expect_event(MAIL_INSIDE);
	entrance_hear_mark(e);
	expect_event(MAIL_NOT_NAMED);
}
END_TEST

START_TEST(test_other_servers_are_not_asked_about_the_nick)
{
	ck_assert(!entrance_ask_name(e, 0));
	(void)hear("hello");
	expect_event(MAIL_INSIDE);
	(void)hear(WELCOME);
	ck_assert(!entrance_ask_name(e, 0));
	entrance_hear_mark(e);
	expect_no_event();
}
END_TEST

#define HINT PROTOCOL_HINT ", /help lists the commands"
#define OFFER HINT PROTOCOL_OFFER

START_TEST(test_greeting_ends_with_its_last_line)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(hear("*** topic: trees"));
	expect_no_event();
	ck_assert(hear(HINT));
	expect_event(MAIL_INSIDE);
	ck_assert(!entrance_ask_records(e));
	ck_assert(!entrance_awaits_records(e));
	ck_assert(!entrance_ask_english(e));
	ck_assert(hear(OFFER));
	expect_no_event();
	ck_assert(!entrance_ask_records(e));
}
END_TEST

START_TEST(test_records_that_are_offered_are_asked_for_once)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(hear(OFFER));
	expect_event(MAIL_INSIDE);
	ck_assert(!entrance_awaits_records(e));
	ck_assert(entrance_ask_records(e));
	ck_assert(!entrance_ask_records(e));
	ck_assert(entrance_awaits_records(e));
	expect_no_event();
	entrance_hear_records(e);
	expect_event(MAIL_RECORDS);
	ck_assert(!entrance_awaits_records(e));
}
END_TEST

#ifdef HAVE_TRANSLATIONS
/* How rooms of other languages greet, after the English welcome. */
static const struct {
	const char *welcome, *hint, *named, *question;
} greetings[] = {
	{ "*** 欢迎，你在这里的名字是 Ann", "*** 输入空行退出，/帮助 查看命令",
	    "*** 你的名字现在是 Ann",
	    "*** 本聊天室需要密码，请输入 /密码，空一格，再输入密码" },
	{ "*** 歡迎，你在這裡的名字是 Ann", "*** 輸入空行離開，/說明 查看指令",
	    "*** 你的名字現在是 Ann",
	    "*** 本聊天室需要密碼，請輸入 /密碼，空一格，再輸入密碼" },
};

START_TEST(test_records_are_offered_in_each_language)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(hear(greetings[_i].welcome));
	expect_no_event();
	ck_assert(hear(greetings[_i].hint));
	expect_event(MAIL_INSIDE);
	ck_assert(entrance_ask_records(e));
}
END_TEST

/* That the room agrees is no news to anybody. */
START_TEST(test_room_of_another_language_is_asked_for_english_once)
{
	const char *agreed = sentence_english(S_LANG_IS);

	(void)hear(WELCOME);
	ck_assert(!entrance_ask_english(e));
	expect_event(MAIL_WELCOME);
	(void)hear(greetings[_i].welcome);
	(void)hear(greetings[_i].hint);
	expect_event(MAIL_INSIDE);
	ck_assert(hear(agreed));
	ck_assert(entrance_ask_english(e));
	ck_assert(!entrance_ask_english(e));
	ck_assert(hear("*** 你的名字现在是 Ann"));
	ck_assert(!hear(agreed));
	ck_assert(hear(agreed));
	expect_no_event();
}
END_TEST

START_TEST(test_a_name_is_given_in_each_language)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	(void)hear(greetings[_i].hint);
	expect_event(MAIL_INSIDE);
	ck_assert(entrance_ask_name(e, 0));
	(void)hear(greetings[_i].named);
	entrance_hear_mark(e);
	expect_event(MAIL_NAMED);
}
END_TEST

START_TEST(test_the_question_is_not_shown_in_another_language_either)
{
	ck_assert(!hear(PROTOCOL_KEY_ASKED));
	expect_event(MAIL_KEY_ASKED);
	ck_assert(!hear(greetings[_i].question));
	ck_assert(hear("*** a line meanwhile"));
	expect_no_event();
}
END_TEST
#endif

/* What people say is no offer, nor is the last line of another server. */
static const char *const no_offers[] = { "[ Eve ]: " OFFER, OFFER " ",
	("[ Eve ]: hello" PROTOCOL_OFFER) };

START_TEST(test_nothing_else_is_an_offer)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(hear(no_offers[_i]));
	expect_event(MAIL_INSIDE);
	ck_assert(!entrance_ask_records(e));
}
END_TEST

START_TEST(test_other_servers_offer_no_records)
{
	(void)hear("hello");
	expect_event(MAIL_INSIDE);
	ck_assert(hear(OFFER));
	ck_assert(!entrance_ask_records(e));
}
END_TEST

START_TEST(test_answer_tells_whether_the_nick_was_taken)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(entrance_ask_name(e, 7));
	entrance_hear_answer(e, 6, true);
	entrance_hear_answer(e, 0, false);
	entrance_hear_mark(e);
	expect_no_event();
	entrance_hear_answer(e, 7, _i == 0);
	expect_event(_i == 0 ? MAIL_NAMED : MAIL_NOT_NAMED);
	entrance_hear_answer(e, 7, true);
	expect_no_event();
}
END_TEST

/* Such as the one to /records, which comes before the mark. */
START_TEST(test_answer_without_a_number_does_not_decide_about_the_nick)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	(void)hear(PROTOCOL_NAMED "Ann");
	ck_assert(entrance_ask_name(e, 0));
	entrance_hear_answer(e, 0, false);
	expect_no_event();
	entrance_hear_mark(e);
	expect_event(MAIL_NAMED);
}
END_TEST

START_TEST(test_answer_without_a_number_may_give_the_nick)
{
	(void)hear(WELCOME);
	expect_event(MAIL_WELCOME);
	ck_assert(entrance_ask_name(e, 0));
	entrance_hear_answer(e, 0, true);
	expect_no_event();
	entrance_hear_mark(e);
	expect_event(MAIL_NAMED);
}
END_TEST

/* A thread that waits at the entrance. */
struct guest {
	enum entrance_pass (*wait)(struct entrance *at);
	enum entrance_pass pass;
	pthread_t thread;
	atomic_long id; /* of the kernel; 0: not begun */
};

static enum entrance_pass
as_person(struct entrance *at)
{
	return (entrance_wait(at, false));
}

static enum entrance_pass
as_filter(struct entrance *at)
{
	return (entrance_wait(at, true));
}

static void *
stand_there(void *arg)
{
	struct guest *g = arg;

	atomic_store(&g->id, syscall(SYS_gettid));
	g->pass = g->wait(e);
	return (NULL);
}

/* Whether the thread sleeps: then it waits, as nobody else has the lock. */
static bool
sleeps(struct guest *g)
{
	char path[64], stat[256], *state;
	size_t len;
	FILE *file;

	(void)snprintf(path, sizeof path, "/proc/self/task/%ld/stat",
	    atomic_load(&g->id));
	file = fopen(path, "r");
	if (file == NULL)
		ck_abort_msg("it does not wait");
	len = fread(stat, 1, sizeof stat - 1, file);
	(void)fclose(file);
	stat[len] = '\0';
	state = strrchr(stat, ')');
	return (state != NULL && strncmp(state, ") S", 3) == 0);
}

/* Begins to wait; returns once it does. */
static void
guest_wait(struct guest *g, enum entrance_pass (*wait)(struct entrance *at))
{
	*g = (struct guest){ .wait = wait };
	ck_assert_int_eq(thread_start(&g->thread, stand_there, g), 0);
	while (atomic_load(&g->id) == 0 || !sleeps(g))
		thread_sleep_us(1000);
}

static enum entrance_pass
guest_pass(struct guest *g)
{
	thread_join(g->thread);
	return (g->pass);
}

START_TEST(test_all_wait_until_it_is_opened)
{
	struct guest person, filter, late;

	guest_wait(&person, as_person);
	guest_wait(&filter, as_filter);
	(void)hear(WELCOME);
	guest_wait(&late, as_person); /* first the nick */
	entrance_open(e);
	ck_assert_int_eq(guest_pass(&person), ENTRANCE_OPEN);
	ck_assert_int_eq(guest_pass(&filter), ENTRANCE_OPEN);
	ck_assert_int_eq(guest_pass(&late), ENTRANCE_OPEN);
}
END_TEST

START_TEST(test_locked_door_is_shut_until_the_welcome)
{
	struct guest filter;

	entrance_open(e);
	ck_assert(hear(PROTOCOL_LOCKED "wait"));
	expect_event(MAIL_LOCKED);
	ck_assert(entrance_is_outside(e));
	guest_wait(&filter, as_filter);
	ck_assert(hear(PROTOCOL_LOCKED "wait"));
	ck_assert(hear("*** you are still here"));
	expect_no_event();
	ck_assert(hear(WELCOME));
	expect_event(MAIL_WELCOME);
	ck_assert(!entrance_is_outside(e));
	entrance_open(e);
	ck_assert_int_eq(guest_pass(&filter), ENTRANCE_OPEN);
}
END_TEST

START_TEST(test_question_wakes_a_person_and_no_filter)
{
	struct guest person, other, filter, late;

	guest_wait(&filter, as_filter);
	guest_wait(&person, as_person);
	guest_wait(&other, as_person);
	(void)hear(PROTOCOL_KEY_ASKED);
	ck_assert_int_eq(guest_pass(&person), ENTRANCE_KEY);
	ck_assert_int_eq(guest_pass(&other), ENTRANCE_KEY);
	guest_wait(&late, as_filter);
	ck_assert(entrance_take_turn(e));
	(void)hear(WELCOME);
	entrance_open(e);
	ck_assert_int_eq(guest_pass(&filter), ENTRANCE_OPEN);
	ck_assert_int_eq(guest_pass(&late), ENTRANCE_OPEN);
}
END_TEST

START_TEST(test_next_turn_waits_for_the_verdict)
{
	struct guest g;

	(void)hear(PROTOCOL_KEY_ASKED);
	ck_assert_int_eq(entrance_wait_turn(e), ENTRANCE_KEY);
	guest_wait(&g, entrance_wait_turn);
	(void)hear(WRONG);
	ck_assert_int_eq(guest_pass(&g), ENTRANCE_KEY);
	guest_wait(&g, entrance_wait_turn);
	(void)hear(WELCOME);
	ck_assert_int_eq(guest_pass(&g), ENTRANCE_OPEN);
}
END_TEST

START_TEST(test_nobody_waits_when_it_is_closed)
{
	struct guest person, filter;

	guest_wait(&person, as_person);
	guest_wait(&filter, as_filter);
	entrance_close(e);
	ck_assert_int_eq(guest_pass(&person), ENTRANCE_CLOSED);
	ck_assert_int_eq(guest_pass(&filter), ENTRANCE_CLOSED);
}
END_TEST

START_TEST(test_nobody_waits_for_a_verdict_when_it_is_closed)
{
	struct guest g;

	(void)hear(PROTOCOL_KEY_ASKED);
	ck_assert(entrance_take_turn(e));
	guest_wait(&g, entrance_wait_turn);
	entrance_close(e);
	ck_assert_int_eq(guest_pass(&g), ENTRANCE_CLOSED);
}
END_TEST

START_TEST(test_line_that_is_more_than_the_question_asks_for_no_key)
{
	ck_assert(hear(PROTOCOL_KEY_ASKED "?"));
	ck_assert(hear(PROTOCOL_KEY_ASKED)); /* it was not the first one */
	expect_no_event();
	ck_assert(!entrance_take_turn(e));
	ck_assert(hear("hello"));
	expect_event(MAIL_INSIDE);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("entrance");

	sentence_init();
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, test_first_line_lets_in);
	tcase_add_test(tc, test_question_that_comes_late_shuts_the_door_again);
	tcase_add_test(tc, test_one_answer_for_one_question);
	tcase_add_test(tc, test_inside_no_line_matters);
	tcase_add_test(tc, test_locked_door_is_shut_until_the_welcome);
	tcase_add_test(tc, test_banned_address_is_outside);
	tcase_add_test(tc, test_right_key_may_lead_to_a_locked_door);
	tcase_add_test(tc, test_other_notice_does_not_let_in);
	tcase_add_test(tc, test_nobody_passes_when_it_is_closed);
	tcase_add_test(tc, test_mark_tells_that_the_nick_was_taken);
	tcase_add_test(tc, test_mark_tells_that_the_nick_was_not_taken);
	tcase_add_test(tc, test_other_servers_are_not_asked_about_the_nick);
	tcase_add_test(tc, test_greeting_ends_with_its_last_line);
	tcase_add_test(tc, test_records_that_are_offered_are_asked_for_once);
	tcase_add_loop_test(tc, test_nothing_else_is_an_offer, 0, 3);
	tcase_add_test(tc, test_other_servers_offer_no_records);
	tcase_add_test(tc,
	    test_answer_without_a_number_does_not_decide_about_the_nick);
	tcase_add_test(tc, test_answer_without_a_number_may_give_the_nick);
	tcase_add_loop_test(tc, test_answer_tells_whether_the_nick_was_taken, 0,
	    2);
	tcase_add_test(tc, test_all_wait_until_it_is_opened);
	tcase_add_test(tc, test_question_wakes_a_person_and_no_filter);
	tcase_add_test(tc, test_next_turn_waits_for_the_verdict);
	tcase_add_test(tc, test_nobody_waits_when_it_is_closed);
	tcase_add_test(tc, test_nobody_waits_for_a_verdict_when_it_is_closed);
	tcase_add_test(tc,
	    test_line_that_is_more_than_the_question_asks_for_no_key);
#ifdef HAVE_TRANSLATIONS
	tcase_add_loop_test(tc, test_records_are_offered_in_each_language, 0,
	    2);
	tcase_add_loop_test(tc,
	    test_room_of_another_language_is_asked_for_english_once, 0, 2);
	tcase_add_loop_test(tc, test_a_name_is_given_in_each_language, 0, 2);
	tcase_add_loop_test(tc,
	    test_the_question_is_not_shown_in_another_language_either, 0, 2);
#endif
	return (suite_run("entrance", &tc, 1));
}

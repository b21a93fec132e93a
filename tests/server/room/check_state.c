/*
 * check_state: whatever reads or changes the state of the registry, and does
 * not lock it itself, aborts unless its mutex is held.
 */
#include <config.h>

#include <check.h>

#include "common/thread.h"
#include "common/words.h"
#include "harness/child.h"
#include "harness/guests.h"
#include "harness/suite.h"
#include "server/room/logbook.h"
#include "server/room/news.h"
#include "server/room/operators.h"
#include "server/room/rules.h"
#include "server/room/switching.h"

/* What needs the mutex, called with one of the room. */
struct use {
	const char *name;
	void (*call)(struct member *m);
};

static void
find(struct member *m)
{
	(void)registry_find(room, m->who, 1);
}

static void
throw_out(struct member *m)
{
	registry_throw_out(room, m, S_WHY_KICKED);
}

static THREAD_UNCHECKED void
add(struct member *m)
{
	registry_add(room, m, S_HINT, NULL);
}

static THREAD_UNCHECKED void
tell_others(struct member *m)
{
	registry_tell_others(room, m, S_HINT, NULL);
}

static THREAD_UNCHECKED void
make_event(struct member *m)
{
	(void)m;
	(void)registry_event(room, EVENT_SAID, 0);
}

static THREAD_UNCHECKED void
make_sentence(struct member *m)
{
	static char line[REGISTRY_LINE_SIZE];

	(void)m;
	(void)registry_sentence(room, NULL, S_HINT, NULL, line);
}

static THREAD_UNCHECKED void
answers(struct member *m)
{
	(void)registry_answers(room, m);
}

static THREAD_UNCHECKED void
promote(struct member *m)
{
	char old[MEMBER_WHO_SIZE];

	registry_promote(room, m, old);
}

static THREAD_UNCHECKED void
demote(struct member *m)
{
	(void)registry_demote(room, m);
}

static THREAD_UNCHECKED void
tell_key_is_good(struct member *m)
{
	(void)m;
	registry_tell_key_is_good(room);
}

static THREAD_UNCHECKED void
judge_key(struct member *m)
{
	(void)m;
	(void)registry_judge_key(room, "key", 3);
}

static THREAD_UNCHECKED void
key_lets_in(struct member *m)
{
	(void)operators_key_lets_in(room, m);
}

static THREAD_UNCHECKED void
greet_operator(struct member *m)
{
	operators_greet(room, m);
}

static THREAD_UNCHECKED void
introduce(struct member *m)
{
	news_introduce(room, m);
}

static THREAD_UNCHECKED void
tell_left(struct member *m)
{
	(void)m;
	news_tell_left(room);
}

static THREAD_UNCHECKED void
note_rename(struct member *m)
{
	news_note_rename(room, m->who, "ann");
}

static THREAD_UNCHECKED void
left(struct member *m)
{
	news_left(room, m, (struct words){ NULL, 0 });
}

static THREAD_UNCHECKED void
due(struct member *m)
{
	(void)m;
	(void)news_due(room);
}

static THREAD_UNCHECKED void
tell_due(struct member *m)
{
	(void)m;
	news_tell_due(room, 0);
}

static THREAD_UNCHECKED void
switch_edition(struct member *m)
{
	(void)switching_do(room, m, switching_key(m));
}

static THREAD_UNCHECKED void
judge(struct member *m)
{
	(void)rules_judge(room, m, 0);
}

static THREAD_UNCHECKED void
let_speak(struct member *m)
{
	(void)rules_let_speak(room, m, 0);
}

static THREAD_UNCHECKED void
tell_rule(struct member *m)
{
	rules_tell(room, m, RULES_TOO_LATE, 0);
}

static THREAD_UNCHECKED void
end_due(struct member *m)
{
	(void)m;
	rules_end_due(room, 0);
}

static THREAD_UNCHECKED void
log_event_of_room(struct member *m)
{
	const struct event nothing = { .kind = EVENT_HERE };

	(void)m;
	logbook_read(room, &nothing, "");
}

static THREAD_UNCHECKED void
log_left(struct member *m)
{
	logbook_left(room, m->who, words_of(""));
}

static THREAD_UNCHECKED void
log_came_in_charge(struct member *m)
{
	(void)m;
	logbook_came_in_charge(room);
}

static THREAD_UNCHECKED void
log_key_is_good(struct member *m)
{
	(void)m;
	logbook_key_is_good(room);
}

static void
wait_for_inbox(struct member *m)
{
	inbox_wait(&room->inbox, &m->seat);
}

static void
deliver(struct member *m)
{
	inbox_deliver(&room->inbox, &m->seat);
}

static const struct use uses[] = {
	{ "registry_find", find },
	{ "registry_throw_out", throw_out },
	{ "registry_add", add },
	{ "registry_tell_others", tell_others },
	{ "registry_event", make_event },
	{ "registry_sentence", make_sentence },
	{ "registry_answers", answers },
	{ "registry_promote", promote },
	{ "registry_demote", demote },
	{ "registry_tell_key_is_good", tell_key_is_good },
	{ "registry_judge_key", judge_key },
	{ "operators_key_lets_in", key_lets_in },
	{ "operators_greet", greet_operator },
	{ "news_introduce", introduce },
	{ "news_tell_left", tell_left },
	{ "news_note_rename", note_rename },
	{ "news_left", left },
	{ "news_due", due },
	{ "news_tell_due", tell_due },
	{ "rules_judge", judge },
	{ "switching_do", switch_edition },
	{ "rules_let_speak", let_speak },
	{ "rules_tell", tell_rule },
	{ "rules_end_due", end_due },
	{ "logbook_read", log_event_of_room },
	{ "logbook_left", log_left },
	{ "logbook_came_in_charge", log_came_in_charge },
	{ "logbook_key_is_good", log_key_is_good },
	{ "inbox_wait", wait_for_inbox },
	{ "inbox_deliver", deliver },
};

#define USES ((int)(sizeof uses / sizeof *uses))

static const struct use *use; /* in a child: this one */

static void
call(void *m)
{
	use->call(m);
}

START_TEST(test_use_without_the_mutex_aborts)
{
	struct guest *a = join();

	use = &uses[_i];
	if (!child_aborts(call, a->m))
		ck_abort_msg("%s() does not ask for the mutex", use->name);
	thread_lock(&room->lock);
	room->pusher = a->m;
	if (child_aborts(call, a->m))
		ck_abort_msg("%s() aborts in any case", use->name);
	room->pusher = NULL;
	thread_unlock(&room->lock);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("state");

	tcase_add_checked_fixture(t, guests_setup, guests_teardown);
	tcase_add_loop_test(t, test_use_without_the_mutex_aborts, 0, USES);
	return (suite_run("state", &t, 1));
}

/*
 * duo: two guests, Ann, an operator, and Bob, who is none.  See duo.h.
 */
#include <config.h>

#include "harness/duo.h"

#include <check.h>

#include "common/thread.h"
#include "server/command/command.h"
#include "server/room/operators.h"

struct guest *ann, *bob;

/* What has come in does not matter. */
static void
forget_all(const char *end)
{
	expect_end(ann, end);
	expect_end(bob, end);
	ann->len = bob->len = 0;
}

void
promote(struct guest *g)
{
	char old[MEMBER_WHO_SIZE];

	thread_lock(&room->lock);
	registry_promote(room, g->m, old);
	thread_unlock(&room->lock);
}

void
duo_setup(void)
{
	guests_setup();
	ann = join();
	bob = join();
	ck_assert_int_eq(registry_rename(room, ann->m, "Ann", 3, NULL),
	    RENAME_DONE);
	ck_assert_int_eq(registry_rename(room, bob->m, "Bob", 3, NULL),
	    RENAME_DONE);
	promote(ann);
	registry_tell(room, ann->m, S_HELP, ".\r\n", 3);
	registry_tell(room, bob->m, S_HELP, ".\r\n", 3);
	forget_all(".\r\n");
}

void
type(struct guest *g, const char *line)
{
	ck_assert(command_run(room, g->m, words_of(line)));
}

void
both_expect(const char *text)
{
	expect(ann, text);
	expect(bob, text);
}

static void
one_expects(struct guest *one, struct guest *other, const char *text)
{
	expect(one, text);
	registry_tell(room, other->m, S_HELP, ".\r\n", 3);
	expect(other, ".\r\n");
}

void
ann_expects(const char *text)
{
	one_expects(ann, bob, text);
}

void
bob_expects(const char *text)
{
	one_expects(bob, ann, text);
}

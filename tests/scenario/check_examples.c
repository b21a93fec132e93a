/*
 * check_examples: the programs of contrib/examples do what they say.
 *
 * Each test begins with a room and Ann in it, and starts one of them.  Where
 * the machine lacks what such a program is written in, its test says so and
 * passes.
 */
#include <config.h>

#include <sys/types.h>
#include <sys/wait.h>

#include <check.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/server.h"
#include "harness/room.h"

static struct room *room;
static struct person *ann;
static pid_t example;
static int input; /* of the example */
static struct stream output;

static void
setup(void)
{
	room_sweep();
	room = room_open("");
	ann = person_join(room);
	person_type(ann, "/nick Ann");
	person_expect(ann, "*** you are now known as Ann");
}

/* Whether the machine has a program; says so if not, and ends the test. */
static bool
machine_has(const char *program)
{
	char command[64];

	(void)snprintf(command, sizeof command, "command -v %s >/dev/null",
	    program);
	if (system(command) == 0)
		return (true);
	printf("skipped: this needs %s\n", program);
	person_hang_up(ann);
	room_close(room);
	return (false);
}

/* Starts `interpreter` with a file of contrib/examples. */
static void
start(const char *interpreter, const char *name)
{
	const char *source = getenv("srcdir");
	char program[16], path[512], port[16], address[] = "127.0.0.1";
	char *argv[] = { program, path, address, port, NULL };
	posix_spawn_file_actions_t files;
	int in[2], out[2];

	(void)snprintf(program, sizeof program, "%s", interpreter);
	(void)snprintf(path, sizeof path, "%s/contrib/examples/%s",
	    source != NULL ? source : "..", name);
	(void)snprintf(port, sizeof port, "%u", room->port);
	make_pipe(in);
	make_pipe(out);
	ck_assert_int_eq(posix_spawn_file_actions_init(&files), 0);
	posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
	ck_assert_int_eq(
	    posix_spawnp(&example, interpreter, &files, NULL, argv, environ),
	    0);
	posix_spawn_file_actions_destroy(&files);
	close(in[0]);
	close(out[1]);
	input = in[1];
	stream_init(&output, out[0]);
}

/* It ends by itself, with status 0. */
static void
expect_its_end(void)
{
	int status;

	stream_expect_end(&output);
	stream_fini(&output);
	close(input);
	ck_assert_int_eq(waitpid(example, &status, 0), example);
	ck_assert_int_eq(status, 0);
}

/* The room closes, and that ends the example, too. */
static void
close_room(const char *last_words)
{
	room_signal(room, SIGTERM);
	person_expect(ann, "*** the room is closing, bye bye");
	person_expect_end(ann);
	if (last_words != NULL)
		stream_expect(&output, last_words);
	expect_its_end();
	room_expect_status(room, 0);
	room_free(room);
}

/* It comes in, and takes this name. */
static void
expect_newcomer(const char *name)
{
	char who[PERSON_WHO_SIZE];

	ck_assert_int_eq(sscanf(person_line(ann), "[ %63s ] joined", who), 1);
	person_expect(ann, "[ %s ] is now known as %s", who, name);
}

START_TEST(test_bot_rolls_dice_for_anyone_who_says_so)
{
	char one[16] = "";

	if (!machine_has("python3"))
		return;
	start("python3", "bot.py");
	expect_newcomer("Dice");
	person_type(ann, "!roll");
	ck_assert_int_eq(
	    sscanf(person_line(ann), "[ Dice ]: Ann: [%15[1-6]], ", one), 1);
	ck_assert_uint_eq(strlen(one), 1);
	person_type(ann, "let us !roll");
	person_type(ann, "!roll 0");
	person_expect(ann, "[ Dice ]: Ann: [], 0 together");
	close_room("listed: that is everyone\n"
		   "nick: you are now known as Dice\n");
}
END_TEST

START_TEST(test_bot_whose_name_is_taken_says_so_and_leaves)
{
	const char *left;
	int status;

	if (!machine_has("python3"))
		return;
	person_type(ann, "/nick Dice");
	person_expect(ann, "*** you are now known as Dice");
	start("python3", "bot.py");
	ck_assert_ptr_nonnull(strstr(person_line(ann), " joined the room"));
	stream_expect(&output,
	    "listed: that is everyone\n"
	    "nick-taken: Dice is already somebody's name, last heard ");
	left = person_line(ann);
	ck_assert_ptr_nonnull(strstr(left, " left the room"));
	ck_assert_int_eq(waitpid(example, &status, 0), example);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	close(input);
	stream_fini(&output);
	person_hang_up(ann);
	room_close(room);
}
END_TEST

START_TEST(test_counter_counts_what_is_said_and_whispers_it)
{
	if (!machine_has("python3"))
		return;
	start("python3", "words.py");
	expect_newcomer("Words");
	person_type(ann, "The cat\tand the dog");
	person_type(ann, "/me feeds the cat");
	person_type(ann, "/msg Words top");
	person_expect(ann, "[ Ann to Words ]: top");
	person_expect(ann,
	    "[ Words to Ann ]: the 3, cat 2, and 1, dog 1, feeds 1");
	close_room("the 3, cat 2, and 1, dog 1, feeds 1\n");
}
END_TEST

/* What the example shows next, after the time, is this. */
static void
expect_shown(const char *text)
{
	const size_t clock = strlen("00:00:00 ");
	int64_t deadline = patience();
	const char *line, *end;

	for (;;) {
		line = output.bytes + output.taken;
		end = strchr(line, '\n');
		if (end != NULL)
			break;
		ck_assert_msg(stream_read(&output, deadline),
		    "no line, but \"%s\"", text);
	}
	ck_assert_uint_gt((size_t)(end - line), clock);
	ck_assert_int_eq(line[2], ':');
	line += clock;
	ck_assert_msg((size_t)(end - line) == strlen(text) &&
		strncmp(line, text, strlen(text)) == 0,
	    "\"%.*s\" instead of \"%s\"", (int)(end - line), line, text);
	output.taken = (size_t)(end + 1 - output.bytes);
}

START_TEST(test_live_shows_what_happens_and_says_what_is_typed)
{
	static const char typed[] = "good morning\n";
	char who[PERSON_WHO_SIZE], text[128];

	if (!machine_has("nc") || !machine_has("awk"))
		return;
	start("sh", "live.sh");
	ck_assert_int_eq(sscanf(person_line(ann), "[ %63s ] joined", who), 1);
	expect_shown("here is Ann");
	(void)snprintf(text, sizeof text, "here is %s", who);
	expect_shown(text);
	person_type(ann, "one\ttwo");
	expect_shown("Ann: one\ttwo");
	person_type(ann, "/me waves");
	expect_shown("* Ann waves");
	ck_assert_int_eq(write(input, typed, strlen(typed)),
	    (ssize_t)strlen(typed));
	person_expect(ann, "[ %s ]: good morning", who);
	(void)snprintf(text, sizeof text, "%s: good morning", who);
	expect_shown(text);
	close(input);
	person_expect(ann, "[ %s ] left the room", who);
	expect_its_end();
	person_hang_up(ann);
	room_close(room);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("examples");
	TCase *t = tcase_create("examples");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_set_timeout(t, room_timeout());
	tcase_add_test(t, test_bot_rolls_dice_for_anyone_who_says_so);
	tcase_add_test(t, test_bot_whose_name_is_taken_says_so_and_leaves);
	tcase_add_test(t, test_counter_counts_what_is_said_and_whispers_it);
	tcase_add_test(t, test_live_shows_what_happens_and_says_what_is_typed);
	suite_add_tcase(s, t);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

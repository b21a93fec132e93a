/*
 * check_invitation: what to type to join, and where a key is not shown.
 */
#include <config.h>

#include <sys/stat.h>

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/key.h"
#include "harness/suite.h"
#include "server/invitation.h"
#include "server/lan.h"
#include "server/system/outlet.h"
#include "server/system/sockets.h"

#define WAIT_MS 60000

/* What the networks of a machine lead to; see check_lan. */
#define LAN "to join, type: chatroom\n"

static struct sockets sockets = { .fds = { 7, 9 }, .count = 2 };
static struct key key = { .len = 5, .bytes = "xyzzy" };
static struct invitation invitation;

/* Where stdout led before, and a file in its place. */
static int before;
static char file[] = "/tmp/check_invitation.XXXXXX";

/* The linker sends the calls of invitation.c here. */
void __wrap_lan_print(FILE *out, const int *fds, size_t count);

void
__wrap_lan_print(FILE *out, const int *fds, size_t count)
{
	ck_assert_ptr_eq(fds, sockets.fds);
	ck_assert_uint_eq(count, 2);
	ck_assert_int_ge(fputs(LAN, out), 0);
}

static void
setup(void)
{
	int fd;

	invitation = (struct invitation){ .sockets = &sockets };
	(void)fflush(stdout);
	before = dup(STDOUT_FILENO);
	ck_assert_int_ge(before, 0);
	(void)strcpy(file + strlen(file) - 6, "XXXXXX");
	fd = mkstemp(file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
	(void)close(fd);
}

static void
teardown(void)
{
	(void)fflush(stdout);
	(void)dup2(before, STDOUT_FILENO);
	(void)close(before);
	(void)unlink(file);
}

/* Exactly this is in the file that stdout is. */
static void
expect(const char *text)
{
	char got[1024];
	int out = outlet_open(STDOUT_FILENO);
	ssize_t n;

	ck_assert_int_ge(out, 0);
	invitation_write(&invitation, out, WAIT_MS);
	if (out != STDOUT_FILENO)
		(void)close(out);
	out = open(file, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(out, 0);
	n = read(out, got, sizeof got - 1);
	(void)close(out);
	ck_assert_int_ge(n, 0);
	got[n] = '\0';
	ck_assert_str_eq(got, text);
}

START_TEST(test_without_a_new_key_it_says_how_to_join)
{
	invitation.has_console = true;
	expect(LAN);
}
END_TEST

START_TEST(test_a_new_key_is_shown_where_only_its_owner_reads)
{
	invitation.new_key = &key;
	expect(
	    LAN "To become an operator, type in the room (for one person at a "
		"time): /op xyzzy\n");
}
END_TEST

START_TEST(test_a_new_key_is_not_shown_in_a_file_that_others_may_read)
{
	ck_assert_int_eq(chmod(file, 0640), 0);
	invitation.new_key = &key;
	expect(LAN
	    "The operator key is not shown here, because others may read this "
	    "file: chmod 600 it first, or give --operator-key-file\n");
}
END_TEST

/* Somebody may look over a shoulder. */
START_TEST(test_a_console_shows_the_key_only_when_it_is_asked)
{
	invitation.new_key = &key;
	invitation.has_console = true;
	expect(LAN "To see the operator key, type here: /opkey\n");
}
END_TEST

START_TEST(test_only_files_that_others_may_read_are_not_private)
{
	int ends[2];

	ck_assert(invitation_is_private());
	ck_assert_int_eq(chmod(file, 0604), 0);
	ck_assert(!invitation_is_private());
	ck_assert_int_eq(chmod(file, 0640), 0);
	ck_assert(!invitation_is_private());
	/* Others may write it: what is written they do not see by that. */
	ck_assert_int_eq(chmod(file, 0622), 0);
	ck_assert(invitation_is_private());
	ck_assert_int_eq(pipe(ends), 0);
	ck_assert_int_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
	ck_assert(invitation_is_private());
	(void)close(ends[0]);
	(void)close(ends[1]);
}
END_TEST

START_TEST(test_a_stdout_that_is_closed_is_not_private)
{
	(void)close(STDOUT_FILENO);
	ck_assert(!invitation_is_private());
}
END_TEST

/* A room opens even if nobody reads how to join it. */
START_TEST(test_a_pipe_that_is_full_holds_nobody_up)
{
	char bytes[4096] = { 0 };
	int ends[2];

	ck_assert_int_eq(pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
	while (write(ends[1], bytes, sizeof bytes) > 0)
		;
	invitation_write(&invitation, ends[1], 1);
	(void)close(ends[0]);
	(void)close(ends[1]);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_without_a_new_key_it_says_how_to_join,
		test_a_new_key_is_shown_where_only_its_owner_reads,
		test_a_new_key_is_not_shown_in_a_file_that_others_may_read,
		test_a_console_shows_the_key_only_when_it_is_asked,
		test_only_files_that_others_may_read_are_not_private,
		test_a_stdout_that_is_closed_is_not_private,
		test_a_pipe_that_is_full_holds_nobody_up,
		NULL,
	};

	return (suite_of("invitation", setup, teardown, tests));
}

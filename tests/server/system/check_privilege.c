/*
 * check_privilege: what only the start of the server needs is given up for
 * good.
 *
 * Each test looks at a process of ours.  Most need root, and the others any
 * other user: that is tests/scenario/check_process, for the whole program.
 */
#include <config.h>

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <check.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/suite.h"
#include "server/system/privilege.h"

#define ERROR_SIZE 256

/* A user of every system, without rights, and its number. */
#define NOBODY "nobody"
#define NOBODY_ID 65534

/* Statuses of a process. */
enum { FINE, REFUSED, SETUP_FAILED };

/* What it tries, and the sentence that it ends with. */
static const char *user, *root;
static char error[ERROR_SIZE];

/* Each of these is for a process of ours, and may end it. */
static int
drop(void)
{
	return (
	    privilege_drop(user, root, error, sizeof error) ? FINE : REFUSED);
}

/* As anyone but root. */
static int
drop_as_nobody(void)
{
	if (geteuid() == 0 &&
	    (setgroups(0, NULL) != 0 || setgid(NOBODY_ID) != 0 ||
		setuid(NOBODY_ID) != 0))
		return (SETUP_FAILED);
	return (drop());
}

/* Does something in a process of ours; its exit status, and the sentence. */
static int
status_of(int (*act)(void))
{
	int ends[2], status;
	ssize_t n;
	pid_t pid;

	(void)fflush(NULL);
	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		error[0] = '\0';
		status = act();
		if (write(ends[1], error, strlen(error)) < 0)
			_exit(SETUP_FAILED);
		_exit(status);
	}
	(void)close(ends[1]);
	n = read(ends[0], error, sizeof error - 1);
	ck_assert_int_ge(n, 0);
	error[n] = '\0';
	(void)close(ends[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return (WEXITSTATUS(status));
}

static void
expect_refusal(int (*act)(void), const char *part)
{
	ck_assert_int_eq(status_of(act), REFUSED);
	ck_assert_msg(strstr(error, part) != NULL, "'%s' is not in '%s'", part,
	    error);
}

static void
setup(void)
{
	user = root = NULL;
}

static int
find_no_new_privileges(void)
{
	return (drop() == FINE && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ?
		FINE :
		REFUSED);
}

START_TEST(test_nothing_gains_privileges_even_if_nothing_is_asked_for)
{
	ck_assert_int_eq(status_of(find_no_new_privileges), FINE);
	ck_assert_str_eq(error, "");
}
END_TEST

START_TEST(test_a_user_that_is_not_there_is_refused)
{
	user = "no-such-user";
	expect_refusal(drop, "--user no-such-user: there is no such user");
}
END_TEST

START_TEST(test_a_user_with_all_privileges_is_refused)
{
	user = "root";
	expect_refusal(drop, "--user root: this user has all privileges");
}
END_TEST

START_TEST(test_only_root_becomes_somebody_else)
{
	user = "daemon";
	ck_assert_ptr_nonnull(getpwnam(user));
	expect_refusal(drop_as_nobody, "--user daemon: only root can switch");
}
END_TEST

START_TEST(test_only_root_changes_the_root)
{
	root = "/";
	expect_refusal(drop_as_nobody, "--chroot /: only root can do this");
}
END_TEST

START_TEST(test_a_user_may_stay_who_they_are)
{
	const struct passwd *nobody = getpwnam(NOBODY);

	if (nobody == NULL || nobody->pw_uid != NOBODY_ID ||
	    nobody->pw_gid != NOBODY_ID || geteuid() != 0) {
		(void)puts("skipped: nobody has other numbers, or not root");
		return;
	}
	user = NOBODY;
	ck_assert_int_eq(status_of(drop_as_nobody), FINE);
}
END_TEST

/* ---- For root ---- */

/* All ids and groups are those of the user, and there is no way back. */
static int
become_nobody(void)
{
	const struct passwd *nobody = getpwnam(user);
	gid_t groups[2], ids[3];
	uid_t uids[3];

	if (nobody == NULL)
		return (SETUP_FAILED);
	if (drop() != FINE)
		return (REFUSED);
	if (getresuid(&uids[0], &uids[1], &uids[2]) != 0 ||
	    getresgid(&ids[0], &ids[1], &ids[2]) != 0)
		return (SETUP_FAILED);
	if (uids[0] != NOBODY_ID || uids[1] != NOBODY_ID ||
	    uids[2] != NOBODY_ID || ids[0] != ids[1] || ids[1] != ids[2])
		return (10);
	if (getgroups(2, groups) != 1 || groups[0] != ids[0])
		return (11);
	return (setuid(0) == 0 || setgid(0) == 0 ? 12 : FINE);
}

START_TEST(test_root_becomes_the_user_with_its_groups_for_good)
{
	user = NOBODY;
	ck_assert_int_eq(status_of(become_nobody), FINE);
	ck_assert_str_eq(error, "");
}
END_TEST

/* A directory with nothing in it. */
static char empty[] = "/tmp/check_privilege.XXXXXX";

static int
enter_root(void)
{
	char here[64];

	if (drop() != FINE)
		return (REFUSED);
	return (access("/etc", F_OK) != 0 && geteuid() == NOBODY_ID &&
		    getcwd(here, sizeof here) == here &&
		    strcmp(here, "/") == 0 ?
		FINE :
		10);
}

START_TEST(test_the_new_root_is_all_there_is)
{
	(void)strcpy(empty + strlen(empty) - 6, "XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(empty));
	ck_assert_int_eq(chmod(empty, 0755), 0);
	user = NOBODY;
	root = empty;
	ck_assert_int_eq(status_of(enter_root), FINE);
	ck_assert_int_eq(rmdir(empty), 0);
}
END_TEST

/* The user comes last, as only root can change the root directory. */
START_TEST(test_a_root_that_is_not_there_is_refused)
{
	user = NOBODY;
	root = "/no/such/directory";
	expect_refusal(drop,
	    "--chroot /no/such/directory: No such file or directory");
}
END_TEST

START_TEST(test_root_is_not_locked_in)
{
	root = "/";
	expect_refusal(drop,
	    "--chroot /: root can escape from any root directory");
}
END_TEST

/* The user and the group are right, but root can be had again. */
static int
drop_with_a_way_back(void)
{
	const struct passwd *nobody = getpwnam(user);

	if (nobody == NULL || setgroups(0, NULL) != 0 ||
	    setgid(nobody->pw_gid) != 0 ||
	    setresuid(nobody->pw_uid, nobody->pw_uid, 0) != 0)
		return (SETUP_FAILED);
	return (drop());
}

START_TEST(test_a_user_that_could_go_back_to_root_has_not_given_it_up)
{
	user = NOBODY;
	expect_refusal(drop_with_a_way_back, "--user nobody: only root can");
}
END_TEST

static TCase *
root_case(void)
{
	const TTest *const tests[] = {
		test_root_becomes_the_user_with_its_groups_for_good,
		test_the_new_root_is_all_there_is,
		test_a_root_that_is_not_there_is_refused,
		test_root_is_not_locked_in,
		test_a_user_that_could_go_back_to_root_has_not_given_it_up,
		NULL,
	};
	const TTest *const none[] = { NULL };

	if (geteuid() == 0)
		return (suite_case("for root", setup, NULL, tests));
	(void)puts("skipped: what only root can do");
	return (suite_case("for root", setup, NULL, none));
}

int
main(void)
{
	const TTest *const tests[] = {
		test_nothing_gains_privileges_even_if_nothing_is_asked_for,
		test_a_user_that_is_not_there_is_refused,
		test_a_user_with_all_privileges_is_refused,
		test_only_root_becomes_somebody_else,
		test_only_root_changes_the_root,
		test_a_user_may_stay_who_they_are,
		NULL,
	};
	TCase *cases[] = {
		suite_case("for everyone", setup, NULL, tests),
		root_case(),
	};

	return (suite_run("privilege", cases, 2));
}

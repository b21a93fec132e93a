/*
 * check_sandbox: which system calls are left to a process in the sandbox.
 *
 * Each is tried in a child of ours that has entered it; one test looks at a
 * server.
 */
#include <config.h>

#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <netinet/in.h>

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/proc.h"
#include "harness/room.h"
#include "harness/suite.h"
#include "server/system/sandbox.h"

/* Does something in a process of ours in the sandbox; returns its exit status.
 */
static int
status_in_sandbox(int (*act)(void))
{
	char error[256];
	int status;
	pid_t pid;

	(void)fflush(NULL);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (!sandbox_enter(error, sizeof error)) {
			(void)fprintf(stderr, "%s\n", error);
			_exit(99);
		}
		_exit(act());
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return (
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* What is tried before the sandbox is entered is also tried in it. */
static int pair[2], listening;
static char letter[] = "x";
static struct sockaddr_un somewhere = { .sun_family = AF_UNIX };
static struct sockaddr_in nowhere = { .sin_family = AF_INET };

static bool
is_unknown(long result)
{
	return (result < 0 && errno == ENOSYS);
}

static int
open_socket(void)
{
	int fds[2];

	return (is_unknown(socket(AF_INET, SOCK_STREAM, 0)) &&
	    is_unknown(socket(AF_INET6, SOCK_STREAM, 0)) &&
	    is_unknown(socket(AF_UNIX, SOCK_STREAM, 0)) &&
	    is_unknown(socket(AF_UNIX, SOCK_DGRAM, 0)) &&
	    is_unknown(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds)) &&
	    is_unknown(socketpair(AF_UNIX, SOCK_STREAM, 0, fds)));
}

/*
 * To a socket that has an address, and from one that no longer listens:
 * MSG_FASTOPEN connects.
 */
static int
send_to_address(void)
{
	struct iovec piece = { .iov_base = letter, .iov_len = 1 };
	struct msghdr message = { .msg_name = &nowhere,
		.msg_namelen = sizeof nowhere,
		.msg_iov = &piece,
		.msg_iovlen = 1 };

	return (is_unknown(sendto(pair[0], "x", 1, 0,
		    (struct sockaddr *)&somewhere, sizeof somewhere)) &&
	    shutdown(listening, SHUT_RD) == 0 &&
	    is_unknown(sendto(listening, "x", 1, MSG_FASTOPEN,
		(struct sockaddr *)&nowhere, sizeof nowhere)) &&
	    is_unknown(sendmsg(listening, &message, MSG_FASTOPEN)) &&
	    is_unknown(connect(listening, (struct sockaddr *)&nowhere,
		sizeof nowhere)) &&
	    is_unknown(listen(listening, 1)) &&
	    is_unknown(bind(pair[0], (struct sockaddr *)&somewhere,
		sizeof somewhere)));
}

/* What a room does with a socket. */
static int
send_to_peer(void)
{
	struct iovec piece = { .iov_base = letter, .iov_len = 1 };
	struct msghdr message = { .msg_iov = &piece, .msg_iovlen = 1 };
	char byte;

	return (send(pair[0], "x", 1, MSG_DONTWAIT | MSG_NOSIGNAL) == 1 &&
	    sendmsg(pair[0], &message, MSG_DONTWAIT | MSG_NOSIGNAL) == 1 &&
	    recv(pair[1], &byte, 1, MSG_DONTWAIT) == 1);
}

/* By the kernel, when a socket is ready. */
static int
have_parent_signalled(void)
{
	struct f_owner_ex owner = { .type = F_OWNER_PID, .pid = getppid() };
	int on = 1;
	int flags = fcntl(pair[0], F_GETFL);

	return (flags >= 0 && is_unknown(fcntl(pair[0], F_SETOWN, getppid())) &&
	    is_unknown(fcntl(pair[0], F_SETOWN_EX, &owner)) &&
	    is_unknown(fcntl(pair[0], F_SETSIG, SIGKILL)) &&
	    is_unknown(fcntl(pair[0], F_SETFL, flags | O_ASYNC)) &&
	    is_unknown(ioctl(pair[0], FIOASYNC, &on)) &&
	    is_unknown(ioctl(pair[0], FIOSETOWN, &owner.pid)));
}

static int
write_file(void)
{
	return (open("/tmp", O_RDWR | O_TMPFILE, 0600) < 0 && errno == ENOSYS &&
	    open("/dev/null", O_WRONLY) < 0 && errno == ENOSYS &&
	    open("/dev/null", O_RDONLY) >= 0);
}

static int
signal_parent(void)
{
	return (kill(getppid(), 0) < 0 && errno == ENOSYS);
}

static int
start_process(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return (pid < 0 && errno == ENOSYS);
}

static int
start_program(void)
{
	char *argv[] = { NULL };

	(void)execv("/bin/true", argv);
	return (0);
}

static void *
return_argument(void *argument)
{
	return (argument);
}

static int
start_thread(void)
{
	void *result = NULL;
	pthread_t t;
	int one = 1;

	return (pthread_create(&t, NULL, return_argument, &one) == 0 &&
	    pthread_join(t, &result) == 0 && result == &one);
}

/* A pair of datagram sockets, a path for them, and a socket that listens. */
static void
sockets_setup(void)
{
	struct sockaddr *sa = (struct sockaddr *)&nowhere;
	socklen_t len = sizeof nowhere;

	room_sweep();
	(void)snprintf(somewhere.sun_path + 1, sizeof somewhere.sun_path - 1,
	    "check_process %ld", (long)getpid());
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair), 0);
	ck_assert_int_eq(
	    bind(pair[1], (struct sockaddr *)&somewhere, sizeof somewhere), 0);
	listening = socket(AF_INET, SOCK_STREAM, 0);
	nowhere.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	nowhere.sin_port = 0;
	ck_assert_int_eq(bind(listening, sa, sizeof nowhere), 0);
	ck_assert_int_eq(listen(listening, 1), 0);
	ck_assert_int_eq(getsockname(listening, sa, &len), 0);
}

static void
sockets_teardown(void)
{
	(void)close(pair[0]);
	(void)close(pair[1]);
	(void)close(listening);
}

START_TEST(test_sandbox_keeps_from_what_a_room_does_not_do)
{
	ck_assert_int_eq(status_in_sandbox(open_socket), 1);
	ck_assert_int_eq(status_in_sandbox(send_to_address), 1);
	ck_assert_int_eq(status_in_sandbox(have_parent_signalled), 1);
	ck_assert_int_eq(status_in_sandbox(write_file), 1);
	ck_assert_int_eq(status_in_sandbox(signal_parent), 1);
	ck_assert_int_eq(status_in_sandbox(start_process), 1);
}
END_TEST

START_TEST(test_sandbox_lets_threads_start_and_people_be_heard)
{
	ck_assert_int_eq(status_in_sandbox(send_to_peer), 1);
	ck_assert_int_eq(status_in_sandbox(start_thread), 1);
}
END_TEST

START_TEST(test_sandbox_ends_who_starts_a_program)
{
	ck_assert_int_eq(status_in_sandbox(start_program), 128 + SIGSYS);
}
END_TEST

START_TEST(test_all_threads_are_in_the_sandbox)
{
	struct room *r = room_open("");
	struct person *alice = person_join(r);

	ck_assert_int_ge(proc_expect_of_threads(r, "Seccomp", "2"), 3);
	person_hang_up(alice);
	room_close(r);
}
END_TEST

#if defined HAVE_LIBSECCOMP && !defined __NR_socketcall
static const bool has_sandbox = true;
#else
static const bool has_sandbox = false;
#endif

static TCase *
sandbox_case(void)
{
	TCase *tc = tcase_create("sandbox");

	tcase_add_checked_fixture(tc, sockets_setup, sockets_teardown);
	if (!has_sandbox) {
		(void)puts("skipped: this build or machine has no sandbox");
		return (tc);
	}
	tcase_add_test(tc, test_sandbox_keeps_from_what_a_room_does_not_do);
	tcase_add_test(tc, test_sandbox_lets_threads_start_and_people_be_heard);
	tcase_add_test(tc, test_sandbox_ends_who_starts_a_program);
	tcase_add_test(tc, test_all_threads_are_in_the_sandbox);
	return (tc);
}

int
main(void)
{
	TCase *cases[] = { sandbox_case() };

	return (suite_run("sandbox", cases, 1));
}

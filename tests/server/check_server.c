/*
 * check_server: the birth and the death of a room, whatever there is too little
 * of.
 *
 * The parts are real, but may be missing when a test wants them to; instead of
 * accepting clients, the listener returns at once.  What a room is like from
 * outside is tested in tests/scenario: check_process, check_end.
 */
#include <config.h>

#include <sys/stat.h>

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/address.h"
#include "harness/suite.h"
#include "server/console.h"
#include "server/delivery/postman.h"
#include "server/door/porch.h"
#include "server/gate/gate.h"
#include "server/invitation.h"
#include "server/listener.h"
#include "server/options.h"
#include "server/room/registry.h"
#include "server/server.h"
#include "server/system/descriptors.h"
#include "server/system/log.h"
#include "server/system/privilege.h"
#include "server/system/sandbox.h"
#include "server/system/signals.h"
#include "server/worker.h"

/* What has been done, in this order, each with a blank after it. */
static char story[256];

/* What there is none of, or "". */
static const char *missing;

/* How many descriptors the system grants; 0: as many as are asked for. */
static size_t granted;

/* What the workers were made with. */
static struct workers_settings settings;

static char loopback[] = "127.0.0.1";
static struct options options;

/* Where stderr led before, and a file in its place. */
static int before;
static char file[] = "/tmp/check_server.XXXXXX";

static void
note(const char *what)
{
	ck_assert_uint_lt(strlen(story) + strlen(what) + 2, sizeof story);
	(void)strcat(strcat(story, what), " ");
}

/* Whether there is this; if not, memory is said to be short. */
static bool
there_is(const char *what)
{
	note(what);
	if (strcmp(missing, what) != 0)
		return (true);
	errno = ENOMEM;
	return (false);
}

/* The linker sends the calls of server.c here. */
bool __wrap_log_start(void);
bool __real_log_start(void);
struct gate *__wrap_gate_new(const struct gate_limits *limits);
struct gate *__real_gate_new(const struct gate_limits *limits);
struct postman *__wrap_postman_new(size_t max, size_t bound,
    void (*flush)(struct postman_client *));
struct postman *__real_postman_new(size_t max, size_t bound,
    void (*flush)(struct postman_client *));
struct registry *__wrap_registry_new(const struct registry_settings *s);
struct registry *__real_registry_new(const struct registry_settings *s);
struct workers *__wrap_workers_new(const struct workers_settings *s);
struct workers *__real_workers_new(const struct workers_settings *s);
bool __wrap_privilege_drop(const char *user, const char *root, char *error,
    size_t size);
bool __wrap_sandbox_enter(char *error, size_t size);
void __wrap_listener_run(const struct sockets *s, struct workers *workers,
    const volatile sig_atomic_t *stop, const sigset_t *waiting);
size_t __wrap_descriptors_get(size_t need);
void __wrap_signals_set(sigset_t *handled, sigset_t *waiting);
void __wrap_signals_let_kill(const sigset_t *handled);
void __wrap_invitation_write(const struct invitation *i, int out, int ms);
bool __wrap_console_is_there(void);

bool
__wrap_log_start(void)
{
	return (there_is("log") && __real_log_start());
}

struct gate *
__wrap_gate_new(const struct gate_limits *limits)
{
	return (there_is("gate") ? __real_gate_new(limits) : NULL);
}

struct postman *
__wrap_postman_new(size_t max, size_t bound,
    void (*flush)(struct postman_client *))
{
	return (
	    there_is("postman") ? __real_postman_new(max, bound, flush) : NULL);
}

struct registry *
__wrap_registry_new(const struct registry_settings *s)
{
	return (there_is("registry") ? __real_registry_new(s) : NULL);
}

struct workers *
__wrap_workers_new(const struct workers_settings *s)
{
	settings = *s;
	return (there_is("workers") ? __real_workers_new(s) : NULL);
}

bool
__wrap_privilege_drop(const char *user, const char *root, char *error,
    size_t size)
{
	ck_assert_ptr_eq(user, options.user);
	ck_assert_ptr_eq(root, options.root);
	if (there_is("privilege"))
		return (true);
	(void)snprintf(error, size, "no way back");
	return (false);
}

bool
__wrap_sandbox_enter(char *error, size_t size)
{
	if (there_is("sandbox"))
		return (true);
	(void)snprintf(error, size, "no sand");
	return (false);
}

void
__wrap_listener_run(const struct sockets *s, struct workers *workers,
    const volatile sig_atomic_t *stop, const sigset_t *waiting)
{
	ck_assert_uint_eq(s->count, 1);
	ck_assert_ptr_nonnull(workers);
	ck_assert(stop == &signals_stop);
	ck_assert_ptr_nonnull(waiting);
	note("listen");
}

size_t
__wrap_descriptors_get(size_t need)
{
	note("descriptors");
	return (granted != 0 && granted < need ? granted : need);
}

void
__wrap_signals_set(sigset_t *handled, sigset_t *waiting)
{
	note("signals");
	(void)sigemptyset(handled);
	(void)sigemptyset(waiting);
}

void
__wrap_signals_let_kill(const sigset_t *handled)
{
	ck_assert_int_eq(sigismember(handled, SIGTERM), 0);
	note("kill");
}

void
__wrap_invitation_write(const struct invitation *i, int out, int ms)
{
	ck_assert_ptr_nonnull(i->sockets);
	ck_assert_int_ge(out, 0);
	ck_assert_int_gt(ms, 0);
	note("invite");
}

bool
__wrap_console_is_there(void)
{
	return (false);
}

static void
setup(void)
{
	int fd;

	story[0] = '\0';
	missing = "";
	granted = 0;
	options = (struct options){ .addresses = { loopback },
		.address_count = 1,
		.max = 10,
		.outbox = 65536 };
	before = dup(STDERR_FILENO);
	ck_assert_int_ge(before, 0);
	(void)strcpy(file + strlen(file) - 6, "XXXXXX");
	fd = mkstemp(file);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(dup2(fd, STDERR_FILENO), STDERR_FILENO);
	(void)close(fd);
	log_open(false);
}

static void
teardown(void)
{
	log_close();
	(void)dup2(before, STDERR_FILENO);
	(void)close(before);
	(void)unlink(file);
}

/* What stderr has. */
static const char *
errors(void)
{
	static char text[4096];
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	ck_assert_int_ge(fd, 0);
	log_flush();
	n = read(fd, text, sizeof text - 1);
	(void)close(fd);
	ck_assert_int_ge(n, 0);
	text[n] = '\0';
	return (text);
}

static int
count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir) != NULL)
		n++;
	(void)closedir(dir);
	return (n);
}

/* A whole room, and what main() does after that. */
static int
run(void)
{
	int status = server_run(&options);

	address_forget_interfaces();
	return (status);
}

/* No room: one line says why, and nothing stays open. */
static void
expect_refusal(const char *line)
{
	ck_assert_int_eq(run(), EXIT_FAILURE);
	ck_assert_str_eq(errors(), line);
	ck_assert_ptr_null(strstr(story, "listen"));
	ck_assert_ptr_null(strstr(story, "invite"));
}

START_TEST(test_a_room_opens_and_closes)
{
	ck_assert_int_eq(run(), EXIT_SUCCESS);
	ck_assert_ptr_nonnull(
	    strstr(errors(), "listening for up to 10 people"));
	ck_assert_ptr_nonnull(strstr(errors(), "stopping (0 here)\n"));
	ck_assert_ptr_nonnull(strstr(errors(), "stopped\n"));
}
END_TEST

/*
 * Privileges are given up before any thread exists, and the sandbox is entered
 * before a byte of a client is read.
 */
START_TEST(test_each_step_comes_after_those_it_needs)
{
	ck_assert_int_eq(run(), EXIT_SUCCESS);
	ck_assert_str_eq(story,
	    "signals descriptors privilege log gate postman registry workers "
	    "invite sandbox listen kill ");
}
END_TEST

START_TEST(test_without_one_part_there_is_no_room)
{
	static const char *const parts[] = { "log", "gate", "postman",
		"registry", "workers" };

	missing = parts[_i];
	expect_refusal("chatroomd: cannot start: Cannot allocate memory\n");
}
END_TEST

START_TEST(test_a_room_that_did_not_open_leaves_nothing_open)
{
	int n;

	/* The first time, outlets are opened, and stay. */
	ck_assert_int_eq(run(), EXIT_SUCCESS);
	log_close();
	n = count_descriptors();
	missing = "workers";
	ck_assert_int_eq(run(), EXIT_FAILURE);
	log_close();
	ck_assert_int_le(count_descriptors(), n + 2); /* stdout, stderr */
}
END_TEST

START_TEST(test_without_privileges_given_up_there_is_no_room)
{
	missing = "privilege";
	expect_refusal("chatroomd: no way back\n");
	ck_assert_ptr_null(strstr(story, "gate"));
}
END_TEST

START_TEST(test_without_a_sandbox_a_room_opens_and_says_so)
{
	missing = "sandbox";
	ck_assert_int_eq(run(), EXIT_SUCCESS);
	ck_assert_ptr_nonnull(strstr(errors(), " no sand\n"));
	ck_assert_ptr_nonnull(strstr(story, "listen"));
}
END_TEST

START_TEST(test_a_key_that_cannot_be_read_is_told)
{
	options.key_file = "/no/such/key";
	expect_refusal(
	    "chatroomd: /no/such/key: cannot open it: No such file or directory\n");
	ck_assert_ptr_null(strstr(story, "privilege"));
}
END_TEST

START_TEST(test_an_operator_key_that_cannot_be_read_is_told)
{
	options.operator_key_file = "/no/such/key";
	expect_refusal(
	    "chatroomd: /no/such/key: cannot open it: No such file or directory\n");
}
END_TEST

START_TEST(test_an_address_of_another_machine_is_told)
{
	static char elsewhere[] = "198.51.100.1";

	options.addresses[0] = elsewhere;
	ck_assert_int_eq(run(), EXIT_FAILURE);
	ck_assert_ptr_nonnull(strstr(errors(), elsewhere));
	ck_assert_ptr_null(strstr(story, "privilege"));
}
END_TEST

/* Whatever the limit is, somebody can be in, and somebody at the door. */
START_TEST(test_few_descriptors_are_shared_with_the_door)
{
	options.max = 5000;
	granted = (size_t)_i;
	ck_assert_int_eq(run(), EXIT_SUCCESS);
	ck_assert_uint_ge(options.max, 1);
	ck_assert_uint_lt(options.max, 5000);
	ck_assert_uint_eq(settings.max, options.max);
	ck_assert_uint_ge(settings.places, 1);
	if (granted > 2 * porch_guests(1))
		ck_assert_uint_eq(options.max + porch_guests(settings.places),
		    granted);
	if (settings.places > 1)
		ck_assert_uint_le(porch_guests(settings.places), granted / 4);
	ck_assert_ptr_nonnull(strstr(errors(), ", not 5000\n"));
}
END_TEST

START_TEST(test_enough_descriptors_are_not_spoken_of)
{
	ck_assert_int_eq(run(), EXIT_SUCCESS);
	ck_assert_uint_eq(options.max, 10);
	ck_assert_uint_eq(settings.max, 10);
	ck_assert_uint_eq(settings.places, porch_places(10));
	ck_assert_ptr_null(strstr(errors(), "descriptors"));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
		test_a_room_opens_and_closes,
		test_each_step_comes_after_those_it_needs,
		test_a_room_that_did_not_open_leaves_nothing_open,
		test_without_privileges_given_up_there_is_no_room,
		test_without_a_sandbox_a_room_opens_and_says_so,
		test_a_key_that_cannot_be_read_is_told,
		test_an_operator_key_that_cannot_be_read_is_told,
		test_an_address_of_another_machine_is_told,
		test_enough_descriptors_are_not_spoken_of,
		NULL,
	};
	TCase *tc = suite_case("server", setup, teardown, tests);
	size_t i;

	tcase_add_loop_test(tc, test_without_one_part_there_is_no_room, 0, 5);
	for (i = 1; i <= 1000; i *= 10)
		tcase_add_loop_test(tc,
		    test_few_descriptors_are_shared_with_the_door, (int)i,
		    (int)i + 1);
	return (suite_run("server", &tc, 1));
}

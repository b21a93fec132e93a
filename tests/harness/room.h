/*
 * room: runs the server and talks to it, for tests of the whole program.
 *
 * A room is a chatroomd that runs as a child of the test, on the loopback, at
 * a port that the system has chosen.  A person is one connection to it.
 * Nothing here sleeps: whatever a test waits for, it waits for with a deadline.
 *
 * There are two layers.  person_dial(), person_read(), person_has_input(),
 * person_write(), person_hang_up() and person_reset() report what goes wrong
 * and never assert: any thread may call them for a person of its own.  All
 * others end the test when something is not as expected.  They are for the
 * test's own thread, as Check cannot take a failure from another one.
 *
 * The environment: CHATROOMD is the program (default: ./chatroomd), VALGRIND a
 * command to run it under, cut at blanks.  With ROOM_SLOW set, all deadlines
 * are ten times as long.  ROOM_SCALE is the size of big scenarios in percent.
 */
#ifndef ROOM_H
#define ROOM_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Room for "[ADDRESS]:PORT" and a NUL. */
#define PERSON_WHO_SIZE 64

/* The most bytes that may wait to be read; more than the longest line. */
#define PERSON_INPUT_MAX 65536

struct room {
	pid_t pid;	/* 0 when it has ended */
	unsigned port;	/* of its first socket that listens */
	int status;	/* when it has ended: exit status, or 128 + signal */
	FILE *log_file; /* its stderr */
	int output_fd;	/* its stdout, a pipe */
	char *output;	/* what has been read of it */
	size_t output_len;
	size_t output_taken; /* given out by room_output_line() */
	char *log;	     /* what room_log() has read */
	char key[128];	     /* what room_printed_key() has found */
	struct room *next;   /* in the list of rooms that are not freed */
};

struct person {
	int fd;
	unsigned port;
	char who[PERSON_WHO_SIZE]; /* ADDRESS:PORT, as the room shows it */
	const char *fault;	   /* why there is no line, or NULL */
	bool reads_records;	   /* of which each ends with LF alone */
	bool changes_over;	   /* to and fro: a CR at the end is kept */
	size_t line_len;	   /* of the line that was read last */
	size_t start, len;	   /* what waits in `input` */
	char input[PERSON_INPUT_MAX];
};

/* What `fault` points to after the two ways in which a connection ends. */
extern const char person_end[];
extern const char person_was_reset[];

/*
 * Starts chatroomd with "-p 0 -b 127.0.0.1 --rate 0
 * --joins-per-minute 0 --tell-each" and `args`, which are cut at
 * blanks, and waits until it listens.
 */
struct room *room_open(const char *args);

/* The same with no arguments except `args`. */
struct room *room_open_exactly(const char *args);

/* Like room_open(), with at most `files` descriptors if that is allowed. */
struct room *room_open_limited(const char *args, unsigned files);

/* Starts chatroomd with only `args`, and waits for nothing. */
struct room *room_start(const char *args);

/* Runs chatroomd with only `args` to its end; room_free() must follow. */
struct room *room_run(const char *args);

/* The next line of its stdout, or NULL at the end of that. */
const char *room_output_line(struct room *r);

/* The operator key, as it is printed at start; valid until room_free(). */
const char *room_printed_key(struct room *r);

/*
 * Its stderr so far, without the lines that valgrind has put in.  Valid until
 * the next call.
 */
const char *room_log(struct room *r);

/*
 * Waits until `text` is in it, and returns the place; fails the test if it does
 * not come.  Another thread writes the log, a moment after it has happened:
 * that something is not there is seen in r->log, after a later line has come.
 */
const char *room_expect_log(struct room *r, const char *text);

/* Milliseconds of processor time that its main thread has used. */
int64_t room_main_thread_ms(struct room *r);

void room_signal(struct room *r, int signal);

/* Waits until it has ended; returns r->status. */
int room_wait(struct room *r);

/* It ends with this status; otherwise its stderr is shown. */
void room_expect_status(struct room *r, int status);

/* Frees it; ends it by force if it still runs. */
void room_free(struct room *r);

/*
 * SIGTERM, and exit status 0: room_log() has all of its log.  room_free() must
 * follow.
 */
void room_end(struct room *r);

/* The usual end of a test: room_end(), and all is freed. */
void room_close(struct room *r);

/*
 * A fixture before each test: removes the rooms that an earlier test in the
 * same process has left behind by failing.
 */
void room_sweep(void);

/* Seconds after which a test is stuck, for tcase_set_timeout(). */
double room_timeout(void);

/* Milliseconds to wait for anything. */
int room_patience_ms(void);

/* As many percent of `full` as ROOM_SCALE says; at least `least`. */
unsigned room_scaled(unsigned full, unsigned least);

/*
 * Whether the server's iconv(3) can write Chinese charsets.  That of musl only
 * reads them; ROOM_LIBC=musl says that the server is built with it.
 */
bool room_writes_chinese(void);

/* Whether this machine has an IPv6 loopback. */
bool room_has_ipv6(void);

/* Milliseconds of a clock that only goes forward. */
int64_t room_now_ms(void);

/*
 * Connects to 127.0.0.1 or ::1 at the room's port, with a receive buffer of
 * about `rcvbuf` bytes (0: the system's default).  NULL if that fails.
 */
struct person *person_dial(const struct room *r, const char *address,
    int rcvbuf);

/*
 * The next line without its end, valid until the next call; NULL, and a reason
 * in p->fault, when there is none.  A line must end with CRLF and have neither
 * CR nor NUL in it.
 */
const char *person_read(struct person *p);

/* Whether person_read() has something to look at without waiting. */
bool person_has_input(struct person *p);

/* Sends all of it; false with p->fault set if that fails. */
bool person_write(struct person *p, const void *bytes, size_t len);

/* Closes the connection in the orderly way, and frees the person. */
void person_hang_up(struct person *p);

/* Closes it by a reset (RST), and frees the person. */
void person_reset(struct person *p);

/* Connects, and reads the greeting to its end. */
struct person *person_join(const struct room *r);
struct person *person_join_ipv6(const struct room *r);

/* Sends bytes as they are. */
void person_send(struct person *p, const void *bytes, size_t len);

/* Sends a line and LF. */
void person_type(struct person *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* No more will be sent: the server sees the end of its input. */
void person_half_close(struct person *p);

/* The next line, whatever it is. */
const char *person_line(struct person *p);

/* The next line is exactly this one. */
void person_expect(struct person *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The next line begins with "*** " and contains `part`. */
void person_expect_notice(struct person *p, const char *part);

/* Nothing was sent to it: the answer to something new comes next. */
void person_expect_nothing(struct person *p);

/*
 * Waits until the console is in the room, and has read so: it comes in while
 * the room listens already.
 */
void person_meet_console(struct person *p);

/* The connection has ended in the orderly way; frees the person. */
void person_expect_end(struct person *p);

#endif

/*
 * check_scenarios: the server with many people at once.
 *
 * Lines are made such that one that is lost, repeated, torn or out of order is
 * noticed: each says whose it is, which one it is, and has some filling that
 * follows from both.  Speakers may be threads; they keep what goes wrong to
 * themselves until the test's own thread joins them and asserts.
 *
 * What is said in a scenario is less than an outbox holds, so that nobody is
 * dropped because this test is slow, except where being slow is the scenario.
 */
#include <config.h>

#include <check.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/room.h"

#define LINE_MAX_LEN 160

/* ---- Speakers ---- */

struct speaker {
	struct person *person;
	unsigned number;   /* which of the speakers it is */
	unsigned lines;	   /* how many to say */
	sem_t *window;	   /* one is taken for each line; NULL: no window */
	bool until_closed; /* it also reads, and stops when the room closes */
	unsigned said;
	char last[LINE_MAX_LEN]; /* that was read, with until_closed */
	char fault[LINE_MAX_LEN];
	pthread_t thread;
};

/* The text of a line: whose, which one, and 0 to 52 bytes of filling. */
static int
format_text(char out[LINE_MAX_LEN], unsigned speaker, unsigned line)
{
	static const char filling[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

	return (snprintf(out, LINE_MAX_LEN, "%u %u %.*s", speaker, line,
	    (int)((speaker * 13 + line * 7) % 53), filling));
}

/*
 * Whether `line` is said by one of the speakers: 1 when it is and all of it is
 * as it should be, -1 when something is wrong with it, 0 when it is not.
 */
static int
parse_said(const char *line, const struct speaker *speakers, unsigned count,
    unsigned *speaker, unsigned *number)
{
	char wanted[LINE_MAX_LEN + PERSON_WHO_SIZE + 16], text[LINE_MAX_LEN];
	const char *colon = strstr(line, " ]: ");

	if (colon == NULL)
		return (0);
	if (sscanf(colon + 4, "%u %u", speaker, number) != 2 ||
	    *speaker >= count)
		return (-1);
	(void)format_text(text, *speaker, *number);
	(void)snprintf(wanted, sizeof wanted, "[ %s ]: %s",
	    speakers[*speaker].person->who, text);
	return (strcmp(line, wanted) == 0 ? 1 : -1);
}

/* Keeps the first thing that goes wrong. */
static void __attribute__((format(printf, 2, 3)))
speaker_fault(struct speaker *s, const char *format, ...)
{
	va_list args;

	if (s->fault[0] != '\0')
		return;
	va_start(args, format);
	(void)vsnprintf(s->fault, sizeof s->fault, format, args);
	va_end(args);
}

/*
 * Says one line.  Every third is sent in two pieces, so that the server also
 * gets lines in pieces.
 */
static bool
speaker_say(struct speaker *s)
{
	char text[LINE_MAX_LEN];
	int len = format_text(text, s->number, s->said);
	size_t cut = s->said % 3 == 0 ? (size_t)len / 2 : 0;

	text[len++] = '\n';
	return (person_write(s->person, text, cut) &&
	    person_write(s->person, text + cut, (size_t)len - cut));
}

/* Reads what is there; false when the connection has ended. */
static bool
speaker_listen(struct speaker *s)
{
	const char *line;

	while (person_has_input(s->person)) {
		line = person_read(s->person);
		if (line == NULL)
			return (false);
		(void)snprintf(s->last, sizeof s->last, "%s", line);
	}
	return (true);
}

/* Reads the rest. */
static void
speaker_listen_to_the_end(struct speaker *s)
{
	const char *line;

	while ((line = person_read(s->person)) != NULL)
		(void)snprintf(s->last, sizeof s->last, "%s", line);
	if (s->person->fault != person_end &&
	    s->person->fault != person_was_reset)
		speaker_fault(s, "%s", s->person->fault);
}

static void *
speaker_run(void *arg)
{
	struct speaker *s = arg;

	for (s->said = 0; s->said < s->lines; s->said++) {
		if (s->until_closed && !speaker_listen(s))
			return (NULL);
		if (s->window != NULL)
			while (sem_wait(s->window) != 0)
				;
		if (!speaker_say(s)) {
			if (!s->until_closed)
				speaker_fault(s, "%s", s->person->fault);
			break;
		}
	}
	if (s->until_closed)
		speaker_listen_to_the_end(s);
	return (NULL);
}

static void
speaker_start(struct speaker *s)
{
	ck_assert_int_eq(pthread_create(&s->thread, NULL, speaker_run, s), 0);
}

static void
speaker_join(struct speaker *s)
{
	ck_assert_int_eq(pthread_join(s->thread, NULL), 0);
	if (s->fault[0] != '\0')
		ck_abort_msg("speaker %u: %s", s->number, s->fault);
}

/* Reads until `line` comes. */
static void
read_until(struct person *p, const char *line)
{
	while (strcmp(person_line(p), line) != 0)
		;
}

/*
 * `count` people come in.  When this returns, each of them has read about
 * everyone who came later.
 */
static void
join_all(struct room *r, struct person **people, unsigned count)
{
	char last[PERSON_WHO_SIZE + 32];
	unsigned i;

	for (i = 0; i < count; i++)
		people[i] = person_join(r);
	(void)snprintf(last, sizeof last, "[ %s ] joined the room",
	    people[count - 1]->who);
	for (i = 0; i + 1 < count; i++)
		read_until(people[i], last);
}

static void
hang_up_all(struct person **people, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		person_hang_up(people[i]);
}

/* ---- 100 clients, 4 of which speak at once ---- */

#define CLIENTS 100
#define SPEAKERS 4
#define SPEAKER_LINES 1000

/* Which line of which speaker; the order is a list of these. */
struct said {
	unsigned speaker, line;
};

/*
 * Reads all lines of all speakers except, if `p` is one of them, its own;
 * the lines of each speaker must come in their order.
 */
static unsigned
read_story(struct person *p, const struct speaker *speakers, unsigned lines,
    struct said *story)
{
	unsigned next[SPEAKERS] = { 0 }, total = 0, expected = 0, i;
	struct said *said;
	const char *line;

	for (i = 0; i < SPEAKERS; i++)
		expected += speakers[i].person != p ? lines : 0;
	while (total < expected) {
		said = &story[total++];
		line = person_line(p);
		if (parse_said(line, speakers, SPEAKERS, &said->speaker,
			&said->line) != 1)
			ck_abort_msg("%s reads '%s'", p->who, line);
		if (speakers[said->speaker].person == p)
			ck_abort_msg("%s reads its own '%s'", p->who, line);
		if (said->line != next[said->speaker]++)
			ck_abort_msg("%s reads '%s', and not line %u of them",
			    p->who, line, next[said->speaker] - 1);
	}
	return (total);
}

/* `got`, the story that a speaker reads, is the order minus its own lines. */
static void
expect_same_order(const struct said *order, unsigned count,
    const struct said *got, unsigned own)
{
	unsigned i;

	for (i = 0; i < count; i++) {
		if (order[i].speaker == own)
			continue;
		if (got->speaker != order[i].speaker ||
		    got->line != order[i].line)
			ck_abort_msg("one reads line %u of speaker %u where "
				     "others read line %u of speaker %u",
			    got->line, got->speaker, order[i].line,
			    order[i].speaker);
		got++;
	}
}

START_TEST(test_all_read_one_order_when_several_speak)
{
	unsigned count = room_scaled(CLIENTS, SPEAKERS + 2);
	unsigned lines = room_scaled(SPEAKER_LINES, 50), total, i;
	struct said *order = calloc(SPEAKERS * lines, sizeof *order);
	struct said *story = calloc(SPEAKERS * lines, sizeof *story);
	struct person **people = calloc(count, sizeof(struct person *));
	struct speaker speakers[SPEAKERS];
	struct room *r = room_open("");

	ck_assert(order != NULL && story != NULL && people != NULL);
	join_all(r, people, count);
	for (i = 0; i < SPEAKERS; i++) {
		speakers[i] = (struct speaker){ .number = i,
			.lines = lines,
			.person = people[i] };
		speaker_start(&speakers[i]);
	}
	total = read_story(people[count - 1], speakers, lines, order);
	for (i = 0; i < SPEAKERS; i++)
		speaker_join(&speakers[i]);
	for (i = 0; i < count - 1; i++) {
		(void)read_story(people[i], speakers, lines, story);
		expect_same_order(order, total, story,
		    i < SPEAKERS ? i : SPEAKERS);
	}
	/* Nothing comes after that. */
	for (i = 0; i < count; i++)
		person_expect_nothing(people[i]);
	hang_up_all(people, count);
	room_close(r);
	free(people);
	free(story);
	free(order);
}
END_TEST

/* ---- One never reads, while 20 MB are said ---- */

#define LISTENERS 3
#define FLOOD_BYTES (20U * 1000 * 1000)
#define FLOOD_LINE 1000
#define FLOOD_ROUND 50 /* lines, said at once and then read */

/* Reads one round; false when it reads that the stalled one was dropped. */
static bool
read_round(struct person *p, const struct person *speaker,
    const struct person *stalled, const char *text)
{
	char said[FLOOD_LINE + 128], dropped[128];
	bool is_there = true;
	const char *line;
	int i = 0;

	(void)snprintf(said, sizeof said, "[ %s ]: %s", speaker->who, text);
	(void)snprintf(dropped, sizeof dropped,
	    "[ %s ] left the room (too slow)", stalled->who);
	while (i < FLOOD_ROUND) {
		line = person_line(p);
		if (strcmp(line, said) == 0)
			i++;
		else if (strcmp(line, dropped) == 0 && is_there)
			is_there = false;
		else
			ck_abort_msg("%s reads '%s'", p->who, line);
	}
	return (is_there);
}

/* A dropped person reads at most what was said before, and then the end. */
static void
expect_dropped(struct person *p)
{
	while (person_read(p) != NULL)
		;
	ck_assert_msg(strncmp(p->fault, "the connection", 14) == 0,
	    "who was dropped is not, but %s", p->fault);
	person_hang_up(p);
}

START_TEST(test_one_who_never_reads_is_dropped_unnoticed)
{
	unsigned wanted = room_scaled(FLOOD_BYTES, 1), said = 0, i;
	struct person *people[LISTENERS + 1], *stalled;
	struct room *r = room_open("");
	char text[FLOOD_LINE + 1];
	bool is_there = true;

	join_all(r, people, LISTENERS + 1);
	stalled = person_dial(r, "127.0.0.1", 1);
	ck_assert_ptr_nonnull(stalled);
	for (i = 0; i <= LISTENERS; i++)
		person_expect(people[i], "[ %s ] joined the room",
		    stalled->who);
	memset(text, 'x', FLOOD_LINE);
	text[FLOOD_LINE] = '\0';
	/* Whatever was asked for, go on until the kernel's part is full. */
	while (said < wanted || (is_there && said < FLOOD_BYTES)) {
		for (i = 0; i < FLOOD_ROUND; i++)
			person_type(people[0], "%s", text);
		said += FLOOD_ROUND * FLOOD_LINE;
		for (i = 1; i <= LISTENERS; i++)
			if (!read_round(people[i], people[0], stalled, text))
				is_there = false;
	}
	ck_assert(!is_there);
	person_expect(people[0], "[ %s ] left the room (too slow)",
	    stalled->who);
	(void)room_expect_log(r, "dropped");
	expect_dropped(stalled);
	for (i = 0; i <= LISTENERS; i++)
		person_expect_nothing(people[i]);
	hang_up_all(people, LISTENERS + 1);
	room_close(r);
}
END_TEST

/* ---- 200 clients that connect at once ---- */

#define CROWD 200

/* The number of people that the greeting mentions; reads all of it. */
static unsigned
read_greeting(struct person *p)
{
	unsigned here = 0;
	const char *line;

	person_expect(p, "*** welcome, you are %s here", p->who);
	do {
		line = person_line(p);
		ck_assert_int_eq(strncmp(line, "*** ", 4), 0);
		if (here == 0)
			here = (unsigned)strtoul(
			    line + strcspn(line, "0123456789"), NULL, 10);
	} while (strstr(line, "/help") == NULL);
	return (here);
}

START_TEST(test_many_connect_at_once)
{
	unsigned count = room_scaled(CROWD, 10), i, j, rank;
	struct person **dialled = calloc(count, sizeof(struct person *));
	struct person **people = calloc(count, sizeof(struct person *));
	struct room *r = room_open("");

	ck_assert(dialled != NULL && people != NULL);
	for (i = 0; i < count; i++) {
		dialled[i] = person_dial(r, "127.0.0.1", 0);
		ck_assert_ptr_nonnull(dialled[i]);
	}
	/* How many were already there gives each a place in the order. */
	for (i = 0; i < count; i++) {
		rank = read_greeting(dialled[i]);
		ck_assert(rank >= 1 && rank <= count);
		ck_assert_ptr_null(people[rank - 1]);
		people[rank - 1] = dialled[i];
	}
	/* And each one reads about everyone who came later, in that order. */
	for (i = 0; i < count; i++)
		for (j = i + 1; j < count; j++)
			person_expect(people[i], "[ %s ] joined the room",
			    people[j]->who);
	person_type(people[0], "hello");
	for (i = 1; i < count; i++)
		person_expect(people[i], "[ %s ]: hello", people[0]->who);
	hang_up_all(people, count);
	room_close(r);
	free(people);
	free(dialled);
}
END_TEST

/* ---- Clients that vanish in mid-broadcast ---- */

#define VICTIMS 50
#define LINES_PER_VICTIM 40
#define WINDOW 200 /* lines by which the speaker may lead the listener */

/* What the listener has read. */
struct vanishing {
	struct person *listener;
	struct speaker speaker;
	sem_t window;
	char (*who)[PERSON_WHO_SIZE]; /* of the victims */
	unsigned victims;
	bool *left; /* by victim: the listener has read that it left */
	unsigned left_count;
	unsigned said; /* lines of the speaker */
};

/* One line: the next one of the speaker, or a victim's leaving. */
static void
vanishing_read(struct vanishing *v)
{
	char wanted[PERSON_WHO_SIZE + 64];
	const char *line = person_line(v->listener);
	unsigned speaker, number, i;

	if (parse_said(line, &v->speaker, 1, &speaker, &number) == 1) {
		if (number != v->said)
			ck_abort_msg("line %u is followed by '%s'", v->said,
			    line);
		v->said++;
		(void)sem_post(&v->window);
		return;
	}
	for (i = 0; i < v->victims; i++) {
		(void)snprintf(wanted, sizeof wanted,
		    "[ %s ] left the room (reset)", v->who[i]);
		if (strcmp(line, wanted) == 0 && !v->left[i]) {
			v->left[i] = true;
			v->left_count++;
			return;
		}
	}
	ck_abort_msg("the listener reads '%s'", line);
}

START_TEST(test_clients_vanish_in_mid_broadcast)
{
	unsigned victims = room_scaled(VICTIMS, 5), i;
	struct person **people = calloc(victims + 2, sizeof(struct person *));
	struct vanishing v = { .victims = victims };
	struct room *r = room_open("");

	v.left = calloc(victims, sizeof *v.left);
	v.who = calloc(victims, sizeof *v.who);
	ck_assert(people != NULL && v.left != NULL && v.who != NULL);
	ck_assert_int_eq(sem_init(&v.window, 0, WINDOW), 0);
	join_all(r, people, victims + 2);
	for (i = 0; i < victims; i++)
		(void)strcpy(v.who[i], people[i]->who);
	v.listener = people[victims];
	v.speaker.person = people[victims + 1];
	v.speaker.window = &v.window;
	v.speaker.lines = victims * LINES_PER_VICTIM + 2 * WINDOW;
	speaker_start(&v.speaker);
	/* The speaker can't be at the end before the last one is gone. */
	for (i = 0; i < victims; i++) {
		while (v.said < (i + 1) * LINES_PER_VICTIM)
			vanishing_read(&v);
		person_reset(people[i]);
	}
	while (v.said < v.speaker.lines || v.left_count < victims)
		vanishing_read(&v);
	speaker_join(&v.speaker);
	person_expect_nothing(v.listener);
	person_hang_up(v.listener);
	person_hang_up(v.speaker.person);
	room_close(r);
	(void)sem_destroy(&v.window);
	free(v.who);
	free(v.left);
	free(people);
}
END_TEST

/* ---- Many threads come and go while others speak ---- */

#define VISITOR_THREADS 8
#define VISITS 50 /* of each */
#define CHURN_SPEAKERS 2
#define CHURN_LINES 1000

struct visitor {
	const struct room *room;
	unsigned visits;
	char fault[LINE_MAX_LEN];
	pthread_t thread;
};

/* Leaves in one of the possible ways; the person is freed. */
static bool
visitor_leave(struct person *p, unsigned way)
{
	static const char *const words[] = { "\n", "/quit\n", "/quit bye\n" };
	bool ok = true;

	switch (way % 5) {
	case 0:
	case 1:
	case 2:
		/* Goodbye, and then everything up to the end. */
		ok = person_write(p, words[way % 5], strlen(words[way % 5]));
		while (person_read(p) != NULL)
			;
		ok = ok && p->fault == person_end;
		person_hang_up(p);
		break;
	case 3:
		person_hang_up(p);
		break;
	case 4:
		person_reset(p);
		break;
	}
	return (ok);
}

/* Comes, reads the greeting, says something, and leaves. */
static bool
visitor_visit(struct visitor *v, unsigned visit)
{
	struct person *p = person_dial(v->room, "127.0.0.1", 0);
	const char *line, *fault;

	if (p == NULL) {
		(void)snprintf(v->fault, sizeof v->fault, "cannot connect");
		return (false);
	}
	do
		line = person_read(p);
	while (line != NULL && strstr(line, "/help") == NULL);
	fault = p->fault;
	if (line != NULL && person_write(p, "hello\n", 6) &&
	    visitor_leave(p, visit))
		return (true);
	(void)snprintf(v->fault, sizeof v->fault, "visit %u fails: %s", visit,
	    fault != NULL ? fault : "no orderly end");
	return (false);
}

static void *
visitor_run(void *arg)
{
	struct visitor *v = arg;
	unsigned i;

	for (i = 0; i < v->visits; i++)
		if (!visitor_visit(v, i))
			break;
	return (NULL);
}

/* Who is here, by port, according to the one who stays. */
struct attendance {
	bool here[65536];
	unsigned joined, left;
	unsigned next[CHURN_SPEAKERS];
};

/* Follows one line; false when it can't be true. */
static bool
attend(struct attendance *a, const char *line, const struct speaker *speakers)
{
	unsigned port, speaker, number;
	int n = 0;

	if (parse_said(line, speakers, CHURN_SPEAKERS, &speaker, &number) == 1)
		return (number == a->next[speaker]++);
	if (sscanf(line, "[ 127.0.0.1:%u ]%n", &port, &n) != 1 || n == 0 ||
	    port > 65535)
		return (false);
	line += n;
	if (strcmp(line, " joined the room") == 0) {
		a->joined++;
		return (!a->here[port] && (a->here[port] = true));
	}
	if (!a->here[port])
		return (false);
	if (strcmp(line, ": hello") == 0)
		return (true);
	a->here[port] = false;
	a->left++;
	return (strcmp(line, " left the room") == 0 ||
	    strcmp(line, " left the room (bye)") == 0 ||
	    strcmp(line, " left the room (reset)") == 0);
}

static bool
attended_all(const struct attendance *a, unsigned visits, unsigned lines)
{
	unsigned i;

	for (i = 0; i < CHURN_SPEAKERS; i++)
		if (a->next[i] < lines)
			return (false);
	return (a->joined == visits && a->left == visits);
}

START_TEST(test_many_come_and_go_while_others_speak)
{
	unsigned visits = room_scaled(VISITS, 5), i;
	unsigned lines = room_scaled(CHURN_LINES, 50);
	struct attendance *a = calloc(1, sizeof *a);
	struct visitor visitors[VISITOR_THREADS];
	struct speaker speakers[CHURN_SPEAKERS];
	struct person *people[CHURN_SPEAKERS + 1], *listener;
	struct room *r = room_open("");
	const char *line;

	ck_assert_ptr_nonnull(a);
	join_all(r, people, CHURN_SPEAKERS + 1);
	listener = people[CHURN_SPEAKERS];
	for (i = 0; i < CHURN_SPEAKERS; i++) {
		speakers[i] = (struct speaker){ .number = i,
			.lines = lines,
			.person = people[i] };
		speaker_start(&speakers[i]);
	}
	for (i = 0; i < VISITOR_THREADS; i++) {
		visitors[i] = (struct visitor){ .room = r, .visits = visits };
		ck_assert_int_eq(pthread_create(&visitors[i].thread, NULL,
				     visitor_run, &visitors[i]),
		    0);
	}
	while (!attended_all(a, VISITOR_THREADS * visits, lines)) {
		line = person_line(listener);
		if (!attend(a, line, speakers))
			ck_abort_msg("the listener reads '%s'", line);
	}
	for (i = 0; i < VISITOR_THREADS; i++) {
		ck_assert_int_eq(pthread_join(visitors[i].thread, NULL), 0);
		ck_assert_str_eq(visitors[i].fault, "");
	}
	for (i = 0; i < CHURN_SPEAKERS; i++)
		speaker_join(&speakers[i]);
	person_expect_nothing(listener);
	hang_up_all(people, CHURN_SPEAKERS + 1);
	room_close(r);
	free(a);
}
END_TEST

/* ---- SIGTERM under load ---- */

#define STOP_LISTENERS 50
#define STOP_LINES 3000

static const char closing[] = "*** the room is closing, bye bye";

/*
 * Each listener has a thread of its own, as the room that closes does not wait
 * long for people to read.
 */
struct listener {
	struct person *person;
	const struct speaker *speakers;
	bool told;	  /* that the room is closing */
	const char *line; /* that should not have come, or NULL */
	pthread_t thread;
};

/* Reads lines of the speakers, and gives back what is none. */
static const char *
listener_hear(struct listener *l)
{
	unsigned next[SPEAKERS] = { 0 }, speaker, number;
	const char *line;

	while ((line = person_read(l->person)) != NULL &&
	    parse_said(line, l->speakers, SPEAKERS, &speaker, &number) == 1 &&
	    number >= next[speaker])
		next[speaker] = number + 1;
	return (line);
}

/* Whole lines of the speakers up to the closing one, then the end. */
static void *
listener_run(void *arg)
{
	struct listener *l = arg;

	l->line = listener_hear(l);
	if (l->line != NULL && strcmp(l->line, closing) == 0) {
		l->told = true;
		l->line = person_read(l->person);
	}
	return (NULL);
}

static void
listener_start(struct listener *l, struct person *p,
    const struct speaker *speakers)
{
	*l = (struct listener){ .person = p, .speakers = speakers };
	ck_assert_int_eq(pthread_create(&l->thread, NULL, listener_run, l), 0);
}

static void
listener_expect_closing(struct listener *l)
{
	ck_assert_int_eq(pthread_join(l->thread, NULL), 0);
	if (l->line != NULL)
		ck_abort_msg("%s reads '%s'", l->person->who, l->line);
	if (!l->told || l->person->fault != person_end)
		ck_abort_msg("%s was %stold, and then %s", l->person->who,
		    l->told ? "" : "not ", l->person->fault);
	person_hang_up(l->person);
}

START_TEST(test_everyone_is_told_when_it_stops_under_load)
{
	unsigned count = room_scaled(STOP_LISTENERS, 5) + SPEAKERS, i;
	struct person **people = calloc(count, sizeof(struct person *));
	struct listener *listeners = calloc(count, sizeof *listeners);
	unsigned lines = room_scaled(STOP_LINES, 100);
	struct speaker speakers[SPEAKERS];
	struct room *r = room_open("");

	ck_assert(people != NULL && listeners != NULL);
	join_all(r, people, count);
	for (i = 0; i < SPEAKERS; i++) {
		speakers[i] = (struct speaker){ .number = i,
			.lines = lines,
			.until_closed = true,
			.person = people[i] };
		speaker_start(&speakers[i]);
	}
	for (i = 0; i < lines / 4; i++)
		(void)person_line(people[SPEAKERS]);
	for (i = SPEAKERS; i < count; i++)
		listener_start(&listeners[i], people[i], speakers);
	room_signal(r, SIGTERM);
	for (i = SPEAKERS; i < count; i++)
		listener_expect_closing(&listeners[i]);
	for (i = 0; i < SPEAKERS; i++) {
		speaker_join(&speakers[i]);
		if (strcmp(speakers[i].last, closing) != 0)
			ck_abort_msg("speaker %u reads '%s' at last, and then "
				     "%s",
			    i, speakers[i].last, people[i]->fault);
		person_hang_up(people[i]);
	}
	room_expect_status(r, 0);
	room_free(r);
	free(listeners);
	free(people);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("scenarios");
	Suite *s = suite_create("scenarios");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, room_sweep, NULL);
	tcase_set_timeout(tc, 2 * room_timeout());
	tcase_add_test(tc, test_all_read_one_order_when_several_speak);
	tcase_add_test(tc, test_one_who_never_reads_is_dropped_unnoticed);
	tcase_add_test(tc, test_many_connect_at_once);
	tcase_add_test(tc, test_clients_vanish_in_mid_broadcast);
	tcase_add_test(tc, test_many_come_and_go_while_others_speak);
	tcase_add_test(tc, test_everyone_is_told_when_it_stops_under_load);
	suite_add_tcase(s, tc);
	runner = srunner_create(s);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

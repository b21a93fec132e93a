/*
 * guests: a registry with socket pairs in place of clients.  See guests.h.
 */
#include <config.h>

#include "harness/guests.h"

#include <sys/socket.h>

#include <netinet/in.h>

#include <check.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "common/key.h"
#include "common/thread.h"
#include "server/delivery/postman.h"
#include "server/gate/gate.h"
#include "server/room/name.h"
#include "server/room/speech.h"
#include "speech/dictionary.h"

#define OUTBOX (1024 * 1024)
#define WAIT_MS 60000

static const struct gate_limits no_limits;
static const struct key no_key;

struct gate *gate;
struct registry *room;
struct guest guests[GUESTS_MAX];
static struct postman *postman;
static pthread_t caretaker;
static size_t guest_count;

static void *
tend(void *arg)
{
	registry_tend(arg);
	return (NULL);
}

void
guests_setup(void)
{
	struct registry_settings settings = { .max = GUESTS_MAX,
		.operator_key = &no_key,
		.tell_each = true };

	ck_assert(name_init());
	gate = gate_new(&no_limits);
	ck_assert_ptr_nonnull(gate);
	settings.gate = gate;
	room = registry_new(&settings);
	postman = postman_new(GUESTS_MAX, OUTBOX, seat_flush);
	ck_assert_ptr_nonnull(room);
	ck_assert_ptr_nonnull(postman);
	ck_assert_int_eq(thread_start(&caretaker, tend, room), 0);
	guest_count = 0;
}

void
set_operator_key(const char *key, bool once)
{
	thread_lock(&room->lock);
	room->operator_key.len = strlen(key);
	(void)strcpy(room->operator_key.bytes, key);
	room->operator_key_once = once;
	thread_unlock(&room->lock);
}

void
leave(struct guest *g, const char *reason)
{
	if (reason[0] == '\0')
		registry_leave(room, g->m, S_NONE);
	else
		registry_quit(room, g->m, words_of(reason));
	seat_wait_gone(&g->m->seat, 100);
	member_free(g->m);
	g->m = NULL;
}

void
guests_teardown(void)
{
	size_t i;

	registry_close(room);
	thread_join(caretaker);
	for (i = 0; i < guest_count; i++) {
		if (guests[i].m != NULL)
			leave(&guests[i], "");
		(void)close(guests[i].fd);
	}
	postman_free(postman);
	registry_free(room);
	gate_free(gate);
	name_fini();
}

struct guest *
arrive(void)
{
	struct guest *g = &guests[guest_count++];
	struct sockaddr_in in;
	int ends[2];

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	memset(&in, 0, sizeof in);
	in.sin_family = AF_INET;
	in.sin_addr.s_addr = htonl(0x0a000001);
	in.sin_port = htons((uint16_t)guest_count);
	g->m = member_new(ends[0], (struct sockaddr *)&in, OUTBOX, postman);
	ck_assert_ptr_nonnull(g->m);
	g->fd = ends[1];
	g->language = LANGUAGE_EN;
	g->len = 0;
	return (g);
}

void
expect_end(struct guest *g, const char *text)
{
	struct pollfd p = { .fd = g->fd, .events = POLLIN };
	size_t len = strlen(text);
	ssize_t n;

	while (g->len < len || memcmp(g->got + g->len - len, text, len) != 0) {
		if (poll(&p, 1, WAIT_MS) != 1)
			ck_abort_msg("not \"%s\" but \"%.*s\"", text,
			    (int)g->len, g->got);
		n = recv(g->fd, g->got + g->len, sizeof g->got - g->len, 0);
		ck_assert_int_gt(n, 0);
		g->len += (size_t)n;
	}
}

void
expect(struct guest *g, const char *text)
{
	expect_end(g, text);
	ck_assert_int_eq((int)g->len, (int)strlen(text));
	g->len = 0;
}

void
read_in(struct guest *g, enum language language)
{
	sentence_init();
	g->language = dictionary_exists(language) ? language : LANGUAGE_EN;
	registry_speak(room, g->m, g->language);
	expect_sentence(g, S_LANG_IS, NULL);
}

void
expect_sentence(struct guest *g, enum sentence s, const struct words *args)
{
	char line[1024];
	size_t len =
	    sentence_line(g->language, s, args, line, sizeof line - 1, NULL);

	line[len] = '\0';
	expect(g, line);
}

struct guest *
join(void)
{
	struct guest *g = arrive();

	ck_assert_int_eq(registry_join(room, g->m), S_NONE);
	expect_end(g, "/records is for programs\r\n");
	g->len = 0;
	return (g);
}

void
say_raw(struct member *m, const char *line, size_t len)
{
	struct speech s;

	ck_assert_uint_le(len, sizeof s.lines);
	s.who[0] = '\0';
	speech_clear(&s);
	memcpy(s.lines, line, len);
	s.ends[0] = (uint16_t)len;
	s.count = 1;
	registry_say(room, m, &s);
}

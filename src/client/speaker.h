/*
 * speaker: the life of the stdin thread, from the keyboard to the socket.
 */
#ifndef SPEAKER_H
#define SPEAKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "client/connection.h"
#include "client/delivery.h"
#include "client/entrance.h"
#include "client/keyboard.h"
#include "common/terminal/screen.h"

/* What it works with; all of it must outlive the thread. */
struct speaker {
	struct connection *connection;
	struct delivery *delivery;
	struct entrance *entrance;
	struct keyboard *keyboard;
	struct screen *screen;

	/* Written by the thread, to be read when it has been joined. */
	bool spoke;   /* a line was sent */
	bool unsent;  /* something was not sent, and the person was told */
	bool cut_off; /* the same at the end, and nobody was told */
};

/*
 * Says what is typed, when the entrance lets it, until there is nothing more to
 * say; posts MAIL_LEAVE when it is the person who leaves.
 */
void speaker_run(struct speaker *s);

/*
 * From any thread: says one line of at most FRAMING_LINE_MAX bytes, with its
 * number unless that is 0, or answers the question for the key, for the thread
 * whose turn it is.  False when the connection is lost.
 */
bool speaker_say(struct connection *c, uint32_t number, const char *line,
    size_t len);
bool speaker_say_key(struct connection *c, const char *key, size_t len);

/* Whether what it says is UTF-8, whatever the locale. */
bool speaker_says_utf8(const struct screen *s);

#endif

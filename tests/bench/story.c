/*
 * story: the single order of all that was said, as first received.
 *
 * A ring of lines that starts small, so that it stays in the processor's cache
 * while all receivers keep up, and grows when one of them lags.
 */
#include <config.h>

#include "story.h"

#include <stdlib.h>
#include <string.h>

#include "line.h"

#define RING_FIRST 1024
#define RING_MAX (UINT64_C(1) << 20)

int
story_init(struct story *s, uint32_t n_senders)
{
	memset(s, 0, sizeof *s);
	s->ring = calloc(RING_FIRST, sizeof *s->ring);
	s->senders = calloc(n_senders, sizeof *s->senders);
	s->n_senders = n_senders;
	s->mask = RING_FIRST - 1;
	if (s->ring == NULL || s->senders == NULL) {
		story_fini(s);
		return (-1);
	}
	return (0);
}

void
story_fini(struct story *s)
{
	free(s->ring);
	free(s->senders);
	memset(s, 0, sizeof *s);
}

static int
grow(struct story *s)
{
	uint64_t mask = s->mask * 2 + 1;
	struct story_line *ring;

	if (mask >= RING_MAX)
		return (-1);
	ring = calloc(mask + 1, sizeof *ring);
	if (ring == NULL)
		return (-1);
	for (uint64_t i = s->tail; i < s->head; i++)
		ring[i & mask] = *story_at(s, i);
	free(s->ring);
	s->ring = ring;
	s->mask = mask;
	return (0);
}

int
story_forget(struct story *s, uint64_t tail)
{
	s->tail = tail;
	/* Grow before each new line means a walk over all receivers. */
	if (s->head - s->tail > s->mask / 4 * 3)
		(void)grow(s);
	return (story_full(s) ? -1 : 0);
}

/* A sender's lines are numbered, and all start alike. */
static const char *
check_said(struct story *s, const struct frame *f, struct line *line)
{
	struct story_sender *sender;

	if (f->text_len != LINE_LEN || !line_read(f->text, line))
		return ("torn");
	if (line->sender >= s->n_senders)
		return ("from nobody");
	sender = &s->senders[line->sender];
	if (line->number != sender->next)
		return (line->number < sender->next ? "repeated" : "lost");
	if (f->name_len > sizeof sender->name)
		return ("with a name that is too long");
	if (sender->next == 0) {
		memcpy(sender->name, f->name, f->name_len);
		sender->name_len = (uint32_t)f->name_len;
	} else if (sender->name_len != f->name_len ||
	    memcmp(sender->name, f->name, f->name_len) != 0)
		return ("under another name");
	sender->next++;
	return (NULL);
}

const char *
story_append(struct story *s, const char *bytes, const struct frame *f)
{
	struct story_line *l = story_at(s, s->head);
	struct line line = { .sender = STORY_NOBODY };
	const char *wrong;

	if (f->len > STORY_BYTES_MAX)
		return ("too long");
	if (f->kind == FRAME_SAID) {
		wrong = check_said(s, f, &line);
		if (wrong != NULL)
			return (wrong);
		s->said++;
	}
	l->sent = line.sent;
	l->sender = line.sender;
	l->number = line.number;
	l->len = (uint32_t)f->len;
	memcpy(l->bytes, bytes, f->len);
	s->head++;
	return (NULL);
}

uint64_t
story_find(const struct story *s, uint32_t sender, uint32_t number)
{
	for (uint64_t i = s->tail; i < s->head; i++) {
		const struct story_line *l = story_at(s, i);

		if (l->sender == sender && l->number == number)
			return (i);
	}
	return (UINT64_MAX);
}

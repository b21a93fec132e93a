/*
 * fuzz_record: any line as a record.
 *
 * What is read is in the bounds of the line.  A record that was read and is
 * written is read as the same record again; and nothing that is in it, whatever
 * that is, makes two lines or further fields of it.
 */
#include <config.h>

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "speech/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check_bounds(const struct record *r, const char *line, size_t len)
{
	size_t i;

	for (i = 0; i < RECORD_FIELDS_MAX; i++)
		if (r->fields[i].len > 0) {
			assert(r->fields[i].bytes >= line);
			assert(r->fields[i].bytes + r->fields[i].len <=
			    line + len);
		}
}

static void
check_same(const struct record *a, const struct record *b)
{
	size_t i;

	assert(a->known == b->known && a->kind == b->kind);
	assert(a->number == b->number && a->time_ms == b->time_ms);
	for (i = 0; i < RECORD_FIELDS_MAX; i++) {
		assert(a->fields[i].len == b->fields[i].len);
		assert(a->fields[i].len == 0 ||
		    memcmp(a->fields[i].bytes, b->fields[i].bytes,
			a->fields[i].len) == 0);
	}
}

/* The caller frees the line. */
static char *
write_line(const struct record *r, size_t *len)
{
	struct record_clock clock = { 0 };
	char *line = malloc(record_bound(r));

	assert(line != NULL);
	*len = record_write(r, &clock, line);
	assert(*len <= record_bound(r));
	assert(*len > 0 && memchr(line, '\n', *len) == line + *len - 1);
	return (line);
}

static void
check_again(const struct record *r)
{
	struct record again;
	size_t len;
	char *line = write_line(r, &len);

	assert(record_parse(line, len - 1, &again));
	check_same(r, &again);
	free(line);
}

/* The same words, whatever they are, in each field of each kind. */
static void
check_fields(struct words words)
{
	struct record r = { .number = 1 }, again;
	size_t i, len;
	char *line;
	int kind;

	for (i = 0; i < RECORD_FIELDS_MAX; i++)
		r.fields[i] = words;
	for (kind = 0; kind < RECORD_KINDS; kind++) {
		r.kind = (enum event_kind)kind;
		if (record_fields(r.kind) == 0)
			continue;
		line = write_line(&r, &len);
		assert(record_parse(line, len - 1, &again));
		assert(again.known && again.kind == r.kind);
		for (i = 0; i < record_fields(r.kind); i++)
			assert(again.fields[i].len == words.len ||
			    words.len <= 1); /* "-" may be nothing */
		free(line);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *line = (const char *)data;
	const void *end = len > 0 ? memchr(data, '\n', len) : NULL;
	struct record r;

	if (end != NULL)
		len = (size_t)((const char *)end - line);
	if (record_parse(line, len, &r) && r.known) {
		check_bounds(&r, line, len);
		check_again(&r);
	}
	check_fields((struct words){ line, len });
	return (0);
}

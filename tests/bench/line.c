/*
 * line: the 64 bytes of text that are said, again and again.
 *
 * SENDER NUMBER NANOSECONDS LETTERS, the numbers in decimal with leading
 * zeros, each at its fixed place: people can read it, and it is quick to check.
 */
#include <config.h>

#include "line.h"

#include <stddef.h>
#include <string.h>

#define SENDER_AT 0
#define SENDER_DIGITS 5
#define NUMBER_AT (SENDER_AT + SENDER_DIGITS + 1)
#define NUMBER_DIGITS 10
#define SENT_AT (NUMBER_AT + NUMBER_DIGITS + 1)
#define SENT_DIGITS 19
#define LETTERS_AT (SENT_AT + SENT_DIGITS + 1)
#define LETTERS (LINE_LEN - LETTERS_AT)
#define ALPHABET 26

/* The alphabet, often enough that the letters can start at any of it. */
static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz"
			       "abcdefghijklmnopqrstuvwxyz"
			       "abcdefghijklmnopqrstuvwxyz";

static const char *
letters_of(const struct line *l)
{
	return (alphabet + (l->number + l->sender) % ALPHABET);
}

static void
put_digits(char *out, int digits, uint64_t value)
{
	for (int i = digits - 1; i >= 0; i--, value /= 10)
		out[i] = (char)('0' + value % 10);
}

static bool
get_digits(const char *in, int digits, uint64_t *value)
{
	uint64_t sum = 0;

	for (int i = 0; i < digits; i++) {
		unsigned digit = (unsigned char)in[i] - (unsigned)'0';

		if (digit > 9)
			return (false);
		sum = sum * 10 + digit;
	}
	*value = sum;
	return (in[digits] == ' ');
}

void
line_write(char out[LINE_LEN], const struct line *l)
{
	memset(out, ' ', LETTERS_AT);
	put_digits(out + SENDER_AT, SENDER_DIGITS, l->sender);
	put_digits(out + NUMBER_AT, NUMBER_DIGITS, l->number);
	put_digits(out + SENT_AT, SENT_DIGITS, l->sent);
	memcpy(out + LETTERS_AT, letters_of(l), LETTERS);
}

bool
line_read(const char text[LINE_LEN], struct line *l)
{
	uint64_t sender, number;

	if (!get_digits(text + SENDER_AT, SENDER_DIGITS, &sender) ||
	    !get_digits(text + NUMBER_AT, NUMBER_DIGITS, &number) ||
	    !get_digits(text + SENT_AT, SENT_DIGITS, &l->sent) ||
	    number > UINT32_MAX)
		return (false);
	l->sender = (uint32_t)sender;
	l->number = (uint32_t)number;
	return (memcmp(text + LETTERS_AT, letters_of(l), LETTERS) == 0);
}

/*
 * line: the 64 bytes of text that are said, again and again.
 *
 * Every line tells who said it, which of that sender's lines it is, and when it
 * was handed to the kernel; what is left is letters that follow from the
 * number, so that a line made of two halves does not pass for a whole one.
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stdint.h>

#define LINE_LEN 64

struct line {
	uint32_t sender; /* below 100,000 */
	uint32_t number; /* each sender counts from 0 */
	uint64_t sent;	 /* machine_now() */
};

/* Writes the text; no NUL, no end of line. */
void line_write(char out[LINE_LEN], const struct line *l);

/* Reads it back; false if it is not such a text from end to end. */
bool line_read(const char text[LINE_LEN], struct line *l);

#endif

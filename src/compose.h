/*
 * compose: a letter and its mark as one character: é of e and U+0301.
 *
 * What libunistring does by NFC, for the build without it: the letters of
 * Latin, Cyrillic and kana that languages write so.  Pure functions for any
 * thread.
 */
#ifndef COMPOSE_H
#define COMPOSE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Composes what can be composed, in place; returns the new length.  A mark that
 * goes with no letter here stays as it is.
 */
size_t compose_all(uint32_t *c, size_t len);

#endif

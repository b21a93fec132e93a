/*
 * compose: a letter and its mark as one character: é from e and U+0301.
 *
 * This does what NFC does, for the build without libunistring: for those
 * letters of Latin, Cyrillic and kana that languages use.  Pure functions for
 * any thread.
 */
#ifndef COMPOSE_H
#define COMPOSE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Composes what can be composed, in place; returns the new length.  A mark that
 * cannot be combined with its letter here stays as it is.
 */
size_t compose_all(uint32_t *c, size_t len);

#endif

/*
 * descriptors: how many the system lets us have.
 */
#ifndef DESCRIPTORS_H
#define DESCRIPTORS_H

#include <stddef.h>

/*
 * Gets `need` descriptors for clients, besides the server's own, or as many as
 * there may be, at least one; returns how many there are for them.
 */
size_t descriptors_get(size_t need);

#endif

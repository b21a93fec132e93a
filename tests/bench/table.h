/*
 * table: the figures as people read them.
 *
 * Plain text of at most 100 columns, made to be pasted.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cells.h"

/* One line of a cell: all rounds of one server doing one variant. */
struct row {
	enum who who;
	unsigned variant;
	const char *label;
	struct result *rounds;
	unsigned n;
};

#define TABLE_FIGURE_MAX 16

/* A figure with its unit, as "17.2 M" or "41.3 ns". */
void table_figure(char out[TABLE_FIGURE_MAX], enum figure f, double value);

/* The cell with its goals; returns how many of these were not met. */
unsigned table_cell(FILE *out, const struct cell *c, const struct row *rows,
    size_t n);

/* One line for each round, tabs between, figures without their units. */
void table_raw_head(FILE *out);
void table_raw(FILE *out, const struct cell *c, const struct row *rows,
    size_t n);

#endif

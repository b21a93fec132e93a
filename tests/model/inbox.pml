/*
 * inbox.pml: how what is pushed comes to every member, in one order: inbox.c,
 * batch.c, edition.c and broadcast.c, for Spin.  See README for what it covers.
 *
 * A process is a thread that pushes.  What happens under the registry's mutex
 * is one step, up to the next wait; what the broadcaster does between two holds
 * of the mutex touches only what is its own, and is one step as well.
 *
 * Places are counted from the start of the batch that is being delivered, and
 * so `start` of struct audience is not here: where the code adds to it, the
 * model takes the same from all places.
 *
 * Sizes (-D): W members, C threads that push for no member, ROOM events and
 * MARKS marks in the inbox, WAY and WAY_MARKS on their way when more is taken,
 * SOME as BROADCAST_SOME, PUSHES of each between its join and its leave.
 * Options: FOREVER (any number of pushes, and they join again), CLOSING (a
 * thread closes the room), SPURIOUS=n (wake-ups without a reason), and
 * BAD_..., a fault that must be found.
 */
#ifndef W
#define W 2
#endif
#ifndef C
#define C 0
#endif
#ifdef CLOSING
#define THREADS (W + C + 1)
#else
#define THREADS (W + C)
#endif
#ifndef ROOM
#define ROOM 1
#endif
#ifndef MARKS
#define MARKS 2
#endif
#ifndef WAY
#define WAY 2
#endif
#ifndef WAY_MARKS
#define WAY_MARKS 4
#endif
#ifndef SOME
#define SOME 1
#endif
#ifndef PUSHES
#define PUSHES 1
#endif
#ifndef SPURIOUS
#define SPURIOUS 0
#endif
/* Two takes' worth of visits, and what one call adds. */
#define TURN_MAX (2 * W + SOME + W)

#define NOBODY 7
#define NO_MARK 15

mtype = { JOIN, OWN, TELL, EDITION, LEAVE,	/* marks, and some pushes */
	SAY, ASK, NOTHING, NEWS, CLOSE, REFUSED };

typedef event {
	byte from;
	byte in		/* ghost: bit m is the edition that m wants here */
}
typedef mark {
	byte whose;
	mtype kind;
	byte at;
	bit in		/* for EDITION: which; else a ghost as above */
}

/* Guarded by the mutex: struct inbox, and what the registry knows. */
bit mutex;
event new_event[ROOM];
byte new_events;
mark new_mark[MARKS];
byte new_marks;
bool pushed[THREADS];		/* seat->push_take == inbox->next_take */
byte waiting;
byte queue[THREADS];		/* for_room */
byte queued;
bool broadcasting, tired, heir_waits, heir_called;
bool closing;
byte wants;			/* bit m: the edition that m is to read */
byte wanted;			/* how many want edition 1 ... */
bool made;			/* ... which is there */

/* Asleep at a condition variable: taken, first, heir_turn. */
bool at_taken[THREADS], at_first[THREADS], at_heir[THREADS];
byte spurious;

/* The broadcaster's: struct audience, and its part of the members. */
event way_event[WAY];
byte way_events, known_events;
mark way_mark[WAY_MARKS];
byte way_marks, known_marks;
byte seats[W], count, next_one, to_visit;
byte index[W], reached[W], first_mark[W];
byte reads;			/* bit m: the edition that m reads */
byte readers;			/* of edition 1 ... */
byte known;			/* ... in which are this many events */

/* Ghosts. */
bool here[W];			/* between its JOIN and its LEAVE */
byte got[W];			/* events that have passed it */
byte answers[W];		/* that it has not been told yet */
byte overtaken[THREADS];	/* since it waits for room */
byte inside;			/* who broadcasts, + 1 */
bool gone[W];			/* seat_let_go() */
byte over;			/* threads that have ended */

#define HAS_ROOM (new_events + 1 <= ROOM && new_marks + 2 <= MARKS)
#define NOTHING_NEW (new_events == 0 && new_marks == 0)
#define ALL_TOLD (way_events == 0 && way_marks == 0)
#define BIT(set, m) ((set >> m) & 1)

/* ------------------------------------------------- batch.c: what is pushed */

inline add_event(who)
{
	assert(new_events < ROOM);
	new_event[new_events].from = who;
	new_event[new_events].in = wants;
	new_events++
}

inline add_mark(m, what)
{
	assert(new_marks < MARKS);
	new_mark[new_marks].whose = m;
	new_mark[new_marks].kind = what;
	new_mark[new_marks].at = new_events;
	new_mark[new_marks].in = BIT(wants, m);
	new_marks++
}

/* editions_give_back() */
inline give_back()
{
	wanted--;
#ifdef BAD_EDITION_GOES_AT_ONCE
	made = wanted > 0
#endif
}

inline tell(m)
{
	add_mark(m, TELL);
	answers[m]++
}

/* change_edition() of registry.c: the place of the mark is the change. */
inline change_edition(m)
{
	wants = wants ^ (1 << m);
	if
	:: BIT(wants, m) == 1 -> wanted++; made = true
	:: else -> give_back()
	fi;
#ifdef BAD_CHANGE_AT_ONCE
	reads = reads ^ (1 << m);
#else
	add_mark(m, EDITION);
#endif
	tell(m)
}

inline push()
{
	if
	:: op == JOIN && !closing ->
		add_event(NOBODY); add_mark(me, JOIN); tell(me)
	:: op == JOIN && closing -> op = REFUSED
	:: op == SAY && !closing -> add_mark(me, OWN); add_event(me)
	:: op == ASK -> tell(me)
	:: op == EDITION -> change_edition(me)
	:: op == LEAVE ->
		add_mark(me, LEAVE);
		if
		:: BIT(wants, me) == 1 ->
			wants = wants ^ (1 << me);
			give_back()
		:: else
		fi;
		if
		:: !closing -> add_event(NOBODY)
		:: else
		fi
	:: op == NEWS && !closing -> add_event(NOBODY)
	:: op == CLOSE -> add_event(NOBODY); closing = true
	:: else			/* nothing, or it is too late */
	fi
}

/* ------------------------------------ broadcast.c: who gets what, and when */

/* Events from `a` to before `b` are sent to m. */
inline send(m, a, b)
{
	j = a;
	do
	:: j < b ->
		assert(got[m] == j);			/* the next one */
		/* Its own only in the edition that has them. */
		assert(way_event[j].from != m || BIT(reads, m) == 1);
		assert(BIT(way_event[j].in, m) == BIT(reads, m));
		assert(BIT(reads, m) == 0 || (made && j < known));
		got[m]++;
		j++
	:: else -> break
	od
}

inline add_reader()
{
	assert(made);
	readers++;
#ifndef BAD_EDITION_STARTS_EMPTY
	known = way_events		/* edition_extend() */
#endif
}

inline remove_reader()
{
	assert(made && readers > 0);
	readers--;
	known = (readers > 0 -> known : 0)
}

/* visit(), send_marked() and apply_mark(). */
inline visit(m)
{
	assert(here[m] && !gone[m]);
	from = reached[m];
	assert(from <= way_events);
	k = first_mark[m];
	left = false;
	do
	:: k < way_marks && !left ->
		if
		:: way_mark[k].whose == m ->
			if
			:: way_mark[k].kind != JOIN && way_mark[k].at > from ->
				send(m, from, way_mark[k].at);
				from = way_mark[k].at
			:: else
			fi;
			if
			:: way_mark[k].kind == OWN ->
				assert(way_event[from].from == m);
				assert(got[m] == from);
				if
				:: BIT(reads, m) == 0 -> got[m]++; from++
				:: else		/* edition_has_own() */
				fi
			:: way_mark[k].kind == TELL ->
				assert(got[m] == way_mark[k].at);
				assert(BIT(reads, m) == way_mark[k].in);
				assert(BIT(reads, m) == 0 || made);
				answers[m]--
			:: way_mark[k].kind == EDITION ->
				if
				:: BIT(reads, m) == 1 -> remove_reader()
				:: else
				fi;
				reads = (reads & ~(1 << m)) |
				    (way_mark[k].in << m)
			:: way_mark[k].kind == LEAVE ->
				assert(got[m] == way_mark[k].at);
				assert(answers[m] == 0);
				left = true
			:: else			/* JOIN: chain_marks() */
			fi
		:: else
		fi;
		k++
	:: else -> break
	od;
	if
	:: !left -> send(m, from, way_events)
	:: else
	fi;
	first_mark[m] = NO_MARK;
	reached[m] = way_events;
	j = 0; k = 0; from = 0; left = false
}

inline chain_marks()
{
	i = known_marks;
	do
	:: i < way_marks ->
		if
		:: way_mark[i].kind == JOIN ->
			assert(count < W && !here[way_mark[i].whose]);
			seats[count] = way_mark[i].whose;
			index[way_mark[i].whose] = count;
			count++;
#ifdef BAD_NEWCOMER_READS_THE_PAST
			reached[way_mark[i].whose] = 0;
#else
			reached[way_mark[i].whose] = way_mark[i].at;
#endif
			here[way_mark[i].whose] = true;
			got[way_mark[i].whose] = way_mark[i].at
		:: else
		fi;
		if
		:: first_mark[way_mark[i].whose] == NO_MARK ->
			first_mark[way_mark[i].whose] = i
		:: else
		fi;
		if
		:: way_mark[i].kind == EDITION && way_mark[i].in == 1 ->
			add_reader()
		:: else
		fi;
		i++
	:: else -> i = 0; break
	od
}

inline visit_marked()
{
	i = known_marks;
	do
	:: i < way_marks ->
		if
		:: first_mark[way_mark[i].whose] != NO_MARK ->
			visit(way_mark[i].whose);
			visited++
		:: else
		fi;
		i++
	:: else -> i = 0; break
	od
}

/* let_go(), remove_seat(), seat_let_go(). */
inline let_go()
{
	i = known_marks;
	do
	:: i < way_marks ->
		if
		:: way_mark[i].kind == LEAVE ->
			n = way_mark[i].whose;
#ifndef BAD_LEAVER_IS_NOT_VISITED
			visit(n);
#endif
			count--;
			assert(seats[index[n]] == n);
			seats[index[n]] = seats[count];
			index[seats[count]] = index[n];
			seats[count] = 0;
			if
			:: BIT(reads, n) == 1 ->
				reads = reads ^ (1 << n);
				remove_reader()
			:: else
			fi;
			assert(got[n] == way_mark[i].at && answers[n] == 0);
			here[n] = false;
			got[n] = 0; reached[n] = 0; index[n] = 0;
			gone[n] = true;
			n = 0
		:: else
		fi;
		i++
	:: else -> i = 0; break
	od
}

inline start_round()
{
	if
	:: way_events == known_events && way_marks == known_marks
	:: else ->
		if
#ifdef BAD_EDITION_IS_LATE
		:: readers > 0 && known == 0 -> known = way_events
#else
		:: readers > 0 -> assert(made); known = way_events
#endif
		:: else
		fi;
		chain_marks();
		if
		:: way_events == 0 -> visit_marked()
		:: else
		fi;
		let_go();
#ifdef BAD_ROUND_GOES_ON
		to_visit = (to_visit > 0 || way_events == 0 -> to_visit : count);
		to_visit = (to_visit > count -> count : to_visit);
#else
		to_visit = (way_events > 0 -> count : 0);
#endif
		known_events = way_events;
		known_marks = way_marks
	fi
}

inline forget()
{
	i = 0;
	do
	:: i < count ->
		assert(reached[seats[i]] == way_events);
		assert(got[seats[i]] == way_events);
		reached[seats[i]] = 0;
		got[seats[i]] = 0;
		i++
	:: else -> i = 0; break
	od;
	do
	:: way_events > 0 ->
		way_events--;
		way_event[way_events].from = 0;
		way_event[way_events].in = 0
	:: else -> break
	od;
	do
	:: way_marks > 0 ->
		way_marks--;
		way_mark[way_marks].whose = 0;
		way_mark[way_marks].kind = 0;
		way_mark[way_marks].at = 0;
		way_mark[way_marks].in = 0
	:: else -> break
	od;
	known = 0;
	known_events = 0;
	known_marks = 0
#ifdef BAD_EDITION_GOES_EARLY
	;
	made = made && wanted > 0	/* a mark in the inbox may name it */
#endif
}

inline broadcast_some()
{
	start_round();
	do
	:: n < SOME && to_visit > 0 ->
		if
		:: next_one >= count -> next_one = 0
		:: else
		fi;
		visit(seats[next_one]);
		next_one++;
		to_visit--;
		n++;
		visited++
	:: else -> n = 0; break
	od;
	if
	:: to_visit == 0 -> next_one = (count == 0 -> 0 : next_one); forget()
	:: else
	fi
}

/* --------------------------------------------------- inbox.c: whose turn */

/* Releases the mutex, sleeps until `flag` is false, takes the mutex. */
inline wait(flag)
{
	flag = true;
	mutex = 0;
	if
	:: !flag
	:: flag && spurious < SPURIOUS -> spurious++; flag = false
	fi;
	mutex == 0 -> mutex = 1
}

#define WAKE_ALL(flags) \
	j = 0; \
	do \
	:: j < THREADS -> flags[j] = false; j++ \
	:: else -> j = 0; break \
	od

inline call_first()
{
	if
	:: queued > 0 && HAS_ROOM -> at_first[queue[0]] = false
	:: else
	fi
}

inline wait_for_room()
{
	queue[queued] = me;
	queued++;
	overtaken[me] = 0;
	do
	:: queue[0] != me || !HAS_ROOM ->
		assert(broadcasting || HAS_ROOM);
		waiting++;
		wait(at_first[me]);
		waiting--
	:: else -> break
	od;
	overtaken[me] = 0;
	queued--;
	j = 0;
	do
	:: j < queued -> queue[j] = queue[j + 1]; j++
	:: else -> queue[queued] = 0; j = 0; break
	od
}

inline wait_as_a_crowd()	/* as it was: whoever comes first */
{
	overtaken[me] = 0;
	queue[queued] = me;	/* ghost */
	queued++;
	do
	:: !HAS_ROOM ->
		waiting++;
		wait(at_taken[me]);
		waiting--
	:: else -> break
	od;
	j = 0;
	do
	:: queue[j] != me -> j++
	:: else -> break
	od;
	queued--;
	do
	:: j < queued -> queue[j] = queue[j + 1]; j++
	:: else -> queue[queued] = 0; j = 0; break
	od;
	overtaken[me] = 0
}

inline inbox_wait()
{
	do
	:: pushed[me] ->
		assert(broadcasting);
		waiting++;
		wait(at_taken[me]);
		waiting--
	:: else -> break
	od;
	if
#ifdef BAD_CROWD
	:: !HAS_ROOM -> wait_as_a_crowd()
#else
#ifdef BAD_NEWCOMER_OVERTAKES
	:: !HAS_ROOM -> wait_for_room()
#else
	:: queued > 0 || !HAS_ROOM -> wait_for_room()
#endif
#endif
	:: else
	fi;
	j = 0;
	do			/* all that wait longer go first, each once */
	:: j < queued ->
		overtaken[queue[j]]++;
		assert(overtaken[queue[j]] < THREADS);
		j++
	:: else -> j = 0; break
	od
}

/* editions_forget(): no mark names an edition that nobody wants. */
inline forget_editions()
{
	if
	:: made && wanted == 0 -> assert(readers == 0); made = false
	:: else
	fi
}

inline take()
{
	if
	:: NOTHING_NEW ->
#ifndef BAD_EDITION_GOES_EARLY
		if
		:: ALL_TOLD -> forget_editions()
		:: else
		fi
#else
		skip
#endif
	:: !NOTHING_NEW && !ALL_TOLD &&
	    (way_events + new_events > WAY ||
		way_marks + new_marks > WAY_MARKS)	/* too much is on its way */
	:: else ->
		j = 0;
		do
		:: j < new_marks ->
			way_mark[way_marks].whose = new_mark[j].whose;
			way_mark[way_marks].kind = new_mark[j].kind;
			way_mark[way_marks].at = new_mark[j].at + way_events;
			way_mark[way_marks].in = new_mark[j].in;
			way_marks++;
			new_mark[j].whose = 0; new_mark[j].kind = 0;
			new_mark[j].at = 0; new_mark[j].in = 0;
			j++
		:: else -> break
		od;
		j = 0;
		do
		:: j < new_events ->
			way_event[way_events].from = new_event[j].from;
			way_event[way_events].in = new_event[j].in;
			way_events++;
			new_event[j].from = 0; new_event[j].in = 0;
			j++
		:: else -> break
		od;
		new_marks = 0;
		new_events = 0;
		WAKE_ALL(pushed);		/* number++ */
#ifndef BAD_TAKE_WAKES_NOBODY
		if
		:: waiting > 0 -> WAKE_ALL(at_taken)
		:: else
		fi;
#endif
#ifndef BAD_TAKE_CALLS_NOBODY
		call_first()
#endif
	fi
}

inline inherit()
{
	assert(!heir_waits);
	heir_waits = true;
#ifdef BAD_HEIR_DOES_NOT_LOOK
	wait(at_heir[me]);
#else
	do
	:: !heir_called -> wait(at_heir[me])
	:: else -> break
	od;
#endif
	assert(broadcasting);
	heir_waits = false;
	heir_called = false
}

proctype thread(byte me)
{
	mtype op;
	byte visited, pushes;
	byte i, j, k, n, from;
	bool left;

	op = (me < W -> JOIN : NEWS);
#ifdef CLOSING
	op = (me == THREADS - 1 -> CLOSE : op);
#endif
	do
	:: atomic {		/* registry_begin(), a push, registry_end() */
		mutex == 0 -> mutex = 1;
		inbox_wait();
		push();
		/* inbox_deliver() */
		if
		:: me < W && !NOTHING_NEW -> pushed[me] = true
		:: else
		fi;
#ifndef BAD_PUSH_CALLS_NOBODY
		call_first();
#endif
		if
		:: broadcasting && (!tired || heir_waits || NOTHING_NEW) ->
			goto pushed_it
		:: broadcasting && !(!tired || heir_waits || NOTHING_NEW) ->
			inherit()
		:: else
		fi;
		broadcasting = true;
		tired = false;
		visited = 0;
		if
		:: NOTHING_NEW && ALL_TOLD -> goto pass_on
		:: else
		fi
	   }
		/* take_turn() */
		do
		:: atomic {
			mutex = 0;
			assert(inside == 0);	/* nobody else broadcasts */
			inside = me + 1
		   }
		   d_step { broadcast_some() }
		   atomic {
			inside = 0;
			mutex == 0 -> mutex = 1;
			assert(visited <= TURN_MAX);
#ifdef BAD_NEVER_TIRED
			tired = false;
#else
			tired = visited >= count;
#endif
			take();
			if
#ifdef BAD_HEIR_IS_IGNORED
			:: ALL_TOLD -> break
#else
			:: heir_waits || ALL_TOLD -> break
#endif
			:: else
			fi
		   }
		od;
pass_on:	atomic {
			visited = 0;
			if
			:: heir_waits ->
				heir_called = true;
#ifdef BAD_ROLE_IS_GIVEN_UP
				broadcasting = false;
#endif
				WAKE_ALL(at_heir)
			:: else -> broadcasting = false
			fi
		}
pushed_it:	atomic {
			mutex = 0;
			if
			:: op == REFUSED -> break
			:: op == CLOSE -> break
			:: op == LEAVE ->
				gone[me];	/* seat_wait_gone() */
				gone[me] = false;
				pushes = 0;
#ifdef FOREVER
				op = JOIN
#else
				break
#endif
			:: else ->		/* what next? */
				if
				:: me < W -> op = LEAVE
#ifdef FOREVER
				:: op = (me < W -> SAY : NEWS)
				:: op = NOTHING
				:: me < W -> op = EDITION
#ifdef ASKS
				:: me < W -> op = ASK
#endif
#else
				:: pushes < PUSHES ->
					pushes++;
					op = (me < W -> SAY : NEWS)
				:: pushes < PUSHES -> pushes++; op = NOTHING
				:: pushes < PUSHES && me < W ->
					pushes++; op = EDITION
				:: pushes < PUSHES && me < W ->
					pushes++; op = ASK
				:: me >= W && pushes == PUSHES -> break
#endif
				fi
			fi
		}
	od;
	atomic {
		over++;
		if		/* inbox_fini() */
		:: over == THREADS ->
			assert(mutex == 0 && !broadcasting && count == 0);
			assert(NOTHING_NEW && ALL_TOLD);
			assert(waiting == 0 && queued == 0);
			assert(!heir_waits && !heir_called);
			assert(wanted == 0 && readers == 0 && !made)
		:: else
		fi
	}
}

init {
	byte i;

	atomic {
		do
		:: i < W -> first_mark[i] = NO_MARK; run thread(i); i++
		:: i >= W && i < THREADS -> run thread(i); i++
		:: i == THREADS -> break
		od;
		i = 0
	}
}

/*
 * outbox.pml: the broadcaster, the postman and the worker of a member about
 * its outbox, its socket and its end: seat.c, outbox.c, patience.c and
 * postman.c, for Spin.  See README for what it covers.
 *
 * Lines are 1, 2, 3 ..., each one unit of room; a socket may take a part of
 * what is sent.  A seat's mutex is held over several steps where the code
 * calls the postman, whose own mutex is held for one step each.
 *
 * Sizes (-D): MEMBERS, LINES to each, SOCKET (units that the kernel holds),
 * MAX (the bound of an outbox), HARD (the most it may hold), PURSE (what the
 * postman may lend).
 * Options: STALLS (a peer may stop reading), RESETS (or vanish), ENDS (the room
 * throws a member out), FULL (epoll may have no room), PARTIAL (a socket may
 * take less than it has room for), and BAD_..., a fault that must be found.
 */
#ifndef MEMBERS
#define MEMBERS 1
#endif
#ifndef LINES
#define LINES 4
#endif
#ifndef SOCKET
#define SOCKET 1
#endif
#ifndef MAX
#define MAX 1
#endif
#ifndef HARD
#define HARD 2
#endif
#ifndef PURSE
#define PURSE 1
#endif

/* struct seat, guarded by `lock`, unless it says so. */
bool lock[MEMBERS];
byte waits[MEMBERS];		/* outbox.len ... */
byte first[MEMBERS];		/* ... and the number of the first in it */
byte lent[MEMBERS];
bool tried[MEMBERS];		/* patience: is being tried ... */
bool late[MEMBERS];		/* ... its time is over ... */
bool took[MEMBERS];		/* ... and enough was taken in it */
mtype = { LAGS, ENDING, ENDED };
#define OPEN 0
mtype state[MEMBERS];
bool gone[MEMBERS];		/* let_go */
bool at_changed[MEMBERS];	/* the worker is asleep at that condition */

/* struct postman, guarded by its mutex. */
byte purse = PURSE;
byte hurried[MEMBERS], hurried_count;
byte place[MEMBERS];
bool bell;

/* The kernel's. */
byte held[MEMBERS], held_first[MEMBERS];
bool shut[MEMBERS];
bool reset[MEMBERS];
bool watched[MEMBERS];
bool closed[MEMBERS];

/* Ghosts. */
byte told[MEMBERS];		/* lines that the broadcaster has sent */
byte last_read[MEMBERS];	/* by the peer */
bool ended[MEMBERS];		/* not all that was told need arrive */
bool stalled[MEMBERS];
bool leaves[MEMBERS];		/* the registry is to let go */
bool freed[MEMBERS];
byte workers_over;

#define IS_WATCHED(m) (state[m] == LAGS || state[m] == ENDING)
#define IS_OVER(m) (state[m] == ENDING || state[m] == ENDED)
#define OVER(m) (waits[m] > MAX -> waits[m] - MAX : 0)
#define DEAD(m) (shut[m] || reset[m])
#define READY(m) (watched[m] && (held[m] < SOCKET || DEAD(m)))

inline take_lock(m)
{
	!lock[m] -> lock[m] = true;
	assert(!freed[m])
}

inline release(m)
{
	assert(waits[m] <= HARD && lent[m] == OVER(m));
	assert(!tried[m] || IS_WATCHED(m));
	assert(IS_WATCHED(m) == watched[m]);
	assert((state[m] == LAGS) == (waits[m] > 0));
	lock[m] = false
}

inline settle(m)
{
	assert(lent[m] >= OVER(m));
	purse = purse + lent[m] - OVER(m);
	lent[m] = OVER(m)
}

/* finish(), and what was meant for the member need not arrive. */
inline finish(m)
{
	state[m] = (IS_WATCHED(m) -> ENDING : ENDED);
	ended[m] = true;
	waits[m] = 0;
#ifndef BAD_FINISH_KEEPS_WHAT_IS_LENT
	settle(m);
#endif
	shut[m] = true;
	at_changed[m] = false
}

/* send(2) of lines `a`, `a` + 1 ... (`n` of them); `sent` were taken. */
inline send_now(m, a, n)
{
	sent = 0;
	do
	:: DEAD(m) -> dead = true; break
	:: !DEAD(m) && sent < n && held[m] < SOCKET ->
		held_first[m] = (held[m] == 0 -> a : held_first[m]);
		assert(held_first[m] + held[m] == a + sent);
		held[m]++;
		sent++
	:: !DEAD(m) && (sent == n || held[m] == SOCKET) -> break
#ifdef PARTIAL
	:: !DEAD(m) && sent > 0 -> break
#endif
	od
}

/* ------------------------------------------------------- the broadcaster */

/* keep(): one line, after those that wait. */
inline keep_one(m)
{
	if
	:: waits[m] + 1 > MAX && purse == 0 -> refused = true
	:: waits[m] + 1 > MAX && purse > 0 ->
		purse--;
		lent[m]++;
		refused = waits[m] + 1 > HARD
	:: else
	fi;
	if
	:: refused
	:: else ->
		first[m] = (waits[m] == 0 -> told[m] + 1 + sent : first[m]);
		assert(first[m] + waits[m] == told[m] + 1 + sent);
		waits[m]++;
		sent++
	fi
}

#ifdef ENDS
#define CAN_END(m) !ended[m]
#else
#define CAN_END(m) false
#endif
#define TO_DO(m) (!gone[m] && (told[m] < LINES || CAN_END(m) || leaves[m]))

proctype broadcaster()
{
	byte m, n, sent;
	bool dead, refused, rings;

	do
	:: atomic {
		if
		:: TO_DO(0) -> m = 0
#if MEMBERS > 1
		:: TO_DO(1) -> m = 1
#endif
		:: workers_over == MEMBERS -> break
		fi;
		if
		:: told[m] < LINES -> n = 1
		:: told[m] + 1 < LINES -> n = 2
		:: CAN_END(m) -> n = 3	/* seat_end() */
		:: leaves[m] -> n = 0
		fi
	   }
	   if
	   :: n == 0 -> atomic {		/* seat_let_go() */
			take_lock(m);
			gone[m] = true;
#ifndef BAD_LET_GO_WAKES_NOBODY
			at_changed[m] = false;
#endif
			release(m)
		}
	   :: n == 3 -> atomic { take_lock(m); finish(m); release(m) }
	   :: else ->				/* seat_send() */
		atomic {
			take_lock(m);
			dead = false; refused = false; rings = false; sent = 0;
			if
			:: IS_OVER(m) -> sent = n
#ifdef BAD_SEND_OVERTAKES
			:: else -> send_now(m, told[m] + 1, n)
#else
			:: !IS_OVER(m) && waits[m] == 0 ->
				send_now(m, told[m] + 1, n)
			:: !IS_OVER(m) && waits[m] > 0
#endif
			fi;
			if
			:: dead -> finish(m); sent = n
			:: else
			fi
		}
		do
		:: atomic { sent < n && !refused -> keep_one(m) }
		:: atomic { sent == n || refused -> break }
		od;
		if
		:: atomic { refused -> finish(m) }	/* "too slow" */
		:: atomic { !refused && !IS_OVER(m) && waits[m] > 0 ->
			if
			:: state[m] == LAGS
			:: state[m] == OPEN ->		/* postman_watch() */
				assert(!watched[m]);
				watched[m] = true;
				state[m] = LAGS
#ifdef FULL
			:: state[m] == OPEN -> finish(m)
#endif
			fi;
			if
			:: state[m] == LAGS && lent[m] > 0 && !tried[m] ->
				tried[m] = true;
				late[m] = false;
				took[m] = false;
				/* postman_hurry() */
				assert(hurried_count < MEMBERS);
				place[m] = hurried_count;
				rings = hurried_count == 0;
				hurried[hurried_count] = m;
				hurried_count++
			:: else
			fi
		   }
		:: atomic { !refused && (IS_OVER(m) || waits[m] == 0) }
		fi;
		if
		:: atomic { rings ->
#ifndef BAD_HURRY_DOES_NOT_RING
			bell = true
#endif
		   }
		:: atomic { !rings }
		fi;
		atomic {
			told[m] = told[m] + n;
			n = 0; sent = 0;
			dead = false; refused = false; rings = false;
			release(m)
		}
	   fi;
	   m = 0
	od
}

/* ----------------------------------------------------------- the postman */

/* flush() of seat.c */
inline flush(m)
{
	atomic {
		take_lock(m);
		assert(watched[m]);	/* it does not touch who has left it */
		sent = 0;
		dead = false;
		n = waits[m];
		if
		:: !IS_OVER(m) && n > 0 ->
			send_now(m, first[m], n);
			if
			:: dead -> finish(m)
			:: else ->
				first[m] = first[m] + sent;
				waits[m] = waits[m] - sent;
				took[m] = tried[m] && (took[m] || sent > 0)
			fi
		:: else
		fi
	}
	/* look_at_bound() */
#ifdef BAD_FINISHED_STAYS_HURRIED
	if
	:: atomic { tried[m] && IS_OVER(m) -> tried[m] = false }
	:: atomic { !(tried[m] && IS_OVER(m)) }
	fi;
#endif
	if
	:: atomic { tried[m] ->
#ifndef BAD_FLUSH_DOES_NOT_SETTLE
		settle(m)
#endif
	   }
	   if
	   :: atomic { lent[m] > 0 && late[m] && !took[m] -> finish(m) }
	   :: atomic { lent[m] > 0 && late[m] && took[m] ->
		late[m] = false;
		took[m] = false
	   }
	   :: atomic { !(lent[m] > 0 && late[m]) }
	   fi;
	   if
	   :: atomic { lent[m] == 0 ->
		tried[m] = false;
		late[m] = false;
		took[m] = false;
		/* postman_unhurry() */
		assert(hurried[place[m]] == m && hurried_count > 0);
		hurried_count--;
		hurried[place[m]] = hurried[hurried_count];
#ifndef BAD_LAST_KEEPS_ITS_PLACE
		place[hurried[hurried_count]] = place[m];
#endif
		hurried[hurried_count] = 0;
		place[m] = 0
	   }
	   :: atomic { lent[m] > 0 }
	   fi
	:: atomic { !tried[m] }
	fi;
	atomic {
		if
		:: waits[m] == 0 ->		/* leave_postman() */
			assert(watched[m]);
			watched[m] = false;
#ifndef BAD_LAGGING_ENDS_LATER
			state[m] = (IS_OVER(m) -> ENDED : OPEN);
			first[m] = 0;
#endif
#ifndef BAD_FLUSH_WAKES_NOBODY
			at_changed[m] = false
#endif
		:: else
		fi;
		n = 0; sent = 0; dead = false;
#ifdef BAD_LAGGING_ENDS_LATER
		lock[m] = false
#else
		release(m)
#endif
	}
#ifdef BAD_LAGGING_ENDS_LATER
	atomic {
		take_lock(m);
		if
		:: !watched[m] ->
			state[m] = (IS_OVER(m) -> ENDED : OPEN);
			first[m] = 0
		:: else
		fi;
		release(m)
	}
#endif
}

#if MEMBERS > 1
#define ANY_READY (bell || READY(0) || READY(1))
#else
#define ANY_READY (bell || READY(0))
#endif

proctype postman()
{
	byte m, n, sent, i, count;
	bool event[MEMBERS];
	bool dead, looks;

	do
	:: atomic {			/* epoll_wait(); time may have passed */
		if
		:: ANY_READY -> looks = false
		:: count > 0 -> looks = true
		fi;
		i = 0;
		do
		:: i < MEMBERS ->
			event[i] = READY(i);
			late[i] = late[i] || (looks && tried[i]);
			i++
		:: else -> i = 0; break
		od;
		bell = false
	   }
	   do
	   :: i < MEMBERS && event[i] ->
		event[i] = false;
		m = i;
		flush(m);
		i++
	   :: i < MEMBERS && !event[i] -> i++
	   :: i == MEMBERS -> m = 0; i = 0; break
	   od;
	   /* look_at_hurried() */
	   i = (looks -> hurried_count : 0);
	   do
	   :: i > 0 ->
		atomic {
			i--;
			m = (i < hurried_count -> hurried[i] : MEMBERS)
		}
		if
		:: m < MEMBERS -> flush(m)
		:: else
		fi
	   :: else -> m = 0; break
	   od;
	   count = hurried_count;
	   looks = false
	:: atomic { workers_over == MEMBERS ->	/* postman_free() */
		assert(hurried_count == 0 && purse == PURSE);
		break
	   }
	od
}

/* ----------------------------------------------- the worker of a member */

/* thread_wait(), with the mutex before and after. */
inline wait_changed(m)
{
	atomic { at_changed[m] = true; release(m) }
	atomic { !at_changed[m] -> take_lock(m) }
}

proctype worker(byte me)
{
	bool patient = true;

	/* Its client leaves, or stays to the end and only stops to read. */
	if
	:: skip
	:: skip -> DEAD(me) || (told[me] == LINES && !lock[me] && waits[me] <= MAX)
	fi;
	leaves[me] = true;
	/* seat_wait_gone() */
	atomic { take_lock(me) }
	do
	:: gone[me] -> break
	:: else -> wait_changed(me)
	od;
	do
	:: IS_WATCHED(me) && patient ->
		atomic { at_changed[me] = true; release(me) }
		if
		:: atomic { !at_changed[me] -> take_lock(me) }
		:: atomic { !lock[me] && at_changed[me] ->
			at_changed[me] = false;
			patient = false;
			take_lock(me)
		   }
		fi
	:: else -> break
	od;
#ifndef BAD_LEAVER_WAITS_FOR_THE_PEER
	if
	:: atomic { IS_WATCHED(me) -> finish(me) }
	:: atomic { !IS_WATCHED(me) }
	fi;
#endif
#ifndef BAD_FREED_WHILE_WATCHED
	do
	:: IS_WATCHED(me) -> wait_changed(me)
	:: else -> break
	od;
#endif
	atomic {
		lock[me] = false;
		/* seat_fini() */
		assert(lent[me] == 0 && !watched[me] && !tried[me]);
		freed[me] = true;
		closed[me] = true;
		workers_over++
	}
}

/* ------------------------------------------------------------- the peer */

proctype peer(byte m)
{
	do
	:: atomic { held[m] > 0 && !reset[m] ->
		assert(held_first[m] == last_read[m] + 1);
		last_read[m]++;
		held[m]--;
		held_first[m] = (held[m] == 0 -> 0 : held_first[m] + 1)
	   }
#ifdef RESETS
	:: atomic { !reset[m] -> reset[m] = true; ended[m] = true; held[m] = 0;
		held_first[m] = 0; break }
#endif
#ifdef STALLS
	:: stalled[m] = true -> break
#endif
	:: atomic { closed[m] && held[m] == 0 -> break }
	od;
	atomic {
		closed[m];
		assert(ended[m] || stalled[m] || last_read[m] == told[m])
	}
}

init {
	byte i;

	atomic {
		do
		:: i < MEMBERS -> run worker(i); run peer(i); i++
		:: else -> break
		od;
		run broadcaster();
		run postman()
	}
}

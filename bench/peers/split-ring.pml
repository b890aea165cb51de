/* A split virtqueue of two entries with the event index; N buffers pass, both sides sleep and wake. The same steps as
   SplitRingMachine.cs, one d_step each, and the same values in the variables, so that states can be compared. */
#ifndef N
#define N 4
#endif

byte avail_idx, used_idx, avail_event, used_event;
byte avail[2], used[2];
bit kick, call;

#define MORE \
    if \
    :: added < N && free != 0 -> goto add \
    :: added == N && free == 3 -> goto done \
    :: else -> goto reclaim \
    fi

active proctype Driver() {
    byte free = 3;
    byte seen_used;
    short added;
    byte head;

add:
    if
    :: d_step { free & 1 -> avail[avail_idx & 1] = 0; free = free & 2; added++ }
    :: d_step { free & 2 -> avail[avail_idx & 1] = 1; free = free & 1; added++ }
    fi;
    avail_idx++;
    atomic {
        if
        :: avail_event == ((avail_idx + 255) & 255) -> kick = 1
        :: else
        fi;
        MORE
    }

reclaim:
    atomic {
        if
        :: used_idx != seen_used ->
            head = used[seen_used & 1];
            assert(!(free & (1 << head)));
            free = free | (1 << head);
            head = 0;
            seen_used++;
            MORE
        :: else
        fi
    }
    used_event = seen_used;
#ifndef NO_RECHECK
    if
    :: used_idx != seen_used -> goto reclaim
    :: else
    fi;
#endif
    d_step { call -> call = 0 };
    goto reclaim;

done:
end:
    false
}

active proctype Device() {
    byte seen_avail;
    byte held;

look:
    if
    :: avail_idx != seen_avail
    :: else -> goto ask
    fi;

take:
    atomic { held = held | (1 << avail[seen_avail & 1]); seen_avail++ };

choose:
    if
    :: d_step { held & 1 -> used[used_idx & 1] = 0; held = held & 2 }
    :: d_step { held & 2 -> used[used_idx & 1] = 1; held = held & 1 }
    :: seen_avail != avail_idx -> goto take
    fi;
    used_idx++;
    atomic {
        if
        :: used_event == ((used_idx + 255) & 255) -> call = 1
        :: else
        fi;
        if
        :: held != 0 -> goto choose
        :: else -> goto look
        fi
    }

ask:
    avail_event = seen_avail;
#ifndef NO_RECHECK
    if
    :: avail_idx != seen_avail -> goto take
    :: else
    fi;
#endif
end:
    d_step { kick -> kick = 0 };
    goto look
}

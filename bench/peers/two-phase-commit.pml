/* Two-phase commit after the TLA+ example TwoPhase, with RMS resource managers (1 to 8). Messages are a set: bits that stay set.
   The same steps as TwoPhaseCommit.cs, one d_step each, so that states and transitions can be compared. */
#ifndef RMS
#define RMS 3
#endif

byte resource[RMS]; /* 0 working, 1 prepared, 2 committed, 3 aborted */
byte sent;
byte known;
byte decided;       /* 1 commit, 2 abort */

active proctype TransactionManager() {
end:
    do
    :: d_step { decided == 0 && known == (1 << RMS) - 1 -> decided = 1 }
    :: d_step { decided == 0 -> decided = 2 }
#define SEE(i) :: d_step { decided == 0 && (sent & (1 << i)) -> known = known | (1 << i) }
    SEE(0)
#if RMS > 1
    SEE(1)
#endif
#if RMS > 2
    SEE(2)
#endif
#if RMS > 3
    SEE(3)
#endif
#if RMS > 4
    SEE(4)
#endif
#if RMS > 5
    SEE(5)
#endif
#if RMS > 6
    SEE(6)
#endif
#if RMS > 7
    SEE(7)
#endif
    od
}

/* The transaction manager is process 0. */
#define ME (_pid - 1)

active [RMS] proctype ResourceManager() {
end:
    do
    :: d_step { resource[ME] == 0 -> resource[ME] = 1; sent = sent | (1 << ME) }
    :: d_step { resource[ME] == 0 -> resource[ME] = 3 }
    :: d_step { decided == 1 -> resource[ME] = 2 }
    :: d_step { decided == 2 -> resource[ME] = 3 }
    od
}

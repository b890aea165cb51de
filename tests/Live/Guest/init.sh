#!/bin/busybox sh
# The whole user space of the test guest. Every line for the test starts with "virtspec-guest: "; the verdict comes last.
# The virtspec_* variables are on the kernel command line: the kernel hands init, as its environment, what it does not
# know itself.
/bin/busybox --install -s /bin
export PATH=/bin

say() { echo "virtspec-guest: $*"; }

finish() {
    say "$@"
    poweroff -f
    # Init must not return, and the power goes off a moment later.
    sleep 60
}

# expected <first sector> <sectors>: the pattern that WritePlan.Fill makes on the host.
expected() {
    awk -v seed="$virtspec_seed" -v first="$1" -v count="$2" 'BEGIN {
        x = seed
        for (i = 0; i < 768; i++) { x = x * 16807 % 2147483647; base = base sprintf("%06x", x % 16777216) }
        for (s = first; s < first + count; s++) {
            x = (seed + s * 7919) % 2147483646 + 1
            for (k = 0; k < 3; k++) x = x * 16807 % 2147483647
            printf "%016x%s\n", s, substr(base, 1 + 2 * (x % 1800), 1008)
        }
    }' | xxd -r -p
}

# transfer <what> <extent> <dd arguments>: what fails in the background is collected in /failures.
transfer() {
    what=$1 extent=$2
    shift 2
    error=$(dd bs=1M status=none "$@" 2>&1) || echo "$what of extent $extent: $error" >>/failures
}

# each_extent <command>: runs it for all extents at once, so that the queue holds several requests, with the extent, the
# byte it starts at, its length, and, for every other one, a flag to go past the page cache.
each_extent() {
    flag=""
    for extent in $(echo "$virtspec_extents" | tr , ' '); do
        "$1" "$extent" $((${extent%+*} * 512)) $((${extent#*+} * 512)) "$flag" &
        if [ "$flag" ]; then flag=""; else flag=,direct; fi
    done
    wait
    [ ! -s /failures ] || finish "FAIL $(head -n 1 /failures)"
}

write() { transfer write "$1" if=/pattern/"$1" of=/dev/vda conv=notrunc oflag=seek_bytes"$4" seek="$2"; }

read_back() { transfer read "$1" if=/dev/vda of=/found/"$1" iflag=skip_bytes,count_bytes"$4" skip="$2" count="$3"; }

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev

for module in $(echo "$virtspec_modules" | tr , ' '); do
    insmod /modules/"$module".ko* || finish "FAIL cannot load the module $module"
done

tries=0
until [ -b /dev/vda ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || finish "FAIL /dev/vda does not appear"
    sleep 0.1
done

say "features $(cat /sys/block/vda/device/features)"
say "sectors $(cat /sys/block/vda/size)"
say "serial $(cat /sys/block/vda/serial)"
say "cache $(cat /sys/block/vda/queue/write_cache)"

mkdir /pattern /found
for extent in $(echo "$virtspec_extents" | tr , ' '); do
    expected "${extent%+*}" "${extent#*+}" >/pattern/"$extent"
done

if [ "$virtspec_write" = 1 ]; then
    each_extent write
    transfer flush all if=/dev/null of=/dev/vda conv=notrunc,fsync
    [ ! -s /failures ] || finish "FAIL $(head -n 1 /failures)"
    say "wrote"
fi

echo 3 >/proc/sys/vm/drop_caches
each_extent read_back

bytes=0
for extent in $(echo "$virtspec_extents" | tr , ' '); do
    difference=$(cmp /pattern/"$extent" /found/"$extent" 2>&1) || finish "FAIL extent $extent: $difference"
    bytes=$((bytes + ${extent#*+} * 512))
done
finish "ok compared $bytes bytes"

#!/bin/sh
# Whole-process comparison with QEMU TCG: CPU seconds of both on the same guests, medians, ratios.
#
# usage: run.sh [ROUNDS [WORK...]]     needs gcc, objcopy, qemu-system-x86_64 and a built ./ringside
# ENGINE=interpret|translate|auto chooses the tiers (auto), ICOUNT=1 adds QEMU's deterministic mode.
set -e
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
rounds=${1:-5}
[ $# -gt 0 ] && shift
works=${*:-1 2 3 4 5 6 7 8 9 10 11}
names="start registers calls sieve chase hashes rep-copy sse2-matrix interrupts page-tables self-modifying real-mode"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT INT TERM

for work in 0 $works; do
    flags=-mgeneral-regs-only
    [ "$work" = 7 ] && flags="-DSSE -msse2"
    # shellcheck disable=SC2086 # words
    gcc -O2 -fno-tree-vectorize -ffreestanding -fno-pic -fno-pie -mno-red-zone -mcmodel=small \
        -fcf-protection=none -fno-stack-protector -fno-asynchronous-unwind-tables $flags \
        -DWORK="$work" -c "$here/work.c" -o "$out/work.o"
    gcc -c "$here/start.S" -o "$out/start.o"
    ld -n --no-warn-rwx-segments -z noexecstack -T "$here/link.ld" -o "$out/work.elf" "$out/start.o" "$out/work.o"
    objcopy -O elf32-i386 "$out/work.elf" "$out/$work.elf"
done

# CPU seconds of a command whose exit code says that the guest finished (3).
seconds() {
    code=0
    command time -o "$out/time" -f '%U %S' timeout 300 "$@" > "$out/log" 2>&1 || code=$?
    if [ "$code" != 3 ]; then
        echo "exit code $code of: $*" >&2
        cat "$out/log" >&2
        echo 0
        return
    fi
    tail -n 1 "$out/time" | awk '{ print $1 + $2 }'
}

qemu() {
    image=$1
    shift
    seconds qemu-system-x86_64 -accel tcg,thread=single -m 128 -display none -no-reboot \
        -device isa-debug-exit,iobase=0xf4,iosize=4 -kernel "$out/$image.elf" "$@"
}

ringside() {
    seconds "$root/ringside" run "$out/$1.elf" --boot multiboot --memory 128M \
        --engine "${ENGINE:-auto}"
}

median() {
    sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

round=0
while [ "$round" -lt "$rounds" ]; do
    for work in 0 $works; do
        qemu "$work" >> "$out/q$work"
        ringside "$work" >> "$out/r$work"
        if [ -n "${ICOUNT:-}" ]; then qemu "$work" -icount shift=0 >> "$out/i$work"; fi
    done
    round=$((round + 1))
done

base_q=$(median "$out/q0")
base_r=$(median "$out/r0")
echo "medians of $rounds, CPU seconds without the start (QEMU $base_q, Ringside $base_r)"
printf '%-16s %8s %9s %7s\n' work QEMU Ringside ratio
for work in $works; do
    name=$(echo "$names" | cut -d ' ' -f $((work + 1)))
    q=$(median "$out/q$work")
    r=$(median "$out/r$work")
    echo "$name $q $base_q $r $base_r"
done | awk '{ q = $2 - $3; r = $4 - $5; ratio = r > 0 ? q / r : 0; printf "%-16s %8.2f %9.2f %6.2fx\n", $1, q, r, ratio
    if (ratio > 0) { sum += log(ratio); n++ } }
    END { if (n) printf "%-16s %8s %9s %6.2fx\n", "geometric mean", "", "", exp(sum / n) }'

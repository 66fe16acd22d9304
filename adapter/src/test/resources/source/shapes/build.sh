#!/bin/sh
# Builds one program for every compiler, optimization, word size and DWARF version that the tests name:
# build.sh COMPILER LEVEL BITS VERSION OUTPUT, in the folder of the sources.
set -e
folder=$(pwd)
case $3 in 32) emulation=elf_i386 ;; *) emulation=elf_x86_64 ;; esac
"$1" -m"$3" -O"$2" -g -gdwarf-"$4" -gno-record-gcc-switches -ffile-prefix-map="$folder"=. \
    -ffreestanding -nostdinc -fno-pic -fno-stack-protector -fcf-protection=none \
    -fno-asynchronous-unwind-tables -mgeneral-regs-only -c shapes.c -o "$5".c.o
"$1" -m"$3" -c boot.S -o "$5".boot.o
ld -m $emulation -T shapes.ld --build-id=none -z noexecstack --no-warn-rwx-segments -o "$5" "$5".boot.o "$5".c.o
rm -f "$5".c.o "$5".boot.o

        .code16
        .text
        .globl _start
_start: xor %ax,%ax
        mov %ax,%ds
loop:   hlt
        jmp loop
        .byte 0x66, 0x90
text:   .ascii "hi"
        .org 510
        .word 0xaa55

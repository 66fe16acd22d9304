BASE equ 0x7C00
%define LOAD 0x8000
        org BASE
        bits 16
        section .text
start:  jmp short main
data1   db "a long string that needs several rows of bytes in the listing", 0
data2:  dd 1, 2, 3, 4,
        incbin "text.bin"
%include "inc.asm"
main:
        out3 5, 0x80
.loc:   nop
        %rep 3
        inc ax
        %endrep
%if 0
        bad
%endif
        times 5 nop
        times 3 dw 0x1234
        align 16
%macro nest 0
        out3 1,2
        %include "inner.asm"
%endmacro
        nest
        mov eax, [data1 + 4]
        call inc_fn
        lock inc word [bss1]
        struc point
.x:     resw 1
.y:     resw 1
        endstruc
        istruc point
        at point.x, dw 5
        at point.y, dw 6
        iend
        section .data
d1:     dw 5
        dq d1
        section .second vstart=LOAD align=16
s2:     mov ax, bx
        jmp s2
        section .bss
bss1:   resb 1000
bss2:   resd 2
        section .text
again:  hlt
        jmp $$
        absolute 0x500
v1:     resw 1
v2:     resb 3
        section .text
        [map all flat.map]
        ret
by_hand:
        nop
        db 0x66, 0x90           ; machine code by hand
        dw 0x9090
words:  dw 1, 2, 3

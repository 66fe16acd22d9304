%ifdef DOS
        org 0x100
%else
        org 0x7C00
%endif
%define FAST 1
%if FAST
start:  cli
%else
start:  sti
wrong:  nop
%endif
%macro wait_key 0
.again: in al, 0x64
        test al, 1
        jz .again
%endmacro
first:  wait_key
second: hlt
%rep 2
        inc ax
%endrep
%if 0
off:    nop
  %if 1
off2:   nop
  %endif
%elif FAST == 1
on:     nop
%endif
%ifdef FAST
yes:    nop
%endif
%ifdef GIVEN
given:  nop
%endif
        jmp start

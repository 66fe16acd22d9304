%macro out3 2
        mov al, %1
%%again:
        out %2, al
        dec cl
        jnz %%again
%endmacro
inc_fn:
        nop
        ret

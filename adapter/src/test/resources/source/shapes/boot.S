        .section .boot, "ax"
        .globl boot
boot:
#ifdef __x86_64__
        movabs $stack, %rsp
#else
        movl $stack, %esp
#endif
        xor %ebp, %ebp
        call start
1:      jmp 1b
        .bss
        .skip 4096
stack:
        .section .note.GNU-stack, "", @progbits

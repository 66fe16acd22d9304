/*
 * The entry of the kernel. A Multiboot loader (GRUB, for one) has already switched
 * to 32-bit protected mode, with flat segments, paging off and interrupts off.
 * It leaves a magic number in EAX and the address of what it knows about the
 * machine in EBX (Multiboot Specification 0.6.96, 3.2 Machine state).
 */

#define MAGIC 0x1BADB002        /* says: this is a Multiboot kernel */
#define FLAGS 0x00000002        /* and it wants to know the memory */

        /* The loader looks for these three words in the first 8 KB of the file. */
        .section .multiboot, "a"
        .align 4
        .long MAGIC
        .long FLAGS
        .long -(MAGIC + FLAGS)  /* the three add up to zero */

        .text
        .globl start
        .type start, @function
start:
        movl $stack_top, %esp   /* the loader gives us no stack */
        xorl %ebp, %ebp         /* the end of the chain of frames, for debuggers */
        pushl %ebx              /* second argument of kernel_main: the information */
        pushl %eax              /* first argument: the magic number */
        call kernel_main

halt:
        cli
        hlt
        jmp halt
        .size start, . - start

        .bss
        .align 16
        .skip 4096
stack_top:

        .section .note.GNU-stack, "", @progbits

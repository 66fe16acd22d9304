# Multiboot 1 entry to 64-bit code: 1 GiB mapped by identity, the first 64 MiB in 4-KiB pages.
        .set MAGIC, 0x1BADB002
        .set FLAGS, 0
        .section .multiboot, "a"
        .align 4
        .long MAGIC, FLAGS, -(MAGIC + FLAGS)

        .bss
        .align 4096
pml4:   .skip 4096
pdpt:   .skip 4096
pd:     .skip 4096
        .global page_tables
page_tables: .skip 32 * 4096
        .skip 65536
stack:
        .global idt
idt:    .skip 256 * 16

        .data
        .align 8
gdt:    .quad 0, 0x00AF9B000000FFFF, 0x00CF93000000FFFF, 0x00009B000000FFFF, 0x000093000000FFFF
gdtr:   .word 39
        .long gdt
        .global idtr
idtr:   .word 4095
        .quad idt
idt16:  .word 0x3FF
        .long 0

        .text
        .code32
        .global start
start:  cli
        movl $stack, %esp
        movl $pdpt + 7, pml4
        movl $pd + 7, pdpt
        movl $pd, %edi
        movl $page_tables + 7, %eax
        movl $32, %ecx
1:      movl %eax, (%edi)
        addl $4096, %eax
        addl $8, %edi
        loop 1b
        movl $0x4000087, %eax
        movl $480, %ecx
2:      movl %eax, (%edi)
        addl $0x200000, %eax
        addl $8, %edi
        loop 2b
        movl $page_tables, %edi
        movl $7, %eax
        movl $32 * 512, %ecx
3:      movl %eax, (%edi)
        addl $4096, %eax
        addl $8, %edi
        loop 3b
        movl $0x6A0, %eax               # PAE, PGE, OSFXSR, OSXMMEXCPT
        movl %eax, %cr4
        movl $pml4, %eax
        movl %eax, %cr3
        movl $0xC0000080, %ecx
        rdmsr
        orl $0x100, %eax
        wrmsr
        movl $0x80000013, %eax
        movl %eax, %cr0
        lgdt gdtr
        ljmp $8, $long
        .code64
long:   movw $16, %ax
        movw %ax, %ds
        movw %ax, %es
        movw %ax, %ss
        movw %ax, %fs
        movw %ax, %gs
        lidt idtr
        call work
        .global finish
finish: movw $0xF4, %dx
        movb $1, %al
        outb %al, %dx
        hlt
        jmp finish

# long storm(long n): n times INT 0x80 and IRETQ.
        .global storm
storm:  int $0x80
        decq %rdi
        jnz storm
        ret
        .global handler
handler: iretq

# A loop that stores into its own code: void modify(long n).
        .global modify
modify: movq %rdi, %rcx
4:      incl patched + 1(%rip)
patched: movl $0, %eax
        decq %rcx
        jnz 4b
        ret

# void real(long n): n times 60000 turns of a loop in real mode, stack below the code.
        .global real
real:   movq %rdi, %rbx
        movl $real16, %esi              # copy to 0x7C00
        movl $0x7C00, %edi
        movl $real16_end - real16, %ecx
        rep movsb
        movl %ebx, %ebp
        pushq $0x18
        leaq 5f(%rip), %rax
        movl $0x7C00, %eax
        pushq $0x18
        pushq %rax
        lretq
5:      ret
        .code16
        # 16-bit protected code from here, then real mode.
real16: movl $0x11, %eax                # paging off: leaves long mode
        movl %eax, %cr0
        movl $0xC0000080, %ecx
        rdmsr
        andl $0xFFFFFEFF, %eax
        wrmsr
        movw $0x20, %ax
        movw %ax, %ds
        movw %ax, %ss
        movl $0x10, %eax
        movl %eax, %cr0
        ljmp $0, $0x7C00 + (in_real - real16)
in_real: xorw %ax, %ax
        movw %ax, %ds
        movw %ax, %ss
        movw $0x7C00, %sp
turn:   movw $60000, %cx
again:  addw %cx, %ax
        rolw $3, %ax
        pushw %ax
        xorw $0x1234, %ax
        popw %dx
        addw %dx, %bx
        loop again
        decl %ebp
        jnz turn
        movw $0xF4, %dx
        movb $1, %al
        outb %al, %dx
        hlt
real16_end:

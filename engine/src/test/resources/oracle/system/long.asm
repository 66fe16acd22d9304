; From the reset vector to long mode; ends in a jump to itself. Tables and stacks lie in RAM below
; 0x30000, code in ROM.
bits 16
org 0
%define GDT 0x1000
%define IDT 0x2000
%define TSS 0x3000
%define PML4 0x10000
%define PDPT 0x11000
%define PD 0x12000
%define PT 0x13000
%define LINEAR 0xF0000
start:
cli
mov al, 0xff
out 0x21, al
out 0xa1, al
xor ax, ax
mov ds, ax
mov es, ax
mov ss, ax
mov sp, 0x7000
mov si, gdt
mov di, GDT
mov cx, gdt_end - gdt
copygdt:
mov al, [cs:si]
mov [di], al
inc si
inc di
loop copygdt
; 64-bit interrupt gates: 0 to 31 at DPL 0, 0x20 and 0x21 at DPL 3, 0x21 on IST 1
mov di, IDT
mov bx, stubs
mov cx, 34
xor dx, dx
gates:
mov [di], bx
mov word [di+2], 0x08
mov word [di+4], 0x8e00
cmp dx, 32
jb kernel_gate
mov word [di+4], 0xee00
cmp dx, 33
jne kernel_gate
mov word [di+4], 0xee01
kernel_gate:
mov word [di+6], 0x000f
mov dword [di+8], 0
mov dword [di+12], 0
add di, 16
add bx, 8
inc dx
loop gates
; TSS: RSP0 and IST1
mov dword [TSS+4], 0x6000
mov dword [TSS+8], 0
mov dword [TSS+36], 0x5000
mov dword [TSS+40], 0
mov word [TSS+102], 0x68
lgdt [cs:gdtr]
lidt [cs:idtr]
; page tables: 2 MiB of 4 KiB pages for the first, one large page behind
mov ax, PML4 >> 4
mov es, ax
mov dword [es:0], PDPT + 7
mov ax, PDPT >> 4
mov es, ax
mov dword [es:0], PD + 7
mov ax, PD >> 4
mov es, ax
mov dword [es:0], PT + 7
mov dword [es:8], 0x200087
mov ax, PT >> 4
mov es, ax
xor di, di
mov eax, 7
mov cx, 512
pages:
stosd
mov dword [es:di], 0
add di, 4
add eax, 0x1000
loop pages
; page 0x20000 supervisor, 0x21000 read-only, 0x22000 absent, 0x23000 no-execute
mov dword [es:0x20*8], 0x20003
mov dword [es:0x21*8], 0x21005
mov dword [es:0x22*8], 0x22000
mov dword [es:0x23*8+4], 0x80000000
mov eax, 0x20
mov cr4, eax
mov eax, PML4
mov cr3, eax
mov ecx, 0xc0000080
rdmsr
or eax, 0x901
wrmsr
mov eax, cr0
or eax, 0x80010001
mov cr0, eax
jmp dword 0x08:entry64 + LINEAR
align 8
gdt:
dq 0
dq 0x00af9b000000ffff  ; 08 code64
dq 0x00cf93000000ffff  ; 10 data
dq 0x00cf9b000000ffff  ; 18 code32
dq 0x00cffb000000ffff  ; 20 user code32
dq 0x00cff3000000ffff  ; 28 user data
dq 0x00affb000000ffff  ; 30 user code64
dq 0x00cff3000000ffff  ; 38 user data
dq 0x0000890030000067  ; 40 TSS
dq 0
dw gate, 0x0008, 0xec00, 0x000f ; 50 call gate
dq 0
dq 0x00cf13000000ffff  ; 60 not present
dq 0x00ef9b000000ffff  ; 68 code with L and D
gdt_end:
gdtr: dw gdt_end - gdt - 1
dd GDT
idtr: dw 34 * 16 - 1
dd IDT
bits 64
align 8
stubs:
%assign v 0
%rep 34
push byte v
jmp near fault_common
nop
%assign v v + 1
%endrep
; a fault: its error code to 0x6f0, and on behind the instruction, whose length is in RBP
fault_common:
push rax
mov rax, [rsp+8]
bt dword [abs errors + LINEAR], eax
jnc plain
mov rax, [rsp+16]
mov [abs 0x6f0], rax
mov rax, cr2
pop rax
add rsp, 16
jmp back
plain:
pop rax
add rsp, 8
back:
add [rsp], rbp
iretq
errors: dd 0x00027d00, 0
gate:
mov rax, [rsp]
retfq
%macro faults 2
mov ebp, %1
%2
%endmacro
entry64:
mov ax, 0x10
mov ds, ax
mov es, ax
mov ss, ax
mov rsp, 0x7000
mov ax, 0x40
ltr ax
str eax
xor eax, eax
lldt ax
mov fs, ax
mov gs, ax
; bases
mov ecx, 0xc0000100
mov eax, 0x600
xor edx, edx
wrmsr
mov ecx, 0xc0000101
mov eax, 0x700
wrmsr
mov ecx, 0xc0000102
mov eax, 0x800
wrmsr
mov qword [fs:0], 0x1111
mov qword [gs:0], 0x2222
swapgs
mov qword [gs:0], 0x3333
swapgs
mov rax, [gs:0]
mov rbx, [abs 0x800]
mov ax, 0x10
mov fs, ax
mov rcx, [fs:0x600]
; faults
mov rax, 0x800000000000
faults 3, {mov rbx, [rax]}
mov rbx, 0x22000
faults 3, {mov rax, [rbx]}
faults 3, {mov [rbx], rax}
mov rbx, 0x21000
faults 3, {mov rax, [rbx]}
faults 3, {mov [rbx], rax}
mov rbx, 0x400000
faults 3, {mov rax, [rbx]}
mov rbx, 0x21ffc
faults 3, {mov rax, [rbx]}
mov eax, 0x60
faults 2, {mov ds, eax}
mov eax, 0x2000
faults 2, {mov ds, eax}
mov eax, 0x08
faults 2, {mov ss, eax}
xor ebx, ebx
faults 3, {div rbx}
faults 2, {ud2}
faults 1, {db 0x06}
xor ebp, ebp
int 0x20
int3
xor eax, eax
mov ss, eax
push rax
pop rax
mov ax, 0x10
mov ss, eax
; single step
pushfq
or dword [rsp], 0x100
popfq
nop
mov rax, rbx
pushfq
and dword [rsp], ~0x100
popfq
nop
; far transfers
call far dword [abs farpointer + LINEAR]
push qword 0x08
lea rax, [rel afterretf]
push rax
retfq
afterretf:
call far dword [abs gatepointer + LINEAR]
; compatibility mode and back
push qword 0x18
mov rax, compat + LINEAR
push rax
retfq
farproc:
retf
farpointer: dd farproc + LINEAR
dw 0x08
gatepointer: dd 0
dw 0x50
bits 32
compat:
mov eax, 0x12345678
db 0x41
mov ebx, 0x10000
mov ax, 0x10
mov ds, ax
mov eax, [0x600]
push eax
pop ecx
pushfd
popfd
faults 2, {ud2}
xor ebp, ebp
int 0x20
call 0x50:0
jmp 0x08:again64 + LINEAR
bits 64
again64:
; SYSCALL, SYSENTER
mov ecx, 0xc0000081
xor eax, eax
mov edx, 0x00200008
wrmsr
mov ecx, 0xc0000082
mov eax, kernel + LINEAR
xor edx, edx
wrmsr
mov ecx, 0xc0000084
mov eax, 0x300
wrmsr
mov ecx, 0x174
mov eax, 0x08
wrmsr
mov ecx, 0x175
mov eax, 0x6800
wrmsr
mov ecx, 0x176
mov eax, sysenter_entry + LINEAR
wrmsr
xor edi, edi
mov r11d, 0x202
mov rcx, user + LINEAR
o64 sysret
kernel:
inc edi
mov r8, rcx
mov r9, r11
cmp edi, 2
je toiret
o64 sysret
toiret:
push qword 0x3b
push qword 0x7800
push qword 0x202
push qword 0x33
mov rax, user2 + LINEAR
push rax
iretq
user:
mov eax, 1
syscall
mov ebx, cs
mov edx, ss
syscall
ud2
user2:
mov rsp, 0x7800
faults 1, {hlt}
faults 3, {mov rax, cr0}
faults 2, {ud2}
mov rbx, 0x20000
faults 3, {mov rax, [rbx]}
faults 3, {mov [rbx], rax}
mov rbx, 0x22000
faults 3, {mov [rbx], rax}
mov eax, 0x10
faults 2, {mov ds, eax}
mov eax, 0x3b
mov ds, eax
xor ebp, ebp
int 0x20
int 0x21
push rax
popfq
pushfq
pop rax
call far dword [abs gatepointer3 + LINEAR]
; compatibility mode at CPL 3
push qword 0x23
mov rax, compat3 + LINEAR
push rax
retfq
gatepointer3: dd 0
dw 0x53
bits 32
compat3:
mov eax, 0x55
push eax
pop ebx
mov edx, esp
xor ebp, ebp
int 0x20
mov ecx, 0x7700
sysenter
bits 64
sysenter_entry:
mov rax, rsp
mov ebx, cs
; global pages, INVLPG, WP, and the accessed and dirty bits
mov rax, [abs PT + 0x24*8]
mov qword [abs 0x24000], 1
mov rbx, [abs PT + 0x24*8]
mov rcx, cr0
and ecx, 0xfffeffff
mov cr0, rcx
mov qword [abs 0x21000], 5
mov rdx, [abs PT + 0x21*8]
or ecx, 0x10000
mov cr0, rcx
mov rsi, 0x21000
faults 4, {mov byte [rsi], 1}
db 0x90
mov qword [abs PT + 0x22*8], 0x22003
invlpg [abs 0x22000]
mov rax, [abs 0x22000]
mov rax, cr8
mov eax, 7
mov cr8, rax
mov rbx, cr8
xor eax, eax
mov cr8, rax
; back to 32-bit protected mode
push qword 0x18
mov rax, leave + LINEAR
push rax
retfq
bits 32
leave:
mov eax, cr0
and eax, 0x7fffffff
mov cr0, eax
mov ecx, 0xc0000080
rdmsr
and eax, ~0x100
wrmsr
rdmsr
end:
jmp end
times 0xfff0 - ($ - $$) db 0xf4
bits 16
jmp 0xf000:start
times 0x10000 - ($ - $$) db 0

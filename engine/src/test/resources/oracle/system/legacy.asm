; Runs from the reset vector; ends in a jump to itself. Tables and stacks lie in RAM below 0x10000, code in ROM.
bits 16
org 0
%define GDT 0x1000
%define IDT 0x1800
%define TSS1 0x2000
%define TSS2 0x2100
%define TSS3 0x2200
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
; interrupt table: all to skip
mov di, 0
mov cx, 64
cld
ivt:
mov ax, real_handler
stosw
mov ax, cs
stosw
loop ivt
; real mode: flags, stack, interrupts, faults
mov ax, 0x1234
push ax
popf
pushf
pop bx
pushfd
pop ebx
push dword 0x00257fd7
popfd
pushfd
pop ecx
push word 0x0002
popf
int 0x20
mov bp, 2
xor bx, bx
div bx
mov bp, 2
ud2
mov bp, 3
str ax
mov bp, 3
sldt ax
mov bp, 3
lar ax, bx
smsw ax
mov bp, 4
bound ax, [0x500]
into
int3
push word 0x9000
pop es
mov word [es:0x10], 0x5678
les bx, [0x0]
lss sp, [cs:stackptr]
call 0xf000:farproc
enter 8, 0
leave
enter 16, 3
leave
pusha
popa
pushad
popad
; build the GDT
xor ax, ax
mov es, ax
mov ds, ax
mov si, gdt
mov di, GDT
mov cx, gdt_end - gdt
copygdt:
mov al, [cs:si]
mov [di], al
inc si
inc di
loop copygdt
; build the IDT: 32-bit interrupt gates to per-vector stubs
mov di, IDT
mov bx, stubs
mov cx, 32
idt32:
mov ax, bx
stosw
mov ax, 0x08
stosw
mov ax, 0x8e00
stosw
mov ax, 0x000f
stosw
add bx, 8
loop idt32
; 0x20: DPL 3 gate, 0x21: task gate, 0x22: trap gate 16 bit
mov ax, int20
stosw
mov ax, 0x08
stosw
mov ax, 0xee00
stosw
mov ax, 0x000f
stosw
xor ax, ax
stosw
mov ax, 0x60
stosw
mov ax, 0xe500
stosw
xor ax, ax
stosw
mov ax, int22
stosw
mov ax, 0x50
stosw
mov ax, 0x8700
stosw
xor ax, ax
stosw
mov ax, int23
stosw
mov ax, 0x08
stosw
mov ax, 0xee00
stosw
mov ax, 0x000f
stosw
lgdt [cs:gdtr]
lidt [cs:idtr]
sgdt [0x600]
sidt [0x610]
mov eax, cr0
or al, 1
mov cr0, eax
mov ax, cs
jmp dword 0x08:protected + LINEAR
real_handler:
push bp
push bx
mov bx, sp
mov bx, [ss:bx+4]
pop bx
mov bp, sp
push ax
mov ax, [bp]
add [bp+2], ax
pop ax
pop bp
iret
farproc:
pushf
popf
retf
stackptr: dw 0x6ff0, 0
align 8
gdt:
dq 0
dq 0x00cf9b000000ffff  ; 08 code32
dq 0x00cf93000000ffff  ; 10 data32
dq 0x00cffb000000ffff  ; 18 user code32
dq 0x00cff3000000ffff  ; 20 user data32
dq 0x0000890020000067  ; 28 TSS1
dq 0x00af9b000000ffff  ; 30 code64
dq 0x00cf97000000ffff  ; 38 expand-down data
dq 0x00cf13000000ffff  ; 40 data, not present
dq 0x00cf9f000000ffff  ; 48 conforming code
dq 0x000f9b0f0000ffff  ; 50 code16 at 0xf0000
dq 0x0000930a00000fff  ; 58 small data at 0xa0000
dq 0x0000890021000067  ; 60 TSS2
dq 0x000089002200002b  ; 68 32-bit TSS too small
dw gateproc, 0x0008, 0xec00, 0x000f ; 70 call gate DPL 3, no parameters
dw gateproc2, 0x0008, 0xec02, 0x000f ; 78 call gate with 2 parameters
dq 0x0000e50000600000  ; 80 task gate to 60
dq 0x0000820030000017  ; 88 LDT at 0x3000
dq 0x00affb000000ffff  ; 90 user code64
dq 0x00cff3000000ffff  ; 98 user data
dq 0x000081002200002b  ; a0 TSS3, 16 bits
gdt_end:
gdtr: dw gdt_end - gdt - 1
dd GDT
idtr: dw 36 * 8 - 1
dd IDT
bits 32
align 8
stubs:
%assign v 0
%rep 32
push byte v
jmp near fault_common
nop
%assign v v + 1
%endrep
; a fault: its error code to 0x6f0, and on behind the instruction, whose length is in EBP
fault_common:
push eax
mov eax, [esp+4]
bt dword [cs:errors + LINEAR], eax
jnc plain
mov eax, [esp+8]
mov [ss:0x6f0], eax
pop eax
add esp, 8
add [esp], ebp
iretd
plain:
pop eax
add esp, 4
add [esp], ebp
iretd
errors: dd 0x00027d00
int20:
inc dword [ss:0x6f4]
iretd
int23:
jmp dword [ss:0x704]
bits 16
int22:
inc word [ss:0x6f4]
o16 iret
bits 32
gateproc:
mov eax, [esp]
retf
gateproc2:
mov eax, [esp+8]
retf 8
protected:
mov ax, 0x10
mov ds, ax
mov es, ax
mov fs, ax
mov gs, ax
mov ss, ax
mov esp, 0x7000
mov word [TSS1 + 8], 0x10
mov dword [TSS1 + 4], 0x6000
mov word [TSS1 + 102], 0x68
mov ax, 0x28
ltr ax
str ebx
xor ax, ax
lldt ax
; loads that fault, and queries
%macro faults 2
mov ebp, %1
%2
%endmacro
mov eax, 0x40
faults 2, {mov ds, ax}
mov eax, 0x2000
faults 2, {mov es, ax}
mov eax, 0x08
faults 2, {mov ss, ax}
mov eax, 0x13
faults 2, {mov ss, ax}
xor eax, eax
faults 2, {mov ss, ax}
mov fs, ax
mov eax, 0x38
mov gs, ax
%macro query 1
mov ecx, %1
lar eax, ecx
pushfd
pop edx
and edx, 0x40
lsl eax, ecx
pushfd
pop edx
and edx, 0x40
verr cx
pushfd
pop edx
and edx, 0x40
verw cx
pushfd
pop edx
and edx, 0x40
%endmacro
query 0x08
query 0x10
query 0x18
query 0x28
query 0x38
query 0x40
query 0x48
query 0x70
query 0x80
query 0x88
query 0x2000
query 0
mov eax, 0x13
mov ebx, 0x08
arpl bx, ax
pushfd
pop edx
arpl ax, bx
; LDT
mov dword [0x3000], 0x0000ffff
mov dword [0x3004], 0x00cf9300
mov ax, 0x88
lldt ax
sldt eax
mov eax, 4
mov es, ax
mov eax, [es:0x1000]
mov eax, 0x10
mov es, ax
; faults of arithmetic and control
xor ebx, ebx
faults 2, {div ebx}
faults 2, {ud2}
faults 2, {int 0x50}
mov ebp, 0
int 0x20
int3
; single step over a few instructions
xor ebp, ebp
pushfd
or dword [esp], 0x100
popfd
nop
inc eax
mov ax, 0x10
mov ss, ax
nop
pushfd
and dword [esp], ~0x100
popfd
nop
; debug registers
mov eax, traced + LINEAR
mov dr0, eax
mov eax, 0x401
mov ebp, 1
mov dr7, eax
traced:
nop
xor ebp, ebp
mov eax, 0x400
mov dr7, eax
mov eax, dr6
and eax, 0xf
xor eax, eax
mov dr6, eax
; far calls and gates
call 0x08:farproc32 + LINEAR
call 0x48:farproc32 + LINEAR
call 0x70:0
push dword 0x1111
push dword 0x2222
call 0x78:0
add esp, 8
jmp 0x08:next + LINEAR
farproc32:
pushfd
popfd
retf
next:
; ring 3 and back by gates and interrupts; INT 0x23 goes on where 0x704 says
mov dword [0x704], ring0 + LINEAR
call fill_tss2
push dword 0x23
push dword 0x7800
push dword 0x3002
push dword 0x1b
push dword user + LINEAR
iretd
fill_tss2:
mov dword [TSS2 + 28], 0
mov dword [TSS2 + 32], task2 + LINEAR
mov dword [TSS2 + 36], 2
mov dword [TSS2 + 56], 0x6800
mov dword [TSS2 + 72], 0x10
mov dword [TSS2 + 76], 0x08
mov dword [TSS2 + 80], 0x10
mov dword [TSS2 + 84], 0x10
mov dword [TSS2 + 88], 0
mov dword [TSS2 + 92], 0
mov dword [TSS2 + 96], 0
ret
user:
mov ax, 0x23
mov ds, ax
mov es, ax
int 0x20
call 0x73:0
push dword 0x3333
push dword 0x4444
call 0x7b:0
faults 1, {hlt}
push dword 0x0202
popfd
pushfd
pop eax
faults 3, {mov eax, cr0}
faults 7, {call 0x08:0}
mov eax, 0x10
faults 2, {mov ds, ax}
str eax
smsw eax
sgdt [0x620]
lar eax, ax
int 0x21
call 0x83:0
xor ebp, ebp
int 0x23
task2:
inc dword [0x700]
str eax
push eax
pop ebx
iretd
jmp task2
task2b:
inc dword [0x700]
jmp 0x28:0
task16:
ring0:
mov ax, 0x10
mov ds, ax
mov es, ax
call 0x60:0
int 0x21
mov dword [TSS2 + 32], task2b + LINEAR
mov dword [TSS2 + 36], 2
jmp 0x60:0
faults 7, {jmp 0x68:0}
faults 7, {jmp 0x28:0}
mov dword [TSS2 + 80], 0x08
mov dword [TSS2 + 32], task2 + LINEAR
mov dword [TSS2 + 80], 0x10
; virtual-8086 mode, IOPL 3
mov dword [0x704], back86 + LINEAR
mov dword [0x80], 0xf0000000 + int20v
mov esp, 0x7000
push dword 0
push dword 0
push dword 0x40
push dword 0
push dword 0x50
push dword 0x500
push dword 0x23002
push dword 0xf000
push dword vm86
iretd
bits 16
int20v:
inc bx
iret
vm86:
mov ax, 0x1234
push ax
pop bx
mov [0x10], ax
mov ax, 0x60
mov ds, ax
pushfd
popfd
pushf
popf
cli
sti
int 0x20
mov ebp, 2
mov ecx, 0x1b
rdmsr
mov ebp, 1
hlt
mov ebp, 3
mov eax, cr0
xor ebp, ebp
call 0xf000:farproc
int 0x23
bits 32
back86:
end:
jmp end
times 0xfff0 - ($ - $$) db 0xf4
bits 16
jmp 0xf000:start
times 0x10000 - ($ - $$) db 0

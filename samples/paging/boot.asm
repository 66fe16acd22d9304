; paging: memory that comes into being when it is touched.
;
; In long mode every address goes through four levels of tables. Nine bits of the
; address choose the entry at each level, the last twelve the byte in the page:
;
;        63     48 47    39 38    30 29    21 20    12 11         0
;       +---------+--------+--------+--------+--------+------------+
;       | copy of |  PML4  |  PDPT  |   PD   |   PT   |   byte in  |
;       | bit 47  |  entry |  entry |  entry |  entry |  the page  |
;       +---------+--------+--------+--------+--------+------------+
;
; Where an entry is not present, the processor raises a page fault (#PF): it puts
; the address into CR2, an error code onto the stack, and calls the handler. This
; handler takes a free frame (4 KB of physical memory), enters it in the tables,
; adds the tables that are missing on the way, and returns. The instruction that
; failed then runs again, as if nothing had happened.
;
; The memory we use:
;
;       0x01000  PML4, the top table
;       0x02000  page-directory-pointer table: entry 0
;       0x03000  page directory: entry 0 maps 0 to 2 MB to themselves
;       0x04000  interrupt descriptor table
;       0x07C00  boot sector (this file, first 512 bytes); the stack is below
;       0x07E00  the rest of this file
;       0x10000  free frames, handed out upwards
;       0x80000  end of the free frames
;       0xB8000  the screen

PML4            equ 0x1000
PDPT            equ 0x2000
PD              equ 0x3000
IDT             equ 0x4000
GATES           equ 0x20
STACK           equ 0x7C00
FRAMES          equ 0x10000
FRAMES_END      equ 0x80000
SCREEN          equ 0xB8000
ROW             equ 80 * 2
DEBUG_PORT      equ 0xE9

PRESENT         equ 1 << 0
WRITABLE        equ 1 << 1
LARGE           equ 1 << 7

SECTOR          equ 512

        bits 16
        org 0x7C00

;------------------------------------------------------------- boot sector ----

start:
        jmp 0x0000:real_mode

real_mode:
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, STACK
        cld

; The firmware read one sector; we ask it for the others. DL still holds the
; number of the drive we came from.
        mov ax, 0x0200 + (end - rest) / SECTOR  ; disk service 02h, so many sectors
        mov cx, 0x0002                          ; from cylinder 0, sector 2
        mov dh, 0                               ; and head 0
        mov bx, rest                            ; to ES:BX
        int 0x13
        jc disk_error

        mov ax, 0x0003          ; 80 x 25 text, cleared
        int 0x10

; Real to protected to long mode; the sample long-mode explains each step.
        cli
        lgdt [gdt_register]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp CODE32:protected_mode

disk_error:
        mov ax, 0x0E00 + '!'
        int 0x10
        cli
        hlt
        jmp disk_error

        bits 32
protected_mode:
        mov ax, DATA
        mov ds, ax
        mov es, ax
        mov ss, ax

        mov edi, PML4           ; PML4, PDPT, PD and IDT, all zero
        xor eax, eax
        mov ecx, 4 * 4096 / 4
        rep stosd
        mov dword [PML4], PDPT | PRESENT | WRITABLE
        mov dword [PDPT], PD | PRESENT | WRITABLE
        mov dword [PD], 0 | PRESENT | WRITABLE | LARGE

        mov eax, cr4
        or eax, 1 << 5          ; CR4.PAE
        mov cr4, eax
        mov eax, PML4
        mov cr3, eax
        mov ecx, 0xC0000080     ; EFER
        rdmsr
        or eax, 1 << 8          ; EFER.LME
        wrmsr
        mov eax, cr0
        or eax, 1 << 31         ; CR0.PG
        or eax, 1 << 16         ; CR0.WP: read-only pages are so for ring 0 too
        mov cr0, eax
        jmp CODE64:long_mode

        align 8
gdt:
        dq 0
CODE32  equ $ - gdt
        dq 0x00CF9A000000FFFF
DATA    equ $ - gdt
        dq 0x00CF92000000FFFF
CODE64  equ $ - gdt
        dq 0x00AF9A000000FFFF
gdt_end:

gdt_register:
        dw gdt_end - gdt - 1
        dd gdt

        times 510 - ($ - $$) db 0
        dw 0xAA55

;-------------------------------------------------- the rest, in long mode ----

rest:
        bits 64
long_mode:
        mov ax, DATA
        mov ds, eax
        mov es, eax
        mov ss, eax
        mov rsp, STACK

; Every exception stops the machine, except number 14, the page fault.
        mov edi, IDT
        mov ecx, GATES
        mov eax, fatal
.gate:
        call set_gate
        loop .gate
        mov edi, IDT + 14 * 16
        mov eax, page_fault
        call set_gate
        lidt [rel idt_register]

; Touch memory that nobody has mapped. Each first touch of a page costs a fault.
        mov rbx, 0xFFFF800000000000
        mov rax, 0x0123456789ABCDEF
        mov [rbx], rax          ; no table yet below the PML4: three are made
        mov [rbx + 8], rax      ; the same page: no fault
        mov [rbx + 0x1000], rax ; the next page: only a frame is missing
        mov [rbx + 0x2FFC], rax ; across a page boundary: two pages, two faults
        mov rcx, 0x0000123456789000
        mov rdx, [rcx]          ; a read does it too, and finds zeros

        lea rsi, [rel read_back_text]
        call print
        mov rax, [rbx]
        call print_hex
        lea rsi, [rel faults_text]
        call print
        mov rax, [rel faults]
        call print_hex
        lea rsi, [rel end_text]
        call print

halt:
        hlt
        jmp halt

; Writes the 64-bit interrupt gate at RDI that leads to the routine at EAX; RDI
; goes to the next gate. The upper half of a 64-bit address is zero already.
set_gate:
        mov [rdi], ax           ; offset 15-0
        mov word [rdi + 2], CODE64
        mov word [rdi + 4], 0x8E00      ; present, ring 0, interrupt gate, no IST
        mov word [rdi + 6], 0   ; offset 31-16: all our code is below 64 KB
        add rdi, 16
        ret

; An exception that is no page fault, or a page fault we cannot repair.
fatal:
        lea rsi, [rel fatal_text]
        call print
.halt:
        cli
        hlt
        jmp .halt

; #PF. On the stack: error code, RIP, CS, RFLAGS, RSP, SS. The error code says what
; was wrong: bit 0 is 1 if the page was present and the access forbidden, bit 1 is
; 1 for a write, bit 2 for user code (SDM vol. 3A, "Page-Fault Exceptions").
page_fault:
        push rax
        push rbx
        push rcx
        push rsi
        push rdi

        inc qword [rel faults]
        mov rbx, cr2
        lea rsi, [rel fault_text]
        call print
        mov rax, rbx
        call print_hex
        lea rsi, [rel error_text]
        call print
        mov rax, [rsp + 5 * 8]  ; the error code, above the five registers
        call print_hex

        test byte [rsp + 5 * 8], PRESENT
        jnz fatal               ; not a missing page: mapping would not help
        call map_page

        lea rsi, [rel frame_text]
        call print
        call print_hex
        lea rsi, [rel end_text]
        call print

        pop rdi
        pop rsi
        pop rcx
        pop rbx
        pop rax
        add rsp, 8              ; IRETQ wants RIP on top, not the error code
        iretq                   ; and the instruction runs again

; Maps the page of the address in RBX. Gives its frame in RAX; changes RCX, RSI
; and RDI. The tables are reached by their physical addresses, for the first 2 MB
; are mapped to themselves.
map_page:
        mov edi, PML4
        mov cl, 39              ; the lowest address bit of the PML4 index
.level:
        mov rax, rbx
        shr rax, cl
        and eax, 511
        lea rsi, [rdi + rax * 8]        ; our entry of this table
        cmp cl, 12
        je .page
        test byte [rsi], PRESENT
        jnz .next
        call new_frame          ; a table is missing
        or rax, PRESENT | WRITABLE
        mov [rsi], rax
.next:
        mov rdi, [rsi]
        and rdi, -4096          ; the flags are below the address of the next table
        sub cl, 9
        jmp .level
.page:
        call new_frame
        mov [rsi], rax
        or qword [rsi], PRESENT | WRITABLE
        ret

; Gives a frame full of zeros in RAX.
new_frame:
        push rcx
        push rdi
        mov rdi, [rel next_frame]
        cmp rdi, FRAMES_END
        jae fatal
        add qword [rel next_frame], 4096
        mov ecx, 4096 / 8
        xor eax, eax
        rep stosq
        lea rax, [rdi - 4096]
        pop rdi
        pop rcx
        ret

; Prints the text at RSI up to its zero byte. Changes RSI.
print:
        push rax
.next:
        lodsb
        test al, al
        jz .done
        call print_char
        jmp .next
.done:
        pop rax
        ret

; Prints RAX as 16 hexadecimal digits.
print_hex:
        push rax
        push rcx
        push rdx
        mov rdx, rax
        mov ecx, 16
.digit:
        rol rdx, 4              ; the top four bits come to the bottom
        mov al, dl
        and al, 0x0F
        cmp al, 10
        jb .below_ten
        add al, 'A' - '0' - 10
.below_ten:
        add al, '0'
        call print_char
        loop .digit
        pop rdx
        pop rcx
        pop rax
        ret

; Prints the character AL; 10 starts a new row, and after the last comes the first.
; Changes AL.
print_char:
        push rcx
        push rdx
        push rdi
        out DEBUG_PORT, al
        mov edi, [rel cursor]   ; bytes from the start of the screen
        cmp al, 10
        je .new_row
        mov byte [SCREEN + rdi], al
        mov byte [SCREEN + rdi + 1], 0x0F       ; white on black
        add edi, 2
        jmp .move
.new_row:
        mov eax, edi
        xor edx, edx
        mov ecx, ROW
        div ecx
        sub edi, edx            ; back to the start of this row
        add edi, ROW            ; and one down
.move:
        cmp edi, 25 * ROW
        jb .done
        xor edi, edi
.done:
        mov [rel cursor], edi
        pop rdi
        pop rdx
        pop rcx
        ret

cursor:         dd 0
                align 8
next_frame:     dq FRAMES
faults:         dq 0

fault_text:     db "#PF at ", 0
error_text:     db " error ", 0
frame_text:     db " frame ", 0
read_back_text: db "Read back: ", 0
faults_text:    db 10, "Faults:    ", 0
end_text:       db 10, 0
fatal_text:     db 10, "Fatal exception", 10, 0

                align 8
idt_register:
        dw GATES * 16 - 1
        dq IDT

        align SECTOR, db 0
end:
